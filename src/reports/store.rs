//! All SQL of reports. Reads the sums (and names), never single tickets, but for the count of what is
//! late at this moment.

use sqlx::FromRow;

use super::{Late, Query, Sums};
use crate::agencies::{Agency, Category};
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::ids::StaffId;

/// Whose sums `$1` (a staff id) may read: the agencies in their scope. Agents read none.
const SCOPE: &str = "r.agency_id IN (SELECT s.agency_id FROM staff_scope s
    JOIN staff v ON v.id = s.staff_id JOIN agency a ON a.id = s.agency_id
    WHERE s.staff_id = $1 AND v.is_active AND v.role <> 'agent'";

/// One group's sums in the period and in the one before.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Pair {
    opened: i64,
    resolved: i64,
    in_time: i64,
    rejected: i64,
    opened_before: i64,
    resolved_before: i64,
    in_time_before: i64,
    rejected_before: i64,
}

impl Pair {
    pub fn now(self) -> Sums {
        Sums { opened: self.opened, resolved: self.resolved, in_time: self.in_time, rejected: self.rejected }
    }

    pub fn before(self) -> Sums {
        Sums {
            opened: self.opened_before,
            resolved: self.resolved_before,
            in_time: self.in_time_before,
            rejected: self.rejected_before,
        }
    }
}

/// Sums of an agency or a category.
#[derive(Debug, FromRow)]
pub struct ById {
    pub key: i64,
    #[sqlx(flatten)]
    pub pair: Pair,
}

/// Sums of a channel.
#[derive(Debug, FromRow)]
pub struct ByCode {
    pub key: String,
    #[sqlx(flatten)]
    pub pair: Pair,
}

/// One bucket of a group's resolving times.
#[derive(Debug, FromRow)]
pub struct InBucket {
    pub key: i64,
    pub bucket: i64,
    pub count: i64,
    pub count_before: i64,
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

/// `SELECT key, …` up to FROM, so that one text serves every grouping.
const PAIR: &str = " AS key,
    CAST(SUM(CASE WHEN r.day >= $2 THEN r.opened ELSE 0 END) AS bigint) AS opened,
    CAST(SUM(CASE WHEN r.day >= $2 THEN r.resolved ELSE 0 END) AS bigint) AS resolved,
    CAST(SUM(CASE WHEN r.day >= $2 THEN r.in_time ELSE 0 END) AS bigint) AS in_time,
    CAST(SUM(CASE WHEN r.day >= $2 THEN r.rejected ELSE 0 END) AS bigint) AS rejected,
    CAST(SUM(CASE WHEN r.day < $2 THEN r.opened ELSE 0 END) AS bigint) AS opened_before,
    CAST(SUM(CASE WHEN r.day < $2 THEN r.resolved ELSE 0 END) AS bigint) AS resolved_before,
    CAST(SUM(CASE WHEN r.day < $2 THEN r.in_time ELSE 0 END) AS bigint) AS in_time_before,
    CAST(SUM(CASE WHEN r.day < $2 THEN r.rejected ELSE 0 END) AS bigint) AS rejected_before
    FROM ticket_rollup r WHERE ";

/// What the sums are grouped by.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    Agency,
    Category,
}

impl Key {
    const fn column(self) -> &'static str {
        match self {
            Self::Agency => "r.agency_id",
            Self::Category => "r.category_id",
        }
    }
}

/// Scope, agency, class and channel; days are the caller's.
fn narrow(select: &mut Select, query: &Query) {
    select.push(SCOPE);
    if let Some(agency) = query.agency {
        select.with(
            " AND EXISTS (SELECT 1 FROM agency top WHERE top.id = ?
                AND substr(a.path, 1, length(top.path)) = top.path)",
            [agency.0.into()],
        );
    }
    select.push(")");
    if let Some(class) = query.class {
        select.with(" AND r.class = ?", [class.code().into()]);
    }
    if let Some(channel) = query.channel {
        select.with(" AND r.channel = ?", [channel.code().into()]);
    }
}

