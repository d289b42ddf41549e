//! The queue and other lists: keyset pages, filtered in SQL, never after the limit.

use channels::Channel;

use super::{Class, Status, TicketNumber};
use crate::auth::{KNOWS, RESPONSIBLE, TITLE, VISIBLE};
use crate::clock::Millis;
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, ContactId, StaffId, TicketId, codes};
use crate::sla::{ClockKind, Rung};

codes! {
    /// Which tickets a list is about.
    View {
        /// Open tickets: emergencies, then due time, then age.
        Open = "open",
        /// Open tickets that are mine.
        Mine = "mine",
        /// Open tickets nobody has taken.
        Unassigned = "unassigned",
        /// Open tickets past their due time.
        Late = "late",
        /// Open tickets that somebody put aside until a time.
        Asleep = "asleep",
        /// Resolved, closed and rejected tickets, newest first.
        Done = "done",
        /// Open tickets of other agencies that mine were asked to help with and are not done with, newest first.
        Supporting = "supporting",
    }
}

/// What a list is narrowed to. All of it is optional and all of it is combined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// This agency and everything below it.
    pub agency: Option<AgencyId>,
    pub status: Option<Status>,
    pub channel: Option<Channel>,
    pub category: Option<CategoryId>,
    pub class: Option<Class>,
    /// Held by this person.
    pub assignee: Option<StaffId>,
    /// Only what was handed up because the time ran out.
    pub is_escalated: bool,
}

/// Where the next page begins: behind this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub rank: i64,
    pub due_at: Millis,
    pub id: TicketId,
}

impl Cursor {
    /// `rank.due.id`, as in the address of the next page.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.').map(str::parse::<i64>);
        let mut next = || parts.next()?.ok();
        Some(Self { rank: next()?, due_at: next()?, id: TicketId(next()?) })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.rank, self.due_at, self.id)
    }
}

/// A line of a list: who, what, where it stands, how long it has.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub id: TicketId,
    pub number: TicketNumber,
    /// Empty for those who are shown no names, unless it is covered.
    pub subject: String,
    pub class: Class,
    pub status: Status,
    pub rank: i64,
    pub priority: i64,
    pub channel: String,
    pub agency_id: AgencyId,
    pub category_id: CategoryId,
    pub assignee_id: Option<StaffId>,
    pub assignee: Option<String>,
    /// The citizen's name; hidden from everyone in lists when they asked to stay anonymous, and from
    /// those who are shown no names.
    pub contact: Option<String>,
    pub is_anonymous: bool,
    pub is_confidential: bool,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub due_at: Millis,
    pub resolved_at: Option<Millis>,
    /// Put aside until then.
    pub asleep_until: Option<Millis>,
    pub paused_at: Option<Millis>,
    pub escalated: Option<Rung>,
    /// What is due next.
    pub next_clock: Option<ClockKind>,
    pub next_due_at: Option<Millis>,
}

impl Row {
    pub fn cursor(&self) -> Cursor {
        Cursor { rank: self.rank, due_at: self.due_at, id: self.id }
    }

    /// As [`super::Ticket::is_late`].
    pub fn is_late(&self, now: Millis) -> bool {
        let is_unanswered = self.resolved_at.is_some() && self.paused_at.is_some();
        let is_nobodys = self.status == Status::Rejected || is_unanswered;
        !is_nobodys && self.resolved_at.or(self.paused_at).unwrap_or(now) > self.due_at
    }
}

/// A row as this viewer reads it: `$1`. [`TITLE`] says what it is called, [`KNOWS`] whether the name is shown.
fn rows_for(viewer: StaffId) -> Select {
    let mut select = Select::new("SELECT t.id, t.number, ", [viewer.0.into()]);
    select.push(TITLE).push(COLUMNS).push(KNOWS).push(REST);
    select
}

const COLUMNS: &str = " AS subject, t.class, t.status, t.rank, t.priority, t.channel, t.agency_id,
    t.category_id, t.assignee_id, a.name AS assignee,
    CASE WHEN ";
