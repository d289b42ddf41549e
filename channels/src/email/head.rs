//! Where the headers of a letter or a part end, and what must be mended in them before they can be read.

use std::borrow::Cow;

use mail_parser::{Message, MessageParser};

use super::{charset, encoded};
use crate::limits;

/// Bytes of one header block that are read.
pub(super) const HEADER: usize = 256 * 1024;

/// The bytes that are read, after cutting what is beyond the limits; each cut leaves a remark.
pub(super) fn bounded<'x>(raw: &'x [u8], remarks: &mut Vec<String>) -> Cow<'x, [u8]> {
    let mut kept = raw;
    if kept.len() > limits::MESSAGE {
        kept = &kept[..limits::MESSAGE];
        remarks.push(format!(
            "The mail has {} bytes; only the first {} were read.",
            raw.len(),
            limits::MESSAGE
        ));
    }
    let kept = match charset::is_utf16(kept) {
        Some(charset) => Cow::Owned(charset::decoded(kept, Some(charset)).0.into_bytes()),
        None => Cow::Borrowed(kept),
    };
    let kept = beginning(line_ends(kept));
    let end = ends(&kept).0;
    if end <= HEADER {
        return kept;
    }
    remarks.push(format!("The mail's header has {end} bytes; only the first {HEADER} were read."));
    // Whole lines: half a header would say something else.
    let line = kept[..HEADER].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let mut shorter = if line == 0 { [&kept[..HEADER], b"\r\n"].concat() } else { kept[..line].to_vec() };
    shorter.extend_from_slice(&kept[end..]);
    Cow::Owned(shorter)
}

/// Line ends that no reader knows: a lone CR for all of them, or one CR too many in each.
fn line_ends(raw: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let first = raw.iter().position(|b| *b == b'\n');
    match first {
        None if raw.contains(&b'\r') => {
            Cow::Owned(raw.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect())
        }
        Some(at) if raw[..at].ends_with(b"\r\r") => {
            let mut out = Vec::with_capacity(raw.len());
            for line in raw.split_inclusive(|b| *b == b'\n') {
                match line.strip_suffix(b"\r\r\n") {
                    Some(line) => {
                        out.extend_from_slice(line);
                        out.extend_from_slice(b"\r\n");
                    }
                    None => out.extend_from_slice(line),
                }
            }
            Cow::Owned(out)
        }
        _ => raw,
    }
}

/// Without what a mail file may have before its first header: a byte order mark, empty lines, mbox's line.
fn beginning(raw: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let mut at = 0;
    loop {
        let rest = &raw[at..];
        if rest.starts_with(b"\xef\xbb\xbf") {
            at += 3;
        } else if rest.starts_with(b"\n") {
            at += 1;
        } else if rest.starts_with(b"\r\n") {
            at += 2;
        } else if rest.starts_with(b"From ") || rest.starts_with(b">From ") {
            let Some(line) = rest.iter().position(|b| *b == b'\n') else { break };
            // `From : a@b` is a header written by hand.
            if is_header(&rest[..line]) && rest[..line].starts_with(b"From :") {
                break;
            }
            at += line + 1;
        } else {
            break;
        }
    }
    match raw {
        _ if at == 0 => raw,
        Cow::Borrowed(raw) => Cow::Borrowed(&raw[at..]),
        Cow::Owned(raw) => Cow::Owned(raw[at..].to_vec()),
    }
}

/// Where the headers end, and where the body begins: behind an empty line. Where there is none, the first
/// line that cannot be a header is the body's.
pub(super) fn ends(raw: &[u8]) -> (usize, usize) {
    let mut at = 0;
    let mut strange = None;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        if matches!(line, b"\n" | b"\r\n") {
            return (at, at + line.len());
        }
        if strange.is_none()
            && at > 0
            && !line.starts_with(b" ")
            && !line.starts_with(b"\t")
            && !is_header(line)
        {
            strange = Some(at);
        }
        at += line.len();
    }
    strange.map_or((raw.len(), raw.len()), |at| (at, at))
}

/// A name of visible signs and a colon (RFC 5322 §2.2); spaces before the colon are forgiven.
fn is_header(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|b| *b == b':') else { return false };
    let name = line[..colon].trim_ascii_end();
    !name.is_empty() && name.len() <= 100 && name.iter().all(u8::is_ascii_graphic)
}

/// Headers, and what comes after the empty line.
pub(super) fn apart(raw: &[u8]) -> (Option<Message<'_>>, &[u8]) {
    let (end, body) = ends(raw);
    (read(&raw[..end]), &raw[body..])
}

/// Reads only the headers at the beginning of `raw`.
pub(super) fn headers(raw: &[u8]) -> Option<Message<'_>> {
    read(&raw[..ends(raw).0])
}

fn read(head: &[u8]) -> Option<Message<'_>> {
    let head = &head[..head.len().min(HEADER + 2)];
    match mended(head) {
        Cow::Borrowed(head) => MessageParser::default().parse_headers(head),
        Cow::Owned(head) => MessageParser::default().parse_headers(&head).map(Message::into_owned),
    }
}

/// In UTF-8, without NUL, with sound encoded words, each header's name next to its colon, and with an end.
fn mended(head: &[u8]) -> Cow<'_, [u8]> {
    let mut kept = Cow::Borrowed(head);
    if kept.contains(&0) {
        kept.to_mut().retain(|b| *b != 0);
    }
    if std::str::from_utf8(&kept).is_err() {
        // Raw 8-bit letters in a header: against the rules, and common.
        let hint = charset::hinted(&kept);
        kept = Cow::Owned(charset::decoded(&kept, hint.as_deref()).0.into_bytes());
    }
    if let Ok(text) = std::str::from_utf8(&kept)
        && let Cow::Owned(words) = encoded::mended(text)
    {
        kept = Cow::Owned(words.into_bytes());
    }
    if kept.split(|b| *b == b'\n').any(has_gap) {
        let lines = kept.split_inclusive(|b| *b == b'\n').flat_map(closed).copied().collect();
        kept = Cow::Owned(lines);
    }
    // mail-parser drops a header without a line end.
    if !kept.is_empty() && !kept.ends_with(b"\n") {
        kept.to_mut().extend_from_slice(b"\r\n");
    }
    kept
}

fn has_gap(line: &[u8]) -> bool {
    let space = line.iter().position(|b| matches!(b, b' ' | b'\t'));
    space.is_some_and(|at| at > 0 && line[at..].trim_ascii_start().starts_with(b":") && is_header(line))
}

fn closed(line: &[u8]) -> impl Iterator<Item = &u8> {
    let (name, rest) = match line.iter().position(|b| *b == b':').filter(|_| has_gap(line)) {
        Some(colon) => (line[..colon].trim_ascii_end(), &line[colon..]),
        None => (line, &line[line.len()..]),
    };
    name.iter().chain(rest)
}

/// The values of a header, unfolded, otherwise as they came.
pub(super) fn raw_values<'m>(head: &'m Message<'_>, name: &'m str) -> impl Iterator<Item = String> + 'm {
    let raw = &*head.raw_message;
    head.headers()
        .iter()
        .filter(move |header| header.name().eq_ignore_ascii_case(name))
        .filter_map(|header| raw.get(header.offset_start() as usize..header.offset_end() as usize))
        .map(|value| charset::undeclared(value).trim().replace(['\r', '\n'], ""))
}
