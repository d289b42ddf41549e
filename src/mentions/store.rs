//! All SQL of mentions.

use super::Mention;
use crate::auth::{Right, Role, Staff};
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, TicketId};

/// Colleagues looked through for a name.
const PEOPLE: i64 = 2_000;
/// Mentions read of one ticket.
const SHOWN: i64 = 500;

/// Those who may see tickets of this agency, or of one that supports this ticket, by name. Whether they see the
/// very ticket is asked of each. Being named is no work: whoever may read the ticket may be asked to look at it.
pub async fn people(tx: &mut Tx, agency: AgencyId, ticket: TicketId) -> Result<Vec<Staff>> {
    let mut select = Select::new(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM staff v
         WHERE v.is_active AND (EXISTS (SELECT 1 FROM staff_scope s WHERE s.staff_id = v.id AND s.agency_id = $1)
             OR EXISTS (SELECT 1 FROM ticket_support p JOIN staff_scope s ON s.agency_id = p.agency_id
                 WHERE p.ticket_id = $2 AND s.staff_id = v.id))
           AND v.role IN (''",
        [agency.0.into(), ticket.0.into()],
    );
    for role in Role::with(Right::ReadTickets) {
        select.with(", ?", [role.code().into()]);
    }
    select.with(") ORDER BY v.name, v.id LIMIT ?", [PEOPLE.into()]);
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
