//! Working time as it was said at any moment. A holiday that is entered late is a day off from then on: clocks
//! that run take it into account, those that ended keep the calendar they ended under.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::store::{self, CalendarRow, DayRow};
use super::{Calendar, Closure, ClosureKind, Hours, Layer, Mistake, Opening, Season, Week, office};
use crate::agencies::{self, Agency};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, internal};
use crate::ids::AgencyId;

/// An agency and those above it, nearest first.
pub type Lines = HashMap<AgencyId, Vec<AgencyId>>;

/// Something an agency said, and from when until when it held.
#[derive(Debug)]
struct Said {
    from: Millis,
    until: Option<Millis>,
    what: What,
}

#[derive(Debug)]
enum What {
    Hours { zone: Option<String>, week: Option<Week>, seasons: Vec<Season> },
    Closed(Closure),
    Open(Opening),
}

impl What {
    fn day(row: DayRow) -> Result<Self> {
        let bad = || internal(format!("the day {} of agency {} cannot be read", row.day, row.agency_id));
        let date: Date = row.day.parse().map_err(|_| bad())?;
        if let Some(kind) = ClosureKind::parse(&row.kind) {
            return Ok(Self::Closed(Closure { date, name: row.name, kind }));
        }
        let hours = row.hours.as_deref().map(Hours::parse).transpose().map_err(|_| bad())?;
        Ok(Self::Open(Opening { date, name: row.name, hours }))
    }

    fn hours(row: CalendarRow) -> Self {
        Self::Hours { zone: row.zone, week: row.week.map(|week| week.0), seasons: row.seasons.0.seasons }
    }

    fn put(&self, layer: &mut Layer) {
        match self {
            Self::Hours { zone, week, seasons } => {
                (layer.zone, layer.week, layer.seasons) = (zone.clone(), week.clone(), seasons.clone());
            }
            Self::Closed(closure) => layer.closures.push(closure.clone()),
            Self::Open(opening) => layer.openings.push(opening.clone()),
        }
    }
}

/// Puts hours into a layer.
pub fn take(layer: &mut Layer, row: CalendarRow) {
    What::hours(row).put(layer);
}

/// Puts a day into a layer.
pub fn hang(layer: &mut Layer, row: DayRow) -> Result<()> {
    What::day(row)?.put(layer);
    Ok(())
}

/// All that agencies say, and said at `since` or later.
#[derive(Debug, Default)]
pub struct Past(HashMap<AgencyId, Vec<Said>>);

/// Reads what agencies say and said.
pub async fn past(tx: &mut Tx, since: Millis) -> Result<Past> {
    let mut past = Past::default();
    for row in store::calendars(tx, since).await? {
        let (agency, from, until) = (row.agency_id, row.from_at, row.until_at);
        past.0.entry(agency).or_default().push(Said { from, until, what: What::hours(row) });
    }
    for row in store::days(tx, since).await? {
        let (agency, from, until) = (row.agency_id, row.from_at, row.until_at);
        past.0.entry(agency).or_default().push(Said { from, until, what: What::day(row)? });
    }
    Ok(past)
}

impl Past {
    /// What an agency said at a moment; None: nothing of its own.
    fn layer(&self, agency: AgencyId, at: Millis) -> Option<Layer> {
        let mut held = self
            .0
            .get(&agency)?
            .iter()
            .filter(|said| said.from <= at && said.until.is_none_or(|until| at < until))
            .peekable();
        held.peek()?;
        let mut layer = Layer::default();
        held.for_each(|said| said.what.put(&mut layer));
        Some(layer)
    }

    /// What every agency says now that says anything.
    pub fn now(&self) -> HashMap<AgencyId, Layer> {
        let now = |agency: &AgencyId| Some((*agency, self.layer(*agency, Millis::MAX)?));
        self.0.keys().filter_map(now).collect()
    }

    /// Moments at which an agency began or ceased to say something.
    fn moments(&self, agency: AgencyId) -> impl Iterator<Item = Millis> {
        let said = self.0.get(&agency).into_iter().flatten();
        said.flat_map(|said| std::iter::once(said.from).chain(said.until))
    }
}

