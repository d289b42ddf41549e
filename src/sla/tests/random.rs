//! Random calendars, allowances and pauses, crowded around the days on which arithmetic goes wrong.

use jiff::civil::Date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::clock::{DAY, HOUR, MINUTE};

/// Zones, and days around which their arithmetic goes wrong. The Indonesian ones have month and year
/// ends, leap days and Lebaran; the others change their clocks: by half an hour, at midnight, at one
/// minute past, backwards in summer, over a whole day.
const PLACES: &[(&str, &[&str])] = &[
    ("Asia/Jakarta", &["2026-03-19", "2025-12-31", "2024-02-28"]),
    ("Asia/Makassar", &["2026-03-19", "2023-02-28", "2026-08-16"]),
    ("Asia/Jayapura", &["2026-03-19", "2026-05-31", "2024-12-31"]),
    ("UTC", &["2025-12-31", "2024-02-28"]),
    ("Asia/Kathmandu", &["2025-12-31"]),
    ("Europe/Berlin", &["2025-03-30", "2025-10-26"]),
    ("America/New_York", &["2025-03-09", "2025-11-02"]),
    ("America/St_Johns", &["2008-11-02", "2010-03-14"]),
    ("America/Havana", &["2025-03-09", "2025-11-02"]),
    ("America/Sao_Paulo", &["2018-02-17", "2018-11-04"]),
    ("America/Scoresbysund", &["2024-03-31", "2024-10-27"]),
    ("Africa/Cairo", &["2025-04-25", "2025-10-30"]),
    ("Africa/Casablanca", &["2025-02-23", "2025-04-06"]),
    ("Asia/Beirut", &["2025-03-30", "2025-10-26"]),
    ("Australia/Lord_Howe", &["2025-04-06", "2025-10-05"]),
    ("Pacific/Apia", &["2011-12-29", "2012-03-31"]),
];

/// A place and a day to crowd around.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    zone: &'static str,
    day: &'static str,
}

pub fn anchor() -> impl Strategy<Value = Anchor> {
    let place = proptest::sample::select(PLACES);
    place.prop_flat_map(|(zone, days)| {
        proptest::sample::select(days).prop_map(move |day| Anchor { zone, day })
    })
}

impl Anchor {
    fn date(self) -> impl Strategy<Value = Date> {
        (-12i64..=16).prop_map(move |off| day(self.day).saturating_add(jiff::Span::new().days(off)))
    }

    /// A moment near the day: on the half hour as offices open and close, on the minute, or not.
    pub fn moment(self) -> impl Strategy<Value = Millis> {
        (-5 * DAY..3 * DAY, 0..3usize).prop_map(move |(off, fit)| {
            let at = at_in(self.zone, &format!("{}T12:00", self.day)) + off;
            let step = [1, MINUTE, HOUR / 2][fit];
            at.div_euclid(step) * step
        })
    }
}

/// Up to four stretches; times on the half hour more often than not, midnight and the hours in which
/// clocks change among them.
fn hours() -> BoxedStrategy<Hours> {
    let time = prop_oneof![3 => (0u16..=48).prop_map(|half| half * 30), 1 => 0u16..=1440, 2 => (0u16..=24).prop_map(|ten| ten * 10)];
    vec(time, 0..=8)
        .prop_map(|mut times| {
            times.sort_unstable();
            times.dedup();
            let stretches = times.chunks_exact(2).map(|pair| Stretch::new(pair[0], pair[1]).unwrap());
            Hours::new(stretches.collect()).unwrap()
        })
        .boxed()
}

fn week() -> BoxedStrategy<Week> {
    let free = || prop_oneof![4 => hours(), 1 => Just(Hours::default())];
    let random = [free(), free(), free(), free(), free(), free(), free()].prop_map(|days| {
        let [mon, tue, wed, thu, fri, sat, sun] = days;
        Week { mon, tue, wed, thu, fri, sat, sun }
    });
    let week = prop_oneof![2 => random, 1 => Just(office_week())];
    week.prop_filter("opens at all", |week| !week.is_empty()).boxed()
}

