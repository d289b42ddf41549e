//! A step that an agency asks for with the first word of its answer. What it wrote is kept as a note whatever
//! comes of it; a step that cannot be taken is answered with the reason, once for each stage.

use jiff::tz::TimeZone;

use super::agency::{self, step_of};
use super::{Wrote, agency_wrote, answer_conversation};
use crate::agencies;
use crate::agency_mail::{self, Deed, Letter, Origin, Said};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::MessageId;
use crate::tickets::life::Actor;
use crate::tickets::{self, Ticket};

/// Takes the step, or says why not. Only for what came from the agency's own address.
pub async fn agency_said(
    tx: &mut Tx,
    zone: &TimeZone,
    letter: &Letter,
    said: &Said,
    wrote: &Wrote<'_>,
) -> Result<MessageId> {
    // The conversation first: everybody locks in this order.
    answer_conversation(tx, letter.ticket_id).await?;
    let ticket = tickets::touch(tx, letter.ticket_id).await?;
    let mut obstacle = obstacle(&ticket, letter, said);
    if obstacle.is_none()
        && said.deed == Deed::Decline
        && let Some(from) = ticket.referred_by
        && !agencies::agency(tx, from).await?.is_active
    {
        obstacle = Some("gone");
    }
    // The word is for us, the answer for the citizen; where nothing else stands, the word is all there is.
    let is_answer = said.deed == Deed::Answered && !said.words.is_empty();
    let text = if is_answer { said.words.as_str() } else { wrote.text };
    let note = Wrote { kind: Origin::Answer, text, deed: Some(said.deed), may_pass: is_answer, ..*wrote };
    let note = agency_wrote(tx, zone, letter, &note).await?;
    if let Some(why) = obstacle {
        refuse(tx, letter, &ticket, said.deed, why).await?;
        return Ok(note);
    }
    // The link in the letter would do the same once more.
    agency_mail::use_link(tx, letter.id, said.deed).await?;
    let words: String = said.words.chars().take(agency_mail::LONGEST_WORDS).collect();
    agency::noted(tx, letter, said.deed, &words).await?;
    // An answer went its way with the note.
    if said.deed != Deed::Answered {
        agency::happened(tx, letter, said.deed.code(), "").await?;
        agency::take(tx, zone, ticket.id, said.deed, &words).await?;
    }
    Ok(note)
}

/// Why not; names the words to the agency.
fn obstacle(ticket: &Ticket, letter: &Letter, said: &Said) -> Option<&'static str> {
    if ticket.agency_id != letter.agency_id {
        Some("elsewhere")
    } else if step_of(said.deed).obstacle(ticket.stage, Actor::System).is_some() {
        Some("not-now")
    } else if said.deed == Deed::Decline && ticket.referred_by.is_none() {
        Some("nobody")
    } else if said.deed != Deed::Accept && said.words.is_empty() {
        Some(if said.deed == Deed::Decline { "no-reason" } else { "no-answer" })
    } else {
        None
    }
}

async fn refuse(tx: &mut Tx, letter: &Letter, ticket: &Ticket, deed: Deed, why: &str) -> Result<()> {
    let agency = agencies::agency(tx, letter.agency_id).await?;
    let Some(address) = agency.email else { return Ok(()) };
    let lang = agency_mail::settings(tx, agency.id).await?.language;
    let word = lang.say(&format!("agency-letter-word-{deed}"));
    let stage = lang.say(&format!("desk-stage-{}", ticket.stage));
    let words = lang.with2(&format!("agency-letter-refused-{why}"), ("word", word), ("stage", stage));
    agency_mail::refuse(tx, letter, &address.to_lowercase(), &words, ticket.stage).await?;
    Ok(())
}
