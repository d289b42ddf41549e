//! All SQL of mentions.

use super::Mention;
use crate::auth::{SEEN_BY, Staff};
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::TicketId;

/// Colleagues looked through for a name.
const PEOPLE: i64 = 2_000;
/// Mentions read of one ticket.
const SHOWN: i64 = 500;

/// Those who may read the ticket, by name. Being named is no work: whoever may read it may be asked to look at it.
pub async fn people(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Staff>> {
    let mut select = Select::new(
        "SELECT w.id, w.email, w.name, w.role, w.language, w.is_active FROM staff w JOIN ticket t ON t.id = $1
         WHERE w.is_active AND ",
        [ticket.0.into()],
    );
    select.push(&SEEN_BY).with(" ORDER BY w.name, w.id LIMIT ?", [PEOPLE.into()]);
    select.fetch(tx).await
}

pub async fn insert(tx: &mut Tx, mention: &Mention, ticket: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO mention (message_id, staff_id, ticket_id, words) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
        .bind(mention.message_id).bind(mention.staff_id).bind(ticket).bind(&mention.words)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Mention>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Mention>(
        "SELECT message_id, staff_id, words FROM mention WHERE ticket_id = $1 ORDER BY message_id DESC LIMIT $2")
        .bind(ticket).bind(SHOWN).fetch_all(c).await)?)
}
