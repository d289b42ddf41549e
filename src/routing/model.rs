//! What was learned, ready to be asked: which category a text looks like, and how sure that is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::bayes::{self, Bayes};
use super::words::Reader;

/// Of the kept text; a model of another format is not read.
pub const FORMAT: i64 = 1;
/// Bytes of the kept text; a model that came out larger is not used.
pub const LONGEST: usize = 8 * 1024 * 1024;

/// Categories, words, and how often they go together.
#[derive(Clone, Debug)]
pub struct Model {
    categories: Vec<String>,
    spelled: Vec<String>,
    words: HashMap<String, u32>,
    bayes: Bayes,
    sharpness: f64,
}

/// A category that a text looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The category's code.
    pub category: String,
    /// How sure: a share of 1.
    pub share: f64,
}

impl Guess {
    /// How sure, in whole percent; never quite all, because it is a guess.
    pub fn percent(&self) -> i64 {
        ((self.share * 100.0).round() as i64).min(99)
    }
}

/// The model as it lies in the table.
#[derive(Serialize, Deserialize)]
struct Kept {
    categories: Vec<String>,
    sharpness: f64,
    /// Each with its categories and counts.
    words: Vec<(String, Vec<(usize, u32)>)>,
}

impl Model {
    pub fn new(categories: Vec<String>, spelled: Vec<String>, bayes: Bayes, sharpness: f64) -> Self {
        let words = spelled.iter().cloned().zip(0..).collect();
        Self { categories, spelled, words, bayes, sharpness }
    }

    /// The likeliest category; none when no word of the text is known.
    pub fn guess(&self, text: &str) -> Option<Guess> {
        let read = Reader::default().read(text);
        let words: Vec<u32> = read.iter().filter_map(|word| self.words.get(word).copied()).collect();
        if words.is_empty() {
            return None;
        }
        let shares = bayes::shares(&self.bayes.scores(&words), self.sharpness);
        let (best, share) = shares.into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Guess { category: self.categories[best].clone(), share })
    }

    /// How many words it knows.
    pub fn words(&self) -> usize {
        self.spelled.len()
    }

    /// As text for the table; nothing when it is too long to keep.
    pub fn write(&self) -> Option<String> {
        let words = self.spelled.iter().cloned().zip(0..);
        let kept = Kept {
            categories: self.categories.clone(),
            sharpness: self.sharpness,
            words: words.map(|(word, at)| (word, self.bayes.cells(at).collect())).collect(),
        };
        serde_json::to_string(&kept).ok().filter(|text| text.len() <= LONGEST)
    }

    /// From the table. Nothing when it is no model: too long, cut off, or counts of categories it has not.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let kept: Kept = serde_json::from_str(text).ok()?;
        if kept.words.len() > bayes::room(kept.categories.len()) || !kept.sharpness.is_finite() {
            return None;
        }
        let mut bayes = Bayes::new(kept.words.len(), kept.categories.len());
        let mut spelled = Vec::with_capacity(kept.words.len());
        for (at, (word, cells)) in kept.words.into_iter().enumerate() {
            for (category, count) in cells {
                if category >= kept.categories.len() {
                    return None;
                }
                bayes.add(at, category, count);
            }
            spelled.push(word);
        }
        Some(Self::new(kept.categories, spelled, bayes, kept.sharpness))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_survives_the_table_and_nonsense_is_refused() {
        let mut bayes = Bayes::new(2, 2);
        bayes.learn(&[0], 0);
        bayes.learn(&[1], 1);
        let codes = ["air", "jalan"].map(str::to_owned).to_vec();
        let model = Model::new(codes, ["pipa", "aspal"].map(str::to_owned).to_vec(), bayes, 0.7);
        let guess = model.guess("Pipa bocor").unwrap();
        assert!(guess.category == "air" && guess.share > 0.5, "{guess:?}");
        assert_eq!(model.guess("Selamat pagi"), None);
        let text = model.write().unwrap();
        assert_eq!(Model::read(&text).unwrap().guess("Pipa bocor"), Some(guess));
        for nonsense in ["", "{}", &text[..text.len() - 2], &text.replace("[[0,", "[[7,")] {
            assert!(Model::read(nonsense).is_none(), "{nonsense}");
        }
    }
}
