//! `/demo`: one page on which one person plays the citizen on every channel. Only `sahut demo` puts it
//! into the server; it acts from outside, through the same doors that carriers, mail and Telegram use.

mod carrier;
mod left;
mod letter;
mod mail;
mod page;
mod phone;
mod sent;
mod sound;
mod telegram;
mod twiml;

use std::path::{Path, PathBuf};

use actix_web::{HttpRequest, HttpResponse, web};

use super::see_other;
use crate::cli::demo::bot_api::{self, BotApi, Citizen};
use crate::cli::demo::city::Person;
use crate::texts::Lang;
use carrier::Carrier;

/// Path under which the loopback Bot API is served.
pub const BOT_API: &str = "/demo/bot-api";

/// What the page has behind it.
#[derive(Debug)]
pub struct Demo {
    bot: BotApi,
    carrier: Carrier,
    /// Where letters to citizens become files.
    outbox: PathBuf,
    /// Who can sign in at the desk.
    people: Vec<Person>,
}

impl Demo {
    /// `data` is the demo's folder.
    pub fn new(bot: BotApi, data: &Path, people: Vec<Person>) -> Self {
        Self { bot, carrier: Carrier::new(), outbox: data.join("outbox"), people }
    }
}

/// The page, its doors, and the Bot API.
pub fn routes(demo: web::Data<Demo>) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static {
    move |config| {
        config
            .app_data(demo.clone())
            .service(
                web::scope(BOT_API).app_data(web::Data::new(demo.bot.clone())).configure(bot_api::routes),
            )
            .route("/demo", web::get().to(page::show))
            .route("/demo/phone", web::post().to(phone::event))
            .route("/demo/recordings/{name}", web::get().to(phone::recording))
            .route("/demo/mail", web::post().to(mail::post))
            .route("/demo/telegram", web::post().to(telegram::post))
            .route("/demo/telegram/messages", web::get().to(telegram::messages))
            .route("/demo/telegram/files/{id}", web::get().to(telegram::file))
            .route("/demo/outbox", web::get().to(left::list));
    }
}

/// The citizen who holds the Telegram pane: one for each language of the page.
fn citizen(lang: Lang) -> Citizen {
    match lang {
        Lang::Id => Citizen::new(811_200_001, "Wening", lang.code()),
        Lang::En => Citizen::new(811_200_002, "Alex", lang.code()),
    }
}

/// What a pane's script shows; without a script the page is shown again.
fn said(request: &HttpRequest, message: &str, pane: &str) -> HttpResponse {
    if wants_json(request) {
        return HttpResponse::Ok().json(serde_json::json!({ "message": message }));
    }
    let message: String = url::form_urlencoded::byte_serialize(message.as_bytes()).collect();
    see_other(&format!("/demo?said={message}#{pane}"))
}

fn wants_json(request: &HttpRequest) -> bool {
    let accepted = request.headers().get("accept").and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("application/json"))
}
