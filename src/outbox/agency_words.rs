//! What an agency wrote back: an internal note that a colleague passes on with one click, or the answer itself
//! where the agency may speak to citizens directly.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{agency, answer_conversation, post, way};
use crate::agency_mail::{self, Deed, Kind, Letter, Origin};
use crate::conversations::{self, Attachment, NewAttachment, NewMessage};
use crate::db::Tx;
use crate::error::{Result, conflict, not_found};
use crate::ids::{MessageId, StaffId, TicketId};
use crate::notices;
use crate::tickets::life::{Actor, Step};
use crate::tickets::{self, EventKind, Taken, Ticket};

/// What came back about a letter.
#[derive(Clone, Copy, Debug)]
pub struct Wrote<'a> {
    pub kind: Origin,
    pub sender: &'a str,
    /// Without the letter quoted below it.
    pub text: &'a str,
    pub files: &'a [NewAttachment],
    /// The step it asks for with its first word.
    pub deed: Option<Deed>,
    /// These are words for a citizen: they go on at once where the agency may do that.
    pub may_pass: bool,
}

/// Characters of a note; the raw letter keeps the rest.
const LONGEST: usize = 20_000;

/// Keeps it as a note in the ticket's thread. Only words of the agency itself that holds the ticket can be more
/// than a note.
pub async fn agency_wrote(
    tx: &mut Tx,
    zone: &TimeZone,
    letter: &Letter,
    wrote: &Wrote<'_>,
) -> Result<MessageId> {
    let id = letter.ticket_id;
    let conversation = answer_conversation(tx, id).await?;
    let text: String = wrote.text.chars().take(LONGEST).collect();
    let note = match wrote.kind {
        Origin::Answer | Origin::Stranger => NewMessage::relayed(&text),
        Origin::Machine => NewMessage::note(&text, None),
    };
    let (note, _) = conversations::append(tx, conversation.id, Some(id), &note).await?;
    conversations::attach(tx, note, wrote.files).await?;
    agency_mail::record(tx, note, letter, wrote.kind, wrote.sender, wrote.deed).await?;
    let ticket = tickets::touch(tx, id).await?;
    if wrote.kind == Origin::Machine {
        return Ok(note);
    }
    let settings = agency_mail::settings(tx, letter.agency_id).await?;
    let answers = Step::Answer.obstacle(ticket.stage, Actor::System).is_none();
    if wrote.kind == Origin::Answer
        && settings.passes_on
        && wrote.may_pass
        && answers
        && ticket.agency_id == letter.agency_id
        && !text.trim().is_empty()
        && agency::is_calm(tx, id).await?
    {
        pass_on(tx, zone, id, note, None).await?;
    }
    let data = json!({ "what": wrote.kind });
    if let Some(asked_by) = asked_by(tx, letter, &ticket).await? {
        notices::tell(tx, asked_by, notices::Kind::AgencyWrote, Some(id), None, data).await?;
    } else {
        tell_colleague(tx, &ticket, notices::Kind::AgencyWrote, data).await?;
    }
    Ok(note)
}

/// Who asked for the help that this letter asked for, where nobody works on the ticket now.
async fn asked_by(tx: &mut Tx, letter: &Letter, ticket: &Ticket) -> Result<Option<StaffId>> {
    if letter.kind != Kind::Support || ticket.assignee_id.is_some() {
        return Ok(None);
    }
    let supports = tickets::supports(tx, ticket.id).await?;
    Ok(supports.into_iter().find(|one| one.agency_id == letter.agency_id).map(|one| one.asked_by))
}

/// "TERIMA" is not. The answer that comes with "SELESAI" is.
pub const fn is_for_the_citizen(deed: Option<Deed>) -> bool {
    matches!(deed, None | Some(Deed::Answered))
}

/// Whoever works on the ticket, or who sent it to the agency, hears of it.
pub(super) async fn tell_colleague(
    tx: &mut Tx,
    ticket: &Ticket,
    kind: notices::Kind,
    data: Value,
) -> Result<()> {
    let history = tickets::history(tx, ticket.id).await?;
    let sent = history.iter().rev().find(|entry| entry.kind == EventKind::Referred);
    let verified = history.iter().rev().find(|entry| entry.text("step") == Step::Verify.code());
    let last = sent.or(verified).and_then(|entry| entry.staff_id);
    if let Some(to) = ticket.assignee_id.or(last) {
        notices::tell(tx, to, kind, Some(ticket.id), None, data).await?;
    }
    Ok(())
}

/// The agency's words go to the citizen, with its files, and are the answer. `by` is who passes them on;
/// nobody: the agency itself.
pub async fn pass_on(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: TicketId,
    note: MessageId,
    by: Option<StaffId>,
) -> Result<MessageId> {
    // The conversation first: everybody locks in this order.
    let conversation = answer_conversation(tx, ticket).await?;
    let word = agency_mail::word(tx, note).await?;
    if word.ticket_id != ticket || word.kind != Origin::Answer || !is_for_the_citizen(word.deed) {
        return Err(not_found("answer"));
    }
    if word.passed_as.is_some() {
        return Err(conflict("this answer was passed on already"));
    }
    let words = conversations::message(tx, note).await?;
    let files: Vec<NewAttachment> =
        conversations::attachments_of(tx, note).await?.into_iter().map(Attachment::again).collect();
    let (state, _) = way(tx, &conversation).await?;
    // People at the agency wrote it, whoever passes it on.
    let new = NewMessage { is_automatic: false, ..NewMessage::outgoing(&words.body, by, state) };
    let message = post(tx, &conversation, Some(ticket), &new, None).await?;
    conversations::attach(tx, message, &files).await?;
    agency_mail::passed(tx, note, message, by).await?;
    tickets::answered(tx, zone, ticket, by).await?;
    // The words themselves tell the citizen.
    tickets::take_if_possible(tx, zone, ticket, by, &Taken::by_system(Step::Answer, "")).await?;
    if by.is_none() {
        let letter = agency_mail::letter(tx, word.letter_id).await?;
        agency::happened(tx, &letter, "passed", "").await?;
    }
    Ok(message)
}
