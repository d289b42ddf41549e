//! Limits: asked for, agreed to, told, appealed against, ended.

use channels::Channel;
use serde_json::json;

use super::{Kind, Mark, PAGE, Verdict, days, reason, store, strikes, take_back};
use crate::audit;
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::{Result, conflict, invalid, not_found};
use crate::ids::{ContactId, LimitId, MarkId, StaffId, TicketId, codes};
use crate::tickets::{Ticket, TicketNumber};

/// Days that one supervisor may decide alone.
const ALONE: i64 = 1;

codes! {
    LimitState {
        /// A second supervisor must agree.
        Waiting = "waiting",
        /// Until it ends.
        Running = "running",
        /// The second supervisor did not agree.
        Refused = "refused",
        Lifted = "lifted",
    }
}

/// Somebody is answered last on one channel, for a while.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Limit {
    pub id: LimitId,
    pub mark_id: MarkId,
    pub contact_id: ContactId,
    channel: String,
    pub kind: Kind,
    pub days: i64,
    pub state: LimitState,
    pub asked_by: StaffId,
    /// Who proposed the strike.
    pub labelled_by: StaffId,
    pub asked_at: Millis,
    pub agreed_by: Option<StaffId>,
    pub starts_at: Option<Millis>,
    pub ends_at: Option<Millis>,
    /// When the citizen was told.
    pub told_at: Option<Millis>,
    pub lifted_by: Option<StaffId>,
    pub lifted_at: Option<Millis>,
    pub why: Option<String>,
    /// The ticket of the citizen's appeal.
    pub appeal_id: Option<TicketId>,
    /// What was decided about it, by whom, when and why.
    pub verdict: Option<Verdict>,
    pub judged_by: Option<StaffId>,
    pub judged_at: Option<Millis>,
    pub judged_why: Option<String>,
    /// The ticket that was labelled, and what was noted then.
    pub ticket_id: TicketId,
    pub note: String,
    pub number: TicketNumber,
}

impl Limit {
    pub fn channel(&self) -> Channel {
        // The column is only written from `Channel::code`.
        Channel::parse(&self.channel).unwrap_or(Channel::Api)
    }

    pub fn is_running(&self, now: Millis) -> bool {
        self.state == LimitState::Running && self.ends_at.is_some_and(|end| now < end)
    }

    /// Did this person label, confirm or agree? Then they do not judge it once more.
    pub fn is_of(&self, staff: StaffId) -> bool {
        self.labelled_by == staff || self.asked_by == staff || self.agreed_by == Some(staff)
    }

    /// The citizen disagrees, and nobody has decided on that yet.
    pub fn is_contested(&self) -> bool {
        self.appeal_id.is_some() && self.verdict.is_none()
    }
}

pub(super) async fn ask(tx: &mut Tx, mark: &Mark, days: i64, by: StaffId) -> Result<Limit> {
    let id = store::insert_limit(tx, mark, days, by).await?;
    let detail = json!({ "ticket": mark.ticket_id, "kind": mark.kind, "days": days });
    audit::record(tx, Some(by), "limit-asked", ("limit", id), detail).await?;
    if days <= ALONE {
        start(tx, id, days, by).await?;
    }
    limit(tx, id).await
}

async fn start(tx: &mut Tx, id: LimitId, days: i64, by: StaffId) -> Result<()> {
    let ends_at = tx.now() + days * DAY;
    store::start(tx, id, days, by, ends_at).await?;
    audit::record(tx, Some(by), "limit-started", ("limit", id), json!({ "days": days })).await
}

/// One limit, for the program itself. Pages ask the lists, which know what a reader sees.
pub async fn limit(tx: &mut Tx, id: LimitId) -> Result<Limit> {
    store::peek(tx, id).await?.ok_or_else(|| not_found("limit"))
}

/// A second supervisor agrees: it begins now. Where a strike that it was reckoned from was taken back meanwhile, it is
/// as short as it is without that one.
pub async fn agree(tx: &mut Tx, id: LimitId, by: StaffId) -> Result<Limit> {
    let found = waits(tx, id).await?;
    // Whoever was annoyed does not judge, and whoever asked is not the second.
    if found.is_of(by) {
        return Err(invalid("limit", "people-not-own-limit"));
    }
    let fair = days(strikes(tx, found.contact_id).await?);
    start(tx, id, found.days.min(fair), by).await?;
    limit(tx, id).await
}

/// A second supervisor does not agree: then it is no strike either, and counts towards no later limit.
pub async fn refuse(tx: &mut Tx, id: LimitId, why: &str, by: StaffId) -> Result<()> {
    let why = reason(why)?;
    let found = waits(tx, id).await?;
    store::end(tx, id, LimitState::Refused, by, &why).await?;
    audit::record(tx, Some(by), "limit-refused", ("limit", id), json!({ "reason": why })).await?;
    take_back(tx, found.mark_id, &why, by).await
}

