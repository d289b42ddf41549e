//! Days that are not as usual: closures, special open days, seasons with other hours.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fault, Hours, Mistake, Place, Week};
use crate::ids::codes;

codes! {
    /// Why an office is closed.
    ClosureKind {
        /// A national holiday.
        Holiday = "holiday",
        /// *Cuti bersama*: decreed each year beside the holidays; offices close as on a holiday.
        JointLeave = "joint-leave",
        /// The agency's own: a move, a local election, a flood.
        Agency = "agency",
    }
}

/// A local day on which nobody works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// The local day.
    pub date: Date,
    /// As citizens read it: "Idulfitri".
    pub name: String,
    /// Why it is closed.
    pub kind: ClosureKind,
}

/// A local day on which people work although the calendar says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The local day.
    pub date: Date,
    /// Why: "Sabtu melayani".
    pub name: String,
    /// None: the usual hours of that weekday.
    #[serde(default)]
    pub hours: Option<Hours>,
}

/// Other usual hours from one local day to another, both included: Ramadan, when offices open at 08:00
/// and rest half an hour (Perpres 21/2023).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// First local day.
    pub from: Date,
    /// Last local day.
    pub to: Date,
    /// "Ramadan".
    pub name: String,
    /// The usual hours meanwhile.
    pub week: Week,
}

/// Names are shown to citizens: neither empty nor a whole page.
pub(super) const LONGEST_NAME: usize = 200;

pub(super) fn check_name(name: &str, place: &Place) -> Option<Mistake> {
    if name.trim().is_empty() {
        return Some(Mistake::new(Fault::NameMissing, place.clone(), ""));
    }
    let long = name.chars().count() > LONGEST_NAME;
    long.then(|| Mistake::new(Fault::NameTooLong, place.clone(), name))
}
