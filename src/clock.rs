//! The one place that reads the wall clock, so that tests can turn it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

pub const SECOND: Millis = 1_000;
pub const MINUTE: Millis = 60 * SECOND;
pub const HOUR: Millis = 60 * MINUTE;
pub const DAY: Millis = 24 * HOUR;

/// Where the time comes from: the machine, or a hand that a test turns.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    Turned(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `start` until [`Clock::advance`] is called.
    pub fn turned(start: Millis) -> Self {
        Self::Turned(Arc::new(AtomicI64::new(start)))
    }

    #[expect(clippy::disallowed_methods, reason = "the one door to the wall clock")]
    pub fn now(&self) -> Millis {
        match self {
            Self::System => {
                SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as Millis)
            }
            Self::Turned(hand) => hand.load(Ordering::SeqCst),
        }
    }

    /// Waits until a moment. A hand that a test turns is turned there: who waits in a story waits for nobody.
    pub async fn until(&self, at: Millis) {
        match self {
            Self::System => {
                let wait = u64::try_from(at - self.now()).unwrap_or_default();
                tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
            }
            Self::Turned(hand) => {
                hand.fetch_max(at, Ordering::SeqCst);
            }
        }
    }

    /// Turns a test clock forward; the machine's clock stays as it is.
    pub fn advance(&self, by: Millis) {
        if let Self::Turned(hand) = self {
            hand.fetch_add(by, Ordering::SeqCst);
        }
    }
}
