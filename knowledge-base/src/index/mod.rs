//! Finding articles: one closed set of engines behind one enum.
//!
//! [`Index::embedded`] keeps a tantivy index in a folder of this node. [`Index::meilisearch`] asks a server that
//! many nodes share. Both answer the same questions with the same types, so nothing outside this module knows
//! which one runs.
//!
//! The database of the house is the truth; an index is a copy that can be thrown away. Whoever owns the truth
//! asks [`Index::needs_rebuild`] after [`Index::prepare`] and, if so, publishes everything and calls
//! [`Index::rebuilt`].

mod cut;
pub mod embedded;
mod evidence;
mod highlight;
pub mod meilisearch;
mod question;
mod subject;

use std::path::Path;
use std::time::Duration;

use secrecy::SecretString;

use crate::Article;

/// Longest answer to a search.
pub const MAX_LIMIT: usize = 50;
/// Longest question that is read, in bytes; the rest is cut off.
pub const MAX_TEXT: usize = 4096;
/// How long a search may take before the caller hears that the engine is unavailable.
pub const SEARCH_TIME: Duration = Duration::from_secs(2);
/// How long a change may take before the caller hears that the engine is unavailable.
pub const PUBLISH_TIME: Duration = Duration::from_secs(30);

/// A search engine with the published articles in it. Cloning is cheap and gives the same index.
#[derive(Clone, Debug)]
pub enum Index {
    /// tantivy, in this process.
    Embedded(embedded::Embedded),
    /// A Meilisearch server.
    Meilisearch(meilisearch::Meilisearch),
}

/// A question to the index.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What was typed so far; the last word may be unfinished. Empty lists every article that passes the filters.
    pub text: String,
    /// Preferred language (`id` or `en`). Articles in other languages come only when it has no hit.
    pub language: Option<String>,
    /// Only articles of this agency.
    pub agency: Option<String>,
    /// Only articles of this category.
    pub category: Option<String>,
    /// Most hits wanted; at most [`MAX_LIMIT`].
    pub limit: usize,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Hit {
    /// [`Article::key`].
    pub key: String,
    /// [`Article::slug`].
    pub slug: String,
    /// [`Article::language`].
    pub language: String,
    /// [`Article::title`].
    pub title: String,
    /// [`Article::agency`].
    pub agency: String,
    /// [`Article::category`].
    pub category: String,
    /// [`Article::spoken`].
    pub spoken: String,
    /// The title as HTML: escaped, matches in `<mark>`.
    pub title_html: String,
    /// The best passage as HTML: escaped, matches in `<mark>`.
    pub snippet_html: String,
    /// How well it fits. Comparable within one answer only: the engines count differently.
    pub score: f32,
}

/// Why the index did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// The engine is down, slow or busy: the same call may work later.
    #[error("the search index is unavailable: {0}")]
    Unavailable(String),
    /// The engine understood and said no: the same call will fail again until somebody changes something.
    #[error("the search index refused: {0}")]
    Rejected(String),
}

impl Index {
    /// Opens the index in a folder, or creates it. A damaged index, or one of another version of this program, is
    /// replaced by an empty one; see [`Index::needs_rebuild`].
    ///
    /// # Errors
    /// [`IndexError::Unavailable`] when the folder cannot be read or written, or when it would have to be replaced
    /// while another process is writing to it.
    pub fn embedded(dir: &Path) -> Result<Self, IndexError> {
        embedded::Embedded::open(dir).map(Self::Embedded)
    }

    /// An index that is gone when the process ends; for tests and trials.
    pub fn in_memory() -> Self {
        Self::Embedded(embedded::Embedded::in_memory())
    }

    /// Talks to a Meilisearch server. Nothing is sent yet. `index_prefix` begins the name of the index, so that
    /// several installations can share a server.
    ///
    /// # Errors
    /// [`IndexError::Rejected`] when the address, the key or the prefix cannot be used.
    pub fn meilisearch(url: &str, key: Option<SecretString>, index_prefix: &str) -> Result<Self, IndexError> {
        meilisearch::Meilisearch::new(url, key, index_prefix).map(Self::Meilisearch)
    }

