//! What there is in a chat: people, messages, files; and how the bot can be refused.

use std::sync::Arc;

use serde_json::{Value, json};

/// Somebody who uses Telegram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citizen {
    /// Also the id of their private chat with the bot.
    pub id: i64,
    pub first_name: String,
    /// `id` or `en`, as Telegram tells it.
    pub language: String,
}

impl Citizen {
    pub fn new(id: i64, first_name: &str, language: &str) -> Self {
        Self { id, first_name: first_name.to_owned(), language: language.to_owned() }
    }

    pub(super) fn user(&self) -> Value {
        json!({ "id": self.id, "is_bot": false, "first_name": self.first_name, "language_code": self.language })
    }
}

/// A file in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub id: String,
    pub name: String,
    pub media_type: String,
    pub bytes: Arc<Vec<u8>>,
    /// Shown as a picture and not as a document.
    pub is_photo: bool,
}

/// One message of a chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub chat: i64,
    pub message_id: i64,
    /// The bot said it; otherwise the citizen.
    pub by_bot: bool,
    /// Seconds since 1970.
    pub date: i64,
    pub text: String,
    pub file: Option<File>,
    pub place: Option<(f64, f64)>,
    pub edited: bool,
    /// Pictures sent together have the same.
    pub album: Option<String>,
    /// What can be pressed under it, row by row: what stands on a button, and its data.
    pub buttons: Vec<Vec<(String, String)>>,
    /// Keys instead of the keyboard, and whether one sends where the citizen is.
    pub keys: Vec<Vec<(String, bool)>>,
}

/// An answer other than the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: u16,
    pub description: String,
    pub retry_after: Option<u64>,
    /// The chat has another id now.
    pub moved_to: Option<i64>,
}

impl Refusal {
    pub fn new(code: u16, description: &str) -> Self {
        Self { code, description: description.to_owned(), retry_after: None, moved_to: None }
    }

    /// 429: too many messages, come back after so many seconds.
    pub fn too_many(retry_after: u64) -> Self {
        let description = format!("Too Many Requests: retry after {retry_after}");
        Self { retry_after: Some(retry_after), ..Self::new(429, &description) }
    }

    /// The group became a supergroup.
    pub fn moved(to: i64) -> Self {
        let why = "Bad Request: group chat was upgraded to a supergroup chat";
        Self { moved_to: Some(to), ..Self::new(400, why) }
    }

    /// The citizen does not want to hear from the bot.
    pub fn blocked() -> Self {
        Self::new(403, "Forbidden: bot was blocked by the user")
    }
}

/// Where updates are pushed, when the bot asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub url: String,
    pub secret: Option<String>,
}

impl Line {
    pub(super) fn new(chat: i64, message_id: i64, by_bot: bool, date: i64) -> Self {
        Self {
            chat,
            message_id,
            by_bot,
            date,
            text: String::new(),
            file: None,
            place: None,
            edited: false,
            album: None,
            buttons: Vec::new(),
            keys: Vec::new(),
        }
    }
}
