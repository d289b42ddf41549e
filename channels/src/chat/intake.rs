//! A widget's frame as a message of the house.

use sha2::{Digest, Sha256};

use super::frame::FromWidget;
use crate::{Channel, Identity, Inbound, InboundKind, Place, Thread};

/// Said about a contact a visitor typed: staff may use it, the house must not merge people by it.
pub const NOT_PROVEN: &str = "typed by the visitor; not proven to be theirs";

/// The message a frame brings, or nothing for frames that bring none (`hello`, `typing`, `ping`).
///
/// `token` is the visitor's, as the house issued it; `language` the tag from `hello`. The external id is
/// made from a digest of the token: ids show up in logs and addresses, and whoever holds the token can
/// read the conversation. The widget does not say when it sent something, so `sent_at` stays empty.
pub fn inbound(token: &str, language: Option<&str>, frame: &FromWidget) -> Option<Inbound> {
    let (client_id, text, place, remarks) = match frame {
        FromWidget::Say { client_id, text } => (client_id, text.clone(), None, Vec::new()),
        FromWidget::Place { client_id, latitude, longitude } => {
            let place = Place { latitude: *latitude, longitude: *longitude, label: None };
            (client_id, String::new(), Some(place), Vec::new())
        }
        FromWidget::Contact { client_id, name, email, phone } => {
            let lines: Vec<&str> = [name, email, phone].into_iter().flatten().map(String::as_str).collect();
            (client_id, lines.join("\n"), None, vec![NOT_PROVEN.to_owned()])
        }
        FromWidget::Hello { .. } | FromWidget::Typing | FromWidget::Ping => return None,
    };
    let from_name = match frame {
        FromWidget::Contact { name, .. } => name.clone(),
        _ => None,
    };
    Some(Inbound {
        channel: Channel::Chat,
        external_id: format!("{}.{client_id}", digest(token)),
        from: Identity::Visitor(token.to_owned()),
        from_name,
        language: language.and_then(ours).map(str::to_owned),
        sent_at: None,
        thread: Thread { key: Some(token.to_owned()), ..Thread::default() },
        kind: InboundKind::Message,
        subject: None,
        text,
        html: None,
        attachments: Vec::new(),
        place,
        also_known_as: Vec::new(),
        remarks,
        mail: None,
    })
}

/// The language of a BCP 47 tag when it is one we speak. `in` is how old devices say Indonesian.
pub(crate) fn ours(tag: &str) -> Option<&'static str> {
    let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    match primary.as_str() {
        "id" | "in" => Some("id"),
        "en" => Some("en"),
        _ => None,
    }
}

/// 128 bits of SHA-256 as 32 hexadecimal digits: enough never to meet twice.
fn digest(token: &str) -> String {
    use std::fmt::Write as _;

    Sha256::digest(token.as_bytes()).iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
