//! SQL of tickets that came while their citizen was under a limit.

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{LimitId, TicketId};
use crate::nuisance::{Limit, Slowed};
use crate::tickets::Ticket;

pub async fn insert(tx: &mut Tx, ticket: &Ticket, limit: LimitId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO nuisance_limited (ticket_id, limit_id, at, category_id, priority) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING")
        .bind(ticket.id).bind(limit).bind(now).bind(ticket.category_id).bind(ticket.priority)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn by(tx: &mut Tx, ticket: TicketId) -> Result<Option<LimitId>> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, LimitId>("SELECT limit_id FROM nuisance_limited WHERE ticket_id = $1")
        .bind(ticket).fetch_optional(c).await)?,
    )
}

pub async fn of(tx: &mut Tx, limit: LimitId) -> Result<Vec<Slowed>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Slowed>(
        "SELECT ticket_id, at, category_id, priority FROM nuisance_limited WHERE limit_id = $1 ORDER BY ticket_id")
        .bind(limit).fetch_all(c).await)?)
}

/// Another limit of the same citizen on the same channel that held then, and whose strike stands.
pub async fn also(tx: &mut Tx, limit: &Limit, at: Millis) -> Result<Option<LimitId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, LimitId>(
        "SELECT l.id FROM nuisance_limit l JOIN nuisance_mark m ON m.id = l.mark_id
         WHERE l.contact_id = $1 AND l.channel = $2 AND l.id <> $3 AND l.state IN ('running', 'lifted')
           AND m.state = 'strike' AND l.starts_at <= $4 AND COALESCE(l.lifted_at, l.ends_at) > $4
         ORDER BY l.ends_at DESC LIMIT 1")
        .bind(limit.contact_id).bind(limit.channel().code()).bind(limit.id).bind(at)
        .fetch_optional(c).await)?)
}

pub async fn go_over(tx: &mut Tx, ticket: TicketId, to: LimitId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE nuisance_limited SET limit_id = $2 WHERE ticket_id = $1")
        .bind(ticket).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}
