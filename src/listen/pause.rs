//! Waiting after a failure: longer each time, never the same for all nodes, and over at once when the
//! house closes.

use std::time::Duration;

use tokio::sync::watch;

const FIRST: u64 = 1_000;
/// Short enough that citizens hardly notice when an outage is over.
const LONGEST: u64 = 60 * 1_000;

/// A growing pause, and the word that the house closes.
#[derive(Debug)]
pub struct Pause {
    failures: u32,
    stop: watch::Receiver<bool>,
}

impl Pause {
    pub fn new(stop: watch::Receiver<bool>) -> Self {
        Self { failures: 0, stop }
    }

    pub fn is_over(&self) -> bool {
        *self.stop.borrow()
    }

    /// It worked: the next failure begins with a short pause.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// Waits after a failure, at least `at_least`.
    pub async fn after_failure(&mut self, at_least: Duration) {
        let most = FIRST.saturating_mul(1 << self.failures.min(20)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let chance = Duration::from_millis(rand::random_range(most / 2..=most));
        self.wait(chance.max(at_least)).await;
    }

    pub async fn wait(&mut self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.closing() => {}
        }
    }

    /// Ends when the house closes.
    pub async fn closing(&mut self) {
        while !*self.stop.borrow_and_update() {
            // The other end is gone: so is the house.
            if self.stop.changed().await.is_err() {
                return;
            }
        }
    }
}
