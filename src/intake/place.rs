//! Places in messages: as words, for those who read, and as the place of the ticket.

use channels::Place;

use super::{Outcome, Received};
use crate::conversations::{self, Message};
use crate::db::Tx;
use crate::error::Result;
use crate::people;
use crate::talks;
use crate::tickets::{self, Ticket};

/// A place as words: where it is, and what it is called.
pub fn words(place: &Place) -> String {
    let point = point_of(place.latitude, place.longitude);
    match place.label.as_deref().filter(|label| !label.is_empty()) {
        Some(label) => format!("{point}\n{label}"),
        None => point,
    }
}

fn point_of(latitude: f64, longitude: f64) -> String {
    format!("📍 {latitude:.6}, {longitude:.6}")
}

/// A place that came later is the ticket's, if nobody said one before.
pub async fn come(tx: &mut Tx, ticket: &Ticket, place: &Place) -> Result<()> {
    if ticket.latitude.is_some() || ticket.place.is_some() {
        return Ok(());
    }
    locate(tx, ticket, place).await
}

/// What the place is called stands in the ticket's row, which everybody reads: covered where its citizen hides.
async fn locate(tx: &mut Tx, ticket: &Ticket, place: &Place) -> Result<()> {
    let label = match &place.label {
        Some(label) if ticket.is_anonymous => Some(people::covered(tx, ticket, None, label).await?),
        label => label.clone(),
    };
    tickets::locate(tx, ticket.id, (place.latitude, place.longitude), label.as_deref()).await
}

/// A live location moved. The message says where it is now; a ticket or a report in the making that has its place
/// from this message goes along.
pub async fn moved(tx: &mut Tx, received: &Received, message: &Message, place: &Place) -> Result<Outcome> {
    let now = words(place);
    if message.body == now {
        return Ok(Outcome::Noted);
    }
    let is_from_here = |point: Option<(f64, f64)>| {
        point.is_some_and(|(latitude, longitude)| message.body.starts_with(&point_of(latitude, longitude)))
    };
    let point = (place.latitude, place.longitude);
    // The conversation first: everybody locks in this order, and nobody changes what was begun meanwhile.
    conversations::lock(tx, message.conversation_id).await?;
    conversations::chat::moved(tx, message, &now).await?;
    if let Some(id) = message.ticket_id {
        let ticket = tickets::get(tx, id).await?;
        if ticket.is_open && is_from_here(ticket.latitude.zip(ticket.longitude)) {
            locate(tx, &ticket, place).await?;
        }
    } else if let (Some(chat), Some(key)) = (&received.chat, received.inbound.thread.key.as_deref())
        && let Some(mut talk) = talks::find(tx, &chat.bot, key).await?
        && is_from_here(talk.state.point)
    {
        talk.state.point = Some(point);
        talks::keep(tx, &talk).await?;
    }
    Ok(Outcome::Noted)
}
