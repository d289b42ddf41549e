//! How a due time looks in a list.

use crate::clock::Millis;

/// How a ticket stands against its due time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Fine,
    /// Less than a fifth of the time is left.
    Soon,
    Late,
}

/// `created_at < due_at` always holds: an allowance is never zero.
pub fn standing(created_at: Millis, due_at: Millis, now: Millis) -> Standing {
    let left = due_at - now;
    if left < 0 {
        Standing::Late
    } else if left * 5 < due_at - created_at {
        Standing::Soon
    } else {
        Standing::Fine
    }
}
