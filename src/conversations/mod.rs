//! What was said, in order: one conversation per chat, mail thread, call or form; messages in, out and
//! internal notes; files.

pub mod chat;
pub mod checked;
pub mod chosen;
mod delivery;
mod files;
pub mod letters;
mod message;
pub mod owner;
mod past;
mod store;
mod threading;
mod through;
pub mod way;

pub use delivery::{failed, overtakes, requeue, sent, told, waits};
pub use files::{
    Attachment, FileState, NewAttachment, attach, attachment, attachments, attachments_of,
    files_from_outside, lost, stored,
};
pub use message::{Direction, Message, NewMessage, State};
pub use past::{Begun, Line, open_all, tell};
pub use threading::{
    Conversation, assign_ticket, by_key, by_reference, came_by, form_of, get, lock, open, reply_to, thread,
};
pub use through::{
    answer_through, came_through, has_person, has_spoken_since, shown_through, spoken_through,
};

use channels::Channel;

use crate::bus::Event;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{ConversationId, MessageId, TicketId};
use crate::stretch::{Rest, Stretch};

/// Adds a message at the end; the counter in the conversation's row gives its place, so that two
/// writers cannot take the same one.
pub async fn append(
    tx: &mut Tx,
    conversation: ConversationId,
    ticket: Option<TicketId>,
    new: &NewMessage<'_>,
) -> Result<(MessageId, i64)> {
    let seq = store::next_seq(tx, conversation).await?;
    let id = store::insert_message(tx, conversation, seq, ticket, new).await?;
    tx.publish(Event::Conversation { id: conversation });
    Ok((id, seq))
}

/// A message belongs to another ticket from now on; its conversation goes on as it was.
pub async fn move_to(tx: &mut Tx, message: &Message, ticket: TicketId) -> Result<()> {
    store::set_message_ticket(tx, message.id, ticket).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// The citizen changed an earlier message: the new words count, the old ones are kept.
pub async fn revise(tx: &mut Tx, message: &Message, body: &str) -> Result<()> {
    store::insert_revision(tx, message.id, &message.body).await?;
    store::set_body(tx, message.id, body).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

pub async fn message(tx: &mut Tx, id: MessageId) -> Result<Message> {
    store::message(tx, id).await?.ok_or_else(|| not_found("message"))
}

pub async fn find_message(tx: &mut Tx, id: MessageId) -> Result<Option<Message>> {
    store::message(tx, id).await
}

/// The message with this id on its channel (Message-ID, Telegram message).
pub async fn message_by_ref(tx: &mut Tx, channel: Channel, external_ref: &str) -> Result<Option<Message>> {
    store::message_by_ref(tx, channel, external_ref).await
}

/// All messages of a ticket over all channels, oldest first, at most `limit` (the newest win).
pub async fn of_ticket(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Message>> {
    store::of_ticket(tx, ticket, limit).await
}

/// A stretch of a ticket's messages over all channels, internal notes included, from where it begins.
pub async fn stretch(tx: &mut Tx, ticket: TicketId, asked: Stretch, limit: i64) -> Result<Vec<Message>> {
    store::stretch(tx, ticket, asked, limit).await
}

/// What its citizen said first about a ticket.
pub async fn first_words(tx: &mut Tx, ticket: TicketId) -> Result<Option<MessageId>> {
    store::first_words(tx, ticket).await
}

/// How many of a ticket's messages stand before and after these two.
pub async fn beside(tx: &mut Tx, ticket: TicketId, first: i64, last: i64) -> Result<Rest> {
    store::beside(tx, ticket, first, last).await
}

/// Messages of a conversation behind a place in it, internal notes included: for staff and for jobs.
pub async fn after(tx: &mut Tx, conversation: ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    store::after(tx, conversation, seq, limit).await
}

/// Where the first `count` messages that a citizen may read end: how many there really are, and the
/// place of the last of them. Notes between colleagues are not counted, so nobody sees a gap.
pub async fn heard(tx: &mut Tx, conversation: ConversationId, count: i64) -> Result<(i64, i64)> {
    store::heard(tx, conversation, count).await
}

/// How many messages up to this place a citizen may read.
pub async fn heard_up_to(tx: &mut Tx, conversation: ConversationId, seq: i64) -> Result<i64> {
    store::heard_up_to(tx, conversation, seq).await
}
