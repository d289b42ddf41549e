//! All SQL of reports. Reads the sums (and names), never single tickets, but for the count of what is
//! late at this moment.

use sqlx::FromRow;

use super::{Late, Query, Stretch, Sums, Times};
use crate::agencies::{Agency, Category};
use crate::db::Tx;
use crate::db::select::{Arg, Select};
use crate::error::Result;
use crate::ids::StaffId;
use crate::tickets::rollup::Grain;

/// Whose sums `$1` (a staff id) may read: the agencies in their scope. Agents read none.
const SCOPE: &str = "r.agency_id IN (SELECT s.agency_id FROM staff_scope s
    JOIN staff v ON v.id = s.staff_id JOIN agency a ON a.id = s.agency_id
    WHERE s.staff_id = $1 AND v.is_active AND v.role <> 'agent'";

/// The sums of an agency's category on a channel, in one of the two periods.
#[derive(Debug, FromRow)]
pub struct Cell {
    /// 1: the period; 0: the one before.
    pub is_now: i64,
    pub agency_id: i64,
    pub category_id: i64,
    pub channel: String,
    #[sqlx(flatten)]
    pub sums: Sums,
    /// Written as histograms, one after the other.
    #[sqlx(try_from = "String")]
    pub times: Times,
}

/// Tickets that were open at the end of the period.
#[derive(Debug, FromRow)]
pub struct StillOpen {
    pub key: i64,
    pub open: i64,
}

#[derive(Debug, FromRow)]
pub struct OnDay {
    pub day: i64,
    #[sqlx(flatten)]
    pub sums: Sums,
}

#[derive(Debug, FromRow)]
pub struct ExportRow {
    pub day: i64,
    pub agency_id: i64,
    pub category_id: i64,
    pub channel: String,
    pub class: String,
    #[sqlx(flatten)]
    pub sums: Sums,
}

/// Scope, agency, class and channel; days are the caller's.
fn narrow(select: &mut Select, query: &Query) {
    select.push(SCOPE);
    below(select, query);
    select.push(")");
    of_kind(select, query);
}

/// The agency `a` that is asked for, and everything below it.
fn below(select: &mut Select, query: &Query) {
    if let Some(agency) = query.agency {
        select.with(
            " AND EXISTS (SELECT 1 FROM agency top WHERE top.id = ?
                AND substr(a.path, 1, length(top.path)) = top.path)",
            [agency.0.into()],
        );
    }
}

fn of_kind(select: &mut Select, query: &Query) {
    if let Some(class) = query.class {
        select.with(" AND r.class = ?", [class.code().into()]);
    }
    if let Some(channel) = query.channel {
        select.with(" AND r.channel = ?", [channel.code().into()]);
    }
}

/// The grain to read single days from: the coarse one, unless something is asked that it does not tell.
fn by_the_day(query: &Query) -> Grain {
    if query.class.is_none() && query.channel.is_none() { Grain::AgencyDay } else { Grain::Day }
}

