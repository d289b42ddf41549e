//! The clocks of a ticket, folded from its history. Whatever happened in whatever order, the same history
//! gives the same clocks: nothing is counted up or down, and a due time can always be explained.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use sqlx::types::Json;

use super::back::Filed;
use super::life::{Stage, Step};
use super::{Entry, EventKind, Status, Ticket, rollup, store};
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, TicketId};
use crate::sla::{self, Alarms, Book, Case, Cause, ClockKind, Clocks, Ring, Terms, Tier, WaitingFor, What};

/// The clocks of a ticket as they stand at `now`. None: no service level holds at all.
pub fn clocks(book: &Book, ticket: &Ticket, history: &[Entry], now: Millis) -> Option<Clocks> {
    let mut tale = Tale::begin(book, ticket, history)?;
    for entry in history {
        tale.tell(entry);
    }
    tale.end(ticket);
    // What was said since the last change of the ticket counts, too.
    tale.walk_to(now);
    Clocks::fold(&tale.events, now)
}

/// A ticket's history as the clocks hear it.
struct Tale<'a> {
    book: &'a Book,
    case: Case,
    stage: Stage,
    terms: Arc<Terms>,
    events: Vec<sla::Event>,
    /// Up to when it was told.
    at: Millis,
    /// Which events the last step gave and where it began, for one that is taken back.
    step: Range<usize>,
    began: Stage,
    /// Whose it was before the last referral, and under which terms.
    held: Option<(AgencyId, Arc<Terms>)>,
    answered: Option<Millis>,
}

impl<'a> Tale<'a> {
    fn begin(book: &'a Book, ticket: &Ticket, history: &[Entry]) -> Option<Self> {
        let first = |kind: EventKind| history.iter().find(|entry| entry.kind == kind);
        let agency = first(EventKind::Referred).and_then(|entry| entry.number("from")).map(AgencyId);
        let refiled = first(EventKind::Reclassified);
        let filed = refiled.and_then(|entry| entry.number("from")).map(CategoryId);
        // What it was opened as; histories of before tell the category only.
        let opened = refiled.and_then(|entry| Filed::said(entry, "was")).map(|was| was.class);
        let tier = match first(EventKind::Weighed) {
            Some(entry) => tier(Some(entry.text("from"))),
            None => tier(ticket.tier.as_deref()),
        };
        let case = Case {
            agency: agency.unwrap_or(ticket.agency_id),
            category: filed.unwrap_or(ticket.category_id),
            class: opened.or_else(|| book.class_of(filed?)).unwrap_or(ticket.class),
            tier,
        };
        let at = ticket.created_at;
        let terms = Arc::new(book.terms(at, &case)?);
        let events = vec![sla::Event { at, what: What::Opened(Arc::clone(&terms)) }];
        let (stage, answered) = (Stage::Submitted, ticket.first_response_at);
        Some(Self { book, case, stage, terms, events, at, step: 1..1, began: stage, held: None, answered })
    }

