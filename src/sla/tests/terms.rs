//! What a changed service level or calendar does to the clocks.

use super::clocks::{due, event, fold, opened};
use super::*;

fn changed(wall: &str, new: Terms, cause: Cause) -> Event {
    event(wall, What::TermsChanged { terms: Arc::new(new), cause })
}

#[test]
fn a_changed_policy_touches_a_ticket_only_when_the_history_says_so_and_then_from_the_start() {
    let old = terms();
    let grants = Grants { resolve: Some(grant(Unit::WorkingDays, 5)), ..old.grants };
    let policy = PolicyRef { rule: 1, version: 2 };
    let new = Terms { policy, grants, calendar: Arc::clone(&old.calendar) };
    let history = [opened(), changed("2026-01-20T10:00", new, Cause::Policy)];
    assert_eq!(fold(&history[..1], "2026-01-20T11:00").resolve.state, State::Running);
    let clocks = fold(&history, "2026-01-20T11:00");
    assert_eq!(due(&clocks.resolve).as_deref(), Some("Mon 2026-01-19 16:00:00"));
    assert_eq!(clocks.resolve.state, State::Breached);
    assert_eq!(clocks.resolve.why(at("2026-01-20T11:00")).unwrap().policy, Some(policy));
}

#[test]
fn a_decreed_holiday_moves_the_running_clocks_and_leaves_the_ended_ones() {
    let mut layer = office();
    layer.closures.push(closure("2026-01-14", "Cuti bersama", ClosureKind::JointLeave));
    let new = Terms { calendar: Arc::new(calendar_of(&[layer])), ..(*terms()).clone() };
    let history = [
        opened(),
        event("2026-01-15T16:00:01", What::Verified),
        changed("2026-01-16T10:00", new, Cause::Calendar),
    ];
    let clocks = fold(&history, "2026-01-16T11:00");
    assert_eq!(clocks.verify.state, State::Breached, "a second late, and the verdict stays");
    assert_eq!(due(&clocks.resolve).as_deref(), Some("Mon 2026-02-02 16:00:00"));
}

#[test]
fn a_level_that_promises_nothing_has_no_clock_and_without_verification_the_answer_counts_from_the_opening() {
    let grants = Grants { verify: None, resolve: None, ..terms().grants };
    let new = Arc::new(Terms { grants, ..(*terms()).clone() });
    let history = [event("2026-01-12T09:00", What::Opened(new))];
    let clocks = fold(&history, "2026-06-12T10:00");
    assert_eq!(clocks.current().map(|reading| reading.state), [State::Unset, State::Breached, State::Unset]);
    assert_eq!(due(&clocks.first_answer).as_deref(), Some("Mon 2026-01-19 16:00:00"));
}
