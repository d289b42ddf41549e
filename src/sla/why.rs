//! Why something is due when it is due, short enough for a ticket page.

use jiff::civil::Date;
use serde::Serialize;

use super::calendar::{Calendar, Shut};
use super::hours::Stretch;
use super::local::{Walk, date_of, day_number};
use super::{Allowance, ClosureKind, Pace, Pause, PolicyRef, Unit};
use crate::clock::{MINUTE, Millis};

/// The reckoning behind a due time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// How much time there is.
    pub allowance: Allowance,
    /// When the matter came.
    pub arrived: Millis,
    /// When it counts as having come: the next moment of work (working minutes) or the opening of the
    /// next working day (working days).
    pub counted_from: Millis,
    /// Why the two differ.
    pub moved: Option<Moved>,
    /// What was left out on the way, in this order: nights, breaks, free days, closures by date, pauses.
    pub skipped: Vec<Skipped>,
    /// Closures and pauses that would have made the list too long.
    pub more: u32,
    /// IANA name of the zone the hours are in.
    pub zone: String,
    /// Under which version of which service level; [`super::Reading::why`] fills it in.
    pub policy: Option<PolicyRef>,
}

/// Why a matter counts as having come later than it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moved {
    BeforeOpening,
    Break,
    AfterClosing,
    FreeDay,
    Closed { name: String },
}

/// What did not count. Fluent keys are `skipped-<kind>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Skipped {
    /// Times from closing to the next opening.
    Nights {
        count: u32,
    },
    Breaks {
        count: u32,
        minutes: i64,
    },
    /// Days that are free every week.
    FreeDays {
        count: u32,
    },
    /// Days in a row that are closed for one reason.
    Closed {
        from: Date,
        to: Date,
        name: String,
        closure: ClosureKind,
    },
    Paused(Pause),
}

/// Closures and pauses that a page lists.
const LONGEST: usize = 16;

pub(super) fn why(
    calendar: &Calendar,
    start: Millis,
    due: Millis,
    allowance: Allowance,
    pauses: &[Pause],
) -> Why {
    let unit = allowance.unit();
    let mut path = Path { start, due, ..Path::default() };
    if unit.pace() == Pace::Working {
        path.walk(calendar);
    }
    let (counted_from, moved) = match (unit, path.first) {
        (Unit::WorkingMinutes, Some((from, _))) | (Unit::WorkingDays, Some((from, false)))
            if from > start =>
        {
            (from, path.shut)
        }
        _ => (start, None),
    };
    let mut skipped = Vec::new();
    if unit == Unit::WorkingMinutes {
        let count = path.working_days.saturating_sub(1);
        skipped.extend((count > 0).then_some(Skipped::Nights { count }));
        let (count, minutes) = (path.breaks, path.break_time / MINUTE);
        skipped.extend((count > 0).then_some(Skipped::Breaks { count, minutes }));
    }
    let count = path.free_days;
    skipped.extend((count > 0).then_some(Skipped::FreeDays { count }));
    let felt = pauses
        .iter()
        .filter(|pause| pause.from < due && pause.to.is_none_or(|to| to > start && to > pause.from));
    let mut named = path.closed;
    named.extend(felt.cloned().map(Skipped::Paused));
    let more = named.len().saturating_sub(LONGEST) as u32;
    named.truncate(LONGEST);
    skipped.extend(named);
    let zone = calendar.zone().iana_name().unwrap_or_default().to_owned();
    Why { allowance, arrived: start, counted_from, moved, skipped, more, zone, policy: None }
}

/// What lies between the arrival and the due time.
#[derive(Default)]
struct Path {
    start: Millis,
    due: Millis,
    /// The first moment of work, and whether it is on the day of arrival.
    first: Option<(Millis, bool)>,
    /// Why there was no work at the arrival.
    shut: Option<Moved>,
    working_days: u32,
    free_days: u32,
    breaks: u32,
    break_time: Millis,
    closed: Vec<Skipped>,
}

impl Path {
    fn walk(&mut self, calendar: &Calendar) {
        let Some(mut walk) = Walk::new(calendar, self.start) else { return };
        let arrival = walk.day_of(self.start);
        let mut day = arrival;
        while Walk::reaches(day) && walk.begin(day) <= self.due {
            let shut = match calendar.day(day) {
                Ok(stretches) => self.work(&mut walk, day, day == arrival, stretches),
                Err(Shut::Free) => {
                    self.free_days += 1;
                    Some(Moved::FreeDay)
                }
                Err(Shut::Closed(closure)) => {
                    self.close(day, closure);
                    Some(Moved::Closed { name: closure.name.clone() })
                }
            };
            if day == arrival {
                self.shut = shut;
            }
            day += 1;
        }
    }

    /// Counts a working day; tells why there is no work at the arrival.
    fn work(&mut self, walk: &mut Walk<'_>, day: i64, arrival: bool, stretches: &[Stretch]) -> Option<Moved> {
        let spans =
            stretches.iter().map(|stretch| walk.span(day, *stretch)).filter(|(open, close)| open < close);
        let spans: Vec<_> = spans.collect();
        let ahead = spans.iter().find(|(_, close)| self.start < *close);
        let counted = ahead.filter(|(open, _)| *open < self.due);
        self.working_days += u32::from(counted.is_some());
        if let (None, Some((open, _))) = (self.first, ahead) {
            self.first = Some((self.start.max(*open), arrival));
        }
        for pair in spans.windows(2) {
            let (from, to) = (pair[0].1, pair[1].0);
            if self.start < from && to < self.due && from < to {
                self.breaks += 1;
                self.break_time += to - from;
            }
        }
        match ahead {
            None => Some(Moved::AfterClosing),
            Some((open, _)) if *open <= self.start => None,
            Some(span) if Some(span) == spans.first() => Some(Moved::BeforeOpening),
            Some(_) => Some(Moved::Break),
        }
    }

    fn close(&mut self, day: i64, closure: &super::Closure) {
        let date = date_of(day);
        if let Some(Skipped::Closed { to, name, closure: kind, .. }) = self.closed.last_mut()
            && *name == closure.name
            && *kind == closure.kind
            && day_number(*to) + 1 == day
        {
            *to = date;
            return;
        }
        let (name, closure) = (closure.name.clone(), closure.kind);
        self.closed.push(Skipped::Closed { from: date, to: date, name, closure });
    }
}
