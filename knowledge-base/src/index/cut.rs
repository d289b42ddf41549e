//! A text cut once, when an article is published, so that judging and marking need not cut it again for every question.
//!
//! It is one string of words parted by blanks, in the order of the text: the folded word, and its stem behind `=`
//! when the two differ (`cara mengurus=urus ktp`). Folded words have letters and digits only, so neither sign can stand
//! in one.

use crate::text::{Language, Stems, words};

/// Cuts a text.
pub fn cut(text: &str, language: Language, stems: &mut Stems) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word.text);
        let stem = stems.of(&word.text, language);
        if stem != word.text {
            out.push('=');
            out.push_str(stem);
        }
    }
    out
}

/// Each word of a cut text with its stem. Both signs are looked for in one pass: a search reads some thousand words.
pub fn read(cut: &str) -> impl Iterator<Item = (&str, &str)> {
    let bytes = cut.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= bytes.len() {
            return None;
        }
        let (mut end, mut sign) = (start, None);
        while end < bytes.len() && bytes[end] != b' ' {
            if bytes[end] == b'=' {
                sign = Some(end);
            }
            end += 1;
        }
        let token = match sign {
            Some(sign) => (&cut[start..sign], &cut[sign + 1..end]),
            None => (&cut[start..end], &cut[start..end]),
        };
        start = end + 1;
        Some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_can_be_read() {
        let text = cut("Cara mengurus KTP-el!", Language::Indonesian, &mut Stems::default());
        assert_eq!(text, "cara mengurus=urus ktp el");
        let read: Vec<_> = read(&text).collect();
        assert_eq!(read, [("cara", "cara"), ("mengurus", "urus"), ("ktp", "ktp"), ("el", "el")]);
        assert_eq!(super::read("").count(), 0);
    }
}
