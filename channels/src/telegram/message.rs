//! One message: its words, place, contact and files. Each part is read on its own, so that a part
//! nobody foresaw costs that part and not the message.

use serde::de::DeserializeOwned;
use serde_json::Value;
use teloxide::types;

use super::update::{Fields, integer, label, own_key, string};
use super::{files, oddities, remarks};
use crate::chat::{e164, one_line, plain};
use crate::{Identity, Inbound, InboundKind, Place, limits};

/// Keys that say something about a message without being its content.
const ABOUT: [&str; 18] = [
    "chat",
    "from",
    "sender_chat",
    "sender_business_bot",
    "forward_origin",
    "forward_from",
    "forward_from_chat",
    "reply_to_message",
    "external_reply",
    "quote",
    "reply_to_story",
    "via_bot",
    "entities",
    "caption_entities",
    "link_preview_options",
    "reply_markup",
    "direct_messages_topic",
    "suggested_post_info",
];

/// Telegram's own rule for the payload of a deep link: at most 64 of `A-Za-z0-9_-`.
const PAYLOAD_CHARS: usize = 64;
/// Hidden links named in remarks.
const LINKS: usize = 5;

/// Fills in what the message says. `inbound` already knows who and where.
pub(super) fn read(inbound: &mut Inbound, body: &Fields, edited: bool) {
    let Some(chat) = body.get("chat").and_then(Value::as_object) else {
        inbound.remarks.push("a message without a chat".to_owned());
        return;
    };
    if string(chat, "type") != Some("private") {
        inbound.remarks.push(remarks::GROUP.to_owned());
        if let Some(to) = integer(body, "migrate_to_chat_id") {
            inbound.remarks.push(format!("the group moved to {to}"));
        }
        return;
    }
    // A private chat has the id of the person in it.
    if let (Identity::Unknown, Some(person)) = (&inbound.from, integer(chat, "id")) {
        inbound.from = Identity::Telegram(person);
    }
    reply(inbound, body);
    // `|` and not `||`: every part is to be read.
    let understood = words(inbound, body)
        | files::read(inbound, body)
        | sticker(inbound, body)
        | oddities::read(inbound, body)
        | place(inbound, body)
        | contact(inbound, body);
    let strange = strange_parts(body, understood);
    if !strange.is_empty() {
        inbound.remarks.push(format!("a part we cannot read: {}", strange.join(", ")));
    }
    if forwarded(body) {
        inbound.remarks.push("forwarded; the words may be someone else's".to_owned());
    }
    if !understood {
        if inbound.remarks.is_empty() {
            inbound.remarks.push("nothing in it that we can read".to_owned());
        }
        return;
    }
    inbound.kind = match &inbound.thread.message_id {
        Some(message) if edited => InboundKind::Edit { of: message.clone() },
        _ => meaning(string(body, "text").unwrap_or_default()),
    };
    let machine = body.get("from").and_then(|from| from.get("is_bot")) == Some(&Value::Bool(true));
    if machine && inbound.kind == InboundKind::Message {
        inbound.kind = InboundKind::Automatic;
    }
}

fn forwarded(body: &Fields) -> bool {
    body.contains_key("forward_origin") || body.contains_key("forward_date")
}

/// Which message is answered: the citizen swiped on one of ours.
fn reply(inbound: &mut Inbound, body: &Fields) {
    let answered = body.get("reply_to_message").and_then(Value::as_object);
    inbound.thread.references.extend(answered.and_then(own_key));
}

fn words(inbound: &mut Inbound, body: &Fields) -> bool {
    let Some(said) = string(body, "text").or_else(|| string(body, "caption")) else {
        return false;
    };
    let (text, cut) = plain(said, limits::TEXT);
    inbound.text = text;
    if cut {
        inbound.remarks.push(format!("the text was cut at {} bytes", limits::TEXT));
    }
    let marks = body.get("entities").or_else(|| body.get("caption_entities"));
    let marks = marks.and_then(Value::as_array).into_iter().flatten();
    let hidden = marks.filter_map(|mark| mark.get("url").and_then(Value::as_str)).take(LINKS);
    inbound.remarks.extend(hidden.map(|link| format!("behind words: {}", one_line(link, 500))));
    true
}

