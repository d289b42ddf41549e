//! A citizen says something: whose it is, where it belongs, and the ticket it opens or joins.

use channels::{Channel, Identity, InboundKind};
use serde_json::{Value, json};

use super::prepare::Prepared;
use super::{Outcome, Received, album, place};
use crate::agencies::{self, Category};
use crate::app::App;
use crate::auth;
use crate::cases;
use crate::clock::HOUR;
use crate::contacts;
use crate::conversations::{self, Conversation, NewMessage};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, ContactId};
use crate::outbox;
use crate::people;
use crate::routing::rules::Matter;
use crate::routing::{self, Guess};
use crate::texts::Lang;
use crate::tickets::life::{Stage, Step};
use crate::tickets::{self, EventKind, NewTicket, Taken, Ticket};

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
    if let Identity::Email(address) = &inbound.from
        && contact == conversation.contact_id
    {
        conversations::reply_to(tx, &conversation, address).await?;
    }
    let automatic = inbound.kind == InboundKind::Automatic;
    let before = match conversation.ticket_id {
        Some(id) => Some(tickets::get(tx, id).await?.stage),
        None => None,
    };
    let ticket = open_or_join(app, tx, received, &conversation, contact, lang).await?;
    let (ticket, pin) = match ticket {
        Found::Known(ticket) => (ticket, None),
        Found::Fresh(ticket, pin) => (ticket, Some(pin)),
    };
    let asked = people::wishes(inbound.subject.as_deref(), &inbound.text);
    let ticket = as_asked(tx, received, ticket, asked).await?;
    // A reply quotes our acknowledgement: the PIN in it is the citizen's, not every reader's.
    let body = ticket.without_pin(&app.secret, &inbound.text, outbox::PIN_MASK);
    let html = inbound.html.as_deref().map(|html| ticket.without_pin(&app.secret, html, outbox::PIN_MASK));
    let new = NewMessage { body: &body, html: html.as_deref(), ..NewMessage::received(inbound) };
    let (message, seq) = conversations::append(tx, conversation.id, Some(ticket.id), &new).await?;
    conversations::attach(tx, message, &prepared.attachments).await?;
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
    if pin.is_none() && before == Some(Stage::Answered) && ticket.stage == Stage::Returned {
        let step = if disputes(received) { Step::Dispute } else { Step::Wrote };
        let taken = Taken::by_citizen(step, matter_of(received));
        outbox::came_back(tx, &app.zone, &ticket, &taken, None).await?;
    }
    let (ticket, conversation) = (Box::new(ticket), conversation.id);
    let Some(pin) = pin else {
        return Ok(Outcome::Joined { ticket, message, conversation, seq });
    };
    // Two machines that answer each other would go on for ever; and nobody files ten reports an hour.
    let key = format!("acknowledge:{contact}");
    if !automatic && limit.is_none() && auth::allowed(tx, &key, ACKNOWLEDGEMENTS, HOUR).await? {
        outbox::acknowledge(tx, &app.zone, &ticket, conversation, &pin).await?;
    }
    Ok(Outcome::Opened { ticket, pin, message, conversation, seq })
}

/// Who says it. Somebody who hides who they are is, in a conversation we know, whoever began it: only
/// they hold its key.
async fn sender(tx: &mut Tx, received: &Received, lang: Lang) -> Result<ContactId> {
    let inbound = &received.inbound;
    if inbound.from == Identity::Unknown
        && let Some(key) = inbound.thread.key.as_deref()
        && let Some(known) = conversations::by_key(tx, inbound.channel, key).await?
    {
        return Ok(known.contact_id);
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
    } else if ticket.is_anonymous {
        let words = [ticket.subject.as_str(), ticket.body.as_str()];
        let [subject, body] = people::covered(tx, &ticket, called, words).await?;
        tickets::owner::cover(tx, &ticket, &subject, &body).await?;
    }
    tickets::get(tx, ticket.id).await
}

pub(super) enum Found {
    Known(Ticket),
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
            return Ok(Found::Known(tickets::touch(tx, id).await?));
        }
        let disputes = disputes(received);
        let joined = tickets::join(tx, &app.zone, id, disputes).await?;
        let joined = match joined {
            // It goes on in its main ticket, whose desk must read this.
            Some(merged) if merged.stage == Stage::Merged => {
                let words = merged.without_pin(&app.secret, matter_of(received), outbox::PIN_MASK);
                cases::wrote(tx, &app.zone, &merged, &words, disputes).await?.then_some(merged)
            }
            joined => joined,
        };
        if let Some(joined) = joined {
            return Ok(Found::Known(joined));
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
    let words = matter_of(received);
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
    let category = ruled.filed_under(category);
    let new = NewTicket {
        category: &category,
        agency: ruled.agency,
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
    let (ticket, pin) = tickets::open(tx, &app.secret, &app.zone, &new).await?;
    if let Some(data) = ruled.told {
        tickets::record(tx, ticket.id, None, EventKind::Routed, data).await?;
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
struct Ruled {
    category: Option<Category>,
    agency: Option<AgencyId>,
    priority: Option<i64>,
    /// For the history.
    told: Option<Value>,
}

impl Ruled {
    fn filed_under(&self, category: Category) -> Category {
        let category = self.category.clone().unwrap_or(category);
        Category { priority: self.priority.unwrap_or(category.priority), ..category }
    }
}

/// Asks the rules. What was closed since a rule was written decides nothing.
async fn rule(app: &App, tx: &mut Tx, matter: &Matter<'_>) -> Result<Ruled> {
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
async fn category(
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

/// What the ticket is about: a mail without the quotes below it.
pub fn matter_of(received: &Received) -> &str {
    let text = received.inbound.text.as_str();
    if received.inbound.channel == Channel::Email {
        let (fresh, _) = channels::email::split_quote(text);
        if !fresh.trim().is_empty() {
            return fresh.trim();
        }
    }
    text.trim()
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
