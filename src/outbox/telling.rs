//! What a step sets going: the citizen is told, the agency hears of it.
//!
//! Whoever takes a step goes through here ([`super::decide`], [`refer`], [`decline`], [`looked_at`], [`by_citizen`]): a step
//! taken past it is quiet, which is right for what the house does by the way and for taking something back.

use std::collections::HashSet;

use jiff::tz::TimeZone;
use serde_json::json;

use super::verdict::ask_how_it_was;
use super::{agency, agency_words, send, way};
use crate::agencies::Agency;
use crate::agency_mail::Kind;
use crate::auth;
use crate::conversations::{self, State};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::{MessageId, StaffId, TicketId};
use crate::letters::{self, Said, Text};
use crate::notices;
use crate::tickets::life::{Actor, Step};
use crate::tickets::{self, EventKind, SILENT, Taken, Ticket};

/// Hands the ticket to another agency: the citizen hears who has it now, the agency gets a letter if it has no
/// accounts. With a step of the program itself nothing is told: that is a way back.
pub async fn refer(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: TicketId,
    to: &Agency,
    by: Option<StaffId>,
    taken: &Taken<'_>,
) -> Result<Ticket> {
    // The conversation first: everybody locks in this order.
    conversations::answer_through(tx, ticket).await?;
    let before = tickets::get(tx, ticket).await?.agency_id;
    let after = tickets::refer(tx, zone, ticket, to, by, taken).await?;
    if taken.actor != Actor::System && before != after.agency_id {
        stepped(tx, zone, &after, taken, by).await?;
    }
    Ok(after)
}

/// Somebody has looked at it now: what was new is verified, with everything that this sets going. The last thing that
/// is done with a ticket that is locked already: a race with words that come in is run again.
pub async fn looked_at(tx: &mut Tx, zone: &TimeZone, ticket: TicketId, by: StaffId) -> Result<Ticket> {
    let before = tickets::get(tx, ticket).await?;
    let taken = Taken::by_system(Step::Verify, "");
    if taken.step.obstacle(before.stage, taken.actor).is_some() {
        return Ok(before);
    }
    let after = tickets::take(tx, zone, ticket, Some(by), &taken).await?;
    stepped(tx, zone, &after, &taken, Some(by)).await?;
    Ok(after)
}

/// The agency says that the matter is not theirs.
pub async fn decline(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: TicketId,
    by: Option<StaffId>,
    taken: &Taken<'_>,
) -> Result<Ticket> {
    conversations::answer_through(tx, ticket).await?;
    let after = tickets::decline(tx, zone, ticket, by, taken).await?;
    stepped(tx, zone, &after, taken, by).await?;
    Ok(after)
}

/// A step of the citizen themselves.
pub async fn by_citizen(tx: &mut Tx, zone: &TimeZone, ticket: TicketId, taken: &Taken<'_>) -> Result<Ticket> {
    conversations::answer_through(tx, ticket).await?;
    let after = tickets::take(tx, zone, ticket, None, taken).await?;
    stepped(tx, zone, &after, taken, None).await?;
    Ok(after)
}

/// Closes answered tickets after ten silent days, each by itself: whoever speaks meanwhile is heard.
pub async fn lapse(db: &Db, zone: &TimeZone) -> Result<()> {
    let mut last = None;
    loop {
        let silent = db.read(async |tx| tickets::silent(tx, last).await).await?;
        for one in &silent {
            db.write(async |tx| lapse_one(tx, zone, one.id).await).await?;
        }
        last = silent.last().copied();
        if silent.len() < SILENT {
            return Ok(());
        }
    }
}

async fn lapse_one(tx: &mut Tx, zone: &TimeZone, id: TicketId) -> Result<()> {
    conversations::answer_through(tx, id).await?;
    if let Some(ticket) = tickets::lapse(tx, zone, id).await? {
        tell(tx, zone, &ticket, Text::Lapsed, &Said::default()).await?;
    }
    Ok(())
}

