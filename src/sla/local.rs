//! From wall times to instants, one zone look-up per change of the clocks instead of one per day.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::calendar::Calendar;
use super::hours::Stretch;
use crate::clock::{DAY, MINUTE, Millis, SECOND};

/// 2900-01-01: nothing is reckoned beyond.
const LAST_DAY: i64 = 339_676;

/// Days from 1970-01-01.
pub(super) fn day_number(day: Date) -> i64 {
    // The span between two dates always fits into days.
    day.since(date(1970, 1, 1)).map_or(0, |span| i64::from(span.get_days()))
}

/// The date of a day number within the years we reckon with.
pub(super) fn date_of(day: i64) -> Date {
    date(1970, 1, 1).saturating_add(jiff::Span::new().days(day.clamp(-LAST_DAY, LAST_DAY)))
}

/// Walks over the days of a calendar. Remembers the offset around the last look-up.
pub(super) struct Walk<'a> {
    zone: &'a TimeZone,
    offset: Millis,
    /// Instants for which `offset` alone gives the right answer.
    from: Millis,
    until: Millis,
}

impl<'a> Walk<'a> {
    /// None when the start lies outside of the years we reckon with.
    pub fn new(calendar: &'a Calendar, start: Millis) -> Option<Self> {
        // A zone's offset is less than two days: `start` and all its wall times stay in range.
        let known = (-DAY..(LAST_DAY - 2) * DAY).contains(&start);
        known.then(|| Self { zone: calendar.zone(), offset: 0, from: Millis::MAX, until: Millis::MIN })
    }

    /// The day is not beyond the last one.
    pub const fn reaches(day: i64) -> bool {
        day < LAST_DAY
    }

    /// The day an instant belongs to: the last that has begun.
    pub fn day_of(&mut self, at: Millis) -> i64 {
        let mut day = (at + offset_at(self.zone, at)).div_euclid(DAY);
        while self.begin(day + 1) <= at {
            day += 1;
        }
        while self.begin(day) > at {
            day -= 1;
        }
        day
    }

    /// The instant at which a day begins.
    pub fn begin(&mut self, day: i64) -> Millis {
        self.first(day * DAY)
    }

    /// A stretch of a day as instants; empty if the clocks jumped over it.
    pub fn span(&mut self, day: i64, stretch: Stretch) -> (Millis, Millis) {
        let midnight = day * DAY;
        let minute = |minute: u16| midnight + Millis::from(minute) * MINUTE;
        (self.first(minute(stretch.from())), self.first(minute(stretch.to())))
    }

    /// The first instant at which the local clock has come as far as `wall` (milliseconds from
    /// 1970-01-01 00:00 on the wall).
    fn first(&mut self, wall: Millis) -> Millis {
        let at = wall - self.offset;
        if (self.from..self.until).contains(&at) {
            return at;
        }
        let at = look_up(self.zone, wall);
        self.remember(at);
        at
    }

    fn remember(&mut self, at: Millis) {
        let stamp = stamp(at);
        self.offset = offset_at(self.zone, at);
        self.until =
            self.zone.following(stamp).next().map_or(Millis::MAX, |change| millis(change.timestamp()));
        // Asked a second later: whether a change at the very moment precedes it need not matter then.
        let mut before = self.zone.preceding(self::stamp(at + SECOND));
        let begun =
            before.find(|change| change.timestamp() <= stamp).map(|change| millis(change.timestamp()));
        self.from = begun.map_or(Millis::MIN, |change| {
            // Clocks set back: what they show until they catch up was shown before.
            change + (offset_at(self.zone, change - 1) - self.offset).max(0)
        });
    }
}

fn stamp(at: Millis) -> Timestamp {
    // `Walk::new` keeps instants in range; saturating would be a wrong answer, never a panic.
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX)
}

fn millis(stamp: Timestamp) -> Millis {
    stamp.as_millisecond()
}

fn offset_at(zone: &TimeZone, at: Millis) -> Millis {
    Millis::from(zone.to_offset(stamp(at)).seconds()) * SECOND
}

fn look_up(zone: &TimeZone, wall: Millis) -> Millis {
    let shown = Offset::UTC.to_datetime(stamp(wall));
    let minus = |offset: Offset| wall - Millis::from(offset.seconds()) * SECOND;
    match zone.to_ambiguous_timestamp(shown).offset() {
        AmbiguousOffset::Unambiguous { offset } => minus(offset),
        AmbiguousOffset::Fold { before, .. } => minus(before),
        // The wall time never came: the clocks jumped over it at this instant.
        AmbiguousOffset::Gap { after, .. } => {
            let mut changes = zone.following(stamp(minus(after)));
            changes.next().map_or_else(|| minus(after), |change| millis(change.timestamp()))
        }
    }
}
