//! What a clock shows.

use std::sync::Arc;

use serde::Serialize;

use super::fold::{End, Track};
use super::terms::{ClockKind, Terms};
use crate::clock::Millis;
use crate::ids::codes;
use crate::sla::deadline::due;
use crate::sla::measure::{count, seek};
use crate::sla::pause::Gaps;
use crate::sla::{Allowance, Pause, Why};

codes! {
    /// How a clock stands. Fluent keys are `clock-state-<code>`.
    State {
        /// The service level promises nothing here.
        Unset = "unset",
        /// What it counts from has not happened.
        NotStarted = "not-started",
        Running = "running",
        /// Also when it was late before the wait began: nothing escalates while others must act.
        Paused = "paused",
        Met = "met",
        /// Late: done too late, or not done yet.
        Breached = "breached",
        /// Ended in time without an outcome.
        Dropped = "dropped",
    }
}

/// A share of the allowance, and when it is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Crossing {
    /// Percent; 100 is the breach, one millisecond after the due time.
    pub share: u8,
    /// The first moment at which that much is used up.
    pub at: Millis,
}

/// One clock at one moment.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which of the three promises.
    pub clock: ClockKind,
    /// 1; the resolve clock counts on with each reopening. Escalation steps belong to a round.
    pub round: u32,
    /// How it stands.
    pub state: State,
    /// From when on it counts.
    pub started_at: Option<Millis>,
    /// When it was done or dropped.
    pub ended_at: Option<Millis>,
    /// The first moment at which it was late.
    pub breached_at: Option<Millis>,
    /// How much of the time is used up, in thousandths; beyond 1000 when late.
    pub consumed: u32,
    /// The terms it is reckoned under.
    pub terms: Arc<Terms>,
    /// What paused it; the last is open while it is paused.
    pub pauses: Vec<Pause>,
    /// The due time; while paused, what it would be if the wait ended now.
    due: Option<Millis>,
}

impl Reading {
    pub(super) fn new(track: Track, now: Millis) -> Self {
        let Track { kind, round, terms, started, end, pauses } = track;
        let ended = end.map(|(End::Done(at) | End::Dropped(at))| at);
        let mut reading = Self {
            clock: kind,
            round,
            state: State::NotStarted,
            started_at: started.filter(|started| ended.is_none_or(|ended| *started <= ended)),
            ended_at: ended,
            breached_at: None,
            consumed: 0,
            terms,
            pauses,
            due: None,
        };
        let at = ended.unwrap_or(now);
        reading.measure(at);
        let late = reading.breached_at.is_some();
        let paused = reading.pauses.last().is_some_and(|pause| pause.to.is_none());
        reading.state = match end {
            _ if reading.allowance().is_none() => State::Unset,
            _ if late && !paused => State::Breached,
            Some(End::Done(_)) => State::Met,
            Some(End::Dropped(_)) => State::Dropped,
            None if reading.started_at.is_none() => State::NotStarted,
            None if paused => State::Paused,
            None => State::Running,
        };
        reading
    }

    /// Reckons due time, breach and use as of `at`.
    fn measure(&mut self, at: Millis) {
        let (Some(start), Some(allowance)) = (self.started_at, self.allowance()) else { return };
        let gaps = Gaps::new(&self.pauses_until(at));
        let calendar = &self.terms.calendar;
        self.due = due(calendar, start, allowance, &gaps);
        let Some(due) = self.due else { return };
        self.breached_at = (at > due).then_some(due + 1);
        let used = count(calendar, allowance.unit().pace(), start, at, &gaps);
        let all = count(calendar, allowance.unit().pace(), start, due, &gaps).max(1);
        self.consumed = u32::try_from(i128::from(used) * 1000 / i128::from(all)).unwrap_or(u32::MAX);
    }

    /// The pauses, an open one taken as ending at `at`.
    fn pauses_until(&self, at: Millis) -> Vec<Pause> {
        let ended = |pause: &Pause| Pause { to: pause.to.or(Some(at)), ..pause.clone() };
        self.pauses.iter().map(ended).collect()
    }

    /// What the terms grant it.
    pub fn allowance(&self) -> Option<Allowance> {
        self.terms.grants.of(self.clock)
    }

    /// When it is or was due. None while it is paused in time: that moment moves.
    pub fn due_at(&self) -> Option<Millis> {
        self.due.filter(|_| self.state != State::Paused || self.breached_at.is_some())
    }

    /// While paused in time: when it would be due if the wait ended now.
    pub fn due_if_resumed(&self) -> Option<Millis> {
        self.due.filter(|_| self.state == State::Paused && self.breached_at.is_none())
    }

    /// Somebody has to do something: it runs, in time or late.
    pub fn is_running(&self) -> bool {
        self.ended_at.is_none() && matches!(self.state, State::Running | State::Breached)
    }

    /// When shares of the time are used up: the two warnings and the breach, also those that have
    /// passed. Empty unless it runs.
    pub fn crossings(&self) -> Vec<Crossing> {
        let warn = self.terms.grants.warn;
        let shares = [warn.first(), warn.second(), 100];
        let at = |share| self.crosses(share).map(|at| Crossing { share, at });
        shares.into_iter().filter_map(at).collect()
    }

    /// When this share of the time is used up. None unless it runs. Shares are measured in the time that
    /// counts between start and due time, so "50 %" of 2 working days is a working day.
    pub fn crosses(&self, share: u8) -> Option<Millis> {
        let (start, allowance, due) = (self.started_at?, self.allowance()?, self.due?);
        if !self.is_running() {
            return None;
        }
        if share >= 100 {
            return Some(due + 1);
        }
        let (calendar, pace, gaps) = (&self.terms.calendar, allowance.unit().pace(), Gaps::new(&self.pauses));
        let all = count(calendar, pace, start, due, &gaps);
        seek(calendar, pace, start, all * Millis::from(share) / 100, &gaps)
    }

    /// The next crossing after `now`.
    pub fn next(&self, now: Millis) -> Option<Crossing> {
        self.crossings().into_iter().find(|crossing| crossing.at > now)
    }

    /// Why it is due when it is due; while paused, as if the wait ended now.
    pub fn why(&self, now: Millis) -> Option<Why> {
        let (start, allowance, due) = (self.started_at?, self.allowance()?, self.due?);
        let pauses = self.pauses_until(self.ended_at.unwrap_or(now));
        let why = crate::sla::why::why(&self.terms.calendar, start, due, allowance, &pauses);
        Some(Why { policy: Some(self.terms.policy), ..why })
    }
}
