//! Agencies and categories in the hands of administrators: checked, within their reach, and written down
//! with before and after.

use serde_json::{Value, json};

use super::{Agency, Category, NewAgency, NewCategory, agency, category, store};
use super::{OTHER, ROOT, category_by_code, save_agency, save_category};
use crate::audit;
use crate::auth::within;
use crate::bus::Event;
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{AgencyId, CategoryId, StaffId};
use crate::sla;

/// One at a time changes the tree: two moves at once could close a ring that neither of them sees. On
/// SQLite there is one writer anyway.
pub async fn hold_tree(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() { store::lock_agencies(tx).await } else { Ok(()) }
}

/// Creates an agency (`id` is None) or changes one; the code of one that is there stays.
pub async fn keep_agency(
    tx: &mut Tx,
    id: Option<AgencyId>,
    new: &NewAgency,
    by: StaffId,
) -> Result<AgencyId> {
    hold_tree(tx).await?;
    if let Some((field, code)) = new.faults().first() {
        return Err(invalid(field, code));
    }
    let known = match id {
        Some(id) => Some(reachable(tx, id, by).await?),
        None if store::agency_by_code(tx, &new.code).await?.is_some() => {
            return Err(invalid("code", "code-taken"));
        }
        None => None,
    };
    let is_top = known.as_ref().is_some_and(|known| known.parent_id.is_none());
    let parent = match &new.parent {
        Some(code) => store::agency_by_code(tx, code).await?.filter(|parent| {
            parent.is_active || known.as_ref().is_some_and(|known| known.parent_id == Some(parent.id))
        }),
        None => None,
    };
    // What stands at the top stays there; everything else has something above it.
    if parent.is_some() == is_top {
        return Err(invalid("parent", if is_top { "agency-stays-top" } else { "parent-needed" }));
    }
    let parent_id = parent.as_ref().map(|parent| parent.id);
    let moves = known.as_ref().is_none_or(|known| known.parent_id != parent_id);
    if moves {
        // Taken out of one place and put into another: both must be within reach.
        let old = known.as_ref().and_then(|known| known.parent_id);
        let both: Vec<AgencyId> = old.into_iter().chain(parent_id).collect();
        within(tx, by, &both).await?;
    }
    let before = match &known {
        Some(known) => agency_snapshot(tx, known).await?,
        None => json!({}),
    };
    let new = NewAgency { code: known.map_or_else(|| new.code.clone(), |known| known.code), ..new.clone() };
    let id = save_agency(tx, &new).await?;
    let after = agency(tx, id).await?;
    let after = agency_snapshot(tx, &after).await?;
    let action = if before == json!({}) { "agency-created" } else { "agency-changed" };
    audit::changed(tx, by, action, ("agency", id), &before, &after).await?;
    if before["parent"] != after["parent"] && before != json!({}) {
        // Its working time may come from somebody else now.
        sla::reckon_anew(tx).await?;
    }
    Ok(id)
}

/// Opens or closes an agency. One that others still need is not closed; the code of the refusal says what
/// to do first.
pub async fn set_agency_active(tx: &mut Tx, id: AgencyId, is_active: bool, by: StaffId) -> Result<()> {
    hold_tree(tx).await?;
    let known = reachable(tx, id, by).await?;
    if known.is_active == is_active {
        return Ok(());
    }
    if is_active {
        if let Some(parent) = known.parent_id
            && !agency(tx, parent).await?.is_active
        {
            return Err(invalid("active", "agency-parent-inactive"));
        }
    } else {
        let needs = store::needs_of(tx, id).await?;
        let obstacle = if known.code == ROOT {
            Some("agency-is-root")
        } else if needs.open_tickets > 0 {
            Some("agency-has-tickets")
        } else if needs.answered_tickets > 0 {
            Some("agency-has-answered")
        } else if needs.just_done > 0 {
            Some("agency-just-done")
        } else if needs.asked_to_help > 0 {
            Some("agency-asked-to-help")
        } else if needs.children > 0 {
            Some("agency-has-children")
        } else if needs.categories > 0 {
            Some("agency-has-categories")
        } else {
            None
        };
        if let Some(code) = obstacle {
            return Err(invalid("active", code));
        }
    }
    store::set_agency_active(tx, id, is_active).await?;
    let action = if is_active { "agency-activated" } else { "agency-deactivated" };
    let (was, is) = (json!({ "is_active": !is_active }), json!({ "is_active": is_active }));
    audit::changed(tx, by, action, ("agency", id), &was, &is).await?;
    tell(tx);
    Ok(())
}

