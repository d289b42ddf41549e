//! Who is told when nothing happens, one step at a time.

use serde::{Deserialize, Serialize};

use super::deadline::due;
use super::pause::Gaps;
use super::{Allowance, Fault, Mistake, Place, Reading, Unit};
use crate::clock::Millis;
use crate::ids::codes;

codes! {
    /// Who is told, lowest first.
    Rung {
        Officer = "officer",
        Head = "head",
        Supervisor = "supervisor",
        Coordinator = "coordinator",
    }
}

/// When a step is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// So many percent of the time are used up; 100 is the breach.
    Share(u8),
    /// So long after the step before it was taken, in the calendar of the clock and without its pauses:
    /// whoever was told has that long to act.
    After(Allowance),
}

/// A step of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who is told.
    pub rung: Rung,
    /// When.
    pub when: When,
}

/// A step that was taken for a clock in its current round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Who was told.
    pub rung: Rung,
    /// When; a step that nobody can take (an agency without a head) is taken too.
    pub at: Millis,
}

/// The step to take next; at once if its moment has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Who is to be told.
    pub rung: Rung,
    /// From when on.
    pub at: Millis,
}

/// The steps in order, each for a higher rung than the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Step>", into = "Vec<Step>")]
pub struct Ladder(Vec<Step>);

impl Ladder {
    /// Refuses rungs or shares that do not rise, and a first step with nothing to count from.
    pub fn new(steps: Vec<Step>) -> Result<Self, Mistake> {
        let Some(first) = steps.first() else { return Err(Mistake::whole(Fault::LadderEmpty)) };
        if let When::After(allowance) = first.when {
            return Err(Mistake::new(Fault::LadderFirstStep, Place::Row(1), allowance.to_string()));
        }
        let mut share = 0;
        for (row, step) in steps.iter().enumerate() {
            let fault = |fault| Mistake::new(fault, Place::Row(row + 1), step.rung.code());
            if row > 0 && step.rung <= steps[row - 1].rung {
                return Err(fault(Fault::LadderOutOfOrder));
            }
            if let When::Share(percent) = step.when {
                if !(1..=100).contains(&percent) {
                    return Err(fault(Fault::ShareOutOfRange));
                }
                if percent < share {
                    return Err(fault(Fault::LadderOutOfOrder));
                }
                share = percent;
            }
        }
        Ok(Self(steps))
    }

    /// The steps, lowest rung first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The next step for a clock, given the steps taken in its current round. None when nothing
    /// is left, and always None for a clock that is paused, done, dropped, unset or not started.
    ///
    /// Steps are never skipped: when everything was asleep for a week, the officer is told first, and
    /// a step that waits "after" the one before still gives that person the time.
    pub fn next(&self, reading: &Reading, taken: &[Taken]) -> Option<Next> {
        if !reading.is_running() {
            return None;
        }
        let last = taken.iter().max_by_key(|taken| (taken.rung, taken.at));
        let step = self.0.iter().find(|step| last.is_none_or(|last| step.rung > last.rung))?;
        let at = match (step.when, last) {
            (When::Share(share), last) => {
                let crosses = reading.crosses(share)?;
                last.map_or(crosses, |last| crosses.max(last.at))
            }
            (When::After(wait), Some(last)) => {
                due(&reading.terms.calendar, last.at, wait, &Gaps::new(&reading.pauses))?
            }
            // Unreachable by construction: the first step is a share.
            (When::After(_), None) => return None,
        };
        Some(Next { rung: step.rung, at })
    }
}

impl Default for Ladder {
    /// The officer at 80 %, the head at the breach, then the supervisor and the coordinator after a
    /// working day each.
    fn default() -> Self {
        let day = Allowance::new(Unit::WorkingDays, 1);
        let after = day.map_or(When::Share(100), When::After);
        Self(vec![
            Step { rung: Rung::Officer, when: When::Share(80) },
            Step { rung: Rung::Head, when: When::Share(100) },
            Step { rung: Rung::Supervisor, when: after },
            Step { rung: Rung::Coordinator, when: after },
        ])
    }
}

impl TryFrom<Vec<Step>> for Ladder {
    type Error = Mistake;
    fn try_from(steps: Vec<Step>) -> Result<Self, Mistake> {
        Self::new(steps)
    }
}

impl From<Ladder> for Vec<Step> {
    fn from(ladder: Ladder) -> Self {
        ladder.0
    }
}
