//! Letters to agencies that answer only by e-mail: the same templates, with a subject. They are written in the
//! agency's language, not in the citizen's.

use channels::Channel;

use super::{Fault, Text, sample, store, tidy, with_blanks};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AgencyId;
use crate::template::{self, Blanks};
use crate::texts::Lang;

/// Characters of a subject: mail programs show fewer.
const LONGEST_SUBJECT: usize = 200;
/// Stands for the report while the blanks are filled; nobody can write it.
const REPORT: &str = "\u{1}report\u{1}";

/// The subject as it comes; empty for what citizens are told.
pub fn built_in_subject(text: Text, lang: Lang) -> String {
    if text.is_for_agency() { with_blanks(text, lang, &subject_key(text)) } else { String::new() }
}

fn subject_key(text: Text) -> String {
    format!("{}-subject", text.key())
}

/// Can it be the subject?
pub fn check_subject(text: Text, lang: Lang, subject: &str) -> Result<(), Fault> {
    let subject = tidy(subject);
    let fault = |code: &'static str, word: &str| Fault { code, word: word.to_owned(), line: 0 };
    if subject.is_empty() {
        return Err(fault("letter-empty", ""));
    }
    if subject.contains('\n') {
        return Err(fault("letter-one-line", ""));
    }
    for is_bare in [false, true] {
        let blanks = sample(text, lang, is_bare);
        let filled = template::fill(&subject, &blanks)?;
        let needed = Text::subject_needs();
        if !filled.contains(blanks[needed].as_str()) {
            return Err(fault("letter-needs", needed));
        }
        if filled.contains('\n') {
            return Err(fault("letter-one-line", ""));
        }
        if filled.chars().count() > LONGEST_SUBJECT {
            return Err(fault("letter-long", &LONGEST_SUBJECT.to_string()));
        }
    }
    Ok(())
}

/// What the subject would be, and what is wrong with it.
pub fn tried_subject(text: Text, lang: Lang, subject: &str) -> Result<String, Fault> {
    check_subject(text, lang, subject)?;
    Ok(template::fill(&tidy(subject), &sample(text, lang, false))?)
}

/// Subject and words of a letter to an agency.
pub async fn render_for_agency(
    tx: &mut Tx,
    text: Text,
    lang: Lang,
    agency: AgencyId,
    filled: &Blanks,
) -> Result<(String, String)> {
    let own = store::best(tx, text, lang, Channel::Email, agency).await?;
    let (subject, body) = own.map(|own| (own.subject, own.body)).unzip();
    let subject = one(text, lang, &subject_key(text), subject, filled);
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok((subject, one(text, lang, text.key(), body, filled)))
}

fn one(text: Text, lang: Lang, key: &str, own: Option<String>, filled: &Blanks) -> String {
    // However long the report is: it goes in last.
    let mut short = filled.clone();
    let report = short.get_mut("report").filter(|report| !report.is_empty());
    let report = report.map(|report| std::mem::replace(report, REPORT.to_owned())).unwrap_or_default();
    let built_in = with_blanks(text, lang, key);
    for body in own.iter().chain([&built_in]) {
        match template::fill(body, &short) {
            Ok(words) if !words.trim().is_empty() => return words.replace(REPORT, &report).trim().to_owned(),
            // It worked when it was kept; a blank was taken away since.
            outcome => tracing::warn!(%text, ?outcome, "a text no longer works"),
        }
    }
    built_in
}
