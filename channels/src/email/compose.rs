//! From an [`Outbound`] to a letter: plain first, one HTML column, the answer on top, nothing that tracks.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as File, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use sha2::{Digest, Sha256};

use super::{html_letter, words};
use crate::{Content, Identity, Outbound, Person, SendError, limits};

/// Ids in References: the first and the newest, as RFC 5322 §3.6.4 lets long threads be shortened.
const REFERENCES: usize = 20;
const SUBJECT: usize = 500;
const NAME: usize = 120;
/// The last second that a Date header can say in four digits (9999-12-31T23:59:59Z).
const LAST: u64 = 253_402_300_799_000;

/// The agency's mailbox that speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub address: String,
    pub name: String,
}

/// Writes the letter. `at` is its date, milliseconds UTC: the moment the message was written, so that a
/// second try says the same.
///
/// # Errors
/// [`SendError::Refused`] when the message can never be a letter: no address, an address or Message-ID
/// that is none, a file whose bytes are not at hand, more than [`limits::MESSAGE`] bytes.
pub fn compose(out: &Outbound, from: &Sender, at: i64) -> Result<Message, SendError> {
    compose_with(out, &Copies::default(), from, at)
}

/// Who else has a letter. Every exemplar leaves on its own; all of them name the same people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// Named in Cc.
    pub people: Vec<Person>,
    /// This exemplar goes to this address alone; none: to the recipient alone.
    pub only_to: Option<String>,
}

/// [`compose`] for a letter that others have, too.
///
/// # Errors
/// As [`compose`]. Somebody whose address is malformed is left out of Cc.
pub fn compose_with(out: &Outbound, copies: &Copies, from: &Sender, at: i64) -> Result<Message, SendError> {
    let Identity::Email(to) = &out.to else {
        return Err(refused("the recipient has no e-mail address"));
    };
    let to = mailbox(to, out.to_name.as_deref())?;
    let from = mailbox(&from.address, Some(&from.name))?;
    let subject = out.subject.as_deref().and_then(|text| words::some_line(text, SUBJECT));
    let subject = subject.or_else(|| from.name.clone()).unwrap_or_else(|| from.email.to_string());
    let id = words::message_id(&out.message_id).filter(|id| id.is_ascii());
    let id = id.ok_or_else(|| refused("our Message-ID is malformed"))?;

    // Nobody is to answer a machine: no bounce, no absence note (RFC 3834 §3.3).
    let return_path = match &out.return_path {
        _ if out.automatic => None,
        Some(address) => Some(mailbox(address, None)?.email),
        None => Some(from.email.clone()),
    };
    let goes_to = match &copies.only_to {
        Some(address) => mailbox(address, None)?.email,
        None => to.email.clone(),
    };
    let envelope = Envelope::new(return_path, vec![goes_to]).map_err(|error| refused(&error.to_string()))?;

    let mut builder = Message::builder()
        .from(from)
        .to(to)
        .subject(&subject)
        .date(date(at))
        .message_id(Some(format!("<{id}>")))
        .envelope(envelope)
        .raw_header(text_header("Content-Language", language(out)));
    if let Some(address) = &out.reply_to {
        builder = builder.reply_to(mailbox(address, None)?);
    }
    for person in &copies.people {
        if let Ok(person) = mailbox(&person.address, person.name.as_deref()) {
            builder = builder.cc(person);
        }
    }
    let (newest, thread) = references(out);
    if let Some(newest) = newest {
        builder = builder
            .raw_header(ids_header("In-Reply-To", &[newest]))
            .raw_header(ids_header("References", &thread));
    }
    if out.automatic {
        builder = builder
            .raw_header(text_header("Auto-Submitted", "auto-replied"))
            // Exchange does not know RFC 3834.
            .raw_header(text_header("X-Auto-Response-Suppress", "All"));
    }

    if let Some(link) = out.unsubscribe.as_deref().filter(|link| is_link(link)) {
        builder = builder.raw_header(text_header("List-Unsubscribe", &format!("<{link}>")));
        // One press may only be offered where nobody listens in (RFC 8058 §3.1).
        if link.starts_with("https://") {
            builder = builder.raw_header(text_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
    }

    let text = words::text(&out.text);
    let html = html_letter::page(&text, &subject, language(out), !out.automatic);
    let seam = seam(&[id.as_str(), &text, &html]);
    let words = MultiPart::alternative()
        .boundary(format!("{seam}.words"))
        .singlepart(SinglePart::plain(text))
        .singlepart(SinglePart::html(html));
    let message = if out.attachments.is_empty() {
        builder.multipart(words)
    } else {
        let mut parts = MultiPart::mixed().boundary(format!("{seam}.all")).multipart(words);
        for file in &out.attachments {
            parts = parts.singlepart(attached(file)?);
        }
        builder.multipart(parts)
    };
    let message = message.map_err(|error| refused(&error.to_string()))?;
    if message.formatted().len() > limits::MESSAGE {
        return Err(refused("the letter is larger than mail servers take"));
    }
    Ok(message)
}

/// What parts a letter: the same at every try, and nothing that its own words could contain.
fn seam(said: &[&str]) -> String {
    let mut hash = Sha256::new();
    for words in said {
        hash.update(words);
        hash.update([0]);
    }
    hash.finalize().iter().take(16).fold(String::from("sahut."), |mut seam, byte| {
        let _: Result<(), std::fmt::Error> = write!(seam, "{byte:02x}");
        seam
    })
}

/// Nothing that could end the header's brackets or its line.
fn is_link(link: &str) -> bool {
    !link.is_empty()
        && link.len() <= 900
        && link.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b','))
}

