//! What people type for emphasis, shown as emphasis: `*tebal*` and `**tebal**`, `_miring_`, lines behind `>` as a quote,
//! `- ` as a list.
//!
//! Telegram gets the plain words and, beside them, where each emphasis begins and ends (entities). So nothing has to be
//! escaped, nothing that anybody wrote can become markup by accident, and a link is never hidden behind other words:
//! addresses stand in the text as they are.

use std::ops::Range;

use teloxide::types::{MessageEntity, MessageEntityKind};

use super::split::cuts;
use crate::emphasis::{DEPTH, Emphasis, found};

/// Marks of one text; Telegram takes a hundred of a message.
const MARKS: usize = 90;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bold,
    Italic,
    Quote,
}

impl From<Emphasis> for Kind {
    fn from(emphasis: Emphasis) -> Self {
        match emphasis {
            Emphasis::Bold => Self::Bold,
            Emphasis::Italic => Self::Italic,
        }
    }
}

/// Words, and where in their bytes something is emphasised.
#[derive(Debug, Default)]
pub(super) struct Formatted {
    text: String,
    marks: Vec<(Kind, Range<usize>)>,
}

/// A piece of a text with its own marks.
#[derive(Debug, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    pub marks: Vec<MessageEntity>,
}

/// Reads what somebody typed. Whatever is no emphasis stays as it is.
pub(super) fn read(text: &str) -> Formatted {
    let mut out = Formatted::default();
    let mut quote: Option<usize> = None;
    for (n, line) in text.lines().enumerate() {
        let quoted = line.strip_prefix('>').map(|rest| rest.strip_prefix(' ').unwrap_or(rest));
        if let (None, Some(from)) = (quoted, quote) {
            out.mark(Kind::Quote, from);
            quote = None;
        }
        if n > 0 {
            out.text.push('\n');
        }
        if quoted.is_some() {
            quote.get_or_insert(out.text.len());
        }
        out.line(quoted.unwrap_or(line));
    }
    if let Some(from) = quote {
        out.mark(Kind::Quote, from);
    }
    out
}

/// The words as they are.
pub(super) fn plain(text: &str) -> Formatted {
    Formatted { text: text.to_owned(), marks: Vec::new() }
}

impl Formatted {
    fn mark(&mut self, kind: Kind, from: usize) {
        if self.marks.len() < MARKS && from < self.text.len() {
            self.marks.push((kind, from..self.text.len()));
        }
    }

    fn line(&mut self, line: &str) {
        let rest = line.trim_start();
        match rest.strip_prefix("- ").or_else(|| rest.strip_prefix("* ")) {
            Some(item) => {
                self.text.push_str(&line[..line.len() - rest.len()]);
                self.text.push_str("• ");
                self.words(item, DEPTH);
            }
            None => self.words(line, DEPTH),
        }
    }

    fn words(&mut self, line: &str, depth: usize) {
        let mut at = 0;
        while let Some(next) = line[at..].chars().next() {
            if let Some((sign, emphasis, end)) = found(line, at).filter(|_| depth > 0) {
                let from = self.text.len();
                self.words(&line[at + sign..end], depth - 1);
                self.mark(emphasis.into(), from);
                at = end + sign;
            } else {
                self.text.push(next);
                at += next.len_utf8();
            }
        }
    }

    /// In pieces of at most `most` UTF-16 units. Emphasis over a cut goes on behind it.
    pub(super) fn pieces(&self, most: usize) -> Vec<Piece> {
        let units = |text: &str| text.encode_utf16().count();
        let piece = |cut: Range<usize>| {
            let marks = self.marks.iter().filter_map(|(kind, of)| {
                let (from, to) = (of.start.max(cut.start), of.end.min(cut.end));
                let (offset, length) = (self.text.get(cut.start..from)?, self.text.get(from..to)?);
                let (offset, length) = (units(offset), units(length.trim_end()));
                (length > 0).then(|| MessageEntity::new(kind.of_telegram(), offset, length))
            });
            Piece { marks: marks.collect(), text: self.text[cut.clone()].to_owned() }
        };
        cuts(&self.text, most).into_iter().map(piece).collect()
    }
}

impl Kind {
    const fn of_telegram(self) -> MessageEntityKind {
        match self {
            Self::Bold => MessageEntityKind::Bold,
            Self::Italic => MessageEntityKind::Italic,
            Self::Quote => MessageEntityKind::Blockquote,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> (String, Vec<(Kind, String)>) {
        let read = read(text);
        let marks = read.marks.iter().map(|(kind, of)| (*kind, read.text[of.clone()].to_owned())).collect();
        (read.text.clone(), marks)
    }

    #[test]
    fn emphasis_quotes_and_lists() {
        let (text, marks) =
            shown("Halo *Bu Siti*, _besok_ (**pasti**).\n- satu\n  * _dua_\n> lama\n> juga\nSalam");
        assert_eq!(text, "Halo Bu Siti, besok (pasti).\n• satu\n  • dua\nlama\njuga\nSalam");
        let of = |kind, text: &str| (kind, text.to_owned());
        assert_eq!(
            marks,
            [
                of(Kind::Bold, "Bu Siti"),
                of(Kind::Italic, "besok"),
                of(Kind::Bold, "pasti"),
                of(Kind::Italic, "dua"),
                of(Kind::Quote, "lama\njuga"),
            ]
        );
        assert_eq!(shown("*_keduanya_*").1.len(), 2);
    }

    #[test]
    fn what_is_no_emphasis_stays() {
        for text in [
            "2 * 3 * 4 = 24",
            "nama_berkas_baru.pdf",
            "nama__berkas__baru.pdf",
            "https://kota.test/file__v2__final.pdf",
            "https://kota.test/a_b_c?x=*1*2",
            "Hubungi *123# atau *124#",
            "** kosong **",
            "<b>x</b> & [tautan](https://kota.test)",
            "_",
            "***",
            "satu\n\ndua",
        ] {
            assert_eq!(shown(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn places_are_counted_as_telegram_does_and_go_on_behind_a_cut() {
        let pieces = read("🚧 *dua kata*").pieces(100);
        assert_eq!(pieces[0].marks, [MessageEntity::bold(3, 8)]);
        let pieces = read("aa *bbb ccc ddd* ee").pieces(8);
        let at = |n: usize| (&*pieces[n].text, pieces[n].marks.as_slice());
        assert_eq!(at(0), ("aa bbb", &[MessageEntity::bold(3, 3)][..]));
        assert_eq!(at(1), ("ccc ddd", &[MessageEntity::bold(0, 7)][..]));
        assert_eq!(at(2), ("ee", &[][..]));
    }

    proptest! {
        #[test]
        fn every_mark_lies_within_its_piece(text in "(\\PC|\\s|\\*|_|>|- |🚧){0,200}", most in 2_usize..40) {
            let formatted = read(&text);
            for piece in formatted.pieces(most) {
                let units: Vec<u16> = piece.text.encode_utf16().collect();
                prop_assert!((1..=most).contains(&units.len()));
                for mark in &piece.marks {
                    let within = units.get(mark.offset..mark.offset + mark.length);
                    prop_assert!(within.is_some_and(|within| String::from_utf16(within).is_ok()), "{mark:?}");
                }
            }
        }
    }
}
