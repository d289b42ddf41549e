//! All SQL of supporting agencies.

use super::Support;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, StaffId, TicketId};

pub async fn of(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Support>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Support>(
        "SELECT * FROM ticket_support WHERE ticket_id = $1 ORDER BY asked_at, agency_id")
        .bind(ticket).fetch_all(c).await)?)
}

pub async fn by_viewer(tx: &mut Tx, viewer: StaffId, ticket: TicketId) -> Result<Vec<Support>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Support>(
        "SELECT p.* FROM ticket_support p JOIN staff_scope s ON s.agency_id = p.agency_id
         WHERE p.ticket_id = $2 AND s.staff_id = $1 ORDER BY p.asked_at, p.agency_id")
        .bind(viewer).bind(ticket).fetch_all(c).await)?)
}

pub async fn put(
    tx: &mut Tx,
    ticket: TicketId,
    agency: AgencyId,
    by: StaffId,
    note: &str,
) -> Result<Support> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, Support>(
        "INSERT INTO ticket_support (ticket_id, agency_id, asked_by, asked_at, note) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (ticket_id, agency_id) DO UPDATE SET asked_by = excluded.asked_by,
             asked_at = excluded.asked_at, note = excluded.note, done_at = NULL, done_by = NULL, done_note = NULL
         RETURNING *")
        .bind(ticket).bind(agency).bind(by).bind(now).bind(note).fetch_one(c).await)?)
}

pub async fn remove(tx: &mut Tx, ticket: TicketId, agency: AgencyId) -> Result<bool> {
    let removed = on!(tx, c => sqlx::query("DELETE FROM ticket_support WHERE ticket_id = $1 AND agency_id = $2")
        .bind(ticket).bind(agency).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(removed > 0)
}

pub async fn finish(
    tx: &mut Tx,
    ticket: TicketId,
    agency: AgencyId,
    by: StaffId,
    words: &str,
) -> Result<Option<Support>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, Support>(
        "UPDATE ticket_support SET done_at = $4, done_by = $3, done_note = $5
         WHERE ticket_id = $1 AND agency_id = $2 AND done_at IS NULL RETURNING *")
        .bind(ticket).bind(agency).bind(by).bind(now).bind(words).fetch_optional(c).await)?)
}

/// As it was. Asked anew meanwhile, the newer words stay.
pub async fn restore(tx: &mut Tx, one: &Support) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO ticket_support (ticket_id, agency_id, asked_by, asked_at, note, done_at, done_by, done_note)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (ticket_id, agency_id) DO NOTHING")
        .bind(one.ticket_id).bind(one.agency_id).bind(one.asked_by).bind(one.asked_at).bind(&one.note)
        .bind(one.done_at).bind(one.done_by).bind(&one.done_note).execute(c).await.map(|_| ()))?;
    Ok(())
}
