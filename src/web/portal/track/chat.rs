//! News of the report in a chat of Telegram's: a link that works once, and the way back.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{ask, pass};
use crate::app::App;
use crate::clock::MINUTE;
use crate::error::{Result, not_found, too_many};
use crate::outbox::chat_news;
use crate::web::{Form, Nothing, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/portal/track/chat.html")]
struct Chat {
    shell: Shell,
    number: String,
    /// Into the chat.
    link: String,
    minutes: i64,
}

pub async fn link(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    number: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else {
        return Ok(ask(&number));
    };
    if chat_news::bot(&app).is_none() {
        return Err(not_found("page"));
    }
    let from = shell.address.clone();
    let link = app.db.write(async |tx| chat_news::link(&app, tx, &ticket, &from).await).await?;
    let link = link.ok_or_else(|| too_many("too many links, wait an hour"))?;
    let (number, minutes) = (ticket.number.to_string(), chat_news::LIFE / MINUTE);
    let mut page = html(StatusCode::OK, &Chat { shell, number, link, minutes })?;
    // The link is the key.
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(page)
}

pub async fn end(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    number: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else {
        return Ok(ask(&number));
    };
    app.db.write(async |tx| chat_news::end(tx, ticket.id).await).await?;
    Ok(see_other(&format!("/track/{}#updates", ticket.number)))
}