fn refused(reason: &str) -> SendError {
    SendError::Refused { reason: reason.to_owned() }
}

fn mailbox(address: &str, name: Option<&str>) -> Result<Mailbox, SendError> {
    let address: Address = address
        .trim()
        .parse()
        .map_err(|error| refused(&format!("an e-mail address is malformed: {error}")))?;
    Ok(Mailbox::new(name.and_then(|name| words::some_line(name, NAME)), address))
}

fn date(at: i64) -> SystemTime {
    let at = u64::try_from(at).unwrap_or(0).min(LAST);
    SystemTime::UNIX_EPOCH + Duration::from_millis(at)
}

fn language(out: &Outbound) -> &'static str {
    if out.language == "en" { "en" } else { "id" }
}

/// What is answered, and the whole thread, oldest first. Ids from outside that could break a header
/// are left out.
fn references(out: &Outbound) -> (Option<String>, Vec<String>) {
    let sound: Vec<String> = out
        .references
        .iter()
        .filter_map(|id| words::message_id(id))
        .filter(|id| id.is_ascii() && *id != out.message_id)
        .collect();
    let newest = sound.first().cloned();
    let mut thread: Vec<String> = sound.iter().take(REFERENCES - 1).cloned().collect();
    if let Some(oldest) = sound.get(REFERENCES - 1..).and_then(<[String]>::last) {
        thread.push(oldest.clone());
    }
    thread.reverse();
    (newest, thread)
}

/// Header of ids, one a line: lettre would encode nothing here, but also fold nothing.
fn ids_header(name: &'static str, ids: &[String]) -> HeaderValue {
    let ids: Vec<String> = ids.iter().map(|id| format!("<{id}>")).collect();
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        ids.join(" "),
        ids.join("\r\n "),
    )
}

fn text_header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn attached(file: &crate::Attachment) -> Result<SinglePart, SendError> {
    let Content::Bytes(bytes) = &file.content else {
        return Err(refused(&format!("the bytes of the file \"{}\" are not at hand", file.name)));
    };
    let octets = || ContentType::parse("application/octet-stream");
    let media_type = ContentType::parse(&file.media_type)
        // A letter inside a letter may not be encoded (RFC 2046 §5.2.1), which lettre would do.
        .and_then(|kind| if file.media_type.starts_with("message/") { octets() } else { Ok(kind) })
        .or_else(|_| octets())
        .map_err(|error| refused(&error.to_string()))?;
    let name = words::some_line(&file.name, NAME).unwrap_or_else(|| "lampiran".into());
    Ok(File::new(name).body(bytes.clone(), media_type))
}
