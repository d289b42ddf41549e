//! A report that is the same as another ends in it, and comes out of it again where that was a mistake. Which
//! of the two goes on, and who is told, [`crate::cases`] decides.

use jiff::tz::TimeZone;
use serde_json::json;

use super::change::try_step;
use super::life::{Stage, Step};
use super::{Taken, Ticket, clocks, store, take};
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{StaffId, TicketId};

/// The ticket, nobody else's until the transaction ends.
pub async fn lock(tx: &mut Tx, id: TicketId) -> Result<Ticket> {
    store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))
}

/// Two at once, by their age: everybody locks in this order.
pub async fn lock_both(tx: &mut Tx, one: TicketId, other: TicketId) -> Result<()> {
    for id in [one.min(other), one.max(other)] {
        lock(tx, id).await?;
    }
    Ok(())
}

pub async fn merge(tx: &mut Tx, zone: &TimeZone, id: TicketId, by: StaffId) -> Result<Ticket> {
    take(tx, zone, id, Some(by), &Taken::by_system(Step::Merge, "")).await
}

/// Back to where it was when it was merged. Its clocks go on as if it had never been.
pub async fn unmerge(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    stage: Option<Stage>,
    by: StaffId,
) -> Result<Ticket> {
    let now = tx.now();
    let mut told = None;
    try_step(tx, id, Some(by), |ticket| {
        told.clone_from(&ticket.alarms);
        // Of a report that was answered, the day of the answer: merging left it as it was.
        let resolved = (ticket.resolved_at, ticket.resolved_day);
        let happened = ticket.take(&Taken::by_system(Step::Unmerge, ""), now, zone)?;
        let back = stage.filter(|stage| *stage != Stage::Merged).unwrap_or(ticket.stage);
        ticket.stand_at(back, now, zone);
        if back == Stage::Answered {
            (ticket.resolved_at, ticket.resolved_day) = resolved;
        }
        Ok(happened.map(|(kind, mut data)| {
            data["to"] = json!(ticket.status);
            data["back_to"] = json!(back);
            (kind, data)
        }))
    })
    .await?;
    // Only the whole history tells, with this line in it.
    clocks::again(tx, id, told).await
}
