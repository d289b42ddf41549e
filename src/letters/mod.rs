//! What each step tells the citizen, and what agencies are written that answer only by e-mail.
//!
//! Every text comes built in (Fluent) and can be replaced by a template ([`crate::template`]) for one channel
//! or any, one language, one agency with everything below it or any; of several that fit, the most specific
//! counts. Templates are tried out with sample data before they are kept ([`check`]). Some texts are off as
//! they come, because most citizens would find them noise; administrators switch them.

mod agency;
mod blanks;
mod check;
mod store;
mod text;

pub use agency::{built_in_subject, check_subject, render_for_agency, tried_subject};
pub use blanks::{Said, blanks, facts, sample};
pub use check::{Fault, Way, check, tried};
pub use text::Text;

use std::collections::BTreeMap;

use channels::Channel;
use fluent_bundle::FluentArgs;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::agencies;
use crate::audit;
use crate::auth;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{AgencyId, StaffId};
use crate::template;
use crate::texts::Lang;
use crate::tickets::Ticket;
use crate::tickets::life::{Refusal, Step};

/// Where a text of one's own counts: on one channel or all, for one agency and what lies below it, or all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub channel: Option<Channel>,
    pub agency: Option<AgencyId>,
}

/// A text of a body's own.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Letter {
    pub text: Text,
    pub language: Lang,
    channel: String,
    pub agency_id: Option<AgencyId>,
    /// Empty where there is none: what citizens are told.
    pub subject: String,
    pub body: String,
    pub updated_at: Millis,
    pub updated_by: StaffId,
}

impl Letter {
    pub fn place(&self) -> Place {
        Place { channel: Channel::parse(&self.channel), agency: self.agency_id }
    }
}

/// What was typed in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typed<'a> {
    /// Of letters to agencies only.
    pub subject: &'a str,
    pub body: &'a str,
}

/// The text as it comes, with its blanks as blanks: a template like any other.
pub fn built_in(text: Text, lang: Lang) -> String {
    with_blanks(text, lang, text.key())
}

fn with_blanks(text: Text, lang: Lang, key: &str) -> String {
    let mut args = FluentArgs::new();
    for name in text.blanks() {
        args.set(name, format!("{{{{ {name} }}}}"));
    }
    lang.with_args(key, Some(&args)).trim().to_owned()
}

/// What the citizen is told, in the language of the ticket, on this channel.
pub async fn render(
    tx: &mut Tx,
    zone: &TimeZone,
    text: Text,
    channel: Channel,
    ticket: &Ticket,
    said: &Said<'_>,
) -> Result<String> {
    let filled = blanks(tx, zone, text, ticket, said).await?;
    if let Some(own) = store::best(tx, text, ticket.language, channel, ticket.agency_id).await? {
        match template::fill(&own.body, &filled) {
            Ok(words) if !words.trim().is_empty() => return Ok(words.trim().to_owned()),
            // It worked when it was kept: a blank was taken away since, or a ticket's words are very long.
            outcome => {
                tracing::warn!(%text, ?outcome, "a text no longer works; the built-in one is told");
            }
        }
    }
    if let Ok(words) = template::fill(&built_in(text, ticket.language), &filled) {
        return Ok(words.trim().to_owned());
    }
    // An answer that is too long for a template is told all the same.
    let mut args = FluentArgs::new();
    for (name, value) in filled {
        args.set(name, value);
    }
    Ok(ticket.language.with_args(text.key(), Some(&args)).trim().to_owned())
}

/// Is the citizen told this at all?
pub async fn is_on(tx: &mut Tx, text: Text) -> Result<bool> {
    // A general answer and its special cases are one switch.
    let switch = text.general().unwrap_or(text);
    Ok(switch.always() || store::switch(tx, switch).await?.unwrap_or_else(|| switch.on_as_it_comes()))
}

/// Does this step tell the citizen something? By its own words, or by a text that is switched on.
pub async fn tells(tx: &mut Tx, step: Step, refusal: Option<Refusal>) -> Result<bool> {
    match Text::of(step, refusal) {
        _ if step.rule().tells => Ok(true),
        Some(text) => is_on(tx, text).await,
        None => Ok(false),
    }
}

/// Every switch as it stands.
pub async fn switches(tx: &mut Tx) -> Result<BTreeMap<Text, bool>> {
    let mut all: BTreeMap<Text, bool> =
        Text::ALL.iter().map(|text| (*text, text.always() || text.on_as_it_comes())).collect();
    for (text, is_on) in store::switches(tx).await? {
        all.insert(text, is_on);
    }
    Ok(all)
}

/// Everything that was changed, for the list.
pub async fn changed(tx: &mut Tx) -> Result<Vec<Letter>> {
    store::all(tx).await
}

