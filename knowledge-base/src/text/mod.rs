//! Text as a search engine wants it: folded words, their stems, their synonyms, and the language they are in.
//!
//! ```
//! use knowledge_base::text::{fold, stem, Language};
//! assert_eq!(fold("  KTP-el: Résumé!"), "ktp el resume");
//! assert_eq!(stem("pengurusan", Language::Indonesian), "urus");
//! ```

mod colloquial;
mod folding;
mod guess;
mod indonesian;
mod roots;
mod stems;
mod stop_words;
mod synonyms;
mod words;

pub use colloquial::meant;
pub use folding::fold;
pub use guess::guess_language;
pub use stems::Stems;
pub use stop_words::is_stop_word;
pub use synonyms::{Named, all as synonym_groups, at as synonyms_at};
pub use words::{Word, spans, words};

use frostem::{Algorithm, Stemmer};

/// The languages of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// `id`
    Indonesian,
    /// `en`
    English,
}

impl Language {
    /// Reads `"id"` or `"en"`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "id" => Some(Self::Indonesian),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}

/// The stem of a folded word: what its forms share, not always a word itself.
pub fn stem(word: &str, language: Language) -> String {
    let word = match language {
        Language::Indonesian => meant(word),
        Language::English => word,
    };
    // Numbers and codes ("c1", "2026") have no forms.
    if word.bytes().any(|b| b.is_ascii_digit()) {
        return word.to_owned();
    }
    match language {
        Language::Indonesian => indonesian::stem(word),
        Language::English => Stemmer::new(Algorithm::English).stem(word).into_owned(),
    }
}

/// Whether a folded word, or the root of it, stands in our list of Indonesian roots: then it is no other word mistyped.
pub fn is_known(word: &str) -> bool {
    roots::is_root(word) || roots::is_root(&stem(word, Language::Indonesian))
}

/// How many typing mistakes lie between two words: letters missing, added, wrong, or two neighbours swapped.
/// Counts no further than `limit` and then answers `limit + 1`.
pub fn distance(a: &str, b: &str, limit: u8) -> u8 {
    let over = limit.saturating_add(1);
    // No letter has more than four bytes, so this far apart no counting is needed; it is the common case.
    if a.len().abs_diff(b.len()) > 4 * usize::from(limit) {
        return over;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > usize::from(limit) {
        return over;
    }
    // Three rows of the optimal string alignment table: the one before the last is for swaps.
    let mut before = vec![0_usize; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        before = std::mem::replace(&mut last, row);
    }
    u8::try_from(last[b.len()]).map_or(over, |d| d.min(over))
}

/// Typing mistakes that are forgiven in a word: none below 5 letters, one below 9, then two; none in numbers.
pub fn forgiven(word: &str) -> u8 {
    if word.bytes().any(|b| b.is_ascii_digit()) {
        return 0;
    }
    match word.chars().count() {
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    }
}
