//! Who was told of what, and who is to be told next. Kept with the ticket, so that nobody hears the same
//! thing twice, whatever machine died in between.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Book, ClockKind, Clocks, Ladder, Reading, Rung, Taken};
use crate::clock::{DAY, Millis};

/// What was told, by clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Alarms(BTreeMap<ClockKind, Told>);

/// What was told about one clock in its present round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    round: u32,
    /// The highest share of the time that was announced.
    share: u8,
    /// The highest step that was taken, and when.
    rung: Option<Rung>,
    at: Millis,
}

/// Something to tell now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// So much of the time is used up; 100 is the breach. Of several that passed since the last look only
    /// the highest is told.
    Share { clock: ClockKind, share: u8 },
    /// It is handed up.
    Rung { clock: ClockKind, rung: Rung, is_late: bool },
    /// It has waited for others for so many days. Its clock stands, so nothing else would speak of it again.
    Waits { days: i64 },
}

/// From one word about a ticket that waits to the next.
const WORD: Millis = 7 * DAY;

/// When a ticket that has waited for others since then is spoken of next.
pub const fn next_word(since: Millis, now: Millis) -> Millis {
    since + ((now - since).div_euclid(WORD) + 1) * WORD
}

impl Told {
    fn taken(&self) -> Option<Taken> {
        self.rung.map(|rung| Taken { rung, at: self.at })
    }
}

impl Alarms {
    /// Forgets what no longer applies: clocks that ended, earlier rounds, and what was told too early now
    /// that the terms give more time.
    pub fn fit(&mut self, clocks: &Clocks, now: Millis) {
        let mut kept = BTreeMap::new();
        for reading in clocks.current() {
            let told = self.0.get(&reading.clock).filter(|told| told.round == reading.round);
            let (Some(told), None) = (told, reading.ended_at) else { continue };
            let mut told = *told;
            if reading.is_running() {
                let passed = passed(reading, now);
                if told.share > passed {
                    told = Told { round: told.round, share: passed, ..Told::default() };
                }
            }
            kept.insert(reading.clock, told);
        }
        self.0 = kept;
    }

    /// Another agency has it now: whoever works there has heard nothing yet. Up to whom it was handed stays.
    pub fn handed_on(&mut self) {
        self.0.values_mut().for_each(|told| told.share = 0);
    }

    /// When somebody must be told next. None: never, as things stand.
    pub fn next_at(&self, clocks: &Clocks, book: &Book) -> Option<Millis> {
        let next = |reading: &&Reading| {
            let told = self.told(reading);
            let crossing =
                reading.crossings().into_iter().find(|crossing| crossing.share > told.share).map(|c| c.at);
            let step = ladder(book, reading).next(reading, told.taken().as_slice()).map(|next| next.at);
            crossing.into_iter().chain(step).min()
        };
        clocks.current().iter().filter_map(next).min()
    }

    /// Everything to be told by now; it counts as told from now on.
    pub fn ring(&mut self, clocks: &Clocks, book: &Book, now: Millis) -> Vec<Ring> {
        let mut rings = Vec::new();
        for reading in clocks.current().into_iter().filter(|reading| reading.is_running()) {
            let clock = reading.clock;
            let mut told = self.told(reading);
            let passed = passed(reading, now);
            if passed > told.share {
                told.share = passed;
                rings.push(Ring::Share { clock, share: passed });
            }
            let is_late = reading.breached_at.is_some();
            while let Some(step) =
                ladder(book, reading).next(reading, told.taken().as_slice()).filter(|step| step.at <= now)
            {
                (told.rung, told.at) = (Some(step.rung), now);
                rings.push(Ring::Rung { clock, rung: step.rung, is_late });
            }
            self.0.insert(clock, told);
        }
        rings
    }

    /// Up to whom the ticket was handed. Officers hear of it before it is late: that is no escalation.
    pub fn escalated(&self) -> Option<Rung> {
        self.0.values().filter_map(|told| told.rung).filter(|rung| *rung > Rung::Officer).max()
    }

    fn told(&self, reading: &Reading) -> Told {
        let known = self.0.get(&reading.clock).copied().filter(|told| told.round == reading.round);
        known.unwrap_or(Told { round: reading.round, ..Told::default() })
    }
}

/// The highest share that is used up.
fn passed(reading: &Reading, now: Millis) -> u8 {
    let passed = reading.crossings().into_iter().filter(|crossing| crossing.at <= now);
    passed.map(|crossing| crossing.share).max().unwrap_or(0)
}

fn ladder<'a>(book: &'a Book, reading: &Reading) -> &'a Ladder {
    book.ladder(reading.terms.policy)
}
