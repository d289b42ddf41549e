//! What an update says besides its message: what only Telegram has and no other channel knows.

use serde_json::Value;

use super::update::{Fields, integer, string};
use crate::chat::one_line;

/// Bytes of an id that Telegram made.
const ID: usize = 64;
/// Bytes of a button's data: Telegram's own limit.
const DATA: usize = 64;

/// Read beside the [`Inbound`](crate::Inbound).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// Pictures sent together come as messages of their own with one id.
    pub album: Option<String>,
    pub pressed: Option<Pressed>,
    /// A group, supergroup or channel, and not the chat with one person.
    pub group: Option<Group>,
}

/// A button under a message of ours was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// What Telegram waits to have answered: until then the button shows a clock.
    pub query: String,
    /// What we put on the button.
    pub data: String,
}

/// Where several people, or only an owner, write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: i64,
    /// Nobody but its owners writes there.
    pub is_channel: bool,
    /// A group became a supergroup: its id from now on.
    pub moved_to: Option<i64>,
}

pub(super) fn read(kind: &str, body: &Fields) -> Extra {
    let mut extra = Extra::default();
    let under = body.get("message").and_then(Value::as_object);
    let chat = body.get("chat").or_else(|| under?.get("chat")).and_then(Value::as_object);
    extra.group = chat.and_then(|chat| {
        let is_channel = match string(chat, "type")? {
            "group" | "supergroup" => false,
            "channel" => true,
            _ => return None,
        };
        Some(Group { id: integer(chat, "id")?, is_channel, moved_to: integer(body, "migrate_to_chat_id") })
    });
    if kind == "callback_query" {
        let query = string(body, "id").map(|id| one_line(id, ID)).unwrap_or_default();
        let data = string(body, "data").filter(|data| (1..=DATA).contains(&data.len()));
        extra.pressed = data.map(|data| Pressed { query, data: data.to_owned() });
    } else {
        extra.album = string(body, "media_group_id").map(|id| one_line(id, ID)).filter(|id| !id.is_empty());
    }
    extra
}

/// What stood on the button that was pressed, if Telegram still shows us the message.
pub(super) fn label(body: &Fields, data: &str) -> Option<String> {
    let rows = body.get("message")?.get("reply_markup")?.get("inline_keyboard")?.as_array()?;
    let mut buttons = rows.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_object);
    let pressed = buttons.find(|button| string(button, "callback_data") == Some(data))?;
    let label = one_line(string(pressed, "text")?, crate::limits::ID);
    (!label.is_empty()).then_some(label)
}
