//! Tickets in the hands of somebody who can no longer work on them: they go back to where they are taken from.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Entry, EventKind, history};
use crate::auth::{RESPONSIBLE, Staff};
use crate::bus::Event;
use crate::db::Tx;
use crate::db::select::Select;
use crate::duty;
use crate::error::Result;
use crate::ids::{AgencyId, StaffId, TicketId};

#[derive(sqlx::FromRow)]
struct Place {
    agency_id: AgencyId,
    n: i64,
}

#[derive(sqlx::FromRow)]
struct Freed {
    id: TicketId,
    agency_id: AgencyId,
}

/// Open tickets this person holds and cannot work on: they work here no more, only read, or work for no agency that answers for
/// them (one that helps does not).
/// `$1` is the person.
fn lost(select: &mut Select, holder: &Staff) {
    select.push(" FROM ticket t WHERE t.is_open AND t.assignee_id = $1");
    if holder.is_active && holder.role.works_on_tickets() {
        select.push(" AND NOT ").push(RESPONSIBLE);
    }
}

/// How many such tickets of which agency there are, most first.
pub async fn stranded(tx: &mut Tx, holder: &Staff) -> Result<Vec<(AgencyId, i64)>> {
    let mut select = Select::new("SELECT t.agency_id, COUNT(*) AS n", [holder.id.0.into()]);
    lost(&mut select, holder);
    select.push(" GROUP BY t.agency_id ORDER BY n DESC, t.agency_id");
    Ok(select.fetch::<Place>(tx).await?.into_iter().map(|place| (place.agency_id, place.n)).collect())
}

/// Puts up to so many of them back into the queue, whoever's doing that is; how many it were. A change of hands
/// alone: neither the clocks nor the sums know who holds a ticket, so the rows need not go one by one.
pub async fn let_go(tx: &mut Tx, holder: &Staff, by: Option<StaffId>, at_most: i64) -> Result<usize> {
    let mut update = Select::new("", [holder.id.0.into()]);
    update.with(
        // Awake, as in other hands (see sleep.rs).
        "UPDATE ticket SET assignee_id = NULL, asleep_until = NULL, updated_at = ?, version = version + 1
         WHERE id IN (SELECT t.id",
        [tx.now().into()],
    );
    lost(&mut update, holder);
    update.with(" ORDER BY t.id LIMIT ?", [at_most.into()]);
    if tx.is_postgres() {
        update.push(" FOR UPDATE OF t");
    }
    update.push(") RETURNING id, agency_id");
    let freed: Vec<Freed> = update.fetch(tx).await?;
    let entry =
        |ticket: &Freed| Entry::now(tx, ticket.id, by, EventKind::Assigned, json!({ "left": holder.name }));
    let entries: Vec<Entry> = freed.iter().map(entry).collect();
    history::record_all(tx, &entries.iter().collect::<Vec<_>>()).await?;
    for ticket in &freed {
        tx.publish(Event::Ticket { id: ticket.id, agency: ticket.agency_id });
    }
    for agency in freed.iter().map(|ticket| ticket.agency_id).collect::<BTreeSet<_>>() {
        duty::stir(tx, agency).await?;
    }
    Ok(freed.len())
}

/// Some of those who work here no more, or only read, and still hold open tickets.
pub async fn gone_holders(tx: &mut Tx, at_most: i64) -> Result<Vec<StaffId>> {
    #[derive(sqlx::FromRow)]
    struct Holder {
        id: StaffId,
    }
    let mut select = Select::new(
        "SELECT v.id FROM staff v WHERE (NOT v.is_active OR v.role IN ('official', 'qa'))
            AND EXISTS (SELECT 1 FROM ticket t WHERE t.is_open AND t.assignee_id = v.id) ORDER BY v.id",
        [],
    );
    select.with(" LIMIT ?", [at_most.into()]);
    Ok(select.fetch::<Holder>(tx).await?.into_iter().map(|holder| holder.id).collect())
}
