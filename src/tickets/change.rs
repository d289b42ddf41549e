//! The verbs that change a ticket.

use jiff::tz::TimeZone;
use serde_json::json;

use super::back::{self, Filed};
use super::life::{Stage, Step};
use super::step::{self, Happened, Taken};
use super::{EventKind, Pin, Ticket, clocks, followed, record, rollup, sleep, store};
use crate::agencies::{self, Agency, Category};
use crate::bus::Event;
use crate::db::Tx;
use crate::duty;
use crate::error::{Result, conflict, invalid, not_found, not_from_here};
use crate::ids::{AgencyId, StaffId, TicketId};
use crate::notices::{self, Kind};
use crate::secret::Secret;
use crate::sla::Tier;

/// Locks the row, lets `step` alter it, stores it and moves the sums. Returns the row as it was and as
/// it is, and what the step says.
async fn change<T>(
    tx: &mut Tx,
    id: TicketId,
    step: impl FnOnce(&mut Ticket) -> T,
) -> Result<(Ticket, Ticket, T)> {
    let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    let mut after = before.clone();
    let said = step(&mut after);
    after.updated_at = tx.now();
    clocks::follow(tx, &before, &mut after).await?;
    store::update(tx, &after).await?;
    rollup::shift(tx, Some(&before), &after).await?;
    followed::moved(tx, &before, &after).await?;
    tx.publish(Event::Ticket { id, agency: after.agency_id });
    if before.agency_id != after.agency_id {
        tx.publish(Event::Ticket { id, agency: before.agency_id });
    }
    // Free for somebody, or somebody's hands are.
    let moved = (before.assignee_id, before.stage, before.agency_id)
        != (after.assignee_id, after.stage, after.agency_id);
    if moved && (after.assignee_id.is_none() || !after.is_open || after.stage.is_paused()) {
        duty::stir(tx, after.agency_id).await?;
    }
    Ok((before, after, said))
}

/// A change that the history tells of.
pub(super) async fn step(
    tx: &mut Tx,
    id: TicketId,
    by: Option<StaffId>,
    step: impl FnOnce(&mut Ticket) -> Happened,
) -> Result<Ticket> {
    let (_, after, happened) = change(tx, id, step).await?;
    if let Some((kind, data)) = happened {
        record(tx, id, by, kind, data).await?;
    }
    Ok(after)
}

/// The same, for a change that may be refused; then nothing happened.
pub(super) async fn try_step(
    tx: &mut Tx,
    id: TicketId,
    by: Option<StaffId>,
    step: impl FnOnce(&mut Ticket) -> Result<Happened>,
) -> Result<Ticket> {
    let mut refused = None;
    let after = self::step(tx, id, by, |ticket| {
        let before = ticket.clone();
        step(ticket).unwrap_or_else(|error| {
            *ticket = before;
            refused = Some(error);
            None
        })
    })
    .await?;
    refused.map_or(Ok(after), Err)
}

/// Takes a step of the ticket's life, or says why it cannot be taken. `by` is who of the staff.
/// Referring and declining move the ticket to another agency: see [`refer`] and [`decline`].
pub async fn take(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    by: Option<StaffId>,
    taken: &Taken<'_>,
) -> Result<Ticket> {
    if matches!(taken.step, Step::Dispute | Step::Complete) {
        let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
        let may_come_back = match before.stage {
            Stage::Closed => back::may_dispute_closed(tx, &before).await?,
            Stage::Rejected => back::complete_until(tx, &before).await?.is_some(),
            _ => true,
        };
        if !may_come_back {
            return Err(not_from_here(taken.step, before.stage));
        }
    }
    let now = tx.now();
    try_step(tx, id, by, |ticket| ticket.take(taken, now, zone)).await
}

/// The same where the ticket is at the beginning of that step; touches it where it is not.
pub async fn take_if_possible(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    by: Option<StaffId>,
    taken: &Taken<'_>,
) -> Result<Ticket> {
    let now = tx.now();
    step(tx, id, by, |ticket| match taken.step.obstacle(ticket.stage, taken.actor) {
        None => ticket.take(taken, now, zone).ok().flatten(),
        Some(_) => None,
    })
    .await
}

