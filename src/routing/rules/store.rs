//! All SQL of rules.

use super::Rule;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{RuleId, StaffId};

/// Rows read; more are refused when they are written.
const ROWS: i64 = 1_000;

pub async fn all(tx: &mut Tx) -> Result<Vec<Rule>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Rule>(
        "SELECT id, position, name, is_active, category_id, area_code, channel, class, words, weekdays,
                from_minute, until_minute, to_category, to_agency, to_priority
         FROM routing_rule ORDER BY position, id LIMIT $1")
        .bind(ROWS).fetch_all(c).await)?)
}

pub async fn get(tx: &mut Tx, id: RuleId) -> Result<Option<Rule>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Rule>(
        "SELECT id, position, name, is_active, category_id, area_code, channel, class, words, weekdays,
                from_minute, until_minute, to_category, to_agency, to_priority
         FROM routing_rule WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn save(tx: &mut Tx, rule: &Rule, by: StaffId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO routing_rule (id, position, name, is_active, category_id, area_code, channel, class, words,
             weekdays, from_minute, until_minute, to_category, to_agency, to_priority, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name,
             is_active = excluded.is_active, category_id = excluded.category_id, area_code = excluded.area_code,
             channel = excluded.channel, class = excluded.class, words = excluded.words,
             weekdays = excluded.weekdays, from_minute = excluded.from_minute, until_minute = excluded.until_minute,
             to_category = excluded.to_category, to_agency = excluded.to_agency,
             to_priority = excluded.to_priority, updated_at = excluded.updated_at, updated_by = excluded.updated_by")
        .bind(rule.id).bind(rule.position).bind(&rule.name).bind(rule.is_active).bind(rule.category_id)
        .bind(&rule.area_code).bind(rule.channel.0.map(channels::Channel::code)).bind(rule.class).bind(&rule.words)
        .bind(rule.weekdays).bind(rule.from_minute).bind(rule.until_minute).bind(rule.to_category)
        .bind(rule.to_agency).bind(rule.to_priority).bind(now).bind(by)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}
