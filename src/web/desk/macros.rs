//! Macros: writing them, sharing them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::chrome::{Choice, Names};
use super::macro_words::{self, Titles};
use super::next::Nothing;
use super::{Agent, parts};
use crate::answers;
use crate::app::App;
use crate::error::{Error, Result, not_found};
use crate::ids::MacroId;
use crate::macros::{self, Hand, Macro, NewMacro, Work};
use crate::texts::Lang;
use crate::tickets::Rest;
use crate::tickets::life::{Refusal, Step};
use crate::web::{Form, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/desk/macros.html")]
struct MacrosPage {
    shell: Shell,
    lines: Vec<Line>,
    /// The macro that is being changed; None: a new one is written.
    id: Option<MacroId>,
    typed: Typed,
    shares: Vec<Choice>,
    answers: Vec<Choice>,
    steps: Vec<Choice>,
    categories: Vec<Choice>,
    hands: Vec<Choice>,
    rests: Vec<Choice>,
    /// Field, and what to do about it.
    trouble: Option<(&'static str, String)>,
    is_read_only: bool,
    done: Done,
    removed: Option<(MacroId, String)>,
}

#[derive(Debug)]
struct Line {
    id: MacroId,
    title: String,
    /// With whom it is shared; None: one's own.
    shared: Option<String>,
    does: String,
    is_current: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    title: String,
    agency: String,
    category: String,
    hand: String,
    answer: String,
    /// `step` or `reject:why`.
    step: String,
    words: String,
    note: String,
    rest: String,
}

impl Typed {
    fn of(one: &Macro) -> Self {
        let work = &one.work.0;
        let code = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        let step = work.step.map(|step| match work.refusal {
            Some(why) => format!("{step}:{why}"),
            None => step.to_string(),
        });
        Self {
            title: one.title.clone(),
            agency: code(one.agency_id.map(|id| id.0)),
            category: code(work.category.map(|id| id.0)),
            hand: work.hand.map(|hand| hand.to_string()).unwrap_or_default(),
            answer: code(work.answer.map(|id| id.0)),
            step: step.unwrap_or_default(),
            words: work.words.clone(),
            note: work.note.clone(),
            rest: work.rest.map(|rest| rest.to_string()).unwrap_or_default(),
        }
    }

    fn new_macro(&self) -> NewMacro {
        let (step, refusal) = self.step.split_once(':').unwrap_or((&self.step, ""));
        let work = Work {
            category: self.category.parse().ok(),
            hand: Hand::parse(&self.hand),
            step: Step::parse(step),
            refusal: Refusal::parse(refusal),
            words: self.words.clone(),
            answer: self.answer.parse().ok(),
            note: self.note.clone(),
            rest: Rest::parse(&self.rest),
        };
        NewMacro { title: self.title.clone(), agency: self.agency.parse().ok(), work }
    }
}

impl MacrosPage {
    fn problem(&self, field: &str) -> Option<&str> {
        self.trouble.as_ref().filter(|(at, _)| *at == field).map(|(_, words)| words.as_str())
    }

    /// The choices among the parts: name, what stands for none of them, what there is.
    fn selects(&self) -> [(&'static str, &[Choice]); 5] {
        [
            ("category", &self.categories),
            ("hand", &self.hands),
            ("answer", &self.answers),
            ("step", &self.steps),
            ("rest", &self.rests),
        ]
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| "/desk/macros".to_owned(), |id| format!("/desk/macros/{id}"))
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
    id: Option<MacroId>,
    typed: Option<Typed>,
    trouble: Option<(&'static str, String)>,
    done: Done,
}

/// Codes as options.
fn codes(t: Lang, prefix: &str, all: impl Iterator<Item = &'static str>, chosen: &str) -> Vec<Choice> {
    all.map(|code| Choice {
        is_chosen: code == chosen,
        value: code.to_owned(),
        word: t.say(&format!("{prefix}-{code}")).into_owned(),
    })
    .collect()
}

pub fn rests(t: Lang, chosen: &str) -> Vec<Choice> {
    codes(t, "rest", Rest::ALL.iter().map(|rest| rest.code()), chosen)
}

impl Visit {
    async fn answer(self, app: &App, agent: Agent) -> Result<HttpResponse> {
        let Agent { staff, shell } = agent;
        let t = shell.t;
        let removed: Option<MacroId> = self.done.removed.parse().ok();
        let (all, current, shares, names, removed, canned) = app
            .db
            .read(async |tx| {
                let all = macros::within_reach(tx, staff.id).await?;
                let current = match self.id {
                    Some(id) => Some(macros::get(tx, staff.id, id).await?),
                    None => None,
                };
                let removed = match removed {
                    Some(id) => Some(macros::get(tx, staff.id, id).await?),
                    None => None,
                };
                let shares = macros::may_share_with(tx, &staff).await?;
                let canned = answers::within_reach(tx, staff.id).await?;
                Ok((all, current, shares, Names::load(tx, t).await?, removed, canned))
            })
            .await?;
        let is_read_only = current.as_ref().is_some_and(|one| !macros::may_change(staff.id, &shares, one));
        let typed = self.typed.unwrap_or_else(|| current.as_ref().map(Typed::of).unwrap_or_default());
        let titles: Titles = canned.iter().map(|answer| (answer.id, answer.title.clone())).collect();
        let lines = all
            .iter()
            .map(|one| Line {
                id: one.id,
                title: one.title.clone(),
                shared: one.agency_id.map(|agency| names.agency(agency)),
                does: macro_words::lines(t, &names, &titles, &one.work).join(" · "),
                is_current: self.id == Some(one.id),
            })
            .collect();
        let status = if self.trouble.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let page = MacrosPage {
            lines,
            id: self.id,
            shares: names.agency_choices(t, Some(&shares), typed.agency.parse().ok()),
            answers: canned
                .into_iter()
                .map(|answer| Choice {
                    is_chosen: answer.id.to_string() == typed.answer,
                    value: answer.id.to_string(),
                    word: answer.title,
                })
                .collect(),
            steps: macro_words::steps(t, &typed.step),
            categories: names.category_choices(t, typed.category.parse().ok()),
            hands: codes(t, "macro-does", Hand::ALL.iter().map(|hand| hand.code()), &typed.hand),
            rests: rests(t, &typed.rest),
            typed,
            trouble: self.trouble,
            is_read_only,
            done: self.done,
            removed: removed.filter(|one| one.removed_at.is_some()).map(|one| (one.id, one.title)),
            shell,
        };
        html(status, &page)
    }
}

fn macro_id(text: &str) -> Result<MacroId> {
    text.parse().map_err(|_| not_found("macro"))
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
    let id = Some(macro_id(&path)?);
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
    keep(&app, agent, Some(macro_id(&path)?), form.0).await
}

async fn keep(app: &App, agent: Agent, id: Option<MacroId>, typed: Typed) -> Result<HttpResponse> {
    let new = typed.new_macro();
    match app.db.write(async |tx| macros::save(tx, &agent.staff, id, &new).await).await {
        Ok(id) => Ok(see_other(&format!("/desk/macros/{id}?saved=1"))),
        Err(Error::Problem(problem)) if problem.status == 422 => {
            let words = agent.shell.t.say(&format!("desk-problem-{}", problem.code)).into_owned();
            let trouble = Some((problem.field.unwrap_or("title"), words));
            Visit { id, typed: Some(typed), trouble, ..Visit::default() }.answer(app, agent).await
        }
        Err(error) => Err(error),
    }
}

pub async fn remove(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = macro_id(&path)?;
    app.db.write(async |tx| macros::remove(tx, &agent.staff, id).await).await?;
    Ok(see_other(&format!("/desk/macros?removed={id}")))
}

pub async fn restore(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = macro_id(&path)?;
    app.db.write(async |tx| macros::restore(tx, &agent.staff, id).await).await?;
    Ok(see_other(&format!("/desk/macros/{id}?saved=1")))
}
