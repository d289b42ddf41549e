//! Answered, and ten days without a word from the citizen: the ticket closes by itself.

use jiff::tz::TimeZone;

use super::life::Step;
use super::{DISPUTE, Taken, take_if_possible};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::TicketId;

/// Closes at most so many in one transaction.
const AT_ONCE: i64 = 100;

/// Closes the ones that lapsed longest ago. False: there are no more.
pub async fn lapse(tx: &mut Tx, zone: &TimeZone) -> Result<bool> {
    let until = tx.now() - DISPUTE;
    let found = on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "SELECT id FROM ticket WHERE stage = 'answered' AND resolved_at < $1 ORDER BY resolved_at LIMIT $2")
        .bind(until).bind(AT_ONCE).fetch_all(c).await)?;
    for id in &found {
        take_if_possible(tx, zone, *id, None, &Taken::by_system(Step::Lapse, "")).await?;
    }
    Ok(found.len() as i64 == AT_ONCE)
}
