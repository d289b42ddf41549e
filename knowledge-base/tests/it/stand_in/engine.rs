//! What the stand-in knows: index, settings, documents, tasks.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Mood;

pub(super) const UID: &str = "test-articles";

pub(super) struct Request {
    pub method: String,
    pub path: String,
    pub body: Value,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) mood: Mood,
    pub(super) exists: bool,
    pub(super) settings: Map<String, Value>,
    pub(super) documents: BTreeMap<String, Map<String, Value>>,
    /// Finished tasks: type and, when failed, the error.
    pub(super) tasks: Vec<(&'static str, Option<Value>)>,
    /// Each task is still processing when it is first asked for.
    pub(super) asked: Vec<bool>,
    /// Method and path of every request.
    pub(super) log: Vec<String>,
    /// What was searched for.
    pub(super) questions: Vec<String>,
    /// Requests that the server would not understand.
    pub(super) wrong: Vec<String>,
}

pub(super) fn error(status: u16, code: &str, kind: &str, message: &str) -> (u16, Value) {
    (
        status,
        json!({"message": message, "code": code, "type": kind,
               "link": format!("https://docs.meilisearch.com/errors#{code}")}),
    )
}

fn bad_request(code: &str, message: &str) -> (u16, Value) {
    error(400, code, "invalid_request", message)
}

impl State {
    pub(super) fn handle(&mut self, request: &Request) -> (u16, Value) {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let index = format!("/indexes/{UID}");
        let within = path.strip_prefix(&index[..]);
        let body = &request.body;
        let several = body["queries"].as_array().into_iter().flatten();
        let questions = several.chain([body]).filter_map(|query| query["q"].as_str());
        self.questions.extend(questions.map(str::to_owned));
        match (request.method.as_str(), path, within) {
            ("GET", "/health", _) => (200, json!({"status": "available"})),
            ("POST", "/indexes", _) => {
                if *body != json!({"uid": UID, "primaryKey": "id"}) {
                    return bad_request("bad_request", &format!("unexpected body {body}"));
                }
                let failure = self
                    .exists
                    .then(|| error(0, "index_already_exists", "invalid_request", "Index already exists.").1);
                self.exists = true;
                self.task("indexCreation", failure)
            }
            ("PATCH", _, Some("/settings")) => self.patch_settings(body),
            ("GET", _, Some("/settings/searchable-attributes")) if self.exists => {
                let all = json!(["*"]);
                (200, self.settings.get("searchableAttributes").unwrap_or(&all).clone())
            }
            ("GET", _, Some("/stats")) if self.exists => (
                200,
                json!({"numberOfDocuments": self.documents.len(), "isIndexing": false, "rawDocumentDbSize": 4096,
                       "avgDocumentSize": 512, "numberOfEmbeddedDocuments": 0, "numberOfEmbeddings": 0,
                       "fieldDistribution": {}}),
            ),
            ("POST", _, Some("/documents")) if query == "primaryKey=id" => self.add(body),
            ("POST", _, Some("/documents/delete-batch")) => {
                let Some(ids) = body.as_array() else {
                    return bad_request("malformed_payload", "expected an array");
                };
                for id in ids {
                    self.documents.remove(id.as_str().unwrap_or(""));
                }
                self.task("documentDeletion", None)
            }
            ("DELETE", _, Some("/documents")) => {
                self.documents.clear();
                self.task("documentDeletion", None)
            }
            ("POST", _, Some("/search")) => self.search(body),
            ("POST", "/multi-search", _) => self.multi_search(body),
            ("GET", _, None) if path.starts_with("/tasks/") => self.show_task(&path["/tasks/".len()..]),
            (_, _, Some("/stats")) => {
                error(404, "index_not_found", "invalid_request", &format!("Index `{UID}` not found."))
            }
            _ => error(404, "not_found", "invalid_request", "No such route."),
        }
    }

