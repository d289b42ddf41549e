//! What goes into the blanks.

use jiff::tz::TimeZone;

use super::Text;
use crate::agencies;
use crate::contacts;
use crate::db::Tx;
use crate::error::Result;
use crate::template::Blanks;
use crate::texts::Lang;
use crate::tickets::Ticket;
use crate::tickets::life::Refusal;
use crate::when;

/// What a step comes with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// The answer, the question, the reason.
    pub words: &'a str,
    pub refusal: Option<Refusal>,
    /// The PIN, or what stands for it in stored texts.
    pub pin: &'a str,
}

/// As they may look, for trying out a template. With `is_bare` everything is empty that can be.
pub fn sample(text: Text, lang: Lang, is_bare: bool) -> Blanks {
    let value = |name: &str| match name {
        "name" if is_bare => lang.say("answer-somebody").into_owned(),
        "place" | "words" | "left_out" if is_bare => String::new(),
        // An agency is told the time also when it is over.
        "due" if is_bare && !text.is_for_agency() => String::new(),
        "number" | "subject" | "name" | "agency" | "category" | "place" | "due" | "today" => {
            lang.say(&format!("answer-sample-{name}")).into_owned()
        }
        name => lang.say(&format!("letter-sample-{name}")).into_owned(),
    };
    text.blanks().into_iter().map(|name| (name, value(name))).collect()
}

/// The blanks of a ticket. The name of somebody who asked to stay anonymous is never put in: the letter may be
/// read by others of their household, and is read by colleagues who may not know it.
pub async fn blanks(
    tx: &mut Tx,
    zone: &TimeZone,
    text: Text,
    ticket: &Ticket,
    said: &Said<'_>,
) -> Result<Blanks> {
    let lang = ticket.language;
    let mut all = facts(tx, zone, ticket, true).await?;
    let refusal = said.refusal.map(|refusal| lang.say(&format!("refusal-{refusal}")).into_owned());
    let reason = match &refusal {
        Some(refusal) => format!("{refusal}. {}", said.words.trim()),
        None => said.words.trim().to_owned(),
    };
    // A date that is over is no promise.
    let is_ahead = ticket.due_at > tx.now();
    all.extend([
        ("due", if is_ahead { when::moment(ticket.due_at, zone, lang) } else { String::new() }),
        ("reason", reason),
        ("refusal", refusal.unwrap_or_default()),
        ("pin", said.pin.to_owned()),
    ]);
    let known = text.blanks();
    all.retain(|name, _| known.contains(name));
    Ok(all)
}

/// What any text may say of a ticket. Whoever asked to stay anonymous is named to nobody, others only if
/// `is_named`.
pub async fn facts(tx: &mut Tx, zone: &TimeZone, ticket: &Ticket, is_named: bool) -> Result<Blanks> {
    let lang = ticket.language;
    let contact = contacts::get(tx, ticket.contact_id).await?;
    let is_named = is_named && !ticket.is_anonymous;
    let name = contact.name.filter(|name| is_named && !name.trim().is_empty());
    let agency = agencies::agency(tx, ticket.agency_id).await?;
    let category = agencies::category(tx, ticket.category_id).await?;
    let area = match &ticket.area_code {
        Some(code) => agencies::area(tx, code).await?.map(|area| area.name),
        None => None,
    };
    let place = ticket.place.clone().filter(|place| !place.trim().is_empty()).or(area);
    Ok(Blanks::from([
        ("number", ticket.number.to_string()),
        ("subject", ticket.subject.clone()),
        ("name", name.unwrap_or_else(|| lang.say("answer-somebody").into_owned())),
        ("agency", agency.name(lang).to_owned()),
        ("category", category.name(lang).to_owned()),
        ("place", place.unwrap_or_default()),
        ("today", when::date(tx.now(), zone, lang)),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_blank_is_explained_and_has_a_sample() {
        for lang in [Lang::Id, Lang::En] {
            for text in Text::ALL {
                for (name, value) in sample(*text, lang, false) {
                    let known = |kind: &str| {
                        lang.has(&format!("answer-{kind}-{name}"))
                            || lang.has(&format!("letter-{kind}-{name}"))
                    };
                    assert!(known("blank") && known("sample") && !value.is_empty(), "{text}: {name}");
                }
            }
        }
    }
}
