//! All SQL of learning: reading what staff filed, keeping what was learned.

use serde_json::Value;
use sqlx::types::Json;

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;

/// A ticket as far as it teaches something.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub id: i64,
    /// The category's code; none when the ticket teaches nothing.
    pub category: Option<String>,
    pub subject: String,
    pub body: String,
}

#[derive(sqlx::FromRow)]
pub struct Kept {
    pub format: i64,
    pub trained_at: Millis,
    pub words: String,
    pub measured: Json<Value>,
}

/// The newest tickets before an id. A ticket teaches when a person filed it: by choosing the category, or by
/// answering under the one it had. What the model itself filed teaches only after a person filed it, or it
/// would learn from its own mistakes; what was refused or merged away teaches nothing, and what is
/// confidential is not read.
pub async fn page(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<Row>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Row>(
        "SELECT t.id, f.code AS category,
                CASE WHEN f.code IS NULL THEN '' ELSE t.subject END AS subject,
                CASE WHEN f.code IS NULL THEN '' ELSE substr(t.body, 1, 4000) END AS body
         FROM (SELECT id FROM ticket WHERE id < $1 ORDER BY id DESC LIMIT $2) AS newest
         JOIN ticket t ON t.id = newest.id
         LEFT JOIN category f ON f.id = t.category_id AND f.is_active AND NOT t.is_confidential
             AND t.stage NOT IN ('rejected', 'merged')
             AND (EXISTS (SELECT 1 FROM ticket_event e WHERE e.ticket_id = t.id
                              AND e.kind = 'reclassified' AND e.staff_id IS NOT NULL)
                  OR (t.first_response_at IS NOT NULL AND NOT EXISTS (
                      SELECT 1 FROM ticket_event e WHERE e.ticket_id = t.id
                          AND e.kind = 'suggested' AND e.staff_id IS NULL)))
         ORDER BY t.id DESC")
        .bind(before).bind(limit).fetch_all(c).await)?)
}

/// How often staff chose a category since (an id of the history), counted up to `most`.
pub async fn filings_since(tx: &mut Tx, since: i64, most: i64) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket_event
             WHERE id > $1 AND kind = 'reclassified' AND staff_id IS NOT NULL LIMIT $2) AS fresh")
        .bind(since).bind(most).fetch_one(c).await)?)
}

pub async fn save(tx: &mut Tx, format: i64, words: &str, measured: Value) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO routing_model (id, format, trained_at, words, measured) VALUES (1, $1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET format = excluded.format, trained_at = excluded.trained_at,
             words = excluded.words, measured = excluded.measured")
        .bind(format).bind(now).bind(words).bind(Json(measured)).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn load(tx: &mut Tx) -> Result<Option<Kept>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Kept>(
        "SELECT format, trained_at, words, measured FROM routing_model WHERE id = 1")
        .fetch_optional(c).await)?)
}

/// When it was last trained, whatever came of it.
pub async fn trained_at(tx: &mut Tx) -> Result<Option<Millis>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, Millis>("SELECT trained_at FROM routing_model WHERE id = 1")
        .fetch_optional(c).await)?)
}
