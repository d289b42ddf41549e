//! A letter as the house takes it in, whichever mailbox it came by.

use channels::email::{Ours, came_back, thread};
use channels::{Bounce, Inbound, InboundKind, Mark};

use super::Received;
use crate::app::App;
use crate::lines::{self, Arrival};

/// As it was fetched from a mailbox; what this mailbox's own server found out about its sender counts, and nobody
/// else's word. Nothing for the letter of a test, which we wrote ourselves and which is nobody's matter.
pub fn letter(app: &App, raw: Vec<u8>, arrival: Arrival) -> Option<Received> {
    read(app, raw, arrival, &app.ours_in(arrival.mailbox))
}

/// As our own mail server handed it over, to whichever of our addresses: this server's word counts.
pub fn handed_over(app: &App, raw: Vec<u8>, arrival: Arrival) -> Option<Received> {
    let mut received = read(app, raw, arrival, &app.ours())?;
    received.is_handed_over = true;
    Some(received)
}

/// What can be had of a letter that its server does not give out: its header, or nothing. `key` names it and no other;
/// `place`: where a person finds it.
pub fn withheld(app: &App, raw: Vec<u8>, arrival: Arrival, key: &str, place: &str) -> Option<Received> {
    let is_bare = raw.trim_ascii().is_empty();
    let mut received = letter(app, raw, arrival)?;
    let inbound = &mut received.inbound;
    if is_bare {
        // Without a word it has no id of its own, and there may be several.
        let id = format!("withheld:{}", app.secret.digest("withheld", key));
        call_bare(inbound, &id);
    }
    if inbound.kind == InboundKind::Unknown {
        // Nothing is wrong with it as far as anybody knows: it is a matter until somebody has read it.
        inbound.kind = InboundKind::Message;
    }
    let kept = if is_bare { "nothing of it" } else { "only its header" };
    inbound.remarks.push(format!(
        "The mail server does not give this mail out; {kept} could be kept. Somebody must look into the mailbox: {place}."
    ));
    Some(received)
}

/// A letter of which nothing could be had, under the id that the house gave it.
pub(super) fn call_bare(inbound: &mut Inbound, id: &str) {
    inbound.thread.message_id = Some(id.to_owned());
    id.clone_into(&mut inbound.external_id);
    inbound.remarks.clear();
    inbound.kind = InboundKind::Message;
}

fn read(app: &App, raw: Vec<u8>, arrival: Arrival, ours: &Ours) -> Option<Received> {
    let mut inbound = channels::email::parse(&raw, ours);
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
