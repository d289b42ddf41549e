//! What is left of a text when everything is taken away that says nothing about its matter.

use std::ops::RangeInclusive;

use knowledge_base::guess_language;
use knowledge_base::text::{Language, Stems, is_stop_word, meant, words};

/// Words of a text that are read; what it is about is said by then.
const READ: usize = 250;
/// One letter is an initial or a slip; what is longer is no word.
const LETTERS: RangeInclusive<usize> = 2..=24;

/// Reads texts. Remembers stems while it lives, because texts repeat their words.
#[derive(Debug, Default)]
pub struct Reader(Stems);

impl Reader {
    /// The stems of the telling words, each once, in alphabetical order. Whatever has a digit in it is left
    /// out: house numbers, telephone numbers, and the numbers that people are known by.
    pub fn read(&mut self, text: &str) -> Vec<String> {
        let language = match guess_language(text) {
            Some("en") => Language::English,
            _ => Language::Indonesian,
        };
        let mut read: Vec<String> = words(text)
            .take(READ)
            .filter(|word| !word.text.chars().any(|c| c.is_ascii_digit()))
            .filter(|word| !is_stop_word(&word.text) && !is_stop_word(meant(&word.text)))
            .map(|word| self.0.of(&word.text, language).to_owned())
            .filter(|stem| LETTERS.contains(&stem.chars().count()))
            .collect();
        read.sort_unstable();
        read.dedup();
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_phone_and_forms_of_a_word_come_to_the_same() {
        let mut reader = Reader::default();
        let plain = reader.read("Lampu jalan mati");
        assert_eq!(plain, ["jalan", "lampu", "mati"]);
        assert_eq!(reader.read("lmpu jln matiin, tolong min!!"), plain);
        assert_eq!(reader.read("Jalanan: 0812-3456-7890, NIK 3273010101900001"), ["jalan", "nik"]);
        assert!(reader.read("").is_empty() && reader.read("saya yang di 12").is_empty());
    }
}
