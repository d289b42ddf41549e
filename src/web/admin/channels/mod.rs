//! Mailboxes and bots: how each fares, their forms, and trying one out.

mod bots;
mod list;
mod look;
mod mailboxes;
mod trial;
mod troubles;

use actix_web::web;

pub(super) use troubles::in_words;

use super::kept;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/channels", web::get().to(list::show))
        // Where forms of one kind lead back to.
        .route("/channels/mailboxes", web::get().to(list::show))
        .route("/channels/bots", web::get().to(list::show))
        .configure(kept::forms_and_switch::<mailboxes::Mailboxes>)
        .configure(kept::forms_and_switch::<bots::Bots>)
        .service(web::resource("/channels/mailboxes/{id}/test").get(trial::show).post(trial::begin))
        .route("/channels/mailboxes/{id}/folders", web::post().to(look::folders))
        .route("/channels/mailboxes/{id}/look", web::post().to(look::rehearse));
}
