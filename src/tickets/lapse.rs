//! Answered, and ten days without a word from the citizen: the ticket closes by itself.

use jiff::tz::TimeZone;

use super::life::{Stage, Step};
use super::{DISPUTE, Taken, Ticket, lock, take};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::TicketId;

/// How many [`silent`] finds at once.
pub const SILENT: usize = 100;

/// A ticket whose time to dispute seems to be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Silent {
    pub id: TicketId,
    resolved_at: Millis,
}

/// Behind one, those that were answered longest ago first; fewer than [`SILENT`]: there are no more. Nothing is
/// locked: whether it is still so, [`lapse`] asks.
pub async fn silent(tx: &mut Tx, after: Option<Silent>) -> Result<Vec<Silent>> {
    let until = tx.now() - DISPUTE;
    let (at, id) = after.map_or((0, TicketId(0)), |after| (after.resolved_at, after.id));
    Ok(on!(tx, c => sqlx::query_as::<_, Silent>(
        "SELECT id, resolved_at FROM ticket WHERE stage = 'answered' AND resolved_at < $1
             AND (resolved_at > $2 OR resolved_at = $2 AND id > $3) ORDER BY resolved_at, id LIMIT $4")
        .bind(until).bind(at).bind(id).bind(SILENT as i64).fetch_all(c).await)?)
}

/// Closes it. None: somebody spoke meanwhile.
pub async fn lapse(tx: &mut Tx, zone: &TimeZone, id: TicketId) -> Result<Option<Ticket>> {
    let ticket = lock(tx, id).await?;
    if ticket.stage != Stage::Answered || !ticket.is_past_dispute(tx.now()) {
        return Ok(None);
    }
    take(tx, zone, id, None, &Taken::by_system(Step::Lapse, "")).await.map(Some)
}