const REST: &str = " THEN c.name END AS contact,
    t.is_anonymous, t.is_confidential, t.created_at, t.updated_at, t.due_at, t.resolved_at,
    t.paused_at, t.escalated, t.asleep_until, t.next_clock, t.next_due_at
    FROM ticket t JOIN contact c ON c.id = t.contact_id LEFT JOIN staff a ON a.id = t.assignee_id WHERE ";

/// Up to this many agencies a page is merged from one index range each; beyond, the queue is walked in
/// order and most rows it meets are wanted.
pub(super) const FEW: usize = 40;

/// One page of what this member of staff may see, at most `limit` rows behind the cursor.
///
/// However many tickets there are, a page touches about `limit` index entries an agency: walking the
/// whole queue for somebody who sees a thousandth of it would not.
pub async fn list(
    tx: &mut Tx,
    viewer: StaffId,
    view: View,
    filter: &Filter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Row>> {
    // What one person holds has an index of its own, however many agencies it belongs to.
    let of_one = filter.assignee.is_some() && view != View::Supporting;
    let places = if of_one { None } else { places(tx, viewer, filter).await? };
    let mut select = rows_for(viewer);
    if let Some(places) = &places {
        select.push("t.id IN (SELECT m.id FROM (");
        for (n, place) in places.iter().enumerate() {
            select.push(if n == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
            if view == View::Supporting {
                select.push("SELECT t.id, t.rank, t.due_at FROM ticket_support p JOIN ticket t ON t.id = p.ticket_id WHERE ");
                narrow(&mut select, viewer, view, filter, tx.now());
                select.with(" AND p.done_at IS NULL AND p.agency_id = ?", [place.0.into()]);
                behind(&mut select, view, after, limit);
                select.push(") AS part");
                continue;
            }
            select.push("SELECT t.id, t.rank, t.due_at FROM ticket t WHERE ");
            narrow(&mut select, viewer, view, filter, tx.now());
            select.with(" AND t.agency_id = ?", [place.0.into()]);
            behind(&mut select, view, after, limit);
            select.push(") AS part");
        }
        select.push(") AS m)");
        behind(&mut select, view, None, limit);
    } else {
        narrow(&mut select, viewer, view, filter, tx.now());
        if view == View::Supporting {
            select.push(SUPPORTED);
        }
        behind(&mut select, view, after, limit);
    }
    select.fetch(tx).await
}

/// Somebody in the viewer's agencies was asked to help with `t` and is not done: few beside all tickets.
pub(super) const SUPPORTED: &str = " AND t.id IN (SELECT p.ticket_id FROM ticket_support p
    JOIN staff_scope s ON s.agency_id = p.agency_id AND s.staff_id = $1 WHERE p.done_at IS NULL)";

/// Continues behind the cursor, in the order of the view.
fn behind(select: &mut Select, view: View, after: Option<Cursor>, limit: i64) {
    if matches!(view, View::Done | View::Supporting) {
        if let Some(cursor) = after {
            select.with(" AND t.id < ?", [cursor.id.0.into()]);
        }
        select.push(" ORDER BY t.id DESC");
    } else {
        if let Some(cursor) = after {
            let key = [cursor.rank.into(), cursor.due_at.into(), cursor.id.0.into()];
            select.with(" AND (t.rank, t.due_at, t.id) > (?, ?, ?)", key);
        }
        select.push(match view {
            // Sorted, not walked: they are few among very many, and no index of the queue knows them.
            View::Asleep => " ORDER BY t.rank + 0, t.due_at, t.id",
            _ => " ORDER BY t.rank, t.due_at, t.id",
        });
    }
    select.with(" LIMIT ?", [limit.into()]);
}

/// The agencies whose tickets can be on the page, when they are few; None when they are many.
pub(super) async fn places(tx: &mut Tx, viewer: StaffId, filter: &Filter) -> Result<Option<Vec<AgencyId>>> {
    #[derive(sqlx::FromRow)]
    struct Place {
        agency_id: AgencyId,
        #[sqlx(rename = "n")]
        all: i64,
    }
    let mut select = Select::new(
        "SELECT s.agency_id, (SELECT COUNT(*) FROM agency) AS n FROM staff_scope s WHERE s.staff_id = $1",
        [viewer.0.into()],
    );
    if let Some(agency) = filter.agency {
        select.with(
            " AND s.agency_id IN (SELECT b.id FROM agency b JOIN agency top ON top.id = ?
                WHERE substr(b.path, 1, length(top.path)) = top.path)",
            [agency.0.into()],
        );
    }
    select.with(" LIMIT ?", [(FEW as i64 + 1).into()]);
    let found: Vec<Place> = select.fetch(tx).await?;
    let all = found.first().map_or(0, |place| place.all);
    if found.len() > FEW || (found.len() as i64 == all && filter.agency.is_none() && all > 1) {
        return Ok(None);
    }
    // Nothing in reach: an agency that does not exist keeps the page empty.
    let none = vec![AgencyId(0)];
    let few: Vec<AgencyId> = found.into_iter().map(|place| place.agency_id).collect();
    Ok(Some(if few.is_empty() { none } else { few }))
}

