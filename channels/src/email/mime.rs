//! The structure of a letter (RFC 2045–2049), within limits.
//!
//! mail-parser reads the headers; the structure and the leaves are read here. Its own structure reader
//! descends into forwarded letters without a limit (a few hundred thousand of them, hidden in base64,
//! overflow the stack when they are dropped) and trips over boundaries that cross such a letter. A
//! forwarded letter is a file to us, so there is nothing to descend into.

use std::borrow::Cow;

use mail_parser::decoders::{base64::base64_decode, charsets::map::charset_decoder};
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::limits;

/// Bytes of one header block that are read.
const HEADER: usize = 256 * 1024;
/// Multiparts inside multiparts.
const DEPTH: usize = 20;
/// Parts in one letter.
const PARTS: usize = 500;

/// A letter taken apart.
pub struct Letter<'x> {
    /// The letter's own headers.
    pub(super) head: Message<'x>,
    /// The leaves, in order.
    pub(super) parts: Vec<Part<'x>>,
    /// Leaves that are the letter's words, in their plainest and in their richest form.
    pub(super) plain: Vec<usize>,
    pub(super) rich: Vec<usize>,
    /// Leaves that are files.
    pub(super) files: Vec<usize>,
}

/// A leaf: headers and still encoded bytes.
pub(super) struct Part<'x> {
    head: Option<Message<'x>>,
    body: &'x [u8],
    /// `text/plain`, in lower case; nothing when the part does not say.
    pub media_type: Option<String>,
    /// A multipart whose parts cannot be told apart.
    pub unparted: bool,
}

/// The bytes that are read, after cutting what is beyond the limits; each cut leaves a remark.
pub(super) fn bounded<'x>(raw: &'x [u8], remarks: &mut Vec<String>) -> Cow<'x, [u8]> {
    let mut kept = raw;
    if kept.len() > limits::MESSAGE {
        kept = &kept[..limits::MESSAGE];
        remarks.push(format!("The mail has {} bytes; only the first {} were read.", raw.len(), limits::MESSAGE));
    }
    let head = header_end(kept);
    if head <= HEADER {
        return Cow::Borrowed(kept);
    }
    remarks.push(format!("The mail's header has {head} bytes; only the first {HEADER} were read."));
    let mut short = kept[..HEADER].to_vec();
    if !short.ends_with(b"\n") {
        short.extend_from_slice(b"\r\n");
    }
    short.extend_from_slice(&kept[head..]);
    Cow::Owned(short)
}

/// Where the headers end and the empty line begins.
fn header_end(raw: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = &raw[at..];
        if rest.starts_with(b"\n") || rest.starts_with(b"\r\n") {
            return at;
        }
        match rest.iter().position(|b| *b == b'\n') {
            Some(line) => at += line + 1,
            None => return raw.len(),
        }
    }
}

/// Headers, and what comes after the empty line.
fn apart(raw: &[u8]) -> (Option<Message<'_>>, &[u8]) {
    let end = header_end(raw);
    let empty = raw[end..].iter().position(|b| *b == b'\n').map_or(0, |line| line + 1);
    (headers(&raw[..end.min(HEADER)]), &raw[end + empty..])
}

/// Reads only the headers at the beginning of `raw`.
pub(super) fn headers(raw: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse_headers(&raw[..header_end(raw)])
}

/// Takes a letter apart. Nothing when there is not one header.
pub(super) fn letter<'x>(raw: &'x [u8], remarks: &mut Vec<String>) -> Option<Letter<'x>> {
    let (head, body) = apart(raw);
    let head = head?;
    let mut walk = Walk { parts: Vec::new(), files: Vec::new(), full: false };
    let bodies = walk.part(Some(head.clone()), body, 0, Place::Alone);
    if walk.full {
        remarks.push("The mail is nested too deeply or has too many parts; the rest was not read.".into());
    }
    Some(Letter { head, parts: walk.parts, plain: bodies.plain, rich: bodies.rich, files: walk.files })
}

