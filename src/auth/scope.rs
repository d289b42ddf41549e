//! The one authorisation predicate.

use std::sync::LazyLock;

use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, StaffId};

/// Somebody of these agencies who may read tickets, this one too if it is confidential.
macro_rules! seen_from {
    ($agencies:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM staff_scope s JOIN staff v ON v.id = s.staff_id
    WHERE s.staff_id = $1 AND s.agency_id ",
            $agencies,
            " AND v.is_active AND v.role <> 'official'
      AND (NOT t.is_confidential OR (t.assignee_id = v.id AND v.role <> 'qa')
           OR v.role IN ('agency_officer', 'agency_head', 'coordinator', 'supervisor', 'administrator')))"
        )
    };
}

/// May `$1` (a staff id) see ticket `t`? Goes into the SQL of list, page, attachment, live feed, search,
/// API and export alike, always before any LIMIT.
///
/// Seen are tickets of the agencies in one's scope, and those that these agencies support. Officials see none.
/// A confidential ticket is seen by officers and heads of its agency, coordinators, supervisors, administrators,
/// and whoever it was given to.
pub const VISIBLE: &str = concat!(
    "(",
    seen_from!("= t.agency_id"),
    " OR ",
    seen_from!("IN (SELECT p.agency_id FROM ticket_support p WHERE p.ticket_id = t.id)"),
    ")"
);

/// [`VISIBLE`] asked of everybody at once: may staff `w` see ticket `t`?
pub static SEEN_BY: LazyLock<String> = LazyLock::new(|| VISIBLE.replace("$1", "w.id"));

/// The half of [`VISIBLE`] that also lets work on it: one of `$1`'s agencies is responsible. Long lists of what
/// they are responsible for use it alone, because databases cannot plan around the other half.
pub const RESPONSIBLE: &str = seen_from!("= t.agency_id");

/// May `$1` (a staff id) know the name of the citizen of ticket `t` in a list? Nobody is shown the name
/// behind an anonymous one there, whoever asks; and some roles are shown no names at all.
pub const KNOWS: &str = "(NOT t.is_anonymous AND EXISTS (SELECT 1 FROM staff k WHERE k.id = $1
    AND k.role NOT IN ('qa', 'official')))";

/// What ticket `t` is called in a list that `$1` (a staff id) reads: its subject, which is covered where the citizen
/// asked for it. Whoever is shown no names reads none: people sign in their first line, and a list is not read
/// through a veil of each citizen.
pub const TITLE: &str = "CASE WHEN t.is_anonymous OR EXISTS (SELECT 1 FROM staff w WHERE w.id = $1
    AND w.role NOT IN ('qa', 'official')) THEN t.subject ELSE '' END";

/// Spells out every subtree anew. Called whenever agencies or memberships change; both are few.
pub async fn refresh_scopes(tx: &mut Tx) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM staff_scope").execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query(
        "INSERT INTO staff_scope (staff_id, agency_id)
         SELECT DISTINCT m.staff_id, b.id FROM staff_agency m
         JOIN agency top ON top.id = m.agency_id
         JOIN agency b ON substr(b.path, 1, length(top.path)) = top.path")
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// All agencies in a person's scope: what trends and filters offer them.
pub async fn agencies_in_scope(tx: &mut Tx, staff: StaffId) -> Result<Vec<AgencyId>> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, AgencyId>("SELECT agency_id FROM staff_scope WHERE staff_id = $1 ORDER BY agency_id")
        .bind(staff).fetch_all(c).await)?,
    )
}
