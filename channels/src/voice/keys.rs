//! Keys a caller pressed, kept out of logs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest run of keys kept from one question; nothing we ask for is longer.
const LONGEST: usize = 32;

/// Keys of a telephone pad: `0`–`9`, `*` and `#`, at most 32 of them.
///
/// They may be the PIN of a ticket, so `Debug` tells only how many there are.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keys(String);

impl Keys {
    /// Everything that is no key of the pad is dropped, and so is what is too long.
    pub fn new(typed: &str) -> Self {
        let pad = |key: &char| key.is_ascii_digit() || matches!(key, '*' | '#');
        Self(typed.chars().filter(pad).take(LONGEST).collect())
    }

    /// The keys as typed. Call this only where they are compared, stored hashed or spoken.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Only the digits: some callers type a star where the paper shows a hyphen.
    pub fn digits(&self) -> String {
        self.0.chars().filter(char::is_ascii_digit).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Keys({} pressed)", self.0.len())
    }
}

impl From<&str> for Keys {
    fn from(typed: &str) -> Self {
        Self::new(typed)
    }
}
