//! What somebody says, before a story adds what is special about it.

use channels::{Channel, Identity, Inbound, InboundKind, Thread};
use sahut::intake::Received;

/// A message in Indonesian, of somebody without a name, in no thread.
pub fn inbound(channel: Channel, from: Identity, id: &str, text: &str) -> Inbound {
    Inbound {
        channel,
        external_id: id.to_owned(),
        from,
        from_name: None,
        language: Some("id".into()),
        sent_at: None,
        thread: Thread::default(),
        kind: InboundKind::Message,
        subject: None,
        text: text.to_owned(),
        html: None,
        attachments: Vec::new(),
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
        mail: None,
    }
}

/// The same, as its channel hands it over.
pub fn said(channel: Channel, from: Identity, id: &str, text: &str) -> Received {
    Received::new(inbound(channel, from, id, text), b"{}".to_vec(), "application/json")
}
