//! How a channel is now, in one word.

use channels::Channel;

use crate::clock::{HOUR, MINUTE, Millis};
use crate::ids::codes;

codes! {
    State {
        Fine = "fine",
        /// Everything arrives, late.
        Slow = "slow",
        /// What we send does not arrive.
        Failing = "failing",
        /// Nothing comes, and that is unusual.
        Silent = "silent",
    }
}

/// What waits longer than this is late.
const LATE: Millis = 10 * MINUTE;
/// What waits longer than this does not leave at all.
const STUCK: Millis = HOUR;
/// A letter that took longer than this to come.
const LONG_WAY: Millis = 30 * MINUTE;
/// Fewer failures within an hour are single mishaps.
const MANY: i64 = 3;

/// What is known of a channel.
#[derive(Clone, Debug)]
pub struct Standing {
    pub channel: Channel,
    pub last_in: Option<Millis>,
    pub last_out: Option<Millis>,
    /// Messages that wait to leave.
    pub queued: i64,
    /// Since when the oldest of them waits.
    pub oldest_queued: Option<Millis>,
    pub failed_hour: i64,
    pub failed_day: i64,
    /// Messages that left in this hour and the one before.
    pub gone_lately: i64,
    /// Messages that wait for a person because they could not be taken in.
    pub rejects: i64,
    /// How long the newest letter took from its writer to us.
    pub letter_lag: Option<Millis>,
    /// It is silent for unusually long: since then.
    pub silent_since: Option<Millis>,
    /// The last 24 hours: which, how much came, how much usually comes.
    pub hours: Vec<(i64, i64, Option<f64>)>,
}

impl Standing {
    /// How long the oldest message waits to leave.
    pub fn lag(&self, now: Millis) -> Option<Millis> {
        self.oldest_queued.map(|since| (now - since).max(0))
    }

    pub fn state(&self, now: Millis) -> State {
        let lag = self.lag(now).unwrap_or(0);
        // One in five does not arrive.
        let fails = self.failed_hour >= MANY && self.failed_hour * 5 >= self.failed_hour + self.gone_lately;
        if lag >= STUCK || fails {
            State::Failing
        } else if self.silent_since.is_some() {
            State::Silent
        } else if lag >= LATE || self.letter_lag.is_some_and(|lag| lag >= LONG_WAY) {
            State::Slow
        } else {
            State::Fine
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_for_a_channel() {
        let fine = Standing {
            channel: Channel::Email,
            last_in: None,
            last_out: None,
            queued: 0,
            oldest_queued: None,
            failed_hour: 2,
            failed_day: 2,
            gone_lately: 0,
            rejects: 5,
            letter_lag: Some(LONG_WAY - 1),
            silent_since: None,
            hours: Vec::new(),
        };
        let state = |change: fn(&mut Standing)| {
            let mut standing = fine.clone();
            change(&mut standing);
            standing.state(10 * HOUR)
        };
        assert_eq!(state(|_| {}), State::Fine, "single mishaps");
        assert_eq!(state(|it| it.oldest_queued = Some(10 * HOUR - LATE)), State::Slow);
        assert_eq!(state(|it| it.oldest_queued = Some(9 * HOUR)), State::Failing);
        assert_eq!(state(|it| it.letter_lag = Some(LONG_WAY)), State::Slow);
        assert_eq!(state(|it| it.failed_hour = 3), State::Failing);
        assert_eq!(state(|it| (it.failed_hour, it.gone_lately) = (3, 13)), State::Fine);
        assert_eq!(state(|it| it.silent_since = Some(1)), State::Silent);
    }
}
