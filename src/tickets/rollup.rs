//! The sums that trends are drawn from, moved in the same transaction as the ticket.
//!
//! A ticket's share in the sums is a pure function of its row. A change takes the old row's share out
//! and puts the new row's share in, so the sums always equal a count over all tickets (a test counts).

use super::Ticket;
use crate::clock::{DAY, MINUTE, Millis};
use crate::db::{Tx, on};
use crate::error::Result;

/// Histogram of resolving times: four steps an octave from 15 minutes; the last bucket is open
/// (over three years).
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

/// Moves the sums from the old row to the new one.
pub(super) async fn shift(tx: &mut Tx, before: Option<&Ticket>, after: &Ticket) -> Result<()> {
    if let Some(before) = before {
        if share(before) == share(after) {
            return Ok(());
        }
        add(tx, before, -1).await?;
    }
    add(tx, after, 1).await
}

/// Everything the sums depend on.
fn share(ticket: &Ticket) -> impl PartialEq + use<'_> {
    (
        ticket.agency_id,
        ticket.category_id,
        &ticket.channel,
        ticket.class,
        ticket.created_day,
        ticket.resolved_day,
        ticket.resolved_at.map(|at| at <= ticket.due_at),
        ticket.resolved_at.map(|at| bucket(at - ticket.created_at)),
    )
}

async fn add(tx: &mut Tx, ticket: &Ticket, sign: i64) -> Result<()> {
    add_day(tx, ticket, ticket.created_day, (sign, 0, 0)).await?;
    if let (Some(day), Some(at)) = (ticket.resolved_day, ticket.resolved_at) {
        let in_time = if at <= ticket.due_at { sign } else { 0 };
        add_day(tx, ticket, day, (0, sign, in_time)).await?;
        add_time(tx, ticket, day, bucket(at - ticket.created_at), sign).await?;
    }
    Ok(())
}

async fn add_day(
    tx: &mut Tx,
    ticket: &Ticket,
    day: i64,
    (opened, resolved, in_time): (i64, i64, i64),
) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO ticket_rollup (day, agency_id, category_id, channel, class, opened, resolved, in_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (day, agency_id, category_id, channel, class) DO UPDATE SET
             opened = ticket_rollup.opened + excluded.opened,
             resolved = ticket_rollup.resolved + excluded.resolved,
             in_time = ticket_rollup.in_time + excluded.in_time")
        .bind(day).bind(ticket.agency_id).bind(ticket.category_id).bind(&ticket.channel).bind(ticket.class)
        .bind(opened).bind(resolved).bind(in_time)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

async fn add_time(tx: &mut Tx, ticket: &Ticket, day: i64, bucket: i64, count: i64) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO ticket_rollup_time (day, agency_id, category_id, bucket, count) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (day, agency_id, category_id, bucket) DO UPDATE SET count = ticket_rollup_time.count + excluded.count")
        .bind(day).bind(ticket.agency_id).bind(ticket.category_id).bind(bucket).bind(count)
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
