//! The index on a Meilisearch server, for houses with several nodes.
//!
//! The server has typing mistakes, beginnings and synonyms of its own; Indonesian forms it has not, so every
//! document carries its stems and a second question asks for them when the first finds little.

mod document;
mod failure;
mod settings;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use meilisearch_sdk::client::Client;
use meilisearch_sdk::errors::{Error, ErrorCode};
use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, Selectors};
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use self::document::{Cut, Document, MARK_END, MARK_START, id_of};
use self::failure::{failed, refused};
use super::evidence::{self, Candidate, Frequencies};
use super::question::Question;
use super::{Hit, IndexError, PUBLISH_TIME, SEARCH_TIME, Search};
use crate::Article;
use crate::text::Stems;

/// How often a task is asked whether it is done.
const TASK_INTERVAL: Duration = Duration::from_millis(50);
/// Articles in one request: with the longest articles this stays below the server's 100 MB.
const BATCH: usize = 200;
/// Fewer hits than this and the stems are asked, too.
const FEW: usize = 3;
/// Units of a complaint that are looked up, one query each in one request.
const COMPLAINT_UNITS: usize = 10;
/// Articles that each of these queries may bring.
const CANDIDATES: usize = 10;
/// Longest prefix of an index name.
const MAX_PREFIX: usize = 100;

/// See the module.
#[derive(Clone)]
pub struct Meilisearch {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    uid: String,
    needs_rebuild: AtomicBool,
}

impl std::fmt::Debug for Meilisearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The client would print the key.
        f.debug_struct("Meilisearch")
            .field("host", &self.inner.client.get_host())
            .field("index", &self.inner.uid)
            .finish_non_exhaustive()
    }
}

impl Meilisearch {
    pub(super) fn new(url: &str, key: Option<SecretString>, prefix: &str) -> Result<Self, IndexError> {
        let parsed = Url::parse(url).map_err(|error| {
            IndexError::Rejected(format!("the address of Meilisearch is not right: {error}"))
        })?;
        if !matches!(parsed.scheme(), "http" | "https") || parsed.host_str().is_none() {
            return Err(IndexError::Rejected(
                "the address of Meilisearch must begin with http:// or https://".to_owned(),
            ));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(IndexError::Rejected(
                "put the key of Meilisearch into its own setting, not into the address".to_owned(),
            ));
        }
        // An empty setting means none. The SDK panics on a key that is no header value.
        let key = key.filter(|key| !key.expose_secret().is_empty());
        if key.as_ref().is_some_and(|key| !key.expose_secret().bytes().all(|b| b.is_ascii_graphic())) {
            return Err(IndexError::Rejected(
                "the key of Meilisearch has characters that no key has".to_owned(),
            ));
        }
        let good_prefix = prefix.len() <= MAX_PREFIX
            && prefix.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if !good_prefix {
            return Err(IndexError::Rejected(format!(
                "the index prefix {prefix:?} may have letters, digits, - and _ only"
            )));
        }
        let host = parsed.as_str().trim_end_matches('/');
        let client = Client::new(host, key.as_ref().map(ExposeSecret::expose_secret)).map_err(failed)?;
        Ok(Self {
            inner: Arc::new(Inner {
                client,
                uid: format!("{prefix}articles"),
                needs_rebuild: AtomicBool::new(false),
            }),
        })
    }

    pub(super) fn needs_rebuild(&self) -> bool {
        self.inner.needs_rebuild.load(Ordering::Acquire)
    }

    pub(super) fn rebuilt(&self) {
        self.inner.needs_rebuild.store(false, Ordering::Release);
    }

    fn index(&self) -> Index {
        self.inner.client.index(&self.inner.uid)
    }

    pub(super) async fn prepare(&self) -> Result<(), IndexError> {
        within(PUBLISH_TIME, async {
            let client = &self.inner.client;
            let task = client.create_index(&self.inner.uid, Some("id")).await?;
            let task = client.wait_for_task(task, Some(TASK_INTERVAL), Some(PUBLISH_TIME)).await?;
            // Two nodes may start at once, and every start but the first finds the index there.
            if let Task::Failed { content } = &task
                && content.error.error_code != ErrorCode::IndexAlreadyExists
            {
                return Ok(Err(refused(&content.error)));
            }
            // Another version of this program filled it with documents that lack what we search in.
            let searched = self.index().get_searchable_attributes().await?;
            if searched != settings::SEARCHABLE && searched != ["*"] {
                let task = self.index().delete_all_documents().await?;
                if let Err(error) = self.done(task).await? {
                    return Ok(Err(error));
                }
            }
            let task = self.index().set_settings(&settings::settings()).await?;
            if let Err(error) = self.done(task).await? {
                return Ok(Err(error));
            }
            // Empty may also mean that another node created it and died before filling it.
            let empty = self.index().get_stats().await?.number_of_documents == 0;
            self.inner.needs_rebuild.store(empty, Ordering::Release);
            Ok(Ok(()))
        })
        .await?
    }