/// The days of the period and of the one before it, which end where it begins.
fn both_periods(select: &mut Select, query: &Query) {
    let (from, to) = (query.period.before().from_day, query.period.to_day);
    select.with(" AND r.day BETWEEN ? AND ?", [from.into(), to.into()]);
}

fn grouped(viewer: StaffId, query: &Query, column: &'static str) -> Select {
    let mut select = Select::new("SELECT ", [viewer.0.into(), query.period.from_day.into()]);
    select.push(column).push(PAIR);
    narrow(&mut select, query);
    both_periods(&mut select, query);
    select.push(" GROUP BY ").push(column);
    select
}

pub async fn by_id(tx: &mut Tx, viewer: StaffId, query: &Query, key: Key) -> Result<Vec<ById>> {
    grouped(viewer, query, key.column()).fetch(tx).await
}

pub async fn by_channel(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<ByCode>> {
    grouped(viewer, query, "r.channel").fetch(tx).await
}

pub async fn times(tx: &mut Tx, viewer: StaffId, query: &Query, key: Key) -> Result<Vec<InBucket>> {
    let mut select = Select::new("SELECT ", [viewer.0.into(), query.period.from_day.into()]);
    select.push(key.column()).push(
        " AS key, r.bucket,
        CAST(SUM(CASE WHEN r.day >= $2 THEN r.count ELSE 0 END) AS bigint) AS count,
        CAST(SUM(CASE WHEN r.day < $2 THEN r.count ELSE 0 END) AS bigint) AS count_before
        FROM ticket_rollup_time r WHERE ",
    );
    narrow(&mut select, query);
    both_periods(&mut select, query);
    select.push(" GROUP BY ").push(key.column()).push(", r.bucket");
    select.fetch(tx).await
}

/// Days of both periods on which anything happened, in order.
pub async fn by_day(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<OnDay>> {
    let mut select = Select::new(
        "SELECT r.day, CAST(SUM(r.opened) AS bigint) AS opened, CAST(SUM(r.resolved) AS bigint) AS resolved,
            CAST(SUM(r.in_time) AS bigint) AS in_time, CAST(SUM(r.rejected) AS bigint) AS rejected FROM ticket_rollup r WHERE ",
        [viewer.0.into()],
    );
    narrow(&mut select, query);
    both_periods(&mut select, query);
    select.push(" GROUP BY r.day ORDER BY r.day");
    select.fetch(tx).await
}

/// Everything that ever came in less everything that was resolved or rejected, up to the end of the period.
/// (A ticket rejected after the period counts as rejected: the sums do not say when.)
pub async fn still_open(tx: &mut Tx, viewer: StaffId, query: &Query) -> Result<Vec<StillOpen>> {
    let mut select = Select::new(
        "SELECT r.agency_id AS key, CAST(SUM(r.opened - r.resolved - r.rejected) AS bigint) AS open FROM ticket_rollup r WHERE ",
        [viewer.0.into()],
    );
    narrow(&mut select, query);
    select.with(" AND r.day <= ? GROUP BY r.agency_id", [query.period.to_day.into()]);
    select.fetch(tx).await
}

/// How many open tickets are past their due time now, counted up to `at_most` along the queue's index.
pub async fn late(tx: &mut Tx, viewer: StaffId, query: &Query, at_most: i64) -> Result<Late> {
    let now = tx.now();
    let mut counts = [0; 2];
    // Rank by rank, so that each count is one stretch of the index (rank, due_at).
    for (rank, found) in counts.iter_mut().enumerate() {
        let mut select =
            Select::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ticket r WHERE ", [viewer.0.into()]);
        narrow(&mut select, query);
        select.with(
            " AND r.is_open AND r.rank = ? AND r.due_at < ? LIMIT ?) AS found",
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
         FROM ticket_rollup r WHERE ",
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
    let found = Select::new("SELECT MIN(day) AS day FROM ticket_rollup", []).fetch::<First>(tx).await?;
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
