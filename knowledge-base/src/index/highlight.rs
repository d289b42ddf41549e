//! Showing why an article was found: escaped HTML with the matches in `<mark>`.

use std::collections::{HashMap, HashSet};

use super::cut;
use crate::markdown::escape_into;
use crate::text::spans;

/// How far a text is read for a passage, in bytes. Matches further down are found but not shown.
const READ: usize = 32 * 1024;
/// Length of a passage, in words.
const PASSAGE: usize = 30;

/// The words and stems that count as matches.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Folded words, also those reached through a typing mistake, a beginning or another name.
    words: HashSet<String>,
    stems: HashSet<String>,
    /// First bytes of all of them: most words of a text need no other look.
    begin: [u64; 4],
}

impl Marks {
    /// Counts a folded word as a match.
    pub fn add_word(&mut self, word: String) {
        self.begins(&word);
        self.words.insert(word);
    }

    /// Counts each of some folded words as a match.
    pub fn add_words(&mut self, words: &[String]) {
        for word in words {
            self.add_word(word.clone());
        }
    }

    /// Counts every word of a stem as a match.
    pub fn add_stem(&mut self, stem: String) {
        self.begins(&stem);
        self.stems.insert(stem);
    }

    fn begins(&mut self, form: &str) {
        if let Some(first) = form.bytes().next() {
            self.begin[usize::from(first >> 6)] |= 1 << (first & 63);
        }
    }

    fn may_be(&self, form: &str) -> bool {
        form.bytes().next().is_some_and(|first| self.begin[usize::from(first >> 6)] >> (first & 63) & 1 == 1)
    }

    fn matches(&self, (word, stem): (&str, &str)) -> bool {
        self.may_be(word) && self.words.contains(word) || self.may_be(stem) && self.stems.contains(stem)
    }

    /// The whole text with its matches marked. `cut` is the text cut ([`cut`]).
    pub fn title(&self, text: &str, cut: &str) -> String {
        let found = spans(text).zip(cut::read(cut)).filter(|(_, token)| self.matches(*token));
        render(text, 0, text.len(), found.map(|(span, _)| span))
    }

    /// The passage with the most different matches, or `None` when nothing matches.
    pub fn passage(&self, text: &str, cut: &str) -> Option<String> {
        let text = &text[..text.floor_char_boundary(READ)];
        let hits: Vec<(usize, &str)> = cut::read(cut)
            .enumerate()
            .filter(|(_, token)| self.matches(*token))
            .map(|(at, (word, _))| (at, word))
            .collect();
        // A passage begins a little before a match; the first of the best wins, since texts begin with what matters.
        let first = densest(&hits)?.saturating_sub(5);
        // One more, to see whether the text goes on.
        let window: Vec<(usize, usize)> = spans(text).skip(first).take(PASSAGE + 1).collect();
        let shown = &window[..window.len().min(PASSAGE)];
        let (start, end) = (shown.first()?.0, shown.last()?.1);
        let marked = hits.iter().filter_map(|(at, _)| shown.get(at.checked_sub(first)?).copied());
        let mut html = String::new();
        if first > 0 {
            html.push_str("… ");
        }
        html.push_str(&render(text, start, end, marked));
        if window.len() > shown.len() {
            html.push_str(" …");
        } else {
            escape_into(&mut html, text[end..].trim_end());
        }
        Some(html)
    }
}

/// Where the passage's length of words with the most different matches begins.
fn densest(hits: &[(usize, &str)]) -> Option<usize> {
    let mut inside: HashMap<&str, usize> = HashMap::new();
    let mut last = 0;
    let mut best: Option<(usize, usize)> = None;
    for &(at, word) in hits {
        while let Some((_, entering)) = hits.get(last).filter(|(other, _)| *other < at + PASSAGE) {
            *inside.entry(entering).or_default() += 1;
            last += 1;
        }
        if best.is_none_or(|(most, _)| inside.len() > most) {
            best = Some((inside.len(), at));
        }
        if let Some(count) = inside.get_mut(word) {
            *count -= 1;
            if *count == 0 {
                inside.remove(word);
            }
        }
    }
    best.map(|(_, at)| at)
}

/// Text between two byte positions, escaped, with the given words marked.
fn render(text: &str, start: usize, end: usize, marked: impl Iterator<Item = (usize, usize)>) -> String {
    let mut html = String::with_capacity(end - start + 32);
    let mut at = start;
    for (from, to) in marked {
        escape_into(&mut html, &text[at..from]);
        html.push_str("<mark>");
        escape_into(&mut html, &text[from..to]);
        html.push_str("</mark>");
        at = to;
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
    use crate::text::{Language, Stems};

    fn marks(words: &[&str]) -> Marks {
        let mut marks = Marks::default();
        for word in words {
            marks.add_word((*word).to_owned());
        }
        marks
    }

    fn cut_of(text: &str) -> String {
        cut::cut(text, Language::Indonesian, &mut Stems::default())
    }

    #[test]
    fn what_is_in_the_text_stays_text() {
        let text = "<script>alert('KTP & \"x\"')</script>";
        assert_eq!(
            marks(&["script", "ktp"]).title(text, &cut_of(text)),
            "&lt;<mark>script</mark>&gt;alert(&#39;<mark>KTP</mark> &amp; &quot;x&quot;&#39;)&lt;/<mark>script</mark>&gt;"
        );
    }

    #[test]
    fn a_passage_shows_the_place_with_most_matches() {
        let filler = "lain ".repeat(60);
        let text = format!("paspor {filler} ganti paspor yang rusak {filler}");
        let html = marks(&["paspor", "ganti", "rusak"]).passage(&text, &cut_of(&text)).unwrap();
        assert!(html.starts_with("… "), "{html}");
        assert!(html.contains("<mark>ganti</mark> <mark>paspor</mark> yang <mark>rusak</mark>"), "{html}");
        assert!(html.ends_with(" …"), "{html}");
        assert_eq!(marks(&["ktp"]).passage(&text, &cut_of(&text)), None);
        // Forms are marked by their stem, and a short text is shown to its end.
        let mut marks = Marks::default();
        marks.add_stem("urus".to_owned());
        let text = "Cara mengurus KTP.";
        assert_eq!(marks.passage(text, &cut_of(text)).unwrap(), "Cara <mark>mengurus</mark> KTP.");
    }
}