    fn tell(&mut self, entry: &Entry) {
        self.walk_to(entry.at);
        match entry.kind {
            EventKind::Status if matches!(entry.text("step"), "taken_back" | "unmerge") => {
                // A slip of the hand, or a merge of two that were not the same, never happened. What came
                // after it did: other terms, the first answer.
                let undone = self.events.drain(std::mem::take(&mut self.step)).len();
                if undone > 0 {
                    self.stage = self.began;
                }
                let stage = Stage::parse(entry.text("back_to")).or_else(|| stage_of(entry.text("to")));
                let back = stage.unwrap_or(self.stage);
                if back != self.stage && undone > 0 {
                    // Not where it came from: what was new and was looked at stays looked at.
                    self.moves(back, false, "");
                }
                self.stage = back;
            }
            EventKind::Status => {
                let step = Step::parse(entry.text("step"));
                let before = Stage::parse(entry.text("stage")).or_else(|| stage_of(entry.text("from")));
                let after = step.map(|step| step.rule().to).or_else(|| stage_of(entry.text("to")));
                self.stage = before.unwrap_or(self.stage);
                self.began = self.stage;
                let tells = step.is_some_and(|step| step.rule().tells);
                let first = self.events.len();
                if let Some(after) = after {
                    self.moves(after, tells, entry.text("reason"));
                }
                self.step = first..self.events.len();
            }
            EventKind::Referred if entry.data.0.get("taken_back").is_some() => self.never_left(entry),
            EventKind::Referred => {
                let first = self.events.len();
                self.began = self.stage;
                self.held = Some((self.case.agency, Arc::clone(&self.terms)));
                // Whoever has it now is waited for.
                if self.stage.is_paused() {
                    self.says(What::WaitingEnded);
                }
                self.says(What::Referred);
                let agency = entry.number("to").map_or(self.case.agency, AgencyId);
                self.stage =
                    if entry.data.0.get("declined").is_some() { Stage::Verified } else { Stage::Referred };
                self.is_now(Case { agency, ..self.case.clone() }, Cause::Referred);
                self.step = first..self.events.len();
            }
            EventKind::Reclassified => {
                let category = entry.number("to").map_or(self.case.category, CategoryId);
                let class = Filed::said(entry, "now").map(|now| now.class);
                let class = class.or_else(|| self.book.class_of(category)).unwrap_or(self.case.class);
                self.is_now(Case { category, class, ..self.case.clone() }, Cause::Reclassified);
            }
            EventKind::Weighed => {
                let tier = tier(Some(entry.text("to")));
                self.is_now(Case { tier, ..self.case.clone() }, Cause::Reclassified);
            }
            _ => {}
        }
    }

    /// A referral that was a slip never happened.
    fn never_left(&mut self, entry: &Entry) {
        let step = std::mem::take(&mut self.step);
        if let Some((agency, terms)) = self.held.take() {
            // Terms that began to hold since stay among the events: then what held before is said anew.
            if step.end == self.events.len() {
                self.terms = terms;
            }
            self.events.drain(step);
            self.stage = self.began;
            self.is_now(Case { agency, ..self.case.clone() }, Cause::Referred);
        }
        self.stage = Stage::parse(entry.text("back_to")).unwrap_or(self.stage);
    }

    /// What stands in the row and not in the history: the change that is just being made, or a ticket that came
    /// from elsewhere without its past.
    fn end(&mut self, ticket: &Ticket) {
        let at = ticket.updated_at.max(self.at);
        self.walk_to(at);
        let case = Case {
            agency: ticket.agency_id,
            category: ticket.category_id,
            class: ticket.class,
            tier: tier(ticket.tier.as_deref()),
        };
        let cause = if case.agency == self.case.agency { Cause::Reclassified } else { Cause::Referred };
        self.is_now(case, cause);
        if ticket.stage != self.stage {
            self.moves(ticket.stage, false, "");
        }
        if let Some(at) = self.answered.take() {
            self.events.push(sla::Event { at, what: What::FirstAnswered });
        }
    }

    /// Other service levels or calendars began to hold, and the first answer was given, at their own times.
    fn walk_to(&mut self, at: Millis) {
        while let Some((change, cause)) = self.book.next_change(self.at, &self.case)
            && change <= at
        {
            self.answer_until(change);
            self.at = change;
            self.is_now(self.case.clone(), cause);
        }
        self.answer_until(at);
        self.at = self.at.max(at);
    }

    fn answer_until(&mut self, until: Millis) {
        if let Some(at) = self.answered.take_if(|at| *at <= until) {
            self.events.push(sla::Event { at, what: What::FirstAnswered });
        }
    }

    fn is_now(&mut self, case: Case, cause: Cause) {
        self.case = case;
        let Some(terms) = self.book.terms(self.at, &self.case) else { return };
        let is_same = terms.policy == self.terms.policy
            && terms.grants == self.terms.grants
            && Arc::ptr_eq(&terms.calendar, &self.terms.calendar);
        if !is_same {
            self.terms = Arc::new(terms);
            self.says(What::TermsChanged { terms: Arc::clone(&self.terms), cause });
        }
    }

