//! "Take next": the most urgent ticket that nobody holds goes to whoever asks, and to nobody else.
//!
//! Emergencies strictly first. Then whoever waited longest, where a higher priority counts as having waited
//! longer by a fixed stretch: two tickets change places only if they came within that stretch, so nothing
//! starves, however much comes in above it.

use jiff::tz::TimeZone;

use super::life::Step;
use super::{Taken, Ticket, assign, list, take_if_possible, visible};
use crate::auth::{RESPONSIBLE, Staff};
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::ids::{AgencyId, StaffId, TicketId};

/// The order, as in the indexes `ticket_next` and `ticket_next_agency` (migration 0023), letter by letter:
/// 72, 24 and 8 hours of waiting as a gift for priorities 1, 2 and 3.
const ORDER: &str = " ORDER BY t.rank, (t.created_at - CASE t.priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), t.id";
/// What may be taken: open, nobody's, and not waiting for the citizen.
const FREE: &str = " AND t.is_open AND t.assignee_id IS NULL AND t.status <> 'waiting'";
/// So many of the most urgent are looked at. On PostgreSQL colleagues who ask in the same moment hold
/// some of them, and those are skipped.
const LOOKED_AT: i64 = 100;

/// Gives the most urgent free ticket in this person's reach to them. None: nothing is free.
pub async fn take_next(tx: &mut Tx, zone: &TimeZone, by: &Staff) -> Result<Option<Ticket>> {
    let Some(id) = claim(tx, by.id).await? else { return Ok(None) };
    assign(tx, id, (by.id, &by.name), by.id, None).await?;
    // Somebody has looked at it now.
    take_if_possible(tx, zone, id, Some(by.id), &Taken::by_system(Step::Verify, "")).await?;
    visible(tx, by.id, id).await.map(Some)
}

/// SQLite has one writer, and it is us. On PostgreSQL the row is locked, or skipped when a colleague has
/// locked it; a row that was taken since the statement began is looked at again and left out.
async fn claim(tx: &mut Tx, viewer: StaffId) -> Result<Option<TicketId>> {
    #[derive(sqlx::FromRow)]
    struct Free {
        id: TicketId,
    }
    let mut select = Select::new("SELECT t.id FROM ticket t WHERE t.id IN (", [viewer.0.into()]);
    most_urgent(&mut select, list::places(tx, viewer, &list::Filter::default()).await?);
    // Asked of the locked row once more: meanwhile it may have been taken, or gone to another agency.
    select.push(") AND ").push(RESPONSIBLE).push(FREE).push(ORDER).push(" LIMIT 1");
    if tx.is_postgres() {
        select.push(" FOR UPDATE OF t SKIP LOCKED");
    }
    Ok(select.fetch::<Free>(tx).await?.pop().map(|free| free.id))
}

/// Ids of the most urgent free tickets, from one index range an agency when these are few.
fn most_urgent(select: &mut Select, places: Option<Vec<AgencyId>>) {
    let part = |select: &mut Select, place: Option<i64>| {
        select.push("SELECT t.id, t.rank, t.created_at, t.priority FROM ticket t WHERE ").push(RESPONSIBLE);
        select.push(FREE);
        if let Some(place) = place {
            select.with(" AND t.agency_id = ?", [place.into()]);
        }
        select.push(ORDER).with(" LIMIT ?", [LOOKED_AT.into()]);
    };
    select.push("SELECT t.id FROM (");
    match places {
        None => part(select, None),
        Some(places) => {
            for (n, place) in places.iter().enumerate() {
                select.push(if n == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
                part(select, Some(place.0));
                select.push(") AS part");
            }
        }
    }
    select.push(") AS t").push(ORDER).with(" LIMIT ?", [LOOKED_AT.into()]);
}
