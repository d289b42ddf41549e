//! Changing who somebody is and where they work. Only within the changer's own agencies: whoever
//! administers one agency cannot make themselves at home in another.

use serde_json::{Value, json};

use super::{Right, Role, Staff, agencies_in_scope, get, refresh_scopes, store};
use crate::agencies;
use crate::audit;
use crate::bus::Event;
use crate::db::Tx;
use crate::error::{Result, forbidden, invalid};
use crate::ids::{AgencyId, StaffId};
use crate::texts::Lang;

/// Most characters of a name.
pub const LONGEST_NAME: usize = 200;

/// All of a person that an administrator may set; the e-mail address is the account and stays.
#[derive(Clone, Debug)]
pub struct Change {
    pub name: String,
    pub role: Role,
    pub language: Lang,
    pub agencies: Vec<AgencyId>,
}

/// Changes a member of staff. What they see changes at once, their sessions go on.
pub async fn change(tx: &mut Tx, id: StaffId, new: &Change, by: StaffId) -> Result<()> {
    agencies::hold_tree(tx).await?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(invalid("name", "name-needed"));
    }
    within_reach(tx, by, id).await?;
    let before = get(tx, id).await?;
    let had = store::agencies_of(tx, id).await?;
    // Somebody else must do this: a house without an administrator cannot be mended from within.
    if id == by && new.role != before.role {
        return Err(invalid("role", "not-own-rights"));
    }
    if id == by && had != sorted(&new.agencies) {
        return Err(invalid("agency", "not-own-rights"));
    }
    check_agencies(tx, by, &new.agencies, &had).await?;
    let was = snapshot(tx, &before).await?;
    store::update(tx, id, name, new.role, new.language).await?;
    if had != sorted(&new.agencies) {
        store::clear_agencies(tx, id).await?;
        for agency in &new.agencies {
            store::add_agency(tx, id, *agency).await?;
        }
        refresh_scopes(tx).await?;
    }
    let after = get(tx, id).await?;
    let is = snapshot(tx, &after).await?;
    if audit::changed(tx, by, "staff-changed", ("staff", id), &was, &is).await? {
        tx.publish(Event::LookAgain);
    }
    Ok(())
}

/// At least one agency, each there and within the reach of whoever grants it. One that is no longer active
/// may be kept, not given.
pub async fn check_agencies(tx: &mut Tx, by: StaffId, wanted: &[AgencyId], had: &[AgencyId]) -> Result<()> {
    if wanted.is_empty() {
        return Err(invalid("agency", "agency-needed"));
    }
    for id in wanted {
        if !agencies::agency(tx, *id).await?.is_active && !had.contains(id) {
            return Err(invalid("agency", "agency-inactive"));
        }
    }
    within(tx, by, wanted).await
}

/// Refuses what lies outside the agencies of whoever acts.
pub async fn within(tx: &mut Tx, by: StaffId, agencies: &[AgencyId]) -> Result<()> {
    let reach = agencies_in_scope(tx, by).await?;
    if agencies.iter().all(|agency| reach.contains(agency)) {
        Ok(())
    } else {
        Err(forbidden("this lies outside your agencies"))
    }
}

/// Refuses to touch somebody who also works outside the agencies of whoever acts: a link to their account
/// would be a way out.
pub async fn within_reach(tx: &mut Tx, by: StaffId, id: StaffId) -> Result<()> {
    let theirs = store::agencies_of(tx, id).await?;
    within(tx, by, &theirs).await
}

/// Do they work for the whole house, not for a part of it?
pub async fn is_whole_house(tx: &mut Tx, id: StaffId) -> Result<bool> {
    let root = agencies::root(tx).await?.id;
    Ok(agencies_in_scope(tx, id).await?.contains(&root))
}

/// Those who tend the queues of the whole house: whom trouble with a line concerns.
pub async fn tenders(tx: &mut Tx) -> Result<Vec<Staff>> {
    let root = agencies::root(tx).await?.id;
    let mut all = store::seeing(tx, root).await?;
    all.retain(|staff| staff.role.may(Right::TendQueues));
    Ok(all)
}

/// Refuses what concerns everybody to those who do not administer the whole house.
pub async fn whole_house(tx: &mut Tx, by: StaffId) -> Result<()> {
    let root = agencies::root(tx).await?.id;
    within(tx, by, &[root]).await
}

/// The agencies a person was given, without those below them.
pub async fn agencies_of(tx: &mut Tx, id: StaffId) -> Result<Vec<AgencyId>> {
    store::agencies_of(tx, id).await
}

/// For the audit: with codes of agencies, which outlive their names.
pub(super) async fn snapshot(tx: &mut Tx, staff: &Staff) -> Result<Value> {
    let codes = store::agency_codes_of(tx, staff.id).await?;
    Ok(json!({
        "email": staff.email,
        "name": staff.name,
        "role": staff.role.code(),
        "language": staff.language.code(),
        "agencies": codes,
        "is_active": staff.is_active,
    }))
}

fn sorted(agencies: &[AgencyId]) -> Vec<AgencyId> {
    let mut agencies = agencies.to_vec();
    agencies.sort_unstable();
    agencies.dedup();
    agencies
}
