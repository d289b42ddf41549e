//! One text in both languages: what it says in a place, tried out while it is typed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use channels::Channel;
use fluent_bundle::FluentArgs;
use serde::Deserialize;

use super::agencies::{choices, reach};
use super::door::{Administrator, mendable};
use super::fields::Choice;
use super::texts::{Ask, channel_word, name, parse, query};
use crate::app::App;
use crate::auth;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::letters::{self, Fault, Place, Text, Way};
use crate::template;
use crate::texts::Lang;
use crate::web::{Form, Nothing, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/admin/text.html")]
struct TextPage {
    shell: Shell,
    text: Text,
    place: Place,
    channels: Vec<Choice>,
    agencies: Vec<Choice>,
    sides: Vec<Side>,
    /// There is a text of one's own here, in one language at least.
    is_own: bool,
    is_kept: bool,
    /// Blank as it is written, what it is, how it may look, and whether it must stand there.
    blanks: Vec<(String, String, String, bool)>,
    /// Nobody may change it from here.
    is_read_only: bool,
}

/// One language.
struct Side {
    lang: Lang,
    field: &'static str,
    body: String,
    /// What would be told here without a text of one's own.
    built_in: String,
    fault: Option<String>,
    /// What it would say with sample data, and how long that is.
    tried: Option<(String, String)>,
    /// Of letters to agencies.
    subject: Option<Subject>,
}

/// The subject in one language.
struct Subject {
    field: &'static str,
    label: String,
    words: String,
    built_in: String,
    fault: Option<String>,
    tried: Option<String>,
}

impl Subject {
    fn new(t: Lang, text: Text, lang: Lang, words: String, is_tried: bool) -> Self {
        let outcome = letters::tried_subject(text, lang, &words);
        Self {
            field: letters::subject_field(lang),
            label: t.say(&format!("texts-subject-{}", lang.code())).into_owned(),
            words,
            built_in: letters::built_in_subject(text, lang),
            fault: outcome.as_ref().err().filter(|_| is_tried).map(|fault| remedy(t, fault)),
            tried: outcome.ok(),
        }
    }
}

impl Side {
    fn faults(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let subject =
            self.subject.iter().filter_map(|subject| Some((subject.field, subject.fault.as_deref()?)));
        subject.chain(self.fault.as_deref().map(|fault| (self.field, fault)))
    }
}

impl TextPage {
    fn name(&self) -> String {
        name(self.shell.t, self.text)
    }

    fn when(&self) -> String {
        self.shell.t.say(&format!("letter-when-{}", self.text)).into_owned()
    }

    fn action(&self, verb: &str) -> String {
        format!("/admin/texts/{}{verb}{}", self.text, query(self.place))
    }

    fn faults(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.sides.iter().flat_map(Side::faults)
    }

    fn way(&self) -> String {
        if self.text.is_for_agency() {
            return self.shell.t.say("texts-by-mail").into_owned();
        }
        channel_word(self.shell.t, self.place.channel)
    }

    /// The look of the preview.
    fn look(&self) -> &'static str {
        if self.text.is_for_agency() { "email" } else { self.place.channel.map_or("any", Channel::code) }
    }

    fn chosen_channel(&self) -> &'static str {
        self.place.channel.map_or("", Channel::code)
    }

    fn chosen_agency(&self) -> String {
        self.place.agency.map(|agency| agency.to_string()).unwrap_or_default()
    }
}

/// What is wrong, as a sentence that says where it is and what to do.
fn remedy(t: Lang, fault: &Fault) -> String {
    let mut args = FluentArgs::new();
    args.set("word", fault.word.clone());
    args.set("most", template::LONGEST);
    let what = t.with_args(&format!("answer-problem-{}", fault.code), Some(&args)).into_owned();
    if fault.line == 0 {
        return what;
    }
    format!("{} {what}", t.with("answer-problem-line", "n", fault.line))
}

/// One look at a text, as it stands or as it was typed.
struct Visit {
    text: Text,
    place: Place,
    typed: Option<Typed>,
    /// Faults of the fields, and the preview.
    is_tried: bool,
    is_kept: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    body_id: String,
    body_en: String,
    /// Of letters to agencies.
    subject_id: String,
    subject_en: String,
    /// `try`: only show what it says.
    #[serde(rename = "do")]
    what: String,
}

impl Typed {
    fn body(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.body_id,
            Lang::En => &self.body_en,
        }
    }

    fn subject(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.subject_id,
            Lang::En => &self.subject_en,
        }
    }

    fn is_good(&self, text: Text, place: Place) -> bool {
        [Lang::Id, Lang::En].into_iter().all(|lang| {
            letters::check(text, lang, place.channel, self.body(lang)).is_ok()
                && (!text.is_for_agency() || letters::check_subject(text, lang, self.subject(lang)).is_ok())
        })
    }

    fn typed(&self, lang: Lang) -> (Lang, letters::Typed<'_>) {
        (lang, letters::Typed { subject: self.subject(lang), body: self.body(lang) })
    }
}

