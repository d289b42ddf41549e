//! What one agency says about its working time; its parents say the rest.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::closure::check_name;
use super::{Closure, Fault, Hours, Mistake, Opening, Place, Season, Week};

/// One level of a calendar, as an administrator saves it. Everything may be left to the parent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Layer {
    /// IANA name: `Asia/Jakarta` (WIB), `Asia/Makassar` (WITA), `Asia/Jayapura` (WIT).
    pub zone: Option<String>,
    /// The usual hours. Own hours also set aside the parent's seasons, which change *its* hours.
    pub week: Option<Week>,
    /// Times of the year with other hours.
    pub seasons: Vec<Season>,
    /// Days off, besides the parent's.
    pub closures: Vec<Closure>,
    /// Days on which people work although the parent or the week says otherwise.
    pub openings: Vec<Opening>,
}

impl Layer {
    /// More special days than a century of holidays has.
    pub const MOST_DAYS: usize = 2_000;
    const MOST_SEASONS: usize = 100;
    /// Years that can be reckoned with.
    pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1970..=2899;

    /// Everything wrong with this layer by itself; empty when it may be saved.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        if let Some(zone) = &self.zone
            && find_zone(zone).is_none()
        {
            found.push(Mistake::new(Fault::ZoneUnknown, Place::Whole, zone));
        }
        if self.week.as_ref().is_some_and(Week::is_empty) {
            found.push(Mistake::whole(Fault::NeverOpens));
        }
        let days = self.closures.len() + self.openings.len();
        if days > Self::MOST_DAYS || self.seasons.len() > Self::MOST_SEASONS {
            found.push(Mistake::new(Fault::TooManyDays, Place::Whole, days.to_string()));
            return found;
        }
        self.check_days(&mut found);
        self.check_seasons(&mut found);
        found
    }

    fn check_days(&self, found: &mut Vec<Mistake>) {
        let mut closed = BTreeSet::new();
        for Closure { date, name, .. } in &self.closures {
            check_day(*date, name, found);
            if !closed.insert(*date) {
                found.push(Mistake::new(Fault::HolidayTwice, Place::Date(*date), name));
            }
        }
        let mut open = BTreeSet::new();
        for Opening { date, name, hours } in &self.openings {
            check_day(*date, name, found);
            if !open.insert(*date) {
                found.push(Mistake::new(Fault::OpeningTwice, Place::Date(*date), name));
            }
            if closed.contains(date) {
                found.push(Mistake::new(Fault::ClosedAndOpen, Place::Date(*date), name));
            }
            if hours.as_ref().is_some_and(Hours::is_empty) {
                found.push(Mistake::new(Fault::OpeningWithoutHours, Place::Date(*date), name));
            }
        }
    }

    fn check_seasons(&self, found: &mut Vec<Mistake>) {
        for season in &self.seasons {
            let place = Place::Date(season.from);
            check_day(season.from, &season.name, found);
            if season.to < season.from {
                found.push(Mistake::new(Fault::SeasonEndBeforeBegin, place, &season.name));
            } else if season.week.is_empty() {
                found.push(Mistake::new(Fault::NeverOpens, place, &season.name));
            }
        }
        let mut order: Vec<&Season> = self.seasons.iter().collect();
        order.sort_by_key(|season| season.from);
        for pair in order.windows(2).filter(|pair| pair[1].from <= pair[0].to) {
            found.push(Mistake::new(Fault::SeasonsOverlap, Place::Date(pair[1].from), &pair[1].name));
        }
    }
}

fn check_day(date: Date, name: &str, found: &mut Vec<Mistake>) {
    let place = Place::Date(date);
    found.extend(check_name(name, &place));
    if !Layer::YEARS.contains(&date.year()) {
        found.push(Mistake::new(Fault::DateOutOfRange, place, name));
    }
}

/// A zone of the IANA database; nothing relative such as "the machine's own".
pub(super) fn find_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some())
}
