//! From a question to a tantivy query.

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::expansion::expand;
use super::schema::{Fields, Pair};
use crate::index::highlight::Marks;
use crate::index::question::{Question, Unit};

/// A title says what an article is about, keywords were chosen to be found, the text mentions many things.
const TITLE: f32 = 6.0;
const KEYWORDS: f32 = 4.0;
const TEXT: f32 = 1.0;
/// A form of the word counts a little less than the word.
const STEMMED: f32 = 0.8;
/// Another name for it.
const SYNONYM: f32 = 0.7;

/// Which articles may be found at all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub language: Option<String>,
    pub agency: Option<String>,
    pub category: Option<String>,
}

/// One unit of a question as a query.
#[derive(Debug)]
pub struct UnitQuery {
    pub query: Box<dyn Query>,
    /// Whether an answer without it is a poorer answer.
    pub required: bool,
}

/// Everywhere, and what a word counts there.
pub fn everywhere(fields: &Fields) -> [(Pair, f32); 3] {
    [(fields.title, TITLE), (fields.keywords, KEYWORDS), (fields.text, TEXT)]
}

/// Where it stands what an article is about.
pub fn subject(fields: &Fields) -> [(Pair, f32); 2] {
    [(fields.title, TITLE), (fields.keywords, KEYWORDS)]
}

/// Turns every unit into a query. Units of which the index knows no word are left out: nothing could be found with
/// them, and they must not spoil the rest. `marks` learns what counts as a match.
pub fn units(
    searcher: &Searcher,
    fields: &Fields,
    question: &Question,
    places: &[(Pair, f32)],
    marks: &mut Marks,
) -> tantivy::Result<Vec<Option<UnitQuery>>> {
    question.units.iter().map(|unit| unit_query(searcher, fields, unit, places, marks)).collect()
}

fn unit_query(
    searcher: &Searcher,
    fields: &Fields,
    unit: &Unit,
    places: &[(Pair, f32)],
    marks: &mut Marks,
) -> tantivy::Result<Option<UnitQuery>> {
    let mut ways: Vec<Box<dyn Query>> = Vec::new();
    let mut term = |field: Field, word: &str, boost: f32| -> tantivy::Result<()> {
        let term = Term::from_field_text(field, word);
        if searcher.doc_freq(&term)? > 0 {
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            ways.push(Box::new(BoostQuery::new(Box::new(query), boost * unit.weight)));
        }
        Ok(())
    };
    // A hint is too weak to be worth guessing at.
    let mark = unit.required;
    if !unit.word.is_empty() {
        for expansion in expand(searcher, fields.dictionary, &unit.word, unit.unfinished)? {
            for (Pair { exact, .. }, boost) in places.iter().copied() {
                term(exact, &expansion.word, boost * expansion.boost)?;
            }
            if mark || expansion.word == unit.word && unit.unfinished {
                marks.add_word(expansion.word);
            }
        }
        if unit.required {
            for root in &unit.stems {
                for (Pair { stems, .. }, boost) in places.iter().copied() {
                    term(stems, root, boost * STEMMED)?;
                }
                marks.add_stem(root.clone());
            }
        }
    }
    for phrase in &unit.phrases {
        for (Pair { exact, .. }, boost) in places.iter().copied() {
            let boost = boost * SYNONYM;
            if let [word] = &phrase[..] {
                term(exact, word, boost)?;
            }
        }
    }
    for phrase in unit.phrases.iter().filter(|phrase| phrase.len() > 1) {
        let mut known = false;
        for (Pair { exact, .. }, boost) in places.iter().copied() {
            let terms: Vec<Term> = phrase.iter().map(|word| Term::from_field_text(exact, word)).collect();
            let mut all = true;
            for term in &terms {
                all &= searcher.doc_freq(term)? > 0;
            }
            if all {
                let query = PhraseQuery::new(terms);
                // A phrase adds up the weights of its words, so it is scaled back to the weight of one.
                let boost = boost * SYNONYM * unit.weight / phrase.len() as f32;
                ways.push(Box::new(BoostQuery::new(Box::new(query), boost)));
                known = true;
            }
        }
        if known {
            marks.add_words(phrase);
        }
    }
    for phrase in unit.phrases.iter().filter(|phrase| phrase.len() == 1) {
        marks.add_words(phrase);
    }
    if ways.is_empty() {
        return Ok(None);
    }
    Ok(Some(UnitQuery {
        // The best way counts, the others a tenth: thirty near words must not outweigh the right one.
        query: Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, 0.1)),
        required: unit.required,
    }))
}

/// Articles that pass the filter and have enough of the units. `None` when the question has no unit the index knows.
pub fn combine(fields: &Fields, units: &[&UnitQuery], filter: &Filter, strict: bool) -> Option<BooleanQuery> {
    let required = units.iter().filter(|unit| unit.required).count();
    let (musts, hints): (Vec<&UnitQuery>, Vec<&UnitQuery>) = if required == 0 {
        // Only words that say little: then they are the question.
        (units.to_vec(), Vec::new())
    } else {
        units.iter().copied().partition(|unit| unit.required)
    };
    let least = match musts.len() {
        0 => return None,
        few @ 1..=2 if strict => few,
        many if strict => (many * 2).div_ceil(3),
        _ => 1,
    };
    let choices = musts.iter().map(|unit| (Occur::Should, unit.query.box_clone())).collect();
    let mut clauses: Vec<(Occur, Box<dyn Query>)> =
        vec![(Occur::Must, Box::new(BooleanQuery::with_minimum_required_clauses(choices, least)))];
    clauses.extend(hints.iter().map(|unit| (Occur::Should, unit.query.box_clone())));
    clauses.extend(conditions(fields, filter));
    Some(BooleanQuery::new(clauses))
}

/// The filter as clauses that decide but do not score.
pub fn conditions(fields: &Fields, filter: &Filter) -> Vec<(Occur, Box<dyn Query>)> {
    [
        (fields.language, &filter.language),
        (fields.agency, &filter.agency),
        (fields.category, &filter.category),
    ]
    .into_iter()
    .filter_map(|(field, value)| {
        let term = Term::from_field_text(field, value.as_ref()?);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let query = ConstScoreQuery::new(Box::new(query), 0.0);
        Some((Occur::Must, Box::new(query) as Box<dyn Query>))
    })
    .collect()
}
