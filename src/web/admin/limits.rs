//! Strikes and limits, for supervisors: what staff propose, what waits for a second person, what runs, what is
//! over. Everything is reached through tickets the reader sees.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use channels::Channel;
use serde::Deserialize;

use super::door::{Judge, id};
use super::fields::remedy;
use super::limit_months;
use crate::app::App;
use crate::auth::{self, Staff};
use crate::db::Tx;
use crate::error::{Error, Result, not_found};
use crate::ids::{ContactId, LimitId, MarkId, StaffId, TicketId};
use crate::nuisance::{self, Kind, Limit, Mark, Verdict};
use crate::people;
use crate::tickets::{self, TicketNumber};
use crate::web::chart::Figure;
use crate::web::{Form, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/admin/limits.html")]
struct LimitsPage {
    shell: Shell,
    proposals: Vec<Proposal>,
    /// Limits that the citizen disagrees with, and nobody has decided on that yet.
    appeals: Vec<Line>,
    /// `waiting`, `running`, `ended`; what can be said against one; the limits.
    groups: [(&'static str, &'static str, Vec<Line>); 3],
    /// What happened by month.
    months: Option<Figure>,
    /// All limits rest: a disaster.
    rests: bool,
    trouble: Option<Trouble>,
}

/// A form that must be mended.
struct Trouble {
    /// `mark-42`, `limit-7`, `appeal-7`.
    form: String,
    words: String,
    typed: String,
}

impl LimitsPage {
    fn at(&self, form: &str) -> Option<&Trouble> {
        self.trouble.as_ref().filter(|trouble| trouble.form == form)
    }
}

struct Proposal {
    /// Name of its row.
    form: String,
    mark: Mark,
    kind: String,
    by: String,
    channel: String,
    /// What confirming brings: "a limit of 3 days".
    brings: String,
    is_own: bool,
    is_threat: bool,
}

struct Line {
    /// Name of its row.
    form: String,
    limit: Limit,
    kind: String,
    channel: String,
    /// Who asked, and who agreed.
    by: String,
    /// The reader had a hand in it: others decide.
    is_own: bool,
    /// It is told by telephone.
    is_spoken: bool,
    until: String,
    state: String,
    /// Ticket of the appeal.
    appeal: Option<(i64, String)>,
    /// What was decided about it, and by whom.
    verdict: Option<String>,
    told: String,
}

pub async fn show(app: web::Data<App>, judge: Judge) -> Result<HttpResponse> {
    render(&app, judge.shell, &judge.staff, None).await
}

async fn render(app: &App, shell: Shell, staff: &Staff, trouble: Option<Trouble>) -> Result<HttpResponse> {
    let (marks, limits, about, months, rests) = app
        .db
        .read(async |tx| {
            let marks = nuisance::proposals(tx, staff.id).await?;
            let limits = [
                nuisance::appeals(tx, staff.id).await?,
                nuisance::waiting(tx, staff.id).await?,
                nuisance::running(tx, staff.id).await?,
                nuisance::ended(tx, staff.id).await?,
            ];
            let about = About::load(tx, &marks, &limits).await?;
            let months = nuisance::months(tx, staff.id, &shell.zone, limit_months::SHOWN).await?;
            Ok((marks, limits, about, months, nuisance::is_resting(tx).await?))
        })
        .await?;
    let proposals = marks.into_iter().map(|mark| proposal(&shell, staff, &about, mark)).collect();
    let [mut appeals, waiting, running, ended] = limits
        .map(|limits| limits.into_iter().map(|limit| line(&shell, staff, &about, limit)).collect::<Vec<_>>());
    // One that runs is a row among those, too.
    for appeal in &mut appeals {
        appeal.form = format!("appeal-{}", appeal.limit.id);
    }
    let groups = [("waiting", "refuse", waiting), ("running", "lift", running), ("ended", "", ended)];
    let source = shell.t.with("people-months-source", "when", shell.moment(&shell.now));
    let months = limit_months::figure(&months, &source, shell.t);
    let status = if trouble.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    html(status, &LimitsPage { shell, proposals, appeals, groups, months, rests, trouble })
}

/// What the page says beside each label and limit, read once for all of them.
struct About {
    names: HashMap<StaffId, String>,
    /// Of the tickets of objections.
    numbers: HashMap<TicketId, TicketNumber>,
    strikes: HashMap<ContactId, i64>,
}

impl About {
    async fn load(tx: &mut Tx, marks: &[Mark], limits: &[Vec<Limit>]) -> Result<Self> {
        let limits = || limits.iter().flatten();
        let mut staff: Vec<StaffId> = marks.iter().map(|mark| mark.staff_id).collect();
        let hands = |limit: &Limit| [Some(limit.asked_by), limit.agreed_by, limit.judged_by];
        staff.extend(limits().flat_map(hands).flatten());
        let objections: Vec<TicketId> = limits().filter_map(|limit| limit.appeal_id).collect();
        let contacts: Vec<ContactId> = marks.iter().map(|mark| mark.contact_id).collect();
        Ok(Self {
            names: auth::names(tx, &staff).await?,
            numbers: tickets::numbers(tx, &objections).await?,
            strikes: nuisance::strikes_of(tx, &contacts).await?,
        })
    }

    fn name(&self, id: StaffId) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }
}

