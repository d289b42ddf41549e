//! How long an agency has. For now one clock: the category's due time in calendar minutes, counted
//! from the moment the ticket came (UU 25/2009 and SP4N-LAPOR! set the upper limits that categories
//! are configured with).

use crate::agencies::Category;
use crate::clock::{MINUTE, Millis};

/// When a ticket of this category must be resolved.
pub fn due_at(category: &Category, created_at: Millis) -> Millis {
    created_at + category.due_minutes * MINUTE
}

/// How a ticket stands against its due time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Fine,
    /// Less than a fifth of the time is left.
    Soon,
    Late,
}

/// `created_at < due_at` always holds: due minutes are positive.
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
