//! The verbs that change a ticket.

use jiff::tz::TimeZone;

use super::step::{self, Happened, may_become};
use super::{Pin, Status, Ticket, record, rollup, store};
use crate::agencies::{Agency, Category};
use crate::bus::Event;
use crate::db::Tx;
use crate::error::{Result, conflict, invalid, not_found};
use crate::ids::{StaffId, TicketId};
use crate::secret::Secret;

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
    store::update(tx, &after).await?;
    rollup::shift(tx, Some(&before), &after).await?;
    tx.publish(Event::Ticket { id, agency: after.agency_id });
    if before.agency_id != after.agency_id {
        tx.publish(Event::Ticket { id, agency: before.agency_id });
    }
    Ok((before, after, said))
}

/// A step that the history tells of.
async fn step(
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

/// Moves a ticket to a status. Rejecting needs a reason. Setting what is set changes nothing.
pub async fn set_status(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    to: Status,
    staff: Option<StaffId>,
    reason: &str,
) -> Result<Ticket> {
    may_become(to, reason)?;
    let now = tx.now();
    step(tx, id, staff, |ticket| ticket.become_status(to, now, zone, reason)).await
}

/// Gives the ticket to a person. Fails when somebody else took it since `seen` (who the page showed).
pub async fn assign(
    tx: &mut Tx,
    id: TicketId,
    to: (StaffId, &str),
    by: StaffId,
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
        record(tx, id, Some(by), kind, data).await?;
    }
    Ok(after)
}

/// Puts the ticket back into the queue.
pub async fn release(tx: &mut Tx, id: TicketId, by: StaffId) -> Result<Ticket> {
    step(tx, id, Some(by), Ticket::put_back).await
}

/// Hands the ticket to another agency, which decides anew who works on it.
pub async fn refer(
    tx: &mut Tx,
    id: TicketId,
    to: &Agency,
    by: Option<StaffId>,
    reason: &str,
) -> Result<Ticket> {
    step(tx, id, by, |ticket| ticket.refer_to(to, reason)).await
}

/// Files the ticket under another category; due time and priority follow, the agency does not.
pub async fn reclassify(tx: &mut Tx, id: TicketId, to: &Category, by: Option<StaffId>) -> Result<Ticket> {
    step(tx, id, by, |ticket| ticket.file_under(to)).await
}

/// The citizen wrote again. A matter that waited for them, or that we thought done, is open again. None
/// when it is closed or rejected: then it stays as it is and the words are a new matter.
pub async fn join(tx: &mut Tx, id: TicketId) -> Result<Option<Ticket>> {
    let after = reopen_if(tx, id, &step::WAKES, step::WROTE).await?;
    Ok(Some(after).filter(|ticket| !matches!(ticket.status, Status::Closed | Status::Rejected)))
}

/// Opens the ticket again if it stands at one of these, decided on the locked row; touches it otherwise.
pub async fn reopen_if(tx: &mut Tx, id: TicketId, when: &[Status], reason: &str) -> Result<Ticket> {
    step(tx, id, None, |ticket| ticket.reopen(when, reason)).await
}

/// Something about the ticket is new (a message, a note): the live feed hears of it.
pub async fn touch(tx: &mut Tx, id: TicketId) -> Result<Ticket> {
    step(tx, id, None, |_| None).await
}

/// Staff answered: counts as first response when it is the first, and takes a new ticket into work.
pub async fn answered(tx: &mut Tx, zone: &TimeZone, id: TicketId, by: StaffId) -> Result<Ticket> {
    let now = tx.now();
    let (_, after, begins) = change(tx, id, |ticket| ticket.be_answered(by, now)).await?;
    if begins {
        return set_status(tx, zone, id, Status::InProgress, Some(by), "").await;
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

/// The citizen's verdict, 1 to 5; a later one replaces an earlier one.
pub async fn rate(tx: &mut Tx, id: TicketId, score: i64, comment: Option<&str>) -> Result<()> {
    let (kind, data) = step::rated(score)?;
    store::rate(tx, id, tx.now(), score, comment).await?;
    record(tx, id, None, kind, data).await?;
    touch(tx, id).await?;
    Ok(())
}
