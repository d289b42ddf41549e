//! All SQL of agencies, categories and areas.

use knowledge_base::fold;
use sqlx::QueryBuilder;

use super::covers::Cover;
use super::{Agency, Area, COMES_BACK, Category, Needs, NewAgency, NewCategory, PastTime};
use crate::clock::Millis;
use crate::db::select::{Arg, Select};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId};

pub async fn save_agency(
    tx: &mut Tx,
    id: AgencyId,
    parent: Option<AgencyId>,
    path: &str,
    new: &NewAgency,
) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO agency (id, parent_id, code, path, name_id, name_en, phone, email)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, path = excluded.path,
             name_id = excluded.name_id, name_en = excluded.name_en, phone = excluded.phone, email = excluded.email")
        .bind(id).bind(parent).bind(&new.code).bind(path)
        .bind(&new.name_id).bind(&new.name_en).bind(&new.phone).bind(&new.email)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Everything below an agency that moved moves with it.
pub async fn move_subtree(tx: &mut Tx, from: &str, to: &str) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE agency SET path = $2 || substr(path, length($1) + 1)
         WHERE substr(path, 1, length($1)) = $1 AND path <> $2")
        .bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Before a category grants another time: what it granted until now.
pub async fn keep_past_time(tx: &mut Tx, id: CategoryId, due_minutes: i64) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO category_time (category_id, until_at, due_minutes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(id).bind(now).bind(due_minutes).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn past_times(tx: &mut Tx, since: Millis) -> Result<Vec<PastTime>> {
    Ok(on!(tx, c => sqlx::query_as::<_, PastTime>(
        "SELECT category_id, until_at, due_minutes FROM category_time WHERE until_at > $1 ORDER BY category_id, until_at")
        .bind(since).fetch_all(c).await)?)
}

pub async fn save_category(
    tx: &mut Tx,
    id: CategoryId,
    parent: Option<CategoryId>,
    agency: AgencyId,
    new: &NewCategory,
) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO category (id, parent_id, code, name_id, name_en, agency_id, class, priority, due_minutes, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, name_id = excluded.name_id,
             name_en = excluded.name_en, agency_id = excluded.agency_id, class = excluded.class,
             priority = excluded.priority, due_minutes = excluded.due_minutes, position = excluded.position")
        .bind(id).bind(parent).bind(&new.code).bind(&new.name_id).bind(&new.name_en)
        .bind(agency).bind(new.class).bind(new.priority).bind(new.due_minutes).bind(new.position)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Rows of one statement: 8 values each, of which PostgreSQL takes 65,535 and SQLite 32,766.
const ROWS: usize = 500;

pub async fn save_area(tx: &mut Tx, area: &Area) -> Result<()> {
    save_areas(tx, &[area]).await
}

/// Parents come before their children, or are there already. No code twice.
pub async fn save_areas(tx: &mut Tx, areas: &[&Area]) -> Result<()> {
    for rows in areas.chunks(ROWS) {
        on!(tx, c => {
            let mut sql = QueryBuilder::new(
                "INSERT INTO area (code, parent_code, name, folded, latitude, longitude, population) ");
            sql.push_values(rows, |mut row, area| {
                row.push_bind(&area.code).push_bind(&area.parent_code).push_bind(&area.name)
                    .push_bind(fold(&area.name)).push_bind(area.latitude).push_bind(area.longitude)
                    .push_bind(area.population);
            });
            sql.push(
                " ON CONFLICT (code) DO UPDATE SET parent_code = excluded.parent_code, name = excluded.name,
                      folded = excluded.folded, latitude = excluded.latitude,
                      longitude = excluded.longitude, population = excluded.population");
            sql.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Areas behind a code whose folded name holds all of these words, or whose code begins like the text.
pub async fn search_areas(tx: &mut Tx, text: &str, after: &str, limit: i64) -> Result<Vec<Area>> {
    let mut sql = Select::new("SELECT * FROM area WHERE code > $1", [Arg::from(after)]);
    let is_code = |c: char| c.is_ascii_digit() || c == '.';
    if !text.is_empty() && text.chars().all(is_code) {
        sql.with(" AND substr(code, 1, length(?)) = ?", [Arg::from(text), Arg::from(text)]);
    } else {
        // Folded words hold letters and digits only, so nothing in them is a pattern.
        for word in fold(text).split(' ').filter(|word| !word.is_empty()).take(6) {
            sql.with(" AND folded LIKE '%' || ? || '%'", [Arg::from(word)]);
        }
    }
    sql.with(" ORDER BY code LIMIT ?", [Arg::from(limit)]);
    sql.fetch(tx).await
}

pub async fn count_areas(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM area").fetch_one(c).await)?)
}

/// Others may read the table and file tickets meanwhile; nobody else changes an agency.
pub async fn lock_agencies(tx: &mut Tx) -> Result<()> {
    on!(tx, c => sqlx::query("LOCK TABLE agency IN SHARE ROW EXCLUSIVE MODE").execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_agency_active(tx: &mut Tx, id: AgencyId, is_active: bool) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE agency SET is_active = $2 WHERE id = $1")
        .bind(id).bind(is_active).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_category_active(tx: &mut Tx, id: CategoryId, is_active: bool) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE category SET is_active = $2 WHERE id = $1")
        .bind(id).bind(is_active).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_category_public(tx: &mut Tx, id: CategoryId, is_public: bool) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE category SET is_public = $2 WHERE id = $1")
        .bind(id).bind(is_public).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn needs_of(tx: &mut Tx, id: AgencyId) -> Result<Needs> {
    let since = tx.now() - COMES_BACK;
    Ok(on!(tx, c => sqlx::query_as::<_, Needs>(
        "SELECT (SELECT COUNT(*) FROM ticket WHERE agency_id = $1 AND is_open) AS open_tickets,
                (SELECT COUNT(*) FROM ticket WHERE agency_id = $1 AND stage = 'answered') AS answered_tickets,
                (SELECT COUNT(*) FROM ticket t WHERE t.agency_id = $1 AND NOT t.is_open AND t.updated_at >= $2
                     AND (t.stage = 'closed' AND t.resolved_at >= $2 OR t.stage = 'rejected' AND t.refusal = 'unclear')
                     AND EXISTS (SELECT 1 FROM ticket_event e WHERE e.id = (
                             SELECT MAX(l.id) FROM ticket_event l
                             WHERE l.ticket_id = t.id AND l.kind IN ('status', 'referred'))
                         AND e.at >= $2 AND (t.stage = 'rejected' OR e.staff_id IS NOT NULL))) AS just_done,
                (SELECT COUNT(*) FROM ticket_support p JOIN ticket t ON t.id = p.ticket_id
                 WHERE p.agency_id = $1 AND p.done_at IS NULL
                     AND (t.is_open OR t.stage = 'answered')) AS asked_to_help,
                (SELECT COUNT(*) FROM agency WHERE parent_id = $1 AND is_active) AS children,
                (SELECT COUNT(*) FROM category WHERE agency_id = $1 AND is_active) AS categories,
                (SELECT COUNT(*) FROM staff_agency m JOIN staff v ON v.id = m.staff_id
                 WHERE m.agency_id = $1 AND v.is_active) AS staff")
        .bind(id).bind(since).fetch_one(c).await)?)
}

pub async fn active_categories_below(tx: &mut Tx, id: CategoryId) -> Result<i64> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM category WHERE parent_id = $1 AND is_active")
        .bind(id).fetch_one(c).await)?,
    )
}

pub async fn every_agency(tx: &mut Tx) -> Result<Vec<Agency>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Agency>("SELECT * FROM agency ORDER BY path").fetch_all(c).await)?)
}

pub async fn every_category(tx: &mut Tx) -> Result<Vec<Category>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Category>("SELECT * FROM category ORDER BY position, id")
        .fetch_all(c).await)?)
}

pub async fn agency(tx: &mut Tx, id: AgencyId) -> Result<Option<Agency>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Agency>("SELECT * FROM agency WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn agency_by_code(tx: &mut Tx, code: &str) -> Result<Option<Agency>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Agency>("SELECT * FROM agency WHERE code = $1")
        .bind(code).fetch_optional(c).await)?)
}

