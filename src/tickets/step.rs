//! What each step does to a ticket's row, and what the history says about it. The verbs of [`super::change`]
//! take these steps on a locked row, [`super::Life`] takes them for tickets that are told afterwards.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::back::{Filed, Stood};
use super::life::{Actor, Need, Obstacle, Refusal, Stage, Step};
use super::{Class, Entry, EventKind, Support, Ticket, local_day};
use crate::agencies::{Agency, COMES_BACK, Category};
use crate::auth::Role;
use crate::clock::Millis;
use crate::error::{Result, conflict, forbidden, invalid, not_from_here};
use crate::ids::StaffId;
use crate::sla;

/// For the history, when something changed.
pub(super) type Happened = Option<(EventKind, Value)>;

/// The citizen may disagree with an answer, or complete what was unclear, for so long.
pub const DISPUTE: Millis = COMES_BACK;

/// A step of the life, with what it comes with.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    pub step: Step,
    pub actor: Actor,
    /// Why, or what the citizen is told.
    pub words: &'a str,
    pub refusal: Option<Refusal>,
}

impl<'a> Taken<'a> {
    /// A step of the program itself.
    pub const fn by_system(step: Step, words: &'a str) -> Self {
        Self { step, actor: Actor::System, words, refusal: None }
    }

    /// A step of the citizen.
    pub const fn by_citizen(step: Step, words: &'a str) -> Self {
        Self { step, actor: Actor::Citizen, words, refusal: None }
    }

    /// A step of a member of staff.
    pub const fn by(role: Role, step: Step, words: &'a str) -> Self {
        Self { step, actor: Actor::Staff(role), words, refusal: None }
    }

    fn has_what_it_needs(&self) -> Result<()> {
        // What the program does by itself needs no words.
        if self.actor == Actor::System {
            return Ok(());
        }
        match self.step.rule().need {
            Need::Refusal if self.refusal.is_none() => Err(invalid("refusal", "refusal-needed")),
            Need::Words | Need::Agency | Need::Refusal if self.words.trim().is_empty() => {
                Err(invalid("reason", "reason-needed"))
            }
            _ => Ok(()),
        }
    }
}

/// The citizen's verdict, 1 to 5, and what they said with it.
pub(super) fn rated(score: i64, words: Option<&str>) -> Result<(EventKind, Value)> {
    if !(1..=5).contains(&score) {
        return Err(invalid("score", "score-range"));
    }
    let mut data = json!({ "score": score });
    match words {
        // Taken back.
        Some("") => data["unsaid"] = json!(true),
        Some(words) => data["words"] = json!(words),
        None => {}
    }
    Ok((EventKind::Rated, data))
}

impl Ticket {
    /// Takes a step, or says why it cannot be taken.
    pub(super) fn take(&mut self, taken: &Taken<'_>, now: Millis, zone: &TimeZone) -> Result<Happened> {
        let Taken { step, words, refusal, .. } = *taken;
        match step.obstacle(self.stage, taken.actor) {
            Some(Obstacle::NotYours) => return Err(forbidden("this step is for others to take")),
            Some(Obstacle::NotFromHere) => return Err(not_from_here(step, self.stage)),
            None => taken.has_what_it_needs()?,
        }
        if step == Step::Dispute && self.is_past_dispute(now) {
            return Err(invalid("reason", "dispute-late"));
        }
        let (from, from_stage) = (self.status, self.stage);
        let (resolved, refused) = ((self.resolved_at, self.resolved_day), self.refusal);
        let unanswered = self.paused_at.filter(|_| from_stage == Stage::Closed);
        self.stand_at(step.rule().to, now, zone);
        self.refusal = refusal.filter(|_| step == Step::Reject);
        let mut data = json!({ "step": step, "from": from, "to": self.status, "stage": from_stage, "reason": words.trim() });
        if let Some(refusal) = self.refusal {
            data["refusal"] = json!(refusal);
        }
        // What the step forgets, for one that is taken back.
        if let ((Some(at), day), None) = (resolved, self.resolved_at) {
            data["was_resolved"] = json!({ "at": at, "day": day });
        }
        if let Some(since) = unanswered {
            data["was_paused"] = json!(since);
        }
        if let Some(refusal) = refused {
            data["was_refused"] = json!(refusal);
        }
        Ok(Some((EventKind::Status, data)))
    }

