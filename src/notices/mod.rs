//! What a member of staff should know of, kept until they have read it.
//!
//! A notice points at a ticket and carries codes only. Its line is shown with what the reader may see of
//! that ticket now: whoever lost the right to see a ticket reads nothing of it here either.

mod store;

use serde_json::Value;
use sqlx::types::Json;

use crate::bus::Event;
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{NoticeId, StaffId, TicketId, codes};
use crate::tickets::TicketNumber;

codes! {
    /// What a notice is about; its line is the text `notice-<code>`.
    Kind {
        /// Somebody wrote `@name` in an internal note.
        Mentioned = "mentioned",
        /// A ticket was given to the reader by somebody else.
        Assigned = "assigned",
        /// A deadline comes near.
        Soon = "soon",
        /// A deadline passed.
        Breached = "breached",
        /// It was handed up to the reader.
        Escalated = "escalated",
        /// A case their agency had done with came back.
        Reopened = "reopened",
        /// Another agency sent a case to the reader's.
        Referred = "referred",
        /// An agency says that a case is not theirs: it is back with the reader's.
        Declined = "declined",
        /// A ticket put aside until now.
        Woke = "woke",
        /// A ticket has waited for others for so many `days`.
        StillWaits = "still_waits",
        /// The reader's agency is asked to help with another one's case.
        SupportAsked = "support_asked",
        /// An agency that was asked to help is done with its part.
        SupportDone = "support_done",
        /// An agency without accounts answered by e-mail, or could not be reached.
        AgencyWrote = "agency_wrote",
        /// A channel has been silent for unusually long.
        Silent = "silent",
        /// A mailbox or bot has not worked for a while.
        Troubled = "troubled",
        /// Messages wait that could not be taken in.
        Rejected = "rejected",
        /// A colleague (`staff`) left, and `n` tickets went back into the queue.
        Released = "released",
    }
}

/// A notice with what its reader may see of the ticket.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Notice {
    pub id: NoticeId,
    pub kind: Kind,
    pub ticket_id: Option<TicketId>,
    pub by_id: Option<StaffId>,
    pub at: Millis,
    pub data: Json<Value>,
    pub read_at: Option<Millis>,
    /// Of the ticket, while the reader sees it.
    pub number: Option<TicketNumber>,
    pub subject: Option<String>,
}

/// Notices of one page.
pub const PAGE: i64 = 50;
/// Read notices are kept for so long.
pub const KEPT: Millis = 90 * DAY;

/// Tells somebody of something. Nobody is told of what they did themselves, nor twice of the same while they
/// have not read it.
pub async fn tell(
    tx: &mut Tx,
    to: StaffId,
    kind: Kind,
    ticket: Option<TicketId>,
    by: Option<StaffId>,
    data: Value,
) -> Result<()> {
    if by == Some(to) || store::is_waiting(tx, to, kind, ticket).await? {
        return Ok(());
    }
    store::insert(tx, to, kind, ticket, by, data).await?;
    tx.publish(Event::Notice { staff: to });
    Ok(())
}

/// Tells somebody of something that is about no ticket, once until they have read it, also when several find it at
/// once.
pub async fn tell_once(tx: &mut Tx, to: StaffId, kind: Kind) -> Result<()> {
    if store::insert_once(tx, to, kind).await? {
        tx.publish(Event::Notice { staff: to });
    }
    Ok(())
}

/// How many wait to be read; counted up to 100.
pub async fn unread(tx: &mut Tx, staff: StaffId) -> Result<i64> {
    store::unread(tx, staff).await
}

/// The newest, those before `before` when it is given.
pub async fn of(tx: &mut Tx, staff: StaffId, before: Option<NoticeId>) -> Result<Vec<Notice>> {
    store::of(tx, staff, before, PAGE).await
}

/// Is something unread about this ticket? Asked first, in a transaction that only reads.
pub async fn is_news(tx: &mut Tx, staff: StaffId, ticket: TicketId) -> Result<bool> {
    store::has_unread(tx, staff, ticket).await
}

/// Whoever opens a ticket has read what was said of it.
pub async fn read_of_ticket(tx: &mut Tx, staff: StaffId, ticket: TicketId) -> Result<()> {
    store::read(tx, staff, Some(ticket)).await?;
    tx.publish(Event::Notice { staff });
    Ok(())
}

/// Whoever opens the page that a notice of this kind points at has read it.
pub async fn read_of_kind(tx: &mut Tx, staff: StaffId, kind: Kind) -> Result<()> {
    store::read_of_kind(tx, staff, kind).await?;
    tx.publish(Event::Notice { staff });
    Ok(())
}

/// Does one of this kind wait to be read? Asked first, in a transaction that only reads.
pub async fn has_unread(tx: &mut Tx, staff: StaffId, kind: Kind) -> Result<bool> {
    store::has_unread_kind(tx, staff, kind).await
}

pub async fn read_all(tx: &mut Tx, staff: StaffId) -> Result<()> {
    store::read(tx, staff, None).await?;
    tx.publish(Event::Notice { staff });
    Ok(())
}

/// Forgets what was read long ago.
pub async fn forget(tx: &mut Tx) -> Result<()> {
    let before = tx.now() - KEPT;
    store::forget(tx, before).await
}
