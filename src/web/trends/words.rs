//! Sentences with numbers and days in them.

use fluent_bundle::{FluentArgs, FluentValue};

use crate::reports::{Period, date_of};
use crate::texts::Lang;
use crate::web::number;

/// A text with its arguments.
pub fn say<'a, const N: usize>(t: Lang, key: &str, values: [(&'a str, FluentValue<'a>); N]) -> String {
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(name, value);
    }
    t.with_args(key, Some(&args)).into_owned()
}

fn month(t: Lang, number: i8) -> String {
    t.say(&format!("month-{number}")).into_owned()
}

/// `25 Okt`: for axes and tables.
pub fn short_day(day: i64, t: Lang) -> String {
    let date = date_of(day);
    format!("{} {}", date.day(), month(t, date.month()).chars().take(3).collect::<String>())
}

/// `25 Oktober 2026`
pub fn long_day(day: i64, t: Lang) -> String {
    let date = date_of(day);
    format!("{} {} {}", date.day(), month(t, date.month()), date.year())
}

/// `25 Oktober – 23 November 2026`
pub fn period(period: Period, t: Lang) -> String {
    let (from, to) = (date_of(period.from_day), date_of(period.to_day));
    let end = long_day(period.to_day, t);
    if from == to {
        end
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{}–{end}", from.day())
    } else if from.year() == to.year() {
        format!("{} {} – {end}", from.day(), month(t, from.month()))
    } else {
        format!("{} – {end}", long_day(period.from_day, t))
    }
}

/// How a number moved against the period before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// By this share of what it was.
    Up(f64),
    Down(f64),
    /// By less than two in a hundred.
    Same,
    /// There was too little before to compare with.
    Unknown,
}

/// Fewer than this many before are nothing to compare with: from 1 to 3 is no "+200%".
const COMPARABLE: i64 = 5;

impl Move {
    pub fn of(now: i64, before: i64) -> Self {
        if before < COMPARABLE {
            return Self::Unknown;
        }
        match (now - before) as f64 / before as f64 {
            change if change.abs() < 0.02 => Self::Same,
            change if change > 0.0 => Self::Up(change),
            change => Self::Down(-change),
        }
    }

    /// The last part of the Fluent key for this move.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Up(_) => "up",
            Self::Down(_) => "down",
            Self::Same => "same",
            Self::Unknown => "only",
        }
    }

    /// `12%`, empty when there is nothing to say.
    pub fn percent(self, t: Lang) -> String {
        match self {
            Self::Up(change) | Self::Down(change) => number::percent(change, t),
            Self::Same | Self::Unknown => String::new(),
        }
    }

    /// `+12%` for tables.
    pub fn signed(self, t: Lang) -> String {
        match self {
            Self::Up(change) => format!("+{}", number::percent(change, t)),
            Self::Down(change) => format!("−{}", number::percent(change, t)),
            Self::Same => "±0".into(),
            Self::Unknown => "–".into(),
        }
    }
}

/// Percentage points between two shares, as the rounded percents on the page differ.
pub fn points(now: f64, before: f64) -> i64 {
    let percent = |share: f64| (share * 100.0).round() as i64;
    percent(now) - percent(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::parse_day;

    #[test]
    fn periods_read_as_people_say_them() {
        let say = |from: &str, to: &str| {
            period(Period::between(parse_day(from).unwrap(), parse_day(to).unwrap()), Lang::Id)
        };
        assert_eq!(say("2026-11-23", "2026-11-23"), "23 November 2026");
        assert_eq!(say("2026-11-01", "2026-11-23"), "1–23 November 2026");
        assert_eq!(say("2026-10-25", "2026-11-23"), "25 Oktober – 23 November 2026");
        assert_eq!(say("2025-12-25", "2026-01-03"), "25 Desember 2025 – 3 Januari 2026");
        assert_eq!(short_day(parse_day("2026-08-05").unwrap(), Lang::En), "5 Aug");
    }

    #[test]
    fn moves_from_next_to_nothing_are_no_moves() {
        assert_eq!(Move::of(100, 4), Move::Unknown);
        assert_eq!(Move::of(101, 100), Move::Same);
        assert_eq!(Move::of(118, 100).signed(Lang::Id), "+18%");
        assert_eq!(Move::of(0, 10).signed(Lang::En), "−100%");
        assert_eq!(points(0.834, 0.745), 8);
    }
}
