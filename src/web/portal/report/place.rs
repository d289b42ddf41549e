//! Second page: where? All of it may stay empty; a question has no place.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::what::suggestions;
use super::{keep, rules, sounds_urgent};
use crate::agencies::{self, Area};
use crate::app::App;
use crate::drafts::Draft;
use crate::error::Result;
use crate::web::portal::help::Answers;
use crate::web::portal::{Slips, line};
use crate::web::{Form, Shell, html, page, see_other};

#[derive(Template)]
#[template(path = "web/portal/report/place.html")]
struct Place {
    shell: Shell,
    draft: Draft,
    slips: Slips,
    areas: Vec<Area>,
    /// For browsers without scripts, which did not see them while writing.
    answers: Answers,
    is_urgent: bool,
}

impl Place {
    /// Areas below others are set in.
    fn indent(&self, area: &Area) -> String {
        let known = |code: &str| self.areas.iter().find(|other| other.code == code);
        let mut depth = 0;
        let mut above = area.parent_code.as_deref();
        while let Some(parent) = above.and_then(known) {
            depth += 1;
            above = parent.parent_code.as_deref();
            if depth == 6 {
                break;
            }
        }
        "\u{2003}".repeat(depth)
    }
}

async fn fill(app: &App, shell: Shell, draft: Draft, slips: Slips) -> Result<Place> {
    let areas = app.db.read(async |tx| agencies::areas(tx).await).await?;
    let answers = suggestions(app, &shell, &draft.text).await;
    let is_urgent = sounds_urgent(app, &draft).await?;
    Ok(Place { shell, draft, slips, areas, answers, is_urgent })
}

pub async fn show(app: web::Data<App>, shell: Shell, request: HttpRequest) -> Result<HttpResponse> {
    let Some(kept) = keep::find(&app, &request).await? else { return Ok(see_other("/report")) };
    page(&fill(&app, shell, kept.draft, Slips::default()).await?)
}

#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    area: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    latitude: String,
    #[serde(default)]
    longitude: String,
    #[serde(default)]
    forget_point: String,
}

pub async fn keep(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let said = form.0;
    let mut kept = keep::find_or_begin(&app, &request).await?;
    let area = app.db.read(async |tx| agencies::area(tx, &line(&said.area, 40)).await).await?;
    kept.draft.area = area.map(|area| area.code).unwrap_or_default();
    kept.draft.place = line(&said.place, 4 * rules::PLACE);
    kept.draft.latitude = line(&said.latitude, 20);
    kept.draft.longitude = line(&said.longitude, 20);
    if !said.forget_point.is_empty() || kept.draft.point().is_none() {
        kept.draft.latitude.clear();
        kept.draft.longitude.clear();
    }
    kept.save(&app).await?;
    let slips = rules::place(&kept.draft, shell.t);
    let answer = if slips.is_empty() {
        see_other("/report/files")
    } else {
        html(StatusCode::UNPROCESSABLE_ENTITY, &fill(&app, shell, kept.draft.clone(), slips).await?)?
    };
    Ok(kept.hand_over(&app, answer))
}
