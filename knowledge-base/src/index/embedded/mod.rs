//! The index inside this process, on tantivy.
//!
//! One process writes at a time (tantivy holds a lock file for as long as its writer lives); any number may read
//! the same folder and see a change about half a second later, the writing process at once.

mod expansion;
mod folder;
mod query;
mod schema;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query};
use tantivy::{
    DocAddress, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
};

use self::query::{Filter, UnitQuery};
use self::schema::Fields;
use super::cut::cut;
use super::evidence::{self, Candidate, Frequencies};
use super::highlight::{self, Marks};
use super::question::Question;
use super::{Hit, IndexError, PUBLISH_TIME, SEARCH_TIME, Search};
use crate::Article;
use crate::text::{Language, Stems};

/// Words of a search that are read; more is no search.
const SEARCH_WORDS: usize = 16;
/// Units of a complaint that are looked up.
const COMPLAINT_UNITS: usize = 12;
/// Candidates that are judged for a suggestion.
const CANDIDATES: usize = 20;
/// Memory for articles on their way into the index, the least tantivy takes, in bytes.
const WRITER_MEMORY: usize = 15_000_000;

/// See the module.
#[derive(Clone)]
pub struct Embedded {
    inner: Arc<Inner>,
}

struct Inner {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    /// Opened at the first change, so that a process that only reads never holds the lock.
    writer: Mutex<Option<IndexWriter>>,
    needs_rebuild: AtomicBool,
    /// The file that remembers `needs_rebuild`; none in memory.
    marker: Option<PathBuf>,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedded").field("directory", self.inner.index.directory()).finish_non_exhaustive()
    }
}

impl Embedded {
    pub(super) fn open(dir: &Path) -> Result<Self, IndexError> {
        let (schema, fields) = Fields::build();
        let folder = folder::open(dir, &schema)?;
        let reader = folder
            .index
            .reader_builder()
            .reload_policy(ReloadPolicy::OnCommitWithDelay)
            .try_into()
            .map_err(failed)?;
        Ok(Self::new(folder.index, reader, fields, Some(folder.marker)))
    }

    pub(super) fn in_memory() -> Self {
        let (schema, fields) = Fields::build();
        let index = tantivy::Index::create_in_ram(schema);
        let reader = index.reader().expect("an index that was just made in memory has a reader");
        Self::new(index, reader, fields, None)
    }

    fn new(index: tantivy::Index, reader: IndexReader, fields: Fields, marker: Option<PathBuf>) -> Self {
        let needs_rebuild = marker.as_ref().is_none_or(|marker| marker.exists());
        Self {
            inner: Arc::new(Inner {
                index,
                reader,
                fields,
                writer: Mutex::new(None),
                needs_rebuild: AtomicBool::new(needs_rebuild),
                marker,
            }),
        }
    }

    pub(super) fn needs_rebuild(&self) -> bool {
        self.inner.needs_rebuild.load(Ordering::Acquire)
    }