    /// What the step that is taken back forgot: when it was answered, that nobody had answered us, why it was refused.
    pub(super) fn remember(&mut self, undone: &Entry) {
        let was = |name: &str| undone.data.0.get("was_resolved").and_then(|was| was.get(name)?.as_i64());
        if let (Some(_), Some(at)) = (self.resolved_at, was("at")) {
            (self.resolved_at, self.resolved_day) = (Some(at), was("day"));
        }
        if self.stage == Stage::Closed {
            self.paused_at = undone.number("was_paused");
        }
        if self.stage == Stage::Rejected {
            self.refusal = Refusal::parse(undone.text("was_refused"));
        }
    }

    /// The time to disagree with the answer is over.
    pub(super) fn is_past_dispute(&self, now: Millis) -> bool {
        self.resolved_at.is_some_and(|at| now - at > DISPUTE)
    }

    /// Where it stands, and what follows from that.
    pub(super) fn stand_at(&mut self, stage: Stage, now: Millis, zone: &TimeZone) {
        self.stage = stage;
        self.status = stage.status();
        self.is_open = self.status.is_open();
        // Rejecting is not resolving: it must not make an agency look quick.
        if self.is_open || stage == Stage::Rejected {
            (self.resolved_at, self.resolved_day) = (None, None);
        } else if self.resolved_at.is_none() {
            (self.resolved_at, self.resolved_day) = (Some(now), Some(local_day(now, zone)));
        }
    }

    pub(super) fn give_to(&mut self, (to, name): (StaffId, &str)) -> Happened {
        let before = self.assignee_id.replace(to);
        (before != Some(to)).then(|| (EventKind::Assigned, json!({ "to": name })))
    }

    pub(super) fn put_back(&mut self) -> Happened {
        self.assignee_id.take().map(|_| (EventKind::Assigned, json!({})))
    }

    /// The other agency decides anew who works on it, and may decline. `helped`: it was asked to help until now.
    pub(super) fn refer_to(
        &mut self,
        to: &Agency,
        taken: &Taken<'_>,
        now: Millis,
        zone: &TimeZone,
        helped: Option<Support>,
    ) -> Result<Happened> {
        if self.agency_id == to.id {
            return Ok(None);
        }
        let was = Stood {
            stage: self.stage,
            referred_by: self.referred_by,
            assignee: self.assignee_id,
            support: helped,
        };
        self.take(taken, now, zone)?;
        self.referred_by = Some(std::mem::replace(&mut self.agency_id, to.id));
        self.assignee_id = None;
        let data = json!({ "from": self.referred_by, "to": to.id, "reason": taken.words.trim(), "was": was });
        Ok(Some((EventKind::Referred, data)))
    }

    /// Back to the agency that referred it.
    pub(super) fn go_back(&mut self, taken: &Taken<'_>, now: Millis, zone: &TimeZone) -> Result<Happened> {
        self.take(taken, now, zone)?;
        let back = self.referred_by.take().ok_or_else(|| conflict("no agency referred this ticket here"))?;
        let from = std::mem::replace(&mut self.agency_id, back);
        self.assignee_id = None;
        let data = json!({ "from": from, "to": back, "reason": taken.words.trim(), "declined": true });
        Ok(Some((EventKind::Referred, data)))
    }

    /// Due time and priority follow the category, the agency does not. `own` is the class of the category it is
    /// filed under now: a class that somebody gave to the report itself stays, and what the category made an
    /// emergency ends with it. `once`: it was filed there before, and stands as it stood then.
    pub(super) fn file_under(&mut self, to: &Category, own: Class, once: Option<Filed>) -> Happened {
        let before = std::mem::replace(&mut self.category_id, to.id);
        if before == to.id {
            return None;
        }
        let was = Filed { class: self.class, rank: self.rank, priority: self.priority };
        let class = if self.class == own || to.class == Class::Emergency { to.class } else { self.class };
        let is_emergency = class == Class::Emergency;
        let now = once.unwrap_or(Filed {
            class,
            rank: i64::from(!is_emergency),
            priority: if is_emergency { to.priority.min(1) } else { to.priority },
        });
        (self.class, self.rank, self.priority) = (now.class, now.rank, now.priority);
        self.due_at = sla::due_at(to, self.created_at);
        Some((EventKind::Reclassified, json!({ "from": before, "to": to.id, "was": was, "now": now })))
    }

    /// Staff answered. True when this takes the ticket into work.
    pub(super) fn be_answered(&mut self, by: Option<StaffId>, now: Millis) -> bool {
        self.first_response_at.get_or_insert(now);
        self.assignee_id = self.assignee_id.or(by);
        Step::Start.rule().from.contains(&self.stage)
    }
}
