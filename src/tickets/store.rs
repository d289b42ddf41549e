//! All SQL of single tickets.

use sqlx::QueryBuilder;

use super::{Ticket, TicketNumber};
use crate::auth::{RESPONSIBLE, VISIBLE};
use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{StaffId, TicketId};

/// Rows of one statement, see `conversations::store`.
const ROWS: usize = 20;

pub async fn insert(tx: &mut Tx, ticket: &Ticket) -> Result<()> {
    insert_all(tx, &[ticket]).await
}

pub async fn insert_all(tx: &mut Tx, tickets: &[&Ticket]) -> Result<()> {
    for rows in tickets.chunks(ROWS) {
        on!(tx, c => {
            let mut sql = QueryBuilder::new(
                "INSERT INTO ticket (id, number, pin_hash, class, status, is_open, rank, priority, category_id,
                     agency_id, area_code, place, latitude, longitude, subject, body, channel, language, is_anonymous,
                     is_confidential, contact_id, assignee_id, created_at, created_day, updated_at, due_at,
                     first_response_at, resolved_at, resolved_day, version, stage, referred_by, refusal) ");
            sql.push_values(rows, |mut row, t| {
                row.push_bind(t.id).push_bind(&t.number).push_bind(&t.pin_hash).push_bind(t.class)
                    .push_bind(t.status).push_bind(t.is_open).push_bind(t.rank).push_bind(t.priority)
                    .push_bind(t.category_id).push_bind(t.agency_id).push_bind(&t.area_code).push_bind(&t.place)
                    .push_bind(t.latitude).push_bind(t.longitude).push_bind(&t.subject).push_bind(&t.body)
                    .push_bind(&t.channel).push_bind(t.language).push_bind(t.is_anonymous)
                    .push_bind(t.is_confidential).push_bind(t.contact_id).push_bind(t.assignee_id)
                    .push_bind(t.created_at).push_bind(t.created_day).push_bind(t.updated_at).push_bind(t.due_at)
                    .push_bind(t.first_response_at).push_bind(t.resolved_at).push_bind(t.resolved_day)
                    .push_bind(t.version).push_bind(t.stage).push_bind(t.referred_by).push_bind(t.refusal);
            });
            sql.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// The row, locked until the transaction ends: the update is the lock, on both databases.
pub async fn lock(tx: &mut Tx, id: TicketId) -> Result<Option<Ticket>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Ticket>("UPDATE ticket SET version = version + 1 WHERE id = $1 RETURNING *")
        .bind(id).fetch_optional(c).await)?,
    )
}

pub async fn update(tx: &mut Tx, t: &Ticket) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE ticket SET class = $2, status = $3, is_open = $4, rank = $5, priority = $6, category_id = $7,
             agency_id = $8, assignee_id = $9, updated_at = $10, due_at = $11, first_response_at = $12,
             resolved_at = $13, resolved_day = $14, area_code = $15, place = $16, latitude = $17, longitude = $18,
             stage = $19, referred_by = $20, refusal = $21
         WHERE id = $1")
        .bind(t.id).bind(t.class).bind(t.status).bind(t.is_open).bind(t.rank).bind(t.priority).bind(t.category_id)
        .bind(t.agency_id).bind(t.assignee_id).bind(t.updated_at).bind(t.due_at).bind(t.first_response_at)
        .bind(t.resolved_at).bind(t.resolved_day).bind(&t.area_code).bind(&t.place).bind(t.latitude).bind(t.longitude)
        .bind(t.stage).bind(t.referred_by).bind(t.refusal)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: TicketId) -> Result<Option<Ticket>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Ticket>("SELECT * FROM ticket WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn by_number(tx: &mut Tx, number: &TicketNumber) -> Result<Option<Ticket>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Ticket>("SELECT * FROM ticket WHERE number = $1")
        .bind(number).fetch_optional(c).await)?)
}

pub async fn visible(tx: &mut Tx, viewer: StaffId, id: TicketId) -> Result<Option<Ticket>> {
    let mut select = Select::new("SELECT t.* FROM ticket t WHERE ", [viewer.0.into()]);
    select.push(RESPONSIBLE).with(" AND t.id = ?", [id.0.into()]);
    Ok(select.fetch::<Ticket>(tx).await?.pop())
}

pub async fn readable(tx: &mut Tx, viewer: StaffId, id: TicketId) -> Result<Option<Ticket>> {
    let mut select = Select::new("SELECT t.* FROM ticket t WHERE ", [viewer.0.into()]);
    select.push(VISIBLE).with(" AND t.id = ?", [id.0.into()]);
    Ok(select.fetch::<Ticket>(tx).await?.pop())
}

pub async fn visible_by_number(
    tx: &mut Tx,
    viewer: StaffId,
    number: &TicketNumber,
) -> Result<Option<Ticket>> {
    let mut select = Select::new("SELECT t.* FROM ticket t WHERE ", [viewer.0.into()]);
    select.push(VISIBLE).with(" AND t.number = ?", [number.digits().into()]);
    Ok(select.fetch::<Ticket>(tx).await?.pop())
}

pub async fn rate(tx: &mut Tx, id: TicketId, now: Millis, score: i64, comment: Option<&str>) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO ticket_rating (ticket_id, score, comment, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (ticket_id) DO UPDATE SET score = excluded.score, comment = excluded.comment, at = excluded.at")
        .bind(id).bind(score).bind(comment).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_pin(tx: &mut Tx, id: TicketId, hash: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE ticket SET pin_hash = $2 WHERE id = $1")
        .bind(id).bind(hash).execute(c).await.map(|_| ()))?;
    Ok(())
}
