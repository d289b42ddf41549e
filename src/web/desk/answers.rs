//! Canned answers: writing them, trying them out, sharing them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Agent;
use super::chrome::{Choice, Names};
use super::parts;
use crate::answers::{self, BLANKS, NewAnswer};
use crate::app::App;
use crate::error::{Error, Result, not_found};
use crate::ids::AnswerId;
use crate::template::{self, Mistake};
use crate::texts::Lang;
use crate::web::{Form, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/desk/answers.html")]
struct AnswersPage {
    shell: Shell,
    lines: Vec<Line>,
    /// The answer that is being changed; None: a new one is written.
    id: Option<AnswerId>,
    typed: Typed,
    shares: Vec<Choice>,
    trouble: Vec<Trouble>,
    /// Language and what the template says with sample data.
    tried: Vec<(Lang, String)>,
    /// Only to be read: somebody else looks after it.
    is_read_only: bool,
    done: Done,
    removed: Option<(AnswerId, String)>,
}

#[derive(Debug)]
struct Line {
    id: AnswerId,
    title: String,
    /// With whom it is shared; None: one's own.
    shared: Option<String>,
    languages: String,
    is_current: bool,
}

/// A field that must be mended, and how.
#[derive(Debug)]
struct Trouble {
    field: &'static str,
    words: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    title: String,
    agency: String,
    body_id: String,
    body_en: String,
    /// `try`: only show what it says.
    #[serde(rename = "do")]
    what: String,
}

impl Typed {
    fn new_answer(&self) -> NewAnswer {
        NewAnswer {
            title: self.title.clone(),
            body_id: self.body_id.clone(),
            body_en: self.body_en.clone(),
            agency: self.agency.parse().ok(),
        }
    }
}

impl AnswersPage {
    fn problem(&self, field: &str) -> Option<&str> {
        self.trouble.iter().find(|trouble| trouble.field == field).map(|trouble| trouble.words.as_str())
    }

    /// Each blank as it is written, what it is, and how it may look.
    fn blanks(&self) -> Vec<(String, String, String)> {
        let t = self.shell.t;
        let say = |what: &str, name: &str| t.say(&format!("answer-{what}-{name}")).into_owned();
        BLANKS
            .iter()
            .map(|name| (format!("{{{{ {name} }}}}"), say("blank", name), say("sample", name)))
            .collect()
    }

    /// The two languages with what was typed in each.
    fn bodies(&self) -> [(Lang, &'static str, &str); 2] {
        [(Lang::Id, "body_id", &self.typed.body_id), (Lang::En, "body_en", &self.typed.body_en)]
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| "/desk/answers".to_owned(), |id| format!("/desk/answers/{id}"))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    saved: String,
    removed: String,
}

#[derive(Default)]
struct Visit {
    id: Option<AnswerId>,
    typed: Option<Typed>,
    trouble: Vec<Trouble>,
    done: Done,
}

/// What each template says; what is wrong with those that say nothing.
fn try_out(shell: &Shell, typed: &Typed) -> (Vec<(Lang, String)>, Vec<Trouble>) {
    let (mut tried, mut trouble) = (Vec::new(), Vec::new());
    let bodies = [(Lang::Id, "body_id", &typed.body_id), (Lang::En, "body_en", &typed.body_en)];
    for (lang, field, body) in bodies {
        match answers::try_out(lang, body.trim()) {
            Ok(words) if words.is_empty() => {}
            Ok(words) => tried.push((lang, words)),
            Err(mistake) => trouble.push(Trouble { field, words: mistaken(shell, &mistake) }),
        }
    }
    (tried, trouble)
}

/// The mistake as a sentence that says where it is and what to do.
fn mistaken(shell: &Shell, mistake: &Mistake) -> String {
    let t = shell.t;
    let what = t.with2(
        &format!("answer-problem-{}", mistake.code),
        ("word", mistake.word.as_str()),
        ("most", template::LONGEST),
    );
    if mistake.line == 0 {
        return what.into_owned();
    }
    format!("{} {what}", t.with("answer-problem-line", "n", mistake.line))
}

impl Visit {
    async fn answer(self, app: &App, agent: Agent) -> Result<HttpResponse> {
        let Agent { staff, shell } = agent;
        let t = shell.t;
        let removed: Option<AnswerId> = self.done.removed.parse().ok();
        let (all, current, shares, names, removed) = app
            .db
            .read(async |tx| {
                let all = answers::within_reach(tx, staff.id).await?;
                let current = match self.id {
                    Some(id) => Some(answers::get(tx, staff.id, id).await?),
                    None => None,
                };
                let removed = match removed {
                    Some(id) => Some(answers::get(tx, staff.id, id).await?),
                    None => None,
                };
                let shares = answers::may_share_with(tx, &staff).await?;
                Ok((all, current, shares, Names::load(tx, t).await?, removed))
            })
            .await?;
        let is_read_only =
            current.as_ref().is_some_and(|answer| !answers::may_change(staff.id, &shares, answer));
        let typed = self.typed.unwrap_or_else(|| match &current {
            Some(answer) => Typed {
                title: answer.title.clone(),
                agency: answer.agency_id.map(|agency| agency.to_string()).unwrap_or_default(),
                body_id: answer.body(Lang::Id).to_owned(),
                body_en: answer.body(Lang::En).to_owned(),
                what: String::new(),
            },
            None => Typed::default(),
        });
        let (tried, mut trouble) = try_out(&shell, &typed);
        for other in self.trouble {
            if !trouble.iter().any(|known| known.field == other.field) {
                trouble.push(other);
            }
        }
        let languages = |answer: &answers::Answer| {
            let has = |lang: &Lang| !answer.body(*lang).is_empty();
            let words = [Lang::Id, Lang::En].iter().filter(|lang| has(lang)).map(|lang| lang.code());
            words.collect::<Vec<_>>().join(" · ")
        };
        let lines = all
            .iter()
            .map(|answer| Line {
                id: answer.id,
                title: answer.title.clone(),
                shared: answer.agency_id.map(|agency| names.agency(agency)),
                languages: languages(answer),
                is_current: self.id == Some(answer.id),
            })
            .collect();
        let status = if trouble.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let page = AnswersPage {
            lines,
            id: self.id,
            shares: names.agency_choices(t, Some(&shares), typed.agency.parse().ok()),
            typed,
            trouble,
            tried,
            is_read_only,
            done: self.done,
            removed: removed
                .filter(|answer| answer.removed_at.is_some())
                .map(|answer| (answer.id, answer.title)),
            shell,
        };
        html(status, &page)
    }
}

fn answer_id(text: &str) -> Result<AnswerId> {
    text.parse().map_err(|_| not_found("answer"))
}

pub async fn show(app: web::Data<App>, agent: Agent, done: web::Query<Done>) -> Result<HttpResponse> {
    Visit { done: done.into_inner(), ..Visit::default() }.answer(&app, agent).await
}

pub async fn edit(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    done: web::Query<Done>,
) -> Result<HttpResponse> {
    let id = Some(answer_id(&path)?);
    Visit { id, done: done.into_inner(), ..Visit::default() }.answer(&app, agent).await
}

pub async fn save(app: web::Data<App>, agent: Agent, form: Form<Typed>) -> Result<HttpResponse> {
    keep(&app, agent, None, form.0).await
}

pub async fn change(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse> {
    keep(&app, agent, Some(answer_id(&path)?), form.0).await
}

async fn keep(app: &App, agent: Agent, id: Option<AnswerId>, typed: Typed) -> Result<HttpResponse> {
    if typed.what == "try" {
        return Visit { id, typed: Some(typed), ..Visit::default() }.answer(app, agent).await;
    }
    let new = typed.new_answer();
    match app.db.write(async |tx| answers::save(tx, &agent.staff, id, &new).await).await {
        Ok(id) => Ok(see_other(&format!("/desk/answers/{id}?saved=1"))),
        Err(Error::Problem(problem)) if problem.status == 422 => {
            let words = agent.shell.t.say(&format!("answer-problem-{}", problem.code)).into_owned();
            let trouble = vec![Trouble { field: problem.field.unwrap_or("title"), words }];
            Visit { id, typed: Some(typed), trouble, ..Visit::default() }.answer(app, agent).await
        }
        Err(error) => Err(error),
    }
}

#[derive(Deserialize)]
pub struct Nothing {}

pub async fn remove(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = answer_id(&path)?;
    app.db.write(async |tx| answers::remove(tx, &agent.staff, id).await).await?;
    Ok(see_other(&format!("/desk/answers?removed={id}")))
}

pub async fn restore(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = answer_id(&path)?;
    app.db.write(async |tx| answers::restore(tx, &agent.staff, id).await).await?;
    Ok(see_other(&format!("/desk/answers/{id}?saved=1")))
}
