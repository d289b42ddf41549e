//! One article: front matter, Markdown body, and the forms in which people meet it.
//!
//! The source of an article is what an editor keeps in a file:
//!
//! ```text
//! +++
//! title = "KTP-el hilang"
//! agency = "dukcapil"
//! category = "kependudukan"
//! keywords = ["ktp", "hilang"]
//! spoken = "Buat surat kehilangan di kantor polisi, lalu bawa ke Dukcapil."
//! reviewed = "2026-11-22"
//! check = "Perpres 96/2018; Disdukcapil setempat"
//! +++
//!
//! ## Langkah
//! …
//! ```

use serde::{Deserialize, Serialize};

use crate::markdown;

/// Largest source that is read, in bytes. The longest starter article has less than 3 kB.
pub const MAX_SOURCE: usize = 256 * 1024;
const MAX_TITLE: usize = 160;
const MAX_SPOKEN: usize = 600;
const MAX_CHECK: usize = 500;
const MAX_KEYWORDS: usize = 40;
const MAX_KEYWORD: usize = 60;
const MAX_CODE: usize = 64;
const MAX_SLUG: usize = 96;
const FENCE: &str = "+++";

/// One answer, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Name in addresses: lower-case letters, digits and hyphens, the same in every language.
    pub slug: String,
    /// `"id"` or `"en"`.
    pub language: String,
    /// What the page is called.
    pub title: String,
    /// Code of the agency that answers for it, such as `dukcapil`.
    pub agency: String,
    /// Code of the category that questions like this fall into.
    pub category: String,
    /// Words people use that need not stand in the text.
    pub keywords: Vec<String>,
    /// One to three sentences for the telephone.
    pub spoken: String,
    /// Day of the last check, `YYYY-MM-DD`.
    pub reviewed: String,
    /// Which law or office to ask whether this still holds.
    pub check: String,
    /// Markdown.
    pub body: String,
}

/// Why a source is not an article: where, what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}; {remedy}")]
pub struct ArticleError {
    /// Line of the source, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What the editor can do.
    pub remedy: String,
}

impl ArticleError {
    fn new(line: usize, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { line, problem: problem.into(), remedy: remedy.into() }
    }
}

/// The part between the `+++` lines, in the order in which it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    agency: String,
    category: String,
    keywords: Vec<String>,
    spoken: String,
    reviewed: String,
    check: String,
}

