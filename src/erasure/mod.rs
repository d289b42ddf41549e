//! Erasing what is kept of a person who asks for it (UU 27/2022 art. 8 and 43; art. 15 leaves what public duty needs).
//!
//! [`erase`] goes through every place where something of them stands, in one transaction; their files follow by a job
//! ([`burn`]). What stays is the matter without the person: number, category, area, agency, steps, times and score.
//! What is not finished is finished first: reports that are open, answers that have not left, limits that run. There
//! is no way back (`docs/decisions/0010`).

mod burn;
mod events;
mod places;

pub use burn::burn;

use serde_json::json;

use crate::audit;
use crate::auth::{self, Right, Staff};
use crate::bus::Event;
use crate::contacts;
use crate::db::Tx;
use crate::error::{Result, forbidden, invalid};
use crate::ids::ContactId;
use crate::tickets::{self, EventKind};

/// Characters of a reason.
const REASON: usize = 500;

/// Erases a contact and everybody who was merged into it. The reason is kept: who asked, and how they showed that it
/// is them.
pub async fn erase(tx: &mut Tx, contact: ContactId, reason: &str, by: &Staff) -> Result<()> {
    if !by.role.may(Right::EraseContacts) {
        return Err(forbidden("erasing somebody is for those who administer the whole house"));
    }
    auth::whole_house(tx, by.id).await?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON {
        return Err(invalid("reason", "erase-reason"));
    }
    let contact = contacts::hold(tx, contact).await?;
    places::lock(tx, contact).await?;
    if let Some(code) = hindrance(tx, contact).await? {
        return Err(invalid("reason", code));
    }
    let files = places::files(tx, contact).await?;
    events::strip(tx, contact).await?;
    let reports = tickets::owner::all_of(tx, contact).await?;
    places::erase(tx, contact).await?;
    for report in &reports {
        tickets::record(tx, *report, Some(by.id), EventKind::Erased, json!({})).await?;
    }
    burn::later(tx, &files).await?;
    let detail = json!({ "reason": reason, "tickets": reports.len(), "files": files.len() });
    audit::record(tx, Some(by.id), "contact-erased", ("contact", contact), detail).await?;
    tx.publish(Event::LookAgain);
    Ok(())
}

/// What has to be finished first.
async fn hindrance(tx: &mut Tx, contact: ContactId) -> Result<Option<&'static str>> {
    let unfinished = places::unfinished(tx, contact).await?;
    Ok(match unfinished {
        _ if unfinished.open > 0 => Some("erase-open"),
        _ if unfinished.moving > 0 => Some("erase-leaving"),
        _ if unfinished.set_aside > 0 => Some("erase-set-aside"),
        _ if unfinished.limits > 0 => Some("erase-limited"),
        _ => None,
    })
}
