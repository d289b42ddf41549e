//! Reading what a browser sent. Anyone can open a socket, so nothing is taken on trust.

use serde_json::Value;
use url::Url;

use super::contact;
use super::frame::{CLIENT_ID_CHARS, FRAME_BYTES, FromWidget, TEXT_CHARS, ToWidget, VERSION};
use super::plain::{one_line, plain};

/// Every frame type the widget may send.
const TYPES: [&str; 6] = ["hello", "say", "place", "contact", "typing", "ping"];

/// Largest sequence number a browser can count to without rounding (2⁵³ − 1).
const LARGEST_SEQ: u64 = (1 << 53) - 1;

const TOKEN_CHARS: usize = 128;
const LANGUAGE_CHARS: usize = 35;
const PAGE_CHARS: usize = 2000;
const NAME_BYTES: usize = 120;

/// Why a frame was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FrameError {
    pub code: FrameCode,
    /// English, for whoever writes a widget.
    pub message: String,
}

/// Stable reasons; the widget has words for each in both languages. Never rename.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameCode {
    /// More than [`FRAME_BYTES`].
    TooLarge,
    /// Not a JSON object.
    NotJson,
    /// Not our version of the frames: the page must be reloaded.
    BadVersion,
    /// A type we do not know, or none.
    UnknownType,
    /// A field is missing or of the wrong kind.
    BadField,
    BadToken,
    BadClientId,
    EmptyText,
    LongText,
    BadPlace,
    BadEmail,
    BadPhone,
    /// A contact without name, address and number.
    EmptyContact,
}

impl FrameCode {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
            Self::BadVersion => "bad_version",
            Self::UnknownType => "unknown_type",
            Self::BadField => "bad_field",
            Self::BadToken => "bad_token",
            Self::BadClientId => "bad_client_id",
            Self::EmptyText => "empty_text",
            Self::LongText => "long_text",
            Self::BadPlace => "bad_place",
            Self::BadEmail => "bad_email",
            Self::BadPhone => "bad_phone",
            Self::EmptyContact => "empty_contact",
        }
    }
}

impl From<FrameError> for ToWidget {
    fn from(error: FrameError) -> Self {
        Self::Error { code: error.code.as_str().to_owned(), message: error.message }
    }
}

fn refuse<T>(code: FrameCode, message: impl Into<String>) -> Result<T, FrameError> {
    Err(FrameError { code, message: message.into() })
}

/// One frame from the widget, with every field within its limits.
pub fn decode(text: &str) -> Result<FromWidget, FrameError> {
    if text.len() > FRAME_BYTES {
        return refuse(FrameCode::TooLarge, format!("a frame has at most {FRAME_BYTES} bytes"));
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return refuse(FrameCode::NotJson, "a frame is a JSON object");
    };
    let Some(fields) = value.as_object() else {
        return refuse(FrameCode::NotJson, "a frame is a JSON object");
    };
    if fields.get("v").and_then(Value::as_u64) != Some(VERSION) {
        return refuse(FrameCode::BadVersion, format!("frames carry \"v\": {VERSION}"));
    }
    let named = fields.get("type").and_then(Value::as_str);
    if !named.is_some_and(|name| TYPES.contains(&name)) {
        let known = TYPES.join(", ");
        return refuse(FrameCode::UnknownType, format!("\"type\" is one of {known}"));
    }
    match serde_json::from_value(value) {
        Ok(frame) => within_limits(frame),
        // The parser's words may quote what was sent; they go back to the sender, but not at length.
        Err(error) => refuse(FrameCode::BadField, one_line(&error.to_string(), 200)),
    }
}

fn within_limits(frame: FromWidget) -> Result<FromWidget, FrameError> {
    Ok(match frame {
        FromWidget::Hello { token, after, language, page } => {
            if after > LARGEST_SEQ {
                return refuse(FrameCode::BadField, "after is larger than any sequence number");
            }
            FromWidget::Hello {
                token: token.map(checked_token).transpose()?,
                after,
                language: checked_language(&language)?,
                page: page.as_deref().and_then(tidy_page),
            }
        }
        FromWidget::Say { client_id, text } => {
            FromWidget::Say { client_id: checked_client_id(client_id)?, text: checked_text(&text)? }
        }
        FromWidget::Place { client_id, latitude, longitude } => {
            let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
            if !on_earth {
                return refuse(FrameCode::BadPlace, "latitude is ±90, longitude ±180 degrees");
            }
            FromWidget::Place { client_id: checked_client_id(client_id)?, latitude, longitude }
        }
        FromWidget::Contact { client_id, name, email, phone } => {
            checked_contact(checked_client_id(client_id)?, name, email, phone)?
        }
        FromWidget::Typing => FromWidget::Typing,
        FromWidget::Ping => FromWidget::Ping,
    })
}

fn of(text: &str, most: usize, allowed: impl Fn(char) -> bool) -> bool {
    (1..=most).contains(&text.len()) && text.chars().all(allowed)
}

fn checked_token(token: String) -> Result<String, FrameError> {
    if of(&token, TOKEN_CHARS, |c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        return Ok(token);
    }
    refuse(FrameCode::BadToken, "this is no token of ours; say hello without one")
}

fn checked_client_id(id: String) -> Result<String, FrameError> {
    if of(&id, CLIENT_ID_CHARS, |c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
        return Ok(id);
    }
    let rule = format!("client_id is 1 to {CLIENT_ID_CHARS} of A-Z a-z 0-9 _ -");
    refuse(FrameCode::BadClientId, rule)
}

fn checked_language(tag: &str) -> Result<String, FrameError> {
    if of(tag, LANGUAGE_CHARS, |c| c.is_ascii_alphanumeric() || c == '-') {
        return Ok(tag.to_ascii_lowercase());
    }
    refuse(FrameCode::BadField, "language is a tag such as id or en-GB")
}

fn checked_text(text: &str) -> Result<String, FrameError> {
    // A frame is small, so the whole text fits and nothing is ever cut silently here.
    let (text, _) = plain(text, FRAME_BYTES);
    if text.is_empty() {
        return refuse(FrameCode::EmptyText, "a message has words in it");
    }
    if text.chars().count() > TEXT_CHARS {
        let rule = format!("a message has at most {TEXT_CHARS} characters");
        return refuse(FrameCode::LongText, rule);
    }
    Ok(text)
}

fn checked_contact(
    client_id: String,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
) -> Result<FromWidget, FrameError> {
    let filled = |field: Option<String>| field.filter(|words| !words.trim().is_empty());
    let name = filled(name).map(|name| one_line(&name, NAME_BYTES)).filter(|name| !name.is_empty());
    let email = match filled(email).map(|written| contact::email(&written)) {
        Some(None) => return refuse(FrameCode::BadEmail, "this is no e-mail address"),
        found => found.flatten(),
    };
    let phone = match filled(phone).map(|written| contact::typed_number(&written)) {
        Some(None) => return refuse(FrameCode::BadPhone, "this is no telephone number"),
        found => found.flatten(),
    };
    if name.is_none() && email.is_none() && phone.is_none() {
        return refuse(FrameCode::EmptyContact, "give a name, an address or a number");
    }
    Ok(FromWidget::Contact { client_id, name, email, phone })
}

/// The page is for orientation only, so an odd one is left out and not complained about. Fragment and
/// credentials are nobody's business.
fn tidy_page(page: &str) -> Option<String> {
    if page.chars().count() > PAGE_CHARS {
        return None;
    }
    let mut url = Url::parse(page).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url.to_string())
}
