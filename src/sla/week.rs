//! The usual hours of a week.

use serde::{Deserialize, Serialize};

use super::hours::Hours;
use super::{Mistake, Place};

/// The usual hours, Monday first; written `{"mon": ["07:30-12:00", "13:00-16:00"], …}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Week {
    pub mon: Hours,
    pub tue: Hours,
    pub wed: Hours,
    pub thu: Hours,
    pub fri: Hours,
    pub sat: Hours,
    pub sun: Hours,
}

impl Week {
    /// Reads the seven fields of a form, Monday first, and reports every field that is wrong.
    pub fn parse(fields: [&str; 7]) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let days = (0u8..).zip(fields).map(|(day, field)| {
            Hours::parse(field).unwrap_or_else(|mistake| {
                mistakes.push(mistake.at(Place::Weekday(day)));
                Hours::default()
            })
        });
        let mut days = days.collect::<Vec<_>>().into_iter();
        let mut next = || days.next().unwrap_or_default();
        let week = Self {
            mon: next(),
            tue: next(),
            wed: next(),
            thu: next(),
            fri: next(),
            sat: next(),
            sun: next(),
        };
        if mistakes.is_empty() { Ok(week) } else { Err(mistakes) }
    }

    /// The hours of a weekday, 0 being Monday; counts on modulo seven.
    pub fn day(&self, weekday: i64) -> &Hours {
        match weekday.rem_euclid(7) {
            0 => &self.mon,
            1 => &self.tue,
            2 => &self.wed,
            3 => &self.thu,
            4 => &self.fri,
            5 => &self.sat,
            _ => &self.sun,
        }
    }

    /// No weekday has hours.
    pub fn is_empty(&self) -> bool {
        (0..7).all(|weekday| self.day(weekday).is_empty())
    }
}
