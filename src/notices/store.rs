//! All SQL of notices.

use serde_json::Value;
use sqlx::types::Json;

use super::{Kind, Notice};
use crate::auth::{TITLE, VISIBLE};
use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{NoticeId, StaffId, TicketId};

pub async fn is_waiting(tx: &mut Tx, to: StaffId, kind: Kind, ticket: Option<TicketId>) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM notice
         WHERE staff_id = $1 AND read_at IS NULL AND kind = $2 AND ticket_id = $3)")
        .bind(to).bind(kind).bind(ticket).fetch_one(c).await)?)
}

pub async fn insert(
    tx: &mut Tx,
    to: StaffId,
    kind: Kind,
    ticket: Option<TicketId>,
    by: Option<StaffId>,
    data: Value,
) -> Result<()> {
    let (id, now) = (tx.id(), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO notice (id, staff_id, kind, ticket_id, by_id, at, data) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id).bind(to).bind(kind).bind(ticket).bind(by).bind(now).bind(Json(data))
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Of kinds that wait once at most (an index says which); false when one waits already.
pub async fn insert_once(tx: &mut Tx, to: StaffId, kind: Kind) -> Result<bool> {
    let (id, now) = (tx.id(), tx.now());
    let inserted = on!(tx, c => sqlx::query(
        "INSERT INTO notice (id, staff_id, kind, at, data) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
        .bind(id).bind(to).bind(kind).bind(now).bind(Json(Value::Object(serde_json::Map::new())))
        .execute(c).await.map(|done| done.rows_affected()))?;
    Ok(inserted > 0)
}

pub async fn has_unread_kind(tx: &mut Tx, staff: StaffId, kind: Kind) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM notice WHERE staff_id = $1 AND read_at IS NULL AND kind = $2)")
        .bind(staff).bind(kind).fetch_one(c).await)?)
}

pub async fn read_of_kind(tx: &mut Tx, staff: StaffId, kind: Kind) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE notice SET read_at = $3 WHERE staff_id = $1 AND read_at IS NULL AND kind = $2")
        .bind(staff).bind(kind).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn unread(tx: &mut Tx, staff: StaffId) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM notice WHERE staff_id = $1 AND read_at IS NULL LIMIT 100) AS n")
        .bind(staff).fetch_one(c).await)?)
}

pub async fn has_unread(tx: &mut Tx, staff: StaffId, ticket: TicketId) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM notice WHERE staff_id = $1 AND read_at IS NULL AND ticket_id = $2)")
        .bind(staff).bind(ticket).fetch_one(c).await)?)
}

pub async fn of(tx: &mut Tx, staff: StaffId, before: Option<NoticeId>, most: i64) -> Result<Vec<Notice>> {
    let mut select = Select::new(
        "SELECT n.id, n.kind, n.ticket_id, n.by_id, n.at, n.data, n.read_at, t.number, ",
        [staff.0.into()],
    );
    select.push(TITLE).push(" AS subject FROM notice n LEFT JOIN ticket t ON t.id = n.ticket_id AND ");
    select.push(VISIBLE).push(" WHERE n.staff_id = $1");
    if let Some(before) = before {
        select.with(" AND n.id < ?", [before.0.into()]);
    }
    select.with(" ORDER BY n.id DESC LIMIT ?", [most.into()]);
    select.fetch::<Notice>(tx).await
}

pub async fn read(tx: &mut Tx, staff: StaffId, ticket: Option<TicketId>) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE notice SET read_at = $2
         WHERE staff_id = $1 AND read_at IS NULL AND ($3 IS NULL OR ticket_id = $3)")
        .bind(staff).bind(now).bind(ticket).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn forget(tx: &mut Tx, before: Millis) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM notice WHERE at < $1 AND read_at IS NOT NULL")
        .bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}
