//! Which units of a question stand in an article.

use std::collections::{HashMap, HashSet};

use super::cut;
use super::evidence::Candidate;
use super::question::{Question, Unit};
use crate::text::{distance, forgiven, is_known, is_stop_word};

/// What a unit found by another name counts.
const OTHER_NAME: f32 = 0.9;
/// What a mistyped unit counts.
const MISTYPED: f32 = 0.7;

/// Finds the units of one question in articles.
pub struct Matcher<'a> {
    question: &'a Question,
    /// Word or stem -> units.
    units: HashMap<&'a str, Vec<usize>>,
    /// Units that stand in no candidate as they are written: these may be mistyped.
    doubtful: Vec<usize>,
}

/// What an article is about, seen from a question.
pub struct Subject {
    /// For each unit, from 0 (not in title or keywords) to 1 (as written).
    pub units: Vec<f32>,
    /// For each keyword of several words that is said whole, its units.
    pub said_whole: Vec<Vec<usize>>,
    /// Whether a keyword of one word is said.
    pub is_named: bool,
}

impl<'a> Matcher<'a> {
    pub fn new(question: &'a Question, candidates: &[Candidate<'_>]) -> Self {
        let mut units: HashMap<&str, Vec<usize>> = HashMap::new();
        for (nth, unit) in question.units.iter().enumerate().filter(|(_, unit)| !unit.word.is_empty()) {
            for form in unit.stems.iter().map(String::as_str).chain([unit.word.as_str()]) {
                let of_form = units.entry(form).or_default();
                if !of_form.contains(&nth) {
                    of_form.push(nth);
                }
            }
        }
        let mut matcher = Self { question, units, doubtful: Vec::new() };
        let found: HashSet<usize> = candidates
            .iter()
            .flat_map(|candidate| [candidate.title, candidate.keywords, candidate.text])
            .flat_map(|text| matcher.in_text(text))
            .collect();
        matcher.doubtful = (0..question.units.len())
            .filter(|nth| !found.contains(nth))
            .filter(|nth| is_doubtful(&question.units[*nth]))
            .collect();
        matcher
    }

    /// The units of a cut text, as written or in another form.
    fn in_text(&self, text: &str) -> HashSet<usize> {
        let mut found = HashSet::new();
        for (word, stem) in text.lines().flat_map(cut::read) {
            for form in [word, stem] {
                found.extend(self.units.get(form).into_iter().flatten());
            }
        }
        found
    }

    /// Whether each unit stands in the text of an article.
    pub fn text(&self, candidate: &Candidate<'_>) -> Vec<bool> {
        let found = self.in_text(candidate.text);
        (0..self.question.units.len()).map(|nth| found.contains(&nth)).collect()
    }

    /// What stands in title and keywords.
    pub fn subject(&self, candidate: &Candidate<'_>) -> Subject {
        let mut units = vec![0.0_f32; self.question.units.len()];
        let (mut said_whole, mut is_named) = (Vec::new(), false);
        for (line, is_keyword) in std::iter::once((candidate.title, false))
            .chain(candidate.keywords.lines().map(|keyword| (keyword, true)))
        {
            let words: Vec<(&str, &str)> = cut::read(line).collect();
            let found = self.line(&words);
            for (nth, strength, _) in &found {
                units[*nth] = units[*nth].max(*strength);
            }
            is_named |= is_keyword && words.len() == 1 && !found.is_empty();
            if is_keyword && words.len() > 1 && self.says(&words, &found) {
                said_whole.push(found.into_iter().map(|(nth, ..)| nth).collect());
            }
        }
        Subject { units, said_whole, is_named }
    }

    /// The units in one line: which, how strongly, and which words of the line they are.
    fn line(&self, words: &[(&str, &str)]) -> Vec<(usize, f32, Vec<usize>)> {
        let mut found = Vec::new();
        for (nth, unit) in self.question.units.iter().enumerate() {
            let is_it = |(word, stem): &(&str, &str)| {
                [word, stem].iter().any(|form| self.units.get(**form).is_some_and(|of| of.contains(&nth)))
            };
            let mut places: Vec<usize> = (0..words.len()).filter(|at| is_it(&words[*at])).collect();
            let mut strength = 1.0;
            if places.is_empty() {
                strength = OTHER_NAME;
                places = unit.phrases.iter().find_map(|phrase| places_of(phrase, words)).unwrap_or_default();
            }
            if places.is_empty() && self.doubtful.contains(&nth) {
                strength = MISTYPED;
                let limit = forgiven(&unit.word);
                places = (0..words.len())
                    .filter(|at| distance(words[*at].0, &unit.word, limit) <= limit)
                    .collect();
            }
            if !places.is_empty() {
                found.push((nth, strength, places));
            }
        }
        found
    }

    /// Whether every word of a keyword that says something was said.
    fn says(&self, words: &[(&str, &str)], found: &[(usize, f32, Vec<usize>)]) -> bool {
        let said = |at: usize| {
            found.iter().any(|(.., places)| places.contains(&at)) || self.question.said.contains(words[at].1)
        };
        !found.is_empty()
            && (0..words.len()).filter(|at| said(*at)).count() > 1
            && (0..words.len()).all(|at| is_stop_word(words[at].0) || is_stop_word(words[at].1) || said(at))
    }
}

/// The places of the words of a phrase, when all are there.
fn places_of(phrase: &[String], words: &[(&str, &str)]) -> Option<Vec<usize>> {
    phrase.iter().map(|wanted| words.iter().position(|(word, _)| word == wanted)).collect()
}

/// Whether a unit may be a word mistyped. A word that we know is none: *"angkot"* does not mean *"angkut"*.
fn is_doubtful(unit: &Unit) -> bool {
    unit.phrases.is_empty() && forgiven(&unit.word) > 0 && !is_known(&unit.word)
}
