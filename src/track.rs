//! The citizen's own view: by number and PIN, on every channel, limited, and never telling whether a
//! number exists.

use fluent_bundle::FluentArgs;

use crate::agencies;
use crate::app::App;
use crate::auth;
use crate::clock::{DAY, MINUTE, Millis};
use crate::conversations::{self, Conversation, Direction};
use crate::db::Tx;
use crate::error::Result;
use crate::texts::Lang;
use crate::tickets::{self, NotANumber, Pin, Ticket, TicketNumber};

const TRIES: i64 = 8;
const WINDOW: Millis = 15 * MINUTE;
/// Wrong tries from one place in a day. Right ones do not count, and do not wipe out wrong ones.
const TRIES_A_DAY: i64 = 60;
/// Wrong tries for one number from anywhere: guessing a PIN from many addresses is slow, too.
const TRIES_PER_NUMBER: i64 = 30;

/// What asking with number and PIN comes to.
#[derive(Clone, Debug)]
pub enum Tracked {
    Ticket(Box<Ticket>),
    /// The check digit is wrong: said at once, it tells nothing about tickets.
    Mistyped,
    /// Not digits of the right length.
    Shape,
    /// Unknown number or wrong PIN: the same answer.
    NoMatch,
    TooMany,
}

/// `from` is whoever asks (address, conversation, caller), for the limit. Call it in a transaction that
/// writes and commits, whatever the answer, or the limit counts nothing.
pub async fn by_number_and_pin(
    app: &App,
    tx: &mut Tx,
    number: &str,
    pin: &str,
    from: &str,
) -> Result<Tracked> {
    let number = match TicketNumber::parse(number) {
        Ok(number) => number,
        Err(NotANumber::Mistyped) => return Ok(Tracked::Mistyped),
        Err(NotANumber::Shape) => return Ok(Tracked::Shape),
    };
    let Some(pin) = Pin::parse(pin) else { return Ok(Tracked::NoMatch) };
    let keys = [
        (format!("track-from:{from}"), TRIES, WINDOW),
        (format!("track-from-today:{from}"), TRIES_A_DAY, DAY),
        (format!("track:{}", number.digits()), TRIES_PER_NUMBER, DAY),
    ];
    for (key, most, window) in &keys {
        if !auth::allowed(tx, key, *most, *window).await? {
            return Ok(Tracked::TooMany);
        }
    }
    let found = tickets::by_number_and_pin(tx, &app.secret, &number, &pin).await?;
    if found.is_some() {
        for (key, ..) in &keys {
            auth::forgive(tx, key).await?;
        }
    }
    Ok(found.map_or(Tracked::NoMatch, |ticket| Tracked::Ticket(Box::new(ticket))))
}

/// The answer to "number pin" typed in a chat.
pub async fn by_words(app: &App, tx: &mut Tx, words: &str, lang: Lang, from: &str) -> Result<String> {
    let digits: String = words.chars().take(200).filter(char::is_ascii_digit).collect();
    let (number, pin) = digits.split_at(digits.len().saturating_sub(6));
    let told = match by_number_and_pin(app, tx, number, pin, from).await? {
        Tracked::Ticket(ticket) => spoken(app, tx, &ticket, lang).await?,
        Tracked::Mistyped => lang.say("track-mistyped").into_owned(),
        Tracked::Shape => lang.say("track-how").into_owned(),
        Tracked::NoMatch => lang.say("track-no-match").into_owned(),
        Tracked::TooMany => lang.say("track-too-many").into_owned(),
    };
    Ok(told)
}

/// Where a ticket stands, in sentences that can be read out; the last answer of the agency included.
pub async fn spoken(app: &App, tx: &mut Tx, ticket: &Ticket, lang: Lang) -> Result<String> {
    let agency = agencies::agency(tx, ticket.agency_id).await?;
    let mut args = FluentArgs::new();
    args.set("number", ticket.number.to_string());
    args.set("subject", ticket.subject.clone());
    args.set("agency", agency.name(lang).to_owned());
    args.set("status", status(ticket, lang));
    args.set("due", crate::when::date(ticket.due_at, &app.zone, lang));
    let mut text = lang.with_args("track-spoken", Some(&args)).into_owned();
    if let Some(until) = tickets::complete_until(tx, ticket).await? {
        text.push(' ');
        text.push_str(&lang.with("track-unclear", "until", crate::when::date(until, &app.zone, lang)));
    }
    let messages = conversations::of_ticket(tx, ticket.id, 50).await?;
    let last =
        messages.iter().rev().find(|message| message.direction == Direction::Out && !message.is_automatic);
    if let Some(answer) = last {
        conversations::told(tx, ticket.id, answer.id).await?;
        text.push(' ');
        text.push_str(&lang.with("track-answer", "text", answer.body.clone()));
    }
    Ok(text)
}

/// How it stands, in a word or two. Merged is not over: it goes on with the others.
fn status(ticket: &Ticket, lang: Lang) -> String {
    lang.say(&format!("status-{}", ticket.stage.told())).into_owned()
}

/// The newest tickets of whoever holds this conversation; they proved who they are by being in it.
pub async fn mine(tx: &mut Tx, conversation: &Conversation) -> Result<String> {
    let mine = tickets::of_citizen(tx, conversation.contact_id, 5).await?;
    Ok(listed(conversation.language, &mine))
}

/// Their tickets, each with where it stands.
pub fn listed(lang: Lang, mine: &[Ticket]) -> String {
    if mine.is_empty() {
        return lang.say("track-none").into_owned();
    }
    let lines: Vec<String> = mine
        .iter()
        .map(|ticket| format!("{} · {} · {}", ticket.number, ticket.subject, status(ticket, lang)))
        .collect();
    format!("{}\n{}", lang.say("track-mine"), lines.join("\n"))
}
