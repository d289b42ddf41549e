//! HTML from strangers: what may be shown, and what it says in plain words.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::Builder;

use super::html_words::Words;
use super::mime::Letter;
use super::{html_marks, words};
use crate::{Mark, limits};

/// Bytes of HTML that are read at all.
const BYTES: usize = 512 * 1024;
/// Tags in one body: the parser walks up the open elements for many of them.
const TAGS: usize = 20_000;
/// Elements open at once: what reads the tree later may do so by recursion.
const DEPTH: usize = 256;
/// HTML reopens unclosed formatting in every following block, so n different open formats and m blocks
/// make n × m elements. This bounds the product.
const REOPENED: usize = 1_000_000;
/// Pictures from elsewhere in one letter, and bytes of an address.
const PICTURES: usize = 20;
const URL: usize = 2048;
/// Letters in a line of the plain words: high enough not to break sentences, low enough for tables.
const WIDTH: usize = 500;

/// The tags HTML reopens (HTML standard, "list of active formatting elements"); `a` closes itself.
const FORMATTING: [&str; 13] =
    ["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Tags that never have an end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// A body that is safe to show, with its words.
pub(super) struct Read {
    /// Nothing when the HTML is beyond the limits; the words are then all there is.
    pub html: Option<String>,
    pub text: String,
    pub marks: Vec<Mark>,
}

/// The files that HTML can show (`cid:…`): their place among the letter's files.
#[derive(Clone, Default)]
pub(super) struct Files {
    by_id: HashMap<String, usize>,
}

impl Files {
    pub(super) fn of(letter: &Letter<'_>) -> Self {
        let kept = letter.files.iter().take(limits::ATTACHMENTS).enumerate();
        let by_id = kept.filter_map(|(place, id)| Some((letter.parts[*id].content_id()?.to_owned(), place)));
        Self { by_id: by_id.collect() }
    }

    /// `cid:3` for the fourth file: that is all the house needs to find it.
    fn source(&self, url: &str) -> Option<String> {
        let id = url.trim().strip_prefix("cid:").or_else(|| url.trim().strip_prefix("CID:"))?;
        Some(format!("cid:{}", self.by_id.get(id)?))
    }
}

/// Cleans HTML: no scripts, styles, forms or images from elsewhere; links that tell nobody where they came
/// from. Of an image that came with the letter stays `<img src="cid:n">`, n being its place among the files.
pub(super) fn read(source: &str, files: &Files) -> Read {
    let marks = html_marks::marks(&source[..words::floor(source, BYTES)]);
    if source.len() > BYTES || !is_readable(source) {
        return Read { html: None, text: without_tags(source), marks };
    }
    // An image that is not with us and has no words is nothing.
    let clean = cleaner(files).clean(source).to_string().replace("<img>", "");
    // Measured after cleaning, where every element is closed: what renders the words descends.
    let text = if depth(&clean) > DEPTH { None } else { plain(&clean) };
    match text {
        Some(text) => Read { html: Some(clean), text, marks },
        None => Read { html: None, text: without_tags(source), marks },
    }
}

/// The same, for a reader who wants to see pictures from elsewhere: of each stays `<img src="cid:rn">`, n being the
/// place of its address in the list. None when the HTML is beyond the limits.
pub(super) fn with_pictures(source: &str, files: &Files, elsewhere: &Elsewhere) -> Option<String> {
    if source.len() > BYTES || !is_readable(source) {
        return None;
    }
    let clean = cleaner_with(files, Some(elsewhere.clone())).clean(source).to_string().replace("<img>", "");
    (depth(&clean) <= DEPTH).then_some(clean)
}

/// Addresses of pictures from elsewhere, as they are met.
#[derive(Clone, Default)]
pub(super) struct Elsewhere {
    urls: Arc<Mutex<Vec<String>>>,
}

impl Elsewhere {
    fn source(&self, url: &str) -> Option<String> {
        let url = url.trim();
        if url.len() > URL
            || !["http://", "https://"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme))
        {
            return None;
        }
        let mut urls = self.urls.lock().unwrap_or_else(PoisonError::into_inner);
        let known = urls.iter().position(|known| known == url);
        let place = match known {
            Some(place) => place,
            None if urls.len() < PICTURES => {
                urls.push(url.to_owned());
                urls.len() - 1
            }
            None => return None,
        };
        Some(format!("cid:r{place}"))
    }

    pub(super) fn urls(&self) -> Vec<String> {
        self.urls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn cleaner(files: &Files) -> Builder<'static> {
    cleaner_with(files, None)
}

fn cleaner_with(files: &Files, elsewhere: Option<Elsewhere>) -> Builder<'static> {
    let files = files.clone();
    let mut builder = Builder::default();
    builder
        .rm_tags(["map", "area"])
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "hreflang"])),
            ("bdo", HashSet::from(["dir"])),
            ("col", HashSet::from(["span"])),
            ("colgroup", HashSet::from(["span"])),
            ("img", HashSet::from(["src", "alt"])),
            ("ol", HashSet::from(["start"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
        ]))
        // An image from elsewhere tells its server that it was seen.
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") => {
                let here = files.source(value);
                here.or_else(|| elsewhere.as_ref()?.source(value)).map(Cow::Owned)
            }
            (_, "href") if value.trim_start().starts_with("cid:") => None,
            _ => Some(Cow::Borrowed(value)),
        })
        // The words of these are not the letter's.
        .add_clean_content_tags(["title"])
        .rm_generic_attributes(["title", "lang"])
        .add_generic_attributes(["dir", "lang"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    builder
}

fn plain(clean: &str) -> Option<String> {
    html2text::config::with_decorator(Words::default())
        .no_table_borders()
        .raw_mode(true)
        .allow_width_overflow()
        .string_from_read(clean.as_bytes(), WIDTH)
        .ok()
}

/// Can the parser read this in bounded time and memory?
fn is_readable(source: &str) -> bool {
    let mut tags = 0;
    let mut formats: HashMap<&str, usize> = HashMap::new();
    for tag in tags_of(source) {
        tags += 1;
        if !tag.closes && FORMATTING.iter().any(|name| tag.name.eq_ignore_ascii_case(name)) {
            *formats.entry(tag.whole).or_default() += 1;
        }
    }
    // At most three equal ones stay open ("Noah's Ark clause" of the HTML standard).
    let open: usize = formats.values().map(|count| (*count).min(3)).sum();
    tags <= TAGS && open * tags <= REOPENED
}

/// How deep well-formed HTML goes.
fn depth(clean: &str) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for tag in tags_of(clean) {
        if VOID.contains(&tag.name) {
            continue;
        }
        now = if tag.closes { now.saturating_sub(1) } else { now + 1 };
        most = most.max(now);
    }
    most
}

