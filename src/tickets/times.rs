//! How long things took, as a histogram: exact sums, medians within a fifth.

use std::fmt;

use crate::clock::{MINUTE, Millis};

/// Four steps an octave from 15 minutes; the last bucket is open (over 480 days).
pub const BUCKETS: i64 = 64;

/// Which bucket a duration falls into.
pub fn bucket(duration: Millis) -> i64 {
    let quarters = duration as f64 / (15 * MINUTE) as f64;
    if quarters <= 1.0 { 0 } else { ((quarters.log2() * 4.0) as i64 + 1).min(BUCKETS - 1) }
}

/// The durations a bucket spans, in milliseconds.
fn span(bucket: i64) -> (f64, f64) {
    let edge = |step: i64| (15 * MINUTE) as f64 * f64::powf(2.0, step as f64 / 4.0);
    if bucket <= 0 { (0.0, edge(0)) } else { (edge(bucket - 1), edge(bucket)) }
}

/// How many fell into each bucket. Written as `bucket:count bucket:count …`; histograms written one after
/// the other read as their sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times(Vec<(i64, i64)>);

impl Times {
    /// Reads what [`fmt::Display`] writes; anything else is passed over.
    pub fn read(text: &str) -> Self {
        let mut times = Self::default();
        for (bucket, count) in text.split(' ').filter_map(|part| part.split_once(':')) {
            if let (Ok(bucket), Ok(count)) = (bucket.parse(), count.parse()) {
                times.add(bucket, count);
            }
        }
        times
    }

    /// Adds to a bucket, or takes out of it; what is empty is forgotten.
    pub fn add(&mut self, bucket: i64, count: i64) {
        match self.0.binary_search_by_key(&bucket, |(known, _)| *known) {
            Ok(at) => {
                self.0[at].1 += count;
                if self.0[at].1 == 0 {
                    self.0.remove(at);
                }
            }
            Err(at) if count != 0 => self.0.insert(at, (bucket, count)),
            Err(_) => {}
        }
    }

    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(bucket, count)| self.add(*bucket, *count));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn count(&self) -> i64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// Half took no longer than this. Between the edges of its bucket (19 % apart) we draw a straight
    /// line. None when nothing was counted.
    pub fn median(&self) -> Option<Millis> {
        let half = self.count() as f64 / 2.0;
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

impl From<String> for Times {
    fn from(text: String) -> Self {
        Self::read(&text)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (bucket, count)) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(f, "{gap}{bucket}:{count}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::HOUR;

    fn times(durations: impl IntoIterator<Item = Millis>) -> Times {
        let mut times = Times::default();
        durations.into_iter().for_each(|duration| times.add(bucket(duration), 1));
        times
    }

    #[test]
    fn every_duration_lies_in_its_bucket() {
        for minutes in [0, 1, 14, 15, 16, 30, 59, 61, 600, 10_000, 100_000] {
            let duration = minutes * MINUTE;
            let (from, to) = span(bucket(duration));
            let duration = duration as f64;
            assert!((from..=to * 1.000_001).contains(&duration), "{minutes} min: {from}..{to}");
        }
        assert_eq!(bucket(i64::MAX / 2), BUCKETS - 1);
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
        assert_eq!(Times::default().median(), None);
    }

    #[test]
    fn what_was_taken_out_again_does_not_count() {
        let mut times = times([HOUR; 6]);
        let before = times.clone();
        times.add(bucket(MINUTE), 1);
        times.add(bucket(MINUTE), -1);
        assert_eq!((&times, times.count()), (&before, 6));
    }

    #[test]
    fn what_is_written_reads_the_same_and_adds_up() {
        let (one, other) = (times([HOUR, HOUR, 40 * HOUR]), times([HOUR, MINUTE]));
        assert_eq!(one.to_string(), "9:2 30:1");
        assert_eq!(Times::read(&one.to_string()), one);
        let mut sum = one.clone();
        sum.merge(&other);
        assert_eq!(Times::read(&format!("{one} {other}")), sum);
        assert_eq!(Times::read(" 3:x 4 :5 "), Times::default());
    }
}
