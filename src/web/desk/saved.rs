//! Saved views: keeping the list one looks at, renaming, deleting, opening the desk with one.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Agent;
use super::chrome::{self, Choice, Names, Views};
use super::parts;
use super::rows::Ask;
use crate::app::App;
use crate::auth;
use crate::error::{Error, Problem, Result, not_found};
use crate::ids::{SavedViewId, StaffId};
use crate::saved_views::{self, SavedView};
use crate::web::{Form, Nothing, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/desk/saved.html")]
struct SavedPage {
    shell: Shell,
    views: Views,
    lines: Vec<Line>,
    shares: Vec<Choice>,
    typed: Typed,
    trouble: Option<Trouble>,
    /// What the list that is about to be saved is, in words.
    about: String,
    /// A view that was just deleted, ready to be saved again.
    deleted: Option<Typed>,
    done: bool,
}

#[derive(Debug)]
struct Line {
    id: SavedViewId,
    href: String,
    name: String,
    about: String,
    /// With whom it is shared.
    shared: Option<String>,
    count: String,
    is_default: bool,
    may_change: bool,
}

/// Field, `desk-problem-<code>`, and which view's name is wrong.
struct Trouble {
    field: &'static str,
    code: &'static str,
    view: Option<SavedViewId>,
}

impl SavedPage {
    fn problem(&self, field: &str) -> Option<&'static str> {
        let here = self.trouble.as_ref().filter(|trouble| trouble.view.is_none());
        here.filter(|trouble| trouble.field == field).map(|trouble| trouble.code)
    }

    /// Is it the form for a new view that must be mended?
    fn new_is_wrong(&self) -> bool {
        self.trouble.as_ref().is_some_and(|trouble| trouble.view.is_none())
    }

    /// What is wrong with the name that was typed for this view.
    fn wrong_name(&self, line: &Line) -> Option<&'static str> {
        self.trouble.as_ref().filter(|trouble| trouble.view == Some(line.id)).map(|trouble| trouble.code)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    agency: String,
    query: String,
}

/// Colleagues whose names are known to whoever reads the page.
const COLLEAGUES: i64 = 200;

