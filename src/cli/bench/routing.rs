//! How right the suggestions of categories are, measured on the demo city's reports: the same past and so
//! the same numbers every time, without a database.
//!
//! The city's reports are told from some 180 stories with other streets and names each time. Dealt report by
//! report, every held-out text has its twin among those learned from, and the numbers mean nothing; so they are
//! shown for three ways of dealing, and only the last says what happens to a report of a new kind.

use jiff::tz::TimeZone;

use crate::agencies::Area;
use crate::cli::demo::city::City;
use crate::cli::demo::plan::{Story, plan};
use crate::cli::demo::seed::TICKETS;
use crate::clock::Millis;
use crate::error::{Result, internal};
use crate::routing::Rules;
use crate::routing::copies::ALIKE;
use crate::routing::learn::passages;
use crate::routing::lessons::Lessons;
use crate::routing::measure::{Measured, ratio, train};

/// The past is told as of this moment (23 November 2026, 09:00 in Jakarta).
const NOW: Millis = 1_795_399_200_000;

/// Reads the city, learns three times, prints.
pub fn run() -> Result<()> {
    let city = City::read()?;
    let zone = TimeZone::get("Asia/Jakarta").map_err(|error| internal(error.to_string()))?;
    let stories = plan(&city, NOW, &zone, TICKETS).stories;
    let rules = rules(&city);
    let measured = |alike: f64, key: fn(usize, &Story) -> i64| {
        let mut lessons = told(&city, alike);
        // The newest first, as the house reads them.
        for (at, story) in stories.iter().enumerate().rev() {
            let text = format!("{}\n{}", story.subject, story.body);
            lessons.add(key(at, story), &story.category, &text, rules.category(&text).as_deref());
        }
        train(lessons).1
    };
    let by_story = measured(ALIKE, number);
    println!("### routing, {} reports of the demo city\n", stories.len());
    println!(
        "| held out | texts | first | of three | macro F1 | rules | rules, then model | most frequent | said, right | decides alone |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--|");
    row("report by report (twins on both sides)", &measured(2.0, |at, _| at as i64));
    row("copies together, as the house does it", &measured(ALIKE, |at, _| at as i64));
    row("whole stories", &by_story);
    println!("\nWhole stories held out, by category:\n");
    println!("| category | texts | found | right | F1 |");
    println!("|---|--:|--:|--:|--:|");
    for one in &by_story.categories {
        let (found, right) = (ratio(one.right, one.texts), ratio(one.right, one.said));
        println!("| {} | {} | {found:.2} | {right:.2} | {:.2} |", one.category, one.texts, one.f1());
    }
    areas(&rules, &stories);
    Ok(())
}

fn row(name: &str, m: &Measured) {
    let alone = m.threshold.map_or_else(
        || format!("never ({} silent)", m.silent),
        |least| format!("from {least:.2}: {} of {} silent, {} right", m.sure, m.silent, m.sure_right),
    );
    println!(
        "| {name} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {}, {} | {alone} |",
        m.texts, m.first, m.three, m.macro_f1, m.rules, m.together, m.frequent, m.said, m.said_right
    );
}

/// One number for all reports of a story.
fn number(_: usize, story: &Story) -> i64 {
    let name = story.category.bytes().fold(0, |sum: i64, byte| sum.wrapping_mul(131) + i64::from(byte));
    name.wrapping_mul(1_000).wrapping_add(story.matter as i64)
}

/// What the house says about its categories.
fn told(city: &City, alike: f64) -> Lessons {
    let mut lessons = Lessons::new(alike);
    for category in &city.categories {
        lessons.tell(&category.code, &format!("{} {}", category.name_id, category.name_en));
    }
    for article in knowledge_base::starter_articles() {
        passages(&article).for_each(|text| lessons.tell(&article.category, &text));
    }
    lessons
}

fn rules(city: &City) -> Rules {
    let names = city.categories.iter().flat_map(|category| {
        [&category.name_id, &category.name_en].map(|name| (name.clone(), category.code.clone()))
    });
    let keywords = knowledge_base::starter_articles().into_iter().flat_map(|article| {
        let category = article.category;
        article.keywords.into_iter().map(move |keyword| (keyword, category.clone()))
    });
    let areas: Vec<Area> = city
        .areas
        .iter()
        .map(|area| Area {
            code: area.code.clone(),
            parent_code: area.parent.clone(),
            name: area.name.clone(),
            latitude: Some(area.latitude),
            longitude: Some(area.longitude),
            population: Some(area.population),
        })
        .collect();
    Rules::of(names.chain(keywords), &areas)
}

/// Areas read from texts: how many texts name one, and how often it is the village where it happened or the
/// district above.
fn areas(rules: &Rules, stories: &[Story]) {
    let (mut named, mut right) = (0, 0);
    for story in stories {
        let text = format!("{}\n{}\n{}", story.place, story.subject, story.body);
        if let Some(code) = rules.area_named(&text) {
            named += 1;
            right += i64::from(story.area.starts_with(&code));
        }
    }
    println!("\nAreas: {named} of {} texts name one, right in {:.3}.\n", stories.len(), ratio(right, named));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_are_told_apart() {
        let city = City::read().unwrap();
        let stories = plan(&city, NOW, &TimeZone::UTC, 600).stories;
        let mut numbers: Vec<i64> = stories.iter().map(|story| number(0, story)).collect();
        let mut names: Vec<_> = stories.iter().map(|story| (&story.category, story.matter)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        names.sort_unstable();
        names.dedup();
        assert_eq!(numbers.len(), names.len());
    }
}
