//! How many sockets are open at this node, by visitor and by address.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Open sockets of one visitor: a few tabs, and one that the network lost and we have not missed yet.
pub const OF_A_VISITOR: usize = 3;
/// Open sockets of one address: behind some a whole town's mobile network stands.
pub const OF_AN_ADDRESS: usize = 300;

static SEATS: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

/// A place among the open sockets; free again when dropped.
#[derive(Debug)]
pub struct Seat(String);

impl Seat {
    pub fn take(key: String, most: usize) -> Option<Self> {
        let mut seats = SEATS.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = seats.get(&key).copied().unwrap_or(0);
        if taken >= most {
            return None;
        }
        seats.insert(key.clone(), taken + 1);
        Some(Self(key))
    }

    /// Does the same visitor have another socket open?
    pub fn is_shared(&self) -> bool {
        let seats = SEATS.lock().unwrap_or_else(PoisonError::into_inner);
        seats.get(&self.0).is_some_and(|taken| *taken > 1)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = SEATS.lock().unwrap_or_else(PoisonError::into_inner);
        match seats.get_mut(&self.0) {
            Some(taken) if *taken > 1 => *taken -= 1,
            _ => {
                seats.remove(&self.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_when_left() {
        let take = || Seat::take("visitor:crowd-test".into(), 2);
        let (first, second) = (take().unwrap(), take().unwrap());
        assert!(take().is_none() && first.is_shared());
        drop(second);
        assert!(!first.is_shared());
        assert!(take().is_some());
    }
}
