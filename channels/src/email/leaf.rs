//! One part of a letter: its headers, its bytes without their transfer encoding, its text as Unicode.
//!
//! What does not decode is given back as it came, and said to be so: nothing is silently replaced.

use base64::Engine as _;
use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Message, MimeHeaders};

use super::charset;

/// A leaf: headers and still encoded bytes.
pub(super) struct Part<'x> {
    head: Option<Message<'x>>,
    body: &'x [u8],
    /// `text/plain`, in lower case; nothing when the part does not say.
    pub media_type: Option<String>,
    /// A multipart whose parts cannot be told apart.
    pub unparted: bool,
}

impl<'x> Part<'x> {
    pub(super) fn new(head: Option<Message<'x>>, body: &'x [u8]) -> Self {
        let media_type = head.as_ref().and_then(|head| {
            let of = head.content_type()?;
            Some(format!("{}/{}", of.ctype(), of.subtype()?).to_ascii_lowercase())
        });
        Self { head, body, media_type, unparted: false }
    }

    pub(super) fn is_html(&self) -> bool {
        self.media_type.as_deref() == Some("text/html")
    }

    pub(super) fn is(&self, media_type: &str) -> bool {
        self.media_type.as_deref() == Some(media_type)
    }

    /// A parameter of the content type.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.head.as_ref()?.content_type()?.attribute(name)
    }

    /// Does the sender say it is a file?
    pub(super) fn is_attachment(&self) -> bool {
        let disposition = self.head.as_ref().and_then(|head| head.content_disposition());
        disposition.is_some_and(|of| of.ctype().eq_ignore_ascii_case("attachment"))
    }

    /// What the sender calls the file.
    pub(super) fn name(&self) -> Option<&str> {
        let head = self.head.as_ref()?;
        // A name in letters beyond ASCII comes twice, once spelt for old programs (RFC 6266 §4.3).
        let named = head.content_disposition().and_then(|of| of.attributes());
        let full = named.into_iter().flatten().filter(|of| of.name.eq_ignore_ascii_case("filename"));
        full.map(|of| &*of.value).find(|name| !name.is_ascii()).or_else(|| head.attachment_name())
    }

    /// What the letter's HTML calls the file (`cid:…`).
    pub(super) fn content_id(&self) -> Option<&str> {
        let id = self.head.as_ref()?.content_id()?;
        Some(id.trim().trim_start_matches('<').trim_end_matches('>'))
    }

    /// The bytes without their transfer encoding; `Err` holds the bytes as they came.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Vec<u8>> {
        self.bytes_of(self.body)
    }

    /// [`Self::bytes`], of a long part only the beginning: for words, of which few are kept.
    pub(super) fn beginning(&self, most: usize) -> Result<Vec<u8>, Vec<u8>> {
        let encoded = match self.transfer_encoding().as_str() {
            "base64" => most / 3 * 4,
            "quoted-printable" => most * 3,
            _ => most,
        };
        // Some room for line ends.
        let encoded = encoded + encoded / 16;
        if self.body.len() <= encoded {
            return self.bytes();
        }
        let line = self.body[..encoded].iter().rposition(|b| *b == b'\n').map_or(encoded, |at| at + 1);
        self.bytes_of(&self.body[..line])
    }

    fn transfer_encoding(&self) -> String {
        let said = self.head.as_ref().and_then(|head| head.content_transfer_encoding()).unwrap_or_default();
        said.split(['(', ';']).next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    fn bytes_of(&self, body: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        let decoded = match self.transfer_encoding().as_str() {
            "base64" => base64_decode(body).or_else(|| lenient_base64(body)),
            "quoted-printable" => Some(quoted_printable_decode(body).unwrap_or_else(|| lenient_quoted(body))),
            _ => Some(body.to_vec()),
        };
        decoded.ok_or_else(|| body.to_vec())
    }

    /// Bytes as Unicode. The second value is the charset's name when we do not know it. `hint` is what the
    /// letter's headers speak, for parts that say nothing.
    pub(super) fn decoded(&self, bytes: &[u8], hint: Option<&str>) -> (String, Option<String>) {
        let said = self.attribute("charset").map(str::to_owned);
        let said = said.or_else(|| self.is_html().then(|| meta_charset(bytes)).flatten());
        let hint = hint.filter(|_| !bytes.is_ascii() && std::str::from_utf8(bytes).is_err());
        charset::decoded(bytes, said.as_deref().or(hint))
    }
}

