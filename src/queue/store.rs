//! All SQL of the job table.

use serde_json::Value;
use sqlx::types::Json;

use super::{Buried, Depth, LEASE};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::JobId;

#[derive(sqlx::FromRow)]
pub struct Row {
    pub id: JobId,
    pub kind: String,
    pub payload: Json<Value>,
    pub attempts: i64,
    pub lease: i64,
    pub created_at: Millis,
}

pub async fn insert(tx: &mut Tx, kind: &str, payload: Value, at: Millis, key: Option<&str>) -> Result<()> {
    let (id, now) = (tx.id(), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO job (id, kind, payload, unique_key, run_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL AND state = 'ready' DO NOTHING")
        .bind(id).bind(kind).bind(Json(payload)).bind(key).bind(at).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// One statement takes the jobs; on PostgreSQL the row locks of other workers are skipped, on SQLite
/// there is one writer anyway.
pub async fn claim(tx: &mut Tx, at_most: i64) -> Result<Vec<Row>> {
    const SQLITE: &str = "UPDATE job SET state = 'running', lease = $1, lease_until = $2, attempts = attempts + 1, unique_key = NULL
        WHERE id IN (SELECT id FROM job WHERE state = 'ready' AND run_at <= $3
                     ORDER BY run_at, id LIMIT $4)
        RETURNING id, kind, payload, attempts, lease, created_at";
    const POSTGRES: &str = "UPDATE job SET state = 'running', lease = $1, lease_until = $2, attempts = attempts + 1, unique_key = NULL
        WHERE id IN (SELECT id FROM job WHERE state = 'ready' AND run_at <= $3
                     ORDER BY run_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, payload, attempts, lease, created_at";
    let sql = if tx.is_postgres() { POSTGRES } else { SQLITE };
    let (lease, now) = (tx.id(), tx.now());
    Ok(on!(tx, c => sqlx::query_as::<_, Row>(sql)
        .bind(lease).bind(now + LEASE).bind(now).bind(at_most)
        .fetch_all(c).await)?)
}

pub async fn delete(tx: &mut Tx, id: JobId, lease: i64) -> Result<bool> {
    let gone = on!(tx, c => sqlx::query("DELETE FROM job WHERE id = $1 AND lease = $2 AND state = 'running'")
        .bind(id).bind(lease).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

pub async fn renew(tx: &mut Tx, id: JobId, lease: i64) -> Result<bool> {
    let until = tx.now() + LEASE;
    let kept = on!(tx, c => sqlx::query("UPDATE job SET lease_until = $3 WHERE id = $1 AND lease = $2 AND state = 'running'")
        .bind(id).bind(lease).bind(until).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(kept == 1)
}

pub async fn postpone(tx: &mut Tx, id: JobId, lease: i64, reason: &str, at: Millis) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE job SET state = 'ready', run_at = $4, last_error = $3, lease = NULL, lease_until = NULL
         WHERE id = $1 AND lease = $2")
        .bind(id).bind(lease).bind(reason).bind(at).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Ready again, as if it had not been claimed.
pub async fn put_back(tx: &mut Tx, id: JobId, lease: i64, at: Millis) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE job SET state = 'ready', run_at = $3, attempts = attempts - 1, lease = NULL, lease_until = NULL
         WHERE id = $1 AND lease = $2")
        .bind(id).bind(lease).bind(at).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Leases that ran out: the worker died. What kills each that takes it is buried, and seen.
pub async fn take_back(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE job SET state = CASE WHEN deaths + 1 >= $2 THEN 'buried' ELSE 'ready' END, deaths = deaths + 1,
             last_error = 'the worker died', lease = NULL, lease_until = NULL
         WHERE state = 'running' AND lease_until < $1")
        .bind(now).bind(super::DEADLY).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn bury(tx: &mut Tx, id: JobId, lease: i64, reason: &str) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE job SET state = 'buried', last_error = $3, lease = NULL, lease_until = NULL
         WHERE id = $1 AND lease = $2")
        .bind(id).bind(lease).bind(reason).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn buried(tx: &mut Tx, before: Option<JobId>, limit: i64) -> Result<Vec<Buried>> {
    let before = before.map_or(i64::MAX, |id| id.0);
    Ok(on!(tx, c => sqlx::query_as::<_, Buried>(
        "SELECT id, kind, attempts, last_error, created_at FROM job WHERE state = 'buried' AND id < $1 ORDER BY id DESC LIMIT $2")
        .bind(before).bind(limit).fetch_all(c).await)?)
}

pub async fn replay(tx: &mut Tx, id: JobId) -> Result<bool> {
    let now = tx.now();
    let woken = on!(tx, c => sqlx::query(
        "UPDATE job SET state = 'ready', run_at = $2, attempts = 0, deaths = 0 WHERE id = $1 AND state = 'buried'")
        .bind(id).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(woken == 1)
}

pub async fn depth(tx: &mut Tx) -> Result<Depth> {
    Ok(on!(tx, c => sqlx::query_as::<_, Depth>(
        "SELECT COUNT(*) FILTER (WHERE state <> 'buried') AS waiting,
                COUNT(*) FILTER (WHERE state = 'buried') AS buried,
                MIN(run_at) FILTER (WHERE state = 'ready') AS oldest_run_at
         FROM job")
        .fetch_one(c).await)?)
}
