//! One update of the Bot API, whatever it may be.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::extra::{self, Extra};
use super::{message, message_key, remarks};
use crate::chat::{one_line, ours, plain};
use crate::{Channel, Identity, Inbound, InboundKind, Thread, limits};

/// An update and the message in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What the next offset of long polling is counted from; none when the JSON has none.
    pub update_id: Option<i64>,
    pub inbound: Inbound,
    pub extra: Extra,
}

/// A JSON object, as serde_json keeps it.
pub(super) type Fields = Map<String, Value>;

/// Reads an update. It cannot fail: what cannot be understood becomes [`InboundKind::Unknown`] with a
/// remark, the raw bytes being kept by whoever called.
///
/// The kinds are told apart here and not by teloxide's `Update`, which looks at one key only and
/// forgets an update whole when any corner of it is new.
pub fn parse(raw: &[u8]) -> Parsed {
    if raw.len() > limits::MESSAGE {
        return unreadable(raw, "larger than any update");
    }
    let update = match serde_json::from_slice::<Value>(raw) {
        Ok(Value::Object(update)) => update,
        Ok(_) => return unreadable(raw, "not a JSON object"),
        Err(_) => return unreadable(raw, "not JSON"),
    };
    let update_id = update.get("update_id").and_then(Value::as_i64);
    let mut inbound = blank(update_id.map_or_else(|| fingerprint(raw), |id| format!("u{id}")));
    let kind = kind(&update);
    let mut extra = Extra::default();
    match update.get(&kind).and_then(Value::as_object) {
        Some(body) => {
            address(&mut inbound, body);
            extra = extra::read(&kind, body);
            if kind.ends_with("message") || kind.ends_with("channel_post") {
                inbound.thread.message_id = own_key(body);
            }
            match kind.as_str() {
                "message" => message::read(&mut inbound, body, false),
                "edited_message" => message::read(&mut inbound, body, true),
                "channel_post" | "edited_channel_post" => {
                    inbound.remarks.push(remarks::GROUP.to_owned());
                }
                "callback_query" => pressed(&mut inbound, body),
                "my_chat_member" => standing(&mut inbound, body),
                other => inbound.remarks.push(format!("unknown kind of update: {}", label(other))),
            }
        }
        None if kind.is_empty() => inbound.remarks.push("an update without content".to_owned()),
        None => inbound.remarks.push(format!("unknown kind of update: {}", label(&kind))),
    }
    Parsed { update_id, inbound, extra }
}

/// The kinds we read, then whatever else there is.
fn kind(update: &Fields) -> String {
    const READ: [&str; 6] = [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "my_chat_member",
    ];
    let known = READ.into_iter().find(|kind| update.get(*kind).is_some_and(Value::is_object));
    let other = || update.keys().filter(|key| *key != "update_id").min().map(String::as_str);
    known.or_else(other).unwrap_or_default().to_owned()
}

/// Who and where, read by hand so that no unknown field elsewhere can hide it.
fn address(inbound: &mut Inbound, body: &Fields) {
    let object = |name: &str| body.get(name).and_then(Value::as_object);
    if let Some(person) = object("from").or_else(|| object("user")) {
        if let Some(id) = integer(person, "id") {
            inbound.from = Identity::Telegram(id);
        }
        inbound.from_name = name(person);
        inbound.language = string(person, "language_code").and_then(ours).map(str::to_owned);
    }
    let chat = object("chat").and_then(|chat| integer(chat, "id"));
    inbound.thread.key = chat.map(|chat| chat.to_string());
    let written = integer(body, "edit_date").or_else(|| integer(body, "date"));
    inbound.sent_at = written.filter(|&at| at > 0).and_then(|at| at.checked_mul(1000));
}

/// The key of the message that `body` is. (In other kinds of update `message_id` is some message they are
/// about.)
pub(super) fn own_key(body: &Fields) -> Option<String> {
    let chat = body.get("chat").and_then(Value::as_object)?;
    Some(message_key(integer(chat, "id")?, integer(body, "message_id")?))
}

