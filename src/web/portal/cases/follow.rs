//! Wanting to follow, saying yes by the mailed link, and stopping by the same link. A link opens a page with a
//! button: programs that look at links in mails press none.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::page;
use crate::app::App;
use crate::cases::{self, Asked};
use crate::error::{Error, Result};
use crate::follows::State;
use crate::tickets::public;
use crate::web::portal::{Slips, line};
use crate::web::{Form, Nothing, Shell, page as answer, see_other};

#[derive(Deserialize)]
pub struct Wish {
    #[serde(default)]
    email: String,
}

pub async fn ask(
    app: web::Data<App>,
    shell: Shell,
    number: web::Path<String>,
    form: Form<Wish>,
) -> Result<HttpResponse> {
    let typed = line(&form.0.email, 200);
    let case = page::find(&app, &number).await?;
    let mut slips = Slips::default();
    let Some(email) = channels::chat::email(&typed) else {
        slips.add("email", shell.t.say("cases-email-shape"));
        return page::render(&app, shell, &number, slips, typed, false, StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    };
    let (t, from) = (shell.t, shell.address.clone());
    match app.db.write(async |tx| cases::by_mail(&app, tx, &case, &email, t, &from).await).await? {
        Asked::Mailed => page::render(&app, shell, &number, slips, String::new(), true, StatusCode::OK).await,
        Asked::TooMany => {
            slips.add("email", t.say("cases-too-many"));
            page::render(&app, shell, &number, slips, typed, false, StatusCode::TOO_MANY_REQUESTS).await
        }
    }
}

#[derive(Template)]
#[template(path = "web/portal/cases/link.html")]
struct Link {
    shell: Shell,
    token: String,
    state: State,
    number: String,
    /// Everybody may still look at it.
    is_public: bool,
    /// Link into the chat that follows this case.
    telegram: Option<String>,
}

/// What the link is for, and a button.
pub async fn open(app: web::Data<App>, shell: Shell, token: web::Path<String>) -> Result<HttpResponse> {
    let link = app
        .db
        .read(async |tx| {
            let follower = cases::opened(&app, tx, &token).await?;
            Ok((follower.state, public::case_of(tx, follower.ticket_id).await?))
        })
        .await?;
    let (state, case) = link;
    let number = case.as_ref().map(|case| case.number.to_string()).unwrap_or_default();
    let telegram = case.as_ref().and_then(|case| page::into_chat(&app, case));
    let is_public = case.is_some();
    let mut opened = answer(&Link { shell, token: token.into_inner(), state, number, is_public, telegram })?;
    // The address is the key: it goes nowhere from here.
    opened.headers_mut().insert(
        actix_web::http::header::REFERRER_POLICY,
        actix_web::http::header::HeaderValue::from_static("no-referrer"),
    );
    Ok(opened)
}

pub async fn confirm(
    app: web::Data<App>,
    token: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let done = app
        .db
        .write(async |tx| {
            let follower = cases::opened(&app, tx, &token).await?;
            cases::confirm(tx, &follower).await
        })
        .await;
    match done {
        Ok(()) => {}
        // Hidden meanwhile: the page says so.
        Err(Error::Problem(problem)) if problem.status == 404 => {}
        Err(error) => return Err(error),
    }
    Ok(see_other(&format!("/follow/{token}")))
}

pub async fn stop(
    app: web::Data<App>,
    token: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    app.db
        .write(async |tx| {
            let follower = cases::opened(&app, tx, &token).await?;
            cases::stop(tx, &follower).await
        })
        .await?;
    Ok(see_other(&format!("/follow/{token}")))
}

/// A mail program ends the news for its reader (RFC 8058): it has no cookie and saw no form. Whoever can press this has
/// the letter, and who pressed by mistake can follow again.
pub async fn end(app: web::Data<App>, token: web::Path<String>) -> Result<HttpResponse> {
    app.db
        .write(async |tx| {
            let follower = cases::opened(&app, tx, &token).await?;
            cases::stop(tx, &follower).await
        })
        .await?;
    Ok(HttpResponse::Ok().finish())
}

/// The form's own address, opened as a page.
pub async fn back(token: web::Path<String>) -> HttpResponse {
    let token: String = token.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').take(100).collect();
    see_other(&format!("/follow/{token}"))
}
