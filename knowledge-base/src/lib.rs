//! What a public body can answer.
//!
//! A hotline gets the same few hundred questions again and again. This crate holds the answers
//! ([`Article`], Markdown with front matter, in Indonesian and English) and finds them for somebody who is
//! in a hurry, types on a phone and does not spell well ([`Index`]).
//!
//! - [`article`]: one article; reading and writing its source, safe HTML, plain text.
//! - [`starter`]: the articles that come with the program.
//! - [`text`]: folding, words, stems, synonyms, guessing the language.
//! - [`written`]: a spoken answer for eyes, with numbers as digits.
//! - [`index`]: publish, remove, search, suggest; embedded (tantivy, one node) or Meilisearch (many nodes).
//!
//! The crate knows no database and no web server. It never reads the clock; the only time it keeps is the
//! limit on how long an engine may take.

pub mod article;
pub mod index;
mod markdown;
pub mod starter;
pub mod text;
mod written;

pub use article::{Article, ArticleError};
pub use index::{Hit, Index, IndexError, Search};
pub use starter::starter_articles;
pub use text::{fold, guess_language};
pub use written::written;
