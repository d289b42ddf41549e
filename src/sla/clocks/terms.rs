//! What a ticket was promised.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ids::codes;
use crate::sla::{Allowance, Calendar, Fault, Mistake, Place};

codes! {
    /// The three promises. Fluent keys are `clock-<code>`.
    ClockKind {
        /// Somebody has read it and knows whose matter it is.
        Verify = "verify",
        /// The citizen has heard from a person.
        FirstAnswer = "first-answer",
        Resolve = "resolve",
    }
}

/// At what shares of an allowance somebody is warned, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(u8, u8)", into = "(u8, u8)")]
pub struct Warn {
    first: u8,
    second: u8,
}

impl Warn {
    /// Between 1 and 99, the second later than the first.
    pub fn new(first: u8, second: u8) -> Result<Self, Mistake> {
        if 0 < first && first < second && second < 100 {
            return Ok(Self { first, second });
        }
        Err(Mistake::new(Fault::WarnOutOfOrder, Place::Whole, format!("{first} {second}")))
    }

    /// Percent at the first warning.
    pub const fn first(self) -> u8 {
        self.first
    }

    /// Percent at the second.
    pub const fn second(self) -> u8 {
        self.second
    }
}

impl Default for Warn {
    fn default() -> Self {
        Self { first: 50, second: 80 }
    }
}

impl TryFrom<(u8, u8)> for Warn {
    type Error = Mistake;
    fn try_from((first, second): (u8, u8)) -> Result<Self, Mistake> {
        Self::new(first, second)
    }
}

impl From<Warn> for (u8, u8) {
    fn from(warn: Warn) -> Self {
        (warn.first, warn.second)
    }
}

/// The allowances of a service level. None: nothing is promised, and no clock runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grants {
    /// To verify, from the opening.
    pub verify: Option<Allowance>,
    /// To answer, from the verification.
    pub first_answer: Option<Allowance>,
    /// To resolve, from the opening or reopening.
    pub resolve: Option<Allowance>,
    /// When to warn, for all three.
    pub warn: Warn,
}

impl Grants {
    /// The allowance of a clock.
    pub const fn of(&self, clock: ClockKind) -> Option<Allowance> {
        match clock {
            ClockKind::Verify => self.verify,
            ClockKind::FirstAnswer => self.first_answer,
            ClockKind::Resolve => self.resolve,
        }
    }
}

/// Which version of which row of the service levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyRef {
    /// Id of the row.
    pub rule: i64,
    /// Counts its changes.
    pub version: i64,
}

/// What holds for a ticket: the grants of a service level and the calendar they are reckoned in.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Where the grants come from, for the explanation.
    pub policy: PolicyRef,
    /// The allowances.
    pub grants: Grants,
    /// The working time of the agency.
    pub calendar: Arc<Calendar>,
}
