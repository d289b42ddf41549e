//! Showing why an article was found: escaped HTML with the matches in `<mark>`.

use std::collections::HashSet;

use crate::markdown::escape_into;
use crate::text::{Language, Word, stem, words};

/// How far a text is read for a passage, in bytes. Matches further down are found but not shown.
const READ: usize = 32 * 1024;
/// Length of a passage, in words.
const PASSAGE: usize = 30;

/// The words and stems that count as matches.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Folded words, also those reached through a typing mistake, a beginning or another name.
    pub words: HashSet<String>,
    /// Stems.
    pub stems: HashSet<String>,
}

impl Marks {
    fn matches(&self, word: &str, language: Language) -> bool {
        self.words.contains(word) || !self.stems.is_empty() && self.stems.contains(&stem(word, language))
    }

    /// The whole text with its matches marked.
    pub fn title(&self, text: &str, language: Language) -> String {
        let found: Vec<Word> = words(text).filter(|word| self.matches(&word.text, language)).collect();
        render(text, 0, text.len(), found.iter())
    }

    /// The passage with the most different matches, or `None` when nothing matches.
    pub fn passage(&self, text: &str, language: Language) -> Option<String> {
        let text = &text[..text.floor_char_boundary(READ)];
        let all: Vec<(Word, bool)> = words(text)
            .map(|word| {
                let hit = self.matches(&word.text, language);
                (word, hit)
            })
            .collect();
        let hits: Vec<usize> = (0..all.len()).filter(|at| all[*at].1).collect();
        // A passage begins a little before a match; the first of the best wins, since texts begin with what matters.
        let mut best: Option<(usize, usize)> = None;
        for (nth, &at) in hits.iter().enumerate() {
            let different = hits[nth..]
                .iter()
                .take_while(|&&other| other < at + PASSAGE)
                .map(|&other| all[other].0.text.as_str())
                .collect::<HashSet<_>>()
                .len();
            if best.is_none_or(|(most, _)| different > most) {
                best = Some((different, at));
            }
        }
        let (_, at) = best?;
        let first = at.saturating_sub(5);
        let last = (first + PASSAGE).min(all.len()) - 1;
        let (start, end) = (all[first].0.start, all[last].0.end);
        let marked = all[first..=last].iter().filter(|(_, hit)| *hit).map(|(word, _)| word);
        let mut html = String::new();
        if first > 0 {
            html.push_str("… ");
        }
        html.push_str(&render(text, start, end, marked));
        if last + 1 < all.len() {
            html.push_str(" …");
        } else {
            escape_into(&mut html, text[end..].trim_end());
        }
        Some(html)
    }
}

/// Text between two byte positions, escaped, with the given words marked.
fn render<'a>(text: &str, start: usize, end: usize, marked: impl Iterator<Item = &'a Word>) -> String {
    let mut html = String::with_capacity(end - start + 32);
    let mut at = start;
    for word in marked {
        escape_into(&mut html, &text[at..word.start]);
        html.push_str("<mark>");
        escape_into(&mut html, &text[word.start..word.end]);
        html.push_str("</mark>");
        at = word.end;
    }
    escape_into(&mut html, &text[at..end]);
    html
}

/// Text without any mark.
pub fn plain(text: &str) -> String {
    render(text, 0, text.len(), std::iter::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(words: &[&str]) -> Marks {
        Marks { words: words.iter().map(|w| (*w).to_owned()).collect(), stems: HashSet::new() }
    }

    #[test]
    fn what_is_in_the_text_stays_text() {
        let html =
            marks(&["script", "ktp"]).title("<script>alert('KTP & \"x\"')</script>", Language::Indonesian);
        assert_eq!(
            html,
            "&lt;<mark>script</mark>&gt;alert(&#39;<mark>KTP</mark> &amp; &quot;x&quot;&#39;)&lt;/<mark>script</mark>&gt;"
        );
    }

    #[test]
    fn a_passage_shows_the_place_with_most_matches() {
        let filler = "lain ".repeat(60);
        let text = format!("paspor {filler} ganti paspor yang rusak {filler}");
        let html = marks(&["paspor", "ganti", "rusak"]).passage(&text, Language::Indonesian).unwrap();
        assert!(html.starts_with("… "), "{html}");
        assert!(html.contains("<mark>ganti</mark> <mark>paspor</mark> yang <mark>rusak</mark>"), "{html}");
        assert!(html.ends_with(" …"), "{html}");
        assert_eq!(marks(&["ktp"]).passage(&text, Language::Indonesian), None);
    }
}
