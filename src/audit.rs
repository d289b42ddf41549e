//! Who saw and did what. Append-only.

use serde_json::Value;
use sqlx::types::Json;

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::StaffId;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    pub id: i64,
    pub at: Millis,
    pub staff_id: Option<StaffId>,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub detail: Json<Value>,
}

/// Records that somebody (None: the system or a stranger) did something to something. `detail` must be
/// a JSON object and must hold no secrets.
pub async fn record(
    tx: &mut Tx,
    staff: Option<StaffId>,
    action: &str,
    (subject_kind, subject_id): (&str, impl ToString),
    detail: Value,
) -> Result<()> {
    let (id, now) = (tx.id(), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO audit (id, at, staff_id, action, subject_kind, subject_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id).bind(now).bind(staff).bind(action).bind(subject_kind).bind(subject_id.to_string())
        .bind(Json(detail))
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The newest entries before an id.
pub async fn list(tx: &mut Tx, before: Option<i64>, limit: i64) -> Result<Vec<Entry>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Entry>("SELECT * FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2")
        .bind(before.unwrap_or(i64::MAX)).bind(limit).fetch_all(c).await)?)
}
