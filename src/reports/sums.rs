//! What is counted, and what may be said about it.
//!
//! Shares and medians are always Σ numerators over Σ denominators, never a mean of means. Groups with
//! fewer than [`ENOUGH`] resolved tickets get neither: they would say more about chance, and about
//! single citizens, than about the agency.

/// Fewer resolved tickets than this have no share and no median.
pub const ENOUGH: i64 = 5;

/// Tickets that came in and tickets that were resolved (or closed with an answer), each on its own day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Sums {
    pub opened: i64,
    pub resolved: i64,
    /// Of the resolved ones, those before their due time.
    pub in_time: i64,
    /// Rejected with a reason, or closed because their citizen did not answer us: neither resolved nor still open;
    /// counted on the day they came in.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_say_nothing() {
        assert_eq!(Sums { opened: 9, resolved: 4, in_time: 4, rejected: 0 }.share_in_time(), None);
        assert_eq!(Sums { opened: 0, resolved: 5, in_time: 4, rejected: 0 }.share_in_time(), Some(0.8));
    }
}