/// Sets a ticket back to an earlier stage; the caller knows that nothing happened since. What was said
/// stays said.
pub async fn put_back_at(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    stage: Stage,
    by: StaffId,
) -> Result<Ticket> {
    let now = tx.now();
    let mut told = None;
    let undone = store::last_step(tx, id).await?.filter(|last| last.kind == EventKind::Status);
    step(tx, id, Some(by), |ticket| {
        told.clone_from(&ticket.alarms);
        let (from, left) = (ticket.status, ticket.stage);
        ticket.stand_at(stage, now, zone);
        if let Some(undone) = &undone {
            ticket.remember(undone);
        }
        let data = json!({ "step": "taken_back", "from": from, "to": ticket.status, "stage": left, "reason": "", "back_to": stage });
        Some((EventKind::Status, data))
    })
    .await?;
    // The clocks go on as if that step had never been taken, which only the whole history tells.
    clocks::again(tx, id, told).await
}

/// Gives the ticket to a person. Fails when somebody else took it since `seen` (who the page showed).
pub async fn assign(
    tx: &mut Tx,
    id: TicketId,
    to: (StaffId, &str),
    by: StaffId,
    seen: Option<StaffId>,
) -> Result<Ticket> {
    hand(tx, id, to, Some(by), seen).await
}

/// The same; by nobody when the program hands it out.
pub(super) async fn hand(
    tx: &mut Tx,
    id: TicketId,
    to: (StaffId, &str),
    by: Option<StaffId>,
    seen: Option<StaffId>,
) -> Result<Ticket> {
    let (before, after, happened) = change(tx, id, |ticket| ticket.give_to(to)).await?;
    // Given to somebody who cannot see it, it would be in nobody's list.
    if super::visible(tx, to.0, id).await.is_err() {
        return Err(invalid("assignee", "assignee-cannot-see"));
    }
    if before.assignee_id != seen && before.assignee_id != Some(to.0) {
        return Err(conflict("somebody else took this ticket a moment ago"));
    }
    if let Some((kind, data)) = happened {
        record(tx, id, by, kind, data).await?;
        notices::tell(tx, to.0, Kind::Assigned, Some(id), by, json!({})).await?;
    }
    Ok(after)
}

/// Puts the ticket back into the queue.
pub async fn release(tx: &mut Tx, id: TicketId, by: StaffId) -> Result<Ticket> {
    step(tx, id, Some(by), Ticket::put_back).await
}

/// Hands the ticket to another agency, which accepts or declines, and decides anew who works on it.
pub async fn refer(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    to: &Agency,
    by: Option<StaffId>,
    taken: &Taken<'_>,
) -> Result<Ticket> {
    let now = tx.now();
    let helped = super::support::takes_over(tx, id, to.id).await?;
    try_step(tx, id, by, |ticket| ticket.refer_to(to, taken, now, zone, helped)).await
}

/// The agency says that the matter is not theirs: back to the one that referred it.
pub async fn decline(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    by: Option<StaffId>,
    taken: &Taken<'_>,
) -> Result<Ticket> {
    if let Some(from) = super::get(tx, id).await?.referred_by {
        back::is_there(tx, from).await?;
    }
    let now = tx.now();
    try_step(tx, id, by, |ticket| ticket.go_back(taken, now, zone)).await
}

/// Files the ticket under another category; due time and priority follow, the agency does not. Back where it was
/// filed before, it stands as it stood there.
pub async fn reclassify(tx: &mut Tx, id: TicketId, to: &Category, by: Option<StaffId>) -> Result<Ticket> {
    let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    let own = agencies::category(tx, before.category_id).await?.class;
    let once = Filed::once(tx, &before, to).await?;
    step(tx, id, by, |ticket| ticket.file_under(to, own, once)).await
}

/// The first words about a report that began without any: what it is called and, with `to`, where it belongs.
pub async fn worded(
    tx: &mut Tx,
    id: TicketId,
    words: &str,
    to: Option<(&Category, AgencyId)>,
) -> Result<Ticket> {
    let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    let called = Ticket { subject: super::subject("", words), body: words.to_owned(), ..before.clone() };
    super::owner::cover(tx, &before, &called).await?;
    let own = agencies::category(tx, before.category_id).await?.class;
    step(tx, id, None, |ticket| {
        let (category, agency) = to?;
        ticket.agency_id = agency;
        ticket.file_under(category, own, None)
    })
    .await
}

