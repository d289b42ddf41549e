//! All SQL of copies.

use channels::Person;

use super::{Copied, Other, State};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ConversationId, MessageId, TicketId};

pub async fn keep(tx: &mut Tx, conversation: ConversationId, other: &Person, most: i64) -> Result<()> {
    let now = tx.now();
    let address = other.address.to_lowercase();
    on!(tx, c => sqlx::query(
        "INSERT INTO letter_other (conversation_id, address, name, seen_at)
         SELECT $1, $2, CAST($3 AS text), $4
         WHERE (SELECT COUNT(*) FROM letter_other WHERE conversation_id = $1) < $5
         ON CONFLICT (conversation_id, address) DO UPDATE SET seen_at = excluded.seen_at")
        .bind(conversation).bind(&address).bind(&other.name).bind(now).bind(most).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn ask(tx: &mut Tx, conversation: ConversationId, address: &str, most: i64) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO letter_other (conversation_id, address, seen_at, asked_at)
         SELECT $1, $2, $3, $3
         WHERE (SELECT COUNT(*) FROM letter_other WHERE conversation_id = $1) < $4
         ON CONFLICT (conversation_id, address) DO UPDATE SET seen_at = excluded.seen_at, asked_at = excluded.asked_at")
        .bind(conversation).bind(address).bind(now).bind(most).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn asked_to(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Other>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Other>(
        "SELECT address, name FROM letter_other WHERE conversation_id = $1 AND asked_at IS NOT NULL
         ORDER BY asked_at DESC, address LIMIT 1")
        .bind(conversation).fetch_optional(c).await)?)
}

pub async fn remove(tx: &mut Tx, conversation: ConversationId, address: &str) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM letter_other WHERE conversation_id = $1 AND address = $2")
        .bind(conversation).bind(address).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn of(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<Other>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Other>(
        "SELECT address, name FROM letter_other WHERE conversation_id = $1 ORDER BY address")
        .bind(conversation).fetch_all(c).await)?)
}

pub async fn about(tx: &mut Tx, ticket: TicketId, most: i64) -> Result<Vec<Other>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Other>(
        "SELECT address, name FROM letter_other
         WHERE conversation_id IN (SELECT conversation_id FROM message WHERE ticket_id = $1)
         ORDER BY seen_at DESC, address LIMIT $2")
        .bind(ticket).bind(most).fetch_all(c).await)?)
}

pub async fn refusing(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>(
        "SELECT o.address FROM letter_other o JOIN address_reach r ON r.address = o.address
         WHERE o.conversation_id = $1 AND r.unwanted_at IS NOT NULL")
        .bind(conversation).fetch_all(c).await)?)
}

pub async fn wanted(tx: &mut Tx, ticket: TicketId) -> Result<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>("SELECT address FROM copy_wish WHERE ticket_id = $1")
        .bind(ticket).fetch_all(c).await)?)
}

pub async fn forget_wishes(tx: &mut Tx, ticket: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM copy_wish WHERE ticket_id = $1").bind(ticket).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn wish(tx: &mut Tx, ticket: TicketId, address: &str) -> Result<()> {
    on!(tx, c => sqlx::query("INSERT INTO copy_wish (ticket_id, address) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(ticket).bind(address).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn unwish(tx: &mut Tx, ticket: TicketId, address: &str) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM copy_wish WHERE ticket_id = $1 AND address = $2")
        .bind(ticket).bind(address).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// False when this copy was begun already.
pub async fn begin(tx: &mut Tx, message: MessageId, other: &Other) -> Result<bool> {
    let begun = on!(tx, c => sqlx::query(
        "INSERT INTO message_copy (message_id, address, name, state) VALUES ($1, $2, $3, 'queued')
         ON CONFLICT DO NOTHING")
        .bind(message).bind(&other.address).bind(&other.name).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(begun == 1)
}

pub async fn of_message(tx: &mut Tx, message: MessageId) -> Result<Vec<Copied>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Copied>(
        "SELECT message_id, address, name, state, error FROM message_copy WHERE message_id = $1 ORDER BY address")
        .bind(message).fetch_all(c).await)?)
}

pub async fn of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Copied>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Copied>(
        "SELECT k.message_id, k.address, k.name, k.state, k.error FROM message_copy k
         JOIN message m ON m.id = k.message_id WHERE m.ticket_id = $1 ORDER BY k.address")
        .bind(ticket).fetch_all(c).await)?)
}

pub async fn set_state(
    tx: &mut Tx,
    message: MessageId,
    address: &str,
    state: State,
    error: Option<&str>,
) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE message_copy SET state = $3, error = $4 WHERE message_id = $1 AND address = $2")
        .bind(message).bind(address).bind(state).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn takes_part(tx: &mut Tx, conversation: ConversationId, address: &str) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM conversation c JOIN ticket t ON t.id = c.ticket_id
         WHERE c.id = $1 AND t.is_open AND (
             EXISTS (SELECT 1 FROM letter_other o WHERE o.conversation_id = $1 AND o.address = $2)
             OR EXISTS (SELECT 1 FROM message m JOIN message_copy k ON k.message_id = m.id
                        WHERE m.conversation_id = $1 AND k.address = $2)))")
        .bind(conversation).bind(address).fetch_one(c).await)?)
}

pub async fn insert_writer(tx: &mut Tx, message: MessageId, address: &str, name: Option<&str>) -> Result<()> {
    on!(tx, c => sqlx::query("INSERT INTO message_writer (message_id, address, name) VALUES ($1, $2, $3)")
        .bind(message).bind(address).bind(name).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn writers(tx: &mut Tx, ticket: TicketId) -> Result<Vec<(MessageId, String, Option<String>)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (MessageId, String, Option<String>)>(
        "SELECT w.message_id, w.address, w.name FROM message_writer w JOIN message m ON m.id = w.message_id
         WHERE m.ticket_id = $1")
        .bind(ticket).fetch_all(c).await)?)
}
