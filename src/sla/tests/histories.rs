//! Random histories: the fold against the slow reading, and what must always hold.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::random::{Anchor, allowance, anchor, layers};
use super::slow_clocks::{Move, Shown, SlowClocks, World};
use super::*;
use crate::clock::{DAY, HOUR, MINUTE};

#[derive(Debug)]
struct Story {
    worlds: Vec<World>,
    opened: Millis,
    moves: Vec<(Millis, Move)>,
    now: Millis,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("layers", &self.layers).field("grants", &self.grants).finish()
    }
}

fn world(anchor: Anchor) -> BoxedStrategy<World> {
    let grants = |layers: Vec<Layer>| {
        let allowance = || option::weighted(0.85, allowance(&layers));
        let all = (allowance(), allowance(), allowance());
        all.prop_map(move |(verify, first_answer, resolve)| {
            let grants = Grants { verify, first_answer, resolve, warn: Warn::default() };
            World { layers: layers.clone(), grants }
        })
    };
    layers(anchor).prop_flat_map(grants).boxed()
}

fn story() -> BoxedStrategy<Story> {
    let moves = prop_oneof![
        2 => Just(Move::Verified),
        1 => Just(Move::Referred),
        2 => Just(Move::Answered),
        4 => Just(Move::Wait),
        4 => Just(Move::Resume),
        2 => Just(Move::Resolved),
        1 => Just(Move::Closed),
        2 => Just(Move::Reopened),
        1 => (0usize..2).prop_map(Move::Terms),
    ];
    // Waits of nothing, of minutes, of days; now and then an entry stamped before the last.
    let gap = prop_oneof![1 => Just(0), 3 => 0..DAY, 2 => 0..4 * DAY, 1 => (0i64..96).prop_map(|half| half * HOUR / 2),
        1 => -MINUTE..0];
    let moves = vec((gap, moves), 0..9);
    let parts = anchor().prop_flat_map(move |anchor| {
        (world(anchor), world(anchor), anchor.moment(), moves.clone(), 0..12 * DAY)
    });
    let story = parts.prop_map(|(one, other, opened, gaps, after)| {
        let (mut at, mut moves) = (opened, Vec::new());
        for (gap, what) in gaps {
            at += gap;
            moves.push((at, what));
        }
        Story { worlds: vec![one, other], opened, moves, now: at.max(opened) + after }
    });
    story.boxed()
}

impl Story {
    fn terms(&self) -> Vec<Arc<Terms>> {
        let terms = |(rule, world): (i64, &World)| {
            let calendar = Arc::new(Calendar::new(&world.layers).unwrap());
            Arc::new(Terms { policy: PolicyRef { rule, version: 1 }, grants: world.grants, calendar })
        };
        (0..).zip(&self.worlds).map(terms).collect()
    }

    fn history(&self) -> Vec<Event> {
        let terms = self.terms();
        let what = |made: Move| match made {
            Move::Verified => What::Verified,
            Move::Referred => What::Referred,
            Move::Answered => What::FirstAnswered,
            Move::Wait => {
                What::WaitingStarted { waiting_for: WaitingFor::Citizen, reason: "random".to_owned() }
            }
            Move::Resume => What::WaitingEnded,
            Move::Resolved => What::Resolved,
            Move::Closed => What::Closed,
            Move::Reopened => What::Reopened,
            Move::Terms(world) => {
                What::TermsChanged { terms: Arc::clone(&terms[world]), cause: Cause::Policy }
            }
        };
        let opened = Event { at: self.opened, what: What::Opened(Arc::clone(&terms[0])) };
        let moves = self.moves.iter().map(|(at, made)| Event { at: *at, what: what(*made) });
        std::iter::once(opened).chain(moves).collect()
    }

    /// The moves at the times they count as having happened.
    fn in_order(&self) -> Vec<(Millis, Move)> {
        let mut last = self.opened;
        let mut ordered = self.moves.clone();
        for (at, _) in &mut ordered {
            last = last.max(*at);
            *at = last;
        }
        ordered
    }
}

fn shown(reading: &Reading) -> Shown {
    Shown {
        state: reading.state,
        due_at: reading.due_at(),
        breached_at: reading.breached_at,
        consumed: reading.consumed,
    }
}

proptest! {
    #![proptest_config(Config { cases: cases(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn clocks_show_what_reading_the_history_slowly_shows(story in story()) {
        let moves = story.in_order();
        let now = story.now.max(moves.last().map_or(story.opened, |(at, _)| *at));
        let clocks = Clocks::fold(&story.history(), story.now).unwrap();
        let slow = SlowClocks { worlds: &story.worlds, opened: story.opened, moves: &moves, now };
        prop_assert_eq!(shown(&clocks.verify), slow.verify());
        prop_assert_eq!(shown(&clocks.first_answer), slow.first_answer());
        let rounds: Vec<Shown> = clocks.earlier.iter().chain([&clocks.resolve]).map(shown).collect();
        prop_assert_eq!(rounds, slow.resolve());
    }

    #[test]
    fn nothing_escalates_while_paused_or_done_and_crossings_come_when_foretold(story in story()) {
        let history = story.history();
        let clocks = Clocks::fold(&history, story.now).unwrap();
        for reading in clocks.current().into_iter().chain(&clocks.earlier) {
            let step = Ladder::default().next(reading, &[]);
            let runs = reading.ended_at.is_none() && matches!(reading.state, State::Running | State::Breached);
            prop_assert_eq!(step.is_some(), runs);
            prop_assert_eq!(reading.crossings().len(), if runs { 3 } else { 0 });
            prop_assert!(reading.crossings().is_sorted_by_key(|crossing| crossing.at));
            prop_assert_eq!(reading.why(story.now).is_some(), reading.due_at().is_some() || reading.due_if_resumed().is_some());
        }
        let now = story.now.max(history.iter().map(|event| event.at).max().unwrap());
        for clock in 0..3 {
            let Some(next) = clocks.current()[clock].next(now) else { continue };
            prop_assert!(clocks.wakes_at(now).unwrap() <= next.at);
            let (before, then) = (Clocks::fold(&history, next.at - 1).unwrap(), Clocks::fold(&history, next.at).unwrap());
            let (before, then) = (before.current()[clock].clone(), then.current()[clock].clone());
            if next.share == 100 {
                prop_assert_eq!((before.state, then.state), (State::Running, State::Breached));
                prop_assert_eq!(then.breached_at, Some(next.at));
            } else {
                // Thousandths are cut off, shares are met to the millisecond.
                let share = u32::from(next.share) * 10;
                prop_assert!((share - 1..=share).contains(&then.consumed), "{} of {share}", then.consumed);
                prop_assert!(before.consumed <= then.consumed);
            }
        }
    }
}
