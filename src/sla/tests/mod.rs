//! Tests of the arithmetic: sentences about single cases, and properties against a slow reference
//! that walks minute by minute and knows nothing of the fast code.

mod calendar;
mod clocks;
mod deadline;
mod histories;
mod hours;
mod import;
mod ladder;
mod policy;
mod properties;
mod random;
mod reference;
mod slow_clocks;
mod terms;
mod why;

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::*;
use crate::clock::Millis;

/// How many random cases a property is tried on: few in a daily run, `SAHUT_SLA_CASES` for more.
fn cases() -> u32 {
    std::env::var("SAHUT_SLA_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(100)
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A wall time in a zone.
fn at_in(zone: &str, wall: &str) -> Millis {
    let wall: DateTime = wall.parse().unwrap();
    wall.to_zoned(TimeZone::get(zone).unwrap()).unwrap().timestamp().as_millisecond()
}

/// A wall time in Jakarta.
fn at(wall: &str) -> Millis {
    at_in("Asia/Jakarta", wall)
}

/// How a moment reads in a zone.
fn reads_in(zone: &str, at: Millis) -> String {
    let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
    stamp.to_zoned(TimeZone::get(zone).unwrap()).strftime("%a %Y-%m-%d %H:%M:%S").to_string()
}

fn reads(at: Millis) -> String {
    reads_in("Asia/Jakarta", at)
}

/// Monday to Friday as Perpres 21/2023 has it: an hour's rest, an hour and a half on Friday.
fn office_week() -> Week {
    let day = "07:30-12:00 13:00-16:00";
    Week::parse([day, day, day, day, "07:30-11:30 13:00-16:30", "", ""]).unwrap()
}

fn closure(date: &str, name: &str, kind: ClosureKind) -> Closure {
    Closure { date: day(date), name: name.to_owned(), kind }
}

/// An office in Jakarta with the holidays around Lebaran 2026.
fn office() -> Layer {
    let holiday = ClosureKind::Holiday;
    let leave = ClosureKind::JointLeave;
    Layer {
        zone: Some("Asia/Jakarta".to_owned()),
        week: Some(office_week()),
        closures: vec![
            closure("2026-01-01", "Tahun Baru", holiday),
            closure("2026-03-18", "Cuti bersama Nyepi", leave),
            closure("2026-03-19", "Nyepi", holiday),
            closure("2026-03-20", "Cuti bersama Idulfitri", leave),
            closure("2026-03-21", "Idulfitri", holiday),
            closure("2026-03-22", "Idulfitri", holiday),
            closure("2026-03-23", "Cuti bersama Idulfitri", leave),
            closure("2026-03-24", "Cuti bersama Idulfitri", leave),
        ],
        ..Layer::default()
    }
}

fn calendar_of(layers: &[Layer]) -> Calendar {
    Calendar::new(layers).unwrap()
}

fn grant(unit: Unit, amount: u32) -> Allowance {
    Allowance::new(unit, amount).unwrap()
}

fn waited(from: &str, to: &str) -> Pause {
    let waiting_for = WaitingFor::Citizen;
    Pause { from: at(from), to: Some(at(to)), waiting_for, reason: "asked for a photo".to_owned() }
}

/// Terms with 3 working days to verify, 5 to answer, 14 to resolve.
fn terms() -> Arc<Terms> {
    let days = |amount| Some(grant(Unit::WorkingDays, amount));
    let grants = Grants { verify: days(3), first_answer: days(5), resolve: days(14), warn: Warn::default() };
    let policy = PolicyRef { rule: 1, version: 1 };
    Arc::new(Terms { policy, grants, calendar: Arc::new(calendar_of(&[office()])) })
}
