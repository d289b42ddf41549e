//! A citizen says something: whose it is, where it belongs, and the ticket it opens or joins.

use std::borrow::Cow;
use std::ops::Range;

use channels::{Channel, Identity, Inbound, InboundKind, Mail, Trust};

use super::first_words::first_words;
use super::prepare::Prepared;
use super::{Outcome, Received, album, answered, bounce, chosen, fresh, missing, place, quoted};
use crate::app::App;
use crate::auth;
use crate::cases;
use crate::clock::{DAY, HOUR, Millis};
use crate::contacts;
use crate::conversations::{self, Conversation, Message, NewMessage};
use crate::copies;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ContactId, MessageId};
use crate::mail_marks;
use crate::outbox::{self, Joined};
use crate::people;
use crate::texts::Lang;
use crate::tickets::{self, Pin, Ticket};

/// Acknowledgements one contact gets in an hour.
pub(super) const ACKNOWLEDGEMENTS: i64 = 10;

/// … and in a day.
const IN_A_DAY: i64 = 30;
/// A letter that old lay in the mailbox before we read it: its sender waits for no receipt any more. A date further back
/// is a clock that was never set.
const OLD: Range<Millis> = 30 * DAY..3_650 * DAY;

/// Whose words they are, and where they belong.
struct Heard<'i> {
    contact: ContactId,
    conversation: Conversation,
    /// The address of whoever wrote this and is not the citizen.
    guest: Option<&'i str>,
    lang: Lang,
    is_automatic: bool,
}

pub async fn take_in(app: &App, tx: &mut Tx, received: &Received, prepared: &Prepared) -> Result<Outcome> {
    let inbound = &received.inbound;
    let answered = answered::by_machine(tx, received).await?;
    if answered.as_ref().is_some_and(|message| message.ticket_id.is_none()) {
        // What it answers is in no report: the letter is kept as it came, and opens none.
        return Ok(Outcome::Noted);
    }
    let heard = belongs(app, tx, received, answered.as_ref()).await?;
    let found = match answered.and_then(|message| message.ticket_id) {
        Some(ticket) => Found::Known(tickets::touch(tx, ticket).await?, None),
        None => open_or_join(app, tx, received, &heard).await?,
    };
    let (ticket, pin, joined) = match found {
        Found::Known(ticket, joined) => (ticket, None, joined),
        Found::Fresh(ticket, pin) => (ticket, Some(pin), None),
    };
    // What the citizen wishes is theirs to say.
    let asked = match heard.guest {
        Some(_) => people::Asked::default(),
        None => people::wishes(inbound.subject.as_deref(), &inbound.text),
    };
    let mut ticket = as_asked(tx, received, ticket, asked).await?;
    if pin.is_some() {
        quoted::link(tx, inbound, &ticket, &app.config.mail_domain()).await?;
    }
    let said = ticket.without_pin(&app.secret, &matter_of(received), outbox::PIN_MASK);
    let (message, seq) = keep(app, tx, (received, prepared), &heard, &ticket).await?;
    let (conversation, is_automatic) = (&heard.conversation, heard.is_automatic);
    if pin.is_none() && heard.guest.is_none() && !is_automatic {
        ticket = first_words(app, tx, received, ticket, conversation, &said).await?;
    }
    if let (Some(place), None) = (&inbound.place, &pin) {
        place::come(tx, &ticket, place).await?;
    }
    if !inbound.remarks.is_empty() {
        let note = inbound.remarks.join("\n");
        conversations::append(tx, conversation.id, Some(ticket.id), &NewMessage::note(&note, None)).await?;
    }
    let limit = people::under(tx, heard.contact, inbound.channel, &ticket).await?;
    if let Some(limit) = &limit
        && !is_automatic
    {
        people::restrain(app, tx, limit, &ticket, conversation, pin.is_some()).await?;
    }
    if let Some(joined) = joined {
        tell(app, tx, &joined, (&ticket, inbound.from_name.as_deref()), said).await?;
    }
    // What the server takes for unwanted may have a sender who never wrote it: a person answers first.
    let is_junk = received.arrival.is_some_and(|arrival| arrival.is_junk);
    if !is_automatic && !is_junk && !is_mute(inbound, tx.now()) && limit.is_none() {
        if let Some(pin) = &pin {
            acknowledge(app, tx, &ticket, &heard, pin).await?;
        }
        if heard.guest.is_none() {
            missing::tell(tx, received, prepared, conversation.id).await?;
        }
    }
    let (ticket, conversation) = (Box::new(ticket), conversation.id);
    Ok(match pin {
        Some(pin) => Outcome::Opened { ticket, pin, message, conversation, seq },
        None => Outcome::Joined { ticket, message, conversation, seq },
    })
}

