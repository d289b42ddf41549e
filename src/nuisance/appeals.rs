//! What becomes of a citizen's appeal against a limit, whether it still runs or is over: a strike counts for ninety
//! days, so it must be possible to take it back as long.

use serde_json::json;

use super::{Limit, LimitState, PAGE, hold, reason, store, take_back};
use crate::audit;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, conflict, invalid};
use crate::ids::{CategoryId, ContactId, LimitId, StaffId, TicketId, codes};

codes! {
    /// What was decided about an appeal.
    Verdict {
        /// The citizen is right: it was no strike.
        Upheld = "upheld",
        TurnedDown = "turned_down",
    }
}

/// A ticket that was put last, and how it stood before. Of those from before this was kept only the ticket is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Slowed {
    pub ticket_id: TicketId,
    /// When it came.
    pub at: Millis,
    pub category_id: Option<CategoryId>,
    pub priority: Option<i64>,
}

/// A supervisor decides on the appeal, and says why. Upheld: it counts as no strike any more, and the limit ends if it
/// still runs. Gives the limit as it was.
pub async fn judge(tx: &mut Tx, id: LimitId, verdict: Verdict, why: &str, by: StaffId) -> Result<Limit> {
    let why = reason(why)?;
    let found = hold(tx, id).await?;
    let Some(ticket) = found.appeal_id.filter(|_| found.is_contested()) else {
        return Err(conflict("there is no appeal here, or somebody decided on it a moment ago"));
    };
    // Four eyes, and others than before: nobody hears what is said against themselves.
    if found.is_of(by) {
        return Err(invalid("limit", "people-not-own-appeal"));
    }
    store::appeals::judge(tx, id, verdict, by, &why).await?;
    let detail = json!({ "ticket": ticket, "reason": why });
    let action = match verdict {
        Verdict::Upheld => "appeal-upheld",
        Verdict::TurnedDown => "appeal-turned-down",
    };
    audit::record(tx, Some(by), action, ("limit", id), detail).await?;
    if verdict == Verdict::Upheld {
        take_back(tx, found.mark_id, &why, by).await?;
        if found.is_running(tx.now()) {
            store::end(tx, id, LimitState::Lifted, by, &why).await?;
            audit::record(tx, Some(by), "limit-lifted", ("limit", id), json!({ "reason": why })).await?;
        }
    }
    Ok(found)
}

/// Tickets that only this limit put last. Those that another one held back as well are that one's from now on.
pub async fn slowed_by(tx: &mut Tx, limit: &Limit) -> Result<Vec<Slowed>> {
    let mut freed = Vec::new();
    for slowed in store::limited::of(tx, limit.id).await? {
        match store::limited::also(tx, limit, slowed.at).await? {
            Some(other) => store::limited::go_over(tx, slowed.ticket_id, other).await?,
            None => freed.push(slowed),
        }
    }
    Ok(freed)
}

/// Limits with an appeal that waits for a supervisor who reads both, the oldest appeal first.
pub async fn appeals(tx: &mut Tx, viewer: StaffId) -> Result<Vec<Limit>> {
    store::appeals::undecided(tx, viewer, PAGE).await
}

/// Tickets of a contact's appeals.
pub async fn appeals_of(tx: &mut Tx, contact: ContactId) -> Result<Vec<TicketId>> {
    store::appeals::of_contact(tx, contact).await
}
