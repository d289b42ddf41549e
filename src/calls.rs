//! Telephone calls on their way through the menu, and what each request was answered.
//!
//! The carrier may send a request twice. An answer is stored in the transaction that did what it says,
//! so the second request gets the same words and nothing happens twice. Answers speak PINs: they are
//! dropped when the call is over ([`forget_answers`]), and an hour's sweep takes what a lost callback left.

use channels::voice::flow::{Place, Recording};
use sqlx::types::Json;

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::{Result, internal};

/// Steps of this kind are recordings that were announced before the caller's own request told of them.
const RECORDING: &str = "recording:";

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Call {
    /// The carrier's id of the call.
    pub id: String,
    pub place: Json<Place>,
    /// E.164, or nothing when withheld.
    pub caller: Option<String>,
    /// The carrier's word for where the call stands.
    pub status: String,
    pub started_at: Millis,
    pub updated_at: Millis,
}

/// The call's row, locked until the transaction ends: two requests of one call go one after the other.
pub async fn take(tx: &mut Tx, id: &str, caller: Option<&str>) -> Result<Call> {
    let now = tx.now();
    let place = Json(Place::default());
    Ok(on!(tx, c => sqlx::query_as::<_, Call>(
        "INSERT INTO call (id, place, caller, status, started_at, updated_at) VALUES ($1, $2, $3, '', $4, $4)
         ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at,
             caller = COALESCE(call.caller, excluded.caller)
         RETURNING id, place, caller, status, started_at, updated_at")
        .bind(id).bind(&place).bind(caller).bind(now).fetch_one(c).await)?)
}

/// Keeps where the caller is now and how the call stands.
pub async fn save(tx: &mut Tx, call: &Call) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE call SET place = $2, status = $3 WHERE id = $1")
        .bind(&call.id).bind(&call.place).bind(&call.status).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// What this step was answered, if it was.
pub async fn answer(tx: &mut Tx, call: &str, step: &str) -> Result<Option<String>> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, String>("SELECT answer FROM call_step WHERE call_id = $1 AND step = $2")
        .bind(call).bind(step).fetch_optional(c).await)?,
    )
}

/// Stores the answer to a step before it is given.
pub async fn remember(tx: &mut Tx, call: &str, step: &str, answer: &str) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO call_step (call_id, step, answer) VALUES ($1, $2, $3)
         ON CONFLICT (call_id, step) DO UPDATE SET answer = excluded.answer")
        .bind(call).bind(step).bind(answer).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The highest step that was answered; the start of a call is none.
pub async fn last_step(tx: &mut Tx, call: &str) -> Result<u32> {
    let steps = on!(tx, c => sqlx::query_scalar::<_, String>("SELECT step FROM call_step WHERE call_id = $1 LIMIT 1000")
        .bind(call).fetch_all(c).await)?;
    Ok(steps.iter().filter_map(|step| step.parse().ok()).max().unwrap_or(0))
}

/// A recording that was announced while the call goes on. The caller's own request usually brings it;
/// when that never comes, it is found here at the end.
pub async fn announce(tx: &mut Tx, call: &str, recording: &Recording) -> Result<()> {
    let name = recording.sid.as_deref().unwrap_or(&recording.url);
    let text = serde_json::to_string(recording).map_err(|error| internal(error.to_string()))?;
    remember(tx, call, &format!("{RECORDING}{name}"), &text).await
}

/// What was announced.
pub async fn announced(tx: &mut Tx, call: &str) -> Result<Vec<Recording>> {
    let rows = on!(tx, c => sqlx::query_scalar::<_, String>(
        "SELECT answer FROM call_step WHERE call_id = $1 AND step LIKE 'recording:%' ORDER BY step LIMIT 50")
        .bind(call).fetch_all(c).await)?;
    Ok(rows.iter().filter_map(|row| serde_json::from_str(row).ok()).collect())
}

/// The call is over: what was said in it is nobody's business any more.
pub async fn forget_answers(tx: &mut Tx, call: &str) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM call_step WHERE call_id = $1").bind(call).execute(c).await.map(|_| ()))?;
    Ok(())
}
