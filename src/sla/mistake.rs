//! What is wrong with a calendar, a service level or a holiday file, and where.

use jiff::civil::Date;
use serde::Serialize;

use crate::ids::codes;

codes! {
    /// What is wrong. The codes are stable: their words live in Fluent (`error-<code>`).
    Fault {
        ZoneMissing = "zone-missing",
        ZoneUnknown = "zone-unknown",
        WeekMissing = "week-missing",
        /// No weekday has hours: nothing would ever fall due.
        NeverOpens = "never-opens",
        TimeUnreadable = "time-unreadable",
        StretchWithoutBegin = "stretch-without-begin",
        StretchWithoutEnd = "stretch-without-end",
        StretchEndBeforeBegin = "stretch-end-before-begin",
        StretchesOverlap = "stretches-overlap",
        TooManyStretches = "too-many-stretches",
        HolidayTwice = "holiday-twice",
        OpeningTwice = "opening-twice",
        ClosedAndOpen = "closed-and-open",
        /// A special open day "as usual" on a weekday that has no usual hours.
        OpeningWithoutHours = "opening-without-hours",
        SeasonEndBeforeBegin = "season-end-before-begin",
        SeasonsOverlap = "seasons-overlap",
        DateUnreadable = "date-unreadable",
        DateOutOfRange = "date-out-of-range",
        NameMissing = "name-missing",
        NameTooLong = "name-too-long",
        TooManyDays = "too-many-days",
        AllowanceZero = "allowance-zero",
        AllowanceTooLong = "allowance-too-long",
        TierUnreadable = "tier-unreadable",
        WarnOutOfOrder = "warn-out-of-order",
        /// Two rows for exactly the same tier, class, category and agency.
        RuleTwice = "rule-twice",
        /// No row for "everything else".
        RuleForRestMissing = "rule-for-rest-missing",
        LadderEmpty = "ladder-empty",
        LadderOutOfOrder = "ladder-out-of-order",
        /// The first step needs a share of the time: there is no earlier step to count from.
        LadderFirstStep = "ladder-first-step",
        ShareOutOfRange = "share-out-of-range",
        FileTooLarge = "file-too-large",
        FileUnreadable = "file-unreadable",
        NothingFound = "nothing-found",
        EventWithoutDate = "event-without-date",
        EventNotAllDay = "event-not-all-day",
        EventTooLong = "event-too-long",
        /// A property or a repetition that we would have to guess at.
        EventUnsupported = "event-unsupported",
    }
}

/// Where it is wrong, for the field or the line to be marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Of all of it.
    Whole,
    /// 0 is Monday.
    Weekday(u8),
    /// A day in a list of special days.
    Date(Date),
    /// Line of an imported file, counted from 1.
    Line(usize),
    /// Position in a list (a rule, a step), counted from 1.
    Row(usize),
    /// Key in an imported JSON file.
    Key(String),
}

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// What is wrong.
    pub fault: Fault,
    /// Where.
    pub place: Place,
    /// What was found there, shortened; empty when the fault says it all.
    pub found: String,
}

impl Mistake {
    /// What is quoted from the outside is cut to this many characters.
    const LONGEST_QUOTE: usize = 120;

    pub(super) fn new(fault: Fault, place: Place, found: impl AsRef<str>) -> Self {
        let found = found.as_ref().trim().chars().take(Self::LONGEST_QUOTE).collect();
        Self { fault, place, found }
    }

    /// The fault of the whole, with nothing to quote.
    pub(super) fn whole(fault: Fault) -> Self {
        Self::new(fault, Place::Whole, "")
    }

    /// The same mistake, found here.
    pub(super) fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.fault.code()
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Weekday(day) => write!(f, "weekday {}: ", day + 1),
            Self::Date(date) => write!(f, "{date}: "),
            Self::Line(line) => write!(f, "line {line}: "),
            Self::Row(row) => write!(f, "row {row}: "),
            Self::Key(key) => write!(f, "{key}: "),
        }
    }
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.place, self.fault)?;
        if self.found.is_empty() { Ok(()) } else { write!(f, " ({})", self.found) }
    }
}

impl std::error::Error for Mistake {}
