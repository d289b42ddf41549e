//! All SQL of agencies, categories and areas.

use super::{Agency, Area, Category, NewAgency, NewCategory};
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

pub async fn save_area(tx: &mut Tx, area: &Area) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO area (code, parent_code, name, latitude, longitude, population) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (code) DO UPDATE SET parent_code = excluded.parent_code, name = excluded.name,
             latitude = excluded.latitude, longitude = excluded.longitude, population = excluded.population")
        .bind(&area.code).bind(&area.parent_code).bind(&area.name)
        .bind(area.latitude).bind(area.longitude).bind(area.population)
        .execute(c).await.map(|_| ()))?;
    Ok(())
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
