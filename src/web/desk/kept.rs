//! An answer half typed, kept on the server: it survives another machine. The browser's own copy is quicker and
//! comes first; this one fills a box that is empty.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Agent, ticket_id};
use crate::app::App;
use crate::drafts::reply;
use crate::error::Result;
use crate::tickets;
use crate::web::Form;

/// Characters of an answer.
const LONGEST: usize = 20_000;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    body: String,
    kind: String,
}

pub async fn save(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let me = agent.staff.id;
    let body: String = form.0.body.replace("\r\n", "\n").chars().take(LONGEST).collect();
    let is_note = form.0.kind == "note";
    app.db
        .write(async |tx| {
            tickets::readable(tx, me, id).await?;
            reply::keep(tx, me, id, &body, is_note).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
