//! Following a report: by number and PIN, then its page with what happened, what comes next, and a way
//! to say more.

mod chat;
mod confirm;
mod file;
mod form;
mod hide;
mod letters;
mod more;
pub mod pass;
mod rate;
pub mod stage;
mod updates;
mod view;

use actix_web::{HttpResponse, web};

use crate::web::see_other;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/track", web::get().to(form::show))
        .route("/track", web::post().to(form::open))
        .route("/track/{number}", web::get().to(view::show))
        .route("/track/{number}/more", web::get().to(back))
        .route("/track/{number}/more", web::post().to(more::add))
        .route("/track/{number}/confirm", web::get().to(back))
        .route("/track/{number}/confirm", web::post().to(confirm::confirm))
        .route("/track/{number}/hide", web::get().to(back))
        .route("/track/{number}/hide", web::post().to(hide::hide))
        .route("/track/{number}/updates", web::get().to(back))
        .route("/track/{number}/updates", web::post().to(updates::choose))
        .route("/track/{number}/telegram", web::get().to(back))
        .route("/track/{number}/telegram", web::post().to(chat::link))
        .route("/track/{number}/telegram/end", web::get().to(back))
        .route("/track/{number}/telegram/end", web::post().to(chat::end))
        .service(web::resource("/updates/{token}").get(updates::open).post(updates::confirm))
        .route("/track/{number}/rate", web::get().to(back))
        .route("/track/{number}/rate", web::post().to(rate::rate))
        .route("/track/{number}/file/{id}", web::get().to(file::download));
}

/// Without a pass: ask for number and PIN; what we know of the number is filled in.
fn ask(number: &str) -> HttpResponse {
    let number: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '-').take(20).collect();
    see_other(&format!("/track?number={number}"))
}

/// A form's own address, opened as a page (reload, language switch).
async fn back(number: web::Path<String>) -> HttpResponse {
    let number: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '-').take(20).collect();
    see_other(&format!("/track/{number}"))
}