    fn moves(&mut self, to: Stage, tells: bool, reason: &str) {
        let from = std::mem::replace(&mut self.stage, to);
        let is_over = |stage: Stage| !stage.status().is_open();
        if is_over(from) && !is_over(to) {
            self.says(What::Reopened);
        } else if from.is_paused() && !to.is_paused() {
            self.says(What::WaitingEnded);
        }
        match to {
            Stage::Answered => self.says(What::Resolved),
            Stage::Closed | Stage::Rejected | Stage::Merged => {
                if !is_over(from) {
                    self.says(What::Closed);
                }
            }
            Stage::Submitted => {}
            _ => self.says(What::Verified),
        }
        if tells {
            self.says(What::FirstAnswered);
        }
        let waiting_for = match to {
            Stage::WaitingCitizen => WaitingFor::Citizen,
            Stage::WaitingOther => WaitingFor::ThirdParty,
            _ => return,
        };
        self.says(What::WaitingStarted { waiting_for, reason: reason.to_owned() });
    }

    fn says(&mut self, what: What) {
        self.events.push(sla::Event { at: self.at, what });
    }
}

/// What is said of a ticket that has waited since then.
fn waited(since: Millis, now: Millis) -> Vec<Ring> {
    let days = (now - since) / DAY;
    if now >= sla::next_word(since, since) { vec![Ring::Waits { days }] } else { Vec::new() }
}

fn tier(code: Option<&str>) -> Option<Tier> {
    Tier::new(code?).ok()
}

/// Histories from before tickets had stages know the coarse word only.
fn stage_of(status: &str) -> Option<Stage> {
    Some(match Status::parse(status)? {
        Status::New => Stage::Submitted,
        Status::Open => Stage::Verified,
        Status::InProgress => Stage::InWork,
        Status::Waiting => Stage::WaitingCitizen,
        Status::Resolved => Stage::Answered,
        Status::Closed => Stage::Closed,
        Status::Rejected => Stage::Rejected,
    })
}

impl Ticket {
    /// Sets what the row says about the clocks.
    pub(super) fn reckon(&mut self, book: &Book, history: &[Entry], now: Millis) {
        self.ring(book, history, now, false);
    }

    /// The same, and takes what must be told by now.
    fn ring(&mut self, book: &Book, history: &[Entry], now: Millis, rings: bool) -> Vec<Ring> {
        let Some(clocks) = clocks(book, self, history, now) else {
            self.next_alarm_at = None;
            return Vec::new();
        };
        let resolve = &clocks.resolve;
        if let Some(due) = resolve.due_at().or_else(|| resolve.due_if_resumed()) {
            self.due_at = due;
        }
        let waits = self.is_open && self.stage.is_paused();
        // What is closed keeps what it had.
        if self.stage != Stage::Closed {
            self.paused_at =
                resolve.pauses.last().filter(|pause| waits && pause.to.is_none()).map(|p| p.from);
        }
        if !self.is_open {
            (self.next_clock, self.next_due_at, self.next_alarm_at) = (None, None, None);
            // What was told stays known: where the end is taken back, nobody hears it a second time.
            self.escalated = None;
            return Vec::new();
        }
        let next = clocks.current().into_iter().filter(|reading| reading.is_running() && !waits);
        let next = next.filter_map(|reading| Some((reading.due_at()?, reading.clock))).min();
        (self.next_due_at, self.next_clock) = (next.map(|(at, _)| at), next.map(|(_, clock)| clock));
        let mut alarms = self.alarms.take().map(|alarms| alarms.0).unwrap_or_default();
        alarms.fit(&clocks, now);
        let rung = match self.paused_at {
            None if rings && !waits => alarms.ring(&clocks, book, now),
            // Nobody is hurried while others must act; but what waits is not forgotten either.
            Some(since) if rings && self.next_alarm_at.is_some_and(|at| at <= now) => waited(since, now),
            _ => Vec::new(),
        };
        self.next_alarm_at = match self.paused_at {
            Some(since) => {
                // A word that is due stays due until somebody says it.
                let due = self.next_alarm_at.filter(|at| !rings && (since + 1..=now).contains(at));
                Some(due.unwrap_or_else(|| sla::next_word(since, now)))
            }
            None if waits => None,
            None => alarms.next_at(&clocks, book),
        };
        self.escalated = alarms.escalated();
        self.alarms = Some(Json(alarms));
        rung
    }