fn proposal(shell: &Shell, staff: &Staff, about: &About, mark: Mark) -> Proposal {
    let t = shell.t;
    let strikes = about.strikes.get(&mark.contact_id).copied().unwrap_or_default() + 1;
    Proposal {
        kind: t.say(&format!("people-kind-{}", mark.kind)).into_owned(),
        by: about.name(mark.staff_id),
        channel: t.say(&format!("channel-{}", mark.channel().code())).into_owned(),
        brings: t.with2("people-brings", ("strike", strikes), ("days", nuisance::days(strikes))).into_owned(),
        form: format!("mark-{}", mark.id),
        is_own: mark.staff_id == staff.id,
        is_threat: matches!(mark.kind, Kind::Threat),
        mark,
    }
}

fn line(shell: &Shell, staff: &Staff, about: &About, limit: Limit) -> Line {
    let t = shell.t;
    let mut by = about.name(limit.asked_by);
    if let Some(other) = limit.agreed_by.filter(|other| *other != limit.asked_by) {
        by = format!("{by}, {}", about.name(other));
    }
    let number = |id: TicketId| Some((id.0, about.numbers.get(&id)?.to_string()));
    let over = !limit.is_running(shell.now) && limit.state == nuisance::LimitState::Running;
    let state = if over { "over" } else { limit.state.code() };
    let is_spoken = limit.channel() == Channel::Voice;
    let verdict = limit.verdict.map(|verdict| {
        let (who, why) = (limit.judged_by.map(|id| about.name(id)), limit.judged_why.clone());
        let parts = [Some(t.say(&format!("people-verdict-{verdict}")).into_owned()), who, why];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    Line {
        kind: t.say(&format!("people-kind-{}", limit.kind)).into_owned(),
        channel: t.say(&format!("channel-{}", limit.channel().code())).into_owned(),
        by,
        form: format!("limit-{}", limit.id),
        is_own: limit.is_of(staff.id),
        is_spoken,
        until: limit.ends_at.map(|at| shell.moment(&at)).unwrap_or_default(),
        state: t.say(&format!("people-limit-{state}")).into_owned(),
        appeal: limit.appeal_id.and_then(number),
        verdict,
        told: match limit.told_at {
            Some(at) => t.with("people-told", "when", shell.short(&at)).into_owned(),
            None if is_spoken => t.say("people-told-not-spoken").into_owned(),
            None => t.say("people-told-not").into_owned(),
        },
        limit,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Said {
    reason: String,
    /// `upheld` or `turned_down`.
    verdict: String,
    /// `1`: all limits rest.
    rests: String,
}

/// Confirms or dismisses what a member of staff proposed.
pub async fn decide(
    app: web::Data<App>,
    judge: Judge,
    path: web::Path<(String, String)>,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let (mark, what) = path.into_inner();
    let (mark, me): (MarkId, StaffId) = (id(&mark, "label")?, judge.staff.id);
    let done = app
        .db
        .write(async |tx| {
            nuisance::visible(tx, me, mark).await?;
            match what.as_str() {
                "confirm" => nuisance::confirm(tx, mark, me).await.map(|_| ()),
                "dismiss" => nuisance::dismiss(tx, mark, &form.0.reason, me).await,
                _ => Err(not_found("form")),
            }
        })
        .await;
    answer(&app, judge, done, (format!("mark-{mark}"), form.0.reason)).await
}

/// A second person agrees or refuses; a limit is lifted; an appeal is decided on.
pub async fn change(
    app: web::Data<App>,
    judge: Judge,
    path: web::Path<(String, String)>,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let (limit, what) = path.into_inner();
    let (limit, me): (LimitId, StaffId) = (id(&limit, "limit")?, judge.staff.id);
    let done = app
        .db
        .write(async |tx| {
            let found = nuisance::limit(tx, limit).await?;
            tickets::visible(tx, me, found.ticket_id).await?;
            match what.as_str() {
                "agree" => nuisance::agree(tx, limit, me).await.map(|_| ()),
                "refuse" => nuisance::refuse(tx, limit, &form.0.reason, me).await,
                "lift" => {
                    let lifted = nuisance::lift(tx, limit, &form.0.reason, me).await?;
                    people::told_lifted(tx, &lifted).await
                }
                "judge" => {
                    // Whoever decides on an appeal has read it.
                    let appeal = found.appeal_id.ok_or_else(|| not_found("appeal"))?;
                    tickets::visible(tx, me, appeal).await?;
                    let verdict = Verdict::parse(&form.0.verdict).ok_or_else(|| not_found("verdict"))?;
                    people::judge(&app, tx, limit, verdict, &form.0.reason, me).await
                }
                _ => Err(not_found("form")),
            }
        })
        .await;
    let row = if what == "judge" { "appeal" } else { "limit" };
    answer(&app, judge, done, (format!("{row}-{limit}"), form.0.reason)).await
}

/// All limits rest, or count again.
pub async fn rest(app: web::Data<App>, judge: Judge, form: Form<Said>) -> Result<HttpResponse> {
    let by = judge.staff.id;
    app.db
        .write(async |tx| {
            auth::whole_house(tx, by).await?;
            nuisance::set_resting(tx, form.0.rests == "1", by).await
        })
        .await?;
    Ok(see_other("/admin/limits"))
}

async fn answer(
    app: &App,
    judge: Judge,
    done: Result<()>,
    (form, typed): (String, String),
) -> Result<HttpResponse> {
    match done {
        Ok(()) => Ok(see_other("/admin/limits")),
        Err(Error::Problem(problem)) if problem.status == 422 => {
            let words = remedy(judge.shell.t, problem.code);
            render(app, judge.shell, &judge.staff, Some(Trouble { form, words, typed })).await
        }
        Err(error) => Err(error),
    }
}
