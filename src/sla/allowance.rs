//! How much time a service level grants.

use serde::{Deserialize, Serialize};

use super::{Fault, Mistake, Pace, Place};
use crate::ids::codes;

codes! {
    /// In what an allowance is counted.
    ///
    /// Indonesian pledges are given in *hari kerja* (working days: SP4N-LAPOR! verification 3, SIPPN
    /// service sheets 2, 5, 14 or 60) or plain *hari* (UU 25/2009 and Perpres 76/2013: 14, 30 and 60
    /// days), and none of them defines how a day is counted. Perpres 21/2023 makes Monday to
    /// Friday working days, less national holidays and joint leave. We read them as people do:
    ///
    /// - The day on which the matter arrives is not counted, the day after it is the first.
    /// - The last day counts in full: a matter is in time until the office closes on that day (working
    ///   days) or until the day ends (plain days).
    /// - What arrives on a day without work, or once the office has closed, counts as arriving on the
    ///   next working day. What arrives before opening or in a break has arrived that day.
    /// - A day counts if the clock runs when it ends; a day that ends in a pause does not. So a due time
    ///   never falls into a pause, and stays at closing time.
    /// - Plain days are counted as they are: one that ends on a holiday is not moved.
    Unit {
        /// Minutes in which the office works.
        WorkingMinutes = "working-minutes",
        WorkingDays = "working-days",
        /// Minutes, day and night.
        Minutes = "minutes",
        Days = "days",
    }
}

impl Unit {
    /// In what kind of time shares of it (50 %, 80 %) are measured.
    pub const fn pace(self) -> Pace {
        match self {
            Self::WorkingMinutes | Self::WorkingDays => Pace::Working,
            Self::Minutes | Self::Days => Pace::Calendar,
        }
    }

    const fn is_days(self) -> bool {
        matches!(self, Self::WorkingDays | Self::Days)
    }
}

/// An amount of time, never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Allowance {
    unit: Unit,
    amount: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    unit: Unit,
    amount: u32,
}

impl TryFrom<Raw> for Allowance {
    type Error = Mistake;
    fn try_from(raw: Raw) -> Result<Self, Mistake> {
        Self::new(raw.unit, raw.amount)
    }
}

impl Allowance {
    /// Ten years: whoever needs longer has not made a promise.
    const MOST_DAYS: u32 = 3_650;

    /// Refuses nothing at all and more than ten years.
    pub fn new(unit: Unit, amount: u32) -> Result<Self, Mistake> {
        let most = if unit.is_days() { Self::MOST_DAYS } else { Self::MOST_DAYS * 24 * 60 };
        let fault = match amount {
            0 => Fault::AllowanceZero,
            _ if amount > most => Fault::AllowanceTooLong,
            _ => return Ok(Self { unit, amount }),
        };
        Err(Mistake::new(fault, Place::Whole, format!("{amount} {unit}")))
    }

    /// In what it is counted.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// How many of them.
    pub const fn amount(self) -> u32 {
        self.amount
    }
}

impl std::fmt::Display for Allowance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.amount, self.unit)
    }
}
