//! Trying a text out before it is kept: with sample data, full and bare, on the channels it may go by.

use channels::Channel;

use super::{Text, sample, tidy};
use crate::template::{self, Mistake};
use crate::texts::Lang;

/// Why a text cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `template-<what>` or `letter-<what>`: names the remedy in the texts.
    pub code: &'static str,
    /// The blank it is about, or how many characters are allowed.
    pub word: String,
    /// From 1; 0 when it is about the whole text.
    pub line: usize,
}

impl From<Mistake> for Fault {
    fn from(mistake: Mistake) -> Self {
        Self { code: mistake.code, word: mistake.word, line: mistake.line }
    }
}

/// A channel, as far as a letter is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way(pub Option<Channel>);

impl Way {
    /// Characters that arrive in one piece; longer texts are cut in two, or nobody listens to the end. A text
    /// for every channel must fit them all, but for the telephone, where the house reads the answer alone.
    pub const fn most(self) -> usize {
        match self.0 {
            // A minute and a half of speech.
            Some(Channel::Voice) => 1_000,
            // Telegram's own limit.
            Some(Channel::Telegram) | None => 4_096,
            // A few screens of a small window.
            Some(Channel::Chat) => 2_000,
            Some(Channel::Email | Channel::Form | Channel::Api) => template::LONGEST,
        }
    }
}

/// What it would say, and what is wrong with it.
pub fn tried(text: Text, lang: Lang, channel: Option<Channel>, body: &str) -> Result<String, Fault> {
    check(text, lang, channel, body)?;
    Ok(template::fill(&tidy(body), &sample(text, lang, false))?)
}

/// Can it be kept?
pub fn check(text: Text, lang: Lang, channel: Option<Channel>, body: &str) -> Result<(), Fault> {
    let body = tidy(body);
    if body.is_empty() {
        return Err(Fault { code: "letter-empty", word: String::new(), line: 0 });
    }
    // A letter goes by mail only, in one piece.
    let most = if text.is_for_agency() { template::LONGEST } else { Way(channel).most() };
    for is_bare in [false, true] {
        let blanks = sample(text, lang, is_bare);
        let filled = template::fill(&body, &blanks)?;
        for name in text.needs() {
            // Where it could be left out, it is missing for somebody.
            if !filled.contains(blanks[*name].as_str()) {
                let line = body.lines().position(|line| line.contains(name)).map_or(0, |at| at + 1);
                return Err(Fault { code: "letter-needs", word: (*name).to_owned(), line });
            }
        }
        // As Telegram counts: a sign beyond the first 65,536 is two.
        if filled.encode_utf16().count() > most {
            return Err(Fault { code: "letter-long", word: most.to_string(), line: 0 });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::built_in;

    #[test]
    fn what_comes_built_in_could_be_kept() {
        for text in Text::ALL {
            for lang in [Lang::Id, Lang::En] {
                let body = built_in(*text, lang);
                for channel in Channel::ALL.iter().copied().map(Some).chain([None]) {
                    assert_eq!(check(*text, lang, channel, &body), Ok(()), "{text} {lang}: {body}");
                }
            }
        }
    }

    #[test]
    fn what_is_needed_must_be_told_to_everybody() {
        let fault = |body: &str| check(Text::Answered, Lang::Id, None, body).unwrap_err();
        assert_eq!(fault("").code, "letter-empty");
        let missing = fault("Sudah selesai: {{ reason }}");
        assert_eq!((missing.code, missing.word.as_str()), ("letter-needs", "number"));
        let sometimes = fault("Laporan\n{% if place %}{{ number }}{% endif %} {{ reason }}");
        assert_eq!((sometimes.code, sometimes.line), ("letter-needs", 2));
        let unknown = fault("Laporan {{ number }}\n{{ nomor }} {{ reason }}");
        assert_eq!((unknown.code, unknown.word.as_str(), unknown.line), ("template-unknown", "nomor", 2));
        // A blank of another text is none of this one.
        assert_eq!(fault("{{ number }} {{ reason }} {{ pin }}").word, "pin");
        let long = format!("{{{{ number }}}} {{{{ reason }}}} {}", "🙂".repeat(2_100));
        assert_eq!((fault(&long).code, fault(&long).word.as_str()), ("letter-long", "4096"));
        assert_eq!(check(Text::Answered, Lang::Id, Some(Channel::Email), &long), Ok(()));
    }
}
