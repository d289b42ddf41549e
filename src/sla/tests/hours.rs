//! Hours as people type them.

use super::*;

fn fault(text: &str) -> Fault {
    Hours::parse(text).unwrap_err().fault
}

#[test]
fn a_field_of_hours_reads_as_people_type_it() {
    let hours = Hours::parse("13.00 – 16.00, 8:00-12:00").unwrap();
    assert_eq!(hours.stretches(), [Stretch::new(480, 720).unwrap(), Stretch::new(780, 960).unwrap()]);
    assert_eq!(Hours::parse("00:00-24:00").unwrap().stretches(), [Stretch::new(0, 1440).unwrap()]);
    assert!(Hours::parse("  ").unwrap().is_empty());
}

#[test]
fn a_stretch_without_end_is_refused_with_its_own_code() {
    for text in ["08:00", "08:00-", "08:00-12:00 13:00-"] {
        assert_eq!(Hours::parse(text).unwrap_err().code(), "stretch-without-end", "{text}");
    }
    assert_eq!(fault("-12:00"), Fault::StretchWithoutBegin);
}

#[test]
fn a_stretch_that_ends_before_it_begins_is_refused() {
    for text in ["12:00-08:00", "08:00-08:00", "22:00-06:00"] {
        assert_eq!(fault(text), Fault::StretchEndBeforeBegin, "{text}");
    }
}

#[test]
fn stretches_may_touch_but_not_overlap() {
    assert!(Hours::parse("08:00-12:00 12:00-13:00").is_ok());
    assert_eq!(fault("08:00-12:00 11:59-13:00"), Fault::StretchesOverlap);
    assert_eq!(fault("08:00-12:00 08:00-12:00"), Fault::StretchesOverlap);
}

#[test]
fn times_that_no_clock_shows_are_refused() {
    for text in
        ["24:01-25:00", "08:60-09:00", "8-9", "aa:bb-cc:dd", "08:00-+9:00", "08:00-12:000", "٠٨:00-09:00"]
    {
        assert_eq!(fault(text), Fault::TimeUnreadable, "{text}");
    }
    assert_eq!(fault("0:00-1:00 ".repeat(3).as_str()), Fault::StretchesOverlap);
    let nine: Vec<String> = (0..9).map(|hour| format!("{hour}:00-{hour}:30")).collect();
    assert_eq!(fault(&nine.join(" ")), Fault::TooManyStretches);
}

#[test]
fn every_wrong_weekday_of_a_week_is_named() {
    let mistakes = Week::parse(["", "8:00-", "08:00-12:00", "x", "", "", ""]).unwrap_err();
    let places: Vec<_> = mistakes.iter().map(|mistake| (mistake.place.clone(), mistake.code())).collect();
    assert_eq!(
        places,
        [(Place::Weekday(1), "stretch-without-end"), (Place::Weekday(3), "stretch-without-end")]
    );
}

#[test]
fn a_week_survives_json_and_a_wrong_one_does_not_get_in() {
    let week = office_week();
    let json = serde_json::to_string(&week).unwrap();
    assert!(json.contains(r#""fri":["07:30-11:30","13:00-16:30"]"#), "{json}");
    assert_eq!(serde_json::from_str::<Week>(&json).unwrap(), week);
    for wrong in [r#"{"mon":["08:00-"]}"#, r#"{"mon":["08:00-12:00","09:00-10:00"]}"#, r#"{"montag":[]}"#] {
        assert!(serde_json::from_str::<Week>(wrong).is_err(), "{wrong}");
    }
}
