//! A letter in the thread: what is folded away, and what to know before one believes or answers it.

use channels::email::{self, Part};
use channels::{Mark as Code, Trust};

use super::parts::{self, Icon};
use crate::mail_marks::Marks;
use crate::texts::Lang;

/// A stretch of a letter.
#[derive(Debug)]
pub struct Fold {
    /// It lies behind this heading; none: it is shown.
    pub folded: Option<&'static str>,
    pub words: String,
}

/// One thing to know, in words.
#[derive(Debug)]
pub struct Mark {
    pub icon: Icon,
    pub words: String,
    pub is_warning: bool,
}

/// The letter in stretches; empty when nothing is folded away, so that it is shown as any message.
pub fn folds(subject: Option<&str>, body: &str) -> Vec<Fold> {
    let pieces = email::pieces(subject, body);
    if !pieces.iter().any(|piece| piece.part.is_folded()) {
        return Vec::new();
    }
    pieces
        .into_iter()
        .map(|piece| {
            let folded = match piece.part {
                Part::Said | Part::Forwarded => None,
                Part::Quote => Some("mail-fold-quote"),
                Part::Signature => Some("mail-fold-signature"),
            };
            Fold { folded, words: piece.text.trim_matches('\n').to_owned() }
        })
        .filter(|fold| !fold.words.trim().is_empty())
        .collect()
}

pub fn marks(t: Lang, of: &Marks) -> Vec<Mark> {
    let trust = match of.trust {
        Trust::Unchecked => None,
        Trust::Proven => Some(("check", false)),
        Trust::Unproven => Some(("info", false)),
        Trust::Forged => Some(("warning", true)),
    };
    let trust = trust.map(|(icon, is_warning)| {
        let key = format!("mail-trust-{}", of.trust.code());
        Mark { icon: parts::icon(icon), words: t.say(&key).into_owned(), is_warning }
    });
    let marks = of.marks.iter().map(|mark| {
        let is_warning = matches!(mark, Code::LyingLink | Code::Program | Code::HiddenWords);
        let icon = match mark {
            Code::LyingLink | Code::Program | Code::HiddenWords => "warning",
            Code::Signed | Code::Encrypted | Code::PgpSigned | Code::PgpEncrypted => "lock",
            Code::Invitation | Code::Absence => "clock",
            Code::Winmail => "attach",
            Code::Forwarded => "reply",
            _ => "mail",
        };
        let key = format!("mail-mark-{}", mark.code().replace('_', "-"));
        Mark { icon: parts::icon(icon), words: t.say(&key).into_owned(), is_warning }
    });
    trust.into_iter().chain(marks).collect()
}

/// By which mailboxes it came; one without an address is the configuration's.
pub fn arrived(t: Lang, by: &[String]) -> Mark {
    let main = t.say("line-main-mailbox");
    let named = by.iter().map(|address| if address.is_empty() { &*main } else { address.as_str() });
    let addresses = named.collect::<Vec<_>>().join(", ");
    let words = t.with("line-arrived", "addresses", addresses.as_str()).into_owned();
    Mark { icon: parts::icon("inbox"), words, is_warning: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_has_words_in_both_languages() {
        for t in [Lang::Id, Lang::En] {
            for trust in Trust::ALL {
                let said = marks(t, &Marks { trust, marks: Code::ALL.to_vec() });
                assert_eq!(said.len(), Code::ALL.len() + usize::from(trust != Trust::Unchecked));
                assert!(said.iter().all(|mark| !mark.words.starts_with("mail-")), "{said:?}");
            }
        }
    }

    #[test]
    fn only_what_is_folded_makes_stretches() {
        assert!(folds(None, "Lampu mati.").is_empty());
        let folded = folds(None, "Terima kasih.\n\nPada 3 Nov 2026 Hotline <h@k.test> menulis:\n> Baik.\n");
        assert_eq!(folded.len(), 2);
        assert_eq!((folded[0].folded, folded[0].words.as_str()), (None, "Terima kasih."));
        assert_eq!(folded[1].folded, Some("mail-fold-quote"));
    }
}
