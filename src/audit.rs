//! Who saw and did what. Append-only; details about a citizen go when the citizen is erased (`crate::erasure`).
//!
//! A change of something that is kept carries `before` and `after` in its detail: objects with the fields
//! that differ, by the names forms know them by. What is new has only `after`.

use serde_json::{Map, Value, json};
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

/// Records how something was and how it is: two objects with the same fields, of which those that differ
/// are kept. Nothing is recorded when nothing differs; tells whether something did.
pub async fn changed(
    tx: &mut Tx,
    staff: StaffId,
    action: &str,
    subject: (&str, impl ToString),
    before: &Value,
    after: &Value,
) -> Result<bool> {
    let detail = difference(before, after);
    let Some(detail) = detail else { return Ok(false) };
    record(tx, Some(staff), action, subject, detail).await?;
    Ok(true)
}

/// `{"before": {…}, "after": {…}}` with the fields that differ.
fn difference(before: &Value, after: &Value) -> Option<Value> {
    let nothing = Map::new();
    let (was, is) = (before.as_object().unwrap_or(&nothing), after.as_object().unwrap_or(&nothing));
    let differs = |(name, value): &(&String, &Value)| was.get(*name) != Some(*value);
    let changed: Vec<&String> = is.iter().filter(differs).map(|(name, _)| name).collect();
    if changed.is_empty() {
        return None;
    }
    let pick = |from: &Map<String, Value>| -> Map<String, Value> {
        changed.iter().filter_map(|name| Some(((*name).clone(), from.get(*name)?.clone()))).collect()
    };
    Some(json!({ "before": pick(was), "after": pick(is) }))
}

/// The newest entries before an id.
pub async fn list(tx: &mut Tx, before: Option<i64>, limit: i64) -> Result<Vec<Entry>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Entry>("SELECT * FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2")
        .bind(before.unwrap_or(i64::MAX)).bind(limit).fetch_all(c).await)?)
}

/// The newest entries about one thing before an id.
pub async fn about(
    tx: &mut Tx,
    (kind, id): (&str, &str),
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Entry>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Entry>(
        "SELECT * FROM audit WHERE subject_kind = $1 AND subject_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4")
        .bind(kind).bind(id).bind(before.unwrap_or(i64::MAX)).bind(limit).fetch_all(c).await)?)
}

/// Did this person do this to this thing since then?
pub async fn did_since(
    tx: &mut Tx,
    staff: StaffId,
    action: &str,
    (kind, id): (&str, impl ToString),
    since: Millis,
) -> Result<bool> {
    let first = crate::ids::first(since);
    let n = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM audit WHERE subject_kind = $1 AND subject_id = $2 AND id >= $3 AND at >= $4
         AND staff_id = $5 AND action = $6")
        .bind(kind).bind(id.to_string()).bind(first).bind(since).bind(staff).bind(action)
        .fetch_one(c).await)?;
    Ok(n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_kept() {
        let before = json!({ "name": "Dinas A", "phone": null, "is_active": true });
        let after = json!({ "name": "Dinas B", "phone": null, "is_active": true });
        let told = json!({ "before": { "name": "Dinas A" }, "after": { "name": "Dinas B" } });
        assert_eq!(difference(&before, &after), Some(told));
        assert_eq!(difference(&after, &after), None);
        let new = difference(&json!({}), &json!({ "name": "Dinas C" }));
        assert_eq!(new, Some(json!({ "before": {}, "after": { "name": "Dinas C" } })));
    }
}
