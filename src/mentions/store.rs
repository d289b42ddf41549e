//! All SQL of mentions.

use super::Mention;
use crate::auth::Staff;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, TicketId};

/// Colleagues looked through for a name.
const PEOPLE: i64 = 2_000;
/// Mentions read of one ticket.
const SHOWN: i64 = 500;

/// Those who may see tickets of this agency, by name. Whether they see one of them is asked of each.
pub async fn people(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Staff>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Staff>(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM staff v
         JOIN staff_scope s ON s.staff_id = v.id
         WHERE s.agency_id = $1 AND v.is_active AND v.role <> 'official' ORDER BY v.name, v.id LIMIT $2")
        .bind(agency).bind(PEOPLE).fetch_all(c).await)?)
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
