//! The sums that trends are drawn from, moved in the same transaction as the ticket.
//!
//! A ticket's share in the sums is a pure function of its row. A change takes the old row's share out
//! and puts the new row's share in, so the sums always equal a count over all tickets (a test counts).
//! They are kept at several grains ([`Grain`]), so that a report reads few rows of any period.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::life::Stage;
use super::times::{Times, bucket};
use super::{Status, Ticket};
use crate::clock::DAY;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{StaffId, codes};

codes! {
    /// How coarse a sum is.
    Grain {
        /// All tickets of all time, so that what is open needs no look at the past; day 0.
        Ever = "ever",
        /// Seven days from a Monday on.
        Week = "week",
        Day = "day",
        /// A day of an agency, whatever the category, channel and class.
        AgencyDay = "agency_day",
    }
}

impl Grain {
    fn has_times(self) -> bool {
        matches!(self, Self::Day | Self::Week)
    }
}

/// The Monday of the week a day lies in (1970-01-01 was a Thursday).
pub fn monday(day: i64) -> i64 {
    day - (day + 3).rem_euclid(7)
}

/// Codes of the categories that most tickets of the last ninety days were about, busiest first.
pub async fn busiest(tx: &mut Tx) -> Result<Vec<String>> {
    let since = monday(tx.now().div_euclid(DAY) - 90);
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>(
        "SELECT c.code FROM ticket_sum r JOIN category c ON c.id = r.category_id
         WHERE r.grain = 'week' AND r.day >= $1
         GROUP BY c.code ORDER BY CAST(SUM(r.opened) AS bigint) DESC, c.code LIMIT 50")
        .bind(since).fetch_all(c).await)?)
}

/// Tickets that came from one day to another, both counted, to the agencies that somebody looks after.
pub async fn opened(tx: &mut Tx, viewer: StaffId, (from, to): (i64, i64)) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT CAST(COALESCE(SUM(r.opened), 0) AS bigint) FROM ticket_sum r
         WHERE r.grain = 'agency_day' AND r.day BETWEEN $1 AND $2
           AND r.agency_id IN (SELECT s.agency_id FROM staff_scope s WHERE s.staff_id = $3)")
        .bind(from).bind(to).bind(viewer).fetch_one(c).await)?)
}

/// A row of the sums: grain, first day, agency, category, channel, class.
type Cell<'a> = (Grain, i64, i64, i64, &'a str, &'a str);

/// The rows a ticket counts in on a day.
fn cells(ticket: &Ticket, day: i64) -> [Cell<'_>; 4] {
    let (agency, category) = (ticket.agency_id.0, ticket.category_id.0);
    let (channel, class) = (ticket.channel.as_str(), ticket.class.code());
    [
        (Grain::Ever, 0, agency, category, channel, class),
        (Grain::Week, monday(day), agency, category, channel, class),
        (Grain::Day, day, agency, category, channel, class),
        (Grain::AgencyDay, day, agency, 0, "", ""),
    ]
}

/// What one change does to a row.
#[derive(Default)]
struct Delta {
    /// Opened, resolved, resolved in time, neither (rejected, or closed without the citizen's answer).
    sums: [i64; 4],
    times: Times,
}

/// What one change does to the sums. Kept in order, so that two changes that touch the same rows take
/// them in the same order and never wait for each other in a circle.
#[derive(Default)]
struct Deltas<'a>(BTreeMap<Cell<'a>, Delta>);

impl<'a> Deltas<'a> {
    /// Adds a ticket's share in the sums `sign` times.
    fn add(&mut self, ticket: &'a Ticket, sign: i64) {
        // What was merged counts once, with its main report; what was over before this house knew it is no work
        // of ours.
        if ticket.stage == Stage::Merged || ticket.is_of_before() {
            return;
        }
        for cell in cells(ticket, ticket.created_day) {
            let delta = self.0.entry(cell).or_default();
            delta.sums[0] += sign;
            // A row does not say when it was rejected: it counts on the day the ticket came.
            let is_neither = ticket.status == Status::Rejected || ticket.is_unanswered();
            delta.sums[3] += if is_neither { sign } else { 0 };
        }
        if ticket.is_unanswered() {
            return;
        }
        let (Some(day), Some(at)) = (ticket.resolved_day, ticket.resolved_at) else { return };
        for cell in cells(ticket, day) {
            let delta = self.0.entry(cell).or_default();
            delta.sums[1] += sign;
            delta.sums[2] += if at <= ticket.due_at { sign } else { 0 };
            if cell.0.has_times() {
                delta.times.add(bucket(at - ticket.created_at), sign);
            }
        }
    }
}

