//! What everybody may know: public cases, and following one. No word of a citizen, no person and no exact
//! place is ever read for these pages.

mod follow;
mod list;
mod page;
pub mod same;

use actix_web::web;

use crate::agencies::{Agency, Category};
use crate::ids::{AgencyId, CategoryId};
use crate::texts::Lang;
use crate::tickets::Status;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/cases", web::get().to(list::show))
        .route("/cases/{number}", web::get().to(page::show))
        .route("/cases/{number}/follow", web::get().to(page::back))
        .route("/cases/{number}/follow", web::post().to(follow::ask))
        .route("/follow/{token}", web::get().to(follow::open))
        .route("/follow/{token}", web::post().to(follow::confirm))
        .route("/follow/{token}/stop", web::get().to(follow::back))
        .route("/follow/{token}/stop", web::post().to(follow::stop))
        .route("/follow/{token}/end", web::get().to(follow::back))
        .route("/follow/{token}/end", web::post().to(follow::end));
}

/// Class of a badge and its icon.
const fn badge(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::New => ("new", "dot"),
        Status::Open => ("open", "open"),
        Status::InProgress => ("progress", "half"),
        Status::Waiting => ("waiting", "pause"),
        Status::Resolved => ("resolved", "check"),
        Status::Closed => ("closed", "lock"),
        Status::Rejected => ("rejected", "cross"),
    }
}

fn category(all: &[Category], id: CategoryId, t: Lang) -> String {
    all.iter().find(|one| one.id == id).map_or_else(String::new, |one| one.name(t).to_owned())
}

fn agency(all: &[Agency], id: AgencyId, t: Lang) -> String {
    all.iter().find(|one| one.id == id).map_or_else(String::new, |one| one.name(t).to_owned())
}
