//! How much time that counts lies between two moments, and when an amount of it has passed.

use super::calendar::Calendar;
use super::local::Walk;
use super::pause::{Gaps, Pause};
use crate::clock::Millis;

/// What kind of time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Only while the office works.
    Working,
    /// Day and night.
    Calendar,
}

/// The time that counts in `from..to`, without pauses. Zero outside of the years we reckon with.
pub fn elapsed(calendar: &Calendar, pace: Pace, from: Millis, to: Millis, pauses: &[Pause]) -> Millis {
    count(calendar, pace, from, to, &Gaps::new(pauses))
}

/// The earliest moment at which `need` milliseconds that count have passed since `from`. None when a
/// pause without end keeps it from ever coming.
pub fn reach(
    calendar: &Calendar,
    pace: Pace,
    from: Millis,
    need: Millis,
    pauses: &[Pause],
) -> Option<Millis> {
    seek(calendar, pace, from, need, &Gaps::new(pauses))
}

pub(super) fn count(calendar: &Calendar, pace: Pace, from: Millis, to: Millis, gaps: &Gaps) -> Millis {
    // More than can ever pass: what is left of it tells what did.
    const ALL: Millis = Millis::MAX;
    let left = |outcome: Result<Millis, Millis>| outcome.err().unwrap_or(0);
    if to <= from {
        return 0;
    }
    if pace == Pace::Calendar {
        return ALL - left(gaps.run(from, to, ALL));
    }
    let Some(mut walk) = Walk::new(calendar, from) else { return 0 };
    let (mut day, mut need) = (walk.day_of(from), ALL);
    while Walk::reaches(day) && walk.begin(day) < to {
        for stretch in calendar.day(day).unwrap_or_default() {
            let (open, close) = walk.span(day, *stretch);
            if open.max(from) < close.min(to) {
                need = left(gaps.run(open.max(from), close.min(to), need));
            }
        }
        day += 1;
    }
    ALL - need
}

pub(super) fn seek(
    calendar: &Calendar,
    pace: Pace,
    from: Millis,
    need: Millis,
    gaps: &Gaps,
) -> Option<Millis> {
    let mut walk = Walk::new(calendar, from)?;
    if need <= 0 {
        return Some(from);
    }
    if pace == Pace::Calendar {
        return gaps.run(from, gaps.stands_from().max(from), need).ok();
    }
    let (mut day, mut need) = (walk.day_of(from), need);
    while Walk::reaches(day) && walk.begin(day) < gaps.stands_from() {
        for stretch in calendar.day(day).unwrap_or_default() {
            let (open, close) = walk.span(day, *stretch);
            if open.max(from) < close {
                match gaps.run(open.max(from), close, need) {
                    Ok(at) => return Some(at),
                    Err(left) => need = left,
                }
            }
        }
        day += 1;
    }
    None
}
