//! Stems that were worked out before, for one round of work: texts repeat their words.

use std::collections::HashMap;

use super::{Language, stem};

/// See the module.
#[derive(Debug, Default)]
pub struct Stems(HashMap<(Language, String), String>);

impl Stems {
    /// The stem of a folded word.
    pub fn of(&mut self, word: &str, language: Language) -> &str {
        self.0.entry((language, word.to_owned())).or_insert_with(|| stem(word, language))
    }
}
