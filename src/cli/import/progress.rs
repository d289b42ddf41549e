//! How far the import is, a line every few seconds.

use crate::clock::{Millis, SECOND};
use crate::intake::Outcome;

/// Between two lines.
const EVERY: Millis = 2 * SECOND;

#[derive(Debug)]
pub struct Progress {
    began: Millis,
    shown: Millis,
    opened: u64,
    joined: u64,
    noted: u64,
    known: u64,
    refused: u64,
}

impl Progress {
    pub fn begin(now: Millis) -> Self {
        Self { began: now, shown: now, opened: 0, joined: 0, noted: 0, known: 0, refused: 0 }
    }

    pub fn add(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            *match outcome {
                Outcome::Opened { .. } => &mut self.opened,
                Outcome::Joined { .. } => &mut self.joined,
                Outcome::Noted => &mut self.noted,
                Outcome::Repeat => &mut self.known,
                Outcome::Rejected => &mut self.refused,
            } += 1;
        }
    }

    /// Says how far it is, if that was not said just now. `share`: 0 to 1.
    pub fn show(&mut self, now: Millis, share: f64) {
        if now - self.shown < EVERY {
            return;
        }
        self.shown = now;
        let seconds = (now - self.began) as f64 / 1_000.0;
        let left = seconds / share.max(f64::EPSILON) * (1.0 - share);
        eprintln!(
            "{:3.0} %  {}, {:.0} a second, about {} left",
            share * 100.0,
            self.counts(),
            self.all() as f64 / seconds,
            span(left)
        );
    }

    /// What came of it.
    pub fn told(&self, now: Millis) -> String {
        let seconds = ((now - self.began) as f64 / 1_000.0).max(0.001);
        let rate = self.all() as f64 / seconds;
        let mut text = format!("{} in {} ({rate:.0} a second).", self.counts(), span(seconds));
        if self.refused > 0 {
            text += " What was refused waits in the reject list of the administration.";
        }
        text
    }

    fn all(&self) -> u64 {
        self.opened + self.joined + self.noted + self.known + self.refused
    }

    fn counts(&self) -> String {
        format!(
            "{} letters: {} new, {} added to them, {} without a ticket, {} known already, {} refused",
            self.all(),
            self.opened,
            self.joined,
            self.noted,
            self.known,
            self.refused
        )
    }
}

fn span(seconds: f64) -> String {
    let seconds = seconds.clamp(0.0, 1e9).round() as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
