//! Lists that somebody comes back to: the filters of the queue under a name, for oneself or shared with
//! those who work for an agency.
//!
//! What a view asks for is kept as the desk's own address query and understood only there, so that a new
//! filter needs no new column. It shows nobody more than they see anyway: a view narrows, it never widens.

mod store;

use serde_json::json;

use crate::audit;
use crate::auth::{self, Staff};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, forbidden, invalid, not_found};
use crate::ids::{AgencyId, SavedViewId, StaffId};

/// Characters of a name: it stands in the navigation.
pub const NAME: usize = 40;
/// Characters of a query.
const QUERY: usize = 300;
/// Views that one person keeps for themselves: all of them are counted on every page.
pub const MOST: usize = 15;
/// Views shared with one agency …
pub const MOST_SHARED: usize = 10;
/// … and shared ones in one navigation, of all agencies above the reader.
const SHOWN_SHARED: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SavedView {
    pub id: SavedViewId,
    /// Who saved it.
    pub staff_id: StaffId,
    pub agency_id: Option<AgencyId>,
    pub name: String,
    /// `view=late&agency=7`, without the question mark.
    pub query: String,
    pub created_at: Millis,
    /// The reader's desk opens with it.
    pub is_default: bool,
}

/// What this person finds in the navigation: their own, then those shared with where they work.
pub async fn of(tx: &mut Tx, staff: StaffId) -> Result<Vec<SavedView>> {
    let mut views = store::of(tx, staff).await?;
    views.sort_by_cached_key(|view| (view.agency_id.is_some(), view.name.to_lowercase(), view.id));
    let (own, mut shared): (Vec<_>, Vec<_>) = views.into_iter().partition(|view| view.agency_id.is_none());
    shared.truncate(SHOWN_SHARED);
    Ok(own.into_iter().take(MOST).chain(shared).collect())
}

/// One of [`of`].
pub async fn get(tx: &mut Tx, staff: StaffId, id: SavedViewId) -> Result<SavedView> {
    let views = store::of(tx, staff).await?;
    views.into_iter().find(|view| view.id == id).ok_or_else(|| not_found("view"))
}

/// With which view this person's desk opens.
pub async fn default_of(tx: &mut Tx, staff: StaffId) -> Result<Option<SavedView>> {
    Ok(store::of(tx, staff).await?.into_iter().find(|view| view.is_default))
}

/// May this person rename or delete it? Whoever saved it, and supervisors of the agency it is shared with.
pub fn may_change(staff: &Staff, scope: &[AgencyId], view: &SavedView) -> bool {
    view.staff_id == staff.id
        || (staff.role.leads_team() && view.agency_id.is_some_and(|agency| scope.contains(&agency)))
}

/// Keeps a list under a name. Sharing is for those who lead a team: what is shared stands in everybody's
/// navigation.
pub async fn save(
    tx: &mut Tx,
    by: &Staff,
    name: &str,
    agency: Option<AgencyId>,
    query: &str,
) -> Result<SavedViewId> {
    let name = checked(name)?;
    if query.chars().count() > QUERY {
        return Err(invalid("query", "view-query"));
    }
    if agency.is_some() && !by.role.leads_team() {
        return Err(invalid("agency", "view-share"));
    }
    let scope = auth::agencies_in_scope(tx, by.id).await?;
    if agency.is_some_and(|agency| !scope.contains(&agency)) {
        return Err(invalid("agency", "view-agency"));
    }
    let known = store::of(tx, by.id).await?;
    if known.iter().any(|view| view.staff_id == by.id && same(&view.name, &name)) {
        return Err(invalid("name", "view-name-taken"));
    }
    match agency {
        None if known.iter().filter(|view| view.agency_id.is_none()).count() >= MOST => {
            return Err(invalid("name", "view-many"));
        }
        Some(agency) if store::shared_with(tx, agency).await? >= MOST_SHARED as i64 => {
            return Err(invalid("agency", "view-many-shared"));
        }
        _ => {}
    }
    let view = SavedView {
        id: SavedViewId(tx.id()),
        staff_id: by.id,
        agency_id: agency,
        name,
        query: query.to_owned(),
        created_at: tx.now(),
        is_default: false,
    };
    store::insert(tx, &view).await?;
    let after = json!({ "name": view.name, "query": view.query, "agency": view.agency_id });
    audit::record(tx, Some(by.id), "view-saved", ("view", view.id), json!({ "after": after })).await?;
    Ok(view.id)
}

pub async fn rename(tx: &mut Tx, by: &Staff, id: SavedViewId, name: &str) -> Result<()> {
    let view = changeable(tx, by, id).await?;
    let name = checked(name)?;
    let mine = store::of(tx, by.id).await?;
    if mine.iter().any(|other| other.id != id && other.staff_id == view.staff_id && same(&other.name, &name))
    {
        return Err(invalid("name", "view-name-taken"));
    }
    store::rename(tx, id, &name).await?;
    let detail = json!({ "before": { "name": view.name }, "after": { "name": name } });
    audit::record(tx, Some(by.id), "view-renamed", ("view", id), detail).await
}

/// Deletes it for everyone and returns what it was, so that it can be saved again.
pub async fn delete(tx: &mut Tx, by: &Staff, id: SavedViewId) -> Result<SavedView> {
    let view = changeable(tx, by, id).await?;
    store::delete(tx, id).await?;
    let before = json!({ "name": view.name, "query": view.query, "agency": view.agency_id });
    audit::record(tx, Some(by.id), "view-deleted", ("view", id), json!({ "before": before })).await?;
    Ok(view)
}

/// From now on the person's desk opens with this view; None: with all open tickets.
pub async fn set_default(tx: &mut Tx, staff: StaffId, id: Option<SavedViewId>) -> Result<()> {
    if let Some(id) = id {
        get(tx, staff, id).await?;
    }
    store::set_default(tx, staff, id).await
}

async fn changeable(tx: &mut Tx, by: &Staff, id: SavedViewId) -> Result<SavedView> {
    let view = get(tx, by.id, id).await?;
    let scope = auth::agencies_in_scope(tx, by.id).await?;
    if may_change(by, &scope, &view) {
        Ok(view)
    } else {
        Err(forbidden("a shared view is changed by whoever saved it, or by a supervisor"))
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn checked(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(invalid("name", "view-name"));
    }
    if name.chars().count() > NAME {
        return Err(invalid("name", "view-name-long"));
    }
    Ok(name)
}
