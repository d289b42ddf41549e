//! Holidays from a file: a JSON object of dates and names, or iCalendar.
//!
//! What comes out is a proposal for an administrator to look at before it is saved. Nothing is
//! imported from a file with a mistake in it; all mistakes are reported, with line or key.

mod ical;
mod json;
mod yearly;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::Serialize;

pub use ical::icalendar;
pub use json::json;

use super::closure::check_name;
use super::{Closure, ClosureKind, Fault, Layer, Mistake, Place};
use crate::ids::codes;

/// A hundred years of holidays are 60 kB.
pub const LARGEST_FILE: usize = 1024 * 1024;

codes! {
    /// Why an administrator should look twice.
    Doubt {
        /// The date is an estimate: a moon has to be sighted or a decree to be signed first.
        Estimated = "estimated",
        /// A day that is celebrated but worked, as public calendars mark it.
        Observance = "observance",
    }
}

/// A day off that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The closure it would become.
    pub closure: Closure,
    /// Why to look twice, if at all.
    pub doubt: Option<Doubt>,
}

/// Days found so far, one per date.
struct Harvest {
    years: RangeInclusive<i16>,
    days: BTreeMap<Date, Found>,
    mistakes: Vec<Mistake>,
}

impl Harvest {
    fn new(years: RangeInclusive<i16>) -> Self {
        let (from, to) = (*years.start(), *years.end());
        let years = from.max(*Layer::YEARS.start())..=to.min(*Layer::YEARS.end());
        Self { years, days: BTreeMap::new(), mistakes: Vec::new() }
    }

    /// Takes a day if it lies in the years asked for. The same day off twice is a mistake; two
    /// holidays that fall on one date become one closure with both names.
    fn add(&mut self, date: Date, name: &str, doubt: Option<Doubt>, place: &Place) {
        let full = self.mistakes.len() > Layer::MOST_DAYS || self.days.len() > Layer::MOST_DAYS;
        if full || !self.years.contains(&date.year()) {
            return;
        }
        if let Some(mistake) = check_name(name, place) {
            self.mistakes.push(mistake);
            return;
        }
        let mut fresh = found(date, name, doubt);
        if let Some(known) = self.days.get(&date) {
            let known_names = known.closure.name.split("; ");
            if known_names.into_iter().any(|known| known.to_lowercase() == fresh.closure.name.to_lowercase())
            {
                let said = format!("{date} {name}");
                self.mistakes.push(Mistake::new(Fault::HolidayTwice, place.clone(), said));
                return;
            }
            fresh.closure.name = format!("{}; {}", known.closure.name, fresh.closure.name);
            fresh.closure.kind = fresh.closure.kind.min(known.closure.kind);
            // Off for certain if either is.
            fresh.doubt = fresh.doubt.and(known.doubt);
            if let Some(mistake) = check_name(&fresh.closure.name, place) {
                self.mistakes.push(mistake);
                return;
            }
        }
        self.days.insert(date, fresh);
    }

    fn mistake(&mut self, fault: Fault, place: Place, found: &str) {
        self.mistakes.push(Mistake::new(fault, place, found));
    }

    fn finish(mut self) -> Result<Vec<Found>, Vec<Mistake>> {
        if self.mistakes.is_empty() && self.days.is_empty() {
            self.mistake(Fault::NothingFound, Place::Whole, "");
        }
        if self.days.len() > Layer::MOST_DAYS {
            let count = self.days.len().to_string();
            self.mistake(Fault::TooManyDays, Place::Whole, &count);
        }
        if self.mistakes.is_empty() { Ok(self.days.into_values().collect()) } else { Err(self.mistakes) }
    }
}

/// Reads kind and doubt from the words that Indonesian and English lists use.
fn found(date: Date, name: &str, doubt: Option<Doubt>) -> Found {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = name.to_lowercase();
    let says = |marks: &[&str]| marks.iter().any(|mark| words.contains(mark));
    let kind = if says(&["cuti bersama", "joint holiday", "joint leave"]) {
        ClosureKind::JointLeave
    } else {
        ClosureKind::Holiday
    };
    let estimated = says(&["(estimated)", "(tentative)", "(perkiraan)", "(tentatif)"]);
    let doubt = doubt.or(estimated.then_some(Doubt::Estimated));
    Found { closure: Closure { date, name, kind }, doubt }
}

fn check_size(text: &str) -> Result<(), Vec<Mistake>> {
    if text.len() <= LARGEST_FILE {
        return Ok(());
    }
    Err(vec![Mistake::new(Fault::FileTooLarge, Place::Whole, format!("{} bytes", text.len()))])
}
