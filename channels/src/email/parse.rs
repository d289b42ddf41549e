//! From the bytes of a letter to an [`Inbound`]. Never fails.

use mail_parser::{Address, HeaderValue, Message};
use sha2::{Digest, Sha256};

use super::mime::{self, Letter};
use super::{attachment, automatic, body, leaf, words};
use crate::{Channel, Identity, Inbound, InboundKind, Thread, limits};

/// Ids of earlier letters that are kept.
const REFERENCES: usize = 50;
/// Addresses that are looked at.
const ADDRESSES: usize = 200;
/// Bytes of a subject and of a display name.
const SUBJECT: usize = 500;
const NAME: usize = 120;
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
}

impl Ours {
    /// Is this one of our addresses, with or without a plus tag?
    pub(super) fn owns(&self, address: &str) -> bool {
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
/// Never fails and never panics: what cannot be read is [`InboundKind::Unknown`] with the bytes' text,
/// and everything left out is named in `remarks`. The sender (`From`) is what the letter claims; it
/// proves nothing.
pub fn parse(raw: &[u8], ours: &Ours) -> Inbound {
    let mut remarks = Vec::new();
    let bytes = mime::bounded(raw, &mut remarks);
    let letter = mime::letter(&bytes, &mut remarks).filter(|letter| is_letter(&letter.head));
    let mut inbound = match &letter {
        Some(letter) => read(letter, ours, &mut remarks),
        None => unreadable(&bytes, &mut remarks),
    };
    if inbound.external_id.is_empty() {
        inbound.external_id = digest(raw);
    }
    inbound.thread.message_id = Some(inbound.external_id.clone());
    remarks.dedup();
    inbound.remarks = remarks;
    inbound
}

fn is_letter(message: &Message<'_>) -> bool {
    MARKS.iter().any(|name| message.headers().iter().any(|header| header.name().eq_ignore_ascii_case(name)))
}

fn digest(raw: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(raw).iter().fold(String::from("sha256:"), |mut hex, byte| {
        let _: Result<(), std::fmt::Error> = write!(hex, "{byte:02x}");
        hex
    })
}

fn read(letter: &Letter<'_>, ours: &Ours, remarks: &mut Vec<String>) -> Inbound {
    let message = &letter.head;
    let (from, from_name) = sender(message, remarks);
    let body = body::body(letter, remarks);
    let external_id = message.message_id().and_then(words::message_id);
    if external_id.is_none() {
        remarks.push("The mail has no usable Message-ID; its checksum stands in.".into());
    }
    Inbound {
        channel: Channel::Email,
        external_id: external_id.unwrap_or_default(),
        from,
        from_name,
        language: language(message),
        sent_at: sent_at(message),
        thread: Thread {
            key: None,
            references: references(message),
            message_id: None,
            to: recipients(message, ours),
        },
        kind: automatic::classify(letter, ours),
        subject: subject(message),
        text: body.text,
        html: body.html,
        attachments: attachment::attachments(letter, remarks),
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
    }
}

fn unreadable(bytes: &[u8], remarks: &mut Vec<String>) -> Inbound {
    remarks.push("This is not a mail we can read; the original is kept.".into());
    let mut text = words::text(&leaf::undeclared(&bytes[..bytes.len().min(limits::TEXT)]));
    words::cut(&mut text, limits::TEXT);
    Inbound {
        channel: Channel::Email,
        external_id: String::new(),
        from: Identity::Unknown,
        from_name: None,
        language: None,
        sent_at: None,
        thread: Thread::default(),
        kind: InboundKind::Unknown,
        subject: None,
        text,
        html: None,
        attachments: Vec::new(),
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
    }
}

/// Who the letter says it is from. Reply-To is anyone's to write, so it is only told to the staff.
fn sender(message: &Message<'_>, remarks: &mut Vec<String>) -> (Identity, Option<String>) {
    let mut all = message.from().into_iter().flat_map(Address::iter);
    let first = all.next();
    if all.next().is_some() {
        remarks.push("The mail names several senders; the first one is taken.".into());
    }
    let name = first.and_then(|of| words::some_line(of.name()?, NAME));
    let address = first.and_then(|of| words::address(of.address()?));
    let reply_to = message.reply_to().and_then(Address::first).and_then(|of| words::address(of.address()?));
    if let Some(reply_to) = reply_to.filter(|reply_to| Some(reply_to) != address.as_ref()) {
        remarks.push(format!("The sender asks for answers to {reply_to} (Reply-To)."));
    }
    if address.is_none() {
        remarks.push("The mail names no sender; it cannot be answered by e-mail.".into());
    }
    (address.map_or(Identity::Unknown, Identity::Email), name)
}

fn subject(message: &Message<'_>) -> Option<String> {
    words::some_line(message.subject()?, SUBJECT)
}

/// The date is the sender's claim; one that cannot be meant is dropped.
fn sent_at(message: &Message<'_>) -> Option<i64> {
    let date = message.date().filter(|date| date.is_valid() && (1980..2200).contains(&date.year))?;
    date.to_timestamp().checked_mul(1000)
}

fn language(message: &Message<'_>) -> Option<String> {
    let value = mime::raw_values(message, "Content-Language").next()?;
    let first = value.trim().split([',', '-', ' ']).next()?.to_ascii_lowercase();
    matches!(first.as_str(), "id" | "en").then_some(first)
}

/// What this answers, newest first: In-Reply-To, then References from the end.
fn references(message: &Message<'_>) -> Vec<String> {
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

/// Which of our addresses it was sent to, with plus tags: they may carry a token.
fn recipients(message: &Message<'_>, ours: &Ours) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut take = |address: Option<String>| {
        if let Some(address) = address.filter(|address| ours.owns(address))
            && !found.contains(&address)
        {
            found.push(address);
        }
    };
    for list in message.all_to().chain(message.all_cc()) {
        for of in list.iter().take(ADDRESSES) {
            take(of.address().and_then(words::address));
        }
    }
    // A blind copy or an alias shows only in what the last server wrote.
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        for value in mime::raw_values(message, name).take(5) {
            take(words::address(value.trim().trim_matches(['<', '>'])));
        }
    }
    found.truncate(20);
    found
}
