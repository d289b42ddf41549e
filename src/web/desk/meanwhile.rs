//! Two people answer one citizen: the second is shown what the first wrote, before anything leaves.
//!
//! The reply box carries the last answer of a colleague that stood on the page. If there is a newer one
//! when it is sent, nothing is sent; the words stay, the new answer is shown, and sending again confirms.

use super::thread::Told;
use crate::conversations::{self, Direction, Message};
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{MessageId, StaffId, TicketId};
use crate::web::Shell;

/// Messages looked at when an answer is about to leave.
const LOOKED_AT: i64 = 50;

/// An answer that came while somebody else was writing one.
#[derive(Clone, Debug)]
pub struct Meanwhile {
    pub who: String,
    pub when: String,
    pub words: String,
}

fn is_theirs(message: &Message, me: StaffId) -> bool {
    message.direction == Direction::Out && message.staff_id.is_some_and(|other| other != me)
}

/// What the page shows as the newest answer of a colleague: 0 when there is none.
pub fn last_seen(told: &Told, me: StaffId) -> MessageId {
    let theirs = told.messages().iter().filter(|message| is_theirs(message, me));
    theirs.map(|message| message.id).max().unwrap_or(MessageId(0))
}

/// Answers of colleagues that whoever saw `seen` has not seen.
pub fn unseen(shell: &Shell, told: &Told, me: StaffId, seen: MessageId) -> Vec<Meanwhile> {
    let theirs = told.messages().iter().filter(|message| is_theirs(message, me) && message.id > seen);
    theirs
        .map(|message| Meanwhile {
            who: message.staff_id.and_then(|id| told.staff.get(&id).cloned()).unwrap_or_default(),
            when: shell.ago(&message.created_at),
            words: message.body.clone(),
        })
        .collect()
}

/// Refuses to send when a colleague answered since. Of two who send in the same moment the second waits
/// here for the first, and then sees what they wrote.
pub async fn check(tx: &mut Tx, ticket: TicketId, me: StaffId, seen: MessageId) -> Result<()> {
    conversations::answer_through(tx, ticket).await?;
    let newest = conversations::of_ticket(tx, ticket, LOOKED_AT).await?;
    if newest.iter().any(|message| is_theirs(message, me) && message.id > seen) {
        return Err(invalid("text", "answered-meanwhile"));
    }
    Ok(())
}