    pub(super) async fn publish(&self, articles: &[Article]) -> Result<(), IndexError> {
        within(PUBLISH_TIME, async {
            let index = self.index();
            let mut tasks = Vec::new();
            for batch in articles.chunks(BATCH) {
                let documents: Vec<Document> = batch.iter().map(Document::of).collect();
                tasks.push(index.add_or_replace(&documents, Some("id")).await?);
            }
            // The server merges tasks that wait, so all are sent before the first is waited for.
            for task in tasks {
                if let Err(error) = self.done(task).await? {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        })
        .await?
    }

    pub(super) async fn remove(&self, keys: &[String]) -> Result<(), IndexError> {
        let ids: Vec<String> = keys.iter().map(|key| id_of(key)).collect();
        within(PUBLISH_TIME, async {
            let task = self.index().delete_documents(&ids).await?;
            self.done(task).await
        })
        .await?
    }

    pub(super) async fn clear(&self) -> Result<(), IndexError> {
        within(PUBLISH_TIME, async {
            let task = self.index().delete_all_documents().await?;
            self.done(task).await
        })
        .await?
    }

    pub(super) async fn count(&self) -> Result<u64, IndexError> {
        within(SEARCH_TIME, async { Ok(self.index().get_stats().await?.number_of_documents as u64) }).await
    }

    pub(super) async fn health(&self) -> Result<(), IndexError> {
        within(SEARCH_TIME, async {
            let health = self.inner.client.health().await?;
            if health.status != "available" {
                let why = format!("the server says {}", health.status);
                return Ok(Err(IndexError::Unavailable(why)));
            }
            // The health page needs no key; this finds a wrong one, and an index that is not there.
            self.index().get_stats().await?;
            Ok(Ok(()))
        })
        .await?
    }

    pub(super) async fn search(&self, search: Search) -> Result<Vec<Hit>, IndexError> {
        within(SEARCH_TIME, async {
            let found = self.look(&search, search.language.as_deref()).await?;
            if !found.is_empty() || search.language.is_none() {
                return Ok(found);
            }
            self.look(&search, None).await
        })
        .await
    }

    /// One search in one language, or in all.
    async fn look(&self, search: &Search, language: Option<&str>) -> Result<Vec<Hit>, Error> {
        let question = Question::read(&search.text, 16);
        if question.units.is_empty() && !search.text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let filter = filter(language, search.agency.as_deref(), search.category.as_deref());
        let index = self.index();
        let text = Question::standard(&search.text);
        let mut query = wanted(&index, &text, search.limit, filter.as_deref());
        let marks = document::marks(&question);
        let mut hits: Vec<Hit> =
            query.execute().await?.hits.into_iter().map(|found| document::hit(found, &marks)).collect();
        let stems: Vec<&str> = question
            .units
            .iter()
            .filter(|unit| unit.required && !unit.word.is_empty())
            .map(|unit| unit.stems[0].as_str())
            .collect();
        if hits.len() < FEW.min(search.limit) && !stems.is_empty() {
            let stems = stems.join(" ");
            query.with_query(&stems);
            query.with_attributes_to_search_on(&["title", "keywords", "about", "stems"]);
            // Words may be missing, the common ones first, wherever they stand.
            query.with_matching_strategy(MatchingStrategies::FREQUENCY);
            for found in query.execute::<Document>().await?.hits {
                let hit = document::hit(found, &marks);
                if hits.len() < search.limit && hits.iter().all(|other| other.key != hit.key) {
                    hits.push(hit);
                }
            }
        }
        Ok(hits)
    }

    pub(super) async fn suggest(
        &self,
        text: &str,
        language: &str,
        limit: usize,
    ) -> Result<Vec<Hit>, IndexError> {
        let question = Question::informative(text, COMPLAINT_UNITS);
        if question.units.is_empty() {
            return Ok(Vec::new());
        }
        within(SEARCH_TIME, async {
            let hits = self.candidates(&question, Some(language), limit).await?;
            if !hits.is_empty() {
                return Ok(hits);
            }
            self.candidates(&question, None, limit).await
        })
        .await
    }

    /// Asks for every unit of a complaint in one request, and judges what comes.
    async fn candidates(
        &self,
        question: &Question,
        language: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Hit>, Error> {
        let index = self.index();
        let filter = filter(language, None, None);
        let asked: Vec<String> = question
            .units
            .iter()
            .map(|unit| if unit.word.is_empty() { unit.phrases[0].join(" ") } else { unit.word.clone() })
            .collect();
        let stems: Vec<&str> =
            question.units.iter().map(|unit| unit.stems.first().map_or("", String::as_str)).collect();
        // First how many articles there are, then for each unit its word and its stem.
        let mut all = bare(&index, "", filter.as_deref());
        all.with_limit(0);
        let mut request = self.inner.client.multi_search();
        request.with_search_query(all);
        for (word, stem) in asked.iter().zip(&stems) {
            let mut by_word = bare(&index, word, filter.as_deref());
            by_word.with_attributes_to_search_on(&["title", "keywords"]);
            request.with_search_query(by_word);
            let stem = if stem.is_empty() { word } else { *stem };
            let mut by_stem = bare(&index, stem, filter.as_deref());
            by_stem.with_attributes_to_search_on(&["about"]);
            request.with_search_query(by_stem);
        }
        let answers = request.execute::<Document>().await?.results;
        let total =
            |at: usize| answers.get(at).and_then(|answer| answer.estimated_total_hits).unwrap_or(0) as u64;
        let frequencies = Frequencies {
            articles: total(0),
            with_unit: (0..asked.len()).map(|nth| total(1 + 2 * nth).max(total(2 + 2 * nth))).collect(),
        };
        let mut documents: Vec<Document> = Vec::new();
        for found in answers.into_iter().skip(1).flat_map(|answer| answer.hits) {
            if documents.iter().all(|other| other.id != found.result.id) {
                documents.push(found.result);
            }
        }
        let mut cuts = Stems::default();
        let cuts: Vec<Cut> = documents.iter().map(|document| document.cut(&mut cuts)).collect();
        let candidates: Vec<Candidate<'_>> = cuts
            .iter()
            .map(|cut| Candidate { title: &cut.title, keywords: &cut.keywords, text: &cut.text })
            .collect();
        let marks = document::marks(question);
        Ok(evidence::judge(question, &frequencies, &candidates)
            .into_iter()
            .take(limit)
            .map(|(at, share)| documents[at].clone().into_hit(&marks, share))
            .collect())
    }

    /// Waits until a task has ended, and says how.
    async fn done(&self, task: TaskInfo) -> Result<Result<(), IndexError>, Error> {
        let task = self.inner.client.wait_for_task(task, Some(TASK_INTERVAL), Some(PUBLISH_TIME)).await?;
        Ok(match task {
            Task::Failed { content } => Err(refused(&content.error)),
            _ => Ok(()),
        })
    }
}

/// The SDK sets no limits on its requests, so every way to the server leads through here.
async fn within<T>(time: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, IndexError> {
    match tokio::time::timeout(time, work).await {
        Ok(answer) => answer.map_err(failed),
        Err(_) => Err(IndexError::Unavailable(format!("no answer within {} seconds", time.as_secs()))),
    }
}

/// A query whose hits are shown.
fn wanted<'a>(
    index: &'a Index,
    text: &'a str,
    limit: usize,
    filter: Option<&'a str>,
) -> SearchQuery<'a, meilisearch_sdk::DefaultHttpClient> {
    let mut query = SearchQuery::new(index);
    query
        .with_query(text)
        .with_limit(limit)
        .with_attributes_to_highlight(Selectors::Some(&["title", "spoken", "text"]))
        .with_highlight_pre_tag(MARK_START)
        .with_highlight_post_tag(MARK_END)
        .with_attributes_to_crop(Selectors::Some(&[("text", None)]))
        .with_crop_length(30)
        .with_crop_marker("…")
        .with_show_ranking_score(true);
    if let Some(filter) = filter {
        query.with_filter(filter);
    }
    query
}

/// A query whose hits are judged.
fn bare<'a>(
    index: &'a Index,
    text: &'a str,
    filter: Option<&'a str>,
) -> SearchQuery<'a, meilisearch_sdk::DefaultHttpClient> {
    let mut query = SearchQuery::new(index);
    query.with_query(text).with_limit(CANDIDATES);
    if let Some(filter) = filter {
        query.with_filter(filter);
    }
    query
}

/// The filter in the server's language, its values quoted.
fn filter(language: Option<&str>, agency: Option<&str>, category: Option<&str>) -> Option<String> {
    let parts: Vec<String> = [("language", language), ("agency", agency), ("category", category)]
        .into_iter()
        .filter_map(|(name, value)| {
            let value = value?.replace('\\', "\\\\").replace('"', "\\\"");
            Some(format!("{name} = \"{value}\""))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}
