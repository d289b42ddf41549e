//! What the city's staff are in the middle of: reports that were handed up, that others help with, that are put
//! aside; strikes, mentions, macros. All of it goes through the verbs that pages use, so that it is as true as
//! the rest; where a small past has nothing that fits, it is left out.

mod judged;
mod shared;
mod tools;

use super::Staging;
use crate::app::App;
use crate::auth::{Role, Staff};
use crate::cli::demo::city::DeskWords;
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::db::select::{Arg, Select};
use crate::error::Result;
use crate::escalation;
use crate::ids::TicketId;
use crate::tickets::{self, Ticket};

/// Days of alarms: long enough, over a weekend, to climb from the head of an agency to a coordinator.
const ALARMS: i64 = 8;

/// Who plays which part.
struct Cast<'a> {
    administrator: &'a Staff,
    supervisor: &'a Staff,
    agent: &'a Staff,
}

/// Wakes the city up, at the end of its past.
pub async fn enliven(app: &App, tx: &mut Tx, staging: &Staging, words: &DeskWords) -> Result<()> {
    let now = tx.now();
    let cast = Cast {
        administrator: staging.first(Role::Administrator)?,
        supervisor: staging.first(Role::Supervisor)?,
        agent: staging.first(Role::Agent)?,
    };
    climb(tx, now).await?;
    judged::judge(tx, &cast, words).await?;
    tx.at(now);
    tools::provide(tx, &cast, words).await?;
    shared::share(app, tx, &cast, words).await
}

/// What is late was handed up, step by step, on the last days.
async fn climb(tx: &mut Tx, now: Millis) -> Result<()> {
    for back in (0..ALARMS).rev() {
        tx.at(now - back * DAY);
        while escalation::ring(tx).await? == escalation::AT_ONCE as usize {}
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Found {
    id: TicketId,
}

/// The newest open reports of an agency that nobody asked to hide and that are in nobody's way, by their
/// numbers: ids of one moment have no order.
const OPEN: &str = "SELECT t.id FROM ticket t JOIN agency a ON a.id = t.agency_id
    WHERE t.is_open AND t.class <> 'emergency' AND NOT t.is_anonymous AND NOT t.is_confidential
      AND t.asleep_until IS NULL
      AND NOT EXISTS (SELECT 1 FROM ticket_link k WHERE k.ticket_id = t.id OR k.other_id = t.id)";

async fn newest(tx: &mut Tx, part: &'static str, args: impl IntoIterator<Item = Arg>) -> Result<Vec<Ticket>> {
    let mut select = Select::new(OPEN, []);
    select.with(part, args).push(" ORDER BY t.number DESC LIMIT 12");
    let mut found = Vec::new();
    for one in select.fetch::<Found>(tx).await? {
        found.push(tickets::get(tx, one.id).await?);
    }
    Ok(found)
}

/// Open reports of the first of these agencies that has any.
async fn open_at(tx: &mut Tx, agencies: &[&str]) -> Result<Vec<Ticket>> {
    for code in agencies {
        let found = newest(tx, " AND a.code = ?", [Arg::from(*code)]).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}
