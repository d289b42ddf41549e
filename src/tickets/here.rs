//! Who is at a ticket now: looking, or writing. A row a person and ticket, good until it expires, so that
//! a browser that just went away is forgotten by itself, and every node sees the same.

use crate::bus::Event;
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{StaffId, TicketId, codes};

/// A browser says every 15 seconds that it is still there; after three silent ones it is not.
const GOOD: Millis = 45_000;
/// A row good for longer than this is not written again.
const ENOUGH: Millis = 25_000;
/// Colleagues named on a page.
const NAMED: i64 = 5;

codes! {
    Doing {
        Looking = "looking",
        /// Words stand in the reply box and were changed a moment ago.
        Writing = "writing",
    }
}

/// A colleague at the ticket.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Present {
    pub name: String,
    pub doing: Doing,
}

/// This person is at the ticket, which they may see. The feed hears of it when it is news.
pub async fn here(tx: &mut Tx, ticket: TicketId, staff: StaffId, doing: Doing) -> Result<()> {
    let now = tx.now();
    let known = known(tx, ticket, staff).await?.filter(|(_, until)| *until > now);
    if known.is_some_and(|(was, until)| was == doing && until > now + ENOUGH) {
        return Ok(());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO ticket_here (ticket_id, staff_id, doing, until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (ticket_id, staff_id) DO UPDATE SET doing = excluded.doing, until = excluded.until")
        .bind(ticket).bind(staff).bind(doing).bind(now + GOOD).execute(c).await.map(|_| ()))?;
    if known.is_none_or(|(was, _)| was != doing) {
        tx.publish(Event::Here { ticket });
    }
    Ok(())
}

/// Does [`here`] have anything to write? Asked first, in a transaction that only reads.
pub async fn is_news(tx: &mut Tx, ticket: TicketId, staff: StaffId, doing: Doing) -> Result<bool> {
    let enough = tx.now() + ENOUGH;
    Ok(known(tx, ticket, staff).await?.is_none_or(|(was, until)| was != doing || until <= enough))
}

/// This person left.
pub async fn gone(tx: &mut Tx, ticket: TicketId, staff: StaffId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM ticket_here WHERE ticket_id = $1 AND staff_id = $2")
        .bind(ticket).bind(staff).execute(c).await.map(|_| ()))?;
    tx.publish(Event::Here { ticket });
    Ok(())
}

/// Who else is there; those who write first.
pub async fn others(tx: &mut Tx, ticket: TicketId, me: StaffId) -> Result<Vec<Present>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, Present>(
        "SELECT v.name, h.doing FROM ticket_here h JOIN staff v ON v.id = h.staff_id
         WHERE h.ticket_id = $1 AND h.staff_id <> $2 AND h.until > $3 AND v.is_active
         ORDER BY h.doing DESC, v.name, v.id LIMIT $4")
        .bind(ticket).bind(me).bind(now).bind(NAMED).fetch_all(c).await)?)
}

/// Forgets those who went away without a word.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("DELETE FROM ticket_here WHERE until < $1").bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

async fn known(tx: &mut Tx, ticket: TicketId, staff: StaffId) -> Result<Option<(Doing, Millis)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (Doing, Millis)>(
        "SELECT doing, until FROM ticket_here WHERE ticket_id = $1 AND staff_id = $2")
        .bind(ticket).bind(staff).fetch_optional(c).await)?)
}
