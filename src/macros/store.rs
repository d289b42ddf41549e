//! All SQL of macros.

use super::Macro;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, MacroId, StaffId};

/// More than this nobody reads through.
const MOST: i64 = 200;

pub async fn for_ticket(tx: &mut Tx, staff: StaffId, agency: AgencyId) -> Result<Vec<Macro>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Macro>(
        "SELECT w.* FROM macro w WHERE w.removed_at IS NULL AND (w.staff_id = $1 OR w.agency_id IN (
             SELECT top.id FROM agency top JOIN agency b ON b.id = $2
             WHERE substr(b.path, 1, length(top.path)) = top.path)) ORDER BY w.id LIMIT $3")
        .bind(staff).bind(agency).bind(MOST).fetch_all(c).await)?)
}

/// What `$1` may read: own macros, and those shared at, above or below an agency of theirs.
const IN_REACH: &str = "SELECT w.* FROM macro w WHERE (w.staff_id = $1 OR w.agency_id IN (
    SELECT top.id FROM staff_scope s JOIN agency b ON b.id = s.agency_id
    JOIN agency top ON substr(b.path, 1, length(top.path)) = top.path WHERE s.staff_id = $1))";

pub async fn within_reach(tx: &mut Tx, staff: StaffId) -> Result<Vec<Macro>> {
    let sql = format!("{IN_REACH} AND w.removed_at IS NULL ORDER BY w.id LIMIT $2");
    Ok(on!(tx, c => sqlx::query_as::<_, Macro>(sqlx::AssertSqlSafe(sql.as_str()))
        .bind(staff).bind(MOST).fetch_all(c).await)?)
}

pub async fn get(tx: &mut Tx, staff: StaffId, id: MacroId) -> Result<Option<Macro>> {
    let sql = format!("{IN_REACH} AND w.id = $2");
    Ok(on!(tx, c => sqlx::query_as::<_, Macro>(sqlx::AssertSqlSafe(sql.as_str()))
        .bind(staff).bind(id).fetch_optional(c).await)?)
}

pub async fn put(tx: &mut Tx, w: &Macro) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO macro (id, agency_id, staff_id, title, work, updated_at, updated_by, removed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET agency_id = excluded.agency_id, staff_id = excluded.staff_id,
             title = excluded.title, work = excluded.work, updated_at = excluded.updated_at,
             updated_by = excluded.updated_by, removed_at = excluded.removed_at")
        .bind(w.id).bind(w.agency_id).bind(w.staff_id).bind(&w.title).bind(&w.work).bind(w.updated_at)
        .bind(w.updated_by).bind(w.removed_at).execute(c).await.map(|_| ()))?;
    Ok(())
}
