//! Agencies that help: who may ask them, take it back and say that it is done, and who hears of it. The desk and the
//! API go through here.

use serde_json::json;

use super::agency;
use crate::agencies;
use crate::agency_mail;
use crate::auth;
use crate::db::Tx;
use crate::error::{Result, forbidden};
use crate::ids::{AgencyId, StaffId, TicketId};
use crate::notices::{self, Kind};
use crate::tickets;

/// Asks another agency to help; its officers hear of it, or it gets a letter.
pub async fn ask(tx: &mut Tx, by: StaffId, ticket: TicketId, agency: AgencyId, note: &str) -> Result<()> {
    let ticket = tickets::visible(tx, by, ticket).await?;
    let to = agencies::agency(tx, agency).await?;
    tickets::ask_support(tx, &ticket, &to, note, by).await?;
    if agency::ask_for_help(tx, &ticket, &to, note).await? {
        return Ok(());
    }
    for officer in auth::first_told(tx, to.id, ticket.is_confidential).await? {
        notices::tell(tx, officer, Kind::SupportAsked, Some(ticket.id), Some(by), json!({})).await?;
    }
    Ok(())
}

/// They are not asked any more.
pub async fn withdraw(tx: &mut Tx, by: StaffId, ticket: TicketId, agency: AgencyId) -> Result<()> {
    tickets::visible(tx, by, ticket).await?;
    tickets::withdraw_support(tx, ticket, agency, by).await.map(|_| ())
}

/// Somebody of that very agency or above it; for an agency that answers by mail, whoever read its letter.
pub async fn may_finish(tx: &mut Tx, by: StaffId, ticket: TicketId, agency: AgencyId) -> Result<bool> {
    if tickets::supported_by(tx, by, ticket).await?.iter().any(|one| one.agency_id == agency) {
        return Ok(true);
    }
    Ok(agency_mail::settings(tx, agency).await?.answers_by_mail
        && tickets::visible(tx, by, ticket).await.is_ok())
}

/// Their part is done; whoever works on the ticket hears of it.
pub async fn finish(tx: &mut Tx, by: StaffId, ticket: TicketId, agency: AgencyId, words: &str) -> Result<()> {
    let ticket = tickets::readable(tx, by, ticket).await?;
    if !may_finish(tx, by, ticket.id, agency).await? {
        return Err(forbidden("only the agency that was asked says that its part is done"));
    }
    let support = tickets::finish_support(tx, ticket.id, agency, words, by).await?;
    let to = ticket.assignee_id.unwrap_or(support.asked_by);
    notices::tell(tx, to, Kind::SupportDone, Some(ticket.id), Some(by), json!({})).await
}
