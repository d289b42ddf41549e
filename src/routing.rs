//! Whose duty is it? The category from the words people use: first by rules (the keywords of articles and the
//! names of categories), and where these are silent by what was [`learn`]ed from tickets that staff filed;
//! the area from the nearest known place or a place that the text names; the agency is the category's, or the unit of it
//! whose area that is ([`Rules::office`]).
//! People may always correct it, and what a person chose is never touched.
//!
//! - [`rules`]: rules that administrators write, which have the last word over the agency.
//! - [`lessons`], [`words`], [`copies`]: what there is to learn from; [`bayes`], [`model`]: what is learned.
//! - [`measure`]: how right it is about tickets it has not seen; [`learn`]: the job.
//! - [`Learned`]: what every node knows of it.

pub mod bayes;
pub mod copies;
mod hand_out;
pub mod learn;
mod learned;
pub mod lessons;
pub mod measure;
pub mod model;
mod offices;
mod places;
pub mod rules;
mod store;
pub mod words;

pub use hand_out::hand_out;
pub use learned::Learned;
pub use model::Guess;

use std::collections::HashMap;

use jiff::tz::TimeZone;
use knowledge_base::fold;
use offices::Offices;
use places::Places;

use crate::agencies::{self, Area, Category, covers};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AgencyId;

/// Words that decide, learned from the tables and kept in memory; rebuilt when they change.
#[derive(Debug, Default)]
pub struct Rules {
    /// Folded word or phrase to category codes.
    phrases: HashMap<String, Vec<String>>,
    areas: Vec<(String, f64, f64)>,
    places: Places,
    offices: Offices,
    written: Vec<rules::Rule>,
    tree: rules::Tree,
}

/// Words of a keyword phrase; longer ones never match what people type.
const PHRASE: usize = 4;
/// Words of a text that are looked at.
const WORDS: usize = 400;
/// Degrees (about 15 km): a place further away from every known area has none.
const NEAR: f64 = 0.135;

impl Rules {
    pub async fn load(tx: &mut Tx) -> Result<Self> {
        let mut phrases = Vec::new();
        let categories = agencies::categories(tx).await?;
        let offices = Offices::of(&agencies::agencies(tx).await?, &categories, &covers::all(tx).await?);
        for category in categories {
            phrases.push((category.name_id, category.code.clone()));
            phrases.push((category.name_en, category.code));
        }
        for language in ["id", "en"] {
            for article in crate::articles::all(tx, language).await? {
                let keywords = article.keywords.into_iter();
                phrases.extend(keywords.map(|keyword| (keyword, article.category.clone())));
            }
        }
        let (written, tree) = rules::standing(tx).await?;
        Ok(Self { offices, written, tree, ..Self::of(phrases, &agencies::areas(tx).await?) })
    }

    /// From phrases with the category they speak for, and areas.
    pub fn of(phrases: impl IntoIterator<Item = (String, String)>, areas: &[Area]) -> Self {
        let areas_near = areas.iter().filter_map(located).collect();
        let mut rules = Self { areas: areas_near, places: Places::of(areas), ..Self::default() };
        for (phrase, category) in phrases {
            rules.learn(&phrase, &category);
        }
        rules
    }

    fn learn(&mut self, phrase: &str, category: &str) {
        let folded = fold(phrase);
        if folded.len() < 3 || folded.split(' ').count() > PHRASE {
            return;
        }
        let known = self.phrases.entry(folded).or_default();
        if !known.iter().any(|code| code == category) {
            known.push(category.to_owned());
        }
    }

    /// The code of the category whose words are most telling: longer phrases weigh more, phrases that
    /// several categories share weigh less.
    pub fn category(&self, text: &str) -> Option<String> {
        self.likely(text).into_iter().next()
    }

