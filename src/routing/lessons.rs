//! What there is to learn from: tickets that staff filed, and what the house itself says about its
//! categories (their names, the articles). Everything is bounded, whatever is poured in.

use std::collections::HashMap;

use super::copies::{Copies, mix};
use super::words::Reader;

/// Different words that are held while reading.
const WORDS: usize = 200_000;
/// A word of tickets is kept when this many different texts have it: rarer ones teach nothing, and they are
/// where names of people stand.
const TEXTS: u32 = 3;
/// The parts into which tickets are dealt for measuring.
pub const FOLDS: u64 = 5;

/// Lessons as they are gathered.
#[derive(Debug)]
pub struct Lessons {
    reader: Reader,
    words: HashMap<String, u32>,
    spelled: Vec<String>,
    categories: Vec<String>,
    copies: Copies,
    /// By the number of the text.
    filed: Vec<Filed>,
    told: Vec<(Vec<u32>, usize)>,
    tickets: i64,
}

/// A text that came with one ticket or many.
#[derive(Debug)]
struct Filed {
    /// Where its tickets were filed.
    votes: Vec<(usize, u32)>,
    draw: u64,
    ruled: Option<usize>,
}

/// Lessons as they are learned.
#[derive(Debug)]
pub struct Set {
    pub categories: Vec<String>,
    pub spelled: Vec<String>,
    pub filed: Vec<Text>,
    /// Words of the house about its categories.
    pub told: Vec<(Vec<u32>, usize)>,
    /// How many tickets the texts stand for.
    pub tickets: i64,
}

/// A text and its category.
#[derive(Debug)]
pub struct Text {
    pub words: Vec<u32>,
    pub category: usize,
    /// Below [`FOLDS`].
    pub fold: u64,
    /// In the half of the tickets by which thresholds are chosen; the other half confirms them.
    pub chooses: bool,
    /// What the word rules would have said.
    pub ruled: Option<usize>,
}

impl Lessons {
    /// Texts with at least this share of common words count as one, see [`Copies`].
    pub fn new(alike: f64) -> Self {
        Self {
            reader: Reader::default(),
            words: HashMap::new(),
            spelled: Vec::new(),
            categories: Vec::new(),
            copies: Copies::new(alike),
            filed: Vec::new(),
            told: Vec::new(),
            tickets: 0,
        }
    }

    /// The house's own words about a category: its name, an article.
    pub fn tell(&mut self, category: &str, text: &str) {
        let words = self.read(text);
        let category = self.category(category);
        if !words.is_empty() {
            self.told.push((words, category));
        }
    }

    /// A ticket as staff left it. Its id alone decides into which part of the measurement it falls, and
    /// copies follow the first of them: give the newest first.
    pub fn add(&mut self, ticket: i64, category: &str, text: &str, ruled: Option<&str>) {
        let words = self.read(text);
        if words.is_empty() {
            return;
        }
        let category = self.category(category);
        let ruled = ruled.map(|code| self.category(code));
        self.tickets += 1;
        let place = self.copies.place(words);
        if place == self.filed.len() {
            self.filed.push(Filed { votes: Vec::new(), draw: mix(ticket as u64), ruled });
        }
        let votes = &mut self.filed[place].votes;
        match votes.iter_mut().find(|(voted, _)| *voted == category) {
            Some((_, count)) => *count += 1,
            None => votes.push((category, 1)),
        }
    }

    /// Stems are remembered for a round only, or they would fill the memory.
    pub fn rest(&mut self) {
        self.reader = Reader::default();
    }

    /// Keeps the words that teach something; at most `room` for so many categories.
    pub fn finish(self, room: impl Fn(usize) -> usize) -> Set {
        let texts = self.copies.into_texts();
        let mut in_texts = vec![0_u32; self.spelled.len()];
        let mut in_told = vec![0_u32; self.spelled.len()];
        texts.iter().flatten().for_each(|word| in_texts[*word as usize] += 1);
        self.told.iter().flat_map(|(words, _)| words).for_each(|word| in_told[*word as usize] += 1);
        let teaches = |word: &usize| {
            in_texts[*word] >= TEXTS || (in_told[*word] > 0 && in_told[*word] + in_texts[*word] > 1)
        };
        let mut kept: Vec<usize> = (0..self.spelled.len()).filter(teaches).collect();
        // The most frequent win; the spelling decides between equals, so that the order of reading does not.
        let often = |word: usize| in_texts[word] + in_told[word];
        kept.sort_by(|a, b| often(*b).cmp(&often(*a)).then_with(|| self.spelled[*a].cmp(&self.spelled[*b])));
        kept.truncate(room(self.categories.len()));
        let mut number = vec![None; self.spelled.len()];
        for (new, old) in kept.iter().enumerate() {
            number[*old] = Some(new as u32);
        }
        let renumber = |words: Vec<u32>| -> Vec<u32> {
            words.into_iter().filter_map(|word| number[word as usize]).collect()
        };
        let filed = texts.into_iter().zip(self.filed).map(|(words, filed)| Text {
            words: renumber(words),
            // Most of its tickets; between equals the newest, which was read first.
            category: filed.votes.iter().rev().max_by_key(|(_, count)| *count).map_or(0, |(voted, _)| *voted),
            fold: filed.draw % FOLDS,
            chooses: (filed.draw / FOLDS).is_multiple_of(2),
            ruled: filed.ruled,
        });
        Set {
            filed: filed.collect(),
            told: self.told.into_iter().map(|(words, category)| (renumber(words), category)).collect(),
            spelled: kept.into_iter().map(|word| self.spelled[word].clone()).collect(),
            categories: self.categories,
            tickets: self.tickets,
        }
    }

    fn read(&mut self, text: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        for word in self.reader.read(text) {
            if let Some(number) = self.words.get(&word) {
                numbers.push(*number);
            } else if self.spelled.len() < WORDS {
                let number = self.spelled.len() as u32;
                self.words.insert(word.clone(), number);
                self.spelled.push(word);
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        numbers
    }

    fn category(&mut self, code: &str) -> usize {
        let known = self.categories.iter().position(|category| category == code);
        known.unwrap_or_else(|| {
            self.categories.push(code.to_owned());
            self.categories.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::copies::ALIKE;

    #[test]
    fn copies_vote_and_rare_words_are_forgotten() {
        let mut lessons = Lessons::new(ALIKE);
        lessons.tell("air", "Air bersih");
        for ticket in 0..6 {
            let category = if ticket == 0 { "jalan" } else { "air" };
            lessons.add(ticket, category, "Pipa bocor besar sekali dekat pasar, rumah Wagimin", None);
        }
        lessons.add(7, "jalan", "Aspal berlubang dekat sekolah", Some("jalan"));
        lessons.add(8, "jalan", "12 34", None);
        let set = lessons.finish(|_| 100);
        assert_eq!((set.tickets, set.filed.len()), (7, 2), "six copies are one text; digits are none");
        assert_eq!(set.categories[set.filed[0].category], "air", "five of six say so");
        assert_eq!(set.filed[1].ruled, Some(set.filed[1].category));
        assert!(set.spelled.is_empty(), "no word stands in three texts: {:?}", set.spelled);
    }
}
