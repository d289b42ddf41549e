//! What the citizen wrote now, what they are answering to, and how they sign.
//!
//! Nothing is lost: the pieces of a text are the text, byte for byte. When in doubt a line is the citizen's:
//! hiding their words would be worse than showing ours twice.

use std::borrow::Cow;

use super::quote_lines::{self, Line};

/// Marked lines that are shown with the answers between them.
const SHORT: usize = 3;
/// Lines of a signature: more are words.
const SIGNATURE: usize = 30;
/// The same, when its delimiter lacks the space that makes it one.
const DOUBTFUL: usize = 8;

/// What a stretch of a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the sender says.
    Said,
    /// The letter they answer to.
    Quote,
    Signature,
    /// A letter of somebody else that they pass on.
    Forwarded,
}

impl Part {
    /// Is it folded away where the letter is shown?
    pub const fn is_folded(self) -> bool {
        matches!(self, Self::Quote | Self::Signature)
    }
}

/// One stretch of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    pub part: Part,
    pub text: &'t str,
}

/// Takes a letter's text apart. The subject tells an answer from a letter passed on.
pub fn pieces<'t>(subject: Option<&str>, text: &'t str) -> Vec<Piece<'t>> {
    let lines = quote_lines::lines(text);
    let forwards = subject.is_some_and(quote_lines::is_forward);
    let mut parts = vec![Part::Said; lines.len()];
    let mut at = 0;
    // After an attribution marked lines are a quote, even when answers stand between them.
    let mut answers = false;
    while at < lines.len() {
        let rest = &lines[at..];
        let (part, length) = if quote_lines::is_forward_rule(rest) {
            (Part::Forwarded, rest.len())
        } else if quote_lines::is_header_block(rest) {
            let part = if forwards { Part::Forwarded } else { Part::Quote };
            (part, until_answer(rest, 1))
        } else if quote_lines::is_separator(rest) {
            let forwards = forwards && quote_lines::has_sender(&rest[1..]);
            (if forwards { Part::Forwarded } else { Part::Quote }, until_answer(rest, 1))
        } else if let Some(length) = quote_lines::attribution(rest) {
            answers = true;
            let marked = run(&rest[length..]);
            if marked == 0 {
                (Part::Quote, until_answer(rest, length))
            } else if marked <= SHORT && words_follow(&rest[length + marked..]) {
                // A question and its answer below it.
                (Part::Said, length + marked)
            } else {
                (Part::Quote, length + marked)
            }
        } else if rest[0].is_marked() {
            let marked = run(rest);
            let ends = !words_follow(&rest[marked..]);
            let is_quote = ends || (answers && marked > SHORT);
            (if is_quote { Part::Quote } else { Part::Said }, marked)
        } else if let Some(length) = signature(rest) {
            (Part::Signature, length)
        } else {
            (Part::Said, 1)
        };
        parts[at..at + length].fill(part);
        at += length;
    }
    // A letter that is nothing but its signature says just that.
    let says = lines.iter().zip(&parts).any(|(line, part)| !part.is_folded() && !line.is_empty());
    if !says && !parts.contains(&Part::Quote) {
        parts.fill(Part::Said);
    }
    joined(text, &lines, &parts)
}

