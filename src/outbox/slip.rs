//! A slip of the hand: the last step of a ticket, as long as it can be taken back.

use jiff::tz::TimeZone;

use super::telling::came_back;
use crate::agency_mail;
use crate::auth;
use crate::conversations;
use crate::db::Tx;
use crate::error::{Result, slip_too_old};
use crate::ids::{StaffId, TicketId};
use crate::letters;
use crate::tickets::life::{Stage, Step};
use crate::tickets::{self, Referral, Slip, Taken, Ticket};

/// The last step, while it is fresh, one's own, and nobody outside was told of it or anything since.
pub async fn slip(tx: &mut Tx, ticket: TicketId, by: StaffId) -> Result<Option<Slip>> {
    let Some(slip) = tickets::slip(tx, ticket, by).await? else { return Ok(None) };
    // Followers hear of it later, where the citizen does: the text is asked, not only what is written already.
    let is_told = letters::tells(tx, slip.step, slip.refusal).await?
        || conversations::has_spoken_since(tx, ticket, slip.at).await?
        || agency_mail::has_written_since(tx, ticket, slip.at).await?;
    Ok((!is_told).then_some(slip))
}

/// Sets the ticket back to where it stood before the slip.
pub async fn take_back(tx: &mut Tx, zone: &TimeZone, ticket: TicketId, by: StaffId) -> Result<Ticket> {
    // Nobody takes another step or says something while we look which was the last.
    conversations::answer_through(tx, ticket).await?;
    tickets::lock(tx, ticket).await?;
    let slip = slip(tx, ticket, by).await?.ok_or_else(slip_too_old)?;
    tickets::put_back_at(tx, zone, ticket, slip.stage, by).await
}

/// Sets the ticket back to an earlier stage, also one of whose end the citizen heard: they hear that it is open again, and
/// so does whoever works on it.
pub async fn set_back(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: TicketId,
    stage: Stage,
    by: StaffId,
) -> Result<Ticket> {
    conversations::answer_through(tx, ticket).await?;
    let over = tickets::lock(tx, ticket).await?;
    let after = tickets::put_back_at(tx, zone, ticket, stage, by).await?;
    if after.is_open && is_end_told(tx, &over).await? {
        let again = Taken::by_system(Step::Reopen, "");
        came_back(tx, zone, &after, &again, Some(by)).await?;
    }
    Ok(after)
}

/// We had done with it, and that was told.
async fn is_end_told(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    let step = match ticket.stage {
        Stage::Answered => Step::Answer,
        Stage::Closed => Step::Close,
        Stage::Rejected => Step::Reject,
        _ => return Ok(false),
    };
    letters::tells(tx, step, ticket.refusal).await
}

/// The last referral, while it can be taken back: nobody of ours said anything since, and the agency has no letter of it
/// yet. That the citizen heard who has it now stays said.
pub async fn referral(tx: &mut Tx, ticket: TicketId, by: StaffId) -> Result<Option<Referral>> {
    let Some(referral) = tickets::referral(tx, ticket, by).await? else { return Ok(None) };
    let is_told = conversations::has_spoken_since(tx, ticket, referral.at + 1).await?
        || agency_mail::has_sent_since(tx, ticket, referral.at).await?;
    // It may have gone out of reach by this very deed; where it came from must be in reach.
    let is_ours = auth::agencies_in_scope(tx, by).await?.contains(&referral.from);
    Ok((is_ours && !is_told).then_some(referral))
}

/// Takes the last referral back: the ticket stands where it stood, in the hands it was in. Nobody is told a second
/// time.
pub async fn take_referral_back(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: TicketId,
    by: StaffId,
) -> Result<Ticket> {
    conversations::answer_through(tx, ticket).await?;
    let goes = tickets::lock(tx, ticket).await?;
    referral(tx, ticket, by).await?.ok_or_else(slip_too_old)?;
    // What waits to leave is not told, nor found again by a later referral to the same agency.
    agency_mail::drop_waiting(tx, ticket, goes.agency_id).await?;
    tickets::take_referral_back(tx, zone, ticket, by).await
}
