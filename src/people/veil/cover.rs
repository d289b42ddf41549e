//! Words with what is known of a citizen covered, line by line.

use std::ops::Range;

use channels::email::{Introduction, introduction};

use super::Veil;
use crate::people::signature::signature;

/// Digits at the end of a telephone number that make it the same number.
pub(super) const SAME: usize = 8;

impl Veil {
    /// Does a text name them? A signature or a header line alone does not.
    pub fn is_named_in(&self, text: &str) -> bool {
        text.lines().any(|line| self.known_of(line) != line)
    }

    /// The text without what would tell who wrote it.
    pub fn text(&self, text: &str) -> String {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        self.lines(&lines, signature(&lines))
    }

    /// A text that somebody else wrote, who signs with their own name.
    pub(super) fn words(&self, text: &str) -> String {
        self.lines(&text.split_inclusive('\n').collect::<Vec<_>>(), None)
    }

    fn lines(&self, lines: &[&str], signature: Option<usize>) -> String {
        let mut covered = String::with_capacity(lines.iter().map(|line| line.len()).sum());
        let bare: Vec<&str> = lines.iter().map(|line| line.trim_end_matches(['\r', '\n'])).collect();
        let mut n = 0;
        while n < lines.len() {
            if Some(n) == signature {
                covered.push_str(&self.mask);
                break;
            }
            let length = match introduction(&bare[n..]) {
                Some(Introduction::Header(value)) => {
                    covered.push_str(&bare[n][..value]);
                    covered.push(' ');
                    covered.push_str(&self.mask);
                    1
                }
                Some(Introduction::Attribution(length)) => {
                    covered.push_str(&self.mask);
                    signature.filter(|at| *at > n).map_or(length, |at| length.min(at - n))
                }
                None => {
                    covered.push_str(&self.known_of(bare[n]));
                    1
                }
            };
            n += length;
            covered.push_str(&lines[n - 1][bare[n - 1].len()..]);
        }
        covered
    }

    /// A line without names, numbers and addresses that we know.
    fn known_of(&self, line: &str) -> String {
        self.words_of(&self.names_of(&self.numbers_of(&self.addresses_of(line))))
    }

    fn addresses_of(&self, line: &str) -> String {
        if self.addresses.is_empty() || !line.contains('@') {
            return line.to_owned();
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '@');
        runs(
            line,
            is_part,
            |run| {
                let address = run.trim_matches('.').to_lowercase();
                self.addresses.contains(&address)
            },
            &self.mask,
        )
    }

    fn numbers_of(&self, line: &str) -> String {
        if self.numbers.is_empty() {
            return line.to_owned();
        }
        runs(
            line,
            is_of_number,
            |run| {
                let digits: Vec<u8> = run.bytes().filter(u8::is_ascii_digit).collect();
                digits.len() >= SAME && digits.windows(SAME).any(|part| self.numbers.contains(&last(part)))
            },
            &self.mask,
        )
    }

    fn names_of(&self, line: &str) -> String {
        if self.names.is_empty() {
            return line.to_owned();
        }
        let words = words_in(line);
        let (mut covered, mut kept, mut n) = (String::with_capacity(line.len()), 0, 0);
        while n < words.len() {
            let is_here = |name: &&Vec<String>| {
                words
                    .get(n..n + name.len())
                    .is_some_and(|here| here.iter().map(|(_, word)| word).eq(name.iter()))
            };
            // The longest: "Ibu Ani" and "Ibu Ani Wijaya" may both be there.
            let Some(name) = self.names.iter().filter(is_here).max_by_key(|name| name.len()) else {
                n += 1;
                continue;
            };
            let (first, last) = (&words[n].0, &words[n + name.len() - 1].0);
            covered.push_str(&line[kept..first.start]);
            covered.push_str(&self.mask);
            kept = last.end;
            n += name.len();
        }
        covered.push_str(&line[kept..]);
        covered
    }

    fn words_of(&self, line: &str) -> String {
        if self.words.is_empty() {
            return line.to_owned();
        }
        let is_theirs = |run: &str| {
            self.words.contains(&run.to_lowercase())
                || !run.is_ascii() && self.words.contains(&knowledge_base::fold(run))
        };
        runs(line, char::is_alphanumeric, is_theirs, &self.mask)
    }
}

/// Digits, and what people and programs put between them: dashes of all lengths, blanks of all widths, and marks
/// nobody sees.
fn is_of_number(c: char) -> bool {
    c.is_ascii_digit()
        || c.is_whitespace()
        || matches!(c, '-' | '.' | '(' | ')' | '+' | '/' | '_' | '\u{2212}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202e}')
}

/// The digits that make a number the same number.
pub(super) fn last(digits: &[u8]) -> String {
    digits[digits.len().saturating_sub(SAME)..].iter().map(|digit| char::from(*digit)).collect()
}

/// The line with every run of such characters that is to be hidden replaced; blanks around it stay.
fn runs(line: &str, is_part: impl Fn(char) -> bool, hides: impl Fn(&str) -> bool, mask: &str) -> String {
    let mut covered = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(&is_part) {
        let end = rest[start..].find(|c| !is_part(c)).map_or(rest.len(), |length| start + length);
        covered.push_str(&rest[..start]);
        let run = &rest[start..end];
        if hides(run) {
            let inner = run.trim();
            let before = &run[..run.len() - run.trim_start().len()];
            let after = &run[before.len() + inner.len()..];
            covered.push_str(before);
            covered.push_str(mask);
            covered.push_str(after);
        } else {
            covered.push_str(run);
        }
        rest = &rest[end..];
    }
    covered.push_str(rest);
    covered
}

/// The words of a line in lower case, and where they stand.
fn words_in(line: &str) -> Vec<(Range<usize>, String)> {
    let mut words = Vec::new();
    let mut at = 0;
    for part in line.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() {
            words.push((at..at + word.len(), word.to_lowercase()));
        }
        at += part.len();
    }
    words
}
