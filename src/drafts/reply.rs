//! Answers half typed at the desk: one a person and ticket, kept until it is sent or a month is over.

use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{StaffId, TicketId};

/// What was typed, and whether it is a note.
pub async fn of(tx: &mut Tx, staff: StaffId, ticket: TicketId) -> Result<Option<(String, bool)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (String, bool)>(
        "SELECT body, is_note FROM reply_draft WHERE staff_id = $1 AND ticket_id = $2")
        .bind(staff).bind(ticket).fetch_optional(c).await)?)
}

/// Keeps it; nothing typed is nothing kept.
pub async fn keep(tx: &mut Tx, staff: StaffId, ticket: TicketId, body: &str, is_note: bool) -> Result<()> {
    if body.trim().is_empty() {
        return forget(tx, staff, ticket).await;
    }
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO reply_draft (staff_id, ticket_id, body, is_note, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (staff_id, ticket_id) DO UPDATE SET body = excluded.body, is_note = excluded.is_note,
             updated_at = excluded.updated_at")
        .bind(staff).bind(ticket).bind(body).bind(is_note).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// It was sent.
pub async fn forget(tx: &mut Tx, staff: StaffId, ticket: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM reply_draft WHERE staff_id = $1 AND ticket_id = $2")
        .bind(staff).bind(ticket).execute(c).await.map(|_| ()))?;
    Ok(())
}