async fn waits(tx: &mut Tx, id: LimitId) -> Result<Limit> {
    let found = store::limit(tx, id).await?.ok_or_else(|| not_found("limit"))?;
    if found.state == LimitState::Waiting {
        Ok(found)
    } else {
        Err(conflict("somebody decided on this a moment ago"))
    }
}

/// A supervisor ends it before its time, and says why.
pub async fn lift(tx: &mut Tx, id: LimitId, why: &str, by: StaffId) -> Result<Limit> {
    let why = reason(why)?;
    let found = store::limit(tx, id).await?.ok_or_else(|| not_found("limit"))?;
    if !found.is_running(tx.now()) {
        return Err(conflict("this limit is over"));
    }
    store::end(tx, id, LimitState::Lifted, by, &why).await?;
    audit::record(tx, Some(by), "limit-lifted", ("limit", id), json!({ "reason": why })).await?;
    Ok(found)
}

/// From now on the citizen counts as told why, until when, and how to appeal; false when they did before. Whoever
/// asks at the same time waits.
pub async fn told(tx: &mut Tx, id: LimitId) -> Result<bool> {
    store::set_told(tx, id).await
}

/// A member of staff has read it out to the caller: a telephone carries no message of ours.
pub async fn told_by(tx: &mut Tx, id: LimitId, ticket: TicketId, by: StaffId) -> Result<()> {
    if store::set_told(tx, id).await? {
        audit::record(tx, Some(by), "limit-told", ("limit", id), json!({ "ticket": ticket })).await?;
    }
    Ok(())
}

/// The limit as it stands, nobody else's until the transaction ends.
pub async fn hold(tx: &mut Tx, id: LimitId) -> Result<Limit> {
    store::limit(tx, id).await?.ok_or_else(|| not_found("limit"))
}

/// The citizen disagrees, once a limit: the caller holds it ([`hold`]) and saw that they did not before.
/// `by`: who of the staff wrote it down for them.
pub async fn appealed(tx: &mut Tx, id: LimitId, ticket: TicketId, by: Option<StaffId>) -> Result<()> {
    store::set_appeal(tx, id, ticket).await?;
    audit::record(tx, by, "limit-appealed", ("limit", id), json!({ "ticket": ticket })).await
}

/// The limit somebody is under on this channel now. None while limits rest.
pub async fn running_on(tx: &mut Tx, contact: ContactId, channel: Channel) -> Result<Option<Limit>> {
    let found = store::running_on(tx, contact, channel.code()).await?;
    match found {
        Some(found) if !store::is_resting(tx).await? => Ok(Some(found)),
        _ => Ok(None),
    }
}

/// Limits a contact is under now, without those that follow from anonymous tickets.
pub async fn of_contact(tx: &mut Tx, contact: ContactId) -> Result<Vec<Limit>> {
    store::of_contact(tx, contact, PAGE).await
}

/// Limits that wait for a second supervisor, of tickets the reader sees.
pub async fn waiting(tx: &mut Tx, viewer: StaffId) -> Result<Vec<Limit>> {
    store::waiting(tx, viewer, PAGE).await
}

/// Limits that run, those that end first at the top.
pub async fn running(tx: &mut Tx, viewer: StaffId) -> Result<Vec<Limit>> {
    store::running(tx, viewer, PAGE).await
}

/// Limits that are over, the newest first.
pub async fn ended(tx: &mut Tx, viewer: StaffId) -> Result<Vec<Limit>> {
    store::ended(tx, viewer, PAGE).await
}

/// This ticket came while its citizen was under a limit. It stands as it did before it is put last.
pub async fn mark_limited(tx: &mut Tx, ticket: &Ticket, limit: LimitId) -> Result<()> {
    store::limited::insert(tx, ticket, limit).await
}

/// The limit under which a ticket came.
pub async fn limited_by(tx: &mut Tx, ticket: TicketId) -> Result<Option<LimitId>> {
    store::limited::by(tx, ticket).await
}

/// Limits go over to another contact; gives which.
pub async fn move_limits(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<Vec<i64>> {
    store::move_limits(tx, from, to).await
}

/// One goes back.
pub async fn give_limit(tx: &mut Tx, id: i64, from: ContactId, to: ContactId) -> Result<()> {
    store::give_limit(tx, id, from, to).await
}

/// While a disaster lasts every limit rests: whoever wrote nonsense yesterday may need help today.
pub async fn set_resting(tx: &mut Tx, rests: bool, by: StaffId) -> Result<()> {
    let (was, is) = (json!({ "rests": store::is_resting(tx).await? }), json!({ "rests": rests }));
    store::set_resting(tx, rests).await?;
    audit::changed(tx, by, "limits-rest", ("limit", "all"), &was, &is).await?;
    Ok(())
}

pub async fn is_resting(tx: &mut Tx) -> Result<bool> {
    store::is_resting(tx).await
}
