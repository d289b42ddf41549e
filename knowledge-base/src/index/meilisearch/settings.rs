//! How the server shall search. The order of the rules and the missing stop words come from the project's earlier
//! trial on 5,000 articles (store-and-search.md: 99.6 % clean and 95.6 % mistyped questions among the first five,
//! against 88.7 and 80 % with the server's own rules). The synonyms and the stems were not part of that trial.

use std::collections::HashMap;

use meilisearch_sdk::settings::{LocalizedAttributes, MinWordSizeForTypos, Settings, TypoToleranceSettings};

use crate::text::synonym_groups;

/// Searched attributes, the most telling first: the order is the rank.
pub const SEARCHABLE: [&str; 6] = ["title", "keywords", "spoken", "text", "about", "stems"];

pub fn settings() -> Settings {
    Settings::new()
        .with_searchable_attributes(SEARCHABLE)
        .with_filterable_attributes(["language", "agency", "category"])
        // The attribute before the proximity, as in that trial.
        .with_ranking_rules(["words", "typo", "attribute", "proximity", "sort", "exactness"])
        // None, as in that trial; the empty list also takes away one that somebody set by hand.
        .with_stop_words(Vec::<String>::new())
        .with_synonyms(synonyms())
        .with_typo_tolerance(TypoToleranceSettings {
            enabled: Some(true),
            disable_on_attributes: Some(vec!["about".to_owned(), "stems".to_owned()]),
            disable_on_words: Some(Vec::new()),
            min_word_size_for_typos: Some(MinWordSizeForTypos { one_typo: Some(5), two_typos: Some(9) }),
            disable_on_numbers: Some(true),
        })
        // Short questions in Indonesian look like many other languages to a detector.
        .with_localized_attributes([LocalizedAttributes {
            locales: vec!["ind".to_owned(), "eng".to_owned()],
            attribute_patterns: vec!["*".to_owned()],
        }])
}

/// Every phrase with its other names.
fn synonyms() -> HashMap<String, Vec<String>> {
    let mut map: HashMap<String, Vec<String>> = HashMap::new();
    for group in synonym_groups() {
        for phrase in *group {
            map.entry((*phrase).to_owned())
                .or_default()
                .extend(group.iter().filter(|other| *other != phrase).map(|other| (*other).to_owned()));
        }
    }
    map
}
