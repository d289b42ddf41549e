//! Number and PIN. A mistyped number is said at once, beside the field; whether a number exists never is.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::pass;
use crate::app::App;
use crate::error::Result;
use crate::tickets::Pin;
use crate::track::{self, Tracked};
use crate::web::portal::{Slips, line};
use crate::web::{Form, Shell, html, page, see_other};

/// Characters of a number or PIN as people type them.
const TYPED: usize = 40;

#[derive(Template)]
#[template(path = "web/portal/track/form.html")]
struct Ask {
    shell: Shell,
    number: String,
    pin: String,
    slips: Slips,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    number: String,
    #[serde(default)]
    pin: String,
}

pub async fn show(shell: Shell, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let number = line(&asked.number, TYPED);
    page(&Ask { shell, number, pin: String::new(), slips: Slips::default() })
}

pub async fn open(app: web::Data<App>, shell: Shell, form: Form<Asked>) -> Result<HttpResponse> {
    let (number, pin) = (line(&form.0.number, TYPED), line(&form.0.pin, TYPED));
    let from = format!("address:{}", shell.address);
    let tracked =
        app.db.write(async |tx| track::by_number_and_pin(&app, tx, &number, &pin, &from).await).await?;
    let t = shell.t;
    let mut slips = Slips::default();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match tracked {
        Tracked::Ticket(ticket) => {
            let mut answer = see_other(&format!("/track/{}", ticket.number));
            // A cookie of ours is always well formed.
            let _ = answer.add_cookie(&pass::issue(&app, &shell, &ticket));
            return Ok(answer);
        }
        Tracked::Mistyped => slips.add("number", t.say("portal-number-mistyped")),
        Tracked::Shape => slips.add("number", t.say("portal-number-shape")),
        Tracked::NoMatch if Pin::parse(&pin).is_none() => slips.add("pin", t.say("portal-pin-shape")),
        Tracked::NoMatch => slips.add("number", t.say("portal-no-match")),
        Tracked::TooMany => {
            status = StatusCode::TOO_MANY_REQUESTS;
            slips.add("number", t.say("portal-too-many-tries"));
        }
    }
    html(status, &Ask { shell, number, pin, slips })
}
