//! All SQL of single tickets.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use super::{Entry, Ticket, TicketNumber};
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
                     first_response_at, resolved_at, resolved_day, version, stage, referred_by, refusal, tier, paused_at,
                     next_clock, next_due_at, next_alarm_at, escalated, alarms) ");
            sql.push_values(rows, |mut row, t| {
                row.push_bind(t.id).push_bind(&t.number).push_bind(&t.pin_hash).push_bind(t.class)
                    .push_bind(t.status).push_bind(t.is_open).push_bind(t.rank).push_bind(t.priority)
                    .push_bind(t.category_id).push_bind(t.agency_id).push_bind(&t.area_code).push_bind(&t.place)
                    .push_bind(t.latitude).push_bind(t.longitude).push_bind(&t.subject).push_bind(&t.body)
                    .push_bind(&t.channel).push_bind(t.language).push_bind(t.is_anonymous)
                    .push_bind(t.is_confidential).push_bind(t.contact_id).push_bind(t.assignee_id)
                    .push_bind(t.created_at).push_bind(t.created_day).push_bind(t.updated_at).push_bind(t.due_at)
                    .push_bind(t.first_response_at).push_bind(t.resolved_at).push_bind(t.resolved_day)
                    .push_bind(t.version).push_bind(t.stage).push_bind(t.referred_by).push_bind(t.refusal)
                    .push_bind(&t.tier).push_bind(t.paused_at).push_bind(t.next_clock).push_bind(t.next_due_at)
                    .push_bind(t.next_alarm_at).push_bind(t.escalated).push_bind(&t.alarms);
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
             stage = $19, referred_by = $20, refusal = $21, tier = $22, paused_at = $23, next_clock = $24,
             next_due_at = $25, next_alarm_at = $26, escalated = $27, alarms = $28,
             -- Awake in other hands, with another agency, as an emergency, at its end (see sleep.rs).
             asleep_until = CASE WHEN $4 AND $5 > 0 AND agency_id = $8 AND COALESCE(assignee_id, 0) = COALESCE($9, 0)
                 THEN asleep_until END
         WHERE id = $1")
        .bind(t.id).bind(t.class).bind(t.status).bind(t.is_open).bind(t.rank).bind(t.priority).bind(t.category_id)
        .bind(t.agency_id).bind(t.assignee_id).bind(t.updated_at).bind(t.due_at).bind(t.first_response_at)
        .bind(t.resolved_at).bind(t.resolved_day).bind(&t.area_code).bind(&t.place).bind(t.latitude).bind(t.longitude)
        .bind(t.stage).bind(t.referred_by).bind(t.refusal).bind(&t.tier).bind(t.paused_at).bind(t.next_clock)
        .bind(t.next_due_at).bind(t.next_alarm_at).bind(t.escalated).bind(&t.alarms)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// What the clocks say, and nothing else of the row. No new version: nobody did anything.
pub async fn set_clocks(tx: &mut Tx, t: &Ticket) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE ticket SET due_at = $2, paused_at = $3, next_clock = $4, next_due_at = $5, next_alarm_at = $6,
             escalated = $7, alarms = $8 WHERE id = $1")
        .bind(t.id).bind(t.due_at).bind(t.paused_at).bind(t.next_clock).bind(t.next_due_at).bind(t.next_alarm_at)
        .bind(t.escalated).bind(&t.alarms).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// On SQLite there is one writer, and it is us.
pub async fn ringing(tx: &mut Tx, at_most: i64) -> Result<Vec<Ticket>> {
    let mut select = Select::new("SELECT * FROM ticket WHERE next_alarm_at <= $1", [tx.now().into()]);
    select.with(" ORDER BY next_alarm_at LIMIT ?", [at_most.into()]);
    if tx.is_postgres() {
        select.push(" FOR UPDATE SKIP LOCKED");
    }
    select.fetch(tx).await
}

pub async fn rings(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM ticket WHERE next_alarm_at <= $1)").bind(now).fetch_one(c).await)?)
}

pub async fn open_behind(tx: &mut Tx, id: TicketId, at_most: i64) -> Result<Vec<Ticket>> {
    let mut select = Select::new("SELECT * FROM ticket WHERE is_open AND id > $1", [id.0.into()]);
    select.with(" ORDER BY id LIMIT ?", [at_most.into()]);
    if tx.is_postgres() {
        select.push(" FOR UPDATE");
    }
    select.fetch(tx).await
}

/// What the clocks need of the histories of these tickets, oldest first.
pub async fn turning_points(tx: &mut Tx, ids: &[TicketId]) -> Result<Vec<Entry>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Select::new(
        "SELECT * FROM ticket_event WHERE kind IN ('status', 'referred', 'reclassified', 'weighed')
            AND ticket_id",
        [],
    );
    select.any_of(ids.iter().map(|id| id.0)).push(" ORDER BY ticket_id, id");
    select.fetch(tx).await
}

