//! Histories told as stories. The working days are those of January 2026: the 12th is a Monday.

use super::*;

pub fn event(wall: &str, what: What) -> Event {
    Event { at: at(wall), what }
}

pub fn opened() -> Event {
    event("2026-01-12T09:00", What::Opened(terms()))
}

fn wait(wall: &str) -> Event {
    let waiting_for = WaitingFor::Citizen;
    event(wall, What::WaitingStarted { waiting_for, reason: "asked for a photo".to_owned() })
}

pub fn fold(history: &[Event], now: &str) -> Clocks {
    Clocks::fold(history, at(now)).unwrap()
}

pub fn due(reading: &Reading) -> Option<String> {
    reading.due_at().map(reads)
}

#[test]
fn a_ticket_runs_through_its_three_clocks() {
    let mut history = vec![opened()];
    let clocks = fold(&history, "2026-01-12T10:00");
    let states = clocks.current().map(|reading| reading.state);
    assert_eq!(states, [State::Running, State::NotStarted, State::Running]);
    assert_eq!(due(&clocks.verify).as_deref(), Some("Thu 2026-01-15 16:00:00"));
    assert_eq!(due(&clocks.resolve).as_deref(), Some("Fri 2026-01-30 16:30:00"));
    assert_eq!(clocks.due_at(), clocks.verify.due_at());

    history.push(event("2026-01-13T10:00", What::Referred));
    let clocks = fold(&history, "2026-01-13T11:00");
    assert_eq!((clocks.verify.state, clocks.first_answer.state), (State::Met, State::Running));
    assert_eq!(due(&clocks.first_answer).as_deref(), Some("Tue 2026-01-20 16:00:00"));

    history.push(event("2026-01-20T16:00", What::FirstAnswered));
    assert_eq!(fold(&history, "2026-01-21T11:00").first_answer.state, State::Met, "at the last moment");

    history.push(event("2026-01-30T16:31", What::Resolved));
    let clocks = fold(&history, "2026-02-21T11:00");
    assert_eq!(clocks.resolve.state, State::Breached, "a minute too late");
    assert_eq!(clocks.due_at(), None);
    assert_eq!(clocks.wakes_at(at("2026-02-21T11:00")), None);
}

#[test]
fn waiting_for_the_citizen_pauses_only_the_resolve_clock() {
    let clocks = fold(&[opened(), wait("2026-01-13T10:00")], "2026-01-20T10:00");
    assert_eq!(clocks.verify.state, State::Breached);
    assert_eq!((clocks.resolve.state, clocks.resolve.due_at()), (State::Paused, None));
    // 13 to 19 January closed in the pause: five days later than the 30th.
    let if_resumed = clocks.resolve.due_if_resumed().map(reads);
    assert_eq!(if_resumed.as_deref(), Some("Fri 2026-02-06 16:30:00"));
    assert_eq!(clocks.resolve.next(at("2026-01-20T10:00")), None);

    let verified = event("2026-01-12T15:00", What::Verified);
    let history = [opened(), verified, wait("2026-01-13T10:00")];
    let clocks = fold(&history, "2026-01-20T10:00");
    assert_eq!(clocks.first_answer.state, State::Breached, "waiting before any answer is no excuse");
}

#[test]
fn the_end_of_a_wait_lets_the_clock_run_on() {
    let history = [opened(), wait("2026-01-13T10:00"), event("2026-01-20T10:00", What::WaitingEnded)];
    let clocks = fold(&history, "2026-01-20T11:00");
    assert_eq!(clocks.resolve.state, State::Running);
    assert_eq!(due(&clocks.resolve).as_deref(), Some("Fri 2026-02-06 16:30:00"));
    let why = clocks.resolve.why(at("2026-01-20T11:00")).unwrap();
    assert!(
        matches!(why.skipped.last(), Some(Skipped::Paused(pause)) if pause.reason == "asked for a photo")
    );
    assert_eq!(why.policy, Some(PolicyRef { rule: 1, version: 1 }));
}

#[test]
fn a_wait_that_begins_late_shows_paused_but_remembers_the_breach() {
    let clocks = fold(&[opened(), wait("2026-02-02T10:00")], "2026-02-03T10:00");
    assert_eq!(clocks.resolve.state, State::Paused);
    assert_eq!(
        clocks.resolve.breached_at.map(|at| reads(at - 1)).as_deref(),
        Some("Fri 2026-01-30 16:30:00")
    );
    assert!(!clocks.resolve.is_running());
}