    pub(super) fn rebuilt(&self) {
        self.inner.needs_rebuild.store(false, Ordering::Release);
        if let Some(marker) = &self.inner.marker
            && let Err(error) = fs::remove_file(marker)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            // The price is one more rebuild at the next start.
            tracing::warn!(file = %marker.display(), %error, "marker of the search index not deleted");
        }
    }

    pub(super) async fn publish(&self, articles: &[Article]) -> Result<(), IndexError> {
        let articles = articles.to_vec();
        self.change(move |fields, writer| {
            let mut stems = Stems::default();
            for article in &articles {
                writer.delete_term(Term::from_field_text(fields.key, &article.key()));
                writer.add_document(fields.document(article, &mut stems))?;
            }
            Ok(())
        })
        .await
    }

    pub(super) async fn remove(&self, keys: &[String]) -> Result<(), IndexError> {
        let keys = keys.to_vec();
        self.change(move |fields, writer| {
            for key in &keys {
                writer.delete_term(Term::from_field_text(fields.key, key));
            }
            Ok(())
        })
        .await
    }

    pub(super) async fn clear(&self) -> Result<(), IndexError> {
        self.change(|_, writer| writer.delete_all_documents().map(drop)).await
    }

    pub(super) fn count(&self) -> u64 {
        self.inner.reader.searcher().num_docs()
    }

    pub(super) async fn search(&self, search: Search) -> Result<Vec<Hit>, IndexError> {
        self.ask(move |inner| inner.search(&search)).await
    }

    pub(super) async fn suggest(
        &self,
        text: String,
        language: String,
        limit: usize,
    ) -> Result<Vec<Hit>, IndexError> {
        self.ask(move |inner| inner.suggest(&text, &language, limit)).await
    }

    /// Runs a question on a thread that may block, for at most [`SEARCH_TIME`].
    async fn ask(
        &self,
        question: impl FnOnce(&Inner) -> tantivy::Result<Vec<Hit>> + Send + 'static,
    ) -> Result<Vec<Hit>, IndexError> {
        let inner = Arc::clone(&self.inner);
        let task = tokio::task::spawn_blocking(move || question(&inner));
        match tokio::time::timeout(SEARCH_TIME, task).await {
            Ok(Ok(answer)) => answer.map_err(failed),
            Ok(Err(panic)) => Err(IndexError::Unavailable(panic.to_string())),
            Err(_) => Err(too_slow()),
        }
    }

    /// Runs a change with the writer, commits it and makes it visible, for at most [`PUBLISH_TIME`].
    async fn change(
        &self,
        change: impl FnOnce(&Fields, &mut IndexWriter) -> tantivy::Result<()> + Send + 'static,
    ) -> Result<(), IndexError> {
        let inner = Arc::clone(&self.inner);
        let task = tokio::task::spawn_blocking(move || inner.change(change));
        match tokio::time::timeout(PUBLISH_TIME, task).await {
            Ok(Ok(answer)) => answer.map_err(failed),
            Ok(Err(panic)) => Err(IndexError::Unavailable(panic.to_string())),
            Err(_) => Err(too_slow()),
        }
    }
}

impl Inner {
    fn change(
        &self,
        change: impl FnOnce(&Fields, &mut IndexWriter) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        // A panic in an earlier change leaves nothing half done: what was not committed is not there.
        let mut place = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer = match place.take() {
            Some(writer) => writer,
            None => self.index.writer_with_num_threads(1, WRITER_MEMORY)?,
        };
        // On an error the writer is dropped with what it held, and the next change opens a fresh one.
        change(&self.fields, &mut writer)?;
        writer.commit()?;
        *place = Some(writer);
        self.reader.reload()
    }

