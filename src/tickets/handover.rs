//! Hand-over notes: what whoever has a ticket next must read first. Pinned above the ticket until they say
//! that they did; after that it stands in the history.

use serde_json::json;

use super::{EventKind, Ticket, record, touch};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::{Result, forbidden, invalid, not_found};
use crate::ids::{HandoverId, StaffId, TicketId};

/// Characters of a note.
pub const LONGEST: usize = 2_000;
/// Notes shown above a ticket.
const SHOWN: i64 = 5;

/// A note that waits to be read.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Handover {
    pub id: HandoverId,
    pub by_id: StaffId,
    /// Name of who wrote it.
    pub by_name: String,
    pub at: Millis,
    pub body: String,
}

/// Leaves a note for whoever has it next.
pub async fn leave(tx: &mut Tx, ticket: TicketId, by: StaffId, body: &str) -> Result<HandoverId> {
    let body = body.trim();
    if body.is_empty() {
        return Err(invalid("handover", "handover-empty"));
    }
    if body.chars().count() > LONGEST {
        return Err(invalid("handover", "handover-long"));
    }
    touch(tx, ticket).await?;
    let (id, now) = (HandoverId(tx.id()), tx.now());
    on!(tx, c => sqlx::query("INSERT INTO handover (id, ticket_id, by_id, at, body) VALUES ($1, $2, $3, $4, $5)")
        .bind(id).bind(ticket).bind(by).bind(now).bind(body).execute(c).await.map(|_| ()))?;
    record(tx, ticket, Some(by), EventKind::HandedOver, json!({ "reason": body })).await?;
    Ok(id)
}

/// What waits to be read, the newest last.
pub async fn unread(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Handover>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Handover>(
        "SELECT h.id, h.by_id, v.name AS by_name, h.at, h.body FROM handover h JOIN staff v ON v.id = h.by_id
         WHERE h.ticket_id = $1 AND h.read_at IS NULL ORDER BY h.id LIMIT $2")
        .bind(ticket).bind(SHOWN).fetch_all(c).await)?)
}

/// May this person say that it is read? Whoever works on the ticket now, and whoever wrote it and thinks
/// better of it.
pub fn may_read(ticket: &Ticket, note: &Handover, by: StaffId) -> bool {
    note.by_id == by || ticket.assignee_id == Some(by)
}

/// It was read: it is no longer pinned.
pub async fn read(tx: &mut Tx, ticket: &Ticket, id: HandoverId, by: StaffId) -> Result<()> {
    let waiting = unread(tx, ticket.id).await?;
    let note = waiting.into_iter().find(|note| note.id == id).ok_or_else(|| not_found("hand-over note"))?;
    if !may_read(ticket, &note, by) {
        return Err(forbidden("whoever works on the ticket marks it as read"));
    }
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE handover SET read_at = $2, read_by = $3 WHERE id = $1 AND read_at IS NULL")
        .bind(id).bind(now).bind(by).execute(c).await.map(|_| ()))?;
    touch(tx, ticket.id).await?;
    Ok(())
}

/// Takes one note of this person back, unless somebody read it already.
pub async fn take_back_one(tx: &mut Tx, ticket: TicketId, id: HandoverId, by: StaffId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE handover SET read_at = $3, read_by = $4
         WHERE id = $1 AND ticket_id = $2 AND by_id = $4 AND read_at IS NULL")
        .bind(id).bind(ticket).bind(now).bind(by).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Takes unread notes of this person back, with what else is taken back.
pub async fn take_back(tx: &mut Tx, ticket: TicketId, by: StaffId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE handover SET read_at = $2, read_by = $3 WHERE ticket_id = $1 AND by_id = $3 AND read_at IS NULL")
        .bind(ticket).bind(now).bind(by).execute(c).await.map(|_| ()))?;
    Ok(())
}