/// Says how heavy the matter is; None: nobody has weighed it. Service levels may depend on it.
pub async fn weigh(tx: &mut Tx, id: TicketId, tier: Option<&Tier>, by: StaffId) -> Result<Ticket> {
    let tier = tier.map(|tier| tier.code().to_owned());
    step(tx, id, Some(by), |ticket| {
        let before = std::mem::replace(&mut ticket.tier, tier.clone());
        (before != tier).then(|| (EventKind::Weighed, json!({ "from": before, "to": tier })))
    })
    .await
}

/// The citizen wrote again. A matter that waited for them, that we thought done, or that was turned away as unclear a
/// short while ago, is with us again. None when it is closed or rejected otherwise: then it stays as it is and the words
/// are a new matter.
///
/// Where the citizen was told that their words dispute the answer, `as_dispute` says so.
pub async fn join(tx: &mut Tx, zone: &TimeZone, id: TicketId, as_dispute: bool) -> Result<Option<Ticket>> {
    let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    let is_answered = before.stage == Stage::Answered;
    let taken = if is_answered && before.is_past_dispute(tx.now()) {
        // The hourly round has not closed it yet; the citizen does not depend on that.
        Taken::by_system(Step::Lapse, "")
    } else if as_dispute && (is_answered || back::may_dispute_closed(tx, &before).await?) {
        Taken::by_citizen(Step::Dispute, "citizen-disputes")
    } else if back::complete_until(tx, &before).await?.is_some() {
        Taken::by_citizen(Step::Complete, "")
    } else {
        Taken::by_citizen(Step::Wrote, "")
    };
    let mut after = take_if_possible(tx, zone, id, None, &taken).await?;
    sleep::wake(tx, id, None).await?;
    if let Some(holder) = after.assignee_id
        && after.is_open
        && !keeps(tx, id, holder).await?
    {
        after = step(tx, id, None, Ticket::put_back).await?;
    }
    Ok(Some(after).filter(|ticket| !matches!(ticket.stage, Stage::Closed | Stage::Rejected)))
}

/// The citizen wrote: does the ticket stay with whoever has it? Somebody who is not there would let it lie.
async fn keeps(tx: &mut Tx, id: TicketId, holder: StaffId) -> Result<bool> {
    Ok(duty::is_around(tx, holder).await? && super::visible(tx, holder, id).await.is_ok())
}

/// Something about the ticket is new (a message, a note): the live feed hears of it.
pub async fn touch(tx: &mut Tx, id: TicketId) -> Result<Ticket> {
    step(tx, id, None, |_| None).await
}

/// Staff answered (nobody: an agency by mail, itself): counts as first response when it is the first, and takes
/// a new ticket into work.
pub async fn answered(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    by: impl Into<Option<StaffId>>,
) -> Result<Ticket> {
    let (now, by) = (tx.now(), by.into());
    let (_, after, begins) = change(tx, id, |ticket| ticket.be_answered(by, now)).await?;
    if begins {
        return take(tx, zone, id, by, &Taken::by_system(Step::Start, "")).await;
    }
    Ok(after)
}

/// A new PIN; the old one opens nothing any more.
pub async fn renew_pin(tx: &mut Tx, secret: &Secret, id: TicketId) -> Result<Pin> {
    let ticket = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    let pin = Pin::random();
    store::set_pin(tx, id, &pin.digest(secret, &ticket.number)).await?;
    Ok(pin)
}

/// The citizen's verdict on the answer that stands, and what they said with it. A verdict on an answer that they
/// disputed since is none on the next one.
pub async fn rating(tx: &mut Tx, id: TicketId) -> Result<Option<(i64, Option<String>)>> {
    store::rating(tx, id).await
}

/// What the citizen said last with a verdict, on whichever answer.
pub async fn said_with(tx: &mut Tx, id: TicketId) -> Result<Option<String>> {
    store::said_with(tx, id).await
}

/// The citizen's verdict, 1 to 5; a later one replaces an earlier one. Without a comment (a star was pressed) what they
/// said before stays; an empty one takes it away.
pub async fn rate(tx: &mut Tx, id: TicketId, score: i64, comment: Option<&str>) -> Result<()> {
    let (kind, data) = step::rated(score, comment)?;
    store::rate(tx, id, tx.now(), score, comment).await?;
    record(tx, id, None, kind, data).await?;
    touch(tx, id).await?;
    Ok(())
}
