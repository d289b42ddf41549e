//! The verbs that change a ticket.

use jiff::tz::TimeZone;
use serde_json::json;

use super::{EventKind, Pin, Status, Ticket, local_day, record, rollup, store};
use crate::agencies::{Agency, Category};
use crate::bus::Event;
use crate::db::Tx;
use crate::error::{Result, conflict, invalid, not_found};
use crate::ids::{StaffId, TicketId};
use crate::secret::Secret;
use crate::sla;

/// Locks the row, lets `change` alter it, stores it and moves the sums. Returns the row as it was and
/// as it is.
async fn change(tx: &mut Tx, id: TicketId, change: impl FnOnce(&mut Ticket)) -> Result<(Ticket, Ticket)> {
    let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    let mut after = before.clone();
    change(&mut after);
    after.is_open = after.status.is_open();
    after.updated_at = tx.now();
    store::update(tx, &after).await?;
    rollup::shift(tx, Some(&before), &after).await?;
    tx.publish(Event::Ticket { id, agency: after.agency_id });
    if before.agency_id != after.agency_id {
        tx.publish(Event::Ticket { id, agency: before.agency_id });
    }
    Ok((before, after))
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
    if to == Status::New {
        return Err(conflict("a ticket is new only once"));
    }
    if to == Status::Rejected && reason.trim().is_empty() {
        return Err(invalid("reason", "reason-needed"));
    }
    let now = tx.now();
    let (before, after) = change(tx, id, |ticket| {
        ticket.status = to;
        // Rejecting is not resolving: it must not make an agency look quick.
        if to.is_open() || to == Status::Rejected {
            (ticket.resolved_at, ticket.resolved_day) = (None, None);
        } else if ticket.resolved_at.is_none() {
            (ticket.resolved_at, ticket.resolved_day) = (Some(now), Some(local_day(now, zone)));
        }
    })
    .await?;
    if before.status != after.status {
        let data = json!({ "from": before.status.code(), "to": to.code(), "reason": reason.trim() });
        record(tx, id, staff, EventKind::Status, data).await?;
    }
    Ok(after)
}

/// Gives the ticket to a person. Fails when somebody else took it since `seen` (who the page showed).
pub async fn assign(
    tx: &mut Tx,
    id: TicketId,
    to: (StaffId, &str),
    by: StaffId,
    seen: Option<StaffId>,
) -> Result<Ticket> {
    let (before, after) = change(tx, id, |ticket| ticket.assignee_id = Some(to.0)).await?;
    // Given to somebody who cannot see it, it would be in nobody's list.
    if super::visible(tx, to.0, id).await.is_err() {
        return Err(invalid("assignee", "assignee-cannot-see"));
    }
    if before.assignee_id != seen && before.assignee_id != Some(to.0) {
        return Err(conflict("somebody else took this ticket a moment ago"));
    }
    if before.assignee_id != after.assignee_id {
        record(tx, id, Some(by), EventKind::Assigned, json!({ "to": to.1 })).await?;
    }
    Ok(after)
}

/// Puts the ticket back into the queue.
pub async fn release(tx: &mut Tx, id: TicketId, by: StaffId) -> Result<Ticket> {
    let (before, after) = change(tx, id, |ticket| ticket.assignee_id = None).await?;
    if before.assignee_id.is_some() {
        record(tx, id, Some(by), EventKind::Assigned, json!({})).await?;
    }
    Ok(after)
}

/// Hands the ticket to another agency, which decides anew who works on it.
pub async fn refer(
    tx: &mut Tx,
    id: TicketId,
    to: &Agency,
    by: Option<StaffId>,
    reason: &str,
) -> Result<Ticket> {
    let (before, after) = change(tx, id, |ticket| {
        if ticket.agency_id != to.id {
            ticket.agency_id = to.id;
            ticket.assignee_id = None;
        }
    })
    .await?;
    if before.agency_id != after.agency_id {
        let data = json!({ "from": before.agency_id, "to": to.id, "reason": reason.trim() });
        record(tx, id, by, EventKind::Referred, data).await?;
    }
    Ok(after)
}

/// Files the ticket under another category; due time and priority follow, the agency does not.
pub async fn reclassify(tx: &mut Tx, id: TicketId, to: &Category, by: Option<StaffId>) -> Result<Ticket> {
    let (before, after) = change(tx, id, |ticket| {
        if ticket.category_id != to.id {
            ticket.category_id = to.id;
            ticket.class = to.class;
            ticket.rank = i64::from(to.class != super::Class::Emergency);
            ticket.priority = to.priority;
            ticket.due_at = sla::due_at(to, ticket.created_at);
        }
    })
    .await?;
    if before.category_id != after.category_id {
        let data = json!({ "from": before.category_id, "to": to.id });
        record(tx, id, by, EventKind::Reclassified, data).await?;
    }
    Ok(after)
}

/// The citizen wrote again. A matter that waited for them, or that we thought done, is open again. None
/// when it is closed or rejected: then it stays as it is and the words are a new matter.
pub async fn join(tx: &mut Tx, id: TicketId) -> Result<Option<Ticket>> {
    let after = reopen_if(tx, id, &[Status::Waiting, Status::Resolved], "citizen-wrote").await?;
    Ok(Some(after).filter(|ticket| !matches!(ticket.status, Status::Closed | Status::Rejected)))
}

/// Opens the ticket again if it stands at one of these, decided on the locked row; touches it otherwise.
pub async fn reopen_if(tx: &mut Tx, id: TicketId, when: &[Status], reason: &str) -> Result<Ticket> {
    let (before, after) = change(tx, id, |ticket| {
        if when.contains(&ticket.status) {
            ticket.status = Status::Open;
            (ticket.resolved_at, ticket.resolved_day) = (None, None);
        }
    })
    .await?;
    if before.status != after.status {
        let data = json!({ "from": before.status.code(), "to": after.status.code(), "reason": reason });
        record(tx, id, None, EventKind::Status, data).await?;
    }
    Ok(after)
}

/// Something about the ticket is new (a message, a note): the live feed hears of it.
pub async fn touch(tx: &mut Tx, id: TicketId) -> Result<Ticket> {
    Ok(change(tx, id, |_| {}).await?.1)
}

/// Staff answered: counts as first response when it is the first, and takes a new ticket into work.
pub async fn answered(tx: &mut Tx, zone: &TimeZone, id: TicketId, by: StaffId) -> Result<Ticket> {
    let now = tx.now();
    let (_, after) = change(tx, id, |ticket| {
        ticket.first_response_at.get_or_insert(now);
        ticket.assignee_id.get_or_insert(by);
    })
    .await?;
    if matches!(after.status, Status::New | Status::Open) {
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
    if !(1..=5).contains(&score) {
        return Err(invalid("score", "score-range"));
    }
    store::rate(tx, id, score, comment).await?;
    record(tx, id, None, EventKind::Rated, json!({ "score": score })).await?;
    touch(tx, id).await?;
    Ok(())
}
