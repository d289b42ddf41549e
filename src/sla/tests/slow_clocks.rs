//! The clocks read off a history by looking for what happened first after what, instead of folding it.

use super::reference::Slow;
use super::*;

/// An entry of a random history. `Terms` names the world that holds from now on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    Verified,
    Referred,
    Answered,
    Wait,
    Resume,
    Resolved,
    Closed,
    Reopened,
    Terms(usize),
}

/// Layers and grants that a ticket may be under.
pub struct World {
    pub layers: Vec<Layer>,
    pub grants: Grants,
}

/// What a clock should show.
#[derive(Debug, PartialEq)]
pub struct Shown {
    pub state: State,
    pub due_at: Option<Millis>,
    pub breached_at: Option<Millis>,
    pub consumed: u32,
}

pub struct SlowClocks<'a> {
    pub worlds: &'a [World],
    pub opened: Millis,
    pub moves: &'a [(Millis, Move)],
    pub now: Millis,
}

/// Where in the history a clock starts (None: at the opening) and ends.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: Option<usize>,
    end: Option<usize>,
}

impl SlowClocks<'_> {
    fn first(&self, after: Option<usize>, wanted: &[Move]) -> Option<usize> {
        let from = after.map_or(0, |after| after + 1);
        (from..self.moves.len()).find(|at| wanted.contains(&self.moves[*at].1))
    }

    fn time(&self, at: Option<usize>) -> Millis {
        at.map_or(self.opened, |at| self.moves[at].0)
    }

    fn world(&self, before: Option<usize>) -> &World {
        let until = before.unwrap_or(self.moves.len());
        let terms = self.moves[..until].iter().rev().find_map(|(_, what)| match what {
            Move::Terms(world) => Some(*world),
            _ => None,
        });
        &self.worlds[terms.unwrap_or(0)]
    }

    pub fn verify(&self) -> Shown {
        let end = self.first(None, &[Move::Verified, Move::Referred, Move::Resolved, Move::Closed]);
        let world = self.world(end);
        self.show(world, world.grants.verify, Some(self.opened), end, &[], false)
    }

    pub fn first_answer(&self) -> Shown {
        let end = self.first(None, &[Move::Answered, Move::Resolved, Move::Closed]);
        let world = self.world(end);
        let verified = self.first(None, &[Move::Verified, Move::Referred, Move::Resolved, Move::Closed]);
        let start = if world.grants.verify.is_none() {
            Some(self.opened)
        } else {
            verified
                .map(|at| self.time(Some(at)))
                .filter(|at| end.is_none_or(|end| *at <= self.time(Some(end))))
        };
        self.show(world, world.grants.first_answer, start, end, &[], false)
    }

    /// The resolve clocks of all rounds, the current one last.
    pub fn resolve(&self) -> Vec<Shown> {
        let (mut spans, mut start) = (Vec::new(), None);
        loop {
            let end = self.first(start, &[Move::Resolved, Move::Closed]);
            spans.push(Span { start, end });
            start = end.and_then(|end| self.first(Some(end), &[Move::Reopened]));
            if start.is_none() {
                break;
            }
        }
        spans.into_iter().map(|span| self.show_round(span)).collect()
    }

    fn show_round(&self, span: Span) -> Shown {
        let world = self.world(span.end);
        let last = span.end.unwrap_or(self.moves.len());
        let waits = (span.start.map_or(0, |at| at + 1)..last).filter(|at| self.moves[*at].1 == Move::Wait);
        let pause = |at: usize| {
            let until = self.first(Some(at), &[Move::Wait, Move::Resume, Move::Resolved, Move::Closed]);
            let to = until.map(|until| self.time(Some(until)));
            let (waiting_for, reason) = (WaitingFor::Citizen, "random".to_owned());
            Pause { from: self.time(Some(at)), to, waiting_for, reason }
        };
        let pauses: Vec<Pause> = waits.map(pause).collect();
        let dropped = span.end.is_some_and(|end| self.moves[end].1 == Move::Closed);
        self.show(world, world.grants.resolve, Some(self.time(span.start)), span.end, &pauses, dropped)
    }

    fn show(
        &self,
        world: &World,
        allowance: Option<Allowance>,
        start: Option<Millis>,
        end: Option<usize>,
        pauses: &[Pause],
        dropped: bool,
    ) -> Shown {
        let nothing = |state| Shown { state, due_at: None, breached_at: None, consumed: 0 };
        let Some(allowance) = allowance else { return nothing(State::Unset) };
        let outcome = match end {
            Some(_) if dropped => Some(State::Dropped),
            Some(_) => Some(State::Met),
            None => None,
        };
        let Some(start) = start else { return nothing(outcome.unwrap_or(State::NotStarted)) };
        let at = end.map_or(self.now, |end| self.time(Some(end)));
        let waits = pauses.iter().any(|pause| pause.to.is_none());
        let closed = |pause: &Pause| Pause { to: pause.to.or(Some(at)), ..pause.clone() };
        let pauses: Vec<Pause> = pauses.iter().map(closed).collect();
        let slow = Slow::new(&world.layers);
        let due = slow.due(start, allowance, &pauses).unwrap();
        let late = at > due;
        let working = allowance.unit().pace() == Pace::Working;
        let used = slow.elapsed(start, at, &pauses, working);
        let all = slow.elapsed(start, due, &pauses, working).max(1);
        let state = match outcome {
            _ if late && !waits => State::Breached,
            Some(outcome) => outcome,
            None if waits => State::Paused,
            None => State::Running,
        };
        Shown {
            state,
            due_at: Some(due).filter(|_| late || state != State::Paused),
            breached_at: late.then_some(due + 1),
            consumed: u32::try_from(used * 1000 / all).unwrap(),
        }
    }
}
