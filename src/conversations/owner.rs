//! Whose conversations these are: when two contacts become one, and when they are parted again.

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, ConversationId, TicketId};
use crate::texts::Lang;

/// Addresses that answers to this contact go to: those they wrote from, and one they chose for news.
pub async fn addresses(tx: &mut Tx, contact: ContactId) -> Result<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>(
        "SELECT DISTINCT reply_to FROM conversation WHERE contact_id = $1 AND reply_to IS NOT NULL LIMIT 50")
        .bind(contact).fetch_all(c).await)?)
}

/// All conversations go over to another contact; gives which.
pub async fn move_all(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<Vec<ConversationId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, ConversationId>(
        "UPDATE conversation SET contact_id = $2 WHERE contact_id = $1 RETURNING id")
        .bind(from).bind(to).fetch_all(c).await)?)
}

/// One goes back, if it is where it was moved to.
pub async fn give(tx: &mut Tx, id: ConversationId, from: ContactId, to: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE conversation SET contact_id = $3 WHERE id = $1 AND contact_id = $2")
        .bind(id).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Conversations that began since, from this address.
pub async fn begun_since(
    tx: &mut Tx,
    contact: ContactId,
    since: Millis,
    address: &str,
) -> Result<Vec<ConversationId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, ConversationId>(
        "SELECT id FROM conversation WHERE contact_id = $1 AND created_at >= $2 AND (reply_to = $3 OR thread_key = $3
             OR (channel = 'telegram' AND thread_key LIKE '%:' || $3))")
        .bind(contact).bind(since).bind(address).fetch_all(c).await)?)
}

/// Tickets that were talked about in a conversation since.
pub async fn tickets_since(tx: &mut Tx, id: ConversationId, since: Millis) -> Result<Vec<TicketId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "SELECT DISTINCT ticket_id FROM message
         WHERE conversation_id = $1 AND created_at >= $2 AND direction = 'in' AND ticket_id IS NOT NULL")
        .bind(id).bind(since).fetch_all(c).await)?)
}

/// From now on the house speaks this language in all conversations of a contact.
pub async fn speak(tx: &mut Tx, contact: ContactId, language: Lang) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE conversation SET language = $2 WHERE contact_id = $1")
        .bind(contact).bind(language).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The chat with a bot of ours that a contact used last.
pub async fn chat_of(tx: &mut Tx, contact: ContactId) -> Result<Option<ConversationId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, ConversationId>(
        "SELECT id FROM conversation WHERE contact_id = $1 AND channel = 'telegram' ORDER BY updated_at DESC LIMIT 1")
        .bind(contact).fetch_optional(c).await)?)
}
