//! Pranks, abuse and threats: how the house defends the time of those who answer without ever turning away
//! somebody in need (`docs/decisions/0008`).
//!
//! - [`label`]: staff say how a citizen behaved. Silent, accidental and children's calls, and people who call
//!   often because they are not well, are noted and never punished.
//! - The other kinds propose a strike, which a supervisor who did not give the label confirms or dismisses.
//! - A strike brings a [`Limit`] on that one channel: a day, then three, then thirty, counted over ninety days.
//!   More than a day needs a second supervisor. Every limit ends by itself.
//! - Under a limit nothing is turned away: messages are stored and answered last. Emergencies are not touched.
//! - The citizen may object, and somebody who had no hand in it decides ([`judge`]): who is right has no strike.
//! - [`months`] counts all of it, so that everybody can see whether it is used with measure.

mod appeals;
mod limits;
mod months;
mod store;

pub use appeals::{Slowed, Verdict, appeals, appeals_of, judge, slowed_by};

pub use limits::{
    Limit, LimitState, agree, appealed, ended, give_limit, hold, is_resting, lift, limit, limited_by,
    mark_limited, move_limits, of_contact, refuse, running, running_on, set_resting, told, told_by, waiting,
};

pub use months::{Month, months};

use std::collections::HashMap;

use channels::Channel;
use serde_json::json;

use crate::audit;
use crate::clock::{DAY, Millis};
use crate::contacts;
use crate::db::Tx;
use crate::error::{Result, conflict, invalid, not_found};
use crate::ids::{ContactId, MarkId, StaffId, TicketId, codes};
use crate::tickets::{Ticket, TicketNumber};

/// A strike counts for so long.
pub const DECAY: Millis = 90 * DAY;
/// Characters of a note or a reason.
pub const NOTE: usize = 500;
/// Lines of one list.
pub const PAGE: i64 = 50;

codes! {
    /// How somebody behaved.
    Kind {
        /// Nobody spoke. Often genuine: never a strike.
        Silent = "silent",
        Accidental = "accidental",
        Child = "child",
        /// Comes again and again because they are not well.
        Vulnerable = "vulnerable",
        Prank = "prank",
        FalseReport = "false_report",
        Abusive = "abusive",
        Sexual = "sexual",
        /// Goes to the police as well.
        Threat = "threat",
        Spam = "spam",
    }
}

impl Kind {
    /// May it lead to a strike at all?
    pub const fn is_strike(self) -> bool {
        !matches!(self, Self::Silent | Self::Accidental | Self::Child | Self::Vulnerable)
    }
}

codes! {
    /// What became of a label.
    State {
        /// Never a strike.
        Noted = "noted",
        /// Waits for a supervisor.
        Proposed = "proposed",
        Strike = "strike",
        Dismissed = "dismissed",
    }
}

/// A label on a ticket.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Mark {
    pub id: MarkId,
    pub ticket_id: TicketId,
    pub contact_id: ContactId,
    channel: String,
    pub kind: Kind,
    pub note: String,
    pub staff_id: StaffId,
    pub at: Millis,
    pub state: State,
    pub why: Option<String>,
    pub number: TicketNumber,
    /// Of the ticket: what a reader may know of its citizen follows from it.
    pub is_anonymous: bool,
}

impl Mark {
    pub fn channel(&self) -> Channel {
        // The column is only written from `Channel::code`.
        Channel::parse(&self.channel).unwrap_or(Channel::Api)
    }
}

/// Days of a limit after so many strikes, this one included.
pub const fn days(strikes: i64) -> i64 {
    match strikes {
        ..=1 => 1,
        2 => 3,
        _ => 30,
    }
}

/// Labels a ticket. Gives whether a supervisor has to decide.
pub async fn label(tx: &mut Tx, ticket: &Ticket, kind: Kind, note: &str, by: StaffId) -> Result<bool> {
    let note: String = note.trim().chars().take(NOTE).collect();
    if kind.is_strike() && note.is_empty() {
        return Err(invalid("note", "people-label-note"));
    }
    let state = if kind.is_strike() { State::Proposed } else { State::Noted };
    let contact = contacts::hold(tx, ticket.contact_id).await?;
    // What happened once counts once, however many were there.
    if kind.is_strike() && store::is_struck(tx, ticket.id).await? {
        return Err(conflict("a label of this ticket waits for a supervisor, or counts already"));
    }
    let id = store::insert_mark(tx, ticket, contact, (kind, &note), by, state).await?;
    let detail = json!({ "ticket": ticket.id, "kind": kind, "note": note });
    audit::record(tx, Some(by), "nuisance-labelled", ("nuisance", id), detail).await?;
    Ok(state == State::Proposed)
}

/// A supervisor agrees. The limit that follows is asked for, and runs at once where one person may decide it.
pub async fn confirm(tx: &mut Tx, id: MarkId, by: StaffId) -> Result<Limit> {
    let mark = undecided(tx, id, by).await?;
    store::decide(tx, id, State::Strike, by, None).await?;
    let since = tx.now() - DECAY;
    let strikes = store::strikes(tx, mark.contact_id, since).await?;
    let detail = json!({ "ticket": mark.ticket_id, "kind": mark.kind, "strikes": strikes });
    audit::record(tx, Some(by), "nuisance-confirmed", ("nuisance", id), detail).await?;
    limits::ask(tx, &mark, days(strikes), by).await
}