/// Moves the sums from the old row to the new one; what did not change is not written.
pub(super) async fn shift(tx: &mut Tx, before: Option<&Ticket>, after: &Ticket) -> Result<()> {
    let mut deltas = Deltas::default();
    if let Some(before) = before {
        deltas.add(before, -1);
    }
    deltas.add(after, 1);
    write(tx, deltas).await
}

/// Counts many tickets that were not counted yet.
pub(super) async fn count_all(tx: &mut Tx, tickets: &[&Ticket]) -> Result<()> {
    let mut deltas = Deltas::default();
    for ticket in tickets {
        deltas.add(ticket, 1);
    }
    write(tx, deltas).await
}

/// Rows in one statement; a usual change touches four to eight.
const ROWS: usize = 16;

async fn write(tx: &mut Tx, deltas: Deltas<'_>) -> Result<()> {
    let mut changed: Vec<(Cell<'_>, Delta)> = deltas.0.into_iter().collect();
    changed.retain(|(_, delta)| delta.sums != [0; 4] || !delta.times.is_empty());
    for some in changed.chunks(ROWS) {
        for mut row in add(tx, some).await? {
            let changed = some.iter().find(|(cell, delta)| row.is(cell) && !delta.times.is_empty());
            if let Some((cell, delta)) = changed {
                row.times.merge(&delta.times);
                set_times(tx, *cell, &row.times).await?;
            }
        }
    }
    Ok(())
}

/// A row that was added to, and is ours until the transaction ends.
#[derive(FromRow)]
struct Taken {
    grain: String,
    day: i64,
    agency_id: i64,
    category_id: i64,
    channel: String,
    class: String,
    #[sqlx(try_from = "String")]
    times: Times,
}

impl Taken {
    fn is(&self, cell: &Cell<'_>) -> bool {
        let (grain, day, agency, category, channel, class) = *cell;
        (self.grain.as_str(), self.day, self.agency_id, self.category_id)
            == (grain.code(), day, agency, category)
            && (self.channel.as_str(), self.class.as_str()) == (channel, class)
    }
}

/// Adds to all rows in one statement.
async fn add(tx: &mut Tx, deltas: &[(Cell<'_>, Delta)]) -> Result<Vec<Taken>> {
    let mut insert = Select::new(
        "INSERT INTO ticket_sum (grain, day, agency_id, category_id, channel, class, opened, resolved, in_time, rejected)
         VALUES ",
        [],
    );
    for (at, (cell, delta)) in deltas.iter().enumerate() {
        let (grain, day, agency, category, channel, class) = *cell;
        insert.push(if at == 0 { "" } else { ", " });
        insert.with(
            "(?, ?, ?, ?, ?, ?,",
            [grain.code().into(), day.into(), agency.into(), category.into(), channel.into(), class.into()],
        );
        insert.with(" ?, ?, ?, ?)", delta.sums.map(Into::into));
    }
    insert.push(
        " ON CONFLICT (grain, day, agency_id, category_id, channel, class) DO UPDATE SET
             opened = ticket_sum.opened + excluded.opened,
             resolved = ticket_sum.resolved + excluded.resolved,
             in_time = ticket_sum.in_time + excluded.in_time,
             rejected = ticket_sum.rejected + excluded.rejected
         RETURNING grain, day, agency_id, category_id, channel, class, times",
    );
    insert.fetch(tx).await
}

async fn set_times(tx: &mut Tx, cell: Cell<'_>, times: &Times) -> Result<()> {
    let (grain, day, agency, category, channel, class) = cell;
    let times = times.to_string();
    on!(tx, c => sqlx::query(
        "UPDATE ticket_sum SET times = $7 WHERE grain = $1 AND day = $2 AND agency_id = $3
            AND category_id = $4 AND channel = $5 AND class = $6")
        .bind(grain.code()).bind(day).bind(agency).bind(category).bind(channel).bind(class).bind(&times)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        use crate::when::{day_iso, parse_day};
        for (day, monday_of_it) in
            [("2026-11-22", "2026-11-16"), ("2026-11-23", "2026-11-23"), ("1970-01-08", "1970-01-05")]
        {
            assert_eq!(day_iso(monday(parse_day(day).unwrap())), monday_of_it);
        }
    }
}
