//! All SQL of letters' marks.

use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{MessageId, TicketId};

#[derive(sqlx::FromRow)]
pub struct Row {
    pub message_id: MessageId,
    pub trust: String,
    pub marks: String,
}

pub async fn insert(tx: &mut Tx, message: MessageId, trust: &str, marks: &str) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO mail_mark (message_id, trust, marks) VALUES ($1, $2, $3) ON CONFLICT (message_id) DO NOTHING")
        .bind(message).bind(trust).bind(marks).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Row>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Row>(
        "SELECT k.message_id, k.trust, k.marks FROM mail_mark k JOIN message m ON m.id = k.message_id
         WHERE m.ticket_id = $1")
        .bind(ticket).fetch_all(c).await)?)
}