/// What a text does: two commands are ours, everything else is a message.
fn meaning(text: &str) -> InboundKind {
    let text = text.trim();
    let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    // In `/status@kota_bot` the part behind the at sign only says which bot is meant.
    let command = head.split('@').next().unwrap_or_default().to_ascii_lowercase();
    match command.as_str() {
        "/start" => InboundKind::Start { payload: deep_link(rest).map(str::to_owned) },
        "/status" => InboundKind::Status { args: one_line(rest, limits::ID) },
        _ => InboundKind::Message,
    }
}

fn deep_link(rest: &str) -> Option<&str> {
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    ((1..=PAYLOAD_CHARS).contains(&rest.len()) && rest.chars().all(sound)).then_some(rest)
}

fn sticker(inbound: &mut Inbound, body: &Fields) -> bool {
    let Some(sticker) = body.get("sticker").and_then(Value::as_object) else {
        return false;
    };
    inbound.text = plain(string(sticker, "emoji").unwrap_or_default(), limits::ID).0;
    inbound.remarks.push(remarks::STICKER.to_owned());
    true
}

fn place(inbound: &mut Inbound, body: &Fields) -> bool {
    // A venue carries its own location; the bare one beside it is a copy for old bots.
    let venue: Option<types::Venue> = part(inbound, body, "venue");
    let named = venue.map(|venue| {
        let label = one_line(&format!("{}, {}", venue.title, venue.address), 500);
        (venue.location, Some(label.trim_matches([',', ' ']).to_owned()))
    });
    let found = named.or_else(|| part(inbound, body, "location").map(|bare| (bare, None)));
    let Some((location, label)): Option<(types::Location, _)> = found else {
        return false;
    };
    let (latitude, longitude) = (location.latitude, location.longitude);
    if !((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)) {
        inbound.remarks.push("a place that is not on earth".to_owned());
        return false;
    }
    if location.live_period.is_some() {
        inbound.remarks.push("a live location; each move comes as an edit".to_owned());
    }
    inbound.place = Some(Place { latitude, longitude, label });
    true
}

/// A contact card is the sender's own only when Telegram names the sender in it and they did not find
/// it somewhere: anybody can pass on anybody's number.
fn contact(inbound: &mut Inbound, body: &Fields) -> bool {
    let Some(card) = part::<types::Contact>(inbound, body, "contact") else {
        return false;
    };
    let number = e164(&card.phone_number);
    let name = format!("{} {}", card.first_name, card.last_name.unwrap_or_default());
    let shown = number.clone().unwrap_or_else(|| one_line(&card.phone_number, 40));
    inbound.text = one_line(&format!("{name} {shown}"), limits::ID);
    let owner = card.user_id.and_then(|user| i64::try_from(user.0).ok());
    let own = owner.is_some_and(|owner| inbound.from == Identity::Telegram(owner));
    let own = own && !forwarded(body);
    match (own, number) {
        (true, Some(number)) => {
            inbound.remarks.push(remarks::OWN_CARD.to_owned());
            inbound.also_known_as.push(Identity::Phone(number));
        }
        (true, None) => inbound.remarks.push(remarks::CARD_WITHOUT_NUMBER.to_owned()),
        (false, _) => inbound.remarks.push(remarks::CARD.to_owned()),
    }
    true
}

/// A part of the message in teloxide's type; when it does not fit, that is said and the rest goes on.
pub(super) fn part<T: DeserializeOwned>(inbound: &mut Inbound, body: &Fields, name: &str) -> Option<T> {
    let value = body.get(name)?;
    let read = T::deserialize(value).ok();
    if read.is_none() {
        inbound.remarks.push(format!("the {} could not be read", label(name)));
    }
    read
}

/// Content we have no word for. New single values (flags, counts) come with every version of the Bot
/// API and are no content, unless there is nothing else in the message.
fn strange_parts(body: &Fields, understood: bool) -> Vec<String> {
    const OURS: [&str; 9] =
        ["message_id", "date", "text", "caption", "photo", "sticker", "location", "venue", "contact"];
    let known =
        |key: &str| ABOUT.contains(&key) || OURS.contains(&key) || files::reads(key) || oddities::reads(key);
    let content = |value: &Value| value.is_object() || value.is_array();
    let mut strange: Vec<String> = body
        .iter()
        .filter(|(key, value)| !known(key) && (content(value) || !understood))
        .map(|(key, _)| label(key))
        .collect();
    strange.sort();
    strange.truncate(5);
    strange
}