/// Where a part stands among its siblings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Alone,
    Among,
    /// Not the first in a `multipart/related`: an image that the first one shows.
    Related,
    /// In a `multipart/digest`, where what says nothing is a letter (RFC 2046 §5.1.5).
    Digest,
}

#[derive(Default)]
struct Bodies {
    plain: Vec<usize>,
    rich: Vec<usize>,
}

struct Walk<'x> {
    parts: Vec<Part<'x>>,
    files: Vec<usize>,
    full: bool,
}

impl<'x> Walk<'x> {
    fn part(&mut self, head: Option<Message<'x>>, body: &'x [u8], depth: usize, place: Place) -> Bodies {
        if self.parts.len() >= PARTS {
            self.full = true;
            return Bodies::default();
        }
        let mut part = Part::new(head, body);
        if place == Place::Digest && part.media_type.is_none() {
            part.media_type = Some("message/rfc822".into());
        }
        if part.media_type.as_deref().is_some_and(|of| of.starts_with("multipart/")) {
            if depth >= DEPTH {
                self.full = true;
                return Bodies::default();
            }
            let boundary = part.attribute("boundary").unwrap_or_default().to_owned();
            let children = split(body, boundary.as_bytes());
            if !children.is_empty() {
                return self.children(part.media_type.as_deref(), children, depth);
            }
            return self.body(Part { unparted: true, ..part });
        }
        let is_text = matches!(part.media_type.as_deref(), None | Some("text/plain" | "text/html"));
        // A named text among others is a file; alone it is what the sender wrote.
        let is_body = is_text
            && place != Place::Related
            && !part.is_attachment()
            && (place == Place::Alone || part.name().is_none());
        if is_body { self.body(part) } else { self.file(part) }
    }

    fn children(&mut self, of: Option<&str>, children: Vec<&'x [u8]>, depth: usize) -> Bodies {
        let mut all = Bodies::default();
        for (index, child) in children.into_iter().enumerate() {
            let place = match of {
                Some("multipart/related") if index > 0 => Place::Related,
                Some("multipart/digest") => Place::Digest,
                _ => Place::Among,
            };
            let (head, body) = apart(child);
            let found = self.part(head, body, depth + 1, place);
            if of == Some("multipart/alternative") {
                // The first form is the plainest, the last the richest (RFC 2046 §5.1.4).
                let plainer = self.has(&found.plain, false) && !self.has(&all.plain, false);
                if !found.plain.is_empty() && (all.plain.is_empty() || plainer) {
                    all.plain = found.plain;
                }
                let richer = self.has(&found.rich, true) || !self.has(&all.rich, true);
                if !found.rich.is_empty() && richer {
                    all.rich = found.rich;
                }
            } else {
                all.plain.extend(found.plain);
                all.rich.extend(found.rich);
            }
        }
        all
    }

    fn has(&self, bodies: &[usize], html: bool) -> bool {
        bodies.iter().any(|id| self.parts[*id].is_html() == html)
    }

    fn body(&mut self, part: Part<'x>) -> Bodies {
        let id = self.parts.len();
        self.parts.push(part);
        Bodies { plain: vec![id], rich: vec![id] }
    }

    fn file(&mut self, part: Part<'x>) -> Bodies {
        self.files.push(self.parts.len());
        self.parts.push(part);
        Bodies::default()
    }
}

/// The parts between delimiter lines. Empty when there is no delimiter: an end that never comes is
/// forgiven, a beginning is not.
fn split<'x>(body: &'x [u8], boundary: &[u8]) -> Vec<&'x [u8]> {
    let mut parts = Vec::new();
    let mut begins = None;
    let mut at = 0;
    if boundary.is_empty() {
        return parts;
    }
    for line in body.split_inclusive(|b| *b == b'\n') {
        let delimiter = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        let (is_delimiter, is_end) = match delimiter.map(<[u8]>::trim_ascii) {
            Some(b"") => (true, false),
            Some(b"--") => (true, true),
            _ => (false, false),
        };
        if is_delimiter {
            if let Some(from) = begins {
                // The line end before a delimiter belongs to the delimiter.
                let part = &body[from..at];
                let part = part.strip_suffix(b"\n").unwrap_or(part);
                parts.push(part.strip_suffix(b"\r").unwrap_or(part));
            }
            begins = Some(at + line.len());
            // One more than is read, so that the reader sees there are too many.
            if is_end || parts.len() > PARTS {
                return parts;
            }
        }
        at += line.len();
    }
    if let Some(from) = begins {
        parts.push(&body[from..]);
    }
    parts
}

