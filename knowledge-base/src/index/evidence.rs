//! Judging suggestions: does an article speak about what a complaint speaks about?
//!
//! An engine ranks; it does not know when the best is still beside the point. So its candidates are judged here,
//! the same for both engines: what the complaint is about must stand in the title or keywords of the article, in
//! words that not every article has, and it must be a fair share of the complaint.

use std::collections::HashSet;

use super::question::{Question, Unit};
use crate::text::{Language, distance, forgiven, stem, words};

/// Least share of the complaint that an article must speak about when it shares a thing with it that our list of names
/// knows: "paspor" in a long story about a journey is a question about passports.
const FLOOR_OF_THINGS: f32 = 0.12;
/// Least share otherwise, and then two words must stand in title or keywords: one is a chance meeting ("panjang umur",
/// "perpanjangan"; "terima kasih atas bantuannya", "bantuan").
const FLOOR: f32 = 0.3;
/// Least part of the best article's evidence that a further one must have.
const BESIDE_BEST: f32 = 0.45;
/// A word is distinctive when it tells at least this part of what the rarest word tells.
const DISTINCTIVE: f32 = 0.35;
/// Only so many words of the complaint count as its subject; long complaints tell stories around it.
const SUBJECT: usize = 5;
/// How far a body is read, in bytes.
const READ: usize = 16 * 1024;

/// How often each unit of the question stands in the index.
pub struct Frequencies {
    /// Articles in the index.
    pub articles: u64,
    /// Articles with each unit, in the order of the question.
    pub with_unit: Vec<u64>,
}

impl Frequencies {
    /// How much a word tells that stands in `count` articles (the inverse document frequency of BM25).
    fn tells(&self, count: u64) -> f32 {
        let (all, with) = (self.articles as f32, count.min(self.articles) as f32);
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }
}

/// What an article offers for judging.
pub struct Candidate<'a> {
    /// `id` or `en`.
    pub language: &'a str,
    /// Title and keywords.
    pub subject: String,
    /// Spoken answer and text.
    pub text: &'a str,
}

/// For each candidate that is good enough: its place in the list and its evidence, best first.
pub fn judge(
    question: &Question,
    frequencies: &Frequencies,
    candidates: &[Candidate<'_>],
) -> Vec<(usize, f32)> {
    let rarest = frequencies.tells(1);
    // A word the index does not know tells as much as the rarest: it may be the subject.
    let tells: Vec<f32> =
        frequencies.with_unit.iter().map(|count| frequencies.tells((*count).max(1))).collect();
    let mut strongest = tells.clone();
    strongest.sort_by(|a, b| b.total_cmp(a));
    let subject: f32 = strongest.iter().take(SUBJECT).sum();
    if subject <= 0.0 {
        return Vec::new();
    }
    let mut judged: Vec<(usize, f32)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let title = Forms::of(&candidate.subject, candidate.language);
        let body_end = candidate.text.floor_char_boundary(READ);
        let body = Forms::of(&candidate.text[..body_end], candidate.language);
        let mut evidence = 0.0;
        let mut distinctive = false;
        let mut thing = false;
        let mut in_subject = 0;
        for (nth, unit) in question.units.iter().enumerate() {
            let unknown = frequencies.with_unit[nth] == 0;
            let in_title = title.strength(unit, unknown);
            if in_title > 0.0 {
                distinctive |= tells[nth] >= rarest * DISTINCTIVE;
                thing |= unit.is_thing;
                in_subject += 1;
                evidence += tells[nth] * in_title;
            } else {
                evidence += tells[nth] * 0.3 * body.strength(unit, false);
            }
        }
        let share = evidence / subject;
        let enough = if thing { share >= FLOOR_OF_THINGS } else { share >= FLOOR && in_subject >= 2 };
        if distinctive && enough {
            judged.push((at, share));
        }
    }
    judged.sort_by(|a, b| b.1.total_cmp(&a.1));
    let best = judged.first().map_or(0.0, |(_, share)| *share);
    judged.retain(|(_, share)| *share >= best * BESIDE_BEST);
    judged
}

/// The words of a text and their stems.
struct Forms {
    words: HashSet<String>,
    stems: HashSet<String>,
}

impl Forms {
    fn of(text: &str, language: &str) -> Self {
        let language = Language::from_code(language).unwrap_or(Language::Indonesian);
        let words: HashSet<String> = words(text).map(|word| word.text).collect();
        let stems = words.iter().map(|word| stem(word, language)).collect();
        Self { words, stems }
    }

    /// From 0 (not here) to 1 (here as written). Typing mistakes are only looked for when the index does not know the word.
    fn strength(&self, unit: &Unit, unknown: bool) -> f32 {
        if self.words.contains(&unit.word) || unit.stems.iter().any(|s| self.stems.contains(s)) {
            return 1.0;
        }
        let named = unit.phrases.iter().any(|phrase| phrase.iter().all(|word| self.words.contains(word)));
        if named {
            return 0.9;
        }
        let limit = forgiven(&unit.word);
        if unknown && limit > 0 && self.words.iter().any(|word| distance(word, &unit.word, limit) <= limit) {
            return 0.6;
        }
        0.0
    }
}
