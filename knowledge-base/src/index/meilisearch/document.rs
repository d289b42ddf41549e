//! An article as the server keeps it, and hits as it gives them back.

use std::collections::HashSet;

use meilisearch_sdk::search::SearchResult;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Article;
use crate::index::Hit;
use crate::index::cut::cut;
use crate::index::highlight::{self, Marks};
use crate::index::question::Question;
use crate::markdown::escape_into;
use crate::text::{Language, Stems, words};

/// Put around matches by the server. They are characters for private use, which no article may contain, so they
/// survive escaping and cannot be forged; `<mark>` could be neither escaped nor trusted.
pub const MARK_START: &str = "\u{e000}";
/// See [`MARK_START`].
pub const MARK_END: &str = "\u{e001}";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    /// The key in the letters that the server allows: `id_ktp-hilang`.
    pub id: String,
    pub slug: String,
    pub language: String,
    pub title: String,
    pub agency: String,
    pub category: String,
    pub keywords: Vec<String>,
    pub spoken: String,
    /// Body without marks.
    pub text: String,
    /// Stems of title and keywords: the server itself knows no Indonesian forms.
    #[serde(default)]
    pub about: String,
    /// Stems of the spoken answer and the text that are not in `about`.
    #[serde(default)]
    pub stems: String,
}

/// The texts of a document, cut.
pub struct Cut {
    pub title: String,
    pub keywords: String,
    pub text: String,
}

impl Document {
    pub fn of(article: &Article) -> Self {
        let language = Language::from_code(&article.language).unwrap_or(Language::Indonesian);
        let mut stems = Stems::default();
        let text = article.plain_text();
        let mut seen: HashSet<String> = HashSet::new();
        let mut new_stems = |text: &str| -> String {
            let mut new: Vec<String> = Vec::new();
            for word in words(text) {
                let stem = stems.of(&word.text, language);
                if !seen.contains(stem) {
                    seen.insert(stem.to_owned());
                    new.push(stem.to_owned());
                }
            }
            new.join(" ")
        };
        let about = new_stems(&format!("{} {}", article.title, article.keywords.join(" ")));
        let others = new_stems(&format!("{} {text}", article.spoken));
        Self {
            id: id_of(&article.key()),
            slug: article.slug.clone(),
            language: article.language.clone(),
            title: unmarked(&article.title),
            agency: article.agency.clone(),
            category: article.category.clone(),
            keywords: article.keywords.iter().map(|k| unmarked(k)).collect(),
            spoken: unmarked(&article.spoken),
            text: unmarked(&text),
            about,
            stems: others,
        }
    }

    /// Its texts cut for judging.
    pub fn cut(&self, stems: &mut Stems) -> Cut {
        let language = self.language();
        let keywords: Vec<String> = self.keywords.iter().map(|k| cut(k, language, stems)).collect();
        Cut {
            title: cut(&self.title, language, stems),
            keywords: keywords.join("\n"),
            text: cut(&self.text, language, stems),
        }
    }

    fn language(&self) -> Language {
        Language::from_code(&self.language).unwrap_or(Language::Indonesian)
    }

    /// A hit with our own highlighting, for what the server cannot mark.
    pub fn into_hit(self, marks: &Marks, score: f32) -> Hit {
        let language = self.language();
        let mut stems = Stems::default();
        let title_html = marks.title(&self.title, &cut(&self.title, language, &mut stems));
        let snippet_html = marks
            .passage(&self.text, &cut(&self.text, language, &mut stems))
            .or_else(|| marks.passage(&self.spoken, &cut(&self.spoken, language, &mut stems)))
            .unwrap_or_else(|| highlight::plain(&self.spoken));
        self.with_html(title_html, snippet_html, score)
    }

    fn with_html(self, title_html: String, snippet_html: String, score: f32) -> Hit {
        Hit {
            key: format!("{}/{}", self.language, self.slug),
            slug: self.slug,
            language: self.language,
            title: self.title,
            agency: self.agency,
            category: self.category,
            spoken: self.spoken,
            title_html,
            snippet_html,
            score,
        }
    }
}

/// A hit with the server's highlighting, or with ours where the server found the article by its stems.
pub fn hit(found: SearchResult<Document>, marks: &Marks) -> Hit {
    let score = found.ranking_score.unwrap_or_default() as f32;
    let formatted = |name: &str| {
        found
            .formatted_result
            .as_ref()
            .and_then(|all| all.get(name))
            .and_then(Value::as_str)
            .filter(|text| text.contains(MARK_START))
            .map(marked)
    };
    let (title, snippet) = (formatted("title"), formatted("text").or_else(|| formatted("spoken")));
    let mut hit = found.result.into_hit(marks, score);
    if let Some(title) = title {
        hit.title_html = title;
    }
    if let Some(snippet) = snippet {
        hit.snippet_html = snippet;
    }
    hit
}

/// Words and stems of a question as marks.
pub fn marks(question: &Question) -> Marks {
    let mut marks = Marks::default();
    for unit in question.units.iter().filter(|unit| unit.required) {
        if !unit.word.is_empty() {
            marks.add_word(unit.word.clone());
        }
        for stem in &unit.stems {
            marks.add_stem(stem.clone());
        }
        for phrase in &unit.phrases {
            marks.add_words(phrase);
        }
    }
    marks
}

/// `id/ktp-hilang` -> `id_ktp-hilang`. Slugs have no underscore, so no two keys meet.
pub fn id_of(key: &str) -> String {
    key.replace('/', "_")
}

/// Escapes what the server formatted and turns its marks into HTML. A mark that is not closed is closed.
fn marked(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    let mut open = false;
    for piece in text.split_inclusive(['\u{e000}', '\u{e001}']) {
        let plain = piece.trim_end_matches(['\u{e000}', '\u{e001}']);
        escape_into(&mut html, plain);
        if piece.ends_with(MARK_START) && !open {
            html.push_str("<mark>");
            open = true;
        } else if piece.ends_with(MARK_END) && open {
            html.push_str("</mark>");
            open = false;
        }
    }
    if open {
        html.push_str("</mark>");
    }
    html
}

fn unmarked(text: &str) -> String {
    text.replace(['\u{e000}', '\u{e001}'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_server_become_html_and_everything_else_stays_text() {
        assert_eq!(
            marked("<b>\u{e000}KTP\u{e001}</b> \u{e001}& \u{e000}x"),
            "&lt;b&gt;<mark>KTP</mark>&lt;/b&gt; &amp; <mark>x</mark>"
        );
    }

    #[test]
    fn an_article_cannot_bring_its_own_marks() {
        assert_eq!(unmarked("a\u{e000}b\u{e001}"), "ab");
    }
}
