//! From the bytes of a letter to an [`Inbound`]. Never fails.

use mail_parser::{HeaderValue, Message};
use sha2::{Digest, Sha256};

use super::mime::{self, Letter};
use super::{attachment, automatic, body, charset, date, forwarded, head, marks, people, trust, words};
use crate::{Channel, Identity, Inbound, InboundKind, Mail, Thread, Trust, limits};

/// Ids of earlier letters that are kept.
const REFERENCES: usize = 50;
/// Bytes of a subject.
const SUBJECT: usize = 500;
/// Headers by which a letter shows that it is one.
const MARKS: [&str; 6] = ["From", "To", "Subject", "Date", "Message-ID", "Received"];

/// What is ours in the mail world.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ours {
    /// Domain part of the Message-IDs we issue. A letter whose own id has it is one of ours come back,
    /// so let it be a name no mail program of a person uses: `sahut.kota.go.id`, not `kota.go.id`.
    pub domain: String,
    /// The addresses citizens write to, without plus tags.
    pub addresses: Vec<String>,
    /// The name under which our own mail server writes down whether a sender is who they say
    /// (`Authentication-Results`, RFC 8601); empty when none does. It must remove foreign ones.
    pub checked_by: String,
}

impl Ours {
    /// Is this one of our addresses, with or without a plus tag?
    pub fn owns(&self, address: &str) -> bool {
        let Some((local, domain)) = address.rsplit_once('@') else {
            return false;
        };
        let local = local.split('+').next().unwrap_or(local);
        self.addresses.iter().any(|own| {
            own.rsplit_once('@').is_some_and(|(own_local, own_domain)| {
                own_local.eq_ignore_ascii_case(local) && own_domain.eq_ignore_ascii_case(domain)
            })
        })
    }
}

/// Reads a letter as it came over IMAP or out of a file.
///
/// Never fails and never panics: what is no letter is a message of nobody with the bytes' text and the
/// bytes as a file ([`InboundKind::Unknown`] only when it says nothing at all), and everything left out is named in `remarks`. The sender (`From`) is what the letter claims; it
/// proves nothing.
pub fn parse(raw: &[u8], ours: &Ours) -> Inbound {
    let mut remarks = Vec::new();
    let bytes = head::bounded(raw, &mut remarks);
    let letter = mime::letter(&bytes, &mut remarks).filter(|letter| is_letter(&letter.head));
    let is_partly_read =
        letter.as_ref().is_none_or(|letter| letter.full || letter.files.len() > limits::ATTACHMENTS);
    let original = if is_partly_read { attachment::original(raw) } else { None };
    let room = limits::ATTACHMENTS - usize::from(original.is_some());
    let mut inbound = match &letter {
        Some(letter) => read(letter, ours, room, &mut remarks),
        None => unreadable(&bytes, &mut remarks),
    };
    inbound.attachments.extend(original);
    let content = letter.as_ref().map(|letter| content(&letter.head, &bytes));
    if inbound.external_id.is_empty() {
        // The same letter in two of our mailboxes is one, though each server wrote its own lines into it. Without a
        // date two letters that say the same may be two.
        let dated = letter.as_ref().filter(|letter| date(&letter.head).is_some()).and(content.clone());
        inbound.external_id = dated.unwrap_or_else(|| digest(&[raw]));
    }
    if let Some(mail) = &mut inbound.mail {
        mail.content = content;
    }
    inbound.thread.message_id = Some(inbound.external_id.clone());
    remarks.dedup();
    inbound.remarks = remarks;
    inbound
}

fn is_letter(message: &Message<'_>) -> bool {
    MARKS.iter().any(|name| message.headers().iter().any(|header| header.name().eq_ignore_ascii_case(name)))
}

fn date(message: &Message<'_>) -> Option<String> {
    head::raw_values(message, "Date").next().filter(|date| !date.is_empty())
}

/// Checksum of what does not change on the way.
fn content(message: &Message<'_>, bytes: &[u8]) -> String {
    let said = |name: &str| head::raw_values(message, name).next();
    let date = date(message).unwrap_or_default();
    let head: Vec<String> =
        ["From", "Subject", "Message-ID"].iter().map(|name| said(name).unwrap_or_default()).collect();
    let body = bytes[head::ends(bytes).1..].trim_ascii_end();
    let mut pieces = vec![date.as_bytes()];
    for value in &head {
        pieces.extend([&b"\n"[..], value.as_bytes()]);
    }
    pieces.push(b"\n");
    pieces.extend(body.split(|b| *b == b'\r'));
    digest(&pieces)
}

