//! Who is told, and when.

use super::*;

fn reading(history_end: Option<(&str, What)>, now: &str) -> Reading {
    let mut history = vec![Event { at: at("2026-01-12T09:00"), what: What::Opened(terms()) }];
    history.extend(history_end.map(|(wall, what)| Event { at: at(wall), what }));
    Clocks::fold(&history, at(now)).unwrap().resolve
}

fn next(taken: &[(Rung, &str)], now: &str) -> Option<(Rung, String)> {
    let taken: Vec<_> = taken.iter().map(|(rung, wall)| Taken { rung: *rung, at: at(wall) }).collect();
    Ladder::default().next(&reading(None, now), &taken).map(|next| (next.rung, reads(next.at)))
}

#[test]
fn steps_are_taken_one_after_the_other() {
    let step = |rung, wall: &str| Some((rung, wall.to_owned()));
    assert_eq!(next(&[], "2026-01-12T10:00"), step(Rung::Officer, "Wed 2026-01-28 07:48:00"));
    let officer = (Rung::Officer, "2026-01-28T07:48");
    assert_eq!(next(&[officer], "2026-01-28T10:00"), step(Rung::Head, "Fri 2026-01-30 16:30:00"));
    let head = (Rung::Head, "2026-01-30T16:31");
    // Told after closing on Friday: counts as Monday, and Tuesday is the day to act.
    assert_eq!(next(&[officer, head], "2026-01-30T17:00"), step(Rung::Supervisor, "Tue 2026-02-03 16:00:00"));
    let supervisor = (Rung::Supervisor, "2026-02-03T16:05");
    assert_eq!(
        next(&[officer, head, supervisor], "2026-02-04T09:00"),
        step(Rung::Coordinator, "Thu 2026-02-05 16:00:00")
    );
    let coordinator = (Rung::Coordinator, "2026-02-05T16:00");
    assert_eq!(
        next(&[coordinator, officer], "2026-02-09T09:00"),
        None,
        "whatever the order they are given in"
    );
}

#[test]
fn after_a_week_of_silence_nobody_is_skipped() {
    let step = next(&[], "2026-02-20T10:00").unwrap();
    assert_eq!(step.0, Rung::Officer);
    let officer = (Rung::Officer, "2026-02-20T10:00");
    assert_eq!(
        next(&[officer], "2026-02-20T10:00"),
        Some((Rung::Head, "Fri 2026-02-20 10:00:00".to_owned()))
    );
    let head = (Rung::Head, "2026-02-20T10:00");
    let after = next(&[officer, head], "2026-02-20T10:00").unwrap();
    assert_eq!(after, (Rung::Supervisor, "Mon 2026-02-23 16:00:00".to_owned()), "the head has a day");
}

#[test]
fn nothing_escalates_while_paused_or_once_done() {
    let waiting = What::WaitingStarted { waiting_for: WaitingFor::ThirdParty, reason: "court".to_owned() };
    for (wall, what) in [
        ("2026-02-02T10:00", waiting),
        ("2026-02-02T10:00", What::Resolved),
        ("2026-02-02T10:00", What::Closed),
    ] {
        let late = reading(Some((wall, what.clone())), "2026-02-20T10:00");
        assert!(late.breached_at.is_some());
        assert_eq!(Ladder::default().next(&late, &[]), None, "{what:?}");
    }
}

#[test]
fn a_ladder_that_does_not_rise_is_refused() {
    let day = When::After(grant(Unit::WorkingDays, 1));
    let steps = |steps: &[(Rung, When)]| {
        let steps = steps.iter().map(|(rung, when)| Step { rung: *rung, when: *when }).collect();
        Ladder::new(steps).unwrap_err().code()
    };
    let share = When::Share;
    assert_eq!(steps(&[]), "ladder-empty");
    assert_eq!(steps(&[(Rung::Officer, day)]), "ladder-first-step");
    assert_eq!(steps(&[(Rung::Head, share(80)), (Rung::Officer, share(100))]), "ladder-out-of-order");
    assert_eq!(steps(&[(Rung::Head, share(80)), (Rung::Head, share(100))]), "ladder-out-of-order");
    assert_eq!(steps(&[(Rung::Officer, share(80)), (Rung::Head, share(70))]), "ladder-out-of-order");
    assert_eq!(steps(&[(Rung::Officer, share(101))]), "share-out-of-range");
    let json = serde_json::to_string(&Ladder::default()).unwrap();
    assert_eq!(serde_json::from_str::<Ladder>(&json).unwrap(), Ladder::default());
    assert!(serde_json::from_str::<Ladder>("[]").is_err());
    assert_eq!(
        Ladder::new(Ladder::default().steps().to_vec()),
        Ok(Ladder::default()),
        "the default is sound"
    );
}