/// A button under a message of ours was pressed: what stands on it is what the citizen says.
fn pressed(inbound: &mut Inbound, body: &Fields) {
    let under = body.get("message").and_then(Value::as_object);
    let chat = under.and_then(|message| message.get("chat")).and_then(Value::as_object);
    if chat.is_some_and(|chat| string(chat, "type") != Some("private")) {
        inbound.thread.key = chat.and_then(|chat| integer(chat, "id")).map(|id| id.to_string());
        inbound.remarks.push(remarks::GROUP.to_owned());
        return;
    }
    let from = match inbound.from {
        Identity::Telegram(id) => Some(id),
        _ => None,
    };
    // A private chat has the id of the person in it, which is all there is when the message with the
    // button is too old to be sent along.
    let chat = chat.and_then(|chat| integer(chat, "id")).or(from);
    inbound.thread.key = chat.map(|id| id.to_string());
    if let (Some(chat), Some(message)) = (chat, under.and_then(|it| integer(it, "message_id"))) {
        inbound.thread.references.push(message_key(chat, message));
    }
    match string(body, "data") {
        Some(data) => {
            let said = extra::label(body, data);
            inbound.text = said.unwrap_or_else(|| plain(data, limits::TEXT).0);
            inbound.kind = InboundKind::Message;
        }
        None => inbound.remarks.push("a button without data".to_owned()),
    }
}

/// The bot was blocked, let in again, or added to a group.
fn standing(inbound: &mut Inbound, body: &Fields) {
    let chat = body.get("chat").and_then(Value::as_object);
    let private = chat.and_then(|chat| string(chat, "type")) == Some("private");
    let member = body.get("new_chat_member").and_then(Value::as_object);
    let status = member.and_then(|member| string(member, "status")).unwrap_or("unknown");
    inbound.remarks.push(match (private, status) {
        (true, "kicked") => remarks::BLOCKED.to_owned(),
        (true, "member") => remarks::UNBLOCKED.to_owned(),
        (true, other) => format!("the bot's standing became {}", label(other)),
        (false, other) => format!("the bot's standing in a group became {}", label(other)),
    });
}

fn name(person: &Fields) -> Option<String> {
    let part = |key: &str| string(person, key).unwrap_or_default();
    let full = one_line(&format!("{} {}", part("first_name"), part("last_name")), limits::ID);
    if !full.is_empty() {
        return Some(full);
    }
    let user = one_line(part("username"), limits::ID - 1);
    (!user.is_empty()).then(|| format!("@{user}"))
}

pub(super) fn string<'a>(fields: &'a Fields, key: &str) -> Option<&'a str> {
    fields.get(key).and_then(Value::as_str)
}

pub(super) fn integer(fields: &Fields, key: &str) -> Option<i64> {
    fields.get(key).and_then(Value::as_i64)
}

/// A name from the JSON, fit for a remark.
pub(super) fn label(key: &str) -> String {
    one_line(key, 64)
}

fn unreadable(raw: &[u8], why: &str) -> Parsed {
    let mut inbound = blank(fingerprint(raw));
    inbound.remarks.push(why.to_owned());
    Parsed { update_id: None, inbound, extra: Extra::default() }
}

fn blank(external_id: String) -> Inbound {
    Inbound {
        channel: Channel::Telegram,
        external_id,
        from: Identity::Unknown,
        from_name: None,
        language: None,
        sent_at: None,
        thread: Thread::default(),
        kind: InboundKind::Unknown,
        subject: None,
        text: String::new(),
        html: None,
        attachments: Vec::new(),
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
        mail: None,
    }
}

fn fingerprint(raw: &[u8]) -> String {
    use std::fmt::Write as _;

    Sha256::digest(raw).iter().fold("sha256:".to_owned(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
