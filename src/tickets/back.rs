//! How a ticket stood before a change, kept in the history's own entry, for whoever takes the change back.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::life::{Refusal, Stage, Step};
use super::slip::SLIP;
use super::{Class, DISPUTE, Entry, EventKind, Support, Ticket, change, clocks, store, support};
use crate::agencies::{self, Category};
use crate::auth;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, invalid, slip_too_old};
use crate::ids::{AgencyId, StaffId, TicketId};

/// What a category says about a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Filed {
    pub class: Class,
    pub rank: i64,
    pub priority: i64,
}

impl Filed {
    /// From an entry of the history; those of long ago do not say it.
    pub(super) fn said(entry: &Entry, name: &str) -> Option<Self> {
        serde_json::from_value(entry.data.0.get(name)?.clone()).ok()
    }

    /// How the ticket stood under this category, if that is where it was filed last.
    pub(super) async fn once(tx: &mut Tx, ticket: &Ticket, to: &Category) -> Result<Option<Self>> {
        let last = store::last_filed(tx, ticket.id).await?.filter(|last| {
            (last.number("from"), last.number("to")) == (Some(to.id.0), Some(ticket.category_id.0))
        });
        Ok(last.and_then(|last| Self::said(&last, "was")))
    }
}

/// What a referral changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stood {
    pub stage: Stage,
    pub referred_by: Option<AgencyId>,
    pub assignee: Option<StaffId>,
    /// What the agency was asked to help with before it became responsible.
    pub support: Option<Support>,
}

/// A referral that may be a slip of the hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Referral {
    pub at: Millis,
    /// Where it came from.
    pub from: AgencyId,
}

/// The ticket's last referral, while it is fresh, one's own, the last step, and nobody did anything since.
/// Whether somebody outside heard of it is not asked here.
pub async fn referral(tx: &mut Tx, id: TicketId, by: StaffId) -> Result<Option<Referral>> {
    Ok(last(tx, id, by).await?.map(|(referral, _)| referral))
}

async fn last(tx: &mut Tx, id: TicketId, by: StaffId) -> Result<Option<(Referral, Stood)>> {
    let Some(last) = store::last_step(tx, id).await? else { return Ok(None) };
    let is_slip = last.kind == EventKind::Referred && last.staff_id == Some(by) && last.at >= tx.now() - SLIP;
    let was = last.data.0.get("was").cloned().and_then(|was| serde_json::from_value(was).ok());
    let (Some(from), Some(was), true) = (last.number("from").map(AgencyId), was, is_slip) else {
        return Ok(None);
    };
    if store::has_acted_since(tx, id, last.id).await? {
        return Ok(None);
    }
    Ok(Some((Referral { at: last.at, from }, was)))
}

/// Sets a ticket back to where it stood before the last referral; the caller holds it and knows that nobody was
/// told.
pub async fn take_referral_back(tx: &mut Tx, zone: &TimeZone, id: TicketId, by: StaffId) -> Result<Ticket> {
    let (referral, was) = last(tx, id, by).await?.ok_or_else(slip_too_old)?;
    let back = referral.from;
    is_there(tx, back).await?;
    // Whoever left meanwhile does not get it back: it waits in the queue.
    let assignee = match was.assignee {
        Some(had) if auth::may_be_given(tx, had, back).await? => Some(had),
        _ => None,
    };
    if let Some(support) = &was.support {
        support::comes_back(tx, support).await?;
    }
    let (now, mut told) = (tx.now(), None);
    change::step(tx, id, Some(by), |ticket| {
        told.clone_from(&ticket.alarms);
        let from = std::mem::replace(&mut ticket.agency_id, back);
        (ticket.referred_by, ticket.assignee_id) = (was.referred_by, assignee);
        ticket.stand_at(was.stage, now, zone);
        let data =
            json!({ "from": from, "to": back, "reason": "", "taken_back": true, "back_to": was.stage });
        Some((EventKind::Referred, data))
    })
    .await?;
    // The clocks go on as if it had never left, which only the whole history tells.
    clocks::again(tx, id, told).await
}

/// Nothing goes back to an agency that was closed meanwhile: nobody would look at it there.
pub(super) async fn is_there(tx: &mut Tx, agency: AgencyId) -> Result<()> {
    if agencies::agency(tx, agency).await?.is_active {
        Ok(())
    } else {
        Err(invalid("reason", "agency-closed"))
    }
}

/// May the citizen still disagree with an answer although the ticket is closed? Only where staff closed it, and
/// not they themselves or their silence.
pub async fn may_dispute_closed(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    if ticket.stage != Stage::Closed || ticket.resolved_at.is_none() || ticket.is_past_dispute(tx.now()) {
        return Ok(false);
    }
    let last = store::last_step(tx, ticket.id).await?;
    Ok(last.is_some_and(|last| last.staff_id.is_some() && last.text("step") == Step::Close.code()))
}

/// Until when the citizen may add what was missing to a report that was turned away as unclear, so that it is looked at
/// again. None: it was not, or that time is over.
pub async fn complete_until(tx: &mut Tx, ticket: &Ticket) -> Result<Option<Millis>> {
    if ticket.stage != Stage::Rejected || ticket.refusal != Some(Refusal::Unclear) {
        return Ok(None);
    }
    let last = store::last_step(tx, ticket.id).await?;
    Ok(last.map(|last| last.at + DISPUTE).filter(|until| tx.now() <= *until))
}