/// What a list is narrowed to, in words.
fn about(shell: &Shell, names: &Names, people: &HashMap<StaffId, String>, ask: &Ask) -> String {
    let t = shell.t;
    let filter = ask.filter();
    let parts = [
        Some(t.say(&format!("desk-view-{}", ask.view().code())).into_owned()),
        filter.class.map(|class| parts::class_word(t, class)),
        filter.agency.map(|agency| names.agency(agency)),
        filter.status.map(|status| parts::status_word(t, status)),
        filter.channel.map(|channel| parts::channel_word(t, channel)),
        filter.category.map(|category| names.category(category)),
        filter.assignee.and_then(|assignee| people.get(&assignee).cloned()),
        filter.is_escalated.then(|| t.say("sla-escalated").into_owned()),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[derive(Default)]
struct Visit {
    typed: Typed,
    trouble: Option<Trouble>,
    deleted: Option<Typed>,
    done: bool,
}

impl Visit {
    async fn answer(self, app: &App, agent: Agent) -> Result<HttpResponse> {
        let Agent { staff, shell, .. } = agent;
        let t = shell.t;
        let (kept, views, names, scope, people) = app
            .db
            .read(async |tx| {
                let kept = saved_views::of(tx, staff.id).await?;
                let views = chrome::views(tx, t, staff.id, None).await?;
                let names = Names::load(tx, t).await?;
                let mut people: HashMap<StaffId, String> = HashMap::from([(staff.id, staff.name.clone())]);
                let colleagues = auth::colleagues(tx, staff.id, COLLEAGUES).await?;
                people.extend(colleagues.into_iter().map(|colleague| (colleague.id, colleague.name)));
                Ok((kept, views, names, auth::agencies_in_scope(tx, staff.id).await?, people))
            })
            .await?;
        let line = |(view, link): (SavedView, &chrome::ViewLink)| Line {
            id: view.id,
            href: link.href.clone(),
            about: about(&shell, &names, &people, &Ask::of(&view.query)),
            shared: view.agency_id.map(|agency| names.agency(agency)),
            count: link.count.clone(),
            is_default: view.is_default,
            may_change: saved_views::may_change(&staff, &scope, &view),
            name: view.name,
        };
        let lines = kept.into_iter().zip(&views.saved).map(line).collect();
        let status = if self.trouble.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let page = SavedPage {
            lines,
            about: about(&shell, &names, &people, &Ask::of(&self.typed.query)),
            shares: if staff.role.leads_team() {
                names.agency_choices(t, Some(&scope), self.typed.agency.parse().ok())
            } else {
                Vec::new()
            },
            views,
            typed: self.typed,
            trouble: self.trouble,
            deleted: self.deleted,
            done: self.done,
            shell,
        };
        html(status, &page)
    }

    fn trouble(problem: &Problem, view: Option<SavedViewId>) -> Trouble {
        Trouble { field: problem.field.unwrap_or("name"), code: problem.code, view }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

pub async fn show(app: web::Data<App>, agent: Agent, done: web::Query<Done>) -> Result<HttpResponse> {
    Visit { done: done.done == "1", ..Visit::default() }.answer(&app, agent).await
}

/// Keeps the list one looks at, and shows it under its name.
pub async fn save(app: web::Data<App>, agent: Agent, form: Form<Typed>) -> Result<HttpResponse> {
    let typed = form.0;
    // Only what the desk understands is kept, in the one way it writes it.
    let query = Ask::of(&typed.query).bare().carry(None).trim_start_matches('?').to_owned();
    let agency = typed.agency.parse().ok();
    let kept =
        app.db.write(async |tx| saved_views::save(tx, &agent.staff, &typed.name, agency, &query).await).await;
    match kept {
        Ok(id) => {
            let own = Ask { saved: id.to_string(), ..Ask::of(&query) };
            Ok(see_other(&format!("/desk{}", own.carry(None))))
        }
        Err(Error::Problem(problem)) if problem.status == 422 => {
            let trouble = Some(Visit::trouble(&problem, None));
            Visit { typed: Typed { query, ..typed }, trouble, ..Visit::default() }.answer(&app, agent).await
        }
        Err(error) => Err(error),
    }
}

fn view_id(text: &str) -> Result<SavedViewId> {
    text.parse().map_err(|_| not_found("view"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Name {
    name: String,
}

pub async fn rename(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Name>,
) -> Result<HttpResponse> {
    let id = view_id(&path)?;
    let name = form.0.name;
    match app.db.write(async |tx| saved_views::rename(tx, &agent.staff, id, &name).await).await {
        Ok(()) => Ok(see_other("/desk/views?done=1")),
        Err(Error::Problem(problem)) if problem.status == 422 => {
            let typed = Typed { name, ..Typed::default() };
            let trouble = Some(Visit::trouble(&problem, Some(id)));
            Visit { typed, trouble, ..Visit::default() }.answer(&app, agent).await
        }
        Err(error) => Err(error),
    }
}

/// The answer is the page itself: it carries what was deleted, for the way back.
pub async fn delete(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = view_id(&path)?;
    let view = app.db.write(async |tx| saved_views::delete(tx, &agent.staff, id).await).await?;
    let deleted = Typed {
        name: view.name,
        agency: view.agency_id.map(|agency| agency.to_string()).unwrap_or_default(),
        query: view.query,
    };
    Visit { deleted: Some(deleted), ..Visit::default() }.answer(&app, agent).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// `1`: the desk opens with this view; anything else: no longer.
    on: String,
}

pub async fn set_default(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Wish>,
) -> Result<HttpResponse> {
    let id = view_id(&path)?;
    let wish = (form.0.on == "1").then_some(id);
    app.db.write(async |tx| saved_views::set_default(tx, agent.staff.id, wish).await).await?;
    Ok(see_other("/desk/views?done=1"))
}
