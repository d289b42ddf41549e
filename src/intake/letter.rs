//! A letter as the house takes it in, whichever mailbox it came by.

use channels::email::{came_back, thread};
use channels::{Bounce, Inbound, InboundKind, Mark};

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
    let exemplar = lines::exemplar_of(&app.secret, &inbound.thread.to);
    if exemplar.is_some() && is_silent_return(&inbound, &raw) {
        inbound.kind = InboundKind::Bounce(unsaid(&inbound));
    }
    let mut received = Received::new(inbound, raw, "message/rfc822");
    received.arrival = Some(arrival);
    received.came_back = exemplar;
    Some(received)
}

/// The mail system sent something back and says nothing that can be read. Absence notes go to the envelope's sender,
/// too (RFC 3834 §4), and are something else.
fn is_silent_return(inbound: &Inbound, raw: &[u8]) -> bool {
    let marked = |mark| inbound.mail.as_ref().is_some_and(|mail| mail.marks.contains(&mark));
    let is_note = marked(Mark::Absence) || marked(Mark::Receipt) || marked(Mark::Bulk);
    inbound.kind == InboundKind::Automatic && !is_note && came_back(raw)
}

/// What can be said of it: it is here again. Whether for good is not known, so the address is not blamed.
fn unsaid(inbound: &Inbound) -> Bounce {
    Bounce {
        message_id: None,
        recipient: None,
        status: None,
        permanent: false,
        gave_up: true,
        diagnostic: inbound.subject.clone(),
    }
}