    /// Keeps a finished task and announces it as waiting.
    fn task(&mut self, kind: &'static str, failure: Option<Value>) -> (u16, Value) {
        let failure = match self.mood {
            Mood::TasksFail => {
                Some(error(0, "no_space_left_on_device", "system", "No space left on device.").1)
            }
            _ => failure,
        };
        self.tasks.push((kind, failure));
        self.asked.push(false);
        (
            202,
            json!({"taskUid": self.tasks.len() - 1, "indexUid": UID, "status": "enqueued", "type": kind,
                   "enqueuedAt": "2026-11-22T08:00:00.123456789Z"}),
        )
    }

    fn show_task(&mut self, uid: &str) -> (u16, Value) {
        let Some(uid) = uid.parse().ok().filter(|uid: &usize| *uid < self.tasks.len()) else {
            return error(404, "task_not_found", "invalid_request", "Task not found.");
        };
        let (kind, failure) = &self.tasks[uid];
        let mut task = json!({"uid": uid, "batchUid": uid, "indexUid": UID, "type": kind, "canceledBy": null,
            "details": null, "error": null, "enqueuedAt": "2026-11-22T08:00:00.123456789Z",
            "startedAt": "2026-11-22T08:00:00.2Z", "finishedAt": null, "duration": null, "status": "processing"});
        if std::mem::replace(&mut self.asked[uid], true) {
            task["status"] = json!(if failure.is_some() { "failed" } else { "succeeded" });
            task["error"] = failure.clone().unwrap_or(Value::Null);
            task["duration"] = json!("PT0.012S");
            task["finishedAt"] = json!("2026-11-22T08:00:00.212Z");
        }
        (200, task)
    }