impl Visit {
    async fn answer(self, app: &App, admin: Administrator) -> Result<HttpResponse> {
        let Self { text, place, typed, is_tried, is_kept } = self;
        let (by, t) = (admin.staff.id, admin.shell.t);
        let (tree, own, is_whole) = app
            .db
            .read(async |tx| {
                let tree = reach(tx, by).await?;
                let mut own = Vec::new();
                for lang in [Lang::Id, Lang::En] {
                    own.push((lang, letters::own(tx, text, lang, place).await?));
                }
                Ok((tree, own, auth::whole_house(tx, by).await.is_ok()))
            })
            .await?;
        if place.agency.is_some_and(|agency| !tree.iter().any(|known| known.id == agency)) {
            return Err(not_found("agency"));
        }
        let is_own = own.iter().any(|(_, letter)| letter.is_some());
        let sides: Vec<Side> = own
            .into_iter()
            .map(|(lang, letter)| {
                let built_in = letters::built_in(text, lang);
                let (kept, stored) = match letter {
                    Some(letter) => (letter.subject, letter.body),
                    None => (letters::built_in_subject(text, lang), built_in.clone()),
                };
                let subject = text.is_for_agency().then(|| {
                    let words = typed.as_ref().map_or(kept, |typed| typed.subject(lang).to_owned());
                    Subject::new(t, text, lang, words, is_tried)
                });
                let body = typed.as_ref().map_or(stored, |typed| typed.body(lang).to_owned());
                let outcome = letters::tried(text, lang, place.channel, &body);
                let fault = outcome.as_ref().err().filter(|_| is_tried).map(|fault| remedy(t, fault));
                let tried = outcome.ok().map(|words| (long(t, text, place, &words), words));
                Side { lang, field: letters::field(lang), body, built_in, fault, tried, subject }
            })
            .collect();
        let mut channels = vec![(String::new(), channel_word(t, None))];
        for channel in Channel::ALL.iter().filter(|channel| **channel != Channel::Api) {
            channels.push((channel.code().to_owned(), channel_word(t, Some(*channel))));
        }
        let keep: Vec<_> = place.agency.into_iter().collect();
        let mut agencies = choices(t, &tree, &keep, |agency| agency.id.to_string());
        agencies.insert(0, (String::new(), t.say("texts-any-agency").into_owned()));
        let status = if sides.iter().any(|side| side.faults().next().is_some()) {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        let is_read_only = place.agency.is_none() && !is_whole;
        let blanks = blanks(t, text);
        let page = TextPage {
            shell: admin.shell,
            text,
            place,
            channels,
            agencies,
            sides,
            is_own,
            is_kept,
            blanks,
            is_read_only,
        };
        html(status, &page)
    }
}

fn long(t: Lang, text: Text, place: Place, words: &str) -> String {
    let most = if text.is_for_agency() { template::LONGEST } else { Way(place.channel).most() };
    t.with2("texts-length", ("n", words.encode_utf16().count()), ("most", most)).into_owned()
}

fn blanks(t: Lang, text: Text) -> Vec<(String, String, String, bool)> {
    let say = |kind: &str, name: &str| {
        let of_agencies = format!("letter-agency-{kind}-{name}");
        let own = format!("letter-{kind}-{name}");
        let key = if text.is_for_agency() && t.has(&of_agencies) {
            of_agencies
        } else if t.has(&own) {
            own
        } else {
            format!("answer-{kind}-{name}")
        };
        t.say(&key).into_owned()
    };
    text.blanks()
        .into_iter()
        .map(|name| {
            let is_needed = text.needs().contains(&name);
            (format!("{{{{ {name} }}}}"), say("blank", name), say("sample", name), is_needed)
        })
        .collect()
}

pub async fn open(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    ask: web::Query<Ask>,
) -> Result<HttpResponse> {
    let text = parse(&path)?;
    let visit = Visit {
        text,
        place: letters::at(text, ask.place()),
        typed: None,
        is_tried: false,
        is_kept: ask.done == "kept",
    };
    visit.answer(&app, admin).await
}

pub async fn change(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    ask: web::Query<Ask>,
    form: Form<Typed>,
) -> Result<HttpResponse> {
    let text = parse(&path)?;
    let place = letters::at(text, ask.place());
    let typed = form.0;
    if typed.what != "try" && typed.is_good(text, place) {
        let by = admin.staff.id;
        let words = [typed.typed(Lang::Id), typed.typed(Lang::En)];
        let keep = async |tx: &mut Tx| letters::keep(tx, text, place, words, by).await;
        match app.db.write(keep).await {
            Ok(()) => {
                let mark = if query(place).is_empty() { "?" } else { "&" };
                return Ok(see_other(&format!("/admin/texts/{text}{}{mark}done=kept", query(place))));
            }
            // What can be mended is said beside the fields below.
            Err(error) => drop(mendable(error)?),
        }
    }
    let visit = Visit { text, place, typed: Some(typed), is_tried: true, is_kept: false };
    visit.answer(&app, admin).await
}

pub async fn forget(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    ask: web::Query<Ask>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let text = parse(&path)?;
    let (place, by) = (letters::at(text, ask.place()), admin.staff.id);
    app.db.write(async |tx| letters::forget(tx, text, place, by).await).await?;
    Ok(see_other("/admin/texts?done=forgotten"))
}
