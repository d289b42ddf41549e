//! What somebody keeps for themselves, or shares with an agency and everything below it: canned answers
//! ([`crate::answers`]) and macros ([`crate::macros`]). Who may read it, who may change it, and that what was
//! removed can be had back is the same for all of them.

use serde_json::json;
use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::audit;
use crate::auth::{self, Staff};
use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::{Result, forbidden, not_found};
use crate::ids::{AgencyId, StaffId};

/// More than this nobody reads through.
const MOST: i64 = 300;

/// A kind of thing that is kept so. Its table has the columns `id`, `staff_id`, `agency_id`, `updated_at`,
/// `updated_by` and `removed_at`.
pub trait Shared: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {
    const TABLE: &'static str;
    /// As the audit and "not found" call it; actions of the audit begin with it.
    const WHAT: &'static str;
    fn id(&self) -> i64;
    fn title(&self) -> &str;
    /// Whose own it is.
    fn staff(&self) -> Option<StaffId>;
    /// Shared with this agency and everything below it.
    fn agency(&self) -> Option<AgencyId>;
    fn removed_at(&self) -> Option<Millis>;
}

/// For a ticket of this agency: one's own, and what is shared with the agency or above it.
pub async fn for_ticket<T: Shared>(tx: &mut Tx, staff: StaffId, agency: AgencyId) -> Result<Vec<T>> {
    let mut select = Select::new("SELECT w.* FROM ", [staff.0.into()]);
    select.push(T::TABLE).with(
        " w WHERE w.removed_at IS NULL AND (w.staff_id = $1 OR w.agency_id IN (
            SELECT top.id FROM agency top JOIN agency b ON b.id = ?
            WHERE substr(b.path, 1, length(top.path)) = top.path)) ORDER BY w.id LIMIT ?",
        [agency.0.into(), MOST.into()],
    );
    select.fetch(tx).await.map(by_title)
}

/// Everything this person can use somewhere: their own, and what is shared at, above or below an agency of
/// theirs.
pub async fn within_reach<T: Shared>(tx: &mut Tx, staff: StaffId) -> Result<Vec<T>> {
    let mut select = in_reach::<T>(staff);
    select.with(" AND w.removed_at IS NULL ORDER BY w.id LIMIT ?", [MOST.into()]);
    select.fetch(tx).await.map(by_title)
}

/// One of [`within_reach`], also when it was removed.
pub async fn get<T: Shared>(tx: &mut Tx, staff: StaffId, id: i64) -> Result<T> {
    let mut select = in_reach::<T>(staff);
    select.with(" AND w.id = ?", [id.into()]);
    select.fetch(tx).await?.pop().ok_or_else(|| not_found(T::WHAT))
}

fn in_reach<T: Shared>(staff: StaffId) -> Select {
    let mut select = Select::new("SELECT w.* FROM ", [staff.0.into()]);
    select.push(T::TABLE).push(
        " w WHERE (w.staff_id = $1 OR w.agency_id IN (
            SELECT top.id FROM staff_scope s JOIN agency b ON b.id = s.agency_id
            JOIN agency top ON substr(b.path, 1, length(top.path)) = top.path WHERE s.staff_id = $1))",
    );
    select
}

/// Databases order letters differently; people read one order.
fn by_title<T: Shared>(mut all: Vec<T>) -> Vec<T> {
    all.sort_by_cached_key(|one| (one.title().to_lowercase(), one.id()));
    all
}

/// Agencies this person may share with: those they lead a team in.
pub async fn may_share_with(tx: &mut Tx, staff: &Staff) -> Result<Vec<AgencyId>> {
    if staff.role.leads_team() { auth::agencies_in_scope(tx, staff.id).await } else { Ok(Vec::new()) }
}

/// May this person change it, if these are the agencies they may share with?
pub fn may_change<T: Shared>(staff: StaffId, shares: &[AgencyId], one: &T) -> bool {
    one.staff() == Some(staff) || one.agency().is_some_and(|agency| shares.contains(&agency))
}

/// One that this person may change.
pub async fn changeable<T: Shared>(tx: &mut Tx, by: &Staff, shares: &[AgencyId], id: i64) -> Result<T> {
    let one: T = get(tx, by.id, id).await?;
    if may_change(by.id, shares, &one) {
        Ok(one)
    } else {
        Err(forbidden("what is shared is looked after by those who lead a team in its agency"))
    }
}

/// Takes it out of every list, or puts it back.
pub async fn set_removed<T: Shared>(tx: &mut Tx, by: &Staff, id: i64, is_removed: bool) -> Result<()> {
    let shares = may_share_with(tx, by).await?;
    let before: T = changeable(tx, by, &shares, id).await?;
    let now = tx.now();
    let sql =
        format!("UPDATE {} SET removed_at = $2, updated_at = $3, updated_by = $4 WHERE id = $1", T::TABLE);
    on!(tx, c => sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
        .bind(id).bind(is_removed.then_some(now)).bind(now).bind(by.id).execute(c).await.map(|_| ()))?;
    let action = format!("{}-{}", T::WHAT, if is_removed { "removed" } else { "restored" });
    let was = before.removed_at().is_some();
    let detail =
        json!({ "before": { "removed": was }, "after": { "removed": is_removed }, "title": before.title() });
    audit::record(tx, Some(by.id), &action, (T::WHAT, id), detail).await
}
