//! Agencies that have no accounts: when they get a letter, and what their links do.

use jiff::tz::TimeZone;
use serde_json::json;

use super::{Wrote, agency_wrote, answer_conversation, decline, telling};
use crate::agencies::{self, Agency};
use crate::agency_mail::{self, Deed, Kind, Letter, LetterState, Origin};
use crate::audit;
use crate::auth;
use crate::clock::{DAY, HOUR};
use crate::db::Tx;
use crate::error::{Result, conflict, invalid};
use crate::ids::TicketId;
use crate::tickets::life::Step;
use crate::tickets::{self, EventKind, Taken, Ticket};

/// What an agency is reminded of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder {
    /// A deadline comes near.
    Soon,
    /// A deadline passed.
    Late,
    /// It was handed up: a letter to the agency's escalation contact, whether it has accounts or not.
    Escalated,
}

/// The same reminder goes out once in so long, however often it is asked for.
const AGAIN: i64 = HOUR;

/// Writes to the agency that holds a ticket, if it is one that is written to. False: nobody to write to, the
/// ticket is done, or it was reminded of the same a moment ago.
pub async fn remind_agency(tx: &mut Tx, ticket: TicketId, reminder: Reminder) -> Result<bool> {
    let kind = match reminder {
        Reminder::Soon => Kind::Soon,
        Reminder::Late => Kind::Late,
        Reminder::Escalated => Kind::Escalated,
    };
    let ticket = tickets::get(tx, ticket).await?;
    if !ticket.is_open {
        return Ok(false);
    }
    let since = tx.now() - AGAIN;
    let letters = agency_mail::letters_of(tx, ticket.id).await?;
    let is_again = |letter: &&Letter| {
        letter.kind == kind
            && letter.refused.is_none()
            && letter.agency_id == ticket.agency_id
            && letter.created_at > since
    };
    if letters.iter().any(|letter| is_again(&letter)) {
        return Ok(false);
    }
    let Some(address) = address(tx, &ticket, kind).await? else { return Ok(false) };
    agency_mail::write(tx, ticket.id, ticket.agency_id, kind, &address, "").await?;
    Ok(true)
}

/// A letter to the ticket's agency, if it is one that is written to.
pub(super) async fn write(tx: &mut Tx, ticket: &Ticket, kind: Kind, words: &str) -> Result<()> {
    if let Some(address) = address(tx, ticket, kind).await? {
        agency_mail::write(tx, ticket.id, ticket.agency_id, kind, &address, words).await?;
    }
    Ok(())
}

/// Asks an agency that is written to for help. False: it has accounts.
pub(super) async fn ask_for_help(tx: &mut Tx, ticket: &Ticket, agency: &Agency, words: &str) -> Result<bool> {
    if !agency_mail::settings(tx, agency.id).await?.answers_by_mail {
        return Ok(false);
    }
    let Some(email) = agency.email.as_ref().map(|email| email.to_lowercase()) else { return Ok(false) };
    agency_mail::write(tx, ticket.id, agency.id, Kind::Support, &email, words).await?;
    Ok(true)
}

/// Letters to an agency and words passed on for it, about one ticket in a day, that nobody looked at. Machines
/// that do not say that they are machines would answer each other for ever.
const BY_THEMSELVES: i64 = 5;

/// May something more go out about this ticket without anybody looking at it?
pub(super) async fn is_calm(tx: &mut Tx, ticket: TicketId) -> Result<bool> {
    auth::allowed(tx, &format!("by-mail:{ticket}"), BY_THEMSELVES, DAY).await
}

/// Does the agency that holds the ticket get letters?
pub(super) async fn is_written_to(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    Ok(address(tx, ticket, Kind::Reopened).await?.is_some())
}

/// The first letter about a ticket, if its agency did not get it yet.
pub(super) async fn write_first(tx: &mut Tx, ticket: &Ticket) -> Result<()> {
    if has_letter(tx, ticket).await? {
        return Ok(());
    }
    write(tx, ticket, Kind::Referred, "").await
}

