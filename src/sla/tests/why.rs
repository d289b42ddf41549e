//! Explanations that a ticket page renders.

use super::*;

fn explain(start: &str, unit: Unit, amount: u32, pauses: &[Pause]) -> Why {
    deadline(&calendar_of(&[office()]), at(start), grant(unit, amount), pauses).unwrap().why
}

fn lebaran() -> [Skipped; 4] {
    let closed = |from: &str, to: &str, name: &str, closure| Skipped::Closed {
        from: day(from),
        to: day(to),
        name: name.to_owned(),
        closure,
    };
    [
        closed("2026-03-18", "2026-03-18", "Cuti bersama Nyepi", ClosureKind::JointLeave),
        closed("2026-03-19", "2026-03-19", "Nyepi", ClosureKind::Holiday),
        closed("2026-03-20", "2026-03-20", "Cuti bersama Idulfitri", ClosureKind::JointLeave),
        closed("2026-03-23", "2026-03-24", "Cuti bersama Idulfitri", ClosureKind::JointLeave),
    ]
}

#[test]
fn holidays_are_named_weekends_are_counted_and_a_run_of_days_is_one_line() {
    let why = explain("2026-03-16T10:00", Unit::WorkingDays, 3, &[]);
    let [one, two, three, four] = lebaran();
    // Idulfitri itself fell on Saturday and Sunday: it took nothing away.
    assert_eq!(why.skipped, [Skipped::FreeDays { count: 2 }, one, two, three, four]);
    assert_eq!((why.moved, why.zone.as_str()), (None, "Asia/Jakarta"));
}

#[test]
fn working_minutes_also_tell_of_nights_and_breaks() {
    let why = explain("2026-03-16T11:00", Unit::WorkingMinutes, 600, &[]);
    assert_eq!(
        why.skipped,
        [Skipped::Nights { count: 1 }, Skipped::Breaks { count: 2, minutes: 120 }],
        "due Tuesday 14:00"
    );
}

#[test]
fn a_later_start_is_explained() {
    let moved = |start, unit| {
        let why = explain(start, unit, 1, &[]);
        (reads(why.counted_from), why.moved)
    };
    let minutes = Unit::WorkingMinutes;
    let monday = "Mon 2026-01-12 07:30:00".to_owned();
    assert_eq!(moved("2026-01-12T06:00", minutes), (monday.clone(), Some(Moved::BeforeOpening)));
    assert_eq!(moved("2026-01-09T18:00", minutes), (monday.clone(), Some(Moved::AfterClosing)));
    assert_eq!(moved("2026-01-10T18:00", minutes), (monday.clone(), Some(Moved::FreeDay)));
    assert_eq!(moved("2026-01-10T18:00", Unit::WorkingDays), (monday, Some(Moved::FreeDay)));
    let noon = ("Mon 2026-01-12 13:00:00".to_owned(), Some(Moved::Break));
    assert_eq!(moved("2026-01-12T12:15", minutes), noon);
    let new_year = Some(Moved::Closed { name: "Tahun Baru".to_owned() });
    assert_eq!(moved("2026-01-01T12:15", minutes), ("Fri 2026-01-02 07:30:00".to_owned(), new_year));
    let same_day = ("Mon 2026-01-12 06:00:00".to_owned(), None);
    assert_eq!(moved("2026-01-12T06:00", Unit::WorkingDays), same_day);
}

#[test]
fn pauses_are_told_with_their_reason_if_they_mattered() {
    let felt = waited("2026-01-13T15:00", "2026-01-14T09:00");
    let late = waited("2026-02-13T15:00", "2026-02-14T09:00");
    let why = explain("2026-01-12T10:00", Unit::WorkingDays, 2, &[felt.clone(), late]);
    assert_eq!(why.skipped, [Skipped::Paused(felt)]);
}

#[test]
fn a_span_of_years_stays_short() {
    let mut layer = office();
    let days = (1..=28).map(|date| format!("2027-02-{date:02}"));
    layer.closures = days.map(|date| closure(&date, &format!("Hari {date}"), ClosureKind::Holiday)).collect();
    let why = deadline(&calendar_of(&[layer]), at("2026-01-12T10:00"), grant(Unit::WorkingDays, 500), &[])
        .unwrap()
        .why;
    assert_eq!((why.skipped.len(), why.more), (17, 4), "20 working days of February are named, 4 too many");
}

#[test]
fn it_is_written_as_json_for_the_page_and_the_api() {
    let json = serde_json::to_value(explain("2026-03-17T15:00", Unit::WorkingMinutes, 120, &[])).unwrap();
    assert_eq!(json["allowance"], serde_json::json!({ "unit": "working-minutes", "amount": 120 }));
    assert_eq!(json["skipped"][0], serde_json::json!({ "kind": "nights", "count": 1 }));
    assert_eq!(
        json["skipped"][2],
        serde_json::json!({ "kind": "closed", "from": "2026-03-18", "to": "2026-03-18",
            "name": "Cuti bersama Nyepi", "closure": "joint-leave" })
    );
}