    fn search(&self, search: &Search) -> tantivy::Result<Vec<Hit>> {
        let searcher = self.reader.searcher();
        let mut filter = Filter {
            language: search.language.clone(),
            agency: search.agency.clone(),
            category: search.category.clone(),
        };
        if search.text.trim().is_empty() {
            return self.list(&searcher, &mut filter, search.limit);
        }
        let question = Question::read(&search.text, SEARCH_WORDS);
        let mut marks = Marks::default();
        let units =
            query::units(&searcher, &self.fields, &question, &query::everywhere(&self.fields), &mut marks)?;
        let known: Vec<&UnitQuery> = units.iter().flatten().collect();
        let found = preferring(&mut filter, |filter| {
            for strict in [true, false] {
                let Some(query) = query::combine(&self.fields, &known, filter, strict) else {
                    return Ok(Vec::new());
                };
                let top = TopDocs::with_limit(search.limit).order_by_score();
                let found = searcher.search(&query, &top)?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            Ok(Vec::new())
        })?;
        found
            .into_iter()
            .map(|(score, address)| {
                let document = searcher.doc(address)?;
                Ok(self.hit(&document, &marks, score))
            })
            .collect()
    }

    /// Every article that passes the filter.
    fn list(&self, searcher: &Searcher, filter: &mut Filter, limit: usize) -> tantivy::Result<Vec<Hit>> {
        let found = preferring(filter, |filter| {
            let mut clauses = query::conditions(&self.fields, filter);
            clauses.push((Occur::Must, Box::new(AllQuery)));
            let query = BooleanQuery::new(clauses);
            searcher.search(&query, &TopDocs::with_limit(limit).order_by_score())
        })?;
        let marks = Marks::default();
        found
            .into_iter()
            .map(|(score, address)| Ok(self.hit(&searcher.doc(address)?, &marks, score)))
            .collect()
    }

    fn suggest(&self, text: &str, language: &str, limit: usize) -> tantivy::Result<Vec<Hit>> {
        let searcher = self.reader.searcher();
        let question = Question::informative(text, COMPLAINT_UNITS);
        let mut marks = Marks::default();
        let units =
            query::units(&searcher, &self.fields, &question, &query::everywhere(&self.fields), &mut marks)?;
        let known: Vec<&UnitQuery> = units.iter().flatten().collect();
        let mut filter = Filter { language: Some(language.to_owned()), ..Filter::default() };
        let judged = preferring(&mut filter, |filter| {
            let Some(query) = query::combine(&self.fields, &known, filter, false) else {
                return Ok(Vec::new());
            };
            let frequencies = self.frequencies(&searcher, &question, filter)?;
            self.judge(&searcher, &query, &question, &frequencies)
        })?;
        Ok(judged
            .into_iter()
            .take(limit)
            .map(|(document, score)| self.hit(&document, &marks, score))
            .collect())
    }

    /// How many of the articles that pass the filter have each unit in title or keywords.
    fn frequencies(
        &self,
        searcher: &Searcher,
        question: &Question,
        filter: &Filter,
    ) -> tantivy::Result<Frequencies> {
        let fields = &self.fields;
        let count = |query: Box<dyn Query>| {
            let mut clauses = query::conditions(fields, filter);
            clauses.push((Occur::Must, query));
            searcher.search(&BooleanQuery::new(clauses), &Count).map(|count| count as u64)
        };
        let mut unshown = Marks::default();
        let units = query::units(searcher, fields, question, &query::subject(fields), &mut unshown)?;
        let with_unit = units
            .into_iter()
            .map(|unit| unit.map_or(Ok(0), |unit| count(unit.query)))
            .collect::<tantivy::Result<_>>()?;
        Ok(Frequencies { articles: count(Box::new(AllQuery))?, with_unit })
    }

    fn judge(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        question: &Question,
        frequencies: &Frequencies,
    ) -> tantivy::Result<Vec<(TantivyDocument, f32)>> {
        let top = TopDocs::with_limit(CANDIDATES).order_by_score();
        let documents: Vec<TantivyDocument> = searcher
            .search(query, &top)?
            .into_iter()
            .map(|(_, address): (f32, DocAddress)| searcher.doc(address))
            .collect::<tantivy::Result<_>>()?;
        let stored = Fields::stored;
        let candidates: Vec<Candidate<'_>> = documents
            .iter()
            .map(|document| Candidate {
                title: stored(document, self.fields.cut_title),
                keywords: stored(document, self.fields.cut_keywords),
                text: stored(document, self.fields.cut_text),
            })
            .collect();
        Ok(evidence::judge(question, frequencies, &candidates)
            .into_iter()
            .map(|(at, share)| (documents[at].clone(), share))
            .collect())
    }

    fn hit(&self, document: &TantivyDocument, marks: &Marks, score: f32) -> Hit {
        let stored = |field| Fields::stored(document, field).to_owned();
        let title = stored(self.fields.shown_title);
        let spoken = stored(self.fields.spoken);
        let code = stored(self.fields.language);
        let text = Fields::stored(document, self.fields.shown_text);
        let snippet_html = marks
            .passage(text, Fields::stored(document, self.fields.cut_text))
            .or_else(|| {
                let language = Language::from_code(&code).unwrap_or(Language::Indonesian);
                marks.passage(&spoken, &cut(&spoken, language, &mut Stems::default()))
            })
            .unwrap_or_else(|| highlight::plain(&spoken));
        Hit {
            key: stored(self.fields.key),
            slug: stored(self.fields.slug),
            language: code,
            title_html: marks.title(&title, Fields::stored(document, self.fields.cut_title)),
            title,
            agency: stored(self.fields.agency),
            category: stored(self.fields.category),
            spoken,
            snippet_html,
            score,
        }
    }
}

/// Looks in the preferred language, and in all only when nothing is there.
fn preferring<T>(
    filter: &mut Filter,
    look: impl Fn(&Filter) -> tantivy::Result<Vec<T>>,
) -> tantivy::Result<Vec<T>> {
    let found = look(filter)?;
    if !found.is_empty() || filter.language.is_none() {
        return Ok(found);
    }
    filter.language = None;
    look(filter)
}

fn too_slow() -> IndexError {
    IndexError::Unavailable("it took too long".to_owned())
}

/// Another process that writes, a full disk, a damaged file: all may be over later.
fn failed(error: TantivyError) -> IndexError {
    match error {
        TantivyError::LockFailure(..) => {
            IndexError::Unavailable("another process is writing to it".to_owned())
        }
        TantivyError::InvalidArgument(why) | TantivyError::SchemaError(why) => IndexError::Rejected(why),
        other => IndexError::Unavailable(other.to_string()),
    }
}