/// Was the agency that holds the ticket written to about it?
pub(super) async fn has_letter(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    let letters = agency_mail::letters_of(tx, ticket.id).await?;
    let has = |letter: &Letter| {
        letter.agency_id == ticket.agency_id
            && letter.refused.is_none()
            && matches!(letter.state, LetterState::Queued | LetterState::Sent)
    };
    Ok(letters.iter().any(has))
}

async fn address(tx: &mut Tx, ticket: &Ticket, kind: Kind) -> Result<Option<String>> {
    let settings = agency_mail::settings(tx, ticket.agency_id).await?;
    let is_escalated = kind == Kind::Escalated;
    if !is_escalated && !settings.answers_by_mail {
        return Ok(None);
    }
    let agency = agencies::agency(tx, ticket.agency_id).await?;
    // An agency that was closed reads nothing any more: a colleague must see what came back to it.
    if !agency.is_active {
        return Ok(None);
    }
    Ok(if is_escalated { settings.escalation_email } else { agency.email.map(|email| email.to_lowercase()) })
}

/// What somebody who holds a link from a letter does on behalf of the agency. The link is used up.
pub async fn did_by_mail(
    tx: &mut Tx,
    zone: &TimeZone,
    letter: &Letter,
    deed: Deed,
    words: &str,
) -> Result<Ticket> {
    let words = words.trim();
    if deed != Deed::Accept && words.is_empty() {
        return Err(invalid("words", "words-needed"));
    }
    if words.chars().count() > agency_mail::LONGEST_WORDS {
        return Err(invalid("words", "text-long"));
    }
    // The conversation first: everybody locks in this order.
    answer_conversation(tx, letter.ticket_id).await?;
    let ticket = tickets::touch(tx, letter.ticket_id).await?;
    if ticket.agency_id != letter.agency_id {
        return Err(conflict("the ticket is with another agency now"));
    }
    if !agency_mail::use_link(tx, letter.id, deed).await? {
        return Err(conflict("this link was used already"));
    }
    happened(tx, letter, deed.code(), "").await?;
    noted(tx, letter, deed, words).await?;
    match deed {
        Deed::Accept | Deed::Decline => take(tx, zone, ticket.id, deed, words).await?,
        Deed::Answered => {
            let wrote = Wrote {
                kind: Origin::Answer,
                sender: &letter.address,
                text: words,
                files: &[],
                deed: Some(deed),
                may_pass: true,
            };
            agency_wrote(tx, zone, letter, &wrote).await?;
        }
    }
    tickets::get(tx, ticket.id).await
}

pub(super) const fn step_of(deed: Deed) -> Step {
    match deed {
        Deed::Accept => Step::Accept,
        Deed::Decline => Step::Decline,
        Deed::Answered => Step::Answer,
    }
}

/// The agency accepts, or sends it back.
pub(super) async fn take(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: TicketId,
    deed: Deed,
    words: &str,
) -> Result<()> {
    if deed == Deed::Decline {
        decline(tx, zone, ticket, None, &Taken::by_system(Step::Decline, words)).await?;
        return Ok(());
    }
    let step = Taken::by_system(step_of(deed), "");
    let after = tickets::take(tx, zone, ticket, None, &step).await?;
    telling::stepped(tx, zone, &after, &step, None).await
}

/// For the audit.
pub(super) async fn noted(tx: &mut Tx, letter: &Letter, deed: Deed, words: &str) -> Result<()> {
    let agency = agencies::agency(tx, letter.agency_id).await?.code;
    let detail = json!({ "agency": agency, "letter": letter.id, "reason": words });
    audit::record(tx, None, &format!("agency-mail-{deed}"), ("ticket", letter.ticket_id), detail).await
}

/// For the history.
pub(super) async fn happened(tx: &mut Tx, letter: &Letter, deed: &str, error: &str) -> Result<()> {
    let data = json!({ "deed": deed, "agency": letter.agency_id, "letter": letter.kind, "error": error });
    tickets::record(tx, letter.ticket_id, None, EventKind::ByMail, data).await
}
