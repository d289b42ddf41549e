//! The pictures that a letter shows from elsewhere, for somebody who wants to see them: fetched by the house for this
//! one view, so that the sender learns that the letter was opened, but not by whom and from where.

use actix_web::{HttpResponse, web};
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::picture::{Picture, fetch_picture};
use futures_util::StreamExt;
use futures_util::stream;
use serde::Deserialize;
use serde_json::json;

use super::{Agent, letter_html, parts, ticket_id};
use crate::app::App;
use crate::audit;
use crate::conversations::{self, Direction};
use crate::error::{Result, forbidden, not_found};
use crate::ids::{MessageId, TicketId};
use crate::intake;
use crate::outbox::PIN_MASK;
use crate::people::{self, Veil};
use crate::tickets;
use crate::web::{Form, Shell, page};

/// Bytes of one picture.
const ONE: usize = 2 * 1024 * 1024;
/// Characters of all pictures that a page shows, however often it shows them.
const ALL: usize = 8 * 1024 * 1024;
/// Fetched at a time.
const AT_ONCE: usize = 4;

#[derive(Template)]
#[template(path = "web/desk/pictures.html")]
struct PicturesPage {
    shell: Shell,
    ticket: TicketId,
    title: String,
    found: String,
    html: String,
}

#[derive(Deserialize)]
pub struct Which {
    message: String,
}

/// `POST /desk/{id}/pictures`.
pub async fn show(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Which>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let message = form.0.message.parse::<i64>().map(MessageId).map_err(|_| not_found("message"))?;
    let (ticket, message, files) = app
        .db
        .read(async |tx| {
            let ticket = tickets::readable(tx, agent.staff.id, id).await?;
            // A picture's address may name whom it was sent to.
            if Veil::is_needed(&agent.staff, &ticket) {
                return Err(forbidden("this letter may name the citizen: ask a supervisor to look at it"));
            }
            let message = conversations::message(tx, message).await?;
            if message.ticket_id != Some(id) || message.direction != Direction::In {
                return Err(not_found("message"));
            }
            let files = conversations::attachments_of(tx, message.id).await?;
            Ok((ticket, message, files))
        })
        .await?;
    let raw = intake::raw_letter(&app, &message).await?.ok_or_else(|| not_found("letter"))?;
    let (html, urls) = channels::email::with_pictures(&raw);
    // Written down before the first server learns of it.
    app.db
        .write(async |tx| {
            let detail = json!({ "message": message.id, "pictures": urls.len() });
            audit::record(tx, Some(agent.staff.id), "letter-pictures", ("ticket", id), detail).await?;
            if ticket.is_anonymous || ticket.is_confidential {
                people::looked(tx, &agent.staff, &ticket, "file").await?;
            }
            Ok(())
        })
        .await?;
    let pictures = fetched(&app, &urls).await;
    let html = ticket.without_pin(&app.secret, &html, PIN_MASK);
    let t = agent.shell.t;
    let here = pictures.iter().filter(|picture| picture.is_some()).count();
    page(&PicturesPage {
        ticket: id,
        title: message
            .subject
            .filter(|subject| !subject.is_empty())
            .unwrap_or_else(|| ticket.subject.clone()),
        found: t.with2("pictures-found", ("n", here), ("all", urls.len())).into_owned(),
        html: letter_html::with_remote(&html, &files, &pictures, ALL),
        shell: agent.shell,
    })
}

/// As addresses that need no server; None where there is no picture. What comes after the page is full is not asked
/// for any more.
async fn fetched(app: &App, urls: &[String]) -> Vec<Option<String>> {
    let own = app.config.own_picture_hosts();
    let own = &own;
    let mut coming = stream::iter(urls)
        .map(|url| async move { fetch_picture(url, ONE, own).await.ok() })
        .buffered(AT_ONCE);
    let (mut all, mut left) = (Vec::with_capacity(urls.len()), ALL);
    while let Some(picture) = coming.next().await {
        let data = picture.map(|Picture { media_type, bytes }| {
            format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
        });
        match left.checked_sub(data.as_ref().map_or(0, String::len)) {
            Some(room) => left = room,
            None => break,
        }
        all.push(data);
    }
    all
}