/// After a step was taken.
pub(super) async fn stepped(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: &Ticket,
    taken: &Taken<'_>,
    by: Option<StaffId>,
) -> Result<()> {
    let refusal = taken.refusal.filter(|_| taken.step == Step::Reject);
    if matches!(taken.step, Step::Dispute | Step::Wrote | Step::Complete | Step::Reopen) {
        return came_back(tx, zone, ticket, taken, by).await;
    }
    if let Some(text) = Text::of(taken.step, refusal) {
        let said = Said { words: taken.words, refusal, ..Said::default() };
        tell(tx, zone, ticket, text, &said).await?;
    }
    if matches!(taken.step, Step::Answer | Step::Close) {
        ask_how_it_was(tx, ticket).await?;
    }
    match taken.step {
        Step::Refer => {
            if !agency::is_written_to(tx, ticket).await? {
                changed_hands(tx, ticket, notices::Kind::Referred, None, by).await?;
            }
            agency::write(tx, ticket, Kind::Referred, taken.words).await
        }
        Step::Decline => {
            let referrals = tickets::newest_of(tx, ticket.id, [EventKind::Referred; 2]).await?;
            let sent = referrals.iter().rev().find(|entry| entry.number("from") == Some(ticket.agency_id.0));
            let sender = sent.and_then(|entry| entry.staff_id);
            changed_hands(tx, ticket, notices::Kind::Declined, sender, by).await
        }
        // Filed there from the beginning and never referred: now somebody saw that it is theirs.
        Step::Verify => agency::write_first(tx, ticket).await,
        _ => Ok(()),
    }
}

/// The officers of the agency that has it now know, and whoever else is concerned.
async fn changed_hands(
    tx: &mut Tx,
    ticket: &Ticket,
    kind: notices::Kind,
    also: Option<StaffId>,
    by: Option<StaffId>,
) -> Result<()> {
    let mut told = auth::first_told(tx, ticket.agency_id, ticket.is_confidential).await?;
    told.extend(also.filter(|also| !told.contains(also)));
    for to in told {
        notices::tell(tx, to, kind, Some(ticket.id), by, json!({})).await?;
    }
    Ok(())
}

/// Its report goes on together with another one.
pub async fn merged(tx: &mut Tx, zone: &TimeZone, ticket: &Ticket) -> Result<()> {
    tell(tx, zone, ticket, Text::Merged, &Said::default()).await.map(|_| ())
}

/// Its report goes on by itself again.
pub async fn unmerged(tx: &mut Tx, zone: &TimeZone, ticket: &Ticket) -> Result<()> {
    tell(tx, zone, ticket, Text::Unmerged, &Said::default()).await.map(|_| ())
}

/// A case that an agency had done with is back: its officers know, so do those of agencies that support it, and
/// an agency without accounts gets a letter with what the citizen says.
pub(super) async fn came_back(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: &Ticket,
    taken: &Taken<'_>,
    by: Option<StaffId>,
) -> Result<()> {
    if let Some(text) = Text::of(taken.step, None) {
        let said = Said { words: taken.words, ..Said::default() };
        tell(tx, zone, ticket, text, &said).await?;
    }
    let mut told = auth::first_told(tx, ticket.agency_id, ticket.is_confidential).await?;
    told.extend(ticket.assignee_id);
    for support in tickets::supports(tx, ticket.id).await? {
        told.extend(auth::first_told(tx, support.agency_id, ticket.is_confidential).await?);
    }
    let mut heard = HashSet::new();
    told.retain(|officer| heard.insert(*officer));
    for officer in told {
        let data = json!({ "step": taken.step });
        notices::tell(tx, officer, notices::Kind::Reopened, Some(ticket.id), by, data).await?;
    }
    if !agency::is_written_to(tx, ticket).await? {
        return Ok(());
    }
    // Turned away before the agency heard of it: it does once somebody has looked at it.
    if taken.step == Step::Complete && !agency::has_letter(tx, ticket).await? {
        return Ok(());
    }
    // What a colleague does is looked at.
    if by.is_some() || agency::is_calm(tx, ticket.id).await? {
        return agency::write(tx, ticket, Kind::Reopened, taken.words).await;
    }
    let data = json!({ "step": taken.step });
    agency_words::tell_colleague(tx, ticket, notices::Kind::Reopened, data).await
}

/// Tells the citizen something about their ticket, if it is told at all and anybody is there to hear it.
/// Machines are told nothing; news that stands on the track page anyway is not kept for those who only ask
/// there or by telephone.
async fn tell(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: &Ticket,
    text: Text,
    said: &Said<'_>,
) -> Result<Option<MessageId>> {
    if !letters::is_on(tx, text).await? {
        return Ok(None);
    }
    let Some(conversation) = conversations::answer_through(tx, ticket.id).await? else { return Ok(None) };
    if !conversations::has_person(tx, ticket.id).await? {
        return Ok(None);
    }
    let (state, channel) = way(tx, &conversation).await?;
    if state == State::Held && text.is_news() {
        return Ok(None);
    }
    let words = letters::render(tx, zone, text, channel, ticket, said).await?;
    send(tx, &conversation, Some(ticket.id), &words, None, None).await.map(Some)
}
