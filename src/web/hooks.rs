//! Where providers call us: the telephone carrier and Telegram.
//!
//! Whoever cannot show the signature or the secret is refused and nothing of theirs is stored. Everyone
//! else hears success only after the commit; when the database is away they hear 503 and come again.

mod bot;
mod telegram;
mod voice;
mod voice_call;

use actix_web::web;

/// Bytes of an update: Telegram's are far smaller.
const UPDATE: usize = 1024 * 1024;

pub fn routes(config: &mut web::ServiceConfig) {
    let form = || web::PayloadConfig::new(channels::voice::twilio::request::BODY);
    let voice = "/channels/voice/twilio";
    config
        .service(
            web::resource(format!("{voice}/recording"))
                .app_data(form())
                .route(web::post().to(voice::recording)),
        )
        .service(
            web::resource(format!("{voice}/status")).app_data(form()).route(web::post().to(voice::status)),
        )
        .service(web::resource(voice).app_data(form()).route(web::post().to(voice::request)))
        .service(
            web::resource("/channels/telegram")
                .app_data(web::PayloadConfig::new(UPDATE))
                .route(web::post().to(telegram::update)),
        )
        .service(
            web::resource("/hooks/telegram/{bot}")
                .app_data(web::PayloadConfig::new(UPDATE))
                .route(web::post().to(bot::update)),
        );
}
