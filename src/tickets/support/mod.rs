//! Agencies that help with a ticket another one answers for.
//!
//! One agency stays responsible: it alone answers the citizen and closes. Those who support see the ticket
//! ([`crate::auth::VISIBLE`]), write notes, and say when their part is done. Withdrawn, they see it no longer.

mod store;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{EventKind, Ticket, record, touch};
use crate::agencies::Agency;
use crate::bus::Event;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{AgencyId, StaffId, TicketId};

/// Agencies that may support one ticket.
pub const MOST: usize = 10;
/// Characters of what is asked, and of what is said when it is done.
pub const LONGEST: usize = 2_000;

/// A part of the work that another agency was asked to do.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
pub struct Support {
    pub ticket_id: TicketId,
    pub agency_id: AgencyId,
    pub asked_by: StaffId,
    pub asked_at: Millis,
    /// What they are asked to do.
    pub note: String,
    pub done_at: Option<Millis>,
    pub done_by: Option<StaffId>,
    /// What they say about it.
    pub done_note: Option<String>,
}

/// Who supports a ticket, in the order they were asked.
pub async fn supports(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Support>> {
    store::of(tx, ticket).await
}

/// Asks an agency to help. Asked again, the words change and their part is open again.
pub async fn ask_support(
    tx: &mut Tx,
    ticket: &Ticket,
    agency: &Agency,
    note: &str,
    by: StaffId,
) -> Result<Support> {
    let note = said(note, "note")?;
    if agency.id == ticket.agency_id {
        return Err(invalid("agency", "support-itself"));
    }
    if !agency.is_active {
        return Err(invalid("agency", "agency-needed"));
    }
    if !ticket.is_open {
        return Err(invalid("agency", "support-over"));
    }
    let known = store::of(tx, ticket.id).await?;
    if known.len() >= MOST && !known.iter().any(|one| one.agency_id == agency.id) {
        return Err(invalid("agency", "support-many"));
    }
    let support = store::put(tx, ticket.id, agency.id, by, note).await?;
    happened(tx, ticket.id, agency.id, "asked", note, by).await?;
    Ok(support)
}

/// They are not asked any more, and see the ticket no longer. False: they were not asked.
pub async fn withdraw_support(tx: &mut Tx, ticket: TicketId, agency: AgencyId, by: StaffId) -> Result<bool> {
    if !store::remove(tx, ticket, agency).await? {
        return Ok(false);
    }
    happened(tx, ticket, agency, "withdrawn", "", by).await?;
    Ok(true)
}

/// Their part is done, and this is what they say about it.
pub async fn finish_support(
    tx: &mut Tx,
    ticket: TicketId,
    agency: AgencyId,
    words: &str,
    by: StaffId,
) -> Result<Support> {
    let words = said(words, "words")?;
    let support = store::finish(tx, ticket, agency, by, words).await?;
    let support = support.ok_or_else(|| not_found("request for help"))?;
    happened(tx, ticket, agency, "done", words, by).await?;
    Ok(support)
}

/// Whoever is responsible now does not support. Returns what they were asked, for the way back.
pub(super) async fn takes_over(tx: &mut Tx, ticket: TicketId, agency: AgencyId) -> Result<Option<Support>> {
    let asked = store::of(tx, ticket).await?.into_iter().find(|one| one.agency_id == agency);
    if asked.is_some() {
        store::remove(tx, ticket, agency).await?;
    }
    Ok(asked)
}

/// They are not responsible after all, and support again.
pub(super) async fn comes_back(tx: &mut Tx, support: &Support) -> Result<()> {
    store::restore(tx, support).await
}

/// Those of the viewer's agencies that support this ticket.
pub async fn supported_by(tx: &mut Tx, viewer: StaffId, ticket: TicketId) -> Result<Vec<Support>> {
    store::by_viewer(tx, viewer, ticket).await
}

fn said<'a>(words: &'a str, field: &'static str) -> Result<&'a str> {
    let words = words.trim();
    if words.is_empty() {
        return Err(invalid(field, "support-words"));
    }
    if words.chars().count() > LONGEST {
        return Err(invalid(field, "text-long"));
    }
    Ok(words)
}

async fn happened(
    tx: &mut Tx,
    ticket: TicketId,
    agency: AgencyId,
    deed: &str,
    words: &str,
    by: StaffId,
) -> Result<()> {
    let data = json!({ "deed": deed, "agency": agency, "reason": words });
    record(tx, ticket, Some(by), EventKind::Supported, data).await?;
    touch(tx, ticket).await?;
    tx.publish(Event::Ticket { id: ticket, agency });
    Ok(())
}
