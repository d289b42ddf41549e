//! Due times that a person can check with a wall calendar.

use super::*;
use crate::clock::{DAY, HOUR, MINUTE};

fn due(start: &str, unit: Unit, amount: u32) -> String {
    due_with(start, unit, amount, &[])
}

fn due_with(start: &str, unit: Unit, amount: u32, pauses: &[Pause]) -> String {
    reads(falls_due(&calendar_of(&[office()]), at(start), grant(unit, amount), pauses).unwrap())
}

#[test]
fn the_day_of_arrival_is_not_counted() {
    assert_eq!(due("2026-01-12T09:00", Unit::WorkingDays, 3), "Thu 2026-01-15 16:00:00");
    assert_eq!(due("2026-01-12T15:59:59", Unit::WorkingDays, 3), "Thu 2026-01-15 16:00:00");
}

#[test]
fn before_opening_and_at_lunch_count_as_arriving_that_day() {
    assert_eq!(due("2026-01-12T00:00", Unit::WorkingDays, 1), "Tue 2026-01-13 16:00:00");
    assert_eq!(due("2026-01-12T12:30", Unit::WorkingDays, 1), "Tue 2026-01-13 16:00:00");
}

#[test]
fn once_the_office_has_closed_it_counts_as_arriving_the_next_working_day() {
    assert_eq!(due("2026-01-12T16:00", Unit::WorkingDays, 1), "Wed 2026-01-14 16:00:00");
    assert_eq!(due("2026-01-16T20:00", Unit::WorkingDays, 1), "Tue 2026-01-20 16:00:00");
    assert_eq!(due("2026-01-17T10:00", Unit::WorkingDays, 3), "Thu 2026-01-22 16:00:00");
}

#[test]
fn lebaran_is_not_counted() {
    assert_eq!(due("2026-03-16T10:00", Unit::WorkingDays, 3), "Thu 2026-03-26 16:00:00");
    assert_eq!(due("2026-03-17T15:00", Unit::WorkingMinutes, 120), "Wed 2026-03-25 08:30:00");
}

#[test]
fn sixty_working_days_span_months() {
    // 13 to 30 January: 14; February: 20; March: 22 less 5 in the week of Lebaran; April: 9 more.
    assert_eq!(due("2026-01-12T10:00", Unit::WorkingDays, 60), "Mon 2026-04-13 16:00:00");
}

#[test]
fn lunch_and_nights_do_not_use_up_working_minutes() {
    assert_eq!(due("2026-01-12T11:00", Unit::WorkingMinutes, 90), "Mon 2026-01-12 13:30:00");
    assert_eq!(due("2026-01-12T15:30", Unit::WorkingMinutes, 60), "Tue 2026-01-13 08:00:00");
    assert_eq!(due("2026-01-16T11:00", Unit::WorkingMinutes, 60), "Fri 2026-01-16 13:30:00");
}

#[test]
fn time_used_up_at_closing_is_due_at_closing_not_at_the_next_opening() {
    assert_eq!(due("2026-01-12T15:00", Unit::WorkingMinutes, 60), "Mon 2026-01-12 16:00:00");
    assert_eq!(due("2026-01-12T11:00", Unit::WorkingMinutes, 60), "Mon 2026-01-12 12:00:00");
}

#[test]
fn plain_days_end_with_the_day_and_are_not_moved() {
    assert_eq!(due("2026-01-12T09:00", Unit::Days, 5), "Sat 2026-01-17 23:59:59");
    assert_eq!(due("2024-02-26T23:59:59", Unit::Days, 3), "Thu 2024-02-29 23:59:59");
    assert_eq!(due("2025-12-31T00:00", Unit::Days, 1), "Thu 2026-01-01 23:59:59");
}

#[test]
fn plain_minutes_run_day_and_night() {
    assert_eq!(due("2026-01-16T23:30:15", Unit::Minutes, 60), "Sat 2026-01-17 00:30:15");
}

#[test]
fn a_pause_pushes_the_due_time_by_the_work_it_took_away() {
    let pause = [waited("2026-01-12T10:00", "2026-01-13T08:30")];
    // 2 h + 3 h on Monday, 1 h on Tuesday did not count: 4 h are left from Tuesday 8:30 on.
    assert_eq!(due_with("2026-01-12T08:00", Unit::WorkingMinutes, 360, &pause), "Tue 2026-01-13 13:30:00");
    let night = [waited("2026-01-12T16:00", "2026-01-13T07:30")];
    assert_eq!(due_with("2026-01-12T15:30", Unit::WorkingMinutes, 60, &night), "Tue 2026-01-13 08:00:00");
}

