//! One public case: where it stands, what everybody was told, and how to follow it.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::Value;

use super::{badge, category};
use crate::agencies;
use crate::app::App;
use crate::error::{Result, not_found};
use crate::follows;
use crate::outbox::chat_news;
use crate::relations;
use crate::tickets::public::{self, Case};
use crate::tickets::{self, Entry, Status, TicketNumber};
use crate::told::{self, Told};
use crate::web::portal::Slips;
use crate::web::portal::track::stage::{Facts, Stage};
use crate::web::{Shell, html, see_other};
use crate::when;

/// Messages to everybody that are shown.
const SHOWN: i64 = 20;

#[derive(Template)]
#[template(path = "web/portal/cases/page.html")]
struct Page {
    shell: Shell,
    case: Case,
    category: String,
    agency: String,
    badge: (&'static str, &'static str),
    status: String,
    late: Option<String>,
    stages: Vec<Stage>,
    told: Vec<Told>,
    reports: i64,
    followers: i64,
    slips: Slips,
    email: String,
    /// Mail can be sent at all.
    can_mail: bool,
    /// Link into the chat that follows this case.
    telegram: Option<String>,
    asked: bool,
}

pub async fn show(app: web::Data<App>, shell: Shell, number: web::Path<String>) -> Result<HttpResponse> {
    render(&app, shell, &number, Slips::default(), String::new(), false, StatusCode::OK).await
}

/// The form's own address, opened as a page.
pub async fn back(number: web::Path<String>) -> HttpResponse {
    let number: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '-').take(20).collect();
    see_other(&format!("/cases/{number}"))
}

/// The case behind an address; of a merged one its main case, where the matter goes on. One that is not public is
/// not there.
pub async fn find(app: &App, number: &str) -> Result<Case> {
    let number = TicketNumber::parse(number).map_err(|_| not_found("case"))?;
    let case = app
        .db
        .read(async |tx| match public::case(tx, &number).await? {
            Some(case) => {
                let main = relations::main_of(tx, case.id).await?;
                if main == case.id { Ok(Some(case)) } else { public::case_of(tx, main).await }
            }
            None => Ok(None),
        })
        .await?;
    case.ok_or_else(|| not_found("case"))
}

/// The link into the chat that follows this case. It carries no secret: everybody may follow.
pub fn into_chat(app: &App, case: &Case) -> Option<String> {
    chat_news::bot(app).map(|bot| format!("{bot}?start=follow_{}", case.number.digits()))
}

pub async fn render(
    app: &App,
    shell: Shell,
    number: &str,
    slips: Slips,
    email: String,
    asked: bool,
    status: StatusCode,
) -> Result<HttpResponse> {
    let case = find(app, number).await?;
    if TicketNumber::parse(number).is_ok_and(|asked| asked != case.number) {
        return Ok(see_other(&format!("/cases/{}", case.number)));
    }
    let (ticket, history, agencies, categories, told, below, followers) = app
        .db
        .read(async |tx| {
            Ok((
                tickets::get(tx, case.id).await?,
                tickets::history(tx, case.id).await?,
                agencies::every_agency(tx).await?,
                agencies::every_category(tx).await?,
                told::public(tx, case.id, SHOWN).await?,
                relations::below(tx, case.id).await?,
                follows::count(tx, case.id).await?,
            ))
        })
        .await?;
    let t = shell.t;
    let names: HashMap<_, _> = agencies.iter().map(|one| (one.id, one.name(t).to_owned())).collect();
    let history: Vec<Entry> = history.into_iter().map(without_words).collect();
    let facts =
        Facts { ticket: &ticket, history: &history, agencies: &names, now: shell.now, zone: &shell.zone, t };
    let late = facts.is_late().then(|| when::span(shell.now - case.due_at, t));
    let stages = for_everybody(&shell, &case, facts.stages());
    let page = Page {
        category: category(&categories, case.category_id, t),
        agency: names.get(&case.agency_id).cloned().unwrap_or_default(),
        badge: badge(case.status),
        status: t.say(&format!("cases-status-{}", case.status)).into_owned(),
        telegram: into_chat(app, &case),
        reports: 1 + below.merged + below.children,
        can_mail: app.can_mail(),
        late,
        stages,
        told,
        followers,
        slips,
        email,
        asked,
        case,
        shell,
    };
    html(status, &page)
}

/// The line speaks to the citizen; here it speaks to whoever reads it.
fn for_everybody(shell: &Shell, case: &Case, mut stages: Vec<Stage>) -> Vec<Stage> {
    if let Some(first) = stages.first_mut() {
        first.title = shell.t.say("cases-line-received").into_owned();
    }
    if case.status == Status::Waiting
        && let Some(now) = stages.iter_mut().find(|stage| stage.is_now())
    {
        now.title = shell.t.say("cases-line-waiting").into_owned();
    }
    stages
}

/// What happened and when, without anybody's words: reasons are written to the citizen, not to everybody.
fn without_words(mut entry: Entry) -> Entry {
    if let Value::Object(data) = &mut entry.data.0 {
        data.retain(|name, _| matches!(name.as_str(), "to" | "from" | "stage" | "step" | "declined"));
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::TicketId;
    use crate::tickets::EventKind;

    #[test]
    fn a_history_for_everybody_has_no_words() {
        let data = serde_json::json!({ "step": "reject", "to": "rejected", "reason": "Bu Siti, hubungi 0812", "x": "y" });
        let entry = Entry {
            id: 1,
            ticket_id: TicketId(1),
            at: 0,
            staff_id: None,
            kind: EventKind::Status,
            data: sqlx::types::Json(data),
        };
        let entry = without_words(entry);
        assert_eq!((entry.text("to"), entry.text("reason"), entry.text("x")), ("rejected", "", ""));
    }
}