pub async fn agencies(tx: &mut Tx) -> Result<Vec<Agency>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Agency>("SELECT * FROM agency WHERE is_active ORDER BY path")
        .fetch_all(c).await)?)
}

pub async fn category(tx: &mut Tx, id: CategoryId) -> Result<Option<Category>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Category>("SELECT * FROM category WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn category_by_code(tx: &mut Tx, code: &str) -> Result<Option<Category>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Category>("SELECT * FROM category WHERE code = $1")
        .bind(code).fetch_optional(c).await)?)
}

pub async fn categories(tx: &mut Tx) -> Result<Vec<Category>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Category>("SELECT * FROM category WHERE is_active ORDER BY position, id")
        .fetch_all(c).await)?,
    )
}

pub async fn areas(tx: &mut Tx) -> Result<Vec<Area>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Area>("SELECT * FROM area ORDER BY code").fetch_all(c).await)?)
}

pub async fn area(tx: &mut Tx, code: &str) -> Result<Option<Area>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Area>("SELECT * FROM area WHERE code = $1")
        .bind(code).fetch_optional(c).await)?)
}

/// Areas of exactly this folded name.
pub async fn areas_called(tx: &mut Tx, folded: &str, limit: i64) -> Result<Vec<Area>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Area>("SELECT * FROM area WHERE folded = $1 ORDER BY code LIMIT $2")
        .bind(folded).bind(limit).fetch_all(c).await)?)
}

pub async fn covers(tx: &mut Tx) -> Result<Vec<Cover>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Cover>(
        "SELECT agency_id, area_code FROM agency_area ORDER BY agency_id, area_code").fetch_all(c).await)?)
}

pub async fn areas_of(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Area>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Area>(
        "SELECT a.* FROM agency_area x JOIN area a ON a.code = x.area_code WHERE x.agency_id = $1 ORDER BY a.code")
        .bind(agency).fetch_all(c).await)?)
}

/// These and no others; the caller knows that they are few.
pub async fn set_areas_of(tx: &mut Tx, agency: AgencyId, areas: &[Area]) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM agency_area WHERE agency_id = $1")
        .bind(agency).execute(c).await.map(|_| ()))?;
    if areas.is_empty() {
        return Ok(());
    }
    on!(tx, c => {
        let mut sql = QueryBuilder::new("INSERT INTO agency_area (agency_id, area_code) ");
        sql.push_values(areas, |mut row, area| {
            row.push_bind(agency).push_bind(&area.code);
        });
        sql.build().execute(c).await.map(|_| ())
    })?;
    Ok(())
}

/// The caller knows that they are few.
pub async fn areas_of_codes(tx: &mut Tx, codes: &[&str]) -> Result<Vec<Area>> {
    let mut sql = Select::new("SELECT * FROM area WHERE code IN (''", []);
    for code in codes {
        sql.with(", ?", [Arg::from(*code)]);
    }
    sql.push(")");
    sql.fetch(tx).await
}