impl Article {
    /// Reads a source. `slug` and `language` come from the file's name and folder.
    ///
    /// # Errors
    /// [`ArticleError`] with the line and the remedy: bad slug or language, larger than [`MAX_SOURCE`],
    /// no front matter, broken TOML, a missing, unknown, empty or overlong field, a date that is none,
    /// an empty body.
    pub fn parse(slug: &str, language: &str, source: &str) -> Result<Self, ArticleError> {
        if source.len() > MAX_SOURCE {
            return Err(ArticleError::new(
                1,
                format!("the article has {} bytes", source.len()),
                format!("keep it below {MAX_SOURCE} bytes or split it"),
            ));
        }
        if !is_code(slug, MAX_SLUG) {
            return Err(ArticleError::new(
                1,
                format!("{slug:?} is not a slug"),
                "use lower-case letters, digits and single hyphens, such as ktp-hilang",
            ));
        }
        if !matches!(language, "id" | "en") {
            return Err(ArticleError::new(1, format!("language {language:?} is not known"), "use id or en"));
        }
        // Editors on other systems leave a byte order mark and CRLF.
        let source = source.strip_prefix('\u{feff}').unwrap_or(source).replace("\r\n", "\n");
        let (front, body, body_line) = split(&source)?;
        let matter: FrontMatter = toml::from_str(front).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let line = 2 + front.bytes().take(offset).filter(|b| *b == b'\n').count();
            ArticleError::new(
                line,
                format!("the front matter is not right: {}", error.message()),
                "write title, agency, category, keywords, spoken, reviewed and check as TOML, and nothing else",
            )
        })?;
        let at = |field: &str| line_of(front, field);

        text_field("title", &matter.title, MAX_TITLE, &at)?;
        text_field("spoken", &matter.spoken, MAX_SPOKEN, &at)?;
        text_field("check", &matter.check, MAX_CHECK, &at)?;
        for (field, code) in [("agency", &matter.agency), ("category", &matter.category)] {
            if !is_code(code, MAX_CODE) {
                return Err(ArticleError::new(
                    at(field),
                    format!("{field} {code:?} is not a code"),
                    "use lower-case letters, digits and single hyphens, such as dukcapil",
                ));
            }
        }
        if matter.keywords.len() > MAX_KEYWORDS {
            return Err(ArticleError::new(
                at("keywords"),
                format!("{} keywords", matter.keywords.len()),
                format!("keep the best {MAX_KEYWORDS}"),
            ));
        }
        for keyword in &matter.keywords {
            text_field("keywords", keyword, MAX_KEYWORD, &at)?;
        }
        if !is_date(&matter.reviewed) {
            return Err(ArticleError::new(
                at("reviewed"),
                format!("reviewed {:?} is not a day", matter.reviewed),
                "write it as YYYY-MM-DD, such as 2026-11-22",
            ));
        }
        if body.trim().is_empty() {
            return Err(ArticleError::new(
                body_line,
                "there is no text",
                "write the answer below the front matter",
            ));
        }
        Ok(Self {
            slug: slug.to_owned(),
            language: language.to_owned(),
            title: matter.title.trim().to_owned(),
            agency: matter.agency,
            category: matter.category,
            keywords: matter.keywords.iter().map(|k| k.trim().to_owned()).collect(),
            spoken: matter.spoken.trim().to_owned(),
            reviewed: matter.reviewed,
            check: matter.check.trim().to_owned(),
            // Leading blanks may be an indented code block, so only empty lines go.
            body: body.trim_start_matches('\n').trim_end().to_owned(),
        })
    }

    /// Writes the source again; [`Article::parse`] reads the same article from it.
    pub fn to_source(&self) -> String {
        let matter = FrontMatter {
            title: self.title.clone(),
            agency: self.agency.clone(),
            category: self.category.clone(),
            keywords: self.keywords.clone(),
            spoken: self.spoken.clone(),
            reviewed: self.reviewed.clone(),
            check: self.check.clone(),
        };
        // Seven strings and a list always have a TOML form; an empty front matter would be refused on reading.
        let front = toml::to_string(&matter).unwrap_or_default();
        format!("{FENCE}\n{front}{FENCE}\n\n{}\n", self.body)
    }

    /// The body as HTML that is safe to put into a page, headings one level down because the page has its own `h1`.
    pub fn html(&self) -> String {
        markdown::html(&self.body)
    }

    /// The body without any marks, one line for each block.
    pub fn plain_text(&self) -> String {
        markdown::plain_text(&self.body)
    }

    /// Name of the article over all languages, such as `id/ktp-hilang`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.language, self.slug)
    }
}

/// Front matter, body, and the line on which the body begins.
fn split(source: &str) -> Result<(&str, &str, usize), ArticleError> {
    let remedy = "begin with a line +++, then the front matter, then a line +++, then the text";
    let mut offset = 0;
    let mut start = None;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        let is_fence = line.trim_end() == FENCE;
        match start {
            None if is_fence => start = Some(offset + line.len()),
            None => {
                return Err(ArticleError::new(number + 1, "the article does not begin with +++", remedy));
            }
            Some(from) if is_fence => {
                let body = &source[offset + line.len()..];
                return Ok((&source[from..offset], body, number + 2));
            }
            Some(_) => {}
        }
        offset += line.len();
    }
    Err(ArticleError::new(
        1,
        if start.is_some() { "the front matter is not closed" } else { "the article is empty" },
        remedy,
    ))
}

/// Line of the source on which a field of the front matter is written.
fn line_of(front: &str, field: &str) -> usize {
    let written = front.lines().position(|line| {
        line.trim_start().strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    2 + written.unwrap_or(0)
}

fn text_field(
    field: &str,
    value: &str,
    limit: usize,
    at: &dyn Fn(&str) -> usize,
) -> Result<(), ArticleError> {
    if value.trim().is_empty() {
        return Err(ArticleError::new(
            at(field),
            format!("{field} is empty"),
            "write something or take the line from another article as a pattern",
        ));
    }
    let length = value.chars().count();
    if length > limit {
        return Err(ArticleError::new(
            at(field),
            format!("{field} has {length} characters"),
            format!("keep it below {limit}"),
        ));
    }
    if value.chars().any(char::is_control) {
        return Err(ArticleError::new(
            at(field),
            format!("{field} has a line break or control character"),
            "write it on one line",
        ));
    }
    Ok(())
}

fn is_code(text: &str, limit: usize) -> bool {
    !text.is_empty()
        && text.len() <= limit
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

fn is_date(text: &str) -> bool {
    // The length keeps out the longer forms that the parser also takes, such as a time of day.
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok_and(|day| day.to_string() == text)
}
