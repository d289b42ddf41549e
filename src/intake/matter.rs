//! A citizen says something: whose it is, where it belongs, and the ticket it opens or joins.

use std::borrow::Cow;

use channels::{Channel, Content, Identity, Inbound, InboundKind, limits};
use serde_json::{Value, json};

use super::first_words::first_words;
use super::prepare::Prepared;
use super::{Outcome, Received, album, answered, bounce, chosen, line, megabytes, office, place, quoted};
use crate::agencies::{self, Area, Category};
use crate::app::App;
use crate::auth;
use crate::cases;
use crate::clock::HOUR;
use crate::contacts;
use crate::conversations::{self, Conversation, Message, NewMessage};
use crate::copies;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, ContactId, ConversationId, MessageId};
use crate::mail_marks;
use crate::outbox::{self, Joined};
use crate::people;
use crate::routing::rules::Matter;
use crate::routing::{self, Guess};
use crate::texts::Lang;
use crate::tickets::{self, EventKind, NewTicket, Ticket};

/// Acknowledgements one contact gets in an hour.
pub(super) const ACKNOWLEDGEMENTS: i64 = 10;

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
    let missing = match heard.guest {
        Some(_) => Missing::default(),
        None => Missing { letter: received.oversize, files: left_out(inbound) },
    };
    // What the server takes for unwanted may have a sender who never wrote it: a person answers first.
    let is_junk = received.arrival.is_some_and(|arrival| arrival.is_junk);
    if !is_automatic && !is_junk && limit.is_none() {
        answer(app, tx, &ticket, (heard.contact, conversation.id), (pin.as_ref(), missing)).await?;
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
    }
    if let Some(address) = heard.guest {
        copies::wrote(tx, message, address, inbound.from_name.as_deref()).await?;
    }
    if let Some(album) = album::of(received) {
        conversations::chat::begin_album(tx, message, album).await?;
    }
    Ok((message, seq))
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

/// What did not get in because it was more than we take.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Missing {
    /// Bytes of the whole letter.
    letter: Option<u64>,
    files: usize,
}

/// Files that a message had and we did not keep.
fn left_out(inbound: &Inbound) -> usize {
    let refused = |file: &&channels::Attachment| matches!(file.content, Content::Refused { .. });
    let of_letter = inbound.mail.as_ref().map_or(0, |mail| mail.left_out);
    of_letter + inbound.attachments.iter().filter(refused).count()
}

impl Missing {
    /// In the citizen's words; a letter without its body has no files either.
    fn told(self, conversation: &Conversation) -> String {
        let lang = conversation.language;
        let mb = |bytes: u64| megabytes(bytes).to_string();
        if let Some(size) = self.letter {
            let most = mb(limits::MESSAGE as u64);
            return lang.with2("channels-mail-oversize", ("size", mb(size)), ("most", most)).into_owned();
        }
        let (key, most) = match conversation.channel() {
            Channel::Email => ("channels-files-many", limits::ATTACHMENTS.to_string()),
            _ => ("channels-file-large", mb(limits::ATTACHMENT as u64)),
        };
        lang.with2(key, ("files", self.files.to_string()), ("most", most)).into_owned()
    }
}

/// Whoever opened a ticket hears of it; whoever sent more than we take, of that.
async fn answer(
    app: &App,
    tx: &mut Tx,
    ticket: &Ticket,
    (contact, conversation): (ContactId, ConversationId),
    (pin, missing): (Option<&tickets::Pin>, Missing),
) -> Result<()> {
    if pin.is_none() && missing == Missing::default() {
        return Ok(());
    }
    // Two machines that answer each other would go on for ever; and nobody files ten reports an hour.
    if !auth::allowed(tx, &format!("acknowledge:{contact}"), ACKNOWLEDGEMENTS, HOUR).await? {
        return Ok(());
    }
    if let Some(pin) = pin {
        outbox::acknowledge(tx, &app.zone, ticket, conversation, pin).await?;
    }
    if missing != Missing::default() {
        let conversation = conversations::get(tx, conversation).await?;
        outbox::say(tx, &conversation, &missing.told(&conversation)).await?;
    }
    Ok(())
}

/// The address of whoever wrote this and is not the citizen: they had a copy, or a machine answers for an address of
/// its own.
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

pub(super) enum Found {
    /// With what the words did to it, unless a machine sent them.
    Known(Ticket, Option<Box<Joined>>),
    Fresh(Ticket, tickets::Pin),
}

/// The conversation's ticket while it lives; a closed or rejected one is over, and new words are a new
/// matter. Machines neither reopen nor wake anything.
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
    fresh(app, tx, received, conversation, heard.contact, heard.lang).await
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
    let (area, is_read) = area(app, tx, received, &format!("{}\n{text}", place.unwrap_or_default())).await?;
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
    let guess = guess.filter(|guess| guess.category == category.code);
    let guess = guess.map(|guess| json!({ "to": category.id, "percent": guess.percent() }));
    let read = area.filter(|_| is_read).map(|area| json!({ "area": area.name }));
    for data in guess.into_iter().chain(read) {
        tickets::record(tx, ticket.id, None, EventKind::Suggested, data).await?;
    }
    conversations::assign_ticket(tx, conversation.id, ticket.id).await?;
    Ok(Found::Fresh(ticket, pin))
}

/// The area that the citizen chose or stood in; else the one that their words name (then: true).
async fn area(app: &App, tx: &mut Tx, received: &Received, words: &str) -> Result<(Option<Area>, bool)> {
    let place = received.inbound.place.as_ref().map(|place| (place.latitude, place.longitude));
    let chosen = received.wishes.area.clone().or_else(|| app.rules().area_near(place?));
    let is_read = chosen.is_none();
    Ok(match chosen.or_else(|| app.rules().area_named(words)) {
        // A code that we do not know must not cost the citizen their report.
        Some(code) => (agencies::area(tx, &code).await?, is_read),
        None => (None, is_read),
    })
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
