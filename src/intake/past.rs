//! Letters of before this house: taken in through the same door, under the same keys, but nobody is answered,
//! told or hurried.
//!
//! What was said to us and by us years ago becomes history that staff can find: closed tickets with the letters'
//! own dates, in no figures and on no public list. Whoever wants their letters worked on says so, and gets open
//! tickets that begin today.

use std::ops::Range;

use channels::{Channel, Identity, Inbound, InboundKind};

use super::prepare::{self, Prepared};
use super::store::Kept;
use super::{Outcome, Received, fresh, matter, passed_on, reject, store, under};
use crate::app::App;
use crate::clock::{DAY, Millis};
use crate::contacts;
use crate::conversations::{self, Conversation, Direction, NewMessage, State};
use crate::copies;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TicketId;
use crate::mail_marks;
use crate::outbox;
use crate::people;
use crate::telemetry::METRICS;
use crate::texts::Lang;
use crate::tickets::{self, Life, NewTicket};

/// Before this no letter was sent (the first was, in 1971): a date that is older is none.
const FIRST: Millis = 365 * DAY;

/// An old letter.
#[derive(Clone, Debug)]
pub struct Old {
    pub received: Received,
    /// When it came, as whatever kept it says; for a letter without a date of its own.
    pub kept_at: Option<Millis>,
}

/// What old letters become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Become {
    /// Closed tickets of their own time.
    History,
    /// Tickets to work on, from now on.
    Work,
}

/// Takes letters in, all in one transaction, in their order; when that fails each by itself. One that fails
/// three times goes to the reject list. On an error (the database is away) give the same letters again: what
/// is in is a repeat.
pub async fn receive(app: &App, letters: &[Old], as_what: Become) -> Result<Vec<Outcome>> {
    let outcomes = match together(app, letters, as_what).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            tracing::debug!(%error, "letters are taken in one by one");
            let mut outcomes = Vec::with_capacity(letters.len());
            for letter in letters {
                outcomes.push(alone(app, letter, as_what).await?);
            }
            outcomes
        }
    };
    for outcome in &outcomes {
        METRICS.intake.with_label_values(&[Channel::Email.code(), outcome.code()]).inc();
    }
    Ok(outcomes)
}

async fn alone(app: &App, letter: &Old, as_what: Become) -> Result<Outcome> {
    loop {
        let error = match together(app, std::slice::from_ref(letter), as_what).await {
            Ok(mut outcomes) => return Ok(outcomes.pop().unwrap_or(Outcome::Noted)),
            Err(error) if super::is_ours_to_fix(&error) => error,
            Err(error) => return Err(error),
        };
        tracing::error!(id = letter.received.inbound.external_id, %error, "an old letter failed");
        if reject::failed(app, &letter.received, &error).await? {
            return Ok(Outcome::Rejected);
        }
    }
}

async fn together(app: &App, letters: &[Old], as_what: Become) -> Result<Vec<Outcome>> {
    // A second run meets what the first one took in: no file is written for it, and no transaction opened.
    let known = app
        .db
        .read(async |tx| {
            let mut known = Vec::with_capacity(letters.len());
            for letter in letters {
                let inbound = &letter.received.inbound;
                let content = inbound.mail.as_ref().and_then(|mail| mail.content.as_deref());
                known.push(store::has(tx, inbound.channel, &inbound.external_id, content).await?);
            }
            Ok(known)
        })
        .await?;
    let mut ready = Vec::with_capacity(letters.len());
    for (letter, known) in letters.iter().zip(known) {
        ready.push(if known {
            None
        } else {
            let prepared = prepare::prepare(app, &letter.received).await?;
            Some((prepare::cleaned(&letter.received, &prepared), prepared, letter.kept_at))
        });
    }
    if ready.iter().all(Option::is_none) {
        return Ok(letters.iter().map(|_| Outcome::Repeat).collect());
    }
    app.db
        .write(async |tx| {
            let mut outcomes = Vec::with_capacity(ready.len());
            for one in &ready {
                outcomes.push(match one {
                    None => Outcome::Repeat,
                    Some((received, prepared, kept_at)) => {
                        take_in(app, tx, received, prepared, *kept_at, as_what).await?
                    }
                });
            }
            Ok(outcomes)
        })
        .await
}