/// Both periods, by agency, category and channel, read in as few rows as there are weeks and odd days.
pub async fn cells(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<Cell>> {
    let mut select = Select::new(
        "SELECT r.is_now, r.agency_id, r.category_id, r.channel, CAST(SUM(r.opened) AS bigint) AS opened,
            CAST(SUM(r.resolved) AS bigint) AS resolved, CAST(SUM(r.in_time) AS bigint) AS in_time,
            CAST(SUM(r.rejected) AS bigint) AS rejected,
            COALESCE(string_agg(NULLIF(r.times, ''), ' '), '') AS times
         FROM (",
        [viewer.0.into()],
    );
    let both = [(1, query.period), (0, query.period.before())];
    let stretches =
        both.iter().flat_map(|(is_now, period)| period.stretches().map(move |one| (*is_now, one)));
    // A select each, not a join with the stretches: PostgreSQL would read the whole table for that.
    for (at, (is_now, Stretch { grain, from_day, to_day })) in stretches.enumerate() {
        select.push(if at == 0 { "" } else { " UNION ALL " });
        select.with(
            "SELECT CAST(? AS bigint) AS is_now, part.* FROM ticket_sum part
                WHERE part.grain = ? AND part.day BETWEEN ? AND ?",
            [Arg::Int(is_now), grain.code().into(), from_day.into(), to_day.into()],
        );
    }
    select.push(") AS r WHERE ");
    narrow(&mut select, query);
    select.push(" GROUP BY r.is_now, r.agency_id, r.category_id, r.channel");
    select.fetch(tx).await
}

/// Days of both periods on which anything happened, in order.
pub async fn by_day(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<OnDay>> {
    let mut select = Select::new(
        "SELECT r.day, CAST(SUM(r.opened) AS bigint) AS opened, CAST(SUM(r.resolved) AS bigint) AS resolved,
            CAST(SUM(r.in_time) AS bigint) AS in_time, CAST(SUM(r.rejected) AS bigint) AS rejected FROM ticket_sum r WHERE ",
        [viewer.0.into()],
    );
    narrow(&mut select, query);
    let (from, to) = (query.period.before().from_day, query.period.to_day);
    select.with(
        " AND r.grain = ? AND r.day BETWEEN ? AND ? GROUP BY r.day ORDER BY r.day",
        [by_the_day(query).code().into(), from.into(), to.into()],
    );
    select.fetch(tx).await
}

/// Everything that ever came in less everything that was resolved or rejected, without what happened
/// after the period. (A ticket rejected after the period counts as rejected: the sums do not say when.)
pub async fn still_open(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<StillOpen>> {
    let mut select = Select::new(
        "SELECT r.agency_id AS key, CAST(SUM(
            (r.opened - r.resolved - r.rejected) * CASE WHEN r.grain = 'ever' THEN 1 ELSE -1 END) AS bigint) AS open
         FROM ticket_sum r WHERE ",
        [viewer.0.into()],
    );
    narrow(&mut select, query);
    select.with(
        " AND (r.grain = 'ever' AND r.day = 0 OR r.grain = ? AND r.day > ?) GROUP BY r.agency_id",
        [by_the_day(query).code().into(), query.period.to_day.into()],
    );
    select.fetch(tx).await
}

/// How many open tickets are past their due time now, counted up to `at_most`: agency by agency along
/// the queue's index, with a look only at tickets past their time: those that wait for others are not late.
pub async fn late(tx: &mut Tx, viewer: StaffId, query: &Query, at_most: i64) -> Result<Late> {
    let now = tx.now();
    let mut counts = [0; 2];
    for (rank, found) in counts.iter_mut().enumerate() {
        let mut select = Select::new(
            // CROSS: SQLite keeps this order, or it would walk the whole city's queue.
            "SELECT COUNT(*) AS n FROM (SELECT 1 FROM staff_scope s JOIN staff v ON v.id = s.staff_id
                JOIN agency a ON a.id = s.agency_id CROSS JOIN ticket r
             WHERE s.staff_id = $1 AND r.agency_id = s.agency_id AND v.is_active AND v.role <> 'agent'",
            [viewer.0.into()],
        );
        below(&mut select, query);
        of_kind(&mut select, query);
        select.with(
            " AND r.is_open AND r.rank = ? AND r.due_at < ?
                AND (r.paused_at IS NULL OR r.due_at < r.paused_at) LIMIT ?) AS found",
            [(rank as i64).into(), now.into(), at_most.into()],
        );
        *found = select.number(tx).await?;
    }
    let [emergencies, others] = counts;
    Ok(Late { count: (emergencies + others).min(at_most), emergencies, at_most })
}

/// The rows behind it all, of some days of the period.
pub async fn rows(tx: &mut Tx, viewer: StaffId, query: &Query, from: i64, to: i64) -> Result<Vec<ExportRow>> {
    let mut select = Select::new(
        "SELECT r.day, r.agency_id, r.category_id, r.channel, r.class, r.opened, r.resolved, r.in_time, r.rejected
         FROM ticket_sum r WHERE r.grain = 'day' AND ",
        [viewer.0.into()],
    );
    narrow(&mut select, query);
    // A row whose ticket moved elsewhere is left behind with noughts.
    select.with(
        " AND r.day BETWEEN ? AND ? AND (r.opened <> 0 OR r.resolved <> 0)
          ORDER BY r.day, r.agency_id, r.category_id, r.channel, r.class",
        [from.into(), to.into()],
    );
    select.fetch(tx).await
}

/// The first day anything was counted on, for anybody; None when nothing ever was.
pub async fn first_day(tx: &mut Tx) -> Result<Option<i64>> {
    #[derive(FromRow)]
    struct First {
        day: Option<i64>,
    }
    let found = Select::new("SELECT MIN(day) AS day FROM ticket_sum WHERE grain = 'day'", [])
        .fetch::<First>(tx)
        .await?;
    Ok(found.first().and_then(|first| first.day))
}

/// Agencies whose sums the viewer may read, parents before children, closed ones too: they have a past.
pub async fn agencies(tx: &mut Tx, viewer: StaffId) -> Result<Vec<Agency>> {
    Select::new(
        "SELECT a.* FROM agency a JOIN staff_scope s ON s.agency_id = a.id JOIN staff v ON v.id = s.staff_id
         WHERE s.staff_id = $1 AND v.is_active AND v.role <> 'agent' ORDER BY a.path",
        [viewer.0.into()],
    )
    .fetch(tx)
    .await
}

/// All categories, closed ones too.
pub async fn categories(tx: &mut Tx) -> Result<Vec<Category>> {
    Select::new("SELECT c.* FROM category c ORDER BY c.position, c.id", []).fetch(tx).await
}
