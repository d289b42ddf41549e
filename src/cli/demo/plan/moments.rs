//! When somebody writes, and about what.

use super::Writer;
use crate::cli::demo::chance::Chance;
use crate::cli::demo::days::{self, Day, EVENTS};
use crate::clock::Millis;
use crate::tickets::Class;

/// Somebody is about to write.
pub struct Moment {
    pub at: Millis,
    pub day: Day,
    pub category: String,
    /// Place in [`EVENTS`], when one of them is the cause.
    pub event: Option<usize>,
}

/// All of them, oldest first.
pub fn moments(writer: &Writer<'_>, days: &[Day], wanted: usize, chance: &mut Chance) -> Vec<Moment> {
    let full = wanted as f64 / 3_400.0;
    let mut moments = Vec::new();
    let mut add = |day: Day, category: &str, event: Option<usize>, chance: &mut Chance| {
        let at = days::moment(day, writer.class(category) == Class::Emergency, chance);
        moments.push(Moment { at, day, category: category.to_owned(), event });
    };
    for day in days {
        for (place, event) in EVENTS.iter().enumerate() {
            let count = (event.strength(day.age) * event.tickets * full).round() as usize;
            for _ in 0..count {
                let chosen = chance.weighted(event.categories.iter().map(|(_, weight)| *weight));
                add(*day, event.categories[chosen].0, Some(place), chance);
            }
        }
    }
    let extra = moments.len();
    let usual: Vec<f64> = days.iter().map(|day| days::usual(*day, chance)).collect();
    let one = wanted.saturating_sub(extra) as f64 / usual.iter().sum::<f64>();
    // What a day's share leaves over goes to the next day, so that small cities have all their tickets.
    let mut left = 0.0;
    for (day, usual) in days.iter().zip(usual) {
        left += usual * one;
        while left >= 1.0 {
            left -= 1.0;
            let chosen = chance.weighted(writer.categories.iter().map(|(_, weight)| *weight));
            let category = writer.categories[chosen].0;
            let at = days::moment(*day, writer.class(category) == Class::Emergency, chance);
            moments.push(Moment { at, day: *day, category: category.to_owned(), event: None });
        }
    }
    moments.sort_by_key(|moment| moment.at);
    moments
}
