//! Turning the pages of a long thread: where the older and the newer entries are.

use url::form_urlencoded::Serializer;

use super::Extra;
use crate::stretch::Pages;
use crate::web::Shell;

/// Addresses of the pages beside the one shown, and how many entries stand there, in words.
#[derive(Debug)]
pub struct Turning {
    pub older: Option<(String, String)>,
    pub newer: Option<(String, String)>,
    /// The page with the reply box; None: it is this one. Whoever answers has seen what was said last.
    pub newest: Option<String>,
    /// It is read on from its first line.
    pub is_from_the_top: bool,
}

impl Turning {
    /// `here`: the ticket's address with the list beside it.
    pub fn new(shell: &Shell, pages: &Pages, here: &str, extra: &Extra) -> Self {
        let (path, query) = here.split_once('?').unwrap_or((here, ""));
        let mut query = Serializer::new(query.to_owned());
        if !extra.work.is_empty() {
            query.append_pair("work", &extra.work);
        }
        let query = query.finish();
        let to = |more: &str| {
            let all: Vec<&str> = [query.as_str(), more].into_iter().filter(|part| !part.is_empty()).collect();
            if all.is_empty() { path.to_owned() } else { format!("{path}?{}", all.join("&")) }
        };
        let link = |key: &str, (more, n): &(String, i64)| (to(more), shell.t.with(key, "n", *n).into_owned());
        Self {
            older: pages.older.as_ref().map(|page| link("thread-older", page)),
            newer: pages.newer.as_ref().map(|page| link("thread-newer", page)),
            newest: (!pages.is_newest()).then(|| to("")),
            is_from_the_top: extra.stretch().is_upward() && !pages.is_newest(),
        }
    }
}
