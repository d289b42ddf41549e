//! Holiday files, as they come and as they should not.

use proptest::prelude::*;

use super::*;
use crate::sla::import::{Doubt, Found, LARGEST_FILE, icalendar, json};

fn calendar(events: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{}END:VCALENDAR\r\n",
        events.replace('\n', "\r\n")
    )
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT\n")
}

fn days(found: &[Found]) -> Vec<(String, &str)> {
    found.iter().map(|found| (found.closure.date.to_string(), found.closure.name.as_str())).collect()
}

fn read(lines: &str) -> Result<Vec<Found>, Vec<Mistake>> {
    icalendar(&calendar(&event(lines)), 2026..=2028)
}

fn only(mistakes: Result<Vec<Found>, Vec<Mistake>>) -> (Place, &'static str) {
    let mistakes = mistakes.unwrap_err();
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    (mistakes[0].place.clone(), mistakes[0].code())
}

#[test]
fn json_dates_and_names_become_closures_and_joint_leave_is_recognised() {
    let text = r#"{
        "2025-12-25": "Christmas Day",
        "2026-03-20": "Eid al-Fitr Joint Holiday",
        "2026-03-21": "Eid al-Fitr",
        "2027-02-06": "Lunar New Year (estimated)",
        "2027-12-25": "Christmas Day; Isra' and Mi'raj (estimated)"
    }"#;
    let found = json(text, 2026..=2027).unwrap();
    let told: Vec<_> = found.iter().map(|found| (found.closure.kind.code(), found.doubt)).collect();
    let estimated = Some(Doubt::Estimated);
    assert_eq!(
        told,
        [("joint-leave", None), ("holiday", None), ("holiday", estimated), ("holiday", estimated)]
    );
    assert_eq!(found[0].closure.date, day("2026-03-20"));
}

