//! How often somebody comes: a hint for whoever answers, never a rank. Nobody is answered sooner or later for it.

use crate::ids::codes;
use crate::tickets::owner::Often;

/// From so many tickets within twelve months somebody comes often.
pub const FREQUENT: i64 = 5;

codes! {
    /// Computed from the tickets of the last twelve months, without anonymous ones.
    Tier {
        /// Their first ticket.
        New = "new",
        /// They came before.
        Repeat = "repeat",
        /// [`FREQUENT`] tickets or more within twelve months.
        Frequent = "frequent",
    }
}

impl Tier {
    pub const fn of(often: &Often) -> Self {
        if often.year >= FREQUENT {
            Self::Frequent
        } else if often.all > 1 {
            Self::Repeat
        } else {
            Self::New
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_follow_the_last_year() {
        let tier = |all, year| Tier::of(&Often { all, seen: 0, year });
        assert_eq!([tier(0, 0), tier(1, 1)], [Tier::New; 2]);
        assert_eq!([tier(2, 2), tier(2, 0), tier(40, 4)], [Tier::Repeat; 3]);
        assert_eq!([tier(5, 5), tier(200, 90)], [Tier::Frequent; 2]);
    }
}