/// The newest entry of the history that moved the ticket.
pub async fn last_step(tx: &mut Tx, id: TicketId) -> Result<Option<Entry>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Entry>(
        "SELECT * FROM ticket_event WHERE ticket_id = $1 AND kind IN ('status', 'referred') ORDER BY id DESC LIMIT 1")
        .bind(id).fetch_optional(c).await)?)
}

/// The newest entry that filed the ticket under another category.
pub async fn last_filed(tx: &mut Tx, id: TicketId) -> Result<Option<Entry>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Entry>(
        "SELECT * FROM ticket_event WHERE ticket_id = $1 AND kind = 'reclassified' ORDER BY id DESC LIMIT 1")
        .bind(id).fetch_optional(c).await)?)
}

/// Did anybody of the staff do something after this entry? What the house does by itself does not count.
pub async fn has_acted_since(tx: &mut Tx, id: TicketId, entry: i64) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM ticket_event WHERE ticket_id = $1 AND id > $2 AND staff_id IS NOT NULL)")
        .bind(id).bind(entry).fetch_one(c).await)?)
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

pub async fn numbers(tx: &mut Tx, ids: &[TicketId]) -> Result<HashMap<TicketId, TicketNumber>> {
    #[derive(sqlx::FromRow)]
    struct Numbered {
        id: TicketId,
        number: TicketNumber,
    }
    let mut select = Select::new("SELECT id, number FROM ticket WHERE id", []);
    select.any_of(ids.iter().map(|id| id.0));
    Ok(select.fetch::<Numbered>(tx).await?.into_iter().map(|one| (one.id, one.number)).collect())
}

pub async fn visible_among(tx: &mut Tx, viewer: StaffId, ids: &[TicketId]) -> Result<Vec<Ticket>> {
    let mut select = Select::new("SELECT t.* FROM ticket t WHERE ", [viewer.0.into()]);
    select.push(RESPONSIBLE).push(" AND t.id").any_of(ids.iter().map(|id| id.0));
    select.fetch(tx).await
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
        "INSERT INTO ticket_rating (ticket_id, score, comment, at) VALUES ($1, $2, NULLIF($3, ''), $4)
         ON CONFLICT (ticket_id) DO UPDATE SET score = excluded.score, at = excluded.at,
             comment = NULLIF(COALESCE($3, ticket_rating.comment), '')")
        .bind(id).bind(score).bind(comment).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The newest verdict, if it came after the answer that stands.
pub async fn rating(tx: &mut Tx, id: TicketId) -> Result<Option<(i64, Option<String>)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (i64, Option<String>)>(
        "SELECT r.score, r.comment FROM ticket_rating r JOIN ticket t ON t.id = r.ticket_id
         WHERE r.ticket_id = $1 AND r.at >= t.resolved_at")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn said_with(tx: &mut Tx, id: TicketId) -> Result<Option<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>(
        "SELECT comment FROM ticket_rating WHERE ticket_id = $1 AND comment IS NOT NULL")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn set_pin(tx: &mut Tx, id: TicketId, hash: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE ticket SET pin_hash = $2 WHERE id = $1")
        .bind(id).bind(hash).execute(c).await.map(|_| ()))?;
    Ok(())
}
