//! What everybody may read of a ticket, and nothing else: a [`Case`] has no words of the citizen, no person
//! and no exact place, so that no page can show one by mistake.
//!
//! A confidential ticket is never a case: every query here says so, whatever somebody set.

use super::life::Stage;
use super::{Status, Ticket, TicketNumber};
use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, TicketId};

/// A report as everybody may know it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Case {
    pub id: TicketId,
    pub number: TicketNumber,
    pub category_id: CategoryId,
    pub agency_id: AgencyId,
    pub area_code: Option<String>,
    /// Name of the area.
    pub area: Option<String>,
    pub stage: Stage,
    pub status: Status,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub due_at: Millis,
    pub resolved_at: Option<Millis>,
    /// Written or approved by staff for everybody.
    #[sqlx(rename = "public_summary")]
    pub summary: Option<String>,
}

/// What staff decided about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Face {
    pub is_public: bool,
    #[sqlx(rename = "public_summary")]
    pub summary: Option<String>,
}

/// What the public list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    pub category: Option<CategoryId>,
    /// Code of an area: it and everything below it.
    pub area: Option<String>,
    pub status: Option<Status>,
}

const CASE: &str =
    "SELECT t.id, t.number, t.category_id, t.agency_id, t.area_code, a.name AS area, t.stage, t.status,
    t.created_at, t.updated_at, t.due_at, t.resolved_at, t.public_summary
    FROM ticket t LEFT JOIN area a ON a.code = t.area_code WHERE t.is_public AND NOT t.is_confidential";

/// One page, newest first, behind a ticket. What was merged is shown with its main report.
pub async fn cases(
    tx: &mut Tx,
    filter: &CaseFilter,
    before: Option<TicketId>,
    limit: i64,
) -> Result<Vec<Case>> {
    let mut select = Select::new(CASE, []);
    select.push(" AND t.stage <> 'merged'");
    if let Some(category) = filter.category {
        select.with(" AND t.category_id = ?", [category.0.into()]);
    }
    if let Some(area) = &filter.area {
        let below = format!("{area}.");
        select.with(
            " AND t.area_code IN (SELECT code FROM area WHERE code = ? OR substr(code, 1, length(CAST(? AS text))) = ?)",
            [area.as_str().into(), below.as_str().into(), below.as_str().into()],
        );
    }
    if let Some(status) = filter.status {
        select.with(" AND t.status = ?", [status.code().into()]);
    }
    if let Some(before) = before {
        select.with(" AND t.id < ?", [before.0.into()]);
    }
    select.with(" ORDER BY t.id DESC LIMIT ?", [limit.into()]);
    select.fetch(tx).await
}

/// The case with this number, also one that was merged.
pub async fn case(tx: &mut Tx, number: &TicketNumber) -> Result<Option<Case>> {
    let mut select = Select::new(CASE, []);
    select.with(" AND t.number = ?", [number.digits().into()]);
    Ok(select.fetch::<Case>(tx).await?.pop())
}

/// The case of this ticket, if it is one.
pub async fn case_of(tx: &mut Tx, id: TicketId) -> Result<Option<Case>> {
    let mut select = Select::new(CASE, []);
    select.with(" AND t.id = ?", [id.0.into()]);
    Ok(select.fetch::<Case>(tx).await?.pop())
}

pub async fn face(tx: &mut Tx, id: TicketId) -> Result<Face> {
    Ok(on!(tx, c => sqlx::query_as::<_, Face>("SELECT is_public, public_summary FROM ticket WHERE id = $1")
        .bind(id).fetch_optional(c).await)?
    .unwrap_or_default())
}

/// Whether it may be shown is the caller's to know.
pub async fn set_face(tx: &mut Tx, id: TicketId, face: &Face) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE ticket SET is_public = $2, public_summary = $3 WHERE id = $1")
        .bind(id).bind(face.is_public).bind(&face.summary).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// A new ticket of a category whose tickets are public: unless its citizen wants to stay unknown.
pub(super) async fn begin(tx: &mut Tx, ticket: &Ticket, is_public: bool) -> Result<()> {
    if !is_public || ticket.is_confidential || ticket.is_anonymous {
        return Ok(());
    }
    set_face(tx, ticket.id, &Face { is_public: true, summary: None }).await
}