/// Neighbours of one kind become one piece; empty lines between belong to what stands before them.
fn joined<'t>(text: &'t str, lines: &[Line<'t>], parts: &[Part]) -> Vec<Piece<'t>> {
    let mut pieces: Vec<Piece<'t>> = Vec::new();
    let mut begins = 0;
    for index in 0..lines.len() {
        let next = lines.get(index + 1).map_or(text.len(), |next| next.at);
        let ends = parts.get(index + 1) != Some(&parts[index]);
        if ends && next > begins {
            pieces.push(Piece { part: parts[index], text: &text[begins..next] });
            begins = next;
        }
    }
    pieces
}

/// Splits a mail's text into the fresh part and what is folded away below it: `fresh` + `folded` is `text`,
/// byte for byte. When the citizen wrote below or between the quoted lines nothing is split off.
pub fn split_quote(text: &str) -> (&str, &str) {
    let pieces = pieces(None, text);
    let folded = pieces.iter().rev().take_while(|piece| piece.part.is_folded());
    let length: usize = folded.map(|piece| piece.text.len()).sum();
    text.split_at(text.len() - length)
}

/// What the letter is about: all that is not folded away, or everything when nothing would be left.
pub fn said<'t>(subject: Option<&str>, text: &'t str) -> Cow<'t, str> {
    let pieces = pieces(subject, text);
    let mut shown = pieces.iter().filter(|piece| !piece.part.is_folded() && !piece.text.trim().is_empty());
    match (shown.next(), shown.next()) {
        (None, _) => Cow::Borrowed(text.trim()),
        (Some(only), None) => Cow::Borrowed(only.text.trim()),
        (Some(first), Some(second)) => {
            let all: Vec<&str> =
                [first, second].into_iter().chain(shown).map(|piece| piece.text.trim()).collect();
            Cow::Owned(all.join("\n\n"))
        }
    }
}

/// How many lines from here are marked, with the empty ones between them.
fn run(lines: &[Line<'_>]) -> usize {
    let end = lines.iter().position(|line| !line.is_marked() && !line.is_empty()).unwrap_or(lines.len());
    if lines[..end].iter().any(Line::is_marked) { end } else { 0 }
}

/// Do words follow that are no signature? A second signature would be strange enough to be words.
fn words_follow(mut lines: &[Line<'_>]) -> bool {
    for _ in 0..2 {
        let Some(at) = lines.iter().position(|line| !line.is_marked() && !line.is_empty()) else {
            return false;
        };
        match signature(&lines[at..]) {
            Some(length) => lines = &lines[at + length..],
            None => return true,
        }
    }
    lines.iter().any(|line| !line.is_marked() && !line.is_empty())
}

/// The end of the older letter: everything below belongs to it, unless it is marked line by line and the
/// citizen answers below.
fn until_answer(lines: &[Line<'_>], head: usize) -> usize {
    let below = &lines[head..];
    let marked = run(below);
    if marked > 0 && words_follow(&below[marked..]) { head + marked } else { lines.len() }
}

/// How many lines a signature takes here, if one begins here.
fn signature(rest: &[Line<'_>]) -> Option<usize> {
    let most = match rest[0].text {
        "-- " => SIGNATURE,
        "--" => DOUBTFUL,
        line if quote_lines::is_sent_from(line) && !words_follow_plainly(&rest[1..]) => return Some(1),
        _ => return None,
    };
    // Not further than a signature goes, and not into the next one: a text of many delimiters would be read over and
    // over.
    let far = rest.len().min(3 * most);
    let end = (1..far).find(|at| is_delimiter(rest[*at].text) || begins_older(&rest[*at..]));
    let end = end.or((far == rest.len()).then_some(far))?;
    let words = rest[1..end].iter().filter(|line| !line.is_empty()).count();
    (1..=most).contains(&words).then_some(end)
}

fn is_delimiter(line: &str) -> bool {
    matches!(line, "-- " | "--")
}

/// Do words of the citizen come before the end or the older letter?
fn words_follow_plainly(rest: &[Line<'_>]) -> bool {
    let Some(at) = rest.iter().position(|line| !line.is_empty()) else { return false };
    let rest = &rest[at..];
    !begins_older(rest)
}

/// Does an older letter begin here?
fn begins_older(rest: &[Line<'_>]) -> bool {
    rest[0].is_marked()
        || quote_lines::is_separator(rest)
        || quote_lines::is_header_block(rest)
        || quote_lines::is_forward_rule(rest)
        || quote_lines::attribution(rest).is_some()
}