/// A supervisor disagrees and says why.
pub async fn dismiss(tx: &mut Tx, id: MarkId, why: &str, by: StaffId) -> Result<()> {
    let why = reason(why)?;
    let mark = proposed(tx, id).await?;
    dismissed(tx, &mark, &why, by).await
}

/// A strike that was confirmed counts no more.
async fn take_back(tx: &mut Tx, id: MarkId, why: &str, by: StaffId) -> Result<()> {
    let mark = store::mark(tx, id).await?.ok_or_else(|| not_found("label"))?;
    if mark.state == State::Strike { dismissed(tx, &mark, why, by).await } else { Ok(()) }
}

async fn dismissed(tx: &mut Tx, mark: &Mark, why: &str, by: StaffId) -> Result<()> {
    store::decide(tx, mark.id, State::Dismissed, by, Some(why)).await?;
    let detail = json!({ "ticket": mark.ticket_id, "kind": mark.kind, "reason": why });
    audit::record(tx, Some(by), "nuisance-dismissed", ("nuisance", mark.id), detail).await
}

async fn proposed(tx: &mut Tx, id: MarkId) -> Result<Mark> {
    let mark = store::mark(tx, id).await?.ok_or_else(|| not_found("label"))?;
    if mark.state == State::Proposed {
        Ok(mark)
    } else {
        Err(conflict("somebody decided on this a moment ago"))
    }
}

async fn undecided(tx: &mut Tx, id: MarkId, by: StaffId) -> Result<Mark> {
    let mark = proposed(tx, id).await?;
    // Four eyes: whoever was annoyed does not judge.
    if mark.staff_id == by { Err(invalid("mark", "people-not-own-label")) } else { Ok(mark) }
}

fn reason(why: &str) -> Result<String> {
    let why: String = why.trim().chars().take(NOTE).collect();
    if why.is_empty() { Err(invalid("reason", "reason-needed")) } else { Ok(why) }
}

/// The label with this id, if the reader sees its ticket.
pub async fn visible(tx: &mut Tx, viewer: StaffId, id: MarkId) -> Result<Mark> {
    store::visible(tx, viewer, id).await?.ok_or_else(|| not_found("label"))
}

/// Labels that wait for a supervisor, of tickets the reader sees, oldest first.
pub async fn proposals(tx: &mut Tx, viewer: StaffId) -> Result<Vec<Mark>> {
    store::proposals(tx, viewer, PAGE).await
}

/// Strikes of a contact that still count.
pub async fn strikes(tx: &mut Tx, contact: ContactId) -> Result<i64> {
    let since = tx.now() - DECAY;
    store::strikes(tx, contact, since).await
}

/// [`strikes`] of several at once; who has none is not in it.
pub async fn strikes_of(tx: &mut Tx, contacts: &[ContactId]) -> Result<HashMap<ContactId, i64>> {
    let since = tx.now() - DECAY;
    store::strikes_of(tx, contacts, since).await
}

/// Labels of a contact's tickets that the reader sees, newest first. Those of anonymous tickets are left out:
/// beside another ticket they would say who wrote them.
pub async fn marks_of(tx: &mut Tx, viewer: StaffId, contact: ContactId, limit: i64) -> Result<Vec<Mark>> {
    store::marks_of(tx, viewer, contact, limit).await
}

/// Labels of one ticket, newest first; the caller knows that the reader sees it.
pub async fn marks_on(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Mark>> {
    store::marks_on(tx, ticket, limit).await
}

/// Silent calls of this contact within a day before now: somebody may need help and cannot speak.
pub async fn silent_lately(tx: &mut Tx, contact: ContactId) -> Result<i64> {
    let since = tx.now() - DAY;
    store::silent_since(tx, contact, since).await
}

/// Labels go over to another contact; gives which.
pub async fn move_marks(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<Vec<i64>> {
    store::move_marks(tx, from, to).await
}

/// One goes back.
pub async fn give_mark(tx: &mut Tx, id: i64, from: ContactId, to: ContactId) -> Result<()> {
    store::give_mark(tx, id, from, to).await
}

/// Labels and limits of tickets that went to another contact go there, too: whoever wrote it answers for it.
pub async fn follow_tickets(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    store::follow_tickets(tx, from, to).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_grow_and_stop_at_a_month() {
        assert_eq!([0, 1, 2, 3, 4, 50].map(days), [1, 1, 3, 30, 30, 30]);
    }

    #[test]
    fn silence_is_never_a_strike() {
        let never: Vec<_> =
            Kind::ALL.iter().filter(|kind| !kind.is_strike()).map(|kind| kind.code()).collect();
        assert_eq!(never, ["silent", "accidental", "child", "vulnerable"]);
    }
}
