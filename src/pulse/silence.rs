//! How long a silence is unusual.
//!
//! Messages of a line are taken to come by chance, as many in each hour as usual in that hour of that weekday (a
//! Poisson process whose rate changes from hour to hour). The usual number of an hour is the mean of the same hour of
//! the week over the last eight weeks *before the silence began*. Since the last message came at `s`, until now `t`,
//!
//! ```text
//! expected  Λ = Σ over hours h of  usual(h) · (part of h between s and t)
//! chance    P(nothing came) = exp(−Λ)
//! ```
//!
//! The alarm rings when P < 1/1000, that is Λ > 6.9, and the silence lasts an hour at least. Real messages come in
//! bunches (one burst pipe, thirty letters), which makes silences a little more common than this says: a thousandth is
//! strict enough that this seldom matters. With less than four weeks of history for one of the hours nothing is
//! said. Hours of the week are counted in UTC: where clocks change twice a year, the usual lags behind by an hour.

use std::collections::HashMap;

use super::{WEEK, WEEKS, hour};
use crate::clock::{HOUR, Millis};

/// Fewer weeks than this tell nothing.
const ENOUGH: i64 = 4;
/// A shorter silence is never unusual.
const SHORTEST: Millis = HOUR;
/// How unlikely a silence must be.
const RARE: f64 = 0.001;
/// Hours of a silence that are looked at.
const LONGEST: i64 = WEEKS * WEEK;

/// How much came in which hour.
#[derive(Clone, Debug, Default)]
pub struct History {
    came: HashMap<i64, i64>,
    /// The first hour of which something is known.
    first: Option<i64>,
}

impl History {
    pub fn new(rows: impl IntoIterator<Item = (i64, i64)>, first: Option<i64>) -> Self {
        Self { came: rows.into_iter().collect(), first }
    }

    pub fn came(&self, hour: i64) -> i64 {
        self.came.get(&hour).copied().unwrap_or(0)
    }

    /// How much usually comes in this hour, told from hours before `before` only. None: too little is known.
    pub fn usual(&self, hour: i64, before: i64) -> Option<f64> {
        let first = self.first?;
        let same =
            (1..=WEEKS).map(|weeks| hour - weeks * WEEK).filter(|same| *same < before && *same >= first);
        let (mut weeks, mut sum) = (0, 0);
        for same in same {
            weeks += 1;
            sum += self.came(same);
        }
        (weeks >= ENOUGH).then(|| sum as f64 / weeks as f64)
    }
}

/// Nothing came for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silence {
    pub lasts: Millis,
    /// How much should have come meanwhile.
    pub expected: f64,
}

impl Silence {
    /// Since the last message; None when too little is known of these hours.
    pub fn of(history: &History, last_in: Millis, now: Millis) -> Option<Self> {
        let began = hour(last_in);
        let ends = hour(now).min(began + LONGEST);
        let mut expected = 0.0;
        for at in began..=ends {
            let part = (now.min((at + 1) * HOUR) - last_in.max(at * HOUR)).max(0) as f64 / HOUR as f64;
            expected += history.usual(at, began)? * part;
        }
        Some(Self { lasts: now - last_in, expected })
    }

    /// The chance that nothing came although nothing is wrong.
    pub fn chance(&self) -> f64 {
        (-self.expected).exp()
    }

    pub fn is_unusual(&self) -> bool {
        self.lasts >= SHORTEST && self.chance() < RARE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many messages in every hour of so many weeks before hour 100,000.
    fn even(an_hour: i64, weeks: i64) -> History {
        let first = 100_000 - weeks * WEEK;
        History::new((first..100_000).map(|hour| (hour, an_hour)), Some(first))
    }

    const NOW: Millis = 100_000 * HOUR;

    #[test]
    fn the_chance_is_that_of_poisson() {
        let silence = Silence::of(&even(2, 8), NOW, NOW + HOUR + HOUR / 2).unwrap();
        assert!((silence.expected - 3.0).abs() < 1e-9, "{silence:?}");
        assert!((silence.chance() - 0.049_787).abs() < 1e-6, "e⁻³");
        assert!(!silence.is_unusual());
        // 2 an hour: unusual from 3.46 hours on (ln 1000 / 2).
        assert!(!Silence::of(&even(2, 8), NOW, NOW + 345 * HOUR / 100).unwrap().is_unusual());
        assert!(Silence::of(&even(2, 8), NOW, NOW + 346 * HOUR / 100).unwrap().is_unusual());
    }

    #[test]
    fn an_hour_at_least() {
        assert!(!Silence::of(&even(500, 8), NOW, NOW + HOUR - 1).unwrap().is_unusual());
        assert!(Silence::of(&even(500, 8), NOW, NOW + HOUR).unwrap().is_unusual());
    }

    #[test]
    fn nights_are_quiet() {
        // Forty an hour by day, nothing for eight hours a night.
        let first = 100_000 - 8 * WEEK;
        let by_day = |hour: i64| if hour.rem_euclid(24) < 8 { 0 } else { 40 };
        let history = History::new((first..100_000).map(|hour| (hour, by_day(hour))), Some(first));
        let night = (100_000_i64.div_euclid(24) + 1) * 24;
        let evening = night * HOUR - 1;
        assert!(!Silence::of(&history, evening, evening + 8 * HOUR).unwrap().is_unusual());
        assert!(Silence::of(&history, evening, evening + 9 * HOUR).unwrap().is_unusual());
    }

    #[test]
    fn the_silence_itself_is_not_usual() {
        // Silent for three weeks: the hours of these weeks do not say that silence is usual.
        let silence = Silence::of(&even(1, 8), NOW, NOW + 21 * 24 * HOUR).unwrap();
        assert!((silence.expected - 504.0).abs() < 1e-6, "{silence:?}");
    }

    #[test]
    fn too_little_history_says_nothing() {
        assert_eq!(Silence::of(&even(50, 3), NOW, NOW + 100 * HOUR), None);
        assert!(Silence::of(&even(50, 4), NOW, NOW + HOUR).is_some());
        assert_eq!(Silence::of(&History::default(), NOW, NOW + 100 * HOUR), None);
    }
}
