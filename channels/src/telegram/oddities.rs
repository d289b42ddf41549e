//! What is neither words nor files nor a place, and still something a person sent: polls, dice, games, stories.
//! It is kept in words, so that whoever reads the ticket sees that it was there.

use serde_json::Value;

use super::remarks;
use super::update::{Fields, string};
use crate::chat::{one_line, plain};
use crate::{Inbound, limits};

/// Answers of a poll that are kept; Telegram allows twelve.
const OPTIONS: usize = 12;

pub(super) fn reads(key: &str) -> bool {
    matches!(key, "poll" | "dice" | "game" | "story")
}

/// Notes every such part of the message; true when there was one.
pub(super) fn read(inbound: &mut Inbound, body: &Fields) -> bool {
    let part = |key: &str| body.get(key).and_then(Value::as_object);
    let mut lines = Vec::new();
    if let Some(poll) = part("poll") {
        inbound.remarks.push(remarks::POLL.to_owned());
        lines.push(format!("📊 {}", string(poll, "question").unwrap_or_default()));
        let options = poll.get("options").and_then(Value::as_array).into_iter().flatten();
        let options = options.filter_map(Value::as_object).filter_map(|option| string(option, "text"));
        lines.extend(options.take(OPTIONS).map(|option| format!("– {option}")));
    }
    if let Some(dice) = part("dice") {
        inbound.remarks.push(remarks::DICE.to_owned());
        let value = dice.get("value").and_then(Value::as_i64).unwrap_or_default();
        lines.push(format!("{} {value}", string(dice, "emoji").unwrap_or("🎲")));
    }
    if let Some(game) = part("game") {
        inbound.remarks.push(remarks::GAME.to_owned());
        lines.push(format!("🎮 {}", string(game, "title").unwrap_or_default()));
    }
    if part("story").is_some() {
        inbound.remarks.push(remarks::STORY.to_owned());
        lines.push("🎞".to_owned());
    }
    if lines.is_empty() {
        return false;
    }
    let lines: Vec<String> = lines.iter().map(|line| one_line(line, limits::ID)).collect();
    let said = std::mem::take(&mut inbound.text);
    let all = if said.is_empty() { lines.join("\n") } else { format!("{said}\n{}", lines.join("\n")) };
    inbound.text = plain(&all, limits::TEXT).0;
    true
}
