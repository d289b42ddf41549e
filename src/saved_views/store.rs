//! All SQL of saved views.

use super::SavedView;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, SavedViewId, StaffId};

/// Rows read of what is shared; the navigation shows fewer.
const ROWS: i64 = 200;

/// Own views, and those shared with an agency at or above one this person works for. A supervisor of the
/// whole city is not shown the views of every office.
pub async fn of(tx: &mut Tx, staff: StaffId) -> Result<Vec<SavedView>> {
    Ok(on!(tx, c => sqlx::query_as::<_, SavedView>(
        "SELECT v.id, v.staff_id, v.agency_id, v.name, v.query, v.created_at, d.view_id IS NOT NULL AS is_default
         FROM saved_view v LEFT JOIN saved_view_default d ON d.view_id = v.id AND d.staff_id = $1
         WHERE v.staff_id = $1 OR v.agency_id IN (
             SELECT top.id FROM staff_agency m JOIN agency b ON b.id = m.agency_id
             JOIN agency top ON substr(b.path, 1, length(top.path)) = top.path WHERE m.staff_id = $1)
         ORDER BY CASE WHEN v.agency_id IS NULL THEN 0 ELSE 1 END, v.id LIMIT $2")
        .bind(staff).bind(ROWS).fetch_all(c).await)?)
}

/// How many views this agency shares, whoever saved them.
pub async fn shared_with(tx: &mut Tx, agency: AgencyId) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM saved_view WHERE agency_id = $1")
        .bind(agency).fetch_one(c).await)?)
}

pub async fn insert(tx: &mut Tx, view: &SavedView) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO saved_view (id, staff_id, agency_id, name, query, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(view.id).bind(view.staff_id).bind(view.agency_id).bind(&view.name).bind(&view.query)
        .bind(view.created_at).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn rename(tx: &mut Tx, id: SavedViewId, name: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE saved_view SET name = $2 WHERE id = $1")
        .bind(id).bind(name).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: SavedViewId) -> Result<()> {
    for sql in ["DELETE FROM saved_view_default WHERE view_id = $1", "DELETE FROM saved_view WHERE id = $1"] {
        on!(tx, c => sqlx::query(sql).bind(id).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

pub async fn set_default(tx: &mut Tx, staff: StaffId, id: Option<SavedViewId>) -> Result<()> {
    match id {
        Some(id) => on!(tx, c => sqlx::query(
            "INSERT INTO saved_view_default (staff_id, view_id) VALUES ($1, $2)
             ON CONFLICT (staff_id) DO UPDATE SET view_id = excluded.view_id")
            .bind(staff).bind(id).execute(c).await.map(|_| ()))?,
        None => on!(tx, c => sqlx::query("DELETE FROM saved_view_default WHERE staff_id = $1")
            .bind(staff).execute(c).await.map(|_| ()))?,
    }
    Ok(())
}
