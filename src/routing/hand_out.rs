//! Handing out by itself, where an agency wants it: what is free goes to whoever has been idle for longest.
//!
//! A job, woken whenever something becomes free or somebody comes. Each ticket is a transaction of its own
//! that holds the agency's turn, so that two workers never give one ticket twice nor two to one person in the
//! same moment; doing it again gives away only what is still free.

use crate::app::App;
use crate::auth;
use crate::clock::MINUTE;
use crate::db::Tx;
use crate::duty;
use crate::error::Result;
use crate::ids::AgencyId;
use crate::queue::{self, Claimed, Job};
use crate::tickets;

/// Tickets handed out by one job; more go to the next.
const AT_ONCE: usize = 200;
/// Nobody was there for what is free: looks again so much later.
const AGAIN: i64 = MINUTE;

/// Pages of people who are asked for one ticket: longer, and everybody else would wait for this transaction.
const PAGES: usize = 10;

pub async fn hand_out(app: &App, claimed: &Claimed, agency: AgencyId) -> Result<()> {
    for _ in 0..AT_ONCE {
        if !app.db.write(async |tx| one(tx, agency).await).await? {
            break;
        }
    }
    app.db
        .write(async |tx| {
            if duty::hands_out(tx, agency).await? && tickets::is_any_free(tx, agency).await? {
                let at = tx.now() + AGAIN;
                let key = format!("hand-out-again:{agency}");
                queue::enqueue_at(tx, &Job::HandOut { agency }, at, Some(&key)).await?;
            }
            queue::done(tx, claimed).await
        })
        .await
}

/// One ticket to one person. False: nothing is free, or nobody may have it.
async fn one(tx: &mut Tx, agency: AgencyId) -> Result<bool> {
    if !duty::turn(tx, agency).await? || !tickets::is_any_free(tx, agency).await? {
        return Ok(false);
    }
    // Emergencies are for everybody, however much they have.
    let with_full = tickets::is_emergency_free(tx, agency).await?;
    let mut after = None;
    for _ in 0..PAGES {
        let some = duty::idle(tx, agency, with_full, after).await?;
        for idle in &some {
            let staff = auth::get(tx, idle.id).await?;
            if tickets::hand_out(tx, &staff, agency).await?.is_some() {
                return Ok(true);
            }
        }
        // Nobody further back: nothing that is free is for anybody.
        let Some(last) = some.last() else { break };
        after = Some(*last);
    }
    Ok(false)
}
