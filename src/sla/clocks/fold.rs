//! From a history to the state of the clocks.

use std::sync::Arc;

use super::event::{Event, What};
use super::reading::Reading;
use super::terms::{ClockKind, Terms};
use crate::clock::Millis;
use crate::sla::Pause;

/// The clocks of a ticket at a moment. The same history and moment always give the same clocks.
///
/// - **Verify** runs from the opening and never pauses.
/// - **First answer** runs from the verification, or from the opening where no verification is
///   promised. It never pauses: waiting for the citizen before anybody answered is no excuse. Sending
///   a ticket on to another agency does not start it anew, so that nobody buries a matter by passing it
///   around.
/// - **Resolve** runs from the opening and pauses while the ticket waits. A reopened ticket gets a
///   fresh resolve clock of its own; the earlier ones keep their verdict.
/// - **Terms** are those of the opening. A changed service level or calendar touches a ticket only
///   through [`What::TermsChanged`]; then every clock that has not ended is reckoned anew from its own
///   start, as if the new terms had always held, and ended clocks keep their verdict.
/// - Done at the due time itself is in time. Ending without an outcome ([`What::Closed`]) after the due
///   time is still a breach.
#[derive(Clone, Debug)]
pub struct Clocks {
    /// Ended by the first verification, referral, resolution or closing.
    pub verify: Reading,
    /// Ended by the first answer, resolution or closing.
    pub first_answer: Reading,
    /// Of the current round.
    pub resolve: Reading,
    /// The resolve clocks of earlier rounds, oldest first.
    pub earlier: Vec<Reading>,
}

/// How a clock ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done(Millis),
    Dropped(Millis),
}

/// What the history says about one clock.
#[derive(Clone, Debug)]
pub(super) struct Track {
    pub kind: ClockKind,
    /// 1, and one more for each reopening.
    pub round: u32,
    pub terms: Arc<Terms>,
    pub started: Option<Millis>,
    pub end: Option<End>,
    pub pauses: Vec<Pause>,
}

impl Track {
    fn new(kind: ClockKind, round: u32, terms: &Arc<Terms>, started: Millis) -> Self {
        let terms = Arc::clone(terms);
        Self { kind, round, terms, started: Some(started), end: None, pauses: Vec::new() }
    }

    fn end(&mut self, end: End) {
        if self.end.is_none() {
            self.end = Some(end);
        }
    }

    fn wait_ends(&mut self, at: Millis) {
        if let Some(pause) = self.pauses.last_mut() {
            pause.to.get_or_insert(at);
        }
    }

    fn take_terms(&mut self, terms: &Arc<Terms>) {
        if self.end.is_none() {
            self.terms = Arc::clone(terms);
        }
    }
}

impl Clocks {
    /// Folds a history as it stands at `now`. None if it does not begin with an opening.
    ///
    /// Entries are taken in the order given. One that is stamped earlier than the one before it (two
    /// nodes, two wall clocks) counts as happening with that one, and `now` is never before the last.
    pub fn fold(history: &[Event], now: Millis) -> Option<Self> {
        let (first, rest) = history.split_first()?;
        let What::Opened(terms) = &first.what else { return None };
        let mut fold = Fold::new(first.at, terms);
        let mut at = first.at;
        for event in rest {
            at = at.max(event.at);
            fold.take(at, &event.what);
        }
        let now = now.max(at);
        let (first_answer, verified) = (fold.first_answer(), fold.verify);
        Some(Self {
            verify: Reading::new(verified, now),
            first_answer: Reading::new(first_answer, now),
            resolve: Reading::new(fold.resolve, now),
            earlier: fold.earlier.into_iter().map(|track| Reading::new(track, now)).collect(),
        })
    }

    /// The three clocks of now, without earlier rounds.
    pub fn current(&self) -> [&Reading; 3] {
        [&self.verify, &self.first_answer, &self.resolve]
    }

    /// The next moment after `now` at which a running clock crosses a share: a job may sleep until then.
    pub fn wakes_at(&self, now: Millis) -> Option<Millis> {
        self.current().into_iter().filter_map(|reading| reading.next(now)).map(|next| next.at).min()
    }

    /// The soonest due time of a running clock, for lists.
    pub fn due_at(&self) -> Option<Millis> {
        self.current().into_iter().filter(|reading| reading.is_running()).filter_map(Reading::due_at).min()
    }
}

struct Fold {
    opened: Millis,
    verified: Option<Millis>,
    verify: Track,
    answer: Track,
    resolve: Track,
    earlier: Vec<Track>,
    terms: Arc<Terms>,
}

impl Fold {
    fn new(opened: Millis, terms: &Arc<Terms>) -> Self {
        let track = |kind| Track::new(kind, 1, terms, opened);
        let [verify, answer, resolve] =
            [ClockKind::Verify, ClockKind::FirstAnswer, ClockKind::Resolve].map(track);
        let terms = Arc::clone(terms);
        Self { opened, verified: None, verify, answer, resolve, earlier: Vec::new(), terms }
    }

    fn take(&mut self, at: Millis, what: &What) {
        match what {
            What::Verified | What::Referred => self.verify(at),
            What::FirstAnswered => self.answer.end(End::Done(at)),
            What::WaitingStarted { waiting_for, reason } if self.resolve.end.is_none() => {
                self.resolve.wait_ends(at);
                let (waiting_for, reason) = (*waiting_for, reason.clone());
                self.resolve.pauses.push(Pause { from: at, to: None, waiting_for, reason });
            }
            What::WaitingEnded => self.resolve.wait_ends(at),
            What::Resolved => self.finish(at, End::Done(at)),
            What::Closed => self.finish(at, End::Dropped(at)),
            What::Reopened if self.resolve.end.is_some() => {
                let fresh = Track::new(ClockKind::Resolve, self.resolve.round + 1, &self.terms, at);
                self.earlier.push(std::mem::replace(&mut self.resolve, fresh));
            }
            What::TermsChanged { terms, .. } => {
                self.terms = Arc::clone(terms);
                for track in [&mut self.verify, &mut self.answer, &mut self.resolve] {
                    track.take_terms(terms);
                }
            }
            What::Opened(_) | What::WaitingStarted { .. } | What::Reopened => {}
        }
    }

    fn verify(&mut self, at: Millis) {
        self.verified.get_or_insert(at);
        self.verify.end(End::Done(at));
    }

    fn finish(&mut self, at: Millis, end: End) {
        self.verify(at);
        self.answer.end(End::Done(at));
        self.resolve.wait_ends(at);
        self.resolve.end(end);
    }

    /// Only at the end is it known whether these terms promise a verification to count from.
    fn first_answer(&self) -> Track {
        let promised = self.answer.terms.grants.verify.is_some();
        let started = if promised { self.verified } else { Some(self.opened) };
        Track { started, ..self.answer.clone() }
    }
}