fn digest(pieces: &[&[u8]]) -> String {
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().iter().fold(String::from("sha256:"), |mut hex, byte| {
        let _: Result<(), std::fmt::Error> = write!(hex, "{byte:02x}");
        hex
    })
}

/// `room`: how many files are kept.
fn read(letter: &Letter<'_>, ours: &Ours, room: usize, remarks: &mut Vec<String>) -> Inbound {
    let message = &letter.head;
    let sender = people::sender(message, remarks);
    let body = body::body(letter, remarks);
    let external_id = message.message_id().and_then(words::message_id);
    if external_id.is_none() {
        remarks.push("The mail has no usable Message-ID; its checksum stands in.".into());
    }
    let subject = subject(message);
    let kind = automatic::classify(letter, &body.text, ours);
    let attachments = attachment::attachments(letter, room, remarks);
    let forwarded = match kind {
        InboundKind::Message => forwarded::forwarded(letter, subject.as_deref(), &body.text, ours),
        _ => None,
    };
    let mail = Mail {
        others: people::others(message, ours, sender.address(), remarks),
        marks: marks::marks(letter, &body.text, &attachments, forwarded.is_some(), &kind, &body.marks),
        forwarded,
        trust: match trust::trust(message, sender.address(), &ours.checked_by) {
            Trust::Proven if sender.is_doubtful => Trust::Unproven,
            trust => trust,
        },
        content: None,
        reply_to: sender.reply_to,
        left_out: attachment::left_out(letter, room),
    };
    Inbound {
        channel: Channel::Email,
        external_id: external_id.unwrap_or_default(),
        from: sender.identity,
        from_name: sender.name,
        language: language(message),
        sent_at: date::sent_at(message),
        thread: Thread {
            key: None,
            references: references(message),
            message_id: None,
            to: people::ours(message, ours),
        },
        kind,
        subject,
        text: body.text,
        html: body.html,
        attachments,
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
        mail: Some(Box::new(mail)),
    }
}

/// A letter's HTML made harmless, with `<img src="cid:rn">` where it shows the n-th of the pictures from elsewhere
/// whose addresses come along. Empty when it has none.
pub fn with_pictures(raw: &[u8]) -> (String, Vec<String>) {
    let bytes = head::bounded(raw, &mut Vec::new());
    mime::letter(&bytes, &mut Vec::new()).map(|letter| body::with_pictures(&letter)).unwrap_or_default()
}

fn unreadable(bytes: &[u8], remarks: &mut Vec<String>) -> Inbound {
    remarks.push("This is not a mail we can read; the original is kept.".into());
    let mut text = words::text(&charset::undeclared(&bytes[..bytes.len().min(limits::TEXT)]));
    words::cut(&mut text, limits::TEXT);
    Inbound {
        channel: Channel::Email,
        external_id: String::new(),
        from: Identity::Unknown,
        from_name: None,
        language: None,
        sent_at: None,
        thread: Thread::default(),
        kind: if text.is_empty() { InboundKind::Unknown } else { InboundKind::Message },
        subject: None,
        text,
        html: None,
        attachments: Vec::new(),
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
        mail: None,
    }
}

fn subject(message: &Message<'_>) -> Option<String> {
    words::some_line(message.subject()?, SUBJECT)
}

fn language(message: &Message<'_>) -> Option<String> {
    let value = head::raw_values(message, "Content-Language").next()?;
    let first = value.trim().split([',', '-', ' ']).next()?.to_ascii_lowercase();
    matches!(first.as_str(), "id" | "en").then_some(first)
}

/// What this answers, newest first: In-Reply-To, then References from the end.
pub(super) fn references(message: &Message<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let newest = ids(message.in_reply_to()).into_iter();
    for id in newest.chain(ids(message.references()).into_iter().rev()) {
        if found.len() >= REFERENCES {
            break;
        }
        if let Some(id) = words::message_id(id)
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    found
}

fn ids<'h>(value: &'h HeaderValue<'_>) -> Vec<&'h str> {
    match value {
        HeaderValue::Text(id) => vec![id],
        HeaderValue::TextList(ids) => ids.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    }
}
