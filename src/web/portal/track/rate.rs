//! The citizen's verdict on a result, 1 to 5.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::view::{may_rate, render};
use super::{ask, pass};
use crate::app::App;
use crate::error::{Result, conflict};
use crate::tickets;
use crate::web::portal::{Slips, line};
use crate::web::{Form, Shell, see_other};

/// Characters of the comment.
const COMMENT: usize = 1_000;

#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    score: String,
    #[serde(default)]
    comment: String,
}

pub async fn rate(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    number: web::Path<String>,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else {
        return Ok(ask(&number));
    };
    if !may_rate(&ticket) {
        return Err(conflict("only a result can be rated, and this ticket has none yet"));
    }
    let comment = line(&form.0.comment, COMMENT);
    let score = form.0.score.parse().ok().filter(|score| (1..=5).contains(score));
    let Some(score) = score else {
        let mut slips = Slips::default();
        slips.add("score-5", shell.t.say("portal-rate-needed"));
        return render(&app, shell, ticket, slips, ("", &comment), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    app.db
        .write(async |tx| {
            // Who empties the box takes their word back; before an answer is rated the box is empty by itself.
            let is_said = !comment.is_empty() || tickets::rating(tx, ticket.id).await?.is_some();
            tickets::rate(tx, ticket.id, score, is_said.then_some(comment.as_str())).await
        })
        .await?;
    Ok(see_other(&format!("/track/{}?done=rated", ticket.number)))
}
