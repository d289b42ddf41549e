//! Coming and going: available or away, and the end of a shift, when one's open tickets go to somebody else
//! with a note.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::chrome::{self, Choice, Names, Views};
use super::rows::{self, Line};
use super::{Agent, parts};
use crate::app::App;
use crate::auth;
use crate::bulk::{self, Deed, Pick};
use crate::db::Tx;
use crate::duty::{self, Status};
use crate::error::{Error, Result, bad_request};
use crate::ids::StaffId;
use crate::tickets::{self, Filter, Row, View};
use crate::web::{Form, Shell, html, see_other};

/// Colleagues offered.
const COLLEAGUES: i64 = 200;
/// Characters of a note; longer ones are cut.
const LONGEST: usize = 2_000;

#[derive(Template)]
#[template(path = "web/desk/duty.html")]
struct DutyPage {
    shell: Shell,
    views: Views,
    lines: Vec<Line>,
    /// There are more than one bulk change may touch.
    is_more: bool,
    colleagues: Vec<Choice>,
    note: String,
    /// `desk-problem-<code>`.
    trouble: Option<&'static str>,
}

/// All that somebody holds, also what they put aside: it would wake with nobody there.
async fn held(tx: &mut Tx, by: StaffId, limit: i64) -> Result<Vec<Row>> {
    let theirs = Filter { assignee: Some(by), ..Filter::default() };
    tickets::list(tx, by, View::Open, &theirs, None, limit).await
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct To {
    to: String,
    back: String,
}

pub async fn set(app: web::Data<App>, agent: Agent, form: Form<To>) -> Result<HttpResponse> {
    let Form(To { to, back }) = form;
    let status = Status::parse(&to).ok_or_else(|| bad_request("available or away"))?;
    app.db.write(async |tx| duty::set_status(tx, agent.staff.id, status).await).await?;
    // Only within the desk: never somewhere else.
    let is_ours = back == "/desk" || back.starts_with("/desk/") || back.starts_with("/desk?");
    Ok(see_other(if is_ours { back.trim_end_matches(['?', '&']) } else { "/desk" }))
}

pub async fn show(app: web::Data<App>, agent: Agent) -> Result<HttpResponse> {
    answer(&app, agent, End::default(), None).await
}

async fn answer(app: &App, agent: Agent, typed: End, trouble: Option<&'static str>) -> Result<HttpResponse> {
    let Agent { staff, shell, .. } = agent;
    let t = shell.t;
    let (mut rows, names, views, people) = app
        .db
        .read(async |tx| {
            let limit = bulk::MOST as i64 + 1;
            let rows = held(tx, staff.id, limit).await?;
            let names = Names::load(tx, t).await?;
            let views = chrome::views(tx, t, staff.id, None).await?;
            let people = auth::colleagues(tx, staff.id, COLLEAGUES).await?;
            Ok((rows, names, views, people))
        })
        .await?;
    let is_more = rows.len() > bulk::MOST;
    rows.truncate(bulk::MOST);
    let choice = |value: String, word: String| Choice { is_chosen: value == typed.to, value, word };
    let mut colleagues = vec![choice(String::new(), t.say("desk-nobody").into_owned())];
    colleagues.extend(people.iter().map(|colleague| {
        let word = format!("{} · {}", colleague.name, t.say(&format!("role-{}", colleague.role.code())));
        choice(colleague.id.to_string(), word)
    }));
    let status = if trouble.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = DutyPage {
        lines: rows::lines(&shell, &names, &rows, &format!("?view=open&assignee={}", staff.id), None),
        views,
        is_more,
        colleagues,
        note: typed.note,
        trouble,
        shell,
    };
    html(status, &page)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct End {
    to: String,
    note: String,
}

/// Ends the shift: everything one holds goes on, and one is away.
pub async fn end(app: web::Data<App>, agent: Agent, form: Form<End>) -> Result<HttpResponse> {
    let me = agent.staff.id;
    let typed = form.0;
    let note: String = typed.note.trim().chars().take(LONGEST).collect();
    let to = typed.to.parse().ok();
    let picks: Vec<Pick> = app
        .db
        .read(async |tx| {
            let limit = bulk::MOST as i64;
            let rows = held(tx, me, limit).await?;
            Ok(rows.into_iter().map(|row| Pick { ticket: row.id, seen: Some(me) }).collect())
        })
        .await?;
    app.db.write(async |tx| duty::set_status(tx, me, Status::Away).await).await?;
    if picks.is_empty() {
        return Ok(see_other("/desk/duty"));
    }
    match bulk::run(&app, &agent.staff, &Deed::HandOver { to, note }, &picks).await {
        Ok(id) => Ok(see_other(&format!("/desk/bulk/{id}"))),
        Err(Error::Problem(problem)) if problem.status == 422 => {
            answer(&app, agent, typed, Some(problem.code)).await
        }
        Err(error) => Err(error),
    }
}