async fn take_in(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    kept_at: Option<Millis>,
    as_what: Become,
) -> Result<Outcome> {
    let now = tx.now();
    let renamed = match store::keep_or_tell_apart(tx, received, prepared).await? {
        Kept::Fresh => None,
        Kept::Repeat(_) => return Ok(Outcome::Repeat),
        Kept::Other(id) => Some(under(received, id)),
    };
    let received = &*passed_on::settled(tx, renamed.as_ref().unwrap_or(received)).await?;
    let at = written_at(&received.inbound, kept_at, FIRST..now + 1).unwrap_or(now);
    tx.at(at);
    let outcome = match &received.inbound.kind {
        InboundKind::Unknown => reject::not_understood(tx, received, prepared).await,
        // A report about letters of another house.
        InboundKind::Bounce(_) => Ok(Outcome::Noted),
        InboundKind::Automatic if is_ours(app, &received.inbound) => {
            ours(app, tx, received, prepared, (at, now), as_what).await
        }
        _ => theirs(app, tx, received, prepared, (at, now), as_what).await,
    };
    tx.at(now);
    outcome
}

/// The letter's own date, else when it was kept.
fn written_at(inbound: &Inbound, kept_at: Option<Millis>, sound: Range<Millis>) -> Option<Millis> {
    [inbound.sent_at, kept_at].into_iter().flatten().find(|at| sound.contains(at))
}

fn is_ours(app: &App, inbound: &Inbound) -> bool {
    let Identity::Email(from) = &inbound.from else { return false };
    app.ours().owns(from)
}

/// A citizen's letter.
async fn theirs(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    (at, now): (Millis, Millis),
    as_what: Become,
) -> Result<Outcome> {
    let inbound = &received.inbound;
    let lang = matter::language(received);
    let contact = contacts::identify(tx, &inbound.from, inbound.from_name.as_deref(), lang).await?;
    let conversation = conversations::thread(tx, inbound, contact, lang, &app.config.mail_domain()).await?;
    if let Identity::Email(address) = &inbound.from
        && contact == conversation.contact_id
    {
        conversations::reply_to(tx, &conversation, address).await?;
    }
    let (ticket, is_fresh) = ticket(app, tx, received, &conversation, lang, (at, now), as_what).await?;
    // Whom the citizen wrote to as well: what they write is not the citizen's.
    let guest = match &inbound.from {
        Identity::Email(address) if contact != conversation.contact_id => Some(address.as_str()),
        _ => None,
    };
    let asked = match guest {
        Some(_) => people::Asked::default(),
        None => people::wishes(inbound.subject.as_deref(), &inbound.text),
    };
    let ticket = tickets::get(tx, ticket).await?;
    let ticket = matter::as_asked(tx, received, ticket, asked).await?;
    let body = ticket.without_pin(&app.secret, &inbound.text, outbox::PIN_MASK);
    let html = inbound.html.as_deref().map(|html| ticket.without_pin(&app.secret, html, outbox::PIN_MASK));
    let new = NewMessage { body: &body, html: html.as_deref(), ..NewMessage::received(inbound) };
    let (message, seq) = conversations::append(tx, conversation.id, Some(ticket.id), &new).await?;
    conversations::attach(tx, message, &prepared.attachments).await?;
    if let Some(address) = guest {
        copies::wrote(tx, message, address, inbound.from_name.as_deref()).await?;
    }
    if let Some(mail) = &inbound.mail {
        mail_marks::keep(tx, message, mail).await?;
        // Whom the citizen wanted to know of it.
        if contact == conversation.contact_id && inbound.kind == InboundKind::Message {
            copies::keep(tx, conversation.id, &mail.others).await?;
        }
    }
    if !inbound.remarks.is_empty() {
        let note = inbound.remarks.join("\n");
        conversations::append(tx, conversation.id, Some(ticket.id), &NewMessage::note(&note, None)).await?;
    }
    store::set_message(tx, inbound.channel, &inbound.external_id, message).await?;
    let (ticket, conversation) = (Box::new(ticket), conversation.id);
    Ok(match is_fresh {
        // Nobody is told this PIN; asking for a new one is what a citizen does who has none.
        Some(pin) => Outcome::Opened { ticket, pin, message, conversation, seq },
        None => Outcome::Joined { ticket, message, conversation, seq },
    })
}

