//! Judging suggestions: does an article speak about what a complaint speaks about?
//!
//! An engine ranks; it does not know when the best is still beside the point. So its candidates are judged here,
//! the same for both engines: what the complaint is about must stand in the title or keywords of the article, and
//! that must be a fair share of the complaint. How much a word tells is counted over titles and keywords only: nearly
//! every text mentions an identity card, few articles are about it.

use super::question::Question;
use super::subject::{Matcher, Subject};

/// Least share of the complaint that an article must speak about when a keyword of several words is said whole.
const FLOOR_OF_KEYWORDS: f32 = 0.12;
/// Least share when it shares a thing that our list of names knows and few articles have: "paspor" in a story about a
/// journey is a question about passports.
const FLOOR_OF_THINGS: f32 = 0.12;
/// Least share when two words are shared; one is a chance meeting ("panjang umur", "perpanjangan"; "terima kasih atas
/// bantuannya", "bantuan").
const FLOOR_OF_WORDS: f32 = 0.38;
/// Least share when only one is, a thing or a keyword: it is nearly all that was said.
const FLOOR_OF_ONE: f32 = 0.75;
/// Least part of the best article's evidence that a further one must have.
const BESIDE_BEST: f32 = 0.45;
/// A word is distinctive when it tells at least this part of what the rarest word tells.
const DISTINCTIVE: f32 = 0.35;
/// Only so many words of the complaint count as its subject; long complaints tell stories around it.
const SUBJECT: usize = 5;
/// What a word in the text counts, beside one in title or keywords.
const IN_TEXT: f32 = 0.3;
/// What a thing counts beside what is done with it: "izin usaha" says more than "bayar" and "online".
const THING: f32 = 1.25;
/// What the words of a keyword count once more when it is said whole: it was chosen because people say it.
const SAID_WHOLE: f32 = 0.6;

/// How often each unit of the question stands in the index.
pub struct Frequencies {
    /// Articles in the index.
    pub articles: u64,
    /// Articles with each unit in title or keywords, in the order of the question.
    pub with_unit: Vec<u64>,
}

impl Frequencies {
    /// How much a word tells that stands in `count` articles (the inverse document frequency of BM25).
    fn tells(&self, count: u64) -> f32 {
        let (all, with) = (self.articles as f32, count.min(self.articles) as f32);
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }
}

/// What an article offers for judging, each text cut ([`super::cut`]).
pub struct Candidate<'a> {
    pub title: &'a str,
    /// One a line.
    pub keywords: &'a str,
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
    let matcher = Matcher::new(question, candidates);
    let mut judged: Vec<(usize, f32)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let Subject { units, said_whole, is_named } = matcher.subject(candidate);
        let in_text = matcher.text(candidate);
        let (mut evidence, mut distinctive, mut rare_thing, mut shared) = (0.0, false, false, 0);
        let mut thing = false;
        for (nth, unit) in question.units.iter().enumerate() {
            if units[nth] > 0.0 {
                let is_rare = tells[nth] >= rarest * DISTINCTIVE;
                distinctive |= is_rare;
                thing |= unit.is_thing;
                rare_thing |= unit.is_thing && is_rare;
                shared += 1;
                evidence += tells[nth] * units[nth] * if unit.is_thing { THING } else { 1.0 };
            } else if in_text[nth] {
                evidence += tells[nth] * IN_TEXT;
            }
        }
        let told = |keyword: &Vec<usize>| keyword.iter().map(|nth| tells[*nth]).sum::<f32>();
        let whole = said_whole.iter().map(told).fold(0.0, f32::max);
        let share = (evidence + whole * SAID_WHOLE) / subject;
        let floor = if whole >= rarest * DISTINCTIVE {
            FLOOR_OF_KEYWORDS
        } else if rare_thing {
            FLOOR_OF_THINGS
        } else if shared >= 2 && distinctive {
            FLOOR_OF_WORDS
        } else if thing || is_named {
            FLOOR_OF_ONE
        } else {
            continue;
        };
        if shared > 0 && share >= floor {
            judged.push((at, share));
        }
    }
    judged.sort_by(|a, b| b.1.total_cmp(&a.1));
    let best = judged.first().map_or(0.0, |(_, share)| *share);
    judged.retain(|(_, share)| *share >= best * BESIDE_BEST);
    judged
}