/// Finds the contact and the conversation, and notes how they may be reached. `answered`: what a machine answers.
async fn belongs<'i>(
    app: &App,
    tx: &mut Tx,
    received: &'i Received,
    answered: Option<&Message>,
) -> Result<Heard<'i>> {
    let inbound = &received.inbound;
    let lang = language(received);
    let contact = sender(tx, received, lang).await?;
    for identity in &inbound.also_known_as {
        contacts::also_known_as(tx, contact, identity).await?;
    }
    for identity in &received.wishes.claims {
        contacts::claims(tx, contact, identity).await?;
    }
    let conversation = match answered {
        Some(message) => conversations::lock(tx, message.conversation_id).await?,
        None => conversations::thread(tx, inbound, contact, lang, &app.config.mail_domain()).await?,
    };
    let conversation = chosen::about(tx, conversation, received).await?;
    let is_automatic = inbound.kind == InboundKind::Automatic;
    let guest = guest(tx, inbound, &conversation, (contact, answered.is_some())).await?;
    let conversation = match received.arrival {
        // Where a machine writes, or somebody who had a copy, says nothing of where the citizen does.
        Some(arrival) if guest.is_none() && (!is_automatic || conversation.last_seq == 0) => {
            conversations::came_by(tx, conversation, arrival.mailbox).await?
        }
        _ => conversation,
    };
    if let Identity::Email(address) = &inbound.from
        && contact == conversation.contact_id
    {
        conversations::reply_to(tx, &conversation, address).await?;
    }
    bounce::heard(app, tx, inbound, &conversation, guest.is_some()).await?;
    Ok(Heard { contact, conversation, guest, lang, is_automatic })
}

/// The words and the files as a message, with what its letter or chat tells besides.
async fn keep(
    app: &App,
    tx: &mut Tx,
    (received, prepared): (&Received, &Prepared),
    heard: &Heard<'_>,
    ticket: &Ticket,
) -> Result<(MessageId, i64)> {
    let inbound = &received.inbound;
    // A reply quotes our acknowledgement: the PIN in it is the citizen's, not every reader's.
    let body = ticket.without_pin(&app.secret, &inbound.text, outbox::PIN_MASK);
    let html = inbound.html.as_deref().map(|html| ticket.without_pin(&app.secret, html, outbox::PIN_MASK));
    let new = NewMessage { body: &body, html: html.as_deref(), ..NewMessage::received(inbound) };
    let conversation = heard.conversation.id;
    let (message, seq) = conversations::append(tx, conversation, Some(ticket.id), &new).await?;
    conversations::attach(tx, message, &prepared.attachments).await?;
    if let Some(mail) = &inbound.mail {
        mail_marks::keep(tx, message, mail).await?;
        // Whom a machine or somebody else writes to is not whom the citizen wanted to know of it.
        if heard.guest.is_none() && !heard.is_automatic {
            copies::keep(tx, conversation, &mail.others).await?;
        }
        if let Some(address) = asked_to(app, mail).filter(|_| heard.guest.is_none()) {
            copies::asked(tx, conversation, address).await?;
        }
    }
    if let Some(address) = heard.guest {
        copies::wrote(tx, message, address, inbound.from_name.as_deref()).await?;
    }
    if let Some(album) = album::of(received) {
        conversations::chat::begin_album(tx, message, album).await?;
    }
    Ok((message, seq))
}

/// Where a letter asks for answers. Also a machine's: web forms write as nobody. Not of a letter that is forged, and not
/// to ourselves.
fn asked_to<'m>(app: &App, mail: &'m Mail) -> Option<&'m str> {
    let address = mail.reply_to.as_deref().filter(|_| mail.trust != Trust::Forged)?;
    (!app.ours().owns(address)).then_some(address)
}

/// What the words did is told to those who answer for the ticket.
async fn tell(
    app: &App,
    tx: &mut Tx,
    joined: &Joined,
    (ticket, called): (&Ticket, Option<&str>),
    said: String,
) -> Result<()> {
    let said = if ticket.is_anonymous { people::covered(tx, ticket, called, &said).await? } else { said };
    joined.tell(tx, &app.zone, &said).await
}

/// A letter that nothing answers by itself: an old one, one whose sender somebody else pretends to be, and one of which
/// nothing can be read, so that there is nobody to answer.
fn is_mute(inbound: &Inbound, now: Millis) -> bool {
    let is_old = inbound.sent_at.is_some_and(|at| OLD.contains(&(now - at)));
    let is_forged = inbound.mail.as_ref().is_some_and(|mail| mail.trust == Trust::Forged);
    let is_nobodys = inbound.mail.is_none() && inbound.from == Identity::Unknown;
    inbound.channel == Channel::Email && (is_old || is_forged || is_nobodys)
}

