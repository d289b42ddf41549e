//! Encoded words (RFC 2047) as they really come: letters cut in two between words, spaces inside, ends
//! missing.
//!
//! Every run of words becomes one well-formed word in UTF-8, so that mail-parser, which reads each word by
//! itself, gets them whole, wherever they stand in a header.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{charset, words};

/// Bytes of one word; RFC 2047 allows 75.
const LONGEST: usize = 8 * 1024;

/// One word taken apart, still encoded.
struct Word<'h> {
    charset: &'h str,
    is_base64: bool,
    data: &'h str,
    /// What of the header it takes.
    length: usize,
}

/// A header block with its encoded words mended.
pub(super) fn mended(head: &str) -> Cow<'_, str> {
    if !head.contains("=?") {
        return Cow::Borrowed(head);
    }
    let mut out = String::with_capacity(head.len() + 64);
    let mut rest = head;
    while let Some(at) = rest.find("=?") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((text, length)) = run(rest) {
            // Glued to the letter before it, a word is not seen as one.
            if out.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ':') {
                out.push(' ');
            }
            write(&mut out, &text);
            rest = &rest[length..];
            if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                out.push(' ');
            }
        } else {
            out.push_str("=?");
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The words from here on with nothing but white space between them.
fn run(text: &str) -> Option<(String, usize)> {
    let first = word(text)?;
    let mut words = vec![first];
    let mut length = words[0].length;
    loop {
        let rest = &text[length..];
        let next = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        // A line end that is not folded ends the header.
        let gap = &rest[..rest.len() - next.len()];
        if gap.ends_with(['\r', '\n']) {
            break;
        }
        let Some(word) = word(next) else { break };
        length += gap.len() + word.length;
        words.push(word);
    }
    let mut decoded = String::new();
    let mut at = 0;
    while at < words.len() {
        let charset = words[at].charset;
        let mut bytes = Vec::new();
        while let Some(word) = words.get(at).filter(|word| word.charset.eq_ignore_ascii_case(charset)) {
            let mut data = word.data.to_owned();
            at += 1;
            // Cut in the middle of a group of four: the next word goes on where this one ends.
            while let Some(next) = words
                .get(at)
                .filter(|next| word.is_base64 && next.is_base64 && next.charset == charset && is_half(&data))
            {
                data.push_str(next.data);
                at += 1;
            }
            bytes.extend(if word.is_base64 { base64(&data) } else { quoted(&data) });
            // A charset with shifts begins each word anew.
            if charset.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("iso-2022")) {
                break;
            }
        }
        decoded.push_str(&charset::decoded(&bytes, Some(charset)).0);
    }
    Some((decoded, length))
}

/// `=?charset*language?Q?…?=` at the beginning of `text`.
fn word(text: &str) -> Option<Word<'_>> {
    let inner = text.strip_prefix("=?")?;
    let (charset, rest) = inner.split_once('?')?;
    let token = |c: u8| c.is_ascii_alphanumeric() || b"-_:.*+".contains(&c);
    if charset.is_empty() || charset.len() > 60 || !charset.bytes().all(token) {
        return None;
    }
    let (kind, rest) = rest.split_once('?')?;
    let is_base64 = kind.eq_ignore_ascii_case("b");
    if !is_base64 && !kind.eq_ignore_ascii_case("q") {
        return None;
    }
    // Without an end the line is the end; a further word begins a new one. Not far: a header full of
    // beginnings would be read over and over.
    let near = &rest[..words::floor(rest, LONGEST)];
    let near = &near[..near.find(" =?").unwrap_or(near.len())];
    let near = &near[..near.find(['\r', '\n']).unwrap_or(near.len())];
    let (data, closing) = match near.find("?=") {
        Some(end) => (&near[..end], 2),
        None if is_base64 => {
            let sign = |c: char| c.is_ascii_alphanumeric() || "+/=-_".contains(c);
            (&near[..near.find(|c| !sign(c)).unwrap_or(near.len())], 0)
        }
        None => (near, 0),
    };
    let length = text.len() - rest.len() + data.len() + closing;
    Some(Word { charset: charset.split('*').next().unwrap_or(charset), is_base64, data, length })
}

fn is_half(data: &str) -> bool {
    !data.contains('=') && !data.len().is_multiple_of(4)
}

/// Lenient: padding and strange signs do not count, a last half group is dropped.
fn base64(data: &str) -> Vec<u8> {
    let mut signs: Vec<u8> = data
        .bytes()
        .filter_map(|b| match b {
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            b if b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/') => Some(b),
            _ => None,
        })
        .collect();
    match signs.len() % 4 {
        1 => signs.truncate(signs.len() - 1),
        2 => signs.extend_from_slice(b"=="),
        3 => signs.push(b'='),
        _ => {}
    }
    let lenient = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
    );
    lenient.decode(&signs).unwrap_or_default()
}

fn quoted(data: &str) -> Vec<u8> {
    let bytes = data.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match bytes[at] {
            b'_' => out.push(b' '),
            b'=' => match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
                Some(byte) => {
                    out.push(byte);
                    at += 2;
                }
                None => out.push(b'='),
            },
            byte => out.push(byte),
        }
        at += 1;
    }
    out
}

fn write(out: &mut String, text: &str) {
    // Line ends inside a word would make new headers; controls are nothing to show.
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    out.push_str("=?utf-8?B?");
    out.push_str(&STANDARD.encode(clean));
    out.push_str("?=");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(head: &str) -> String {
        let mended = mended(head);
        let inner = mended.split("=?utf-8?B?").nth(1).and_then(|rest| rest.split("?=").next());
        inner.map_or_else(String::new, |inner| String::from_utf8(STANDARD.decode(inner).unwrap()).unwrap())
    }

    #[test]
    fn words_are_joined_before_they_are_decoded() {
        assert_eq!(read("=?utf-8?Q?M=C3?= =?utf-8?Q?=A9lati?="), "Mélati");
        assert_eq!(read("=?utf-8?B?SmFsYW4?="), "Jalan");
        assert_eq!(read("=?utf-8?Q?Jalan rusak?="), "Jalan rusak");
        assert_eq!(read("=?utf-8?Q?Jalan_rusak"), "Jalan rusak");
    }

    #[test]
    fn what_is_no_word_stays() {
        for plain in ["Harga =?5000?= ya", "=?utf-8?X?a?=", "=??Q?a?=", "=?", "a =?utf-8"] {
            assert_eq!(mended(plain), plain);
        }
    }
}
