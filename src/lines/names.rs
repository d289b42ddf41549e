//! Which bot a chat is with. Telegram gives every bot the same number for a citizen's chat, and counts the
//! updates of each from one: what is said to another bot than the configuration's carries the bot's id in front.

use channels::{Inbound, InboundKind};

use crate::ids::BotId;

/// Bot and key as Telegram knows it, of a key of ours: `b7:123` is chat 123 of bot 7, `123` is the main bot's.
pub fn chat_of(key: &str) -> (Option<BotId>, &str) {
    let split = key.strip_prefix('b').and_then(|rest| rest.split_once(':'));
    match split.and_then(|(bot, chat)| Some((bot.parse().ok()?, chat))) {
        Some((bot, chat)) => (Some(BotId(bot)), chat),
        None => (None, key),
    }
}

/// The bot in a key of ours.
pub fn bot_of(key: &str) -> Option<BotId> {
    chat_of(key).0
}

/// A key of Telegram's as ours.
pub fn key(bot: Option<BotId>, key: &str) -> String {
    match bot {
        Some(bot) => format!("b{bot}:{key}"),
        None => key.to_owned(),
    }
}

/// The same message under keys that say which bot heard it.
pub fn named(bot: Option<BotId>, mut inbound: Inbound) -> Inbound {
    if bot.is_none() {
        return inbound;
    }
    let name = |text: &mut String| *text = key(bot, text);
    name(&mut inbound.external_id);
    if let InboundKind::Edit { of } = &mut inbound.kind {
        name(of);
    }
    inbound.thread.key.iter_mut().for_each(name);
    inbound.thread.message_id.iter_mut().for_each(name);
    inbound.thread.references.iter_mut().for_each(name);
    inbound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_there_and_back() {
        for chat in ["123", "-100901", "m1.2"] {
            assert_eq!(chat_of(chat), (None, chat), "the main bot's");
            assert_eq!(chat_of(&key(Some(BotId(7)), chat)), (Some(BotId(7)), chat));
            assert_eq!(key(None, chat), chat);
        }
        for other in ["b7", "bot:1", "b:1", ""] {
            assert_eq!(chat_of(other), (None, other), "{other}");
        }
    }

    #[test]
    fn two_bots_hear_two_messages() {
        let raw = br#"{"update_id":5,"message":{"message_id":9,"date":1,"chat":{"id":3,"type":"private"},"from":{"id":3,"is_bot":false,"first_name":"S"},"text":"Halo"}}"#;
        let plain = channels::telegram::parse(raw).inbound;
        let (one, other) = (named(Some(BotId(1)), plain.clone()), named(Some(BotId(2)), plain.clone()));
        assert_eq!(named(None, plain.clone()), plain);
        assert_ne!(one.external_id, other.external_id);
        assert_eq!(one.thread.key.as_deref(), Some("b1:3"));
        assert_eq!(one.from, other.from, "the citizen is the same");
    }
}