#[test]
fn json_mistakes_name_the_key_or_the_line_and_all_are_reported() {
    let text = r#"{"2026-02-30": "a", "2026-03-01": " ", "17/08/2026": "c", "0026-01-01": "d"}"#;
    let mistakes = json(text, 2026..=2026).unwrap_err();
    let told: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "2026-02-30: date-unreadable (a)",
            "2026-03-01: name-missing",
            "17/08/2026: date-unreadable (c)",
            "0026-01-01: date-out-of-range (d)"
        ]
    );
    assert_eq!(only(json("{\n\"2026-01-01\": 5}", 2026..=2026)), (Place::Line(2), "file-unreadable"));
    assert_eq!(only(json("[]", 2026..=2026)), (Place::Line(1), "file-unreadable"));
    assert_eq!(only(json(r#"{"2025-01-01": "x"}"#, 2026..=2026)), (Place::Whole, "nothing-found"));
    assert_eq!(only(json(&" ".repeat(LARGEST_FILE + 1), 2026..=2026)), (Place::Whole, "file-too-large"));
}

#[test]
fn the_same_date_twice_in_json_is_refused_where_a_map_would_keep_the_last() {
    let twice = r#"{"2026-01-01": "New Year", "2026-01-01": "Tahun Baru"}"#;
    assert_eq!(only(json(twice, 2026..=2026)), (Place::Key("2026-01-01".to_owned()), "holiday-twice"));
}

#[test]
fn all_day_events_become_closures_with_folded_and_escaped_names() {
    let found = read("DTSTART;VALUE=DATE:20260817\nSUMMARY:Hari Kemer\n dekaan\\, RI").unwrap();
    assert_eq!(days(&found), [("2026-08-17".to_owned(), "Hari Kemerdekaan, RI")]);
}

#[test]
fn an_event_of_several_days_ends_the_day_before_its_end() {
    let lines = "DTSTART;VALUE=DATE:20260323\nDTEND;VALUE=DATE:20260325\nSUMMARY:Cuti Bersama Idul Fitri";
    let found = read(lines).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!((found[1].closure.date, found[1].closure.kind), (day("2026-03-24"), ClosureKind::JointLeave));
}

#[test]
fn an_event_of_every_year_comes_in_the_years_asked_for() {
    let dates = |rule: &str, first: &str| {
        let found = read(&format!("DTSTART;VALUE=DATE:{first}\nRRULE:{rule}\nSUMMARY:Natal")).unwrap();
        found.iter().map(|found| found.closure.date.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(dates("FREQ=YEARLY", "20001225"), ["2026-12-25", "2027-12-25", "2028-12-25"]);
    assert_eq!(dates("FREQ=YEARLY;INTERVAL=2", "20251225"), ["2027-12-25"]);
    assert_eq!(dates("FREQ=YEARLY;COUNT=2", "20261225"), ["2026-12-25", "2027-12-25"]);
    assert_eq!(
        dates("FREQ=YEARLY;UNTIL=20271231T235959Z;BYMONTH=12;BYMONTHDAY=25", "20261225"),
        ["2026-12-25", "2027-12-25"]
    );
    assert_eq!(dates("FREQ=YEARLY", "20240229"), ["2028-02-29"], "leap years only");
}

#[test]
fn two_holidays_on_one_date_are_one_closure_but_the_same_one_twice_is_refused() {
    let natal = event("DTSTART;VALUE=DATE:20271225\nSUMMARY:Natal");
    let miraj = event("DTSTART;VALUE=DATE:20271225\nSUMMARY:Isra Mikraj");
    let found = icalendar(&calendar(&format!("{natal}{miraj}")), 2027..=2027).unwrap();
    assert_eq!(days(&found), [("2027-12-25".to_owned(), "Natal; Isra Mikraj")]);
    let twice = icalendar(&calendar(&format!("{natal}{}", natal.to_uppercase())), 2027..=2027);
    assert_eq!(only(twice), (Place::Line(9), "holiday-twice"));
}

#[test]
fn a_day_that_is_celebrated_but_worked_is_marked_and_a_cancelled_one_is_passed_over() {
    let kartini =
        event("DTSTART;VALUE=DATE:20260421\nDESCRIPTION:Perayaan\\nTidak libur\nSUMMARY:Hari Kartini");
    let cancelled = event("DTSTART;VALUE=DATE:20260422\nSTATUS:CANCELLED\nSUMMARY:Batal");
    let found = icalendar(&calendar(&format!("{kartini}{cancelled}")), 2026..=2026).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].doubt, Some(Doubt::Observance));
}

#[test]
fn what_would_have_to_be_guessed_at_is_refused_with_its_line() {
    for (lines, code) in [
        ("DTSTART:20260817T080000Z\nSUMMARY:Upacara", "event-not-all-day"),
        ("SUMMARY:Kapan", "event-without-date"),
        ("DTSTART;VALUE=DATE:20260230\nSUMMARY:x", "date-unreadable"),
        ("DTSTART;VALUE=DATE:20260101", "name-missing"),
        ("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=MONTHLY\nSUMMARY:x", "event-unsupported"),
        ("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYDAY=1MO\nSUMMARY:x", "event-unsupported"),
        ("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;COUNT=0\nSUMMARY:x", "event-unsupported"),
        ("DTSTART;VALUE=DATE:20260101\nRDATE;VALUE=DATE:20260102\nSUMMARY:x", "event-unsupported"),
        ("DTSTART;VALUE=DATE:20260101\nDURATION:P2D\nSUMMARY:x", "event-unsupported"),
        ("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260101\nSUMMARY:x", "season-end-before-begin"),
        ("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260301\nSUMMARY:x", "event-too-long"),
    ] {
        assert_eq!(only(read(lines)), (Place::Line(4), code), "{lines}");
    }
}

#[test]
fn files_that_are_no_calendar_are_refused() {
    let deep = "BEGIN:VCALENDAR\n".repeat(40_000);
    let half = calendar(&event("DTSTART;VALUE=DATE:20260817\nSUMMARY:x")).replace("END:VCALENDAR\r\n", "");
    let torn = calendar("BEGIN:VEVENT\nthis is no property\nEND:VEVENT\n");
    let behind = calendar("") + "and then some";
    for text in
        ["", "hello", "<html>", "BEGIN:VCARD\nEND:VCARD\n", "END:VCALENDAR\n", &deep, &half, &torn, &behind]
    {
        let mistakes = icalendar(text, 2026..=2026).unwrap_err();
        assert!(["file-unreadable", "nothing-found"].contains(&mistakes[0].code()), "{mistakes:?}");
    }
    assert_eq!(only(icalendar(&torn, 2026..=2026)), (Place::Line(4), "file-unreadable"));
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_file_makes_the_import_panic(
        words in proptest::collection::vec(
            prop_oneof![
                Just("BEGIN:VCALENDAR\n"), Just("END:VCALENDAR\n"), Just("BEGIN:VEVENT\r\n"), Just("END:VEVENT\n"),
                Just("BEGIN:"), Just("DTSTART"), Just(";VALUE=DATE"), Just(":20260229\n"), Just(":20260301\n"),
                Just("SUMMARY:x\n"), Just("RRULE:FREQ=YEARLY;UNTIL=é\n"), Just("RRULE:FREQ=YEARLY\n"), Just("\n "),
                Just("\""), Just("\\"), Just(";"), Just(":"), Just("="), Just("é"), Just("\n"), Just("\r"), Just("DTEND:99999999\n"),
            ],
            0..40,
        ),
        noise in ".*",
    ) {
        let text = words.concat();
        for text in [text.as_str(), &calendar(&text), &calendar(&event(&text)), &calendar(&event(&noise)), &noise] {
            let _: Result<_, _> = icalendar(text, 1970..=2899);
            let _: Result<_, _> = json(text, 1970..=2899);
        }
    }
}
