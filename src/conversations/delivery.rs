//! What became of messages on their way out.

use super::{Message, store, way};
use crate::bus::Event;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MessageId, TicketId};
use crate::queue::{self, Job};

/// Characters kept of what a provider said.
const REASON: usize = 300;

/// The provider took the message.
pub async fn sent(tx: &mut Tx, message: &Message, provider_id: &str) -> Result<()> {
    store::set_sent(tx, message.id, provider_id).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// The message could not leave yet; staff see why, and when it is tried again.
pub async fn waits(tx: &mut Tx, message: &Message, reason: &str, next: Millis) -> Result<()> {
    let reason: String = reason.chars().take(REASON).collect();
    way::waits(tx, message.id, &reason, next).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// The message will not arrive; staff see why.
pub async fn failed(tx: &mut Tx, message: &Message, error: &str) -> Result<()> {
    store::set_failed(tx, message.id, error).await?;
    way::failed(tx, message.id).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// A failed message is tried again; with `pin`, when it tells one. Asking twice sends once.
pub async fn requeue(tx: &mut Tx, message: &Message, pin: Option<String>) -> Result<()> {
    if store::set_queued(tx, message.id).await? {
        way::begin_anew(tx, message.id).await?;
        queue::enqueue(tx, &Job::Deliver { message: message.id, pin }).await?;
    }
    Ok(())
}

/// Answers that waited for the citizen were just told to them, up to and including this one.
pub async fn told(tx: &mut Tx, ticket: TicketId, up_to: MessageId) -> Result<()> {
    store::set_told(tx, ticket, up_to).await
}

/// Is an earlier answer of this conversation still on its way, queued since `since` or later?
pub async fn overtakes(tx: &mut Tx, message: &Message, since: Millis) -> Result<bool> {
    store::overtakes(tx, message, since).await
}
