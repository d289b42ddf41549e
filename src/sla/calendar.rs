//! When an agency works: the layers of its tree, laid over each other.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::layer::{Layer, find_zone};
use super::local::{Walk, day_number};
use super::{Closure, Fault, Hours, Mistake, Place, Season, Stretch, Week};
use crate::clock::Millis;

/// The working time of an agency, ready to reckon with.
///
/// Layers come root first. The nearest layer that says something wins: its zone, its week, its
/// seasons, and on each date its closure or special open day. So an agency inherits the national
/// holidays and the joint leave of its parent and adds its own closures; a hospital opens on a holiday
/// with a special open day of its own.
///
/// **Daylight saving.** A wall time means the first instant at which the local clock has come that
/// far. Hours that are skipped in spring do not exist; an hour that comes twice in autumn belongs to
/// whatever stretch spans it, and a stretch that ends within it ends the first time.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    week: Week,
    /// Nearest layer last.
    seasons: Vec<(i64, i64, Season)>,
    special: BTreeMap<i64, Special>,
}

#[derive(Clone, Debug)]
enum Special {
    Closed(Closure),
    Open(Hours),
}

/// Why there is no work on a day.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shut<'a> {
    /// Free every week; a holiday that falls on it changes nothing and is not named.
    Free,
    Closed(&'a Closure),
}

impl Calendar {
    /// Lays the layers over each other, root first.
    pub fn new(layers: &[Layer]) -> Result<Self, Vec<Mistake>> {
        let mut mistakes: Vec<Mistake> = layers.iter().flat_map(Layer::mistakes).collect();
        let zone = layers.iter().rev().find_map(|layer| layer.zone.as_deref());
        let own = layers.iter().rposition(|layer| layer.week.is_some());
        if zone.is_none() {
            mistakes.push(Mistake::whole(Fault::ZoneMissing));
        }
        if own.is_none() {
            mistakes.push(Mistake::whole(Fault::WeekMissing));
        }
        let (Some(zone), Some(own), true) = (zone.and_then(find_zone), own, mistakes.is_empty()) else {
            return Err(mistakes);
        };
        let seasons = layers[own..].iter().flat_map(|layer| &layer.seasons);
        let mut calendar = Self {
            zone,
            week: layers[own].week.clone().unwrap_or_default(),
            seasons: seasons.map(|s| (day_number(s.from), day_number(s.to), s.clone())).collect(),
            special: BTreeMap::new(),
        };
        for layer in layers {
            calendar.add_days(layer, &mut mistakes);
        }
        if mistakes.is_empty() { Ok(calendar) } else { Err(mistakes) }
    }

    fn add_days(&mut self, layer: &Layer, mistakes: &mut Vec<Mistake>) {
        for closure in &layer.closures {
            self.special.insert(day_number(closure.date), Special::Closed(closure.clone()));
        }
        for opening in &layer.openings {
            let day = day_number(opening.date);
            let hours = opening.hours.clone().unwrap_or_else(|| self.usual(day).clone());
            if hours.is_empty() {
                let place = Place::Date(opening.date);
                mistakes.push(Mistake::new(Fault::OpeningWithoutHours, place, &opening.name));
            }
            self.special.insert(day, Special::Open(hours));
        }
    }

    /// The hours of a day if nothing special happened.
    fn usual(&self, day: i64) -> &Hours {
        let season = self.seasons.iter().rev().find(|(from, to, _)| (*from..=*to).contains(&day));
        // 1970-01-01, day 0, was a Thursday.
        season.map_or(&self.week, |(_, _, season)| &season.week).day(day + 3)
    }

    /// The stretches of a day (counted from 1970-01-01), or why there are none.
    pub(super) fn day(&self, day: i64) -> Result<&[Stretch], Shut<'_>> {
        let usual = self.usual(day);
        match self.special.get(&day) {
            Some(Special::Open(hours)) => Ok(hours.stretches()),
            _ if usual.is_empty() => Err(Shut::Free),
            Some(Special::Closed(closure)) => Err(Shut::Closed(closure)),
            None => Ok(usual.stretches()),
        }
    }

    /// The zone its wall times are in.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The working hours of a local day, after closures and special days; empty when nobody works.
    pub fn hours(&self, date: Date) -> &[Stretch] {
        self.day(day_number(date)).unwrap_or_default()
    }

    /// The closure that keeps this day free, if it would otherwise be a working day.
    pub fn closure(&self, date: Date) -> Option<&Closure> {
        match self.day(day_number(date)) {
            Err(Shut::Closed(closure)) => Some(closure),
            _ => None,
        }
    }

    /// Somebody is at work at this moment. A stretch includes its first and excludes its last moment.
    pub fn is_open(&self, at: Millis) -> bool {
        self.next_open(at) == Some(at)
    }

    /// This moment if the office is open, otherwise the next opening. None beyond the years we reckon with.
    pub fn next_open(&self, at: Millis) -> Option<Millis> {
        let mut walk = Walk::new(self, at)?;
        let mut day = walk.day_of(at);
        while Walk::reaches(day) {
            for stretch in self.day(day).unwrap_or_default() {
                let (from, to) = walk.span(day, *stretch);
                if at.max(from) < to {
                    return Some(at.max(from));
                }
            }
            day += 1;
        }
        None
    }
}
