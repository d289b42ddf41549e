//! How far seeding came, kept in the same transactions as what was seeded.

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::{Result, internal};

const NAME: &str = "demo-seed";

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct State {
    /// When seeding began: the plan is made for this moment.
    pub now: Millis,
    pub wanted: usize,
    pub done: usize,
    /// How many the plan has, once that is known.
    pub of: Option<usize>,
}

impl State {
    pub fn is_done(&self) -> bool {
        self.of == Some(self.done)
    }
}

pub async fn read(tx: &mut Tx) -> Result<Option<State>> {
    let text = on!(tx, c => sqlx::query_scalar::<_, String>("SELECT value FROM setting WHERE name = $1")
        .bind(NAME).fetch_optional(c).await)?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| internal("the demo's own mark cannot be read")))
        .transpose()
}

pub async fn begin(tx: &mut Tx, state: &State) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("INSERT INTO setting (name, value, updated_at) VALUES ($1, $2, $3)")
        .bind(NAME).bind(serde_json::json!(state).to_string()).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn advance(tx: &mut Tx, done: usize, of: usize) -> Result<()> {
    let known = read(tx).await?.ok_or_else(|| internal("the demo's own mark is gone"))?;
    let (state, now) = (State { done, of: Some(of), ..known }, tx.now());
    on!(tx, c => sqlx::query("UPDATE setting SET value = $2, updated_at = $3 WHERE name = $1")
        .bind(NAME).bind(serde_json::json!(state).to_string()).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Tickets of whatever kind, counted up to one.
pub async fn tickets(tx: &mut Tx) -> Result<i64> {
    Select::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ticket LIMIT 1) AS found", []).number(tx).await
}
