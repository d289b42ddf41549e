//! The PIN that opens a ticket's track page together with its number. Told once; only a keyed digest
//! is stored.

use subtle::ConstantTimeEq;

use super::TicketNumber;
use crate::secret::Secret;

/// Six digits. Cannot be printed by accident; [`Pin::tell`] is the one way out.
#[derive(Clone)]
pub struct Pin(String);

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(••••••)")
    }
}

impl Pin {
    pub fn random() -> Self {
        Self(format!("{:06}", rand::random_range(0..1_000_000)))
    }

    /// What a person typed, blanks and dashes aside.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().take(32).filter(|c| !matches!(c, ' ' | '-' | '#')).collect();
        (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Self(digits))
    }

    /// For the one message that tells the citizen.
    pub fn tell(&self) -> &str {
        &self.0
    }

    pub(super) fn digest(&self, secret: &Secret, number: &TicketNumber) -> String {
        secret.digest("ticket-pin", &format!("{}:{}", number.digits(), self.0))
    }

    /// In constant time.
    pub(super) fn matches(&self, secret: &Secret, number: &TicketNumber, stored: &str) -> bool {
        self.digest(secret, number).as_bytes().ct_eq(stored.as_bytes()).into()
    }
}