/// `<meta charset=…>` of a page that was sent as a letter.
fn meta_charset(html: &[u8]) -> Option<String> {
    let begin = &html[..html.len().min(2048)];
    let at = begin.windows(5).position(|window| window.eq_ignore_ascii_case(b"<meta"))?;
    charset::hinted(&begin[at..])
}

/// Quoted-printable with signs that are none: what can be decoded is, the rest stays.
fn lenient_quoted(body: &[u8]) -> Vec<u8> {
    let digit = |at: usize| body.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        let (byte, length) = match (body[at], digit(at + 1), digit(at + 2)) {
            (b'=', Some(high), Some(low)) => (Some((high * 16 + low) as u8), 3),
            (b'=', ..) if body[at + 1..].starts_with(b"\r\n") => (None, 3),
            (b'=', ..) if body[at + 1..].starts_with(b"\n") => (None, 2),
            (byte, ..) => (Some(byte), 1),
        };
        out.extend(byte);
        at += length;
    }
    out
}

/// Base64 cut short, in the alphabet of addresses, with strange signs in it or with a mailing list's words
/// below it. Nothing when it was never base64: a text in clear under a wrong label would decode to noise.
fn lenient_base64(body: &[u8]) -> Option<Vec<u8>> {
    let (mut signs, mut strange, mut below) = (Vec::with_capacity(body.len()), 0, &b""[..]);
    let mut at = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let black = line.iter().filter(|b| !b.is_ascii_whitespace()).count();
        let good = line.iter().filter(|b| is_sign(**b)).count();
        let has_gap = line.trim_ascii().iter().any(|b| matches!(b, b' ' | b'\t'));
        // Words stand apart and underlines are long; whatever follows them is theirs too.
        let is_words =
            black > 0 && (good * 10 < black * 8 || has_gap && good == black && signs.ends_with(b"="));
        let is_rule = black > 20 && line.trim_ascii().iter().all(|b| matches!(b, b'_' | b'-' | b'='));
        if !signs.is_empty() && (is_words || is_rule) {
            below = &body[at..];
            break;
        }
        strange += black - good;
        signs.extend(line.iter().filter(|b| is_sign(**b)).map(|b| match b {
            b'-' => b'+',
            b'_' => b'/',
            b => *b,
        }));
        at += line.len();
    }
    if signs.is_empty() || strange * 10 > signs.len() + strange {
        return None;
    }
    let mut out = Vec::with_capacity(signs.len() / 4 * 3);
    // Blocks that were encoded each by itself and put one behind the other.
    for block in signs.split_inclusive(|b| *b == b'=') {
        let mut block: Vec<u8> = block.iter().copied().filter(|b| *b != b'=').collect();
        if block.len() % 4 == 1 {
            block.pop();
        }
        out.extend(lenient().decode(&block).ok()?);
    }
    let text = std::str::from_utf8(&out)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !c.is_whitespace()));
    let is_words_in_clear = body.iter().filter(|b| b.is_ascii_whitespace()).count() * 12 > body.len();
    if !text && is_words_in_clear {
        return None;
    }
    if text && !below.is_empty() {
        out.push(b'\n');
        out.extend_from_slice(below);
    }
    Some(out)
}

const fn is_sign(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_')
}

fn lenient() -> base64::engine::GeneralPurpose {
    base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    )
}
