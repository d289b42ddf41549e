//! When something is due.

use serde::Serialize;

use super::calendar::Calendar;
use super::local::Walk;
use super::measure::seek;
use super::pause::{Gaps, Pause};
use super::why::{Why, why};
use super::{Allowance, Pace, Unit};
use crate::clock::{MINUTE, Millis};

/// A due time that can be explained. Done at this very millisecond is in time, one later is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// The last moment in time.
    pub at: Millis,
    /// The reckoning behind it.
    pub why: Why,
}

/// When `allowance` is used up, and why then. None while a pause without end keeps it from coming, and
/// outside of the years 1970 to 2899.
pub fn deadline(
    calendar: &Calendar,
    start: Millis,
    allowance: Allowance,
    pauses: &[Pause],
) -> Option<Deadline> {
    let at = falls_due(calendar, start, allowance, pauses)?;
    Some(Deadline { at, why: why(calendar, start, at, allowance, pauses) })
}

/// [`deadline`] without the explanation.
pub fn falls_due(
    calendar: &Calendar,
    start: Millis,
    allowance: Allowance,
    pauses: &[Pause],
) -> Option<Millis> {
    due(calendar, start, allowance, &Gaps::new(pauses))
}

pub(super) fn due(calendar: &Calendar, start: Millis, allowance: Allowance, gaps: &Gaps) -> Option<Millis> {
    let amount = allowance.amount();
    let minutes = Millis::from(amount) * MINUTE;
    match allowance.unit() {
        Unit::WorkingMinutes => seek(calendar, Pace::Working, start, minutes, gaps),
        Unit::Minutes => seek(calendar, Pace::Calendar, start, minutes, gaps),
        Unit::WorkingDays => working_day(calendar, start, amount, gaps),
        Unit::Days => plain_day(calendar, start, amount, gaps),
    }
}

/// When the office closes on the n-th working day after the working day of arrival.
fn working_day(calendar: &Calendar, start: Millis, amount: u32, gaps: &Gaps) -> Option<Millis> {
    let mut walk = Walk::new(calendar, start)?;
    let mut day = walk.day_of(start);
    // The day of arrival itself is the one not counted.
    let mut left = amount + 1;
    while Walk::reaches(day) && walk.begin(day) < gaps.stands_from() {
        let closing = closing(calendar, &mut walk, day).filter(|close| start < *close);
        let arrival = left > amount;
        if let Some(close) = closing.filter(|close| arrival || !gaps.covers(*close)) {
            left -= 1;
            if left == 0 {
                // Open until midnight is due on that day, not at 00:00 of the next.
                return Some(close.min(walk.begin(day + 1) - 1));
            }
        }
        day += 1;
    }
    None
}

/// When the office closes on a day, if it opens at all.
fn closing(calendar: &Calendar, walk: &mut Walk<'_>, day: i64) -> Option<Millis> {
    let stretches = calendar.day(day).unwrap_or_default();
    // The clocks may have jumped over the last stretch, or over all of them.
    let mut spans = stretches.iter().rev().map(|stretch| walk.span(day, *stretch));
    spans.find(|(open, close)| open < close).map(|(_, close)| close)
}

/// The last moment of the n-th day after the day of arrival.
fn plain_day(calendar: &Calendar, start: Millis, amount: u32, gaps: &Gaps) -> Option<Millis> {
    let mut walk = Walk::new(calendar, start)?;
    let mut day = walk.day_of(start) + 1;
    let mut left = amount;
    while Walk::reaches(day) && walk.begin(day) < gaps.stands_from() {
        let (begin, end) = (walk.begin(day), walk.begin(day + 1));
        // A day that a country skipped to change sides of the date line never was.
        if begin < end && !gaps.covers(end) {
            left -= 1;
            if left == 0 {
                return Some(end - 1);
            }
        }
        day += 1;
    }
    None
}
