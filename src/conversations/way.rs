//! What is known of a message's way out besides whether it left: a server on the way waits, it arrived, it failed.

use std::collections::HashMap;

use crate::clock::{DAY, Millis};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ConversationId, MessageId, TicketId};

/// Mail servers give up after so long, and say so: from then on a delay says nothing any more.
const GIVEN_UP: Millis = 5 * DAY;

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Way {
    pub message_id: MessageId,
    /// A server on the way said that it waits and tries again.
    pub delayed_at: Option<Millis>,
    /// Its reader answered it, or their server said that it is there.
    pub arrived_at: Option<Millis>,
    /// What was said when it could not leave yet.
    pub waits_for: Option<String>,
    /// When it is tried again.
    pub next_try_at: Option<Millis>,
}

impl Way {
    /// Is it on its way for longer than usual?
    pub fn is_delayed(&self, now: Millis) -> bool {
        self.arrived_at.is_none() && self.delayed_at.is_some_and(|at| now - at < GIVEN_UP)
    }
}

/// Of all messages of a ticket of which something is known.
pub async fn of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<HashMap<MessageId, Way>> {
    let rows = on!(tx, c => sqlx::query_as::<_, Way>(
        "SELECT w.message_id, w.delayed_at, w.arrived_at, w.waits_for, w.next_try_at
         FROM message_way w JOIN message m ON m.id = w.message_id WHERE m.ticket_id = $1").bind(ticket).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|way| (way.message_id, way)).collect())
}

/// It could not leave yet, and is tried again then.
pub(super) async fn waits(tx: &mut Tx, id: MessageId, reason: &str, next: Millis) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO message_way (message_id, waits_for, next_try_at) VALUES ($1, $2, $3)
         ON CONFLICT (message_id) DO UPDATE SET waits_for = excluded.waits_for, next_try_at = excluded.next_try_at")
        .bind(id).bind(reason).bind(next).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// It waits somewhere.
pub async fn delayed(tx: &mut Tx, id: MessageId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO message_way (message_id, delayed_at) VALUES ($1, $2)
         ON CONFLICT (message_id) DO UPDATE SET delayed_at = excluded.delayed_at")
        .bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// It is there: whoever answers it has it. Only of a message that was sent in this conversation.
pub async fn arrived(tx: &mut Tx, conversation: ConversationId, id: MessageId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO message_way (message_id, arrived_at)
         SELECT id, CAST($3 AS bigint) FROM message
         WHERE id = $1 AND conversation_id = $2 AND direction = 'out' AND state = 'sent'
         ON CONFLICT (message_id) DO UPDATE SET arrived_at = COALESCE(message_way.arrived_at, excluded.arrived_at)")
        .bind(id).bind(conversation).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub(super) async fn failed(tx: &mut Tx, id: MessageId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO message_way (message_id, failed_at) VALUES ($1, $2)
         ON CONFLICT (message_id) DO UPDATE SET failed_at = excluded.failed_at")
        .bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// It is tried again: what was known is about the first try. That it failed counts still.
pub(super) async fn begin_anew(tx: &mut Tx, id: MessageId) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE message_way SET delayed_at = NULL, arrived_at = NULL, waits_for = NULL, next_try_at = NULL
         WHERE message_id = $1")
        .bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}
