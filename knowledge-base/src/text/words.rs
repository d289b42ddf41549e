//! Cutting text into words.

use super::folding::{fold_char, is_mark};

/// A word of a text, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, folded.
    pub text: String,
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// The words of a text, in order: runs of letters and digits. An apostrophe inside a word belongs to it
/// (*jum'at*), a hyphen parts words (*KTP-el*, *anak-anak*).
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = chars.next()?;
            if !first.is_alphanumeric() {
                continue;
            }
            let mut word = String::new();
            fold_char(&mut word, first);
            let mut end = start + first.len_utf8();
            while let Some(&(at, c)) = chars.peek() {
                let inside = c.is_alphanumeric() || is_mark(c) || joins(text, at, c);
                if !inside {
                    break;
                }
                if !matches!(c, '\'' | '’') {
                    fold_char(&mut word, c);
                }
                end = at + c.len_utf8();
                chars.next();
            }
            if !word.is_empty() {
                return Some(Word { text: word, start, end });
            }
        }
    })
}

/// First byte and byte after the last of each word of a text: where [`words`] finds them, without the folding.
pub fn spans(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = chars.next()?;
            if !first.is_alphanumeric() {
                continue;
            }
            let mut end = start + first.len_utf8();
            // Marks alone fold to nothing, and then it is no word.
            let mut heard = !is_mark(first);
            while let Some((at, c)) =
                chars.next_if(|&(at, c)| c.is_alphanumeric() || is_mark(c) || joins(text, at, c))
            {
                end = at + c.len_utf8();
                heard |= !is_mark(c) && !matches!(c, '\'' | '’');
            }
            if heard {
                return Some((start, end));
            }
        }
    })
}

/// Whether `c` is an apostrophe with a letter after it.
fn joins(text: &str, at: usize, c: char) -> bool {
    matches!(c, '\'' | '’') && text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphabetic)
}