/// Creates a category (`id` is None) or changes one; the code of one that is there stays.
pub async fn keep_category(
    tx: &mut Tx,
    id: Option<CategoryId>,
    new: &NewCategory,
    by: StaffId,
) -> Result<CategoryId> {
    hold_tree(tx).await?;
    if let Some((field, code)) = new.faults().first() {
        return Err(invalid(field, code));
    }
    let known = match id {
        Some(id) => Some(category(tx, id).await?),
        None if store::category_by_code(tx, &new.code).await?.is_some() => {
            return Err(invalid("code", "code-taken"));
        }
        None => None,
    };
    // What is closed is not chosen anew. What it had before it may keep: whoever changes its name changes nothing else.
    let answers = store::agency_by_code(tx, &new.agency).await?.filter(|agency| {
        agency.is_active || known.as_ref().is_some_and(|known| known.agency_id == agency.id)
    });
    let answers = answers.ok_or_else(|| invalid("agency", "agency-needed"))?;
    let both: Vec<AgencyId> = known.iter().map(|known| known.agency_id).chain([answers.id]).collect();
    within(tx, by, &both).await?;
    if let Some(code) = &new.parent {
        let parent = store::category_by_code(tx, code).await?.filter(|parent| {
            parent.is_active || known.as_ref().is_some_and(|known| known.parent_id == Some(parent.id))
        });
        let parent = parent.ok_or_else(|| invalid("parent", "parent-unknown"))?;
        if let Some(known) = &known
            && is_at_or_below(tx, parent, known.id).await?
        {
            return Err(invalid("parent", "category-below-itself"));
        }
    }
    let before = match &known {
        Some(known) => category_snapshot(tx, known).await?,
        None => json!({}),
    };
    let new = NewCategory { code: known.map_or_else(|| new.code.clone(), |known| known.code), ..new.clone() };
    let id = save_category(tx, &new).await?;
    let after = category_by_code(tx, &new.code).await?;
    let after = category_snapshot(tx, &after).await?;
    let action = if before == json!({}) { "category-created" } else { "category-changed" };
    audit::changed(tx, by, action, ("category", id), &before, &after).await?;
    let turns = ["parent_category", "due_minutes"].iter().any(|field| before[field] != after[field]);
    if turns && before != json!({}) {
        sla::reckon_anew(tx).await?;
    }
    Ok(id)
}

/// Offers a category to citizens and staff, or no longer. Tickets filed there stay there.
pub async fn set_category_active(tx: &mut Tx, id: CategoryId, is_active: bool, by: StaffId) -> Result<()> {
    hold_tree(tx).await?;
    let known = category(tx, id).await?;
    within(tx, by, &[known.agency_id]).await?;
    if known.is_active == is_active {
        return Ok(());
    }
    let obstacle = if is_active {
        let parent = match known.parent_id {
            Some(parent) => Some(category(tx, parent).await?),
            None => None,
        };
        if parent.is_some_and(|parent| !parent.is_active) {
            Some("category-parent-inactive")
        } else if !agency(tx, known.agency_id).await?.is_active {
            Some("category-agency-inactive")
        } else {
            None
        }
    } else if known.code == OTHER {
        Some("category-is-other")
    } else if store::active_categories_below(tx, id).await? > 0 {
        Some("category-has-children")
    } else {
        None
    };
    if let Some(code) = obstacle {
        return Err(invalid("active", code));
    }
    store::set_category_active(tx, id, is_active).await?;
    let action = if is_active { "category-activated" } else { "category-deactivated" };
    let (was, is) = (json!({ "is_active": !is_active }), json!({ "is_active": is_active }));
    audit::changed(tx, by, action, ("category", id), &was, &is).await?;
    tell(tx);
    Ok(())
}

/// Routing learns anew, and open desks look again: what they see or may choose has changed.
pub(super) fn tell(tx: &mut Tx) {
    tx.publish(Event::Rules);
    tx.publish(Event::LookAgain);
}

async fn reachable(tx: &mut Tx, id: AgencyId, by: StaffId) -> Result<Agency> {
    let known = agency(tx, id).await?;
    within(tx, by, &[id]).await?;
    Ok(known)
}

/// Walks up from `category`. A tree that somebody knotted into a ring by other means ends the walk.
async fn is_at_or_below(tx: &mut Tx, from: Category, id: CategoryId) -> Result<bool> {
    let mut here = from;
    for _ in 0..100 {
        if here.id == id {
            return Ok(true);
        }
        let Some(parent) = here.parent_id else { return Ok(false) };
        here = category(tx, parent).await?;
    }
    Ok(true)
}

/// For the audit: codes instead of ids, they can be read.
async fn agency_snapshot(tx: &mut Tx, of: &Agency) -> Result<Value> {
    let parent = match of.parent_id {
        Some(parent) => Some(agency(tx, parent).await?.code),
        None => None,
    };
    Ok(json!({
        "code": of.code, "parent": parent, "name_id": of.name_id, "name_en": of.name_en,
        "phone": of.phone, "email": of.email, "is_active": of.is_active,
    }))
}

async fn category_snapshot(tx: &mut Tx, of: &Category) -> Result<Value> {
    let parent = match of.parent_id {
        Some(parent) => Some(category(tx, parent).await?.code),
        None => None,
    };
    let answers = agency(tx, of.agency_id).await?.code;
    Ok(json!({
        "code": of.code, "parent_category": parent, "name_id": of.name_id, "name_en": of.name_en,
        "agency": answers, "class": of.class.code(), "priority": of.priority,
        "due_minutes": of.due_minutes, "position": of.position, "is_active": of.is_active,
    }))
}