#[test]
fn a_working_day_that_closes_in_a_pause_is_not_counted() {
    let over_closing = [waited("2026-01-13T15:00", "2026-01-14T09:00")];
    assert_eq!(due_with("2026-01-12T10:00", Unit::WorkingDays, 2, &over_closing), "Thu 2026-01-15 16:00:00");
    let within = [waited("2026-01-13T08:00", "2026-01-13T15:59")];
    assert_eq!(due_with("2026-01-12T10:00", Unit::WorkingDays, 2, &within), "Wed 2026-01-14 16:00:00");
    let from_closing = [waited("2026-01-14T16:00", "2026-01-20T09:00")];
    assert_eq!(due_with("2026-01-12T10:00", Unit::WorkingDays, 2, &from_closing), "Wed 2026-01-14 16:00:00");
}

#[test]
fn overlapping_pauses_count_once() {
    let pauses =
        [waited("2026-01-12T09:00", "2026-01-12T11:00"), waited("2026-01-12T08:30", "2026-01-12T10:00")];
    assert_eq!(due_with("2026-01-12T08:00", Unit::WorkingMinutes, 60, &pauses), "Mon 2026-01-12 11:30:00");
}

#[test]
fn nothing_is_due_in_a_pause_without_end() {
    let calendar = calendar_of(&[office()]);
    let open = [Pause { to: None, ..waited("2026-01-12T10:00", "2026-01-12T10:01") }];
    for unit in Unit::ALL {
        assert_eq!(falls_due(&calendar, at("2026-01-12T09:00"), grant(*unit, 600), &open), None, "{unit}");
    }
    let soon = falls_due(&calendar, at("2026-01-12T09:00"), grant(Unit::WorkingMinutes, 60), &open);
    assert_eq!(soon.map(reads).as_deref(), Some("Mon 2026-01-12 10:00:00"));
}

#[test]
fn hours_that_the_clocks_skip_or_repeat_are_counted_as_they_passed() {
    let shift = Week::parse(["00:00-06:00"; 7]).unwrap();
    let layer =
        |zone: &str| Layer { zone: Some(zone.to_owned()), week: Some(shift.clone()), ..Layer::default() };
    let worked = |zone, date: &str| {
        let start = at_in(zone, &format!("{date}T00:00"));
        elapsed(&calendar_of(&[layer(zone)]), Pace::Working, start, start + 12 * HOUR, &[]) / MINUTE
    };
    assert_eq!(worked("Asia/Jakarta", "2025-03-30"), 360);
    assert_eq!(worked("Europe/Berlin", "2025-03-30"), 300);
    assert_eq!(worked("Europe/Berlin", "2025-10-26"), 420);
    assert_eq!(worked("Australia/Lord_Howe", "2025-04-06"), 390);
}

#[test]
fn a_day_that_a_country_skipped_is_not_counted() {
    let week = Week::parse(["08:00-16:00"; 7]).unwrap();
    let zone = "Pacific/Apia";
    let calendar =
        calendar_of(&[Layer { zone: Some(zone.to_owned()), week: Some(week), ..Layer::default() }]);
    let start = at_in(zone, "2011-12-28T10:00");
    for (unit, wall) in
        [(Unit::WorkingDays, "Sat 2011-12-31 16:00:00"), (Unit::Days, "Sat 2011-12-31 23:59:59")]
    {
        let at = falls_due(&calendar, start, grant(unit, 2), &[]).unwrap();
        assert_eq!(reads_in(zone, at), wall, "30 December 2011 never was in Samoa");
    }
}

#[test]
fn an_office_open_until_midnight_is_due_on_that_day() {
    let week = Week::parse(["00:00-24:00"; 7]).unwrap();
    let calendar = calendar_of(&[Layer { week: Some(week), ..office() }]);
    let at = falls_due(&calendar, at("2026-01-12T10:00"), grant(Unit::WorkingDays, 1), &[]).unwrap();
    assert_eq!(reads(at), "Tue 2026-01-13 23:59:59");
}

#[test]
fn moments_outside_of_all_years_have_no_due_time() {
    let calendar = calendar_of(&[office()]);
    for start in [Millis::MIN, -100 * 366 * DAY, 1000 * 366 * DAY, Millis::MAX] {
        for unit in Unit::ALL {
            assert_eq!(deadline(&calendar, start, grant(*unit, 1), &[]), None);
        }
        assert_eq!(elapsed(&calendar, Pace::Working, start, start.saturating_add(HOUR), &[]), 0);
    }
}

#[test]
fn an_allowance_of_nothing_or_of_decades_is_refused() {
    assert_eq!(Allowance::new(Unit::Days, 0).unwrap_err().code(), "allowance-zero");
    assert_eq!(Allowance::new(Unit::WorkingDays, 3_651).unwrap_err().code(), "allowance-too-long");
    assert!(serde_json::from_str::<Allowance>(r#"{"unit":"days","amount":0}"#).is_err());
    let days: Allowance = serde_json::from_str(r#"{"unit":"working-days","amount":5}"#).unwrap();
    assert_eq!(days, grant(Unit::WorkingDays, 5));
}
