//! Reporting, one thing a page: what, where, pictures, about you, check and send. Every page keeps what
//! was typed, right or wrong, before it says a word about it.

mod about;
mod check;
mod files;
mod keep;
mod place;
mod rules;
pub mod send;
mod what;

use actix_web::web;

use crate::agencies;
use crate::app::App;
use crate::drafts::Draft;
use crate::error::Result;
use crate::tickets::Class;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/report", web::get().to(what::show))
        .route("/report", web::post().to(what::keep))
        .route("/report/suggest", web::post().to(what::suggest))
        .route("/report/place", web::get().to(place::show))
        .route("/report/place", web::post().to(place::keep))
        .route("/report/files", web::get().to(files::show))
        .route("/report/files", web::post().to(files::keep))
        .route("/report/about", web::get().to(about::show))
        .route("/report/about", web::post().to(about::keep))
        .route("/report/check", web::get().to(check::show))
        .route("/report/check", web::post().to(send::send));
}

/// Do the words sound like something that must not wait for a form?
async fn sounds_urgent(app: &App, draft: &Draft) -> Result<bool> {
    let Some(code) = app.rules().category(&draft.text) else { return Ok(false) };
    let category = app.db.read(async |tx| Ok(agencies::category_by_code(tx, &code).await.ok())).await?;
    Ok(category.is_some_and(|category| category.class == Class::Emergency))
}
