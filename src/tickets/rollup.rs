//! The sums that trends are drawn from, moved in the same transaction as the ticket.
//!
//! A ticket's share in the sums is a pure function of its row. A change takes the old row's share out
//! and puts the new row's share in, so the sums always equal a count over all tickets (a test counts).

use std::collections::BTreeMap;

use super::{Class, Status, Ticket};
use crate::clock::{DAY, MINUTE, Millis};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId};

/// Histogram of resolving times: four steps an octave from 15 minutes; the last bucket is open
/// (over 480 days).
pub const BUCKETS: i64 = 64;

/// Which bucket a duration falls into.
pub fn bucket(duration: Millis) -> i64 {
    let quarters = duration as f64 / (15 * MINUTE) as f64;
    if quarters <= 1.0 { 0 } else { ((quarters.log2() * 4.0) as i64 + 1).min(BUCKETS - 1) }
}

/// The durations a bucket spans, in milliseconds.
pub fn span(bucket: i64) -> (f64, f64) {
    let edge = |step: i64| (15 * MINUTE) as f64 * f64::powf(2.0, step as f64 / 4.0);
    if bucket <= 0 { (0.0, edge(0)) } else { (edge(bucket - 1), edge(bucket)) }
}

/// Codes of the categories that most tickets of the last ninety days were about, busiest first.
pub async fn busiest(tx: &mut Tx) -> Result<Vec<String>> {
    let since = tx.now().div_euclid(DAY) - 90;
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>(
        "SELECT c.code FROM ticket_rollup r JOIN category c ON c.id = r.category_id WHERE r.day >= $1
         GROUP BY c.code ORDER BY CAST(SUM(r.opened) AS bigint) DESC, c.code LIMIT 50")
        .bind(since).fetch_all(c).await)?)
}

/// A row of the daily sums: day, agency, category, channel, class.
type Day<'a> = (i64, AgencyId, CategoryId, &'a str, Class);
/// A row of the histogram: of a day's row, one bucket.
type Span<'a> = (Day<'a>, i64);

/// What one change does to the sums. Kept in order, so that two changes that touch the same rows take
/// them in the same order and never wait for each other in a circle.
#[derive(Default)]
struct Deltas<'a> {
    /// Opened, resolved, resolved in time, rejected.
    days: BTreeMap<Day<'a>, [i64; 4]>,
    spans: BTreeMap<Span<'a>, i64>,
}

impl<'a> Deltas<'a> {
    /// Adds a ticket's share in the sums `sign` times.
    fn add(&mut self, ticket: &'a Ticket, sign: i64) {
        let of = |day| (day, ticket.agency_id, ticket.category_id, ticket.channel.as_str(), ticket.class);
        let sums = self.days.entry(of(ticket.created_day)).or_default();
        sums[0] += sign;
        // A row does not say when it was rejected: it counts on the day the ticket came.
        sums[3] += if ticket.status == Status::Rejected { sign } else { 0 };
        if let (Some(day), Some(at)) = (ticket.resolved_day, ticket.resolved_at) {
            let sums = self.days.entry(of(day)).or_default();
            sums[1] += sign;
            sums[2] += if at <= ticket.due_at { sign } else { 0 };
            *self.spans.entry((of(day), bucket(at - ticket.created_at))).or_default() += sign;
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
    for (day, sums) in deltas.days.into_iter().filter(|(_, sums)| *sums != [0; 4]) {
        add_day(tx, day, sums).await?;
    }
    for (span, count) in deltas.spans.into_iter().filter(|(_, count)| *count != 0) {
        add_span(tx, span, count).await?;
    }
    Ok(())
}

async fn add_day(tx: &mut Tx, key: Day<'_>, sums: [i64; 4]) -> Result<()> {
    let [opened, resolved, in_time, rejected] = sums;
    let (day, agency, category, channel, class) = key;
    on!(tx, c => sqlx::query(
        "INSERT INTO ticket_rollup (day, agency_id, category_id, channel, class, opened, resolved, in_time, rejected)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (day, agency_id, category_id, channel, class) DO UPDATE SET
             opened = ticket_rollup.opened + excluded.opened,
             resolved = ticket_rollup.resolved + excluded.resolved,
             in_time = ticket_rollup.in_time + excluded.in_time,
             rejected = ticket_rollup.rejected + excluded.rejected")
        .bind(day).bind(agency).bind(category).bind(channel).bind(class)
        .bind(opened).bind(resolved).bind(in_time).bind(rejected)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

async fn add_span(tx: &mut Tx, (key, bucket): Span<'_>, count: i64) -> Result<()> {
    let (day, agency, category, channel, class) = key;
    on!(tx, c => sqlx::query(
        "INSERT INTO ticket_rollup_time (day, agency_id, category_id, channel, class, bucket, count)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (day, agency_id, category_id, channel, class, bucket) DO UPDATE SET
             count = ticket_rollup_time.count + excluded.count")
        .bind(day).bind(agency).bind(category).bind(channel).bind(class).bind(bucket).bind(count)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_lies_in_its_bucket() {
        for minutes in [0, 1, 14, 15, 16, 30, 59, 61, 600, 10_000, 100_000] {
            let duration = minutes * MINUTE;
            let (from, to) = span(bucket(duration));
            let duration = duration as f64;
            assert!((from..=to * 1.000_001).contains(&duration), "{minutes} min: {from}..{to}");
        }
        assert_eq!(bucket(i64::MAX / 2), BUCKETS - 1);
    }
}