fn layer(anchor: Anchor, zone: Option<&'static str>, week: Option<Week>) -> BoxedStrategy<Layer> {
    let season = option::weighted(0.2, (anchor.date(), 0i32..20, week_or_office()));
    (vec(anchor.date(), 0..8), vec((anchor.date(), option::of(hours())), 0..3), season)
        .prop_map(move |(closed, open, season)| {
            let closure =
                |date: &Date| Closure { date: *date, name: format!("{date}"), kind: ClosureKind::Holiday };
            let opening = |(date, hours): (Date, Option<Hours>)| {
                let hours = hours.filter(|hours| !hours.is_empty());
                Opening { date, name: "open".to_owned(), hours }
            };
            let dated = |(from, days, week): (Date, i32, Week)| {
                let to = from.saturating_add(jiff::Span::new().days(days));
                Season { from, to, name: "season".to_owned(), week }
            };
            let mut closed = closed;
            closed.sort_unstable();
            closed.dedup();
            let mut open: Vec<_> = open.into_iter().filter(|(date, _)| !closed.contains(date)).collect();
            open.sort_by_key(|(date, _)| *date);
            open.dedup_by_key(|(date, _)| *date);
            Layer {
                zone: zone.map(str::to_owned),
                week: week.clone(),
                seasons: season.into_iter().map(dated).collect(),
                closures: closed.iter().map(closure).collect(),
                openings: open.into_iter().map(opening).collect(),
            }
        })
        .boxed()
}

fn week_or_office() -> impl Strategy<Value = Week> {
    prop_oneof![week(), Just(office_week())]
}

/// One layer or two, always a calendar that can be built.
pub fn layers(anchor: Anchor) -> BoxedStrategy<Vec<Layer>> {
    let own_zone = proptest::sample::select(PLACES).prop_map(|(zone, _)| zone);
    let parts = (week(), option::weighted(0.1, own_zone), option::weighted(0.2, week()));
    let layers = parts.prop_flat_map(move |(week, own_zone, own_week)| {
        let parent = layer(anchor, Some(anchor.zone), Some(week));
        let child = option::weighted(0.4, layer(anchor, own_zone, own_week));
        (parent, child).prop_map(|(parent, child)| std::iter::once(parent).chain(child).collect())
    });
    layers
        .prop_map(|mut layers: Vec<Layer>| {
            // "As usual" on a day without usual hours is refused: such an opening gets hours of its own.
            if let Err(mistakes) = Calendar::new(&layers) {
                assert!(
                    mistakes.iter().all(|mistake| mistake.fault == Fault::OpeningWithoutHours),
                    "{mistakes:?}"
                );
                for opening in layers.iter_mut().flat_map(|layer| &mut layer.openings) {
                    opening.hours.get_or_insert_with(|| Hours::parse("09:00-11:00").unwrap());
                }
            }
            layers
        })
        .boxed()
}

/// Pauses after a start, overlapping or touching or not, some on the full hour (as closing times are).
pub fn pauses(start: Millis) -> impl Strategy<Value = Vec<Pause>> {
    let pause = (-DAY..12 * DAY, 0..4 * DAY, option::weighted(0.9, Just(())), any::<bool>());
    vec(pause, 0..5).prop_map(move |pauses| {
        let pause = |(after, length, ends, whole): (Millis, Millis, Option<()>, bool)| {
            let fit = |at: Millis| if whole { at.div_euclid(HOUR / 2) * (HOUR / 2) } else { at };
            let from = fit(start + after);
            let to = ends.map(|()| fit(start + after + length));
            Pause { from, to, waiting_for: WaitingFor::Citizen, reason: "random".to_owned() }
        };
        pauses.into_iter().map(pause).collect()
    })
}

/// An allowance that a calendar uses up within about two weeks.
pub fn allowance(layers: &[Layer]) -> impl Strategy<Value = Allowance> + use<> {
    let week = layers.iter().rev().find_map(|layer| layer.week.as_ref()).unwrap().clone();
    let worked: u32 = (0..7)
        .flat_map(|weekday| week.day(weekday).stretches())
        .map(|stretch| u32::from(stretch.to() - stretch.from()))
        .sum();
    let days = (0..7).filter(|weekday| !week.day(*weekday).is_empty()).count() as u32;
    prop_oneof![
        3 => (1..=worked * 3 / 2 + 1).prop_map(|amount| grant(Unit::WorkingMinutes, amount)),
        3 => (1..=days * 2).prop_map(|amount| grant(Unit::WorkingDays, amount)),
        1 => (1u32..=15_000).prop_map(|amount| grant(Unit::Minutes, amount)),
        1 => (1u32..=12).prop_map(|amount| grant(Unit::Days, amount)),
    ]
}
