//! The citizen wrote: what that does to a report, and who else hears of it. Every way words come in goes through
//! here, so that a case which comes back never does so unheard.

use jiff::tz::TimeZone;

use super::telling::came_back;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TicketId;
use crate::tickets::life::{Stage, Step};
use crate::tickets::{self, Taken, Ticket};

/// A report that was written about. [`Joined::tell`] when the words stand in its thread.
#[must_use = "whoever had done with it hears that it is back"]
#[derive(Clone, Debug)]
pub struct Joined {
    pub ticket: Ticket,
    /// We had done with it, and it came back by this step.
    back: Option<Step>,
}

/// The words join the report. None: it is over, they are a new matter. The caller holds the conversation through
/// which it is answered: everybody locks in this order.
pub async fn join(tx: &mut Tx, zone: &TimeZone, id: TicketId, disputes: bool) -> Result<Option<Joined>> {
    let before = tickets::lock(tx, id).await?.stage;
    let joined = tickets::join(tx, zone, id, disputes).await?;
    Ok(joined.map(|ticket| {
        let back = match (before, ticket.stage) {
            // Closed by staff, it comes back by a dispute alone.
            (Stage::Answered | Stage::Closed, Stage::Returned) if disputes => Some(Step::Dispute),
            (Stage::Answered | Stage::Closed, Stage::Returned) => Some(Step::Wrote),
            (Stage::Rejected, Stage::Submitted) => Some(Step::Complete),
            _ => None,
        };
        Joined { ticket, back }
    }))
}

impl Joined {
    /// Its own citizen wrote.
    pub async fn tell(&self, tx: &mut Tx, zone: &TimeZone, words: &str) -> Result<()> {
        match self.back {
            Some(step) => self.back_by(tx, zone, step, words).await,
            None => Ok(()),
        }
    }

    /// The citizen of a report that was merged into it wrote. Its own citizen did not, and is thanked for nothing; that
    /// what was turned away goes on after all is news to them, too.
    pub async fn tell_of_other(&self, tx: &mut Tx, zone: &TimeZone, words: &str) -> Result<()> {
        match self.back {
            Some(Step::Complete) => self.back_by(tx, zone, Step::Complete, words).await,
            Some(_) => self.back_by(tx, zone, Step::Wrote, words).await,
            None => Ok(()),
        }
    }

    async fn back_by(&self, tx: &mut Tx, zone: &TimeZone, step: Step, words: &str) -> Result<()> {
        came_back(tx, zone, &self.ticket, &Taken::by_citizen(step, words), None).await
    }
}
