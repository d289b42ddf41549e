//! What each step does to a ticket's row, and what the history says about it. The verbs of [`super::change`]
//! take these steps on a locked row, [`super::Life`] takes them for tickets that are told afterwards.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Class, EventKind, Status, Ticket, local_day};
use crate::agencies::{Agency, Category};
use crate::clock::Millis;
use crate::error::{Result, conflict, invalid};
use crate::ids::StaffId;
use crate::sla;

/// For the history, when something changed.
pub(super) type Happened = Option<(EventKind, Value)>;

/// At these, words of the citizen open a ticket again, and that is what the history says.
pub(super) const WAKES: [Status; 2] = [Status::Waiting, Status::Resolved];
pub(super) const WROTE: &str = "citizen-wrote";

/// May somebody set this status, for this reason?
pub(super) fn may_become(to: Status, reason: &str) -> Result<()> {
    match to {
        Status::New => Err(conflict("a ticket is new only once")),
        Status::Rejected if reason.trim().is_empty() => Err(invalid("reason", "reason-needed")),
        _ => Ok(()),
    }
}

/// The citizen's verdict, 1 to 5.
pub(super) fn rated(score: i64) -> Result<(EventKind, Value)> {
    if (1..=5).contains(&score) {
        Ok((EventKind::Rated, json!({ "score": score })))
    } else {
        Err(invalid("score", "score-range"))
    }
}

impl Ticket {
    pub(super) fn become_status(
        &mut self,
        to: Status,
        now: Millis,
        zone: &TimeZone,
        reason: &str,
    ) -> Happened {
        let from = self.stands_at(to);
        // Rejecting is not resolving: it must not make an agency look quick.
        if to.is_open() || to == Status::Rejected {
            (self.resolved_at, self.resolved_day) = (None, None);
        } else if self.resolved_at.is_none() {
            (self.resolved_at, self.resolved_day) = (Some(now), Some(local_day(now, zone)));
        }
        let data = || json!({ "from": from.code(), "to": to.code(), "reason": reason.trim() });
        (from != to).then(|| (EventKind::Status, data()))
    }

    /// Sets the status and gives the one before.
    fn stands_at(&mut self, to: Status) -> Status {
        self.is_open = to.is_open();
        std::mem::replace(&mut self.status, to)
    }

    pub(super) fn give_to(&mut self, (to, name): (StaffId, &str)) -> Happened {
        let before = self.assignee_id.replace(to);
        (before != Some(to)).then(|| (EventKind::Assigned, json!({ "to": name })))
    }

    pub(super) fn put_back(&mut self) -> Happened {
        self.assignee_id.take().map(|_| (EventKind::Assigned, json!({})))
    }

    /// The other agency decides anew who works on it.
    pub(super) fn refer_to(&mut self, to: &Agency, reason: &str) -> Happened {
        let before = std::mem::replace(&mut self.agency_id, to.id);
        if before == to.id {
            return None;
        }
        self.assignee_id = None;
        Some((EventKind::Referred, json!({ "from": before, "to": to.id, "reason": reason.trim() })))
    }

    /// Due time and priority follow the category, the agency does not.
    pub(super) fn file_under(&mut self, to: &Category) -> Happened {
        let before = std::mem::replace(&mut self.category_id, to.id);
        if before == to.id {
            return None;
        }
        self.class = to.class;
        self.rank = i64::from(to.class != Class::Emergency);
        self.priority = to.priority;
        self.due_at = sla::due_at(to, self.created_at);
        Some((EventKind::Reclassified, json!({ "from": before, "to": to.id })))
    }

    /// Open again when it stands at one of these.
    pub(super) fn reopen(&mut self, when: &[Status], reason: &str) -> Happened {
        if !when.contains(&self.status) {
            return None;
        }
        let from = self.stands_at(Status::Open);
        (self.resolved_at, self.resolved_day) = (None, None);
        let data = json!({ "from": from.code(), "to": self.status.code(), "reason": reason });
        Some((EventKind::Status, data))
    }

    /// Staff answered. True when this takes the ticket into work.
    pub(super) fn be_answered(&mut self, by: StaffId, now: Millis) -> bool {
        self.first_response_at.get_or_insert(now);
        self.assignee_id.get_or_insert(by);
        matches!(self.status, Status::New | Status::Open)
    }
}