/// A letter of ours, out of a folder of sent mail: the answer in a citizen's thread, or the first word to them.
async fn ours(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    moments: (Millis, Millis),
    as_what: Become,
) -> Result<Outcome> {
    let inbound = &received.inbound;
    let own = app.config.mail_domain();
    // This house sent it itself.
    if conversations::by_reference(tx, &inbound.external_id, &own).await?.is_some() {
        return Ok(Outcome::Noted);
    }
    let mut known = None;
    for reference in &inbound.thread.references {
        known = conversations::by_reference(tx, reference, &own).await?;
        if known.is_some() {
            break;
        }
    }
    let lang = matter::language(received);
    let conversation = if let Some(known) = known {
        conversations::lock(tx, known.id).await?
    } else {
        // To nobody else than ourselves: nobody's matter.
        let Some(to) = inbound.mail.as_ref().and_then(|mail| mail.others.first()) else {
            return Ok(Outcome::Noted);
        };
        let address = Identity::Email(to.address.clone());
        let contact = contacts::identify(tx, &address, to.name.as_deref(), lang).await?;
        conversations::open(tx, Channel::Email, None, contact, lang).await?
    };
    let (ticket, _) = ticket(app, tx, received, &conversation, lang, moments, as_what).await?;
    // It was sent at its own time, which is told below; no job is written, so it is not sent again.
    let new = NewMessage {
        direction: Direction::Out,
        state: State::Queued,
        is_automatic: false,
        ..NewMessage::received(inbound)
    };
    let (id, seq) = conversations::append(tx, conversation.id, Some(ticket), &new).await?;
    conversations::attach(tx, id, &prepared.attachments).await?;
    let message = conversations::message(tx, id).await?;
    conversations::sent(tx, &message, &inbound.external_id).await?;
    store::set_message(tx, inbound.channel, &inbound.external_id, id).await?;
    let ticket = Box::new(tickets::get(tx, ticket).await?);
    Ok(Outcome::Joined { ticket, message: id, conversation: conversation.id, seq })
}

/// The conversation's ticket, whatever became of it: what is said in a thread of long ago stays together.
async fn ticket(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    conversation: &Conversation,
    lang: Lang,
    (at, now): (Millis, Millis),
    as_what: Become,
) -> Result<(TicketId, Option<tickets::Pin>)> {
    if let Some(known) = conversation.ticket_id {
        return Ok((known, None));
    }
    let contact = conversation.contact_id;
    if as_what == Become::Work {
        tx.at(now);
        let opened = fresh::ticket(app, tx, received, conversation, contact, lang).await;
        tx.at(at);
        let (ticket, pin) = opened?;
        return Ok((ticket.id, Some(pin)));
    }
    let words = &*matter::matter_of(received);
    let subject = received.inbound.subject.as_deref().unwrap_or_default();
    let text = format!("{subject}\n{words}");
    let (category, _) = fresh::category(app, tx, received, &text).await?;
    let area = app.rules().area_named(&text);
    let new = NewTicket {
        category: &category,
        agency: None,
        class: None,
        subject,
        body: words,
        channel: Channel::Email,
        language: lang,
        contact,
        area: area.as_deref(),
        place: None,
        coordinates: None,
        is_anonymous: false,
        is_confidential: false,
    };
    let numbers = tickets::draw_numbers(tx, &app.zone, &[at]).await?;
    let number = numbers.into_iter().next().ok_or_else(|| crate::error::internal("no number was drawn"))?;
    let (mut life, pin) = Life::begin_with_pin(tx, &app.secret, &app.zone, number, &new);
    life.was_before(tx);
    let id = life.ticket().id;
    tickets::tell(tx, &[life]).await?;
    conversations::assign_ticket(tx, conversation.id, id).await?;
    Ok((id, Some(pin)))
}
