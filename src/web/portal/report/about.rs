//! Fourth page: who are you? Nothing here is needed; what each answer means is said plainly.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{keep, rules};
use crate::app::App;
use crate::drafts::Draft;
use crate::error::Result;
use crate::web::portal::{Slips, line};
use crate::web::{Form, Shell, html, page, see_other};

/// Characters of an address or number that are kept for mending.
const ADDRESS: usize = 254;

#[derive(Template)]
#[template(path = "web/portal/report/about.html")]
struct About {
    shell: Shell,
    draft: Draft,
    slips: Slips,
}

pub async fn show(app: web::Data<App>, shell: Shell, request: HttpRequest) -> Result<HttpResponse> {
    let Some(kept) = keep::find(&app, &request).await? else { return Ok(see_other("/report")) };
    page(&About { shell, draft: kept.draft, slips: Slips::default() })
}

#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    anonymous: String,
    #[serde(default)]
    confidential: String,
}

pub async fn keep(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let said = form.0;
    let mut kept = keep::find_or_begin(&app, &request).await?;
    let draft = &mut kept.draft;
    draft.name = line(&said.name, rules::NAME);
    draft.email = line(&said.email, ADDRESS);
    draft.phone = line(&said.phone, ADDRESS);
    draft.is_anonymous = !said.anonymous.is_empty();
    draft.is_confidential = !said.confidential.is_empty();
    kept.save(&app).await?;
    let slips = rules::about(&kept.draft, shell.t);
    let answer = if slips.is_empty() {
        see_other("/report/check")
    } else {
        html(StatusCode::UNPROCESSABLE_ENTITY, &About { shell, draft: kept.draft.clone(), slips })?
    };
    Ok(kept.hand_over(&app, answer))
}
