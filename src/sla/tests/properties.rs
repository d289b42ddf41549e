//! Deadlines against the slow reference.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::random::{allowance, anchor, layers, pauses};
use super::reference::Slow;
use super::*;
use crate::clock::DAY;

fn case() -> impl Strategy<Value = (Vec<Layer>, Millis, Allowance, Vec<Pause>)> {
    anchor().prop_flat_map(|anchor| (layers(anchor), anchor.moment())).prop_flat_map(|(layers, start)| {
        let allowance = allowance(&layers);
        (Just(layers), Just(start), allowance, pauses(start))
    })
}

proptest! {
    #![proptest_config(Config { cases: cases(), failure_persistence: None, ..Config::default() })]

    /// The property this module stands on.
    #[test]
    fn a_deadline_is_what_walking_minute_by_minute_finds((layers, start, allowance, pauses) in case()) {
        let calendar = Calendar::new(&layers).unwrap();
        let slow = Slow::new(&layers).due(start, allowance, &pauses);
        prop_assert_eq!(falls_due(&calendar, start, allowance, &pauses), slow);
    }

    #[test]
    fn time_that_counts_is_what_walking_minute_by_minute_finds(
        (layers, start, allowance, pauses) in case(),
        length in 0..10 * DAY,
        share in 1i64..=100,
    ) {
        let calendar = Calendar::new(&layers).unwrap();
        let pace = allowance.unit().pace();
        let (slow, working) = (Slow::new(&layers), pace == Pace::Working);
        let found = elapsed(&calendar, pace, start, start + length, &pauses);
        prop_assert_eq!(found, slow.elapsed(start, start + length, &pauses, working));
        let need = found * share / 100;
        if need > 0 {
            prop_assert_eq!(
                reach(&calendar, pace, start, need, &pauses),
                slow.reach(start, need, &pauses, working)
            );
        }
    }

    #[test]
    fn a_pause_a_later_start_or_more_time_never_makes_it_due_earlier(
        (layers, start, allowance, pauses) in case(),
        later in 0..3 * DAY,
    ) {
        let calendar = Calendar::new(&layers).unwrap();
        // Without an end in sight counts as later than everything.
        let due = |start, allowance, pauses: &[Pause]| {
            falls_due(&calendar, start, allowance, pauses).unwrap_or(Millis::MAX)
        };
        let at = due(start, allowance, &pauses);
        prop_assert!(at > start || at == Millis::MAX);
        prop_assert!(due(start + later, allowance, &pauses) >= at);
        let more = Allowance::new(allowance.unit(), allowance.amount() + 1).unwrap();
        prop_assert!(due(start, more, &pauses) >= at);
        for fewer in 0..pauses.len() {
            prop_assert!(due(start, allowance, &pauses[..fewer]) <= at);
        }
        for pause in pauses.iter().filter(|_| at != Millis::MAX) {
            let inside = pause.from < at && pause.to.is_none_or(|to| at < to);
            prop_assert!(!inside, "due while paused");
        }
    }

    #[test]
    fn the_explanation_counts_what_lies_between((layers, start, allowance, pauses) in case()) {
        let calendar = Calendar::new(&layers).unwrap();
        let Some(Deadline { at, why }) = deadline(&calendar, start, allowance, &pauses) else { return Ok(()) };
        prop_assert_eq!(why.arrived, start);
        prop_assert!((start..=at).contains(&why.counted_from));
        prop_assert_eq!(why.moved.is_some(), why.counted_from != start);
        prop_assert!(why.skipped.len() <= 19);
        if why.moved.is_some() {
            prop_assert!(calendar.is_open(why.counted_from));
            prop_assert_eq!(calendar.next_open(start), Some(why.counted_from));
        }
        let json = serde_json::to_value(&why).unwrap();
        prop_assert!(json["skipped"].is_array());
    }
}
