//! Buttons that go with a message: under it, or in place of the keyboard.

use serde::{Deserialize, Serialize};
use teloxide::types::{
    ButtonRequest, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, KeyboardMarkup,
    KeyboardRemove, ReplyMarkup,
};

use crate::chat::one_line;

/// Bytes of what a button says to us: Telegram's own limit.
const DATA: usize = 64;
/// Bytes of what stands on a button; phones show about thirty characters of it.
const LABEL: usize = 100;
/// Buttons of one message; Telegram takes a hundred.
const BUTTONS: usize = 60;

/// What a citizen can press. The shape is stored: never rename.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keyboard {
    /// Under the message, row by row. Who presses one tells us its data.
    Under(Vec<Vec<Button>>),
    /// Instead of the keyboard, until something was pressed.
    Instead(Vec<Vec<Key>>),
    /// The keyboard of letters comes back.
    Away {},
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    /// 1 to 64 bytes.
    pub data: String,
}

/// A key in place of the keyboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Says these words.
    Words(String),
    /// Sends where the citizen is.
    Location(String),
}

impl Button {
    pub fn new(label: &str, data: impl Into<String>) -> Self {
        Self { label: one_line(label, LABEL), data: data.into() }
    }
}

impl Keyboard {
    /// None: Telegram would not take it, and the words matter more than the buttons.
    pub(super) fn markup(&self) -> Option<ReplyMarkup> {
        match self {
            Self::Under(rows) => {
                let sound =
                    |button: &Button| !button.label.is_empty() && (1..=DATA).contains(&button.data.len());
                let count = rows.iter().map(Vec::len).sum::<usize>();
                if !(1..=BUTTONS).contains(&count) || !rows.iter().flatten().all(sound) {
                    return None;
                }
                let rows = rows.iter().map(|row| {
                    row.iter()
                        .map(|button| {
                            InlineKeyboardButton::callback(button.label.clone(), button.data.clone())
                        })
                        .collect::<Vec<_>>()
                });
                Some(ReplyMarkup::InlineKeyboard(InlineKeyboardMarkup::new(rows)))
            }
            Self::Instead(rows) => {
                let count = rows.iter().map(Vec::len).sum::<usize>();
                if !(1..=BUTTONS).contains(&count) {
                    return None;
                }
                let rows = rows.iter().map(|row| row.iter().map(Key::markup).collect::<Vec<_>>());
                let keyboard = KeyboardMarkup::new(rows).resize_keyboard().one_time_keyboard();
                Some(ReplyMarkup::Keyboard(keyboard))
            }
            Self::Away {} => Some(ReplyMarkup::KeyboardRemove(KeyboardRemove::new())),
        }
    }
}

impl Key {
    fn markup(&self) -> KeyboardButton {
        match self {
            Self::Words(words) => KeyboardButton::new(one_line(words, LABEL)),
            Self::Location(words) => {
                KeyboardButton::new(one_line(words, LABEL)).request(ButtonRequest::Location)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_telegram_would_refuse_is_left_out() {
        let with = |data: &str| Keyboard::Under(vec![vec![Button::new("Ya", data)]]).markup().is_some();
        assert!(with("ya") && with(&"x".repeat(64)));
        assert!(!with("") && !with(&"x".repeat(65)));
        assert!(Keyboard::Under(Vec::new()).markup().is_none());
        assert!(Keyboard::Instead(vec![Vec::new()]).markup().is_none());
        assert!(Keyboard::Under(vec![vec![Button::new("Ya", "ya")]; 61]).markup().is_none());
        assert!(Keyboard::Away {}.markup().is_some());
    }
}
