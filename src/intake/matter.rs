//! A citizen says something: whose it is, where it belongs, and the ticket it opens or joins.

use std::borrow::Cow;

use channels::{Channel, Identity, Inbound, InboundKind, limits};
use serde_json::{Value, json};

use super::first_words::first_words;
use super::prepare::Prepared;
use super::{Outcome, Received, album, bounce, chosen, line, megabytes, office, place};
use crate::agencies::{self, Category};
use crate::app::App;
use crate::auth;
use crate::cases;
use crate::clock::HOUR;
use crate::contacts;
use crate::conversations::{self, Conversation, NewMessage};
use crate::copies;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, ContactId, ConversationId};
use crate::mail_marks;
use crate::outbox::{self, Joined};
use crate::people;
use crate::routing::rules::Matter;
use crate::routing::{self, Guess};
use crate::texts::Lang;
use crate::tickets::{self, EventKind, NewTicket, Ticket};

/// Acknowledgements one contact gets in an hour.
pub(super) const ACKNOWLEDGEMENTS: i64 = 10;

pub async fn take_in(app: &App, tx: &mut Tx, received: &Received, prepared: &Prepared) -> Result<Outcome> {
    let inbound = &received.inbound;
    let lang = language(received);
    let contact = sender(tx, received, lang).await?;
    for identity in &inbound.also_known_as {
        contacts::also_known_as(tx, contact, identity).await?;
    }
    for identity in &received.wishes.claims {
        contacts::claims(tx, contact, identity).await?;
    }
    let conversation = conversations::thread(tx, inbound, contact, lang, &app.config.mail_domain()).await?;
    let conversation = chosen::about(tx, conversation, received).await?;
    let automatic = inbound.kind == InboundKind::Automatic;
    let guest = guest(tx, inbound, &conversation, contact).await?;
    let conversation = match received.arrival {
        // Where a machine writes, or somebody who had a copy, says nothing of where the citizen does.
        Some(arrival) if guest.is_none() && (!automatic || conversation.last_seq == 0) => {
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
    let ticket = open_or_join(app, tx, received, &conversation, contact, lang).await?;
    let (ticket, pin, joined) = match ticket {
        Found::Known(ticket, joined) => (ticket, None, joined),
        Found::Fresh(ticket, pin) => (ticket, Some(pin), None),
    };
    // What the citizen wishes is theirs to say.
    let asked = match guest {
        Some(_) => people::Asked::default(),
        None => people::wishes(inbound.subject.as_deref(), &inbound.text),
    };
    let mut ticket = as_asked(tx, received, ticket, asked).await?;
    // A reply quotes our acknowledgement: the PIN in it is the citizen's, not every reader's.
    let body = ticket.without_pin(&app.secret, &inbound.text, outbox::PIN_MASK);
    let said = ticket.without_pin(&app.secret, &matter_of(received), outbox::PIN_MASK);
    let html = inbound.html.as_deref().map(|html| ticket.without_pin(&app.secret, html, outbox::PIN_MASK));
    let new = NewMessage { body: &body, html: html.as_deref(), ..NewMessage::received(inbound) };
    let (message, seq) = conversations::append(tx, conversation.id, Some(ticket.id), &new).await?;
    if pin.is_none() && guest.is_none() && !automatic {
        ticket = first_words(app, tx, received, ticket, &conversation, &said).await?;
    }
    conversations::attach(tx, message, &prepared.attachments).await?;
    if let Some(mail) = &inbound.mail {
        mail_marks::keep(tx, message, mail).await?;
        // Whom a machine or somebody else writes to is not whom the citizen wanted to know of it.
        if guest.is_none() && !automatic {
            copies::keep(tx, conversation.id, &mail.others).await?;
        }
    }
    if let Some(address) = guest {
        copies::wrote(tx, message, address, inbound.from_name.as_deref()).await?;
    }
    if let Some(album) = album::of(received) {
        conversations::chat::begin_album(tx, message, album).await?;
    }
    if let (Some(place), None) = (&inbound.place, &pin) {
        place::come(tx, &ticket, place).await?;
    }
    if !inbound.remarks.is_empty() {
        let note = inbound.remarks.join("\n");
        conversations::append(tx, conversation.id, Some(ticket.id), &NewMessage::note(&note, None)).await?;
    }
    let limit = people::under(tx, contact, inbound.channel, &ticket).await?;
    if let Some(limit) = &limit
        && !automatic
    {
        people::restrain(app, tx, limit, &ticket, &conversation, pin.is_some()).await?;
    }
    if let Some(joined) = joined {
        let said = if ticket.is_anonymous {
            people::covered(tx, &ticket, inbound.from_name.as_deref(), &said).await?
        } else {
            said
        };
        joined.tell(tx, &app.zone, &said).await?;
    }
    let oversize = received.oversize.filter(|_| guest.is_none());
    // What the server takes for unwanted may have a sender who never wrote it: a person answers first.
    let is_junk = received.arrival.is_some_and(|arrival| arrival.is_junk);
    if !automatic && !is_junk && limit.is_none() {
        answer(app, tx, &ticket, (contact, conversation.id), (pin.as_ref(), oversize)).await?;
    }
    let (ticket, conversation) = (Box::new(ticket), conversation.id);
    Ok(match pin {
        Some(pin) => Outcome::Opened { ticket, pin, message, conversation, seq },
        None => Outcome::Joined { ticket, message, conversation, seq },
    })
}

/// Whoever opened a ticket hears of it; whoever sent more than we take, of that.
async fn answer(
    app: &App,
    tx: &mut Tx,
    ticket: &Ticket,
    (contact, conversation): (ContactId, ConversationId),
    (pin, oversize): (Option<&tickets::Pin>, Option<u64>),
) -> Result<()> {
    if pin.is_none() && oversize.is_none() {
        return Ok(());
    }
    // Two machines that answer each other would go on for ever; and nobody files ten reports an hour.
    if !auth::allowed(tx, &format!("acknowledge:{contact}"), ACKNOWLEDGEMENTS, HOUR).await? {
        return Ok(());
    }
    if let Some(pin) = pin {
        outbox::acknowledge(tx, &app.zone, ticket, conversation, pin).await?;
    }
    if let Some(size) = oversize {
        let conversation = conversations::get(tx, conversation).await?;
        let (size, most) = (megabytes(size).to_string(), megabytes(limits::MESSAGE as u64).to_string());
        let text = conversation.language.with2("channels-mail-oversize", ("size", size), ("most", most));
        outbox::say(tx, &conversation, &text).await?;
    }
    Ok(())
}

/// The address of whoever wrote this because they had a copy, and is not the citizen.
async fn guest<'i>(
    tx: &mut Tx,
    inbound: &'i Inbound,
    conversation: &Conversation,
    contact: ContactId,
) -> Result<Option<&'i str>> {
    let Identity::Email(address) = &inbound.from else { return Ok(None) };
    let is_guest = inbound.channel == Channel::Email
        && contact != conversation.contact_id
        && copies::takes_part(tx, conversation.id, address).await?;
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

pub(super) enum Found {
    /// With what the words did to it, unless a machine sent them.
    Known(Ticket, Option<Box<Joined>>),
    Fresh(Ticket, tickets::Pin),
}

/// The conversation's ticket while it lives; a closed or rejected one is over, and new words are a new
/// matter. Machines neither reopen nor wake anything.
async fn open_or_join(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    conversation: &Conversation,
    contact: ContactId,
    lang: Lang,
) -> Result<Found> {
    if let Some(id) = conversation.ticket_id {
        if received.inbound.kind == InboundKind::Automatic {
            return Ok(Found::Known(tickets::touch(tx, id).await?, None));
        }
        let known = tickets::get(tx, id).await?;
        let words = known.without_pin(&app.secret, &matter_of(received), outbox::PIN_MASK);
        if let Some(joined) = cases::joined(tx, &app.zone, id, &words, disputes(received)).await? {
            return Ok(Found::Known(joined.ticket.clone(), Some(Box::new(joined))));
        }
    }
    fresh(app, tx, received, conversation, contact, lang).await
}

/// A matter of its own, whatever else is open in this conversation.
pub(super) async fn fresh(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    conversation: &Conversation,
    contact: ContactId,
    lang: Lang,
) -> Result<Found> {
    let inbound = &received.inbound;
    let words = &*matter_of(received);
    let text = format!("{}\n{words}", inbound.subject.as_deref().unwrap_or_default());
    let (category, guess) = category(app, tx, received, &text).await?;
    let place = received.wishes.place.as_deref().or_else(|| inbound.place.as_ref()?.label.as_deref());
    let coordinates = inbound.place.as_ref().map(|place| (place.latitude, place.longitude));
    let chosen = received.wishes.area.clone().or_else(|| app.rules().area_near(coordinates?));
    let (area, is_read) = match chosen {
        Some(code) => (Some(code), false),
        None => (app.rules().area_named(&format!("{}\n{text}", place.unwrap_or_default())), true),
    };
    let area = match area {
        // A code that we do not know must not cost the citizen their report.
        Some(code) => agencies::area(tx, &code).await?,
        None => None,
    };
    let area_code = area.as_ref().map(|area| area.code.as_str());
    let matter = Matter {
        category: category.id,
        is_chosen: received.wishes.category.is_some(),
        area: area_code,
        channel: inbound.channel,
        class: received.wishes.class.unwrap_or(category.class),
        text: &text,
        at: tx.now(),
    };
    let ruled = rule(app, tx, &matter).await?;
    let agency = match ruled.agency {
        Some(agency) => Some(agency),
        None => line::agency(app, tx, conversation).await?,
    };
    let category = ruled.filed_under(category);
    let by_area = office::of(app, tx, agency, &category, area.as_ref()).await?;
    let agency = agency.or(by_area.as_ref().map(|office| office.agency));
    let new = NewTicket {
        category: &category,
        agency,
        class: received.wishes.class,
        subject: inbound.subject.as_deref().unwrap_or_default(),
        body: words,
        channel: inbound.channel,
        language: lang,
        contact,
        area: area_code,
        place,
        coordinates,
        is_anonymous: received.wishes.is_anonymous,
        is_confidential: received.wishes.is_confidential,
    };
    let (ticket, pin) = people::open(app, tx, &new, inbound.from_name.as_deref()).await?;
    if let Some(data) = ruled.told {
        tickets::record(tx, ticket.id, None, EventKind::Routed, data).await?;
    }
    if let Some(office) = by_area {
        tickets::record(tx, ticket.id, None, EventKind::Routed, office.told()).await?;
    }
    // A rule that filed it elsewhere knew better.
    if let Some(guess) = guess.filter(|guess| guess.category == category.code) {
        let data = json!({ "to": category.id, "percent": guess.percent() });
        tickets::record(tx, ticket.id, None, EventKind::Suggested, data).await?;
    }
    if let Some(area) = area.filter(|_| is_read) {
        tickets::record(tx, ticket.id, None, EventKind::Suggested, json!({ "area": area.name })).await?;
    }
    conversations::assign_ticket(tx, conversation.id, ticket.id).await?;
    Ok(Found::Fresh(ticket, pin))
}

/// What a rule of the administrators made of it.
#[derive(Default)]
pub(super) struct Ruled {
    category: Option<Category>,
    pub agency: Option<AgencyId>,
    priority: Option<i64>,
    /// For the history.
    pub told: Option<Value>,
}

impl Ruled {
    pub fn filed_under(&self, category: Category) -> Category {
        let category = self.category.clone().unwrap_or(category);
        Category { priority: self.priority.unwrap_or(category.priority), ..category }
    }
}

/// Asks the rules. What was closed since a rule was written decides nothing.
pub(super) async fn rule(app: &App, tx: &mut Tx, matter: &Matter<'_>) -> Result<Ruled> {
    let Some(said) = app.rules().decide(&app.zone, matter) else { return Ok(Ruled::default()) };
    let category = match said.category {
        Some(id) => Some(agencies::category(tx, id).await?).filter(|category| category.is_active),
        None => None,
    };
    let agency = match said.agency {
        Some(id) => Some(agencies::agency(tx, id).await?).filter(|agency| agency.is_active),
        None => None,
    };
    let (agency, priority) = (agency.map(|agency| agency.id), said.priority);
    let told = json!({
        "rule": said.name, "category": category.as_ref().map(|category| category.id), "agency": agency,
        "priority": priority,
    });
    Ok(Ruled { category, agency, priority, told: Some(told) })
}

/// The track page says that words about an answer dispute it; elsewhere they may be thanks.
fn disputes(received: &Received) -> bool {
    received.inbound.channel == Channel::Form
}

/// What the citizen chose; else what their words say, with the learned guess when it decided.
pub(super) async fn category(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    text: &str,
) -> Result<(Category, Option<Guess>)> {
    let (code, guess) = match &received.wishes.category {
        Some(code) => (Some(code.clone()), None),
        None => routing::file(&app.rules(), app.learned().as_deref(), text),
    };
    let category = routing::category_or_other(tx, code.as_deref()).await?;
    // A category that was closed since it was learned is nobody's any more.
    let guess = guess.filter(|guess| guess.category == category.code);
    Ok((category, guess))
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
