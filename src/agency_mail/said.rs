//! What an agency does with the first line of its answer: "TERIMA", "TOLAK: alasan", "SELESAI: apa yang
//! dikerjakan", or the same in English. Both languages count whatever language the letter was in.
//!
//! The word stands alone on the line or is followed by a colon. Everything else is an answer to be read by a
//! person: "Terima kasih", "Selesai besok" and "Yth. Admin" do nothing. It is better that somebody reads an
//! answer that was meant as a word than that a word acts that was not meant.

use super::Deed;

/// A step asked for by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub deed: Deed,
    /// The reason or the answer, without signature; of an acceptance whatever else stands there.
    pub words: String,
}

const WORDS: [(&str, Deed); 6] = [
    ("terima", Deed::Accept),
    ("accept", Deed::Accept),
    ("tolak", Deed::Decline),
    ("decline", Deed::Decline),
    ("selesai", Deed::Answered),
    ("done", Deed::Answered),
];

/// The step that an answer asks for, if its first line says so. The letter quoted below it is cut off already.
pub fn said(text: &str) -> Option<Said> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let first = lines.by_ref().map(str::trim).find(|line| !line.is_empty())?;
    let rest: Vec<&str> = lines.map(str::trim_end).take_while(|line| !is_signature(line)).collect();
    let rest = rest.join("\n");
    let (word, beside) = match first.split_once([':', '：']) {
        Some((word, beside)) => {
            (word, beside.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_')))
        }
        None => (first, ""),
    };
    let word = word.trim_matches(around).to_lowercase();
    let (_, deed) = WORDS.iter().find(|(known, _)| *known == word)?;
    // "Terima" and "kasih" on two lines: a thank-you that some mail program wrapped.
    let is_thanks = *deed == Deed::Accept && rest.trim_start().to_lowercase().starts_with("kasih");
    if is_thanks {
        return None;
    }
    let words = [beside, rest.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Some(Said { deed: *deed, words: words.join("\n") })
}

/// What mail programs and people put around a word: stars of bold text, quotes, a full stop.
fn around(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_' | '"' | '\'' | '“' | '”' | '‘' | '’' | '.' | '!' | '#' | '<')
}

/// What stands below is no part of the answer.
fn is_signature(line: &str) -> bool {
    matches!(line, "--" | "---") || line.chars().count() > 4 && line.chars().all(|c| c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(Deed, String)> {
        said(text).map(|said| (said.deed, said.words))
    }

    #[test]
    fn a_word_alone_or_before_a_colon_is_a_step() {
        for text in [
            "TERIMA",
            "terima.",
            "*Terima*\r\n\r\n--\r\nBudi",
            "\u{feff}\n\n Accept! \n",
            "\"ACCEPT\"",
            "TERIMA:",
        ] {
            assert_eq!(told(text), Some((Deed::Accept, String::new())), "{text:?}");
        }
        assert_eq!(told("Terima: besok kami ke sana"), Some((Deed::Accept, "besok kami ke sana".into())));
        assert_eq!(
            told("TOLAK: ini urusan PLN.\n\n--\nBudi"),
            Some((Deed::Decline, "ini urusan PLN.".into()))
        );
        assert_eq!(told("*Decline:* not ours"), Some((Deed::Decline, "not ours".into())));
        assert_eq!(
            told("TOLAK\n\nIni jalan provinsi.\n________\nDisclaimer"),
            Some((Deed::Decline, "Ini jalan provinsi.".into()))
        );
        assert_eq!(
            told("SELESAI: pohon ditebang.\nDahan kami angkut."),
            Some((Deed::Answered, "pohon ditebang.\nDahan kami angkut.".into()))
        );
        assert_eq!(told("Done"), Some((Deed::Answered, String::new())));
        // Some mail programs write a whole answer in one line.
        let long = said(&format!("SELESAI: {}", "kami ganti. ".repeat(500))).expect("a step");
        assert_eq!(long.words.chars().count(), 5_999);
    }

    #[test]
    fn everything_else_is_an_answer() {
        for text in [
            "",
            "   \n",
            "Terima kasih",
            "terima kasih: kami periksa",
            "Terima\nkasih atas laporannya",
            "Sudah kami terima",
            "Terima, akan kami kerjakan",
            "Selesai besok",
            "Belum selesai: menunggu alat",
            "Yth. Admin,\nTERIMA",
            "> TERIMA",
            "Kami tolak",
            "Done deal",
            "SELESAI?",
            "TERIMA / TOLAK",
            ":",
        ] {
            assert_eq!(told(text), None, "{text:?}");
        }
    }
}
