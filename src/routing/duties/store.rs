//! All SQL of rules.

use super::Duty;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{DutyId, StaffId};

/// Rows read; more are refused when they are written.
const ROWS: i64 = 1_000;

pub async fn all(tx: &mut Tx) -> Result<Vec<Duty>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Duty>(
        "SELECT id, position, name, is_active, category_id, area_code, channel, class, words, weekdays,
                from_minute, until_minute, to_category, to_agency, to_priority
         FROM routing_rule ORDER BY position, id LIMIT $1")
        .bind(ROWS).fetch_all(c).await)?)
}

pub async fn get(tx: &mut Tx, id: DutyId) -> Result<Option<Duty>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Duty>(
        "SELECT id, position, name, is_active, category_id, area_code, channel, class, words, weekdays,
                from_minute, until_minute, to_category, to_agency, to_priority
         FROM routing_rule WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn save(tx: &mut Tx, duty: &Duty, by: StaffId) -> Result<()> {
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
        .bind(duty.id).bind(duty.position).bind(&duty.name).bind(duty.is_active).bind(duty.category_id)
        .bind(&duty.area_code).bind(duty.channel.0.map(channels::Channel::code)).bind(duty.class).bind(&duty.words)
        .bind(duty.weekdays).bind(duty.from_minute).bind(duty.until_minute).bind(duty.to_category)
        .bind(duty.to_agency).bind(duty.to_priority).bind(now).bind(by)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}
