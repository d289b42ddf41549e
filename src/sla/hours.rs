//! Working hours of a day: stretches with breaks between them.

use serde::{Deserialize, Serialize};

use super::{Fault, Mistake, Place};

/// Minutes in a civil day; `24:00` is a valid end.
const DAY_MINUTES: u16 = 24 * 60;

/// A stretch of working time between two local times of one day; written `08:00-12:00`.
///
/// Night shifts are written as two stretches, up to `24:00` and from `00:00` of the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Stretch {
    from: u16,
    to: u16,
}

impl Stretch {
    /// From and to in minutes after local midnight.
    pub fn new(from: u16, to: u16) -> Result<Self, Mistake> {
        let stretch = Self { from, to };
        if to > DAY_MINUTES {
            return Err(Mistake::new(Fault::TimeUnreadable, Place::Whole, stretch.to_string()));
        }
        if from >= to {
            return Err(Mistake::new(Fault::StretchEndBeforeBegin, Place::Whole, stretch.to_string()));
        }
        Ok(stretch)
    }

    /// Reads `08:00-12:00`, also with `.` for `:` and a long dash.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let fault = |fault| Mistake::new(fault, Place::Whole, text);
        let (from, to) = text.split_once(['-', '–', '—']).ok_or_else(|| fault(Fault::StretchWithoutEnd))?;
        if from.trim().is_empty() {
            return Err(fault(Fault::StretchWithoutBegin));
        }
        if to.trim().is_empty() {
            return Err(fault(Fault::StretchWithoutEnd));
        }
        let minutes = |time| minutes(time).ok_or_else(|| fault(Fault::TimeUnreadable));
        Self::new(minutes(from)?, minutes(to)?)
    }

    /// Minutes after local midnight at which it begins.
    pub const fn from(self) -> u16 {
        self.from
    }

    /// Minutes after local midnight at which it ends.
    pub const fn to(self) -> u16 {
        self.to
    }
}

/// Minutes after midnight of `8:00`, `08.00` or `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '.'])?;
    let digits = |part: &str, most: usize| {
        (!part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u16>().ok())?
    };
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= DAY_MINUTES).then_some(all)
}

impl std::fmt::Display for Stretch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl From<Stretch> for String {
    fn from(stretch: Stretch) -> Self {
        stretch.to_string()
    }
}

impl TryFrom<String> for Stretch {
    type Error = Mistake;
    fn try_from(text: String) -> Result<Self, Mistake> {
        Self::parse(&text)
    }
}

/// The stretches of one day in order, with the breaks between them; none on a free day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Stretch>", into = "Vec<Stretch>")]
pub struct Hours(Vec<Stretch>);

impl Hours {
    /// More breaks than anybody takes.
    const MOST: usize = 8;

    /// Sorts the stretches and refuses any two that overlap.
    pub fn new(mut stretches: Vec<Stretch>) -> Result<Self, Mistake> {
        stretches.sort_unstable();
        if stretches.len() > Self::MOST {
            let count = stretches.len().to_string();
            return Err(Mistake::new(Fault::TooManyStretches, Place::Whole, count));
        }
        let mut pairs = stretches.iter().zip(stretches.iter().skip(1));
        if let Some((one, next)) = pairs.find(|(one, next)| next.from < one.to) {
            let found = format!("{one} {next}");
            return Err(Mistake::new(Fault::StretchesOverlap, Place::Whole, found));
        }
        Ok(Self(stretches))
    }

    /// Reads what a form field holds: `07:30-12:00 13:00-16:00`, parted by spaces, commas or
    /// semicolons; empty on a free day.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let mut tight = text.replace(['–', '—'], "-");
        for (loose, dash) in [(" -", "-"), ("- ", "-")] {
            while tight.contains(loose) {
                tight = tight.replace(loose, dash);
            }
        }
        let stretches = tight.split([' ', ',', ';', '\t']).filter(|part| !part.is_empty());
        Self::new(stretches.map(Stretch::parse).collect::<Result<_, _>>()?)
    }

    /// The stretches, earliest first.
    pub fn stretches(&self) -> &[Stretch] {
        &self.0
    }

    /// Nobody works.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Hours> for Vec<Stretch> {
    fn from(hours: Hours) -> Self {
        hours.0
    }
}

impl TryFrom<Vec<Stretch>> for Hours {
    type Error = Mistake;
    fn try_from(stretches: Vec<Stretch>) -> Result<Self, Mistake> {
        Self::new(stretches)
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, stretch) in self.0.iter().enumerate() {
            write!(f, "{}{stretch}", if at == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}
