//! Canned answers in the composer: which there are for a ticket, and their words for it.

use actix_web::{HttpResponse, web};

use super::chrome::Choice;
use super::{Agent, ticket_id};
use crate::answers::{self, Answer};
use crate::app::App;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{AnswerId, TicketId};
use crate::people::Veil;
use crate::shared;
use crate::texts::Lang;
use crate::tickets::{self, Ticket};

/// Answers as options, those in the citizen's language first.
pub async fn choices(
    tx: &mut Tx,
    t: Lang,
    staff: &Staff,
    ticket: &Ticket,
    chosen: &str,
) -> Result<Vec<Choice>> {
    let answers: Vec<Answer> = shared::for_ticket(tx, staff.id, ticket.agency_id).await?;
    let is_fit = |answer: &Answer| !answer.body(ticket.language).is_empty();
    let (fit, other): (Vec<_>, Vec<_>) = answers.into_iter().partition(is_fit);
    let only = t.say(&format!("answer-only-{}", ticket.language.other().code()));
    let choice = |answer: &Answer, word: String| Choice {
        is_chosen: answer.id.to_string() == chosen,
        value: answer.id.to_string(),
        word,
    };
    let fit = fit.iter().map(|answer| choice(answer, answer.title.clone()));
    let other = other.iter().map(|answer| choice(answer, format!("{} ({only})", answer.title)));
    Ok(fit.chain(other).collect())
}

/// The words of an answer with this ticket's facts in its blanks.
pub async fn filled(app: &App, staff: &Staff, id: TicketId, answer: &str) -> Result<String> {
    let answer: AnswerId = answer.parse().map_err(|_| invalid("answer", "answer-needed"))?;
    app.db
        .read(async |tx| {
            let ticket = tickets::visible(tx, staff.id, id).await?;
            let ticket = Veil::row(tx, ticket.language, staff, ticket).await?;
            answers::words(tx, &app.zone, &app.follow(&ticket.number), &ticket, staff, answer).await
        })
        .await
}

/// The words by themselves, for the script in the composer.
pub async fn words(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (ticket, answer) = path.into_inner();
    let words = filled(&app, &agent.staff, ticket_id(&ticket)?, &answer).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .body(words))
}

/// What was typed, and the answer below it.
pub fn appended(typed: &str, words: &str) -> String {
    let typed = typed.trim_end();
    if typed.is_empty() { words.to_owned() } else { format!("{typed}\n\n{words}") }
}
