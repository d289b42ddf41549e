//! Who can be named in a note: for the script that suggests names. Without it one types them.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::{Agent, ticket_id};
use crate::app::App;
use crate::error::Result;
use crate::mentions;
use crate::tickets;

/// Names offered.
const OFFERED: usize = 8;
/// Characters of what is looked for.
const LONGEST: usize = 40;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    q: String,
}

pub async fn suggest(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    ask: web::Query<Ask>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let typed: String = ask.q.trim().chars().take(LONGEST).collect();
    let found = app
        .db
        .read(async |tx| {
            let ticket = tickets::readable(tx, agent.staff.id, id).await?;
            mentions::suggest(tx, &ticket, agent.staff.id, &typed, OFFERED).await
        })
        .await?;
    let t = agent.shell.t;
    let names: Vec<_> = found
        .iter()
        .map(
            |(words, staff)| json!({ "words": words, "role": t.say(&format!("role-{}", staff.role.code())) }),
        )
        .collect();
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(names))
}