    fn patch_settings(&mut self, body: &Value) -> (u16, Value) {
        const KNOWN: [&str; 8] = [
            "searchableAttributes",
            "filterableAttributes",
            "rankingRules",
            "stopWords",
            "synonyms",
            "typoTolerance",
            "localizedAttributes",
            "sortableAttributes",
        ];
        let Some(settings) = body.as_object() else {
            return bad_request("malformed_payload", "settings are an object");
        };
        if let Some(unknown) = settings.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            return bad_request("bad_request", &format!("Unknown field `{unknown}`"));
        }
        self.settings.extend(settings.clone());
        self.task("settingsUpdate", None)
    }

    fn add(&mut self, body: &Value) -> (u16, Value) {
        let Some(documents) = body.as_array() else {
            return bad_request("malformed_payload", "expected an array of documents");
        };
        let mut failure = None;
        for document in documents {
            let id = document["id"].as_str().unwrap_or("");
            let valid =
                !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            if !valid {
                let text = format!("Document identifier `{id}` is invalid.");
                failure = Some(error(0, "invalid_document_id", "invalid_request", &text).1);
            }
        }
        if failure.is_none() && self.mood != Mood::TasksFail {
            for document in documents {
                let id = document["id"].as_str().unwrap().to_owned();
                self.documents.insert(id, document.as_object().unwrap().clone());
            }
        }
        self.task("documentAdditionOrUpdate", failure)
    }

    fn multi_search(&self, body: &Value) -> (u16, Value) {
        let Some(queries) = body["queries"].as_array() else {
            return bad_request("bad_request", "Missing field `queries`");
        };
        let mut results = Vec::new();
        for query in queries {
            let mut query = query.clone();
            if query.as_object_mut().and_then(|q| q.remove("indexUid")) != Some(json!(UID)) {
                return bad_request("missing_index_uid", "Missing field `indexUid`");
            }
            let (status, mut result) = self.search(&query);
            if status != 200 {
                return (status, result);
            }
            result["indexUid"] = json!(UID);
            results.push(result);
        }
        (200, json!({"results": results}))
    }

    fn search(&self, body: &Value) -> (u16, Value) {
        const KNOWN: [&str; 12] = [
            "q",
            "matchingStrategy",
            "limit",
            "filter",
            "attributesToHighlight",
            "highlightPreTag",
            "highlightPostTag",
            "attributesToCrop",
            "cropLength",
            "cropMarker",
            "showRankingScore",
            "attributesToSearchOn",
        ];
        let Some(query) = body.as_object() else {
            return bad_request("malformed_payload", "a search is an object");
        };
        if let Some(unknown) = query.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            return bad_request("bad_request", &format!("Unknown field `{unknown}`"));
        }
        if !self.exists {
            return error(404, "index_not_found", "invalid_request", &format!("Index `{UID}` not found."));
        }
        let searchable = strings(self.settings.get("searchableAttributes"));
        let attributes = match query.get("attributesToSearchOn") {
            Some(only) => strings(Some(only)),
            None => searchable.clone(),
        };
        if let Some(unknown) = attributes.iter().find(|a| !searchable.contains(a)) {
            return bad_request(
                "invalid_search_attributes_to_search_on",
                &format!("Attribute `{unknown}` is not searchable."),
            );
        }
        let mut conditions = Vec::new();
        if let Some(filter) = query.get("filter") {
            let filterable = strings(self.settings.get("filterableAttributes"));
            for part in filter.as_str().unwrap_or("").split(" AND ") {
                let Some((name, value)) = part.split_once(" = ") else {
                    return bad_request("invalid_search_filter", part);
                };
                let quoted = serde_json::from_str::<String>(value);
                let (true, Ok(value)) = (filterable.contains(&name.to_owned()), quoted) else {
                    return bad_request("invalid_search_filter", part);
                };
                conditions.push((name.to_owned(), value));
            }
        }
        let q = query.get("q").and_then(Value::as_str).unwrap_or("").to_lowercase();
        let asked: Vec<&str> = q.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let begins =
            |word: &str| asked.iter().any(|a| word == *a || asked.last() == Some(a) && word.starts_with(a));
        let mut hits: Vec<(usize, Value)> = Vec::new();
        for document in self.documents.values() {
            if conditions.iter().any(|(name, value)| document[name] != json!(value)) {
                continue;
            }
            let text =
                attributes.iter().map(|a| text_of(&document[a])).collect::<Vec<_>>().join(" ").to_lowercase();
            let score = asked
                .iter()
                .filter(|a| {
                    text.split(|c: char| !c.is_alphanumeric())
                        .any(|word| word == **a || asked.last() == Some(*a) && word.starts_with(**a))
                })
                .count();
            // "last": words may be left out from the end, so the first must be there.
            if score == 0 && !asked.is_empty() {
                continue;
            }
            hits.push((score, Self::shown(document, query, &begins, score, asked.len())));
        }
        hits.sort_by_key(|(score, _)| usize::MAX - score);
        let total = hits.len();
        let limit = query.get("limit").and_then(Value::as_u64).unwrap_or(20) as usize;
        let hits: Vec<Value> = hits.into_iter().take(limit).map(|(_, hit)| hit).collect();
        (
            200,
            json!({"hits": hits, "query": q, "processingTimeMs": 1, "limit": limit, "offset": 0,
                   "estimatedTotalHits": total}),
        )
    }

    /// A document as a hit, with `_formatted` and `_rankingScore` when asked for.
    fn shown(
        document: &Map<String, Value>,
        query: &Map<String, Value>,
        matches: &dyn Fn(&str) -> bool,
        score: usize,
        asked: usize,
    ) -> Value {
        let mut hit = document.clone();
        let highlight = strings(query.get("attributesToHighlight"));
        if !highlight.is_empty() {
            let tag = |name: &str| query.get(name).and_then(Value::as_str).unwrap_or("<em>").to_owned();
            let (pre, post) = (tag("highlightPreTag"), tag("highlightPostTag"));
            let mut formatted = document.clone();
            for name in highlight {
                let text = text_of(&document[&name]);
                let marked: String = text
                    .split_inclusive(|c: char| !c.is_alphanumeric())
                    .map(|piece| {
                        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
                        if matches(&word.to_lowercase()) {
                            format!("{pre}{word}{post}{}", &piece[word.len()..])
                        } else {
                            piece.to_owned()
                        }
                    })
                    .collect();
                formatted.insert(name, json!(marked));
            }
            hit.insert("_formatted".to_owned(), Value::Object(formatted));
        }
        if query.get("showRankingScore") == Some(&json!(true)) {
            hit.insert("_rankingScore".to_owned(), json!(score as f64 / asked.max(1) as f64));
        }
        Value::Object(hit)
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    value
        .and_then(Value::as_array)
        .map(|all| all.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(text_of).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}
