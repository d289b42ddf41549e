//! The structure of a letter (RFC 2045–2049), within limits.
//!
//! mail-parser reads the headers; the structure and the leaves are read here. Its own structure reader
//! descends into forwarded letters without a limit (a few hundred thousand of them, hidden in base64,
//! overflow the stack when they are dropped) and trips over boundaries that cross such a letter. A
//! forwarded letter is a file to us, so there is nothing to descend into.

use mail_parser::Message;

use super::charset;
use super::head::apart;
use super::leaf::Part;

/// Multiparts inside multiparts.
const DEPTH: usize = 20;
/// Parts in one letter.
const PARTS: usize = 500;

/// A letter taken apart.
pub struct Letter<'x> {
    /// The letter's own headers.
    pub(super) head: Message<'x>,
    /// A charset that the headers speak, for parts that name none.
    pub(super) hint: Option<String>,
    /// Not all of it was read: too deep or too many parts.
    pub(super) full: bool,
    /// The leaves, in order.
    pub(super) parts: Vec<Part<'x>>,
    /// Leaves that are the letter's words, in their plainest and in their richest form.
    pub(super) plain: Vec<usize>,
    pub(super) rich: Vec<usize>,
    /// Leaves that are files.
    pub(super) files: Vec<usize>,
}

/// Takes a letter apart. Nothing when there is not one header.
pub(super) fn letter<'x>(raw: &'x [u8], remarks: &mut Vec<String>) -> Option<Letter<'x>> {
    let (head, body) = apart(raw);
    let head = head?;
    let hint = charset::hinted(&raw[..raw.len() - body.len()]);
    let mut walk = Walk { parts: Vec::new(), files: Vec::new(), full: false };
    let bodies = walk.part(Some(head.clone()), body, 0, Place::Alone);
    if walk.full {
        remarks.push("The mail is nested too deeply or has too many parts; the rest was not read.".into());
    }
    Some(Letter {
        head,
        hint,
        full: walk.full,
        parts: walk.parts,
        plain: bodies.plain,
        rich: bodies.rich,
        files: walk.files,
    })
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
            let mut children = split(body, boundary.as_bytes());
            if children.is_empty()
                && let Some(boundary) = guessed(body)
            {
                children = split(body, boundary);
            }
            if !children.is_empty() {
                return self.children(part.media_type.as_deref(), children, depth);
            }
            part.unparted = true;
            return self.body(part);
        }
        let is_text = match part.media_type.as_deref() {
            None | Some("text/plain" | "text/html" | "text/enriched") => true,
            // A kind of text nobody knows is words when there is nothing else.
            Some(of) => place == Place::Alone && of.starts_with("text/x-"),
        };
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

/// The delimiter that is used instead of the one that was said: a line with two hyphens before what can
/// only be a part's header.
fn guessed(body: &[u8]) -> Option<&[u8]> {
    let mut lines = body.split(|b| *b == b'\n').take(200);
    let mut line = lines.next()?;
    for next in lines {
        let boundary = line.strip_prefix(b"--").map(<[u8]>::trim_ascii).unwrap_or_default();
        if !boundary.is_empty()
            && boundary.len() <= 200
            && next.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case(b"content-"))
        {
            return Some(boundary);
        }
        line = next;
    }
    None
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
