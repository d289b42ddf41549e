//! What a ticket's citizen may read of it: what they said and what we answered.
//!
//! Notes are not theirs; neither is the slip with the number and the covered PIN, which would only puzzle them. What
//! somebody wrote who had a copy was written to us: nobody said that the citizen may read it. All of it is left out
//! before anything is counted or cut off, so that nobody sees a gap.

use super::Message;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{MessageId, TicketId};
use crate::stretch::{Rest, Stretch};

/// `$1` is the ticket, `$2` what stands in a slip instead of a PIN.
macro_rules! letters {
    ($select:literal, $which:literal) => {
        concat!(
            $select,
            " FROM message m WHERE m.ticket_id = $1 AND m.direction <> 'note'
               AND NOT EXISTS (SELECT 1 FROM message_writer w WHERE w.message_id = m.id)
               AND NOT (m.direction = 'out' AND m.is_automatic AND REPLACE(m.body, $2, '') <> m.body) ",
            $which
        )
    };
}

/// A stretch of them, from where it begins.
pub async fn stretch(
    tx: &mut Tx,
    ticket: TicketId,
    mask: &str,
    asked: Stretch,
    limit: i64,
) -> Result<Vec<Message>> {
    let (low, high) = asked.bounds();
    let sql = if asked.is_upward() {
        letters!("SELECT m.*", "AND m.id > $3 AND m.id < $4 ORDER BY m.id LIMIT $5")
    } else {
        letters!("SELECT m.*", "AND m.id > $3 AND m.id < $4 ORDER BY m.id DESC LIMIT $5")
    };
    Ok(on!(tx, c => sqlx::query_as::<_, Message>(sql)
        .bind(ticket).bind(mask).bind(low).bind(high).bind(limit).fetch_all(c).await)?)
}

/// How many of them stand before and after these two.
pub async fn beside(tx: &mut Tx, ticket: TicketId, mask: &str, first: i64, last: i64) -> Result<Rest> {
    Ok(on!(tx, c => sqlx::query_as::<_, Rest>(letters!(
        "SELECT COUNT(*) FILTER (WHERE m.id < $3) AS older, COUNT(*) FILTER (WHERE m.id > $4) AS newer", ""))
        .bind(ticket).bind(mask).bind(first).bind(last).fetch_one(c).await)?)
}

/// Is this message one of them?
pub async fn has(tx: &mut Tx, ticket: TicketId, mask: &str, message: MessageId) -> Result<bool> {
    let found = on!(tx, c => sqlx::query_scalar::<_, MessageId>(letters!("SELECT m.id", "AND m.id = $3"))
        .bind(ticket).bind(mask).bind(message).fetch_optional(c).await)?;
    Ok(found.is_some())
}
