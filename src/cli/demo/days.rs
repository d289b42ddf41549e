//! How much a city has to say, by day and by hour: weekdays and weekends, the Friday prayer, and three
//! events everybody remembers.

use jiff::tz::TimeZone;

use super::chance::Chance;
use crate::clock::{DAY, HOUR, MINUTE, Millis};

/// Days of past.
pub const DAYS: i64 = 120;

/// A local day.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// Days before today; 0 is today.
    pub age: i64,
    /// When it began.
    pub midnight: Millis,
    /// Monday is 1.
    pub weekday: i64,
}

impl Day {
    pub fn weekend(self) -> bool {
        self.weekday >= 6
    }
}

/// Something that made many people write about the same things.
pub struct Event {
    /// Its first day, in days before today, and how strong each of its days was.
    first: i64,
    strength: &'static [f64],
    /// Tickets on a day of strength 1, in a city with the full number of tickets.
    pub tickets: f64,
    /// Categories and how often.
    pub categories: &'static [(&'static str, f64)],
    /// District codes it hit.
    pub districts: &'static [&'static str],
    /// How much longer things take meanwhile, for these categories.
    pub slower: f64,
}

/// Rain for a week and the river over its banks; a burst main that left two districts dry; a smaller
/// flood before that.
pub const EVENTS: [Event; 3] = [
    Event {
        first: 24,
        strength: &[0.5, 1.0, 0.8, 0.4, 0.15],
        tickets: 58.0,
        categories: &[
            ("banjir", 6.0),
            ("drainase", 3.0),
            ("pohon", 2.0),
            ("listrik", 2.0),
            ("darurat", 0.7),
            ("jalan", 1.0),
            ("sampah", 1.0),
        ],
        districts: &["99.71.05", "99.71.04"],
        slower: 1.7,
    },
    Event {
        first: 59,
        strength: &[1.0, 0.9, 0.65, 0.5, 0.3, 0.2, 0.1],
        tickets: 42.0,
        categories: &[("air", 12.0), ("jalan", 1.0), ("layanan", 0.5)],
        districts: &["99.71.03", "99.71.06"],
        slower: 1.9,
    },
    Event {
        first: 86,
        strength: &[0.8, 0.4],
        tickets: 30.0,
        categories: &[("banjir", 4.0), ("drainase", 3.0), ("pohon", 3.0)],
        districts: &["99.71.05"],
        slower: 1.3,
    },
];

impl Event {
    pub fn strength(&self, age: i64) -> f64 {
        usize::try_from(self.first - age).ok().and_then(|day| self.strength.get(day)).copied().unwrap_or(0.0)
    }
}

/// Monday is the busiest; on Sundays people rest and so do their complaints.
const WEEK: [f64; 7] = [1.28, 1.12, 1.05, 1.02, 0.92, 0.58, 0.43];

/// By hour, from midnight on.
const WORKDAY: [f64; 24] = [
    0.5, 0.3, 0.2, 0.2, 0.4, 1.0, 2.2, 4.5, 8.0, 9.5, 9.0, 7.5, 5.0, 7.5, 7.8, 6.5, 5.0, 4.2, 4.5, 4.8, 4.2,
    3.0, 1.8, 0.9,
];
const WEEKEND: [f64; 24] = [
    0.8, 0.5, 0.3, 0.3, 0.4, 0.9, 2.0, 3.5, 5.5, 6.5, 6.8, 6.0, 5.0, 5.0, 5.2, 5.2, 5.0, 4.6, 5.0, 5.4, 5.0,
    3.8, 2.4, 1.4,
];

/// The days of the past, oldest first, today last.
pub fn days(now: Millis, zone: &TimeZone) -> Vec<Day> {
    let today = jiff::Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(zone.clone()).date();
    (0..=DAYS)
        .rev()
        .map(|age| {
            let date = today.saturating_sub(jiff::Span::new().days(age));
            let midnight = date
                .to_zoned(zone.clone())
                .map_or(now - age * DAY, |start| start.timestamp().as_millisecond());
            Day { age, midnight, weekday: i64::from(date.weekday().to_monday_one_offset()) }
        })
        .collect()
}

/// How much of the usual a day brings: 1 on average.
pub fn usual(day: Day, chance: &mut Chance) -> f64 {
    let grows = 0.9 + 0.2 * (DAYS - day.age) as f64 / DAYS as f64;
    WEEK[(day.weekday - 1).clamp(0, 6) as usize] * grows * chance.between(0.92, 1.08)
}

