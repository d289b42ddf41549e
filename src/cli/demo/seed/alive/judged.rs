//! Reports that were no reports: labels, strikes, limits that ended; and one that waits for a supervisor.

use std::collections::HashSet;

use super::Cast;
use crate::cli::demo::city::DeskWords;
use crate::clock::{DAY, HOUR};
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::ids::{ContactId, TicketId};
use crate::nuisance::{self, Kind};
use crate::people;
use crate::tickets;

/// Reports that are looked at.
const MOST: usize = 13;
const KINDS: [Kind; 4] = [Kind::Prank, Kind::Spam, Kind::Abusive, Kind::FalseReport];
/// A supervisor decides on the next day.
const DECIDED: i64 = DAY;

#[derive(sqlx::FromRow)]
struct Turned {
    id: TicketId,
    contact_id: ContactId,
}

/// The agent labels what was rejected over the months, the supervisor decides; the newest label waits.
pub async fn judge(tx: &mut Tx, cast: &Cast<'_>, words: &DeskWords) -> Result<()> {
    let now = tx.now();
    let sql = "SELECT id, contact_id FROM ticket
               WHERE status = 'rejected' AND NOT is_anonymous AND NOT is_confidential ORDER BY number DESC";
    let rejected: Vec<Turned> = Select::new(sql, []).fetch(tx).await?;
    let mut seen = HashSet::new();
    // One each: a second strike would ask for a second supervisor.
    let each: Vec<Turned> = rejected.into_iter().filter(|one| seen.insert(one.contact_id)).collect();
    // The newest, and others over all the months.
    let apart = each.len().div_ceil(MOST).max(1);
    for (at, one) in each.into_iter().step_by(apart).enumerate() {
        let ticket = tickets::get(tx, one.id).await?;
        let (kind, note) = (KINDS[at % KINDS.len()], words.labels.iter().cycle().nth(at));
        let note = note.map_or("", String::as_str);
        if at == 0 {
            tx.at(now);
            people::label(tx, &ticket, kind, note, cast.agent.id).await?;
            continue;
        }
        // Nobody is told of what was decided long ago.
        tx.at((ticket.created_at + HOUR).min(now - DECIDED));
        nuisance::label(tx, &ticket, kind, note, cast.agent.id).await?;
        let Some(mark) = nuisance::marks_on(tx, ticket.id, 1).await?.pop() else { continue };
        let decided = (tx.now() + DECIDED).min(now);
        tx.at(decided);
        if at % 3 == 0 {
            nuisance::dismiss(tx, mark.id, &words.dismissed, cast.supervisor.id).await?;
        } else {
            nuisance::confirm(tx, mark.id, cast.supervisor.id).await?;
        }
    }
    Ok(())
}
