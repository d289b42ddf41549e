//! Chance that repeats: the same seed gives the same city.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

pub struct Chance(StdRng);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// True in this share of cases.
    pub fn happens(&mut self, share: f64) -> bool {
        self.0.random::<f64>() < share
    }

    /// Evenly in `from..to`.
    pub fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.0.random::<f64>()
    }

    /// Evenly in `from..to`; `from` when there is nothing in between.
    pub fn whole(&mut self, from: i64, to: i64) -> i64 {
        if from < to { self.0.random_range(from..to) } else { from }
    }

    /// One of them. None when there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.0.random_range(0..from.len().max(1)))
    }

    /// The place of one of the weights, each as often as it weighs.
    pub fn weighted(&mut self, weights: impl IntoIterator<Item = f64> + Clone) -> usize {
        let sum: f64 = weights.clone().into_iter().sum();
        let mut left = self.0.random::<f64>() * sum;
        let mut last = 0;
        for (place, weight) in weights.into_iter().enumerate() {
            last = place;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// Around 1, always positive, with a long tail to the right: how times spread among people.
    pub fn spread(&mut self, sigma: f64) -> f64 {
        // Box and Muller's normal from two even ones.
        let (a, b) = (self.0.random::<f64>().max(1e-12), self.0.random::<f64>());
        let normal = (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos();
        (sigma * normal).exp()
    }

    /// As many hex digits.
    pub fn hex(&mut self, digits: usize) -> String {
        (0..digits).map(|_| char::from_digit(self.0.random_range(0..16), 16).unwrap_or('0')).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_tells_the_same() {
        let tell = |seed| {
            let mut chance = Chance::new(seed);
            (
                chance.hex(12),
                chance.whole(0, 1000),
                chance.weighted([1.0, 2.0, 3.0]),
                chance.spread(0.6).to_bits(),
            )
        };
        assert_eq!(tell(7), tell(7));
        assert_ne!(tell(7), tell(8));
    }

    #[test]
    fn weights_count() {
        let mut chance = Chance::new(1);
        let mut hits = [0; 3];
        for _ in 0..3000 {
            hits[chance.weighted([1.0, 0.0, 3.0])] += 1;
        }
        assert_eq!(hits[1], 0);
        assert!((600..900).contains(&hits[0]), "{hits:?}");
        assert_eq!(chance.pick::<i32>(&[]), None);
    }
}
