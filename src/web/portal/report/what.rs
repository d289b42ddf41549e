//! First page: what is it about? While writing, answers that we already have are offered.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{keep, rules};
use crate::app::App;
use crate::drafts::Draft;
use crate::error::Result;
use crate::tickets::Class;
use crate::web::portal::help::Answers;
use crate::web::portal::{Slips, clean};
use crate::web::{Form, Shell, html, page, see_other};

/// Characters of a text that came with the address.
const BROUGHT: usize = 1_000;
const SUGGESTIONS: usize = 3;
/// Classes a citizen chooses from; an emergency is for the telephone.
pub const CLASSES: [(Class, &str); 3] =
    [(Class::Complaint, "complaint"), (Class::Aspiration, "aspiration"), (Class::Information, "information")];

#[derive(Template)]
#[template(path = "web/portal/report/what.html")]
struct What {
    shell: Shell,
    draft: Draft,
    slips: Slips,
}

impl What {
    fn class(&self) -> Class {
        self.draft.class.unwrap_or(Class::Complaint)
    }
}

#[derive(Deserialize)]
pub struct Brought {
    #[serde(default)]
    text: String,
}

pub async fn show(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    brought: web::Query<Brought>,
) -> Result<HttpResponse> {
    let mut draft = keep::find(&app, &request).await?.map(|kept| kept.draft).unwrap_or_default();
    if draft.text.is_empty() {
        draft.text = clean(&brought.text).chars().take(BROUGHT).collect();
    }
    page(&What { shell, draft, slips: Slips::default() })
}

#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    class: String,
    #[serde(default)]
    text: String,
}

pub async fn keep(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let mut kept = keep::find_or_begin(&app, &request).await?;
    let class = CLASSES.iter().find(|(_, code)| *code == form.0.class).map(|(class, _)| *class);
    kept.draft.class = class.or(kept.draft.class);
    let text = clean(&form.0.text);
    if text != kept.draft.text {
        // Other words are guessed anew.
        kept.draft.category = None;
        kept.draft.text = text;
    }
    kept.save(&app).await?;
    let slips = rules::what(&kept.draft, shell.t);
    if slips.is_empty() {
        return Ok(kept.hand_over(&app, see_other("/report/place")));
    }
    let answer = html(StatusCode::UNPROCESSABLE_ENTITY, &What { shell, draft: kept.draft.clone(), slips })?;
    Ok(kept.hand_over(&app, answer))
}

#[derive(Deserialize)]
pub struct Half {
    #[serde(default)]
    q: String,
}

/// "Does this answer it?", while somebody writes. Silent when the engine is away.
pub async fn suggest(app: web::Data<App>, shell: Shell, form: Form<Half>) -> Result<HttpResponse> {
    page(&suggestions(&app, &shell, &form.0.q).await)
}

pub async fn suggestions(app: &App, shell: &Shell, text: &str) -> Answers {
    let hits = app.index.suggest(text, shell.t.code(), SUGGESTIONS).await.unwrap_or_default();
    Answers { t: shell.t, hits, is_suggestion: true }
}