/// A moment of the day when somebody writes. Fires and accidents keep no hours.
pub fn moment(day: Day, emergency: bool, chance: &mut Chance) -> Millis {
    let hour = if emergency {
        chance.whole(0, 24)
    } else {
        let hours = if day.weekend() { WEEKEND } else { WORKDAY };
        // Fridays at noon most of the city prays.
        let friday = |hour: usize, weight: f64| match hour {
            11 if day.weekday == 5 => weight * 0.55,
            12 if day.weekday == 5 => weight * 0.3,
            _ => weight,
        };
        chance.weighted(hours.into_iter().enumerate().map(|(hour, weight)| friday(hour, weight))) as i64
    };
    day.midnight + hour * HOUR + chance.whole(0, HOUR)
}

/// When an office does what it wanted to do at `at`: offices work from half past seven to four on
/// weekdays, the hotline and the crews from six to ten every day.
pub fn at_work(at: Millis, office: bool, zone: &TimeZone, chance: &mut Chance) -> Millis {
    let mut local = jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone.clone());
    let (opens, closes) = if office { (7 * 60 + 30, 16 * 60) } else { (6 * 60, 22 * 60) };
    for _ in 0..8 {
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let closed = office && local.weekday().to_monday_one_offset() >= 6;
        if !closed && (opens..closes).contains(&minute) {
            return local.timestamp().as_millisecond();
        }
        let next = if !closed && minute < opens {
            local.date()
        } else {
            local.date().saturating_add(jiff::Span::new().days(1))
        };
        let Ok(midnight) = next.to_zoned(zone.clone()) else { return at };
        // Not everybody at the stroke of the hour.
        let start = midnight.timestamp().as_millisecond() + opens * MINUTE + chance.whole(0, 100 * MINUTE);
        local = jiff::Timestamp::from_millisecond(start).unwrap_or_default().to_zoned(zone.clone());
    }
    at
}

/// The last moment before `at` at which an office (or a crew) works.
pub fn before_closing(at: Millis, office: bool, zone: &TimeZone, chance: &mut Chance) -> Millis {
    let closes = if office { 16 * 60 } else { 22 * 60 };
    let date = jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone.clone()).date();
    for back in 0..8 {
        let day = date.saturating_sub(jiff::Span::new().days(back));
        let Ok(midnight) = day.to_zoned(zone.clone()) else { return at };
        let end = midnight.timestamp().as_millisecond() + closes * MINUTE;
        let open = !office || day.weekday().to_monday_one_offset() < 6;
        if open && end <= at {
            return end - chance.whole(0, 90 * MINUTE);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_795_399_200_000;

    #[test]
    fn the_past_ends_today() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let days = days(NOW, &zone);
        let last = days.last().unwrap();
        assert_eq!((days.len(), last.age, last.weekday), (121, 0, 1));
        assert_eq!(NOW - last.midnight, 9 * HOUR);
        assert!(days.windows(2).all(|pair| pair[1].midnight - pair[0].midnight == DAY));
    }

    #[test]
    fn offices_rest_at_night_and_on_weekends() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let mut chance = Chance::new(1);
        let saturday = NOW - 2 * DAY;
        let done = at_work(saturday, true, &zone, &mut chance);
        let local = jiff::Timestamp::from_millisecond(done).unwrap().to_zoned(zone.clone());
        assert_eq!(local.weekday().to_monday_one_offset(), 1);
        assert!((7..10).contains(&local.hour()), "{local}");
        assert_eq!(at_work(saturday, false, &zone, &mut chance), saturday);
        let before = before_closing(NOW - DAY, true, &zone, &mut chance);
        let local = jiff::Timestamp::from_millisecond(before).unwrap().to_zoned(zone);
        assert_eq!((local.weekday().to_monday_one_offset(), before < NOW - DAY), (5, true), "{local}");
        assert!((14..=16).contains(&local.hour()), "{local}");
    }

    #[test]
    fn an_event_has_its_days() {
        let flood = &EVENTS[0];
        assert_eq!(
            (flood.strength(25), flood.strength(24), flood.strength(23), flood.strength(10)),
            (0.0, 0.5, 1.0, 0.0)
        );
    }
}
