//! Telegram: what a bot is sent becomes an [`Inbound`], an [`Outbound`] becomes calls of the Bot API.
//!
//! teloxide gives the types and the calls; its Dispatcher is left out on purpose. The Dispatcher
//! answers Telegram as soon as an update is in memory, so a crash loses it, and it drops update kinds it
//! does not know. Here an update is raw JSON until it is in the database: the webhook or
//! [`Telegram::updates_after`] hands it over as it came, and [`parse`] reads it and never fails.
//!
//! ```text
//! webhook ──secret_matches──► raw bytes ─┐
//!                                        ├─► parse ─► Inbound
//! long poll ──updates_after──► raw JSON ─┘
//! Outbound ─► send (plan, split, deliver) ─► Receipt | Later | Refused | Gone | Moved
//! ```
//!
//! [`Inbound`]: crate::Inbound
//! [`Outbound`]: crate::Outbound

mod client;
mod download;
mod extra;
mod failure;
mod files;
mod format;
mod keyboard;
mod message;
mod oddities;
mod send;
mod split;
mod update;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

pub use client::{Telegram, Webhook};
pub use extra::{Extra, Group, Pressed};
pub use failure::{HELD_BACK, is_wrong_token, pause_asked};
pub use files::lasting_ids;
pub use keyboard::{Button, Key, Keyboard};
pub use send::Progress;
pub use update::{Parsed, parse};

/// What the house must know to speak as its bot.
#[derive(Clone, Debug)]
pub struct TelegramConfig {
    /// As BotFather gave it.
    pub token: SecretString,
    /// Another Bot API than Telegram's own: a local Bot API server, or a loopback one in tests and demo.
    pub api_url: Option<String>,
    /// What Telegram repeats in `X-Telegram-Bot-Api-Secret-Token`: 1 to 256 of `A-Za-z0-9_-`.
    pub secret: Option<SecretString>,
}

/// Remarks the house acts upon; the first three stand first in [`Inbound::remarks`](crate::Inbound::remarks).
pub mod remarks {
    /// Written in a group or channel. What people say there is not ours to keep, so there is no text.
    pub const GROUP: &str = "group";
    /// The citizen blocked the bot: nothing we send will arrive.
    pub const BLOCKED: &str = "blocked by the citizen";
    /// The citizen let the bot in again.
    pub const UNBLOCKED: &str = "unblocked by the citizen";

    pub const STICKER: &str = "a sticker";
    pub const POLL: &str = "a poll";
    pub const DICE: &str = "a dice";
    pub const GAME: &str = "a game";
    pub const STORY: &str = "a story passed on; bots may not see it";
    pub const OWN_CARD: &str = "the sender's own contact card";
    pub const CARD_WITHOUT_NUMBER: &str = "a contact card without a usable number";
    pub const CARD: &str = "someone else's contact card";

    /// A contact card came: somebody's name, and mostly their number.
    pub const CARDS: [&str; 3] = [OWN_CARD, CARD_WITHOUT_NUMBER, CARD];
    /// Where one of these stands, the text says what came instead of words.
    pub const NO_WORDS: [&str; 8] = [STICKER, POLL, DICE, GAME, STORY, OWN_CARD, CARD_WITHOUT_NUMBER, CARD];
}

/// Did somebody type the text, and not send a sticker, a contact card, a poll, a place?
pub fn is_typed(inbound: &crate::Inbound) -> bool {
    !inbound.text.trim().is_empty() && inbound.place.is_none() && !is_no_words(inbound)
}

/// Did something come that is neither words nor files nor a place: a sticker, a contact card, a poll?
pub fn is_no_words(inbound: &crate::Inbound) -> bool {
    inbound.remarks.iter().any(|remark| remarks::NO_WORDS.contains(&remark.as_str()))
}

/// Whether a webhook call carries our secret, in time that does not depend on where it differs.
/// Without a configured secret nothing matches: a webhook anybody can call is worse than none.
pub fn secret_matches(config: &TelegramConfig, header: Option<&str>) -> bool {
    match (&config.secret, header) {
        (Some(secret), Some(header)) => {
            let secret = secret.expose_secret().as_bytes();
            !secret.is_empty() && bool::from(secret.ct_eq(header.as_bytes()))
        }
        _ => false,
    }
}

/// A message in one word, as it appears in `thread.message_id` and in receipts.
pub(crate) fn message_key(chat: i64, message: i64) -> String {
    format!("m{chat}.{message}")
}
