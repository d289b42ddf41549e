//! The words of a letter: plain text for every reader, HTML when it came.

use super::leaf::Part;
use super::mime::Letter;
use super::{html, words};
use crate::limits;

/// Bodies of one letter that are read.
const BODIES: usize = 50;

#[derive(Default)]
pub(super) struct Body {
    pub text: String,
    pub html: Option<String>,
}

/// Reads the bodies; a leaf that does not decode is kept as it came, with a remark.
pub(super) fn body(letter: &Letter<'_>, remarks: &mut Vec<String>) -> Body {
    let mut plain = Vec::new();
    let mut rich = Vec::new();
    let mut all_html_shown = true;

    let is_rich = letter.rich.iter().any(|id| letter.parts[*id].is_html());
    for part in letter.plain.iter().take(BODIES).map(|id| &letter.parts[*id]) {
        let words = leaf(part, remarks);
        plain.push(if part.is_html() { html::read(&words).text } else { words });
    }
    for part in letter.rich.iter().take(BODIES).map(|id| &letter.parts[*id]).filter(|_| is_rich) {
        // What is in both lists was remarked on already.
        let words = leaf(part, &mut Vec::new());
        if !part.is_html() {
            rich.push(paragraphs(&words));
            continue;
        }
        let read = html::read(&words);
        if plain.iter().all(|text| text.trim().is_empty()) {
            plain.push(read.text);
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
    Body { text, html: html.filter(|html| !html.is_empty()) }
}

fn leaf(part: &Part<'_>, remarks: &mut Vec<String>) -> String {
    let bytes = part.bytes().unwrap_or_else(|as_it_came| {
        remarks.push("A part of the mail could not be decoded and is shown as it came.".into());
        as_it_came
    });
    let (text, unknown) = part.decoded(&bytes);
    if let Some(charset) = unknown {
        let charset = words::line(&charset, 40);
        remarks.push(format!("The character set \"{charset}\" is unknown; some signs may be wrong."));
    }
    if part.unparted {
        // A delimiter that never comes: nothing may be lost.
        remarks.push("The parts of the mail could not be told apart; all of it is shown as it came.".into());
    }
    text
}

fn paragraphs(text: &str) -> String {
    let escaped = ammonia::clean_text(text);
    // clean_text also writes spaces and line ends as entities; only the latter carry meaning here.
    let escaped = escaped.replace("&#32;", " ").replace("&#13;", "").replace("&#10;", "<br>");
    format!("<p>{}</p>", escaped.trim())
}