/// Everything this contact ever brought that the viewer may see, newest first.
pub async fn of_contact(tx: &mut Tx, viewer: StaffId, contact: ContactId, limit: i64) -> Result<Vec<Row>> {
    let mut select = rows_for(viewer);
    select.push(VISIBLE);
    // An anonymous ticket is not shown beside a person's others: that would unmask it.
    select.with(
        " AND t.contact_id = ? AND NOT t.is_anonymous ORDER BY t.id DESC LIMIT ?",
        [contact.0.into(), limit.into()],
    );
    select.fetch(tx).await
}

pub(super) fn narrow(select: &mut Select, viewer: StaffId, view: View, filter: &Filter, now: Millis) {
    select.push(if view == View::Supporting { VISIBLE } else { RESPONSIBLE });
    match view {
        View::Done => select.push(" AND NOT t.is_open"),
        View::Open | View::Supporting => select.push(" AND t.is_open"),
        View::Mine => {
            select.with(" AND t.is_open AND t.assignee_id = ? AND t.asleep_until IS NULL", [viewer.0.into()])
        }
        View::Unassigned => {
            select.push(" AND t.is_open AND t.assignee_id IS NULL AND t.asleep_until IS NULL")
        }
        View::Asleep => select.push(" AND t.is_open AND t.asleep_until > 0"),
        View::Late => select.with(
            " AND t.is_open AND t.rank IN (0, 1) AND t.due_at < ?
            AND (t.paused_at IS NULL OR t.due_at < t.paused_at)",
            [now.into()],
        ),
    };
    // The agency of the filter is in `places`; with many places it is checked here. Of what is supported it is
    // the one that supports.
    if let Some(agency) = filter.agency.filter(|_| view != View::Supporting) {
        select.with(
            " AND t.agency_id IN (SELECT b.id FROM agency b JOIN agency top ON top.id = ?
                WHERE substr(b.path, 1, length(top.path)) = top.path)",
            [agency.0.into()],
        );
    }
    if let Some(category) = filter.category {
        select.with(" AND t.category_id = ?", [category.0.into()]);
    }
    if let Some(assignee) = filter.assignee {
        select.with(" AND t.assignee_id = ?", [assignee.0.into()]);
    }
    rest_of(select, filter);
}

/// What no index of the queue knows.
pub(super) fn rest_of(select: &mut Select, filter: &Filter) {
    if let Some(status) = filter.status {
        select.code(" AND t.status = ", status.code());
    }
    if let Some(channel) = filter.channel {
        select.code(" AND t.channel = ", channel.code());
    }
    if let Some(class) = filter.class {
        select.code(" AND t.class = ", class.code());
    }
    if filter.is_escalated {
        select.push(" AND t.escalated IS NOT NULL");
    }
}

/// The citizen's own tickets, newest first; the caller knows that it is them.
pub async fn of_citizen(tx: &mut Tx, contact: ContactId, limit: i64) -> Result<Vec<super::Ticket>> {
    let mut select = Select::new("SELECT * FROM ticket WHERE contact_id = $1", [contact.0.into()]);
    select.with(" ORDER BY id DESC LIMIT ?", [limit.into()]);
    select.fetch(tx).await
}
