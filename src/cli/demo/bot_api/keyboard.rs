//! Buttons: what the bot may put under a message, and how a citizen presses them.

use serde_json::{Value, json};

use super::methods::{Answer, Call, bad, bot};
use super::{BotApi, Citizen, Line};

/// Bytes of a button's data, and buttons of a message.
const DATA: usize = 64;
const BUTTONS: usize = 100;
/// Commands of a bot.
const COMMANDS: usize = 100;

type Buttons = Vec<Vec<(String, String)>>;
type Keys = Vec<Vec<(String, bool)>>;

/// Buttons under a message, and keys instead of the keyboard.
pub(super) fn read(call: &Call) -> Result<(Buttons, Keys), super::Refusal> {
    let markup = match call.fields.get("reply_markup") {
        None => return Ok((Vec::new(), Vec::new())),
        // From a form it comes as text.
        Some(Value::String(text)) => {
            serde_json::from_str(text).map_err(|_| bad("can't parse reply keyboard markup JSON object"))?
        }
        Some(value) => value.clone(),
    };
    let rows = |name: &str| markup.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |button: &Value, name: &str| {
        button.get(name).and_then(Value::as_str).map(str::to_owned).filter(|text| !text.is_empty())
    };
    let (mut buttons, mut keys) = (Vec::new(), Vec::new());
    for row in rows("inline_keyboard") {
        let mut read = Vec::new();
        for button in row.as_array().into_iter().flatten() {
            let label = text(button, "text").ok_or_else(|| bad("button text is empty"))?;
            let data = text(button, "callback_data").filter(|data| data.len() <= DATA);
            read.push((label, data.ok_or_else(|| bad("BUTTON_DATA_INVALID"))?));
        }
        buttons.push(read);
    }
    for row in rows("keyboard") {
        let mut read = Vec::new();
        for key in row.as_array().into_iter().flatten() {
            let label = text(key, "text").ok_or_else(|| bad("keyboard button text must be non-empty"))?;
            read.push((label, key.get("request_location") == Some(&Value::Bool(true))));
        }
        keys.push(read);
    }
    if buttons.iter().map(Vec::len).sum::<usize>() > BUTTONS {
        return Err(bad("reply markup is too long"));
    }
    Ok((buttons, keys))
}

pub(super) fn markup(buttons: &Buttons) -> Value {
    let rows: Vec<Vec<Value>> = buttons
        .iter()
        .map(|row| row.iter().map(|(text, data)| json!({ "text": text, "callback_data": data })).collect())
        .collect();
    json!({ "inline_keyboard": rows })
}

pub(super) fn commands(call: &Call) -> Answer {
    let commands = call.fields.get("commands").and_then(Value::as_array);
    let commands = commands.filter(|all| all.len() <= COMMANDS).ok_or_else(|| bad("can't parse commands"))?;
    let sound = |one: &Value| {
        let command = one.get("command").and_then(Value::as_str).unwrap_or_default();
        let description = one.get("description").and_then(Value::as_str).unwrap_or_default();
        (1..=32).contains(&command.len())
            && command.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && (1..=256).contains(&description.chars().count())
    };
    if commands.iter().all(sound) { Ok(json!(true)) } else { Err(bad("BOT_COMMAND_INVALID")) }
}

impl BotApi {
    /// Presses the newest button of this chat that says so; false when there is none.
    pub fn press(&self, from: &Citizen, label: &str) -> bool {
        let chat = self.chat(from.id);
        let found = chat.iter().rev().find_map(|line| {
            let button = line.buttons.iter().flatten().find(|(text, _)| text == label)?;
            Some((line.message_id, button.1.clone()))
        });
        found.is_some_and(|(message, data)| self.press_data(from, message, &data))
    }

    /// Presses a button by its data, under whichever message: also one that is long past.
    pub fn press_data(&self, from: &Citizen, message_id: i64, data: &str) -> bool {
        let under = self.chat(from.id).into_iter().find(|line| line.message_id == message_id);
        let Some(under) = under else { return false };
        let body = json!({
            "id": crate::secret::random_token()[..16], "from": from.user(), "chat_instance": "-812",
            "message": shown(from, &under), "data": data,
        });
        self.update("callback_query", body);
        true
    }
}

fn shown(from: &Citizen, line: &Line) -> Value {
    json!({
        "message_id": line.message_id, "date": line.date, "from": bot(), "text": line.text,
        "chat": { "id": from.id, "type": "private", "first_name": from.first_name },
        "reply_markup": markup(&line.buttons),
    })
}
