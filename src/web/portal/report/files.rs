//! Third page: pictures, sound, papers. Files stay with the draft; a refused one costs the others nothing.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{keep, sounds_urgent};
use crate::app::App;
use crate::drafts::Draft;
use crate::error::Result;
use crate::web::portal::Slips;
use crate::web::portal::upload::{self, ACCEPT, FILE, FILES};
use crate::web::{Shell, html, page, see_other};

#[derive(Template)]
#[template(path = "web/portal/report/files.html")]
struct Files {
    shell: Shell,
    draft: Draft,
    slips: Slips,
    is_urgent: bool,
    limit: usize,
    accept: &'static str,
}

impl Files {
    fn room(&self) -> usize {
        FILES.saturating_sub(self.draft.files.len())
    }
}

async fn fill(app: &App, shell: Shell, draft: Draft, slips: Slips) -> Result<Files> {
    let is_urgent = sounds_urgent(app, &draft).await?;
    Ok(Files { shell, draft, slips, is_urgent, limit: FILE, accept: ACCEPT })
}

pub async fn show(app: web::Data<App>, shell: Shell, request: HttpRequest) -> Result<HttpResponse> {
    let Some(kept) = keep::find(&app, &request).await? else { return Ok(see_other("/report")) };
    page(&fill(&app, shell, kept.draft, Slips::default()).await?)
}

pub async fn keep(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    form: Multipart,
) -> Result<HttpResponse> {
    let mut kept = keep::find_or_begin(&app, &request).await?;
    let room = FILES.saturating_sub(kept.draft.files.len());
    let mut sent = upload::read(&app, &shell, form, room).await?;
    let removed = sent.text("remove").parse().ok().filter(|at| *at < kept.draft.files.len());
    if let Some(at) = removed {
        kept.draft.files.remove(at);
    }
    let is_new = !sent.files.is_empty();
    kept.draft.files.append(&mut sent.files);
    // Never without being asked: where a photo was taken may be where its sender lives.
    let then = sent.text("then").to_owned();
    match then.as_str() {
        "photo-place" => {
            let said = kept.draft.photo_place().map(|(_, point)| point);
            kept.draft.set_point(said.or(kept.draft.point()));
        }
        "no-photo-place" => {
            if kept.draft.is_photo_place() {
                kept.draft.set_point(None);
            }
            kept.draft.is_photo_place_declined = true;
        }
        _ => {}
    }
    let is_asked = is_new && kept.draft.photo_place().is_some();
    kept.save(&app).await?;
    let mut slips = Slips::default();
    for complaint in sent.complaints(&shell) {
        slips.add("files", complaint);
    }
    let answer = if !slips.is_empty() {
        html(StatusCode::UNPROCESSABLE_ENTITY, &fill(&app, shell, kept.draft.clone(), slips).await?)?
    } else if is_asked || then.ends_with("photo-place") {
        see_other("/report/files#photo-place")
    } else if removed.is_some() || then == "more" {
        see_other("/report/files")
    } else {
        see_other("/report/about")
    };
    Ok(kept.hand_over(&app, answer))
}
