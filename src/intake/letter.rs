//! A letter as the house takes it in, whichever mailbox it came by.

use channels::email::thread;

use super::Received;
use crate::app::App;
use crate::lines::{self, Arrival};

/// Nothing for the letter of a test, which we wrote ourselves and which is nobody's matter.
pub fn letter(app: &App, raw: Vec<u8>, arrival: Arrival) -> Option<Received> {
    let mut inbound = channels::email::parse(&raw, &app.ours());
    let domain = app.config.mail_domain();
    if lines::is_test_letter(&app.secret, &inbound.external_id, &domain) {
        return None;
    }
    // The address that it was sent to names what it answers, even where the references are lost.
    if let Some(tag) = lines::tag_of(&app.secret, &inbound.thread.to) {
        let id = thread::message_id(tag.conversation.0, tag.message.0, &domain);
        if !inbound.thread.references.contains(&id) {
            inbound.thread.references.insert(0, id);
        }
    }
    let mut received = Received::new(inbound, raw, "message/rfc822");
    received.arrival = Some(arrival);
    Some(received)
}
