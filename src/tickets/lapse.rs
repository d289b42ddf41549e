//! Answered, and ten days without a word from the citizen: the ticket closes by itself.

use jiff::tz::TimeZone;

use super::life::Step;
use super::{DISPUTE, Taken, Ticket, take_if_possible};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::TicketId;

/// Closes at most so many in one transaction.
pub const LAPSES_AT_ONCE: usize = 100;

/// Closes the ones that lapsed longest ago; fewer than [`LAPSES_AT_ONCE`]: there are no more.
pub async fn lapse(tx: &mut Tx, zone: &TimeZone) -> Result<Vec<Ticket>> {
    let until = tx.now() - DISPUTE;
    let found = on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "SELECT id FROM ticket WHERE stage = 'answered' AND resolved_at < $1 ORDER BY resolved_at LIMIT $2")
        .bind(until).bind(LAPSES_AT_ONCE as i64).fetch_all(c).await)?;
    let mut lapsed = Vec::with_capacity(found.len());
    for id in found {
        lapsed.push(take_if_possible(tx, zone, id, None, &Taken::by_system(Step::Lapse, "")).await?);
    }
    Ok(lapsed)
}
