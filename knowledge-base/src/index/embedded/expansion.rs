//! From what was typed to the words that really stand in the index.
//!
//! A fuzzy query would find them too, but it scores a mistyped word like a right one and cannot say what it
//! matched, so nothing could be highlighted. So the dictionary itself is asked which of its words are near.

use std::collections::HashMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::text::{distance, forgiven};

/// Most words that one mistyped or unfinished word may stand for.
const MOST: usize = 30;
/// A word that stands in this many articles as it was typed is meant, not mistyped. Fewer may be a mistake that an
/// author put among the keywords because people make it.
const MEANT: u32 = 3;
/// Most dictionary words looked at for one beginning: "a" begins thousands, and any of them will do.
const LOOKED_AT: usize = 2000;
/// What a word that was only begun counts.
const BEGUN: f32 = 0.6;

/// A word of the index, and what it counts when it stands for the word that was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Expansion {
    pub word: String,
    pub boost: f32,
}

/// The words of the dictionary that `typed` may mean: itself, near ones, and those that it begins when `unfinished`.
pub fn expand(
    searcher: &Searcher,
    dictionary: Field,
    typed: &str,
    unfinished: bool,
) -> tantivy::Result<Vec<Expansion>> {
    // Word -> (boost, articles with it)
    let mut found: HashMap<String, (f32, u32)> = HashMap::new();
    let mut add = |word: &str, boost: f32, articles: u32| {
        let entry = found.entry(word.to_owned()).or_insert((boost, 0));
        entry.0 = entry.0.max(boost);
        entry.1 += articles;
    };
    let readers: Vec<_> = searcher
        .segment_readers()
        .iter()
        .map(|segment| segment.inverted_index(dictionary))
        .collect::<Result<_, _>>()?;
    let mut as_typed = 0;
    for inverted in &readers {
        if let Some(info) = inverted.terms().get(typed)? {
            add(typed, 1.0, info.doc_freq);
            as_typed += info.doc_freq;
        }
    }
    let limit = if as_typed >= MEANT { 0 } else { forgiven(typed) };
    for inverted in &readers {
        let terms = inverted.terms();
        if limit > 0 {
            let automaton =
                FuzzyTermQuery::new(Term::from_field_text(dictionary, typed), limit, true).automaton()?;
            let mut near = terms.search(automaton).into_stream()?;
            while near.advance() {
                let Ok(word) = std::str::from_utf8(near.key()) else {
                    continue;
                };
                let mistakes = distance(word, typed, limit);
                // Numbers are not words with mistakes in them.
                if mistakes > 0 && mistakes <= limit && forgiven(word) > 0 {
                    let boost = 1.0 / (1.0 + 2.0 * f32::from(mistakes));
                    add(word, boost, near.value().doc_freq);
                }
            }
        }
        if unfinished {
            let mut begun = terms.range().ge(typed).into_stream()?;
            let mut looked_at = 0;
            while begun.advance() && looked_at < LOOKED_AT {
                let Some(word) = std::str::from_utf8(begun.key()).ok().filter(|word| word.starts_with(typed))
                else {
                    break;
                };
                looked_at += 1;
                if word.len() > typed.len() {
                    add(word, BEGUN, begun.value().doc_freq);
                }
            }
        }
    }
    let mut best: Vec<(String, (f32, u32))> = found.into_iter().collect();
    best.sort_by(|(a_word, (a_boost, a_count)), (b_word, (b_boost, b_count))| {
        b_boost.total_cmp(a_boost).then(b_count.cmp(a_count)).then(a_word.cmp(b_word))
    });
    best.truncate(MOST);
    Ok(best.into_iter().map(|(word, (boost, _))| Expansion { word, boost }).collect())
}
