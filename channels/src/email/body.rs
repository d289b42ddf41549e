//! The words of a letter: plain text for every reader, HTML when it came.

use super::leaf::Part;
use super::mime::Letter;
use super::{flowed, html, words};
use crate::{Mark, limits};

/// Bodies of one letter that are read, and bytes of each.
const BODIES: usize = 50;
const BYTES: usize = 1024 * 1024;
/// Bytes of plain text that may only say where the real text is.
const EXCUSE: usize = 400;
/// What mail programs write into the plain form when they only mean the other one.
const EXCUSES: [&str; 7] = [
    "does not support html",
    "html-enabled",
    "html compatible",
    "view this email in your browser",
    "view this message in html",
    "tidak mendukung html",
    "lihat email ini di browser",
];

#[derive(Default)]
pub(super) struct Body {
    pub text: String,
    pub html: Option<String>,
    /// What there is to know about the HTML.
    pub marks: Vec<Mark>,
}

/// Reads the bodies; a leaf that does not decode is kept as it came, with a remark.
pub(super) fn body(letter: &Letter<'_>, remarks: &mut Vec<String>) -> Body {
    let hint = letter.hint.as_deref();
    let files = html::Files::of(letter);
    let mut plain = Vec::new();
    let mut rich = Vec::new();
    let mut marks = Vec::new();
    let mut all_html_shown = true;

    let is_rich = letter.rich.iter().any(|id| letter.parts[*id].is_html());
    for id in letter.plain.iter().take(BODIES) {
        let part = &letter.parts[*id];
        let words = leaf(part, hint, remarks);
        // HTML that is rich as well is read below.
        let read_below = is_rich && letter.rich.contains(id);
        plain.push(match (part.is_html(), read_below) {
            (true, true) => String::new(),
            (true, false) => html::read(&words, &files).text,
            (false, _) => words,
        });
    }
    let excuses =
        plain.iter().any(|text| !text.trim().is_empty()) && plain.iter().all(|text| is_excuse(text));
    let has_words = !excuses && plain.iter().any(|text| !text.trim().is_empty());
    for id in letter.rich.iter().take(BODIES).filter(|_| is_rich) {
        let part = &letter.parts[*id];
        // What is in both lists was remarked on already.
        let words = leaf(part, hint, &mut Vec::new());
        if !part.is_html() {
            rich.push(paragraphs(&words));
            continue;
        }
        let read = html::read(&words, &files);
        marks.extend(read.marks);
        match letter.plain.iter().take(BODIES).position(|plain| plain == id) {
            Some(at) => plain[at] = read.text,
            None if !has_words => plain.push(read.text),
            None => {}
        }
        match read.html {
            Some(html) => rich.push(html),
            None => all_html_shown = false,
        }
    }
    if !all_html_shown {
        remarks.push("The HTML of the mail is too large or too deep to show; its words are kept.".into());
    }

    let plain: Vec<String> =
        plain.iter().map(|text| words::text(text)).filter(|text| !text.trim().is_empty()).collect();
    let mut text = plain.join("\n\n");
    if words::cut(&mut text, limits::TEXT) {
        remarks.push(format!("The text was cut after {} bytes.", limits::TEXT));
    }
    let html = (is_rich && all_html_shown).then(|| words::text(&rich.join("\n")));
    Body { text, html: html.filter(|html| !html.is_empty()), marks }
}

/// The HTML with places for pictures from elsewhere, and their addresses.
pub(super) fn with_pictures(letter: &Letter<'_>) -> (String, Vec<String>) {
    let (files, elsewhere) = (html::Files::of(letter), html::Elsewhere::default());
    let rich = letter.rich.iter().take(BODIES).map(|id| &letter.parts[*id]).filter(|part| part.is_html());
    let html: Vec<String> = rich
        .filter_map(|part| {
            let words = leaf(part, letter.hint.as_deref(), &mut Vec::new());
            html::with_pictures(&words, &files, &elsewhere)
        })
        .collect();
    (html.join("\n"), elsewhere.urls())
}

fn is_excuse(text: &str) -> bool {
    if text.len() > EXCUSE {
        return false;
    }
    let lower = text.to_lowercase();
    lower.trim().is_empty() || EXCUSES.iter().any(|excuse| lower.contains(excuse))
}

fn leaf(part: &Part<'_>, hint: Option<&str>, remarks: &mut Vec<String>) -> String {
    let bytes = part.beginning(BYTES).unwrap_or_else(|as_it_came| {
        remarks.push("A part of the mail could not be decoded and is shown as it came.".into());
        as_it_came
    });
    let (text, unknown) = part.decoded(&bytes, hint);
    if let Some(charset) = unknown {
        let charset = words::line(&charset, 40);
        remarks.push(format!("The character set \"{charset}\" is unknown; some signs may be wrong."));
    }
    if part.unparted {
        // A delimiter that never comes: nothing may be lost.
        remarks.push("The parts of the mail could not be told apart; all of it is shown as it came.".into());
    }
    let says =
        |name: &str, value: &str| part.attribute(name).is_some_and(|said| said.eq_ignore_ascii_case(value));
    if says("format", "flowed") && !part.is_html() {
        return flowed::joined(&text, says("delsp", "yes"));
    }
    text
}

fn paragraphs(text: &str) -> String {
    let escaped = ammonia::clean_text(text);
    // clean_text also writes spaces and line ends as entities; only the latter carry meaning here.
    let escaped = escaped.replace("&#32;", " ").replace("&#13;", "").replace("&#10;", "<br>");
    format!("<p>{}</p>", escaped.trim())
}