/// The text of one's own at exactly this place, if there is one.
pub async fn own(tx: &mut Tx, text: Text, lang: Lang, place: Place) -> Result<Option<Letter>> {
    store::at(tx, text, lang, place).await
}

/// Tells citizens this from now on, or no longer.
pub async fn switch(tx: &mut Tx, text: Text, is_on: bool, by: StaffId) -> Result<()> {
    auth::whole_house(tx, by).await?;
    if text.always() || text.general().is_some() {
        return Err(not_found("switch"));
    }
    let was = self::is_on(tx, text).await?;
    store::set_switch(tx, text, is_on).await?;
    let (was, is) = (json!({ "told": was }), json!({ "told": is_on }));
    audit::changed(tx, by, "text-switched", ("text", text), &was, &is).await?;
    Ok(())
}

/// Keeps a text in both languages at one place. A language that says what it would say there anyway is no
/// text of one's own.
pub async fn keep(
    tx: &mut Tx,
    text: Text,
    place: Place,
    typed: [(Lang, Typed<'_>); 2],
    by: StaffId,
) -> Result<()> {
    may_change(tx, place, by).await?;
    let place = at(text, place);
    for (lang, words) in typed {
        check(text, lang, place.channel, words.body).map_err(|fault| invalid(field(lang), fault.code))?;
        if text.is_for_agency() {
            let outcome = check_subject(text, lang, words.subject);
            outcome.map_err(|fault| invalid(subject_field(lang), fault.code))?;
        }
    }
    let before = told(tx, text, place).await?;
    for (lang, words) in typed {
        let body = tidy(words.body);
        let subject = if text.is_for_agency() { tidy(words.subject) } else { String::new() };
        let is_same = body == built_in(text, lang) && subject == built_in_subject(text, lang);
        // Line breaks and the like are no change either.
        if place == Place::default() && is_same {
            store::remove(tx, text, lang, place).await?;
        } else {
            store::put(tx, text, lang, place, (&subject, &body), by).await?;
        }
    }
    let after = told(tx, text, place).await?;
    note(tx, "text-kept", text, place, (before, after), by).await
}

/// Back to what would be told here without a text of one's own.
pub async fn forget(tx: &mut Tx, text: Text, place: Place, by: StaffId) -> Result<()> {
    may_change(tx, place, by).await?;
    let place = at(text, place);
    let before = told(tx, text, place).await?;
    for lang in [Lang::Id, Lang::En] {
        store::remove(tx, text, lang, place).await?;
    }
    let after = told(tx, text, place).await?;
    note(tx, "text-forgotten", text, place, (before, after), by).await
}

/// The field of a form that holds the words in a language.
pub const fn field(lang: Lang) -> &'static str {
    match lang {
        Lang::Id => "body_id",
        Lang::En => "body_en",
    }
}

/// The field that holds the subject.
pub const fn subject_field(lang: Lang) -> &'static str {
    match lang {
        Lang::Id => "subject_id",
        Lang::En => "subject_en",
    }
}

/// Letters to agencies go by mail, whatever channel was asked for.
pub fn at(text: Text, place: Place) -> Place {
    Place { channel: place.channel.filter(|_| !text.is_for_agency()), ..place }
}

/// As it is kept: one kind of line end, nothing around it.
pub fn tidy(body: &str) -> String {
    body.replace("\r\n", "\n").trim().to_owned()
}

/// What all agencies say is the whole house's; what one says is whoever's who administers it.
async fn may_change(tx: &mut Tx, place: Place, by: StaffId) -> Result<()> {
    match place.agency {
        Some(agency) => auth::within(tx, by, &[agency]).await,
        None => auth::whole_house(tx, by).await,
    }
}

/// What both languages say here.
async fn told(tx: &mut Tx, text: Text, place: Place) -> Result<Value> {
    let mut told = json!({});
    for lang in [Lang::Id, Lang::En] {
        let own = store::at(tx, text, lang, place).await?;
        if text.is_for_agency() {
            told[subject_field(lang)] = json!(own.as_ref().map(|letter| &letter.subject));
        }
        told[field(lang)] = json!(own.map(|letter| letter.body));
    }
    Ok(told)
}

/// For the audit, with the place: the same text may be another one elsewhere.
async fn note(
    tx: &mut Tx,
    action: &str,
    text: Text,
    place: Place,
    (before, after): (Value, Value),
    by: StaffId,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    let mut detail = json!({ "before": before, "after": after });
    if let Some(channel) = place.channel {
        detail["channel"] = json!(channel.code());
    }
    if let Some(agency) = place.agency {
        detail["agency"] = json!(agencies::agency(tx, agency).await?.code);
    }
    audit::record(tx, Some(by), action, ("text", text), detail).await
}
