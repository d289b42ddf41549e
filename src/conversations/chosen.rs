//! Reports whose citizen wants to hear of them in a chat or at an address, whichever way they came: the token that leads
//! from the report's page into the chat, and what the two are to each other afterwards.

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, ConversationId, TicketId};

/// Reports that one chat is asked about.
const MANY: i64 = 20;

/// A way into a chat, kept as its hash until it is used or over. An earlier one of the same report is worth nothing
/// any more.
pub async fn offer(tx: &mut Tx, ticket: TicketId, hash: &str, until: Millis) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO news_token (ticket_id, hash, until) VALUES ($1, $2, $3)
         ON CONFLICT (ticket_id) DO UPDATE SET hash = excluded.hash, until = excluded.until")
        .bind(ticket).bind(hash).bind(until).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The report that this token leads to; it is used up.
pub async fn redeem(tx: &mut Tx, hash: &str) -> Result<Option<TicketId>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "DELETE FROM news_token WHERE hash = $1 AND until > $2 RETURNING ticket_id")
        .bind(hash).bind(now).fetch_optional(c).await)?)
}

/// From now on the report's citizen hears of it in this conversation and nowhere else.
pub async fn choose(tx: &mut Tx, ticket: TicketId, conversation: ConversationId) -> Result<()> {
    let now = tx.now();
    leave(tx, ticket).await?;
    on!(tx, c => sqlx::query(
        "INSERT INTO news_chat (ticket_id, conversation_id, chosen_at) VALUES ($1, $2, $3)
         ON CONFLICT (ticket_id, conversation_id) DO UPDATE SET chosen_at = excluded.chosen_at, left_at = NULL")
        .bind(ticket).bind(conversation).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn chosen(tx: &mut Tx, ticket: TicketId) -> Result<Option<ConversationId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, ConversationId>(
        "SELECT conversation_id FROM news_chat WHERE ticket_id = $1 AND left_at IS NULL")
        .bind(ticket).fetch_optional(c).await)?)
}

/// The citizen hears of it where it came from again. A token that is still about is worth nothing either.
pub async fn leave(tx: &mut Tx, ticket: TicketId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE news_chat SET left_at = $2 WHERE ticket_id = $1 AND left_at IS NULL")
        .bind(ticket).bind(now).execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query("DELETE FROM news_token WHERE ticket_id = $1")
        .bind(ticket).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Nothing more is told in this chat; says of which reports.
pub async fn leave_all(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<TicketId>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "UPDATE news_chat SET left_at = $2 WHERE conversation_id = $1 AND left_at IS NULL RETURNING ticket_id")
        .bind(conversation).bind(now).fetch_all(c).await)?)
}

/// The reports this chat hears of, the one it heard of last first.
pub async fn heard_here(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<TicketId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "SELECT n.ticket_id FROM news_chat n WHERE n.conversation_id = $1 AND n.left_at IS NULL
         ORDER BY COALESCE((SELECT MAX(m.created_at) FROM message m
                            WHERE m.ticket_id = n.ticket_id AND m.conversation_id = $1), n.chosen_at) DESC,
                  n.chosen_at DESC LIMIT $2")
        .bind(conversation).bind(MANY).fetch_all(c).await)?)
}

/// What a message of ours in this chat was about, by the name its provider gave it.
pub async fn quoted(tx: &mut Tx, conversation: ConversationId, key: &str) -> Result<Option<TicketId>> {
    let found = on!(tx, c => sqlx::query_scalar::<_, Option<TicketId>>(
        "SELECT ticket_id FROM message WHERE conversation_id = $1 AND provider_id = $2 AND direction = 'out' LIMIT 1")
        .bind(conversation).bind(key).fetch_optional(c).await)?;
    Ok(found.flatten())
}

/// Contacts other than the citizen of a report in whose conversations it was spoken of, or is told of.
pub async fn others_in(tx: &mut Tx, ticket: TicketId, citizen: ContactId) -> Result<Vec<ContactId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, ContactId>(
        "SELECT c.contact_id FROM message m JOIN conversation c ON c.id = m.conversation_id
         WHERE m.ticket_id = $1 AND c.contact_id <> $2
         UNION
         SELECT c.contact_id FROM news_chat n JOIN conversation c ON c.id = n.conversation_id
         WHERE n.ticket_id = $1 AND c.contact_id <> $2 LIMIT 20")
        .bind(ticket).bind(citizen).fetch_all(c).await)?)
}

/// Forgets tokens that nobody used.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("DELETE FROM news_token WHERE until < $1").bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}
