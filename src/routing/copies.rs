//! Texts that say nearly the same: a burst main brings four hundred, a letter is copied and sent again.
//! Counted one by one they would drown everything else, and copies on both sides of a measurement would make
//! it look better than it is.
//!
//! Likeness is the share of words that two texts have in common. So that not every pair is compared, each
//! text gets a few short prints (MinHash) that like texts probably share.

use std::collections::HashMap;

/// From this share of common words on, two texts count as one.
pub const ALIKE: f64 = 0.5;
/// Prints of a text, and smallest hashes in a print: of texts that are half alike 99 in 100 share a print.
const PRINTS: u64 = 16;
const HASHES: u64 = 2;

/// Different texts, each with the number it got.
#[derive(Debug)]
pub struct Copies {
    alike: f64,
    /// The first text with a print.
    first: HashMap<(u64, u64), usize>,
    texts: Vec<Vec<u32>>,
}

impl Copies {
    /// Texts with at least this share of common words are one; above 1 every text is its own.
    pub fn new(alike: f64) -> Self {
        Self { alike, first: HashMap::new(), texts: Vec::new() }
    }

    /// The number of the text that these words (sorted, each once) say: a known one, or the next.
    pub fn place(&mut self, words: Vec<u32>) -> usize {
        let prints: Vec<(u64, u64)> = (0..PRINTS).map(|at| (at, print(&words, at))).collect();
        let like = prints
            .iter()
            .filter_map(|print| self.first.get(print).copied())
            .find(|known| likeness(&self.texts[*known], &words) >= self.alike);
        if let Some(known) = like {
            return known;
        }
        let new = self.texts.len();
        for print in prints {
            self.first.entry(print).or_insert(new);
        }
        self.texts.push(words);
        new
    }

    pub fn into_texts(self) -> Vec<Vec<u32>> {
        self.texts
    }
}

fn print(words: &[u32], at: u64) -> u64 {
    (0..HASHES).fold(at, |print, hash| {
        let seed = mix(at * HASHES + hash + 1);
        let smallest = words.iter().map(|word| mix(u64::from(*word) ^ seed)).min().unwrap_or(0);
        mix(print ^ smallest)
    })
}

/// Spreads a number evenly (the finishing step of SplitMix64).
pub fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The share of all their words that both have.
fn likeness(a: &[u32], b: &[u32]) -> f64 {
    let common = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    let all = a.len() + b.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_count_once_and_others_do_not() {
        let mut copies = Copies::new(ALIKE);
        let letter: Vec<u32> = (0..20).collect();
        assert_eq!(copies.place(letter.clone()), 0);
        for changed in 0..5 {
            let mut copy = letter.clone();
            copy[19 - changed] = 100 + changed as u32;
            copy.sort_unstable();
            assert_eq!(copies.place(copy), 0, "one word of twenty is another");
        }
        assert_eq!(copies.place((50..70).collect()), 1);
        assert_eq!(copies.place((14..34).collect()), 2, "six words in common are no copy");
        assert_eq!(Copies::new(1.1).place(letter), 0);
        assert_eq!(copies.into_texts().len(), 3);
    }
}
