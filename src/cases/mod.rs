//! One matter in many reports: what looks the same, merging and taking apart, parents answered with all
//! their children, followers, and what everybody may read.
//!
//! Whoever brings two reports together sees both of them, and what they do shows nobody anything that they
//! may not see: citizens are told in messages of their own and hear of nobody else; a confidential report is
//! brought together with nothing but another confidential one of the same citizen.

pub mod alike;
mod face;
mod follow;
mod link;
mod merge;
mod split;
mod tell;
mod theirs;

pub use face::{LONGEST_SUMMARY, publish, shows_a_person};
pub use follow::{Asked, by_chat, by_mail, confirm, link_of, opened, stop};
pub use link::{attach, quoted, relate, take_apart};
pub use merge::{UNDO, joined, merge, unmerge};
pub use split::split;
pub use tell::{LONGEST, Words, begin, tell_many, tell_stage};
pub use theirs::make_theirs;

use serde_json::{Value, json};

use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{StaffId, TicketId};
use crate::tickets::{self, EventKind, Ticket};

/// Confidential reports are brought together only with each other, and only those of one citizen. Whether two
/// are of one citizen tells who hides behind one of them: then the answer is the same, whoever they are from,
/// for everybody who may not know.
fn may_meet(by: &Staff, one: &Ticket, other: &Ticket) -> Result<()> {
    if !one.is_confidential && !other.is_confidential {
        return Ok(());
    }
    let both = one.is_confidential && other.is_confidential;
    let may_ask = by.role.sees_identity() || !one.is_anonymous && !other.is_anonymous;
    if both && may_ask && one.contact_id == other.contact_id {
        Ok(())
    } else {
        Err(invalid("main", "relations-confidential"))
    }
}

/// What the history of a ticket says about another one: its number, unless that one is confidential.
async fn note(
    tx: &mut Tx,
    ticket: TicketId,
    by: Option<StaffId>,
    what: &str,
    other: Option<&Ticket>,
) -> Result<()> {
    let mut data = json!({ "what": what });
    if let Some(other) = other.filter(|other| !other.is_confidential) {
        data["other"] = Value::String(other.number.to_string());
    }
    tickets::record(tx, ticket, by, EventKind::Related, data).await
}
