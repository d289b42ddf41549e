//! Two matters in one report: one message becomes a report of its own.

use serde_json::json;

use super::note;
use crate::agencies;
use crate::app::App;
use crate::audit;
use crate::auth::Staff;
use crate::contacts;
use crate::conversations::{self, Direction};
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{MessageId, TicketId};
use crate::outbox;
use crate::people;
use crate::relations::{self, Before, Kind};
use crate::tickets::{self, NewTicket};

/// The message, and everything that hangs on it, is the beginning of a new report of the same citizen, under
/// the same category until somebody files it elsewhere. They are told its number and PIN as always.
pub async fn split(app: &App, tx: &mut Tx, by: &Staff, id: TicketId, message: MessageId) -> Result<TicketId> {
    let ticket = tickets::visible(tx, by.id, id).await?;
    let contact = contacts::hold(tx, ticket.contact_id).await?;
    // The message's conversation before any ticket, as everybody locks; then who pressed first has it.
    let conversation = conversations::message(tx, message).await?.conversation_id;
    let conversation = conversations::lock(tx, conversation).await?;
    let message = conversations::message(tx, message).await?;
    // As it is now: its citizen may have asked to be hidden meanwhile.
    let ticket = tickets::visible(tx, by.id, id).await?;
    if message.ticket_id != Some(id) || message.direction != Direction::In {
        return Err(not_found("message"));
    }
    // Without its first words the report would be about nothing.
    if conversations::first_words(tx, id).await? == Some(message.id) {
        return Err(invalid("message", "relations-first"));
    }
    let category = agencies::category(tx, ticket.category_id).await?;
    let new = NewTicket {
        category: &category,
        agency: Some(ticket.agency_id),
        class: Some(ticket.class),
        subject: message.subject.as_deref().unwrap_or_default(),
        body: &message.body,
        channel: conversation.channel(),
        language: ticket.language,
        contact,
        area: ticket.area_code.as_deref(),
        place: None,
        coordinates: None,
        is_anonymous: ticket.is_anonymous,
        is_confidential: ticket.is_confidential,
    };
    let (part, pin) = people::open(app, tx, &new, None).await?;
    conversations::move_to(tx, &message, part.id).await?;
    relations::link(tx, Kind::Split, part.id, id, Some(by.id), Before::default()).await?;
    note(tx, id, Some(by.id), "split-off", Some(&part)).await?;
    note(tx, part.id, Some(by.id), "split-from", Some(&ticket)).await?;
    tickets::touch(tx, id).await?;
    outbox::acknowledge(tx, &app.zone, &part, conversation.id, &pin).await?;
    let detail = json!({ "after": { "message": message.id, "new": part.id } });
    audit::record(tx, Some(by.id), "ticket-split", ("ticket", id), detail).await?;
    Ok(part.id)
}
