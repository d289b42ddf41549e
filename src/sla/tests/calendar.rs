//! Calendars: validation, layers, zones.

use super::*;
use crate::clock::HOUR;

fn faults(layers: &[Layer]) -> Vec<Fault> {
    Calendar::new(layers).unwrap_err().into_iter().map(|mistake| mistake.fault).collect()
}

fn open_day(date: &str, hours: Option<&str>) -> Opening {
    let hours = hours.map(|hours| Hours::parse(hours).unwrap());
    Opening { date: day(date), name: "Pelayanan khusus".to_owned(), hours }
}

fn season(from: &str, to: &str, week: Week) -> Season {
    Season { from: day(from), to: day(to), name: "Ramadan".to_owned(), week }
}

#[test]
fn a_calendar_that_never_opens_is_refused() {
    let week = Some(Week::default());
    assert_eq!(faults(&[Layer { week, ..office() }]), [Fault::NeverOpens]);
    assert_eq!(faults(&[Layer { week: None, ..office() }]), [Fault::WeekMissing]);
    assert_eq!(faults(&[]), [Fault::ZoneMissing, Fault::WeekMissing]);
}

#[test]
fn a_zone_that_does_not_exist_is_refused() {
    for zone in ["WIB", "Asia/Bandung", "", "../etc/passwd"] {
        assert_eq!(
            faults(&[Layer { zone: Some(zone.to_owned()), ..office() }]),
            [Fault::ZoneUnknown],
            "{zone}"
        );
    }
}

#[test]
fn a_holiday_twice_is_refused_and_named() {
    let mut layer = office();
    layer.closures.push(closure("2026-03-19", "Hari Suci Nyepi", ClosureKind::Holiday));
    let mistakes = Calendar::new(&[layer]).unwrap_err();
    assert_eq!(mistakes[0].to_string(), "2026-03-19: holiday-twice (Hari Suci Nyepi)");
}

#[test]
fn contradictions_within_one_layer_are_refused() {
    let mut layer = office();
    layer.openings = vec![open_day("2026-03-19", None), open_day("2026-05-02", None)];
    assert_eq!(faults(&[layer]), [Fault::ClosedAndOpen]);

    let mut layer = office();
    layer.openings = vec![open_day("2026-05-02", Some("08:00-12:00")), open_day("2026-05-02", None)];
    assert_eq!(faults(&[layer]), [Fault::OpeningTwice]);

    let mut layer = office();
    layer.openings = vec![open_day("2026-05-02", None)];
    assert_eq!(faults(&[layer]), [Fault::OpeningWithoutHours], "a Saturday has no usual hours");

    let week = office_week;
    let mut layer = office();
    layer.seasons =
        vec![season("2026-02-18", "2026-03-19", week()), season("2026-03-19", "2026-03-01", week())];
    assert_eq!(faults(&[layer]), [Fault::SeasonEndBeforeBegin, Fault::SeasonsOverlap]);

    let mut layer = office();
    layer.closures[0].name = " ".to_owned();
    layer.closures[1].name = "x".repeat(201);
    layer.closures[2].date = day("1945-08-17");
    assert_eq!(faults(&[layer]), [Fault::NameMissing, Fault::NameTooLong, Fault::DateOutOfRange]);
}

#[test]
fn an_agency_inherits_its_parents_closures_and_adds_its_own() {
    let agency = Layer {
        closures: vec![closure("2026-04-06", "Pindah kantor", ClosureKind::Agency)],
        ..Layer::default()
    };
    let calendar = calendar_of(&[office(), agency]);
    assert_eq!(calendar.closure(day("2026-03-19")).unwrap().name, "Nyepi");
    assert_eq!(calendar.closure(day("2026-04-06")).unwrap().name, "Pindah kantor");
    assert_eq!(calendar.hours(day("2026-04-07")).len(), 2);
    assert!(calendar_of(&[office()]).closure(day("2026-04-06")).is_none());
}

#[test]
fn a_hospital_opens_on_a_holiday_by_a_special_day_of_its_own() {
    let hospital = Layer {
        openings: vec![open_day("2026-03-19", None), open_day("2026-03-21", Some("08:00-10:00"))],
        ..Layer::default()
    };
    let calendar = calendar_of(&[office(), hospital]);
    assert!(calendar.closure(day("2026-03-19")).is_none());
    assert_eq!(calendar.hours(day("2026-03-19")), office_week().thu.stretches());
    assert_eq!(calendar.hours(day("2026-03-21")).len(), 1, "although it is a Saturday");
}

#[test]
fn ramadan_has_other_hours_unless_the_agency_has_hours_of_its_own() {
    let short = "08:00-12:00 12:30-15:00";
    let ramadan = Week::parse([short, short, short, short, "08:00-12:00 13:00-15:30", "", ""]).unwrap();
    let parent = Layer { seasons: vec![season("2026-02-18", "2026-03-19", ramadan)], ..office() };
    let hours = |layers: &[Layer], date| calendar_of(layers).hours(day(date))[0].to_string();
    assert_eq!(hours(std::slice::from_ref(&parent), "2026-02-17"), "07:30-12:00");
    assert_eq!(hours(std::slice::from_ref(&parent), "2026-02-18"), "08:00-12:00");
    assert_eq!(hours(&[parent.clone(), Layer::default()], "2026-02-18"), "08:00-12:00");
    let always = "00:00-24:00";
    let own = Layer { week: Some(Week::parse([always; 7]).unwrap()), ..Layer::default() };
    assert_eq!(hours(&[parent, own], "2026-02-18"), "00:00-24:00");
}

#[test]
fn open_is_open_from_the_first_moment_and_closed_at_the_last() {
    let calendar = calendar_of(&[office()]);
    assert!(!calendar.is_open(at("2026-03-16T07:29:59")));
    assert!(calendar.is_open(at("2026-03-16T07:30")));
    assert!(calendar.is_open(at("2026-03-16T11:59:59")));
    assert!(!calendar.is_open(at("2026-03-16T12:00")));
    let next = calendar.next_open(at("2026-03-17T16:00")).unwrap();
    assert_eq!(reads(next), "Wed 2026-03-25 07:30:00", "Lebaran lies between");
    assert_eq!(calendar.next_open(Millis::MAX), None);
    assert_eq!(calendar.next_open(Millis::MIN), None);
}

#[test]
fn the_same_hours_begin_an_hour_apart_in_the_three_indonesian_zones() {
    let opens = |zone: &str| {
        let calendar = calendar_of(&[Layer { zone: Some(zone.to_owned()), ..office() }]);
        calendar.next_open(at("2026-03-15T20:00")).unwrap()
    };
    let [wib, wita, wit] = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"].map(opens);
    assert_eq!((wib - wita, wita - wit), (HOUR, HOUR));
    assert_eq!(reads(wib), "Mon 2026-03-16 07:30:00");
}

#[test]
fn a_layer_survives_json_and_unknown_fields_do_not_pass_silently() {
    let layer = office();
    let json = serde_json::to_string(&layer).unwrap();
    assert_eq!(serde_json::from_str::<Layer>(&json).unwrap(), layer);
    assert!(serde_json::from_str::<Layer>(r#"{"closuers": []}"#).is_err());
}
