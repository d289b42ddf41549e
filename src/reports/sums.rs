//! What is counted, and what may be said about it.
//!
//! Shares and medians are always Σ numerators over Σ denominators, never a mean of means. Groups with
//! fewer than [`ENOUGH`] resolved tickets get neither: they would say more about chance, and about
//! single citizens, than about the agency.

use crate::clock::Millis;
use crate::tickets::rollup::span;

/// Fewer resolved tickets than this have no share and no median.
pub const ENOUGH: i64 = 5;

/// Tickets that came in and tickets that were resolved (or closed), each on its own day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Sums {
    pub opened: i64,
    pub resolved: i64,
    /// Of the resolved ones, those before their due time.
    pub in_time: i64,
    /// Rejected with a reason: neither resolved nor still open; counted on the day they came in.
    pub rejected: i64,
}

impl Sums {
    /// Share resolved in time, 0 to 1; None when there are too few to say.
    pub fn share_in_time(self) -> Option<f64> {
        (self.resolved >= ENOUGH).then(|| self.in_time as f64 / self.resolved as f64)
    }

    /// How many more tickets are open afterwards than before.
    pub fn left_open(self) -> i64 {
        self.opened - self.resolved - self.rejected
    }
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.opened += other.opened;
        self.resolved += other.resolved;
        self.in_time += other.in_time;
        self.rejected += other.rejected;
    }
}

impl std::iter::Sum for Sums {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        let mut total = Self::default();
        all.for_each(|sums| total += sums);
        total
    }
}

/// Resolving times: how many fell into each bucket of [`crate::tickets::rollup`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times(Vec<(i64, i64)>);

impl Times {
    pub fn add(&mut self, bucket: i64, count: i64) {
        match self.0.binary_search_by_key(&bucket, |(known, _)| *known) {
            Ok(at) => self.0[at].1 += count,
            Err(at) => self.0.insert(at, (bucket, count)),
        }
    }

    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(bucket, count)| self.add(*bucket, *count));
    }

    pub fn count(&self) -> i64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// Half were resolved within this time. Between the edges of its bucket (19 % apart) we draw a
    /// straight line. None when there are too few to say.
    pub fn median(&self) -> Option<Millis> {
        let total = self.count();
        if total < ENOUGH {
            return None;
        }
        let half = total as f64 / 2.0;
        let mut below = 0.0;
        for (bucket, count) in self.0.iter().filter(|(_, count)| *count > 0) {
            let count = *count as f64;
            if below + count >= half {
                let (from, to) = span(*bucket);
                return Some((from + (to - from) * (half - below) / count).round() as Millis);
            }
            below += count;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{HOUR, MINUTE};
    use crate::tickets::rollup::bucket;

    fn times(durations: impl IntoIterator<Item = Millis>) -> Times {
        let mut times = Times::default();
        durations.into_iter().for_each(|duration| times.add(bucket(duration), 1));
        times
    }

    #[test]
    fn the_median_is_off_by_less_than_its_bucket() {
        let mut durations: Vec<Millis> = (1..=999).map(|n| n * n * MINUTE).collect();
        durations.reverse();
        let told = times(durations).median().unwrap() as f64;
        let truth = (500 * 500 * MINUTE) as f64;
        assert!((told / truth - 1.0).abs() < 0.19, "{told} is not near {truth}");
    }

    #[test]
    fn one_common_duration_is_told_within_its_bucket() {
        let (from, to) = span(bucket(3 * HOUR));
        let told = times([3 * HOUR; 40]).median().unwrap() as f64;
        assert!((told - from.midpoint(to)).abs() <= 1.0, "{told} is not the middle of {from}..{to}");
    }

    #[test]
    fn too_few_say_nothing() {
        assert_eq!(times([HOUR; 4]).median(), None);
        assert!(times([HOUR; 5]).median().is_some());
        assert_eq!(Sums { opened: 9, resolved: 4, in_time: 4, rejected: 0 }.share_in_time(), None);
        assert_eq!(Sums { opened: 0, resolved: 5, in_time: 4, rejected: 0 }.share_in_time(), Some(0.8));
    }

    #[test]
    fn what_was_taken_out_again_does_not_count() {
        let mut times = times([HOUR; 6]);
        times.add(bucket(MINUTE), 1);
        times.add(bucket(MINUTE), -1);
        let mut merged = Times::default();
        merged.merge(&times);
        assert_eq!((merged.count(), merged.median()), (6, times.median()));
        assert!(times.median().unwrap() > 50 * MINUTE);
    }
}
