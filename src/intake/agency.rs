//! What agencies without accounts write back. A letter of ours is known by its mark, in the address or among
//! the references; whoever has the mark had the letter, but only the agency's own address speaks for it.

use channels::email::thread;
use channels::{Bounce, Channel, Identity, Inbound, InboundKind, Trust};

use super::matter::matter_of;
use super::prepare::Prepared;
use super::{Outcome, Received, store};
use crate::agencies;
use crate::agency_mail::{self, Kind, Letter, Origin};
use crate::app::App;
use crate::conversations::{self, NewMessage};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AgencyLetterId;
use crate::outbox::{self, Wrote};

/// None: it is about no letter to an agency.
pub async fn take_in(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
) -> Result<Option<Outcome>> {
    let inbound = &received.inbound;
    if inbound.channel != Channel::Email {
        return Ok(None);
    }
    let Some(id) = letter_of(app, inbound) else { return Ok(None) };
    let Some(letter) = agency_mail::find(tx, id).await? else { return Ok(None) };
    let kind = match &inbound.kind {
        InboundKind::Bounce(bounce) => {
            came_back(tx, &letter, bounce).await?;
            return Ok(Some(Outcome::Noted));
        }
        InboundKind::Automatic => Origin::Machine,
        // Who is proven not to be who they say speaks for nobody.
        InboundKind::Message if !is_forged(inbound) && speaks_for(tx, &letter, &inbound.from).await? => {
            Origin::Answer
        }
        InboundKind::Message => Origin::Stranger,
        _ => return Ok(None),
    };
    let sender = match &inbound.from {
        Identity::Email(address) => address.as_str(),
        _ => "",
    };
    let text = matter_of(received);
    let (text, files) = (text.as_ref(), &prepared.attachments);
    // Where senders are checked, steps and words to citizens want proof: whoever had the letter knows its mark.
    let is_sure = inbound.mail.as_ref().is_none_or(|mail| mail.trust != Trust::Unproven);
    let wrote = Wrote { kind, sender, text, files, deed: None, may_pass: is_sure };
    let said = match kind {
        // Whoever helps takes no steps: what they write is read by whoever asked.
        Origin::Answer
            if is_sure && letter.kind != Kind::Support && is_its_own(tx, &letter, sender).await? =>
        {
            agency_mail::said(text)
        }
        _ => None,
    };
    let note = match said {
        Some(said) => outbox::agency_said(tx, &app.zone, &letter, &said, &wrote).await?,
        None => outbox::agency_wrote(tx, &app.zone, &letter, &wrote).await?,
    };
    store::set_message(tx, inbound.channel, &inbound.external_id, note).await?;
    // What could not be had of it, and where it lies.
    if !inbound.remarks.is_empty() {
        let remarks = inbound.remarks.join("\n");
        let conversation = conversations::message(tx, note).await?.conversation_id;
        conversations::append(tx, conversation, Some(letter.ticket_id), &NewMessage::note(&remarks, None))
            .await?;
    }
    Ok(Some(Outcome::Noted))
}

fn is_forged(inbound: &Inbound) -> bool {
    inbound.mail.as_ref().is_some_and(|mail| mail.trust == Trust::Forged)
}

/// The letter it answers to: by the address it was sent to, or by what it refers to.
fn letter_of(app: &App, inbound: &Inbound) -> Option<AgencyLetterId> {
    let domain = app.config.mail_domain();
    let named = match &inbound.kind {
        InboundKind::Bounce(bounce) => bounce.message_id.as_deref(),
        _ => None,
    };
    let references = named.into_iter().chain(inbound.thread.references.iter().map(String::as_str));
    let by_address = inbound.thread.to.iter().filter_map(|address| thread::parse_letter_address(address));
    by_address
        .chain(references.filter_map(|id| thread::parse_letter(id, &domain)))
        .map(|(letter, mark)| (AgencyLetterId(letter), mark))
        .find(|(letter, mark)| agency_mail::is_mark(&app.secret, *letter, mark))
        .map(|(letter, _)| letter)
}

/// The address the letter went to, the agency's address now, or its escalation contact's.
async fn speaks_for(tx: &mut Tx, letter: &Letter, from: &Identity) -> Result<bool> {
    let Identity::Email(from) = from else { return Ok(false) };
    let agency = agencies::agency(tx, letter.agency_id).await?;
    let settings = agency_mail::settings(tx, letter.agency_id).await?;
    let known = [Some(letter.address.clone()), agency.email, settings.escalation_email];
    Ok(known.into_iter().flatten().any(|known| known.eq_ignore_ascii_case(from)))
}

/// From the agency's own address as it is now: only this one takes steps.
async fn is_its_own(tx: &mut Tx, letter: &Letter, sender: &str) -> Result<bool> {
    let agency = agencies::agency(tx, letter.agency_id).await?;
    Ok(agency.email.is_some_and(|email| email.eq_ignore_ascii_case(sender)))
}

async fn came_back(tx: &mut Tx, letter: &Letter, bounce: &Bounce) -> Result<()> {
    if !bounce.gave_up {
        return Ok(());
    }
    let reason = bounce.diagnostic.as_deref().or(bounce.status.as_deref()).unwrap_or("the mail came back");
    outbox::agency_lost(tx, letter, reason).await
}