impl<'x> Part<'x> {
    fn new(head: Option<Message<'x>>, body: &'x [u8]) -> Self {
        let media_type = head.as_ref().and_then(|head| {
            let of = head.content_type()?;
            Some(format!("{}/{}", of.ctype(), of.subtype()?).to_ascii_lowercase())
        });
        Self { head, body, media_type, unparted: false }
    }

    pub(super) fn is_html(&self) -> bool {
        self.media_type.as_deref() == Some("text/html")
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.head.as_ref()?.content_type()?.attribute(name)
    }

    fn is_attachment(&self) -> bool {
        let disposition = self.head.as_ref().and_then(|head| head.content_disposition());
        disposition.is_some_and(|of| of.ctype().eq_ignore_ascii_case("attachment"))
    }

    /// What the sender calls the file.
    pub(super) fn name(&self) -> Option<&str> {
        self.head.as_ref()?.attachment_name()
    }

    /// The bytes without their transfer encoding; `Err` holds the bytes as they came.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Vec<u8>> {
        let said = self.head.as_ref().and_then(|head| head.content_transfer_encoding()).unwrap_or_default();
        let said = said.split(['(', ';']).next().unwrap_or_default().trim().to_ascii_lowercase();
        let decoded = match said.as_str() {
            "base64" => base64_decode(self.body).or_else(|| lenient_base64(self.body)),
            "quoted-printable" => quoted_printable_decode(self.body),
            _ => Some(self.body.to_vec()),
        };
        decoded.ok_or_else(|| self.body.to_vec())
    }

    /// Bytes as Unicode. Unknown or absent charset: UTF-8 if it is, else windows-1252, the likeliest.
    /// The second value is the charset's name when we do not know it.
    pub(super) fn decoded(&self, bytes: &[u8]) -> (String, Option<String>) {
        let charset = self.attribute("charset");
        match charset.and_then(|name| charset_decoder(name.as_bytes())) {
            Some(decode) => (decode(bytes), None),
            // mail-parser lists no decoder for what needs none.
            None => (undeclared(bytes), charset.filter(|name| !is_unicode(name)).map(str::to_owned)),
        }
    }
}

fn is_unicode(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|name| charset.eq_ignore_ascii_case(name))
}

/// Base64 cut short or with strange signs behind it: whole groups up to the first sign that is none.
fn lenient_base64(body: &[u8]) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let mut signs: Vec<u8> = body
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_whitespace())
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
        .collect();
    // A text in clear under a wrong label would decode to noise: most of it must be base64.
    let black = body.iter().filter(|b| !b.is_ascii_whitespace()).count();
    if signs.is_empty() || signs.len() * 10 < black * 9 {
        return None;
    }
    signs.truncate(signs.len() / 4 * 4);
    base64::engine::general_purpose::STANDARD.decode(&signs).ok()
}

/// Text that does not say its charset.
pub(super) fn undeclared(bytes: &[u8]) -> String {
    match (std::str::from_utf8(bytes), charset_decoder(b"windows-1252")) {
        (Ok(text), _) => text.to_owned(),
        (Err(_), Some(decode)) => decode(bytes),
        (Err(_), None) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The values of a header, unfolded, otherwise as they came.
pub(super) fn raw_values<'m>(head: &'m Message<'_>, name: &'m str) -> impl Iterator<Item = String> + 'm {
    let raw = &*head.raw_message;
    head.headers()
        .iter()
        .filter(move |header| header.name().eq_ignore_ascii_case(name))
        .filter_map(|header| raw.get(header.offset_start() as usize..header.offset_end() as usize))
        .map(|value| undeclared(value).trim().replace(['\r', '\n'], ""))
}