struct Tag<'h> {
    name: &'h str,
    whole: &'h str,
    closes: bool,
}

fn tags_of(html: &str) -> impl Iterator<Item = Tag<'_>> {
    html.split('<').skip(1).filter_map(|piece| {
        let whole = piece.split('>').next().unwrap_or(piece);
        let inner = whole.strip_prefix('/').unwrap_or(whole);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        (end > 0).then(|| Tag { name: &inner[..end], whole, closes: inner.len() < whole.len() })
    })
}

/// The crude way, for HTML that is not worth parsing: everything between angle brackets goes.
fn without_tags(source: &str) -> String {
    let mut out = String::new();
    for (index, piece) in source.split('<').enumerate() {
        let words = match piece.split_once('>') {
            Some((_, words)) if index > 0 => words,
            None if index > 0 => "",
            _ => piece,
        };
        let words = words.trim();
        if !words.is_empty() {
            out.push_str(words);
            out.push('\n');
        }
        if out.len() > limits::TEXT {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_and_nothing_is_fetched() {
        let html = r#"<style>p{color:red}</style><p onclick="x()" style="a">Jalan <b>rusak</b>
            <img src="https://spy.test/1.gif"><script>alert(1)</script>
            <a href="javascript:x()">a</a> <a href="https://kota.test/x" target="_blank">b</a></p>"#;
        let read = read(html, &Files::default());
        let html = read.html.unwrap();
        for bad in ["script", "alert", "onclick", "style", "src", "spy.test", "javascript", "target", "color"]
        {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
        assert!(html.contains(r#"href="https://kota.test/x""#));
        assert!(html.contains(r#"rel="nofollow noopener noreferrer""#));
        assert!(read.text.contains("Jalan"));
    }

    #[test]
    fn bombs_become_words() {
        let deep = format!("halo{}", "<div>".repeat(15_000));
        let fonts: Vec<String> = (0..3_000).map(|n| format!("<font size={n}><p>x")).collect();
        let reopened = fonts.concat();
        let large = format!("<p>halo</p>{}", " ".repeat(BYTES));
        for bomb in [deep, reopened, large] {
            let read = read(&bomb, &Files::default());
            assert!(read.html.is_none());
            assert!(!read.text.is_empty());
        }
    }
}
