//! HTML from strangers: what may be shown, and what it says in plain words.

use std::collections::{HashMap, HashSet};

use ammonia::Builder;

use super::html_words::Words;

/// Bytes of HTML that are read at all.
const BYTES: usize = 512 * 1024;
/// Tags in one body: the parser walks up the open elements for many of them.
const TAGS: usize = 20_000;
/// Elements open at once: what reads the tree later may do so by recursion.
const DEPTH: usize = 256;
/// HTML reopens unclosed formatting in every following block, so n different open formats and m blocks
/// make n × m elements. This bounds the product.
const REOPENED: usize = 1_000_000;
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
}

/// Cleans HTML: no scripts, styles, images or forms; links that tell nobody where they came from.
pub(super) fn read(source: &str) -> Read {
    if source.len() > BYTES || !is_readable(source) {
        return Read { html: None, text: without_tags(source) };
    }
    let clean = cleaner().clean(source).to_string();
    // Measured after cleaning, where every element is closed: what renders the words descends.
    let text = if depth(&clean) > DEPTH { None } else { words(&clean) };
    match text {
        Some(text) => Read { html: Some(clean), text },
        None => Read { html: None, text: without_tags(source) },
    }
}

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        // Images are fetched from the sender's server (who then knows it was read) or are attachments.
        .rm_tags(["img", "map", "area"])
        // The words of these are not the letter's.
        .add_clean_content_tags(["title"])
        .rm_generic_attributes(["title", "lang"])
        .add_generic_attributes(["dir", "lang"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    builder
}

fn words(clean: &str) -> Option<String> {
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
        if out.len() > crate::limits::TEXT {
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
        let read = read(html);
        let html = read.html.unwrap();
        for bad in ["script", "alert", "onclick", "style", "img", "spy.test", "javascript", "target", "color"]
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
            let read = read(&bomb);
            assert!(read.html.is_none());
            assert!(!read.text.is_empty());
        }
    }
}