    /// The time is up. Never while others must act: their time is not ours; nor of what was turned away, or
    /// closed while it waited for its citizen.
    pub fn is_late(&self, now: Millis) -> bool {
        let is_nobodys = self.stage == Stage::Rejected || self.is_unanswered();
        !is_nobodys && self.resolved_at.or(self.paused_at).unwrap_or(now) > self.due_at
    }

    /// What its clocks depend on is another than before.
    fn turns(&self, before: &Self) -> bool {
        self.stage != before.stage
            || self.agency_id != before.agency_id
            || self.category_id != before.category_id
            || self.class != before.class
            || self.tier != before.tier
            || self.first_response_at != before.first_response_at
    }
}

/// Reckons a new ticket.
pub(super) async fn start(tx: &mut Tx, ticket: &mut Ticket) -> Result<()> {
    let book = sla::book(tx).await?;
    ticket.reckon(&book, &[], tx.now());
    Ok(())
}

/// Reckons a ticket anew when a change touched what its clocks depend on. What is over and stays over keeps the
/// due time it ended with, wherever its agency stands in the tree by then.
pub(super) async fn follow(tx: &mut Tx, before: &Ticket, after: &mut Ticket) -> Result<()> {
    if after.turns(before) && (before.is_open || after.is_open) {
        let book = sla::book(tx).await?;
        let history = store::turning_points(tx, &[after.id]).await?;
        if let Some(alarms) = after.alarms.as_mut().filter(|_| before.agency_id != after.agency_id) {
            alarms.0.handed_on();
        }
        after.reckon(&book, &history, tx.now());
    }
    Ok(())
}

/// Reckons a ticket anew from all of its history, after a step that was none. `told` is what was told by then:
/// while the step was being taken back, the clocks stood elsewhere and forgot it.
pub(super) async fn again(tx: &mut Tx, id: TicketId, told: Option<Json<Alarms>>) -> Result<Ticket> {
    let ticket = super::get(tx, id).await?;
    let (book, history) = (sla::book(tx).await?, store::turning_points(tx, &[id]).await?);
    let mut after = Ticket { alarms: told, ..ticket.clone() };
    after.reckon(&book, &history, tx.now());
    store::set_clocks(tx, &after).await?;
    rollup::shift(tx, Some(&ticket), &after).await?;
    Ok(after)
}

/// Open tickets of which somebody must be told by now, the most pressing first; locked, and what another
/// worker holds is passed over.
pub async fn ringing(tx: &mut Tx, at_most: i64) -> Result<Vec<Ticket>> {
    store::ringing(tx, at_most).await
}

/// Must anybody be told of any ticket by now?
pub async fn rings(tx: &mut Tx) -> Result<bool> {
    store::rings(tx).await
}

/// Open tickets behind an id, locked.
pub async fn open_behind(tx: &mut Tx, id: TicketId, at_most: i64) -> Result<Vec<Ticket>> {
    store::open_behind(tx, id, at_most).await
}

/// Reckons locked tickets anew and stores what came of it. With `rings`, also what must be told by now; the
/// caller tells it in the same transaction, so that it is told once or not at all.
pub async fn reckon_all(tx: &mut Tx, tickets: Vec<Ticket>, rings: bool) -> Result<Vec<(Ticket, Vec<Ring>)>> {
    let (book, now) = (sla::book(tx).await?, tx.now());
    let ids: Vec<TicketId> = tickets.iter().map(|ticket| ticket.id).collect();
    let mut histories: HashMap<TicketId, Vec<Entry>> = HashMap::new();
    for entry in store::turning_points(tx, &ids).await? {
        histories.entry(entry.ticket_id).or_default().push(entry);
    }
    let mut reckoned = Vec::with_capacity(tickets.len());
    for before in tickets {
        let history = histories.remove(&before.id).unwrap_or_default();
        let mut after = before.clone();
        let rung = after.ring(&book, &history, now, rings);
        if after != before {
            store::set_clocks(tx, &after).await?;
        }
        reckoned.push((after, rung));
    }
    Ok(reckoned)
}

/// The clock that is due next, for texts to citizens.
pub fn next_promise(ticket: &Ticket) -> Option<(ClockKind, Millis)> {
    ticket.next_clock.zip(ticket.next_due_at)
}
