//! What is kept of an article, and how its words are cut.

use tantivy::TantivyDocument;
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::{PreTokenizedString, Token};

use crate::Article;
use crate::index::cut::cut;
use crate::text::{Language, Stems, words};

/// Raise it when fields, folding or stemming change: an index of another version is built anew.
pub const VERSION: u32 = 2;
/// Longer words (addresses, tokens) are nothing anybody types.
const LONGEST_WORD: usize = 40;

/// One searched text in its two forms: words as written, and their stems.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub exact: Field,
    pub stems: Field,
}

#[derive(Clone, Copy, Debug)]
pub struct Fields {
    pub key: Field,
    pub slug: Field,
    pub language: Field,
    pub agency: Field,
    pub category: Field,
    pub spoken: Field,
    /// Title as written, for showing.
    pub shown_title: Field,
    /// Body without marks, for showing.
    pub shown_text: Field,
    /// Title, cut ([`crate::index::cut`]).
    pub cut_title: Field,
    /// Keywords, cut, one a line.
    pub cut_keywords: Field,
    /// Body, cut.
    pub cut_text: Field,
    pub title: Pair,
    pub keywords: Pair,
    pub text: Pair,
    /// Every word once: the dictionary in which typing mistakes and beginnings are looked up.
    pub dictionary: Field,
}

impl Fields {
    pub fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let indexed = |record, lengths| {
            // The words come cut, so the tokenizer named here is never asked.
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_index_option(record)
                    .set_fieldnorms(lengths),
            )
        };
        let with_positions = indexed(IndexRecordOption::WithFreqsAndPositions, true);
        let with_counts = indexed(IndexRecordOption::WithFreqs, true);
        let bare = indexed(IndexRecordOption::Basic, false);
        let mut pair = |name: &str| Pair {
            exact: schema.add_text_field(name, with_positions.clone()),
            stems: schema.add_text_field(&format!("{name}_stems"), with_counts.clone()),
        };
        let (title, keywords, text) = (pair("title"), pair("keywords"), pair("text"));
        let fields = Self {
            key: schema.add_text_field("key", STRING | STORED),
            slug: schema.add_text_field("slug", STORED),
            language: schema.add_text_field("language", STRING | STORED),
            agency: schema.add_text_field("agency", STRING | STORED),
            category: schema.add_text_field("category", STRING | STORED),
            spoken: schema.add_text_field("spoken", STORED),
            shown_title: schema.add_text_field("shown_title", STORED),
            shown_text: schema.add_text_field("shown_text", STORED),
            cut_title: schema.add_text_field("cut_title", STORED),
            cut_keywords: schema.add_text_field("cut_keywords", STORED),
            cut_text: schema.add_text_field("cut_text", STORED),
            title,
            keywords,
            text,
            dictionary: schema.add_text_field("dictionary", bare),
        };
        (schema.build(), fields)
    }

    pub fn document(&self, article: &Article, stems: &mut Stems) -> TantivyDocument {
        let language = Language::from_code(&article.language).unwrap_or(Language::Indonesian);
        let plain = article.plain_text();
        let keywords = article.keywords.join("\n");
        let mut document = TantivyDocument::new();
        document.add_text(self.key, article.key());
        document.add_text(self.slug, &article.slug);
        document.add_text(self.language, &article.language);
        document.add_text(self.agency, &article.agency);
        document.add_text(self.category, &article.category);
        document.add_text(self.spoken, &article.spoken);
        document.add_text(self.shown_title, &article.title);
        document.add_text(self.shown_text, &plain);
        document.add_text(self.cut_title, cut(&article.title, language, stems));
        let cut_keywords: Vec<String> = article.keywords.iter().map(|k| cut(k, language, stems)).collect();
        document.add_text(self.cut_keywords, cut_keywords.join("\n"));
        document.add_text(self.cut_text, cut(&plain, language, stems));
        for (pair, text) in [
            (self.title, &article.title),
            (self.keywords, &keywords),
            (self.text, &article.spoken),
            (self.text, &plain),
        ] {
            let (exact, stemmed) = tokens(text, language, stems);
            document.add_pre_tokenized_text(self.dictionary, exact.clone());
            document.add_pre_tokenized_text(pair.exact, exact);
            document.add_pre_tokenized_text(pair.stems, stemmed);
        }
        document
    }

    /// A stored text of a document.
    pub fn stored(document: &TantivyDocument, field: Field) -> &str {
        document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default()
    }
}

/// A text as words and as stems. Only the tokens are kept: what is shown is stored beside them.
fn tokens(text: &str, language: Language, stems: &mut Stems) -> (PreTokenizedString, PreTokenizedString) {
    let (mut exact, mut stemmed) = (Vec::new(), Vec::new());
    for (position, word) in words(text).enumerate() {
        if word.text.len() > LONGEST_WORD {
            continue;
        }
        stemmed.push(token(position, stems.of(&word.text, language).to_owned()));
        exact.push(token(position, word.text));
    }
    (bag(exact), bag(stemmed))
}

fn token(position: usize, text: String) -> Token {
    Token { position, text, ..Token::default() }
}

fn bag(tokens: Vec<Token>) -> PreTokenizedString {
    PreTokenizedString { text: String::new(), tokens }
}
