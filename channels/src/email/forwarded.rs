//! Whose letter was passed on.

use super::mime::Letter;
use super::quote::{Part, pieces};
use super::quote_lines::{self, value_of};
use super::{Ours, head, people, words};
use crate::{Forwarded, Person};

/// Letters passed on inside letters passed on.
const CHAIN: usize = 5;
/// Lines in which a copied header shows its sender.
const HEAD: usize = 12;

/// Who wrote first, when the letter is one passed on: copied into the text, or as the one letter attached.
/// Nothing for a letter of ours, and nothing when the copy names no address.
pub(super) fn forwarded(
    letter: &Letter<'_>,
    subject: Option<&str>,
    text: &str,
    ours: &Ours,
) -> Option<Forwarded> {
    let pieces = pieces(subject, text);
    let has_own_words = pieces.iter().any(|piece| piece.part == Part::Said && !piece.text.trim().is_empty());
    let copied = pieces.iter().find(|piece| piece.part == Part::Forwarded);
    let from = match copied {
        Some(piece) => in_text(piece.text, 0)?,
        None if subject.is_some_and(quote_lines::is_forward) || !has_own_words => attached(letter)?,
        None => return None,
    };
    (!ours.owns(&from.address)).then_some(Forwarded { from, has_own_words })
}

/// The sender in a copied header; of a chain the first of all.
fn in_text(text: &str, depth: usize) -> Option<Person> {
    let lines = quote_lines::lines(text);
    let at = lines.iter().take(HEAD).position(|line| sender_in(line.text).is_some())?;
    let from = sender_in(lines[at].text)?;
    if depth < CHAIN
        && let Some(next) =
            (at + 1..lines.len().min(at + 1 + HEAD)).find(|at| quote_lines::is_forward_rule(&lines[*at..]))
        && let Some(first) = in_text(&text[lines[next].at..], depth + 1)
    {
        return Some(first);
    }
    Some(from)
}

fn sender_in(line: &str) -> Option<Person> {
    // Yahoo writes the whole header in one line, behind its rule.
    let header = value_of(line, &["from", "dari"]).or_else(|| {
        let at =
            ["Dari:", "From:"].iter().filter_map(|name| line.find(name).map(|at| at + name.len())).min()?;
        line.contains("--").then(|| &line[at..])
    })?;
    let address = people::written(header)?;
    let name = header.split(['<', '[']).next().unwrap_or_default();
    let name = words::some_line(name.trim().trim_matches(['"', '\'']), people::NAME);
    Some(Person { name: name.filter(|name| !name.contains('@')), address })
}

/// The sender of the one letter that is attached.
fn attached(letter: &Letter<'_>) -> Option<Person> {
    let is_letter = |part: &&super::leaf::Part<'_>| {
        part.is("message/rfc822")
            || part.is("message/global")
            || part.name().is_some_and(|name| name.to_lowercase().ends_with(".eml"))
    };
    let mut letters = letter.files.iter().map(|id| &letter.parts[*id]).filter(is_letter);
    let (only, None) = (letters.next()?, letters.next()) else { return None };
    let bytes = only.beginning(head::HEADER).unwrap_or_else(|as_it_came| as_it_came);
    let head = head::headers(&bytes)?;
    let from = people::sender(&head, &mut Vec::new());
    Some(Person { address: from.address()?.to_owned(), name: from.name.clone() })
}
