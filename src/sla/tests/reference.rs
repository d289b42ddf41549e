//! The slow reference: walks minute by minute and asks the zone each time what the wall shows.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

use crate::clock::{HOUR, MINUTE, Millis};
use crate::sla::{Allowance, Layer, Pause, Stretch, Unit};

/// A calendar as people would read it from the layers.
pub struct Slow<'a> {
    zone: TimeZone,
    layers: &'a [Layer],
}

/// A minute of the walk, whole or cut at the start.
struct Cell {
    from: Millis,
    to: Millis,
    /// The latest that the wall has shown so far.
    shown: DateTime,
    open: bool,
}

impl<'a> Slow<'a> {
    /// Gives up after this many minutes.
    const LONGEST: usize = 400 * 24 * 60;

    pub fn new(layers: &'a [Layer]) -> Self {
        let zone = layers.iter().filter_map(|layer| layer.zone.as_ref()).next_back().unwrap();
        Self { zone: TimeZone::get(zone).unwrap(), layers }
    }

    fn usual(&self, date: Date) -> &[Stretch] {
        for layer in self.layers.iter().rev() {
            let season = layer.seasons.iter().find(|season| season.from <= date && date <= season.to);
            let week = season.map(|season| &season.week).or(layer.week.as_ref());
            if let Some(week) = week {
                let hours = match date.weekday() {
                    Weekday::Monday => &week.mon,
                    Weekday::Tuesday => &week.tue,
                    Weekday::Wednesday => &week.wed,
                    Weekday::Thursday => &week.thu,
                    Weekday::Friday => &week.fri,
                    Weekday::Saturday => &week.sat,
                    Weekday::Sunday => &week.sun,
                };
                return hours.stretches();
            }
        }
        &[]
    }

    fn worked(&self, date: Date) -> &[Stretch] {
        for layer in self.layers.iter().rev() {
            if layer.closures.iter().any(|closure| closure.date == date) {
                return &[];
            }
            if let Some(opening) = layer.openings.iter().find(|opening| opening.date == date) {
                return opening.hours.as_ref().map_or_else(|| self.usual(date), |hours| hours.stretches());
            }
        }
        self.usual(date)
    }

    fn cells(&self, start: Millis) -> impl Iterator<Item = Cell> {
        // Begun early, so that clocks set back shortly before the start are seen.
        let mut minute = (start - 26 * HOUR).div_euclid(MINUTE) * MINUTE;
        let mut shown = DateTime::MIN;
        let mut today = (Date::MIN, &[][..]);
        let all = std::iter::from_fn(move || {
            let stamp = Timestamp::from_millisecond(minute).unwrap();
            shown = shown.max(self.zone.to_datetime(stamp));
            if today.0 != shown.date() {
                today = (shown.date(), self.worked(shown.date()));
            }
            let wall = u16::from(shown.hour().unsigned_abs()) * 60 + u16::from(shown.minute().unsigned_abs());
            let open = today.1.iter().any(|stretch| stretch.from() <= wall && wall < stretch.to());
            minute += MINUTE;
            Some(Cell { from: (minute - MINUTE).max(start), to: minute, shown, open })
        });
        all.skip_while(move |cell| cell.to <= start).take(Self::LONGEST)
    }

    /// When an allowance is used up; None if never, or not within the longest walk.
    pub fn due(&self, start: Millis, allowance: Allowance, pauses: &[Pause]) -> Option<Millis> {
        let need = Millis::from(allowance.amount());
        match allowance.unit() {
            Unit::WorkingMinutes => self.reach(start, need * MINUTE, pauses, true),
            Unit::Minutes => self.reach(start, need * MINUTE, pauses, false),
            Unit::WorkingDays => self.working_days(start, need, pauses),
            Unit::Days => self.plain_days(start, need, pauses),
        }
    }

    pub fn reach(&self, start: Millis, need: Millis, pauses: &[Pause], working: bool) -> Option<Millis> {
        let mut left = need;
        for cell in self.cells(start).take_while(|cell| !stands(cell.from, pauses)) {
            if working && !cell.open {
                continue;
            }
            for (from, to) in running(&cell, pauses) {
                if left <= to - from {
                    return Some(from + left);
                }
                left -= to - from;
            }
        }
        None
    }

    /// The time that counts between two moments.
    pub fn elapsed(&self, start: Millis, end: Millis, pauses: &[Pause], working: bool) -> Millis {
        let mut sum = 0;
        for cell in self.cells(start).take_while(|cell| cell.from < end) {
            let cell = Cell { to: cell.to.min(end), ..cell };
            if cell.open || !working {
                sum += running(&cell, pauses).map(|(from, to)| to - from).sum::<Millis>();
            }
        }
        sum
    }

    fn working_days(&self, start: Millis, amount: Millis, pauses: &[Pause]) -> Option<Millis> {
        let (mut closing, mut date, mut seen) = (None, None, 0);
        for cell in self.cells(start) {
            if date.is_some_and(|date| date != cell.shown.date())
                && let Some(close) = closing.take()
                && (seen == 0 || !paused_before(close, pauses))
            {
                if seen == amount {
                    return Some(if close == cell.from { close - 1 } else { close });
                }
                seen += 1;
            }
            if stands(cell.from, pauses) && closing.is_none() {
                return None;
            }
            date = Some(cell.shown.date());
            if cell.open {
                closing = Some(cell.to);
            }
        }
        None
    }

    fn plain_days(&self, start: Millis, amount: Millis, pauses: &[Pause]) -> Option<Millis> {
        let (mut arrival, mut date, mut seen) = (None, None, 0);
        for cell in self.cells(start) {
            let today = cell.shown.date();
            let arrived = *arrival.get_or_insert(today);
            if let Some(yesterday) = date.filter(|date| *date != today)
                && yesterday != arrived
                && !paused_before(cell.from, pauses)
            {
                seen += 1;
                if seen == amount {
                    return Some(cell.from - 1);
                }
            }
            date = Some(today);
        }
        None
    }
}

/// No pause runs at the moment or ever ends after it.
fn stands(at: Millis, pauses: &[Pause]) -> bool {
    pauses.iter().any(|pause| pause.to.is_none() && pause.from <= at)
}

fn covers(pause: &Pause, at: Millis) -> bool {
    pause.from <= at && pause.to.is_none_or(|to| at < to)
}

/// The clock stood in the millisecond before.
fn paused_before(at: Millis, pauses: &[Pause]) -> bool {
    pauses.iter().any(|pause| covers(pause, at - 1))
}

/// The parts of a cell in which no pause runs, in order.
fn running(cell: &Cell, pauses: &[Pause]) -> impl Iterator<Item = (Millis, Millis)> {
    let mut cuts = vec![cell.from, cell.to];
    let inside = |cut: &Millis| cell.from < *cut && *cut < cell.to;
    cuts.extend(pauses.iter().flat_map(|pause| [Some(pause.from), pause.to]).flatten().filter(inside));
    cuts.sort_unstable();
    let parts: Vec<_> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    parts.into_iter().filter(|(from, _)| !pauses.iter().any(|pause| covers(pause, *from)))
}