#[test]
fn a_second_wait_only_changes_the_reason() {
    let other =
        What::WaitingStarted { waiting_for: WaitingFor::ThirdParty, reason: "the power company".to_owned() };
    let history = [opened(), wait("2026-01-13T10:00"), event("2026-01-14T10:00", other)];
    let clocks = fold(&history, "2026-01-20T10:00");
    let pauses: Vec<_> =
        clocks.resolve.pauses.iter().map(|pause| (pause.waiting_for, pause.to.is_some())).collect();
    assert_eq!(pauses, [(WaitingFor::Citizen, true), (WaitingFor::ThirdParty, false)]);
    assert_eq!(clocks.resolve.due_if_resumed().map(reads).as_deref(), Some("Fri 2026-02-06 16:30:00"));
}

#[test]
fn a_reopened_ticket_gets_a_fresh_resolve_clock_and_the_old_one_keeps_its_verdict() {
    let history = [
        opened(),
        wait("2026-01-13T10:00"),
        event("2026-01-19T10:00", What::Resolved),
        event("2026-01-21T17:00", What::Reopened),
    ];
    let clocks = fold(&history, "2026-01-22T10:00");
    assert_eq!(clocks.earlier.len(), 1);
    assert_eq!((clocks.earlier[0].state, clocks.earlier[0].round), (State::Met, 1));
    assert_eq!((clocks.resolve.state, clocks.resolve.round), (State::Running, 2));
    assert!(clocks.resolve.pauses.is_empty());
    assert_eq!(due(&clocks.resolve).as_deref(), Some("Wed 2026-02-11 16:00:00"), "14 days after the 22nd");
    assert_eq!(clocks.first_answer.state, State::Met, "the resolution answered");
}

#[test]
fn rejecting_drops_the_resolve_clock_but_does_not_hide_that_it_was_late() {
    let clocks = fold(&[opened(), event("2026-01-13T10:00", What::Closed)], "2026-03-01T10:00");
    assert_eq!(clocks.current().map(|reading| reading.state), [State::Met, State::Met, State::Dropped]);
    let clocks = fold(&[opened(), event("2026-02-03T10:00", What::Closed)], "2026-03-01T10:00");
    assert_eq!((clocks.verify.state, clocks.resolve.state), (State::Breached, State::Breached));
}

#[test]
fn an_answer_before_the_verification_counts_as_given() {
    let history =
        [opened(), event("2026-01-12T10:00", What::FirstAnswered), event("2026-01-13T10:00", What::Verified)];
    let clocks = fold(&history, "2026-01-14T10:00");
    assert_eq!((clocks.first_answer.state, clocks.first_answer.started_at), (State::Met, None));
}

#[test]
fn warnings_come_at_half_and_at_four_fifths_of_the_working_time() {
    let clocks = fold(&[opened()], "2026-01-12T10:00");
    let moments = clocks.verify.crossings();
    // Monday 9:00 to Thursday 16:00 is 28.5 hours of work.
    let told: Vec<_> = moments.iter().map(|crossing| (crossing.share, reads(crossing.at))).collect();
    let told: Vec<_> = told.iter().map(|(share, at)| (*share, at.as_str())).collect();
    assert_eq!(
        told,
        [(50, "Wed 2026-01-14 08:15:00"), (80, "Thu 2026-01-15 09:18:00"), (100, "Thu 2026-01-15 16:00:00")]
    );
    assert_eq!(clocks.verify.next(moments[0].at), Some(moments[1]));
    assert_eq!(clocks.wakes_at(at("2026-01-12T10:00")), Some(moments[0].at));
    assert_eq!(fold(&[opened()], "2026-01-14T08:15").verify.consumed, 500);
}

#[test]
fn nonsense_in_a_history_changes_nothing() {
    let sane = [opened(), event("2026-01-19T10:00", What::Resolved)];
    let odd = [
        opened(),
        event("2026-01-12T09:30", What::WaitingEnded),
        event("2026-01-12T09:40", What::Reopened),
        event("2026-01-19T10:00", What::Resolved),
        event("2026-01-25T10:00", What::Resolved),
        wait("2026-01-26T10:00"),
    ];
    let shown = |history: &[Event]| {
        let clocks = fold(history, "2026-02-02T10:00");
        assert!(clocks.earlier.is_empty());
        clocks.current().map(|reading| (reading.state, reading.due_at(), reading.ended_at, reading.consumed))
    };
    assert_eq!(shown(&sane), shown(&odd));
    assert!(Clocks::fold(&[], 0).is_none());
    assert!(Clocks::fold(&sane[1..], 0).is_none());
}