    /// All categories that words of the text speak for, the most telling first.
    pub fn likely(&self, text: &str) -> Vec<String> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(WORDS).collect();
        let mut scores: HashMap<&str, f64> = HashMap::new();
        for start in 0..words.len() {
            for length in 1..=PHRASE.min(words.len() - start) {
                let phrase = words[start..start + length].join(" ");
                let Some(codes) = self.phrases.get(&phrase) else { continue };
                for code in codes {
                    *scores.entry(code).or_default() += (length * length) as f64 / codes.len() as f64;
                }
            }
        }
        let mut likely: Vec<(&str, f64)> = scores.into_iter().collect();
        likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        likely.into_iter().map(|(code, _)| code.to_owned()).collect()
    }

    /// What the rules of the administrators say.
    pub fn decide(&self, zone: &TimeZone, matter: &rules::Matter<'_>) -> Option<rules::Decision> {
        rules::decide(&self.written, &self.tree, zone, matter)
    }

    /// The unit of an agency, or the agency itself, whose area holds this one; none when no area of theirs does.
    pub fn office(&self, agency: AgencyId, area: &str) -> Option<AgencyId> {
        self.offices.nearest(agency, area)
    }

    /// The code of the area that the text names, when it names one and no other.
    pub fn area_named(&self, text: &str) -> Option<String> {
        self.places.named(text)
    }

    /// The code of the nearest area, if one is near.
    pub fn area_near(&self, (latitude, longitude): (f64, f64)) -> Option<String> {
        let distance = |(_, lat, lon): &&(String, f64, f64)| (lat - latitude).hypot(lon - longitude);
        let nearest = self.areas.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        (distance(&nearest) <= NEAR).then(|| nearest.0.clone())
    }
}

fn located(area: &Area) -> Option<(String, f64, f64)> {
    Some((area.code.clone(), area.latitude?, area.longitude?))
}

/// What a text without a chosen category is filed under: what the rules say; where they are silent or have
/// nothing but "other", what was learned, if held-out tickets showed that it can be relied on. With the
/// learned guess when it decided.
pub fn file(rules: &Rules, learned: Option<&Learned>, text: &str) -> (Option<String>, Option<Guess>) {
    let ruled = rules.category(text);
    if ruled.as_deref().is_some_and(|code| code != agencies::OTHER) {
        return (ruled, None);
    }
    match learned.and_then(|learned| learned.sure_of(text)) {
        Some(guess) => (Some(guess.category.clone()), Some(guess)),
        None => (ruled, None),
    }
}

/// Categories that a text may belong to, the likeliest first: what it would be filed under, what was learned, and
/// what else its words speak for.
pub fn suggest(rules: &Rules, learned: Option<&Learned>, text: &str, most: usize) -> Vec<String> {
    let filed = file(rules, learned, text).0;
    let guessed = learned.and_then(|learned| learned.guess(text)).map(|guess| guess.category);
    let mut suggested: Vec<String> = Vec::new();
    for code in filed.into_iter().chain(guessed).chain(rules.likely(text)) {
        if code != agencies::OTHER && !suggested.contains(&code) {
            suggested.push(code);
        }
    }
    suggested.truncate(most);
    suggested
}

/// The category of this code, or the one for everything else when there is none.
pub async fn category_or_other(tx: &mut Tx, code: Option<&str>) -> Result<Category> {
    if let Some(code) = code
        && let Some(category) = agencies::find_category(tx, code).await?
    {
        return Ok(category);
    }
    agencies::category_by_code(tx, agencies::OTHER).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_phrases_decide() {
        let mut rules = Rules::default();
        rules.learn("lampu jalan mati", "lampu-jalan");
        rules.learn("jalan", "jalan");
        rules.learn("listrik padam", "listrik");
        assert_eq!(rules.category("Lampu jalan mati di depan SD").as_deref(), Some("lampu-jalan"));
        assert_eq!(rules.category("jalan berlubang").as_deref(), Some("jalan"));
        assert_eq!(rules.category("selamat pagi"), None);
    }
}
