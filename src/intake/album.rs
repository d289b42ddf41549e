//! Pictures sent together: one message, however many updates they come in. Words under a later one are words like
//! any others: a message of their own, without the picture, which lies with the first.

use channels::InboundKind;

use super::prepare::Prepared;
use super::{Outcome, Received, changed, control, dialogue, matter, missing, store};
use crate::app::App;
use crate::conversations::{self, Conversation, Message};
use crate::db::Tx;
use crate::error::Result;
use crate::tickets;

/// The album this message belongs to.
pub fn of(received: &Received) -> Option<&str> {
    named(received).filter(|_| received.inbound.kind == InboundKind::Message)
}

fn named(received: &Received) -> Option<&str> {
    received.chat.as_ref()?.extra.album.as_deref()
}

/// One more of an album whose first is here. None: it is the first, or no album.
pub async fn join(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
) -> Result<Option<Outcome>> {
    let Some(album) = of(received) else { return Ok(None) };
    let Some((conversation, first)) = first_of(app, tx, received, album).await? else { return Ok(None) };
    one_more(app, tx, received, &conversation, &first, prepared).await
}

/// Words were put under a later picture, or changed there, that had none when it came; or it was replaced. None: no
/// such album is here.
pub async fn reworded(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
) -> Result<Option<Outcome>> {
    let Some(album) = named(received) else { return Ok(None) };
    let Some((conversation, first)) = first_of(app, tx, received, album).await? else { return Ok(None) };
    // The picture comes along with its words, and is here already unless it is another one.
    let fresh = changed::fresh(tx, received, prepared, &first).await?;
    if !fresh.attachments.is_empty() {
        changed::tell(tx, received, &first, 0).await?;
    }
    one_more(app, tx, received, &conversation, &first, &fresh).await
}

async fn first_of(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    album: &str,
) -> Result<Option<(Conversation, Message)>> {
    let conversation = control::conversation(app, tx, received).await?;
    let first = conversations::chat::of_album(tx, &conversation, album).await?;
    Ok(first.map(|first| (conversation, first)))
}

async fn one_more(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    conversation: &Conversation,
    first: &Message,
    prepared: &Prepared,
) -> Result<Option<Outcome>> {
    let Some(ticket) = first.ticket_id else {
        return dialogue::one_more(app, tx, received, conversation, first, prepared).await;
    };
    conversations::chat::join_album(tx, first, &prepared.attachments).await?;
    missing::tell(tx, received, prepared, conversation.id).await?;
    let inbound = &received.inbound;
    if !inbound.text.trim().is_empty() {
        let outcome = matter::take_in(app, tx, received, &Prepared::words()).await?;
        if let Outcome::Opened { message, .. } | Outcome::Joined { message, .. } = &outcome {
            store::set_message(tx, inbound.channel, &inbound.external_id, *message).await?;
        }
        return Ok(Some(outcome));
    }
    store::set_message(tx, inbound.channel, &inbound.external_id, first.id).await?;
    let ticket = Box::new(tickets::touch(tx, ticket).await?);
    Ok(Some(Outcome::Joined { ticket, message: first.id, conversation: conversation.id, seq: first.seq }))
}