/// Whoever opened a ticket hears of it.
async fn acknowledge(app: &App, tx: &mut Tx, ticket: &Ticket, heard: &Heard<'_>, pin: &Pin) -> Result<()> {
    // Two machines that answer each other would go on for ever; and nobody files ten reports an hour.
    let is_calm = auth::allowed(tx, &format!("acknowledge:{}", heard.contact), ACKNOWLEDGEMENTS, HOUR)
        .await?
        && auth::allowed(tx, &format!("acknowledge-day:{}", heard.contact), IN_A_DAY, DAY).await?;
    if is_calm {
        outbox::acknowledge(tx, &app.zone, ticket, heard.conversation.id, pin).await?;
    }
    Ok(())
}

/// The address of whoever wrote this and is not the citizen: the citizen wrote to them as well, they had a copy, or a
/// machine answers for an address of its own.
async fn guest<'i>(
    tx: &mut Tx,
    inbound: &'i Inbound,
    conversation: &Conversation,
    (contact, is_answer): (ContactId, bool),
) -> Result<Option<&'i str>> {
    let Identity::Email(address) = &inbound.from else { return Ok(None) };
    let is_guest = inbound.channel == Channel::Email
        && contact != conversation.contact_id
        && (is_answer || copies::takes_part(tx, conversation.id, address).await?);
    Ok(is_guest.then_some(address.as_str()))
}

/// Who says it. Somebody who hides who they are is, in a conversation we know, whoever began it: only
/// they hold its key.
async fn sender(tx: &mut Tx, received: &Received, lang: Lang) -> Result<ContactId> {
    let inbound = &received.inbound;
    if inbound.from == Identity::Unknown
        && let Some(key) = inbound.thread.key.as_deref()
        && let Some(known) = contacts::whose(tx, async |tx| {
            let known = conversations::by_key(tx, inbound.channel, key).await?;
            Ok(known.map(|known| known.contact_id))
        })
        .await?
    {
        return Ok(known);
    }
    contacts::identify(tx, &inbound.from, inbound.from_name.as_deref(), lang).await
}

/// Hidden and kept from others, where the words ask for it; the words of a ticket that is hidden from its
/// first moment are covered, too.
pub(super) async fn as_asked(
    tx: &mut Tx,
    received: &Received,
    ticket: Ticket,
    asked: people::Asked,
) -> Result<Ticket> {
    if !asked.anonymous && !asked.confidential && !ticket.is_anonymous {
        return Ok(ticket);
    }
    let called = received.inbound.from_name.as_deref();
    if asked.confidential && !ticket.is_confidential {
        tickets::owner::make_confidential(tx, ticket.id).await?;
    }
    if asked.anonymous {
        people::hide(tx, &ticket, called, None).await?;
    }
    // They may be called something today that they were not called when they first wrote.
    let ticket = tickets::get(tx, ticket.id).await?;
    people::cover_row(tx, ticket, called).await
}

enum Found {
    /// With what the words did to it, unless a machine sent them.
    Known(Ticket, Option<Box<Joined>>),
    Fresh(Ticket, Pin),
}

/// The conversation's ticket while it lives or may come back; otherwise it is over, and new words are a new matter.
/// Machines neither reopen nor wake anything.
async fn open_or_join(app: &App, tx: &mut Tx, received: &Received, heard: &Heard<'_>) -> Result<Found> {
    let conversation = &heard.conversation;
    if let Some(id) = conversation.ticket_id {
        if heard.is_automatic {
            return Ok(Found::Known(tickets::touch(tx, id).await?, None));
        }
        let known = tickets::get(tx, id).await?;
        let words = known.without_pin(&app.secret, &matter_of(received), outbox::PIN_MASK);
        if let Some(joined) = cases::joined(tx, &app.zone, id, &words, disputes(received)).await? {
            return Ok(Found::Known(joined.ticket.clone(), Some(Box::new(joined))));
        }
    }
    let (ticket, pin) = fresh::ticket(app, tx, received, conversation, heard.contact, heard.lang).await?;
    Ok(Found::Fresh(ticket, pin))
}

/// The track page says that words about an answer dispute it; elsewhere they may be thanks.
fn disputes(received: &Received) -> bool {
    received.inbound.channel == Channel::Form
}

/// What the ticket is about: a mail without the letter it answers and without its signature.
pub fn matter_of(received: &Received) -> Cow<'_, str> {
    let inbound = &received.inbound;
    match inbound.channel {
        Channel::Email => channels::email::said(inbound.subject.as_deref(), &inbound.text),
        _ => Cow::Borrowed(inbound.text.trim()),
    }
}

/// The language to answer in: what the channel says, else what the words look like, else Indonesian.
pub fn language(received: &Received) -> Lang {
    let inbound = &received.inbound;
    inbound
        .language
        .as_deref()
        .and_then(Lang::parse)
        .or_else(|| Lang::parse(knowledge_base::guess_language(&inbound.text)?))
        .unwrap_or(Lang::Id)
}
