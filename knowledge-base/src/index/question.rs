//! What somebody asks for, taken apart: words with their stems, and phrases with their other names.

use std::collections::HashSet;

use crate::text::{Language, Word, is_stop_word, meant, stem, synonyms_at, words};

/// One thing asked for. It counts as found when its word, a form of it, or one of its other names is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The folded word, in its standard spelling when it is not written so; empty when the unit is a phrase.
    pub word: String,
    /// Stems of the word in every language.
    pub stems: Vec<String>,
    /// The phrase itself (when it is one) and its other names, each as folded words.
    pub phrases: Vec<Vec<String>>,
    /// How much it counts: 1, less for words that say little.
    pub weight: f32,
    /// Whether an answer without it is a poorer answer.
    pub required: bool,
    /// Whether it names a thing that questions are about, by our list of names.
    pub is_thing: bool,
    /// Whether it may be the beginning of a longer word.
    pub unfinished: bool,
}

/// A question.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// In the order of the text, without repetitions.
    pub units: Vec<Unit>,
    /// Stems of all words in both languages, also of those that say little alone: *"buat"* in *"buat ktp"*.
    pub said: HashSet<String>,
}

impl Question {
    /// Reads at most `limit` words. The last one counts as unfinished unless something stands behind it.
    pub fn read(text: &str, limit: usize) -> Self {
        Self::take(text, limit, true)
    }

    fn take(text: &str, limit: usize, is_typing: bool) -> Self {
        let found = standard(text, limit, is_typing);
        let mut said = HashSet::new();
        let mut units: Vec<Unit> = Vec::new();
        let mut in_phrase = 0;
        for (at, word) in found.iter().enumerate() {
            let mut phrases = Vec::new();
            let mut is_thing = false;
            if in_phrase == 0
                && let Some(named) = synonyms_at(&found[at..])
            {
                is_thing = named.is_thing;
                phrases = named.others.iter().map(|other| split(other)).collect();
                if named.length > 1 {
                    // The phrase is one thing; its words alone ("tanda" in "kartu tanda penduduk") are only a hint.
                    let own = found[at..at + named.length].iter().map(|w| w.text.clone()).collect();
                    phrases.insert(0, own);
                    push(
                        &mut units,
                        Unit {
                            word: String::new(),
                            stems: Vec::new(),
                            phrases: std::mem::take(&mut phrases),
                            weight: 1.0,
                            required: true,
                            is_thing,
                            unfinished: false,
                        },
                    );
                    in_phrase = named.length;
                }
            }
            let stop = is_stop_word(&word.text) || is_stop_word(meant(&word.text));
            let stems = stems(&word.text);
            said.extend(stems.iter().cloned());
            let hint = in_phrase > 0;
            in_phrase = in_phrase.saturating_sub(1);
            push(
                &mut units,
                Unit {
                    stems,
                    word: word.text.clone(),
                    phrases,
                    weight: if stop || hint { 0.3 } else { 1.0 },
                    required: !stop && !hint,
                    is_thing: is_thing && !hint,
                    unfinished: is_typing && at + 1 == found.len() && word.end == text.trim_end().len(),
                },
            );
        }
        Self { units, said }
    }

    /// The words as they should have been written, for an engine that cuts them itself.
    pub fn standard(text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for word in standard(text, 300, true) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&word.text);
        }
        out
    }

    /// The units that tell what a long text is about, at most `limit`: no stop words, no numbers, nothing of one letter.
    pub fn informative(text: &str, limit: usize) -> Self {
        let mut question = Self::take(text, 300, false);
        question.units.retain(|unit| {
            unit.required
                && (!unit.phrases.is_empty()
                    || unit.word.chars().count() > 2 && unit.word.bytes().any(|b| !b.is_ascii_digit()))
        });
        question.units.truncate(limit);
        question
    }
}

/// At most `limit` words of a text in their standard spelling. A last word that may go on stays as it was typed:
/// *"ga"* may become *"ganti"*.
fn standard(text: &str, limit: usize, is_typing: bool) -> Vec<Word> {
    let mut found: Vec<Word> = words(text).take(limit).collect();
    let end = text.trim_end().len();
    for word in &mut found {
        let standard = meant(&word.text);
        if !(is_typing && word.end == end) && standard != word.text {
            word.text = standard.to_owned();
        }
    }
    found
}

/// Adds a unit that is not there yet.
fn push(units: &mut Vec<Unit>, unit: Unit) {
    match units
        .iter_mut()
        .find(|old| old.word == unit.word && (old.phrases == unit.phrases || !old.word.is_empty()))
    {
        Some(old) => {
            old.unfinished |= unit.unfinished;
            old.required |= unit.required;
            old.is_thing |= unit.is_thing;
            old.weight = old.weight.max(unit.weight);
            if old.phrases.is_empty() {
                old.phrases = unit.phrases;
            }
        }
        None => units.push(unit),
    }
}

fn split(phrase: &str) -> Vec<String> {
    phrase.split(' ').map(str::to_owned).collect()
}

/// The stems of a word in both languages, because a question does not say which it is in.
fn stems(word: &str) -> Vec<String> {
    let mut stems = vec![stem(word, Language::Indonesian)];
    let english = stem(word, Language::English);
    if english != stems[0] {
        stems.push(english);
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_one_thing_with_other_names() {
        let question = Question::read("kartu tanda penduduk hilang", 16);
        let phrase = &question.units[0];
        assert!(phrase.required && phrase.word.is_empty());
        assert!(phrase.phrases.contains(&vec!["ktp".to_owned()]));
        let required: Vec<_> =
            question.units.iter().filter(|u| u.required).map(|u| u.word.as_str()).collect();
        assert_eq!(required, ["", "hilang"]);
    }

    #[test]
    fn only_the_last_word_is_unfinished_and_only_while_nothing_follows() {
        let unfinished = |text: &str| Question::read(text, 16).units.iter().filter(|u| u.unfinished).count();
        assert_eq!(unfinished("pasp"), 1);
        assert_eq!(unfinished("ganti pasp"), 1);
        assert_eq!(unfinished("paspor, "), 0);
    }

    #[test]
    fn a_complaint_is_reduced_to_what_it_is_about() {
        let question = Question::informative(
            "Halo min, KTP saya hilang di angkot 2 hari lalu, gimana ngurusnya ya?",
            12,
        );
        let words: Vec<_> = question.units.iter().map(|u| u.word.as_str()).collect();
        assert_eq!(words, ["ktp", "hilang", "angkot", "urus"]);
        assert_eq!(question.units[3].stems[0], "urus");
    }
}