/// The working time of every agency at every moment.
#[derive(Debug)]
pub struct Times {
    lines: Lines,
    past: Past,
    /// Of agencies that say, or said, something of their own: since when which calendar holds, oldest first.
    held: HashMap<AgencyId, Vec<Held>>,
    /// Of agencies with nobody above them who says anything.
    usual: Arc<Calendar>,
}

/// Laid together when somebody asks: most of the past is never asked for.
#[derive(Debug)]
struct Held {
    from: Millis,
    calendar: OnceLock<Arc<Calendar>>,
}

impl Times {
    pub async fn read(tx: &mut Tx, since: Millis, agencies: &[Agency]) -> Result<Self> {
        let (past, lines) = (past(tx, since).await?, lines_of(agencies));
        let usual = Calendar::new(&[office::usual(None)])
            .map_err(|mistakes| internal(format!("the usual office hours: {mistakes:?}")))?;
        let held = |agency: &AgencyId| {
            let line = lines.get(agency).into_iter().flatten();
            let moments: BTreeSet<Millis> = line.flat_map(|above| past.moments(*above)).collect();
            let held = moments.into_iter().map(|from| Held { from, calendar: OnceLock::new() });
            (*agency, held.collect())
        };
        let held = past.0.keys().map(held).collect();
        Ok(Self { lines, past, held, usual: Arc::new(usual) })
    }

    /// An agency and those above it, nearest first.
    pub fn line(&self, agency: AgencyId) -> Option<&[AgencyId]> {
        self.lines.get(&agency).map(Vec::as_slice)
    }

    /// Whose calendar an agency has, and since when which one.
    fn held(&self, agency: AgencyId) -> Option<(AgencyId, &[Held])> {
        let mut line = self.lines.get(&agency)?.iter();
        line.find_map(|id| Some((*id, self.held.get(id)?.as_slice())))
    }

    /// The working time of an agency as it was said at a moment.
    pub fn calendar(&self, agency: AgencyId, at: Millis) -> Arc<Calendar> {
        let Some((whose, held)) = self.held(agency) else { return Arc::clone(&self.usual) };
        let Some(last) = held.partition_point(|held| held.from <= at).checked_sub(1) else {
            return Arc::clone(&self.usual);
        };
        let held = &held[last];
        Arc::clone(held.calendar.get_or_init(|| self.laid(whose, held.from)))
    }

    /// The next moment at which an agency had another working time.
    pub fn next(&self, agency: AgencyId, since: Millis) -> Option<Millis> {
        let (_, held) = self.held(agency)?;
        held.get(held.partition_point(|held| held.from <= since)).map(|held| held.from)
    }

    fn laid(&self, agency: AgencyId, at: Millis) -> Arc<Calendar> {
        let line = self.lines.get(&agency).map_or(&[][..], Vec::as_slice);
        for nearest in 0..line.len() {
            let layers = line[nearest..].iter().rev().filter_map(|above| self.past.layer(*above, at));
            match laid(layers) {
                Ok(calendar) => return Arc::new(calendar),
                // Saving checks; whatever slipped by must not stop every ticket.
                Err(mistakes) => tracing::error!(%agency, ?mistakes, "a calendar cannot be reckoned with"),
            }
        }
        Arc::clone(&self.usual)
    }
}

fn laid(root_first: impl Iterator<Item = Layer>) -> Result<Calendar, Vec<Mistake>> {
    let said: Vec<Layer> = std::iter::once(office::usual(None)).chain(root_first).collect();
    Calendar::new(&said)
}

/// The calendar of an agency: what the usual hours, those above it and it itself say.
pub fn chain(
    lines: &Lines,
    layers: &HashMap<AgencyId, Layer>,
    agency: AgencyId,
) -> Result<Calendar, Vec<Mistake>> {
    let line = lines.get(&agency).into_iter().flatten().rev();
    laid(line.filter_map(|id| layers.get(id)).cloned())
}

/// From its path `/1/5/9/`.
fn lines_of(agencies: &[Agency]) -> Lines {
    let line = |agency: &Agency| agency.path.split('/').rev().filter_map(|id| id.parse().ok()).collect();
    agencies.iter().map(|agency| (agency.id, line(agency))).collect()
}

/// The lines of all agencies, for checks before saving.
pub async fn lines(tx: &mut Tx) -> Result<Lines> {
    Ok(lines_of(&agencies::every_agency(tx).await?))
}
