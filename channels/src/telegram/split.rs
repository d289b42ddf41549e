//! A long text in pieces that can be read one after the other.

use std::ops::Range;

/// Cuts `text` into pieces of at most `most` UTF-16 units: between paragraphs if possible, else between
/// lines, sentences or words, and inside a word only if it alone is too long. White space at a cut goes;
/// everything else stays, in order. No piece is empty.
pub(super) fn cuts(text: &str, most: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let end = text.trim_end().len();
    let mut at = text.len() - text.trim_start().len();
    while at < end {
        let rest = &text[at..end];
        let fits = fitting(rest, most);
        let cut = if fits == rest.len() { fits } else { best_cut(rest, fits) };
        pieces.push(at..at + rest[..cut].trim_end().len());
        at += cut;
        at += text[at..end].len() - text[at..end].trim_start().len();
    }
    pieces
}

/// Bytes of the longest beginning with at most `most` units; at least one character, so that there is
/// always an end.
fn fitting(text: &str, most: usize) -> usize {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > most && at > 0 {
            return at;
        }
    }
    text.len()
}

/// The best place to cut within the first `fits` bytes. A cut in the first quarter is not taken: it
/// would leave a stub.
fn best_cut(text: &str, fits: usize) -> usize {
    for (mark, kept) in [("\n\n", 0), ("\n", 0), (". ", 1), ("? ", 1), ("! ", 1), (" ", 0)] {
        // The mark itself may stand just behind the end, for it is not sent.
        let window = text.get(..fits + mark.len() - kept).unwrap_or(&text[..fits]);
        if let Some(at) = window.rfind(mark).map(|at| at + kept)
            && at > fits / 4
        {
            return at;
        }
    }
    between_signs(text, fits)
}

/// Steps back from inside a sign made of several characters (a family, a flag on a pole, é), unless the
/// sign never ends.
fn between_signs(text: &str, fits: usize) -> usize {
    const LONGEST_SIGN: usize = 12;
    let joins = |c: char| matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}' | '\u{1f3fb}'..='\u{1f3ff}');
    let mut cut = fits;
    for _ in 0..LONGEST_SIGN {
        let (before, after) = text.split_at(cut);
        let Some(last) = before.chars().next_back() else {
            return fits;
        };
        if !(last == '\u{200d}' || after.chars().next().is_some_and(joins)) {
            return cut;
        }
        cut -= last.len_utf8();
    }
    fits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str, most: usize) -> Vec<&str> {
        cuts(text, most).into_iter().map(|cut| &text[cut]).collect()
    }

    #[test]
    fn paragraphs_stay_together() {
        let text = "satu satu\n\ndua dua\n\ntiga";
        assert_eq!(split(text, 18), ["satu satu\n\ndua dua", "tiga"]);
        assert_eq!(split(text, 100), [text]);
    }

    #[test]
    fn then_lines_then_sentences_then_words() {
        assert_eq!(split("satu\ndua tiga", 9), ["satu", "dua tiga"]);
        assert_eq!(split("Satu dua. Tiga empat", 15), ["Satu dua.", "Tiga empat"]);
        assert_eq!(split("satu dua tiga", 8), ["satu dua", "tiga"]);
        assert_eq!(split("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn units_are_utf_16_and_signs_stay_whole() {
        assert_eq!(split("🚧🚧🚧", 4), ["🚧🚧", "🚧"]);
        assert_eq!(split("abe\u{301}", 3), ["ab", "e\u{301}"]);
        assert_eq!(split("ab👨\u{200d}👩", 5), ["ab", "👨\u{200d}👩"]);
        assert_eq!(split("🚧", 1), ["🚧"]);
        assert!(split(" \n ", 10).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_everything_fits(text in "(\\PC|\\s|🚧|\u{301}|\u{200d}){0,300}", most in 2_usize..60) {
            let pieces = split(&text, most);
            for piece in &pieces {
                prop_assert!(!piece.is_empty());
                prop_assert!(piece.encode_utf16().count() <= most);
            }
            let solid = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(solid(&pieces.concat()), solid(&text));
        }
    }
}
