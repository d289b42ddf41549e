//! A stretch of local days, and the one before it of the same length.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Days since 1970-01-01 in local time, both ends included; `from_day <= to_day` always holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Period {
    pub from_day: i64,
    pub to_day: i64,
}

impl Period {
    /// More days than this are cut off at the beginning: two years and a leap day.
    pub const LONGEST: i64 = 731;

    /// The days between two days, in whichever order they come.
    pub fn between(one: i64, other: i64) -> Self {
        let (from_day, to_day) = (one.min(other), one.max(other));
        Self { from_day: from_day.max(to_day - Self::LONGEST + 1), to_day }
    }

    /// This many days up to and including `to_day`.
    pub fn last(days: i64, to_day: i64) -> Self {
        Self::between(to_day - days.max(1) + 1, to_day)
    }

    /// The calendar month `to_day` lies in, as far as it has come.
    pub fn month_so_far(to_day: i64) -> Self {
        Self::between(day_of(date_of(to_day).first_of_month()), to_day)
    }

    /// The whole calendar month before the one `day` lies in.
    pub fn month_before(day: i64) -> Self {
        let end = date_of(day).first_of_month().saturating_sub(1.day());
        Self::between(day_of(end.first_of_month()), day_of(end))
    }

    pub fn days(self) -> i64 {
        self.to_day - self.from_day + 1
    }

    /// The same number of days, directly before.
    #[must_use]
    pub fn before(self) -> Self {
        Self { from_day: self.from_day - self.days(), to_day: self.from_day - 1 }
    }
}

/// The calendar date of a day number.
pub fn date_of(day: i64) -> Date {
    Date::constant(1970, 1, 1).saturating_add(Span::new().days(day.clamp(0, 200_000)))
}

/// The day number of a calendar date.
fn day_of(date: Date) -> i64 {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::{day_iso, parse_day};

    fn shown(period: Period) -> String {
        format!("{}..{}", day_iso(period.from_day), day_iso(period.to_day))
    }

    #[test]
    fn periods_end_today_and_are_compared_with_as_many_days() {
        let today = parse_day("2026-03-31").unwrap();
        assert_eq!(shown(Period::last(7, today)), "2026-03-25..2026-03-31");
        assert_eq!(shown(Period::last(7, today).before()), "2026-03-18..2026-03-24");
        assert_eq!(shown(Period::month_so_far(today)), "2026-03-01..2026-03-31");
        assert_eq!(shown(Period::month_before(today)), "2026-02-01..2026-02-28");
        assert_eq!(shown(Period::month_before(today).before()), "2026-01-04..2026-01-31");
    }

    #[test]
    fn any_two_days_make_a_period_of_bounded_length() {
        assert_eq!(Period::between(20, 10), Period { from_day: 10, to_day: 20 });
        assert_eq!(Period::between(-900_000, 20_000).days(), Period::LONGEST);
        assert_eq!(Period::last(0, 20_000).days(), 1);
    }
}