    /// Makes the engine ready: Meilisearch gets its index and settings. Call it at every start; doing it again changes nothing.
    pub async fn prepare(&self) -> Result<(), IndexError> {
        match self {
            Self::Embedded(_) => Ok(()),
            Self::Meilisearch(engine) => engine.prepare().await,
        }
    }

    /// Whether the index began empty and nobody has said [`Index::rebuilt`] since.
    pub fn needs_rebuild(&self) -> bool {
        match self {
            Self::Embedded(engine) => engine.needs_rebuild(),
            Self::Meilisearch(engine) => engine.needs_rebuild(),
        }
    }

    /// Says that every article has been published, so [`Index::needs_rebuild`] is over, also after a restart.
    pub fn rebuilt(&self) {
        match self {
            Self::Embedded(engine) => engine.rebuilt(),
            Self::Meilisearch(engine) => engine.rebuilt(),
        }
    }

    /// Puts articles in, or replaces those with the same key. They can be found when this returns.
    pub async fn publish(&self, articles: &[Article]) -> Result<(), IndexError> {
        if articles.is_empty() {
            return Ok(());
        }
        match self {
            Self::Embedded(engine) => engine.publish(articles).await,
            Self::Meilisearch(engine) => engine.publish(articles).await,
        }
    }

    /// Takes articles out, by [`Article::key`]. Keys that are not there are no mistake.
    pub async fn remove(&self, keys: &[String]) -> Result<(), IndexError> {
        if keys.is_empty() {
            return Ok(());
        }
        match self {
            Self::Embedded(engine) => engine.remove(keys).await,
            Self::Meilisearch(engine) => engine.remove(keys).await,
        }
    }

    /// Takes everything out.
    pub async fn clear(&self) -> Result<(), IndexError> {
        match self {
            Self::Embedded(engine) => engine.clear().await,
            Self::Meilisearch(engine) => engine.clear().await,
        }
    }

    /// How many articles are in.
    pub async fn count(&self) -> Result<u64, IndexError> {
        match self {
            Self::Embedded(engine) => Ok(engine.count()),
            Self::Meilisearch(engine) => engine.count().await,
        }
    }

    /// Articles for words being typed, best first.
    pub async fn search(&self, search: &Search) -> Result<Vec<Hit>, IndexError> {
        let mut search = search.clone();
        search.limit = search.limit.min(MAX_LIMIT);
        cut(&mut search.text);
        if search.limit == 0 {
            return Ok(Vec::new());
        }
        match self {
            Self::Embedded(engine) => engine.search(search).await,
            Self::Meilisearch(engine) => engine.search(search).await,
        }
    }

    /// Articles that may already answer a whole complaint (*"does this answer it?"*), best first. Says nothing rather
    /// than something beside the point.
    pub async fn suggest(&self, text: &str, language: &str, limit: usize) -> Result<Vec<Hit>, IndexError> {
        let limit = limit.min(MAX_LIMIT);
        let mut text = text.to_owned();
        cut(&mut text);
        if limit == 0 {
            return Ok(Vec::new());
        }
        match self {
            Self::Embedded(engine) => engine.suggest(text, language.to_owned(), limit).await,
            Self::Meilisearch(engine) => engine.suggest(&text, language, limit).await,
        }
    }

    /// Whether the engine would answer now.
    pub async fn health(&self) -> Result<(), IndexError> {
        match self {
            // It is part of this process: if it could be opened, it answers.
            Self::Embedded(_) => Ok(()),
            Self::Meilisearch(engine) => engine.health().await,
        }
    }
}

/// Cuts a question to [`MAX_TEXT`] bytes, between two characters.
fn cut(text: &mut String) {
    text.truncate(text.floor_char_boundary(MAX_TEXT));
}
