//! A period as whole weeks and the odd days at its ends: fewer rows to read.

use super::Period;
use crate::tickets::rollup::{Grain, monday};

/// Days that are read at one grain, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// A day or a week.
    pub grain: Grain,
    /// Of weeks: the Monday of the first.
    pub from_day: i64,
    /// Of weeks: the Monday of the last.
    pub to_day: i64,
}

impl Period {
    /// Every day of the period once.
    pub fn stretches(self) -> impl Iterator<Item = Stretch> {
        let first = monday(self.from_day + 6);
        // The Monday after the last whole week.
        let end = monday(self.to_day + 1);
        let days = |from_day, to_day| Stretch { grain: Grain::Day, from_day, to_day };
        let parts = if first < end {
            [
                days(self.from_day, first - 1),
                Stretch { grain: Grain::Week, from_day: first, to_day: end - 7 },
                days(end, self.to_day),
            ]
        } else {
            [days(self.from_day, self.to_day), days(1, 0), days(1, 0)]
        };
        parts.into_iter().filter(|part| part.from_day <= part.to_day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_a_period_is_read_once() {
        for from in 20_000..20_009 {
            for length in 1..60 {
                let period = Period { from_day: from, to_day: from + length - 1 };
                let mut read = Vec::new();
                for stretch in period.stretches() {
                    match stretch.grain {
                        Grain::Week => {
                            for first in (stretch.from_day..=stretch.to_day).step_by(7) {
                                assert_eq!(monday(first), first);
                                read.extend(first..first + 7);
                            }
                        }
                        _ => read.extend(stretch.from_day..=stretch.to_day),
                    }
                }
                assert_eq!(read, (period.from_day..=period.to_day).collect::<Vec<_>>());
                let odd = period.stretches().filter(|one| one.grain == Grain::Day);
                assert!(odd.map(|one| one.to_day - one.from_day + 1).sum::<i64>() <= 12);
            }
        }
    }
}
