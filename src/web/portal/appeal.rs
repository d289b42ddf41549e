//! A citizen under a limit reads why and until when, and disagrees. The address names the limit; only we can
//! make one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Slips;
use crate::app::App;
use crate::auth;
use crate::clock::HOUR;
use crate::error::{Error, Result, not_found};
use crate::nuisance::Limit;
use crate::people;
use crate::web::{Form, Shell, html, page};

/// Tries from one address in an hour.
const TRIES: i64 = 20;

#[derive(Template)]
#[template(path = "web/portal/appeal.html")]
struct AppealPage {
    shell: Shell,
    token: String,
    why: String,
    until: String,
    is_over: bool,
    has_appealed: bool,
    text: String,
    slips: Slips,
    /// Number and PIN of the appeal that was just made.
    told: Option<(String, String)>,
}

impl AppealPage {
    fn new(shell: Shell, token: String, limit: &Limit) -> Self {
        Self {
            why: shell.t.say(&format!("people-kind-citizen-{}", limit.kind)).into_owned(),
            until: limit.ends_at.map(|at| shell.moment(&at)).unwrap_or_default(),
            is_over: !limit.is_running(shell.now),
            has_appealed: limit.appeal_id.is_some(),
            text: String::new(),
            slips: Slips::default(),
            told: None,
            token,
            shell,
        }
    }
}

async fn limit(app: &App, token: &str) -> Result<Limit> {
    let found = app.db.read(async |tx| people::named(app, tx, token).await).await?;
    found.ok_or_else(|| not_found("page"))
}

pub async fn show(app: web::Data<App>, shell: Shell, token: web::Path<String>) -> Result<HttpResponse> {
    let limit = limit(&app, &token).await?;
    page(&AppealPage::new(shell, token.into_inner(), &limit))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Said {
    text: String,
}

pub async fn send(
    app: web::Data<App>,
    shell: Shell,
    token: web::Path<String>,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let limit = limit(&app, &token).await?;
    let from = format!("appeal:{}", shell.address);
    let words = super::clean(&form.0.text);
    let made = app
        .db
        .write(async |tx| {
            auth::permit(tx, &from, TRIES, HOUR).await?;
            people::appeal(&app, tx, &limit, &words, None).await
        })
        .await;
    let mut answer = AppealPage::new(shell, token.into_inner(), &limit);
    match made {
        Ok((ticket, pin)) => {
            answer.has_appealed = true;
            answer.told = Some((ticket.number.to_string(), pin.tell().to_owned()));
            page(&answer)
        }
        Err(Error::Problem(problem)) if problem.status == 422 => {
            answer.slips.add("text", answer.shell.t.say("people-appeal-needed"));
            answer.text = words;
            html(StatusCode::UNPROCESSABLE_ENTITY, &answer)
        }
        Err(error) => Err(error),
    }
}
