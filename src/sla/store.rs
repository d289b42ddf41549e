//! All SQL of service levels and working time.

use sqlx::types::Json;

use super::{Level, Season, Week};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, LevelId};
use crate::tickets::Class;

/// A version of a service level as it lies in the table.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LevelRow {
    pub level_id: LevelId,
    pub version: i64,
    pub tier: Option<String>,
    pub class: Option<Class>,
    pub category_id: Option<CategoryId>,
    pub agency_id: Option<AgencyId>,
    pub verify_unit: Option<String>,
    pub verify_amount: Option<i64>,
    pub answer_unit: Option<String>,
    pub answer_amount: Option<i64>,
    pub resolve_unit: Option<String>,
    pub resolve_amount: Option<i64>,
    pub warn_first: i64,
    pub warn_second: i64,
    pub step_unit: String,
    pub step_amount: i64,
    pub from_at: Millis,
    pub until_at: Option<Millis>,
}

/// What holds now, and what held since then.
pub async fn levels(tx: &mut Tx, since: Millis) -> Result<Vec<LevelRow>> {
    Ok(on!(tx, c => sqlx::query_as::<_, LevelRow>(
        "SELECT level_id, version, tier, class, category_id, agency_id, verify_unit, verify_amount, answer_unit,
             answer_amount, resolve_unit, resolve_amount, warn_first, warn_second, step_unit, step_amount,
             from_at, until_at
         FROM service_level WHERE until_at IS NULL OR until_at > $1 ORDER BY level_id, version")
        .bind(since).fetch_all(c).await)?)
}

pub async fn end_level(tx: &mut Tx, id: LevelId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE service_level SET until_at = $2 WHERE level_id = $1 AND until_at IS NULL")
        .bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_level(tx: &mut Tx, level: &Level) -> Result<()> {
    let (id, grants) = (tx.id(), level.rule.grants);
    let unit = |allowance: Option<super::Allowance>| allowance.map(|some| some.unit().code());
    let amount = |allowance: Option<super::Allowance>| allowance.map(|some| i64::from(some.amount()));
    on!(tx, c => sqlx::query(
        "INSERT INTO service_level (id, level_id, version, tier, class, category_id, agency_id, verify_unit,
             verify_amount, answer_unit, answer_amount, resolve_unit, resolve_amount, warn_first, warn_second,
             step_unit, step_amount, from_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)")
        .bind(id).bind(level.rule.policy.rule).bind(level.rule.policy.version)
        .bind(level.rule.tier.as_ref().map(|tier| tier.code().to_owned())).bind(level.rule.class)
        .bind(level.rule.category).bind(level.rule.agency)
        .bind(unit(grants.verify)).bind(amount(grants.verify))
        .bind(unit(grants.first_answer)).bind(amount(grants.first_answer))
        .bind(unit(grants.resolve)).bind(amount(grants.resolve))
        .bind(i64::from(grants.warn.first())).bind(i64::from(grants.warn.second()))
        .bind(level.step.unit().code()).bind(i64::from(level.step.amount())).bind(level.from_at)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Seasons {
    pub seasons: Vec<Season>,
}

/// Zone, week and seasons of an agency, and from when until when they held.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CalendarRow {
    pub agency_id: AgencyId,
    pub zone: Option<String>,
    pub week: Option<Json<Week>>,
    pub seasons: Json<Seasons>,
    pub from_at: Millis,
    pub until_at: Option<Millis>,
}

/// What holds now, and what held since then.
pub async fn calendars(tx: &mut Tx, since: Millis) -> Result<Vec<CalendarRow>> {
    Ok(on!(tx, c => sqlx::query_as::<_, CalendarRow>(
        "SELECT agency_id, zone, week, seasons, from_at, until_at FROM service_calendar
         WHERE until_at IS NULL OR until_at > $1 ORDER BY agency_id, id")
        .bind(since).fetch_all(c).await)?)
}

pub async fn calendar(tx: &mut Tx, agency: AgencyId) -> Result<Option<CalendarRow>> {
    Ok(on!(tx, c => sqlx::query_as::<_, CalendarRow>(
        "SELECT agency_id, zone, week, seasons, from_at, until_at FROM service_calendar
         WHERE agency_id = $1 AND until_at IS NULL")
        .bind(agency).fetch_optional(c).await)?)
}

/// What was said before ends, and this holds from `from_at` on.
pub async fn save_calendar(
    tx: &mut Tx,
    agency: AgencyId,
    zone: Option<&str>,
    week: Option<&Week>,
    seasons: &[Season],
    from_at: Millis,
) -> Result<()> {
    let (id, week) = (tx.id(), week.map(Json));
    let seasons = Json(Seasons { seasons: seasons.to_vec() });
    on!(tx, c => sqlx::query("UPDATE service_calendar SET until_at = $2 WHERE agency_id = $1 AND until_at IS NULL")
        .bind(agency).bind(from_at).execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query(
        "INSERT INTO service_calendar (id, agency_id, zone, week, seasons, from_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id).bind(agency).bind(zone).bind(week).bind(seasons).bind(from_at)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DayRow {
    pub agency_id: AgencyId,
    pub day: String,
    pub name: String,
    pub kind: String,
    pub hours: Option<String>,
    pub from_at: Millis,
    pub until_at: Option<Millis>,
}

/// What holds now, and what held since then.
pub async fn days(tx: &mut Tx, since: Millis) -> Result<Vec<DayRow>> {
    Ok(on!(tx, c => sqlx::query_as::<_, DayRow>(
        "SELECT agency_id, day, name, kind, hours, from_at, until_at FROM service_day
         WHERE until_at IS NULL OR until_at > $1 ORDER BY agency_id, day, id")
        .bind(since).fetch_all(c).await)?)
}

pub async fn days_of(tx: &mut Tx, agency: AgencyId) -> Result<Vec<DayRow>> {
    Ok(on!(tx, c => sqlx::query_as::<_, DayRow>(
        "SELECT agency_id, day, name, kind, hours, from_at, until_at FROM service_day
         WHERE agency_id = $1 AND until_at IS NULL ORDER BY day")
        .bind(agency).fetch_all(c).await)?)
}

pub async fn insert_day(tx: &mut Tx, row: &DayRow) -> Result<()> {
    let id = tx.id();
    on!(tx, c => sqlx::query(
        "INSERT INTO service_day (id, agency_id, day, name, kind, hours, from_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id).bind(row.agency_id).bind(&row.day).bind(&row.name).bind(&row.kind).bind(&row.hours)
        .bind(row.from_at).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// It is as usual from now on; what it was until now stays written.
pub async fn end_day(tx: &mut Tx, agency: AgencyId, day: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE service_day SET until_at = $3 WHERE agency_id = $1 AND day = $2 AND until_at IS NULL")
        .bind(agency).bind(day).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// What marks the present state of everything a book is made of.
const STAMP: &str = "sla-stamp";

pub async fn stamp_now(tx: &mut Tx) -> Result<Option<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>("SELECT value FROM setting WHERE name = $1")
        .bind(STAMP).fetch_optional(c).await)?)
}

pub async fn stamp(tx: &mut Tx, stamp: i64) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO setting (name, value, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at")
        .bind(STAMP).bind(stamp.to_string()).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}
