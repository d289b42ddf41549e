//! What happened to a ticket, in order, append-only.

use serde_json::Value;
use sqlx::QueryBuilder;
use sqlx::types::Json;

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{StaffId, TicketId, codes};
use crate::stretch::{Rest, Stretch};

codes! {
    /// What happened. Fluent keys are `event-<code>`.
    EventKind {
        Opened = "opened",
        /// `from`, `to`, `reason`.
        Status = "status",
        /// `to` (name) or nothing when it went back to the queue.
        Assigned = "assigned",
        /// `from`, `to` (agency ids), `reason`; `was`: how it stood before; `declined`, or `taken_back`.
        Referred = "referred",
        /// `from`, `to` (category ids); `was`, `now`: class, rank and priority.
        Reclassified = "reclassified",
        /// A message joined from another conversation.
        Joined = "joined",
        /// `error`: an answer did not reach the citizen; or `what` became of it instead: a `copy` did not arrive, it
        /// is `delayed`, its reader wrote a `complaint`.
        Undelivered = "undelivered",
        /// `score`; `words`: what the citizen said with it.
        Rated = "rated",
        /// By a person: they took the suggestion `to` (category id). By nobody: filed by what was learned
        /// (`to`), or the `area` read from the text. `percent`: how sure it was.
        Suggested = "suggested",
        /// A rule decided whose duty it is: its name (`rule`), and `agency`, `category` (ids) or `priority`. Or where
        /// it lies did (`reason`: `area`): the name of the `area`, and `agency`.
        Routed = "routed",
        /// `until`, `reason`.
        PutAside = "put_aside",
        Woke = "woke",
        /// `reason`: the note for whoever has it next.
        HandedOver = "handed_over",
        /// `from`, `to`: how heavy it is, as service levels know it.
        Weighed = "weighed",
        /// `clock`, `rung`: the time ran out and it was handed up.
        Escalated = "escalated",
        /// The citizen asked that nobody sees who they are.
        Hidden = "hidden",
        /// What is known of its citizen was erased.
        Erased = "erased",
        /// `what` happened between this ticket and another (`other`: its number, where it may be known), or
        /// with those who follow it (`n`).
        Related = "related",
        /// An agency helps, or helps no longer, or is done: `deed`, `agency` (id), `reason`.
        Supported = "supported",
        /// A person took the place from a photo (`deed`: `photo`, with `latitude`, `longitude`, `file`), or took that
        /// back (`photo-back`). Or they said where it is (`set`, `set-back`: `from` and `to` in words, and what takes it
        /// back), or that the area that was read from the words is right (`area-right`: `to`).
        Located = "located",
        /// Letters to and from an agency without accounts: `deed`, `agency` (id), `error`.
        ByMail = "by_mail",
    }
}

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Entry {
    pub id: i64,
    pub ticket_id: TicketId,
    pub at: Millis,
    pub staff_id: Option<StaffId>,
    pub kind: EventKind,
    pub data: Json<Value>,
}

impl Entry {
    /// What happens now.
    pub(super) fn now(
        tx: &Tx,
        ticket_id: TicketId,
        staff_id: Option<StaffId>,
        kind: EventKind,
        data: Value,
    ) -> Self {
        Self { id: tx.id(), ticket_id, at: tx.now(), staff_id, kind, data: Json(data) }
    }

    /// A text in the data, empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.data.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn number(&self, name: &str) -> Option<i64> {
        self.data.0.get(name).and_then(Value::as_i64)
    }
}

/// Adds to the history. `data` must be a JSON object.
pub async fn record(
    tx: &mut Tx,
    ticket: TicketId,
    staff: Option<StaffId>,
    kind: EventKind,
    data: Value,
) -> Result<()> {
    let entry = Entry::now(tx, ticket, staff, kind, data);
    record_all(tx, &[&entry]).await
}

/// Rows of one statement, see `conversations::store`.
const ROWS: usize = 60;

/// Several entries, of whichever tickets.
pub(super) async fn record_all(tx: &mut Tx, entries: &[&Entry]) -> Result<()> {
    for rows in entries.chunks(ROWS) {
        on!(tx, c => {
            let mut sql = QueryBuilder::new("INSERT INTO ticket_event (id, ticket_id, at, staff_id, kind, data) ");
            sql.push_values(rows, |mut row, entry| {
                row.push_bind(entry.id).push_bind(entry.ticket_id).push_bind(entry.at).push_bind(entry.staff_id)
                    .push_bind(entry.kind).push_bind(&entry.data);
            });
            sql.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// What was done with it, oldest first; of a very long life the newest 2,000. What only joined or hangs on it is left
/// out: four hundred merged reports drown no step.
pub async fn history(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Entry>> {
    let mut found = on!(tx, c => sqlx::query_as::<_, Entry>(
        "SELECT * FROM ticket_event WHERE ticket_id = $1 AND kind NOT IN ('related', 'joined')
         ORDER BY id DESC LIMIT 2000")
        .bind(ticket).fetch_all(c).await)?;
    found.reverse();
    Ok(found)
}

/// The newest entries of two kinds, oldest first, at most 200, however long the history is.
pub async fn newest_of(tx: &mut Tx, ticket: TicketId, [one, other]: [EventKind; 2]) -> Result<Vec<Entry>> {
    let mut found = on!(tx, c => sqlx::query_as::<_, Entry>(
        "SELECT * FROM ticket_event WHERE ticket_id = $1 AND kind IN ($2, $3) ORDER BY id DESC LIMIT 200")
        .bind(ticket).bind(one).bind(other).fetch_all(c).await)?;
    found.reverse();
    Ok(found)
}

/// A stretch of what happened, from where it begins.
pub async fn happened(tx: &mut Tx, ticket: TicketId, asked: Stretch, limit: i64) -> Result<Vec<Entry>> {
    let (low, high) = asked.bounds();
    let sql = if asked.is_upward() {
        "SELECT * FROM ticket_event WHERE ticket_id = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT $4"
    } else {
        "SELECT * FROM ticket_event WHERE ticket_id = $1 AND id > $2 AND id < $3 ORDER BY id DESC LIMIT $4"
    };
    Ok(on!(tx, c => sqlx::query_as::<_, Entry>(sql)
        .bind(ticket).bind(low).bind(high).bind(limit).fetch_all(c).await)?)
}

/// How much happened before and after these two.
pub async fn happened_beside(tx: &mut Tx, ticket: TicketId, first: i64, last: i64) -> Result<Rest> {
    Ok(on!(tx, c => sqlx::query_as::<_, Rest>(
        "SELECT COUNT(*) FILTER (WHERE id < $2) AS older, COUNT(*) FILTER (WHERE id > $3) AS newer
         FROM ticket_event WHERE ticket_id = $1")
        .bind(ticket).bind(first).bind(last).fetch_one(c).await)?)
}
