//! How well the agencies keep their time. The city works reasonably: most matters are done in time, a
//! few agencies are visibly worse, and one became better.

use crate::cli::demo::chance::Chance;
use crate::cli::demo::days::EVENTS;
use crate::clock::Millis;

/// What comes of a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Helped,
    Rejected,
    /// Nobody gets round to it.
    Forgotten,
}

/// The share that agencies finish in time.
const IN_TIME: [(&str, f64); 8] = [
    (CREW.agency, 0.9),
    ("dinsos", 0.64),
    ("satpol-pp", 0.8),
    ("disdik", 0.87),
    ("pdam", 0.9),
    ("dlh", 0.89),
    ("dukcapil", 0.95),
    ("damkar", 0.97),
];
const USUALLY: f64 = 0.92;

/// The measure that officials look for in the trends: since so many days Roads and Bridges has a crew
/// that patches holes at once.
struct Crew {
    agency: &'static str,
    since: i64,
    /// In time until then.
    before: f64,
}
const CREW: Crew = Crew { agency: "pupr-jalan", since: 45, before: 0.52 };

pub fn has_crew(agency: &str, age: i64) -> bool {
    agency == CREW.agency && age <= CREW.since
}

/// Few are forgotten, and of the oldest of those none is left.
pub fn fate(age: i64, emergency: bool, chance: &mut Chance) -> Fate {
    let forgotten = if emergency || age > 30 { 0.0 } else { 0.0045 };
    if chance.happens(forgotten) {
        Fate::Forgotten
    } else if !emergency && chance.happens(0.045) {
        Fate::Rejected
    } else {
        Fate::Helped
    }
}

/// How long an agency takes for a matter that came so many days ago and is due after `due`.
pub fn takes(agency: &str, category: &str, age: i64, due: Millis, chance: &mut Chance) -> Millis {
    let known = IN_TIME.iter().find(|(code, _)| *code == agency).map_or(USUALLY, |(_, share)| *share);
    let share = if agency == CREW.agency && !has_crew(agency, age) { CREW.before } else { known };
    // Floods and burst mains delay whoever mends them, and all who need the same people.
    let busy = EVENTS.iter().filter(|event| event.categories.iter().any(|(code, _)| *code == category));
    let slower: f64 = busy.map(|event| 1.0 + 3.0 * (event.slower - 1.0) * event.strength(age)).product();
    let late = ((1.0 - share) * slower).min(0.8);
    let of_due = if chance.happens(late) {
        // Mostly a little, with a tail.
        (1.05 + 0.45 * chance.spread(0.8)).min(3.0)
    } else {
        // Rather towards the end: whoever has five days takes four.
        0.1 + 0.86 * chance.between(0.0, 1.0).sqrt()
    };
    (due as f64 * of_due) as Millis
}
