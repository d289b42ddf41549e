//! What only chats have: choices under a message, pictures sent together, places that move.

use channels::telegram::Keyboard;
use sqlx::types::Json;

use super::{Conversation, Message, NewAttachment, attach, store};
use crate::bus::Event;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ConversationId, MessageId};

/// Pictures sent together come right behind each other; further back nobody looks.
const TOGETHER: i64 = 30;

/// Messages by their ids, in the order of the conversation.
pub async fn messages(tx: &mut Tx, ids: &[MessageId]) -> Result<Vec<Message>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Select::new("SELECT * FROM message WHERE id IN (", []);
    for (at, id) in ids.iter().enumerate() {
        select.with(if at == 0 { "?" } else { ", ?" }, [id.0.into()]);
    }
    select.push(") ORDER BY seq");
    select.fetch(tx).await
}

/// Where the first photo among the files of these messages says that it was taken; files that are locked say nothing.
pub async fn photo_place(tx: &mut Tx, ids: &[MessageId]) -> Result<Option<(f64, f64)>> {
    let mut select = Select::new(
        "SELECT latitude, longitude FROM attachment WHERE latitude IS NOT NULL AND longitude IS NOT NULL
             AND state = 'stored' AND COALESCE(scan, 'clean') NOT IN ('waiting', 'found') AND message_id",
        [],
    );
    select.any_of(ids.iter().map(|id| id.0));
    select.push(" ORDER BY id LIMIT 1");
    Ok(select.fetch(tx).await?.pop())
}

/// The newest messages of a conversation that belong to no ticket, as far as `limit` goes.
pub async fn of_no_ticket(tx: &mut Tx, id: ConversationId, limit: i64) -> Result<Vec<Message>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Message>(
        "SELECT * FROM message WHERE conversation_id = $1 AND ticket_id IS NULL ORDER BY seq DESC LIMIT $2")
        .bind(id).bind(limit).fetch_all(c).await)?)
}

/// The citizen can press these under a message that is on its way.
pub async fn offer(tx: &mut Tx, message: MessageId, choices: &Keyboard) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE message SET choices = $2 WHERE id = $1")
        .bind(message).bind(Json(choices)).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// What can be pressed under a message.
pub async fn choices(tx: &mut Tx, message: MessageId) -> Result<Option<Keyboard>> {
    let found = on!(tx, c => sqlx::query_scalar::<_, Option<Json<Keyboard>>>("SELECT choices FROM message WHERE id = $1")
        .bind(message).fetch_optional(c).await)?;
    Ok(found.flatten().map(|found| found.0))
}

/// The message that the pictures of an album belong to, if one of them came before.
pub async fn of_album(tx: &mut Tx, conversation: &Conversation, album: &str) -> Result<Option<Message>> {
    let since = conversation.last_seq - TOGETHER;
    Ok(on!(tx, c => sqlx::query_as::<_, Message>(
        "SELECT * FROM message WHERE conversation_id = $1 AND seq > $2 AND album = $3 ORDER BY seq LIMIT 1")
        .bind(conversation.id).bind(since).bind(album).fetch_optional(c).await)?)
}

/// A message is the first of an album.
pub async fn begin_album(tx: &mut Tx, message: MessageId, album: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE message SET album = $2 WHERE id = $1")
        .bind(message).bind(album).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// One more of an album: its files lie with the first.
pub async fn join_album(tx: &mut Tx, message: &Message, files: &[NewAttachment]) -> Result<()> {
    attach(tx, message.id, files).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// Something moved on: the message says where it is now. Nothing was reworded, so nothing is kept of before.
pub async fn moved(tx: &mut Tx, message: &Message, body: &str) -> Result<()> {
    store::set_body(tx, message.id, body).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// The provider gave the chat another key. False: there is a conversation with that key already.
pub async fn move_on(tx: &mut Tx, id: ConversationId, key: &str) -> Result<bool> {
    let moved = on!(tx, c => sqlx::query(
        "UPDATE conversation SET thread_key = $2 WHERE id = $1 AND NOT EXISTS (
             SELECT 1 FROM conversation other WHERE other.channel = 'telegram' AND other.thread_key = $2)")
        .bind(id).bind(key).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}
