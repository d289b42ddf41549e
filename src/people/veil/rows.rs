//! Rows as somebody reads them who may not know the citizen: tickets, messages, what happened, names of files.

use serde_json::Value;

use super::Veil;
use crate::conversations::{Direction, Message};
use crate::tickets::{Entry, Ticket};

impl Veil {
    /// What the ticket's row says in words.
    pub fn ticket(&self, ticket: &mut Ticket) {
        ticket.subject = self.text(&ticket.subject);
        ticket.body = self.text(&ticket.body);
        ticket.place = ticket.place.as_deref().map(|place| self.text(place));
    }

    /// A message as such a reader reads it. Its HTML is left out: the plain words are the same. What the house
    /// remarked about the sender (a number they gave) is about who they are; what people outside wrote that is
    /// kept as a note (an agency's answer) is read.
    pub fn message(&self, message: &mut Message) {
        message.html = None;
        message.subject = message.subject.as_deref().map(|subject| self.text(subject));
        message.error = message.error.as_deref().map(|error| self.text(error));
        message.body = match (message.direction, message.staff_id) {
            (Direction::Note, None) if message.is_automatic => self.mask.clone(),
            (Direction::Note, None) => self.words(&message.body),
            _ => self.text(&message.body),
        };
    }

    /// What happened, as such a reader reads it: reasons and errors quote addresses.
    pub fn event(&self, event: &mut Entry) {
        if let Some(data) = event.data.0.as_object_mut() {
            for value in data.values_mut() {
                if let Value::String(text) = value {
                    *text = self.text(text);
                }
            }
        }
    }

    /// What a file of the citizen's is called instead: names of files name people.
    pub fn file_name(id: &str, media_type: &str) -> String {
        let ending = match media_type {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/webp" => "webp",
            "image/heif" | "image/heic" => "heic",
            "image/avif" => "avif",
            "audio/mpeg" => "mp3",
            "audio/wav" | "audio/x-wav" => "wav",
            _ => "bin",
        };
        let short = &id[id.len().saturating_sub(5)..];
        format!("{short}.{ending}")
    }
}
