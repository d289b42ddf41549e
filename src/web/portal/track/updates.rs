//! Where news of one's report goes: choosing an address on the page, and saying yes by the mailed link. A link
//! opens a page with a button: programs that look at links in mails press none.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, REFERRER_POLICY};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::view::render;
use super::{ask, pass};
use crate::app::App;
use crate::drafts::{self, Draft};
use crate::error::Result;
use crate::outbox::updates::{self, Asked};
use crate::web::portal::{Slips, line};
use crate::web::{Form, Nothing, Shell, page, see_other};

#[derive(Deserialize)]
pub struct Wish {
    #[serde(default)]
    email: String,
}

pub async fn choose(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    number: web::Path<String>,
    form: Form<Wish>,
) -> Result<HttpResponse> {
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else {
        return Ok(ask(&number));
    };
    let typed = line(&form.0.email, 200);
    let mut slips = Slips::default();
    let Some(email) = channels::chat::email(&typed) else {
        slips.add("updates-email", shell.t.say("cases-email-shape"));
        let draft = Draft { email: typed, ..Draft::default() };
        app.db.write(async |tx| drafts::save(tx, &updates::draft_key(ticket.id), &draft).await).await?;
        return render(&app, shell, ticket, slips, ("", ""), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let from = shell.address.clone();
    match app.db.write(async |tx| updates::ask(&app, tx, &ticket, &email, &from).await).await? {
        Asked::Mailed => Ok(see_other(&format!("/track/{}?done=updates#updates", ticket.number))),
        Asked::TooMany => {
            slips.add("updates-email", shell.t.say("cases-too-many"));
            render(&app, shell, ticket, slips, ("", ""), StatusCode::TOO_MANY_REQUESTS).await
        }
    }
}

#[derive(Template)]
#[template(path = "web/portal/track/updates_link.html")]
struct Link {
    shell: Shell,
    token: String,
    number: String,
    /// They said yes a moment ago.
    is_done: bool,
}

/// What the link is for, and a button.
pub async fn open(app: web::Data<App>, shell: Shell, token: web::Path<String>) -> Result<HttpResponse> {
    let (ticket, _) = app.db.read(async |tx| updates::opened(&app, tx, &token).await).await?;
    let number = ticket.number.to_string();
    let mut opened = page(&Link { shell, token: token.into_inner(), number, is_done: false })?;
    // The address is the key: it goes nowhere from here.
    opened.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(opened)
}

pub async fn confirm(
    app: web::Data<App>,
    shell: Shell,
    token: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let number = app
        .db
        .write(async |tx| {
            let (ticket, _) = updates::opened(&app, tx, &token).await?;
            updates::confirm(&app, tx, &token).await?;
            Ok(ticket.number.to_string())
        })
        .await?;
    page(&Link { shell, token: String::new(), number, is_done: true })
}
