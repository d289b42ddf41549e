//! One part of a letter: its headers, its bytes without their transfer encoding, its text as Unicode.
//!
//! What does not decode is given back as it came, and said to be so: nothing is silently replaced.

use mail_parser::decoders::{
    base64::base64_decode, charsets::map::charset_decoder, quoted_printable::quoted_printable_decode,
};
use mail_parser::{Message, MimeHeaders};

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
