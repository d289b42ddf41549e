//! Pictures sent together: one message, however many updates they come in.

use channels::InboundKind;

use super::prepare::Prepared;
use super::{Outcome, Received, control, store};
use crate::app::App;
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::talks;
use crate::tickets;

/// The album this message belongs to.
pub fn of(received: &Received) -> Option<&str> {
    let chat = received.chat.as_ref()?;
    chat.extra.album.as_deref().filter(|_| received.inbound.kind == InboundKind::Message)
}

/// One more of an album whose first is here. None: it is the first, or no album.
pub async fn join(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
) -> Result<Option<Outcome>> {
    let Some(album) = of(received) else { return Ok(None) };
    let conversation = control::conversation(app, tx, received).await?;
    let Some(first) = conversations::chat::of_album(tx, &conversation, album).await? else { return Ok(None) };
    let inbound = &received.inbound;
    conversations::chat::join_album(tx, &first, inbound.text.trim(), &prepared.attachments).await?;
    store::set_message(tx, inbound.channel, &inbound.external_id, first.id).await?;
    let Some(ticket) = first.ticket_id else {
        count(tx, received, &conversation, prepared.attachments.len()).await?;
        return Ok(Some(Outcome::Noted));
    };
    let ticket = Box::new(tickets::touch(tx, ticket).await?);
    Ok(Some(Outcome::Joined { ticket, message: first.id, conversation: conversation.id, seq: first.seq }))
}

/// The report in the making has more pictures now.
async fn count(
    tx: &mut Tx,
    received: &Received,
    conversation: &conversations::Conversation,
    more: usize,
) -> Result<()> {
    let (Some(chat), Some(key)) = (&received.chat, conversation.thread_key.as_deref()) else { return Ok(()) };
    if let Some(mut talk) = talks::find(tx, &chat.bot, key).await? {
        talk.state.pictures += more;
        talks::keep(tx, &talk).await?;
    }
    Ok(())
}
