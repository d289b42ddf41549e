//! What agencies without accounts wrote: who they are in the thread, and passing their words on.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::chrome::Names;
use super::{Agent, ticket_id};
use crate::agency_mail::{self, Origin, Word};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{MessageId, TicketId};
use crate::outbox;
use crate::tickets;
use crate::tickets::life::{Actor, Step};
use crate::web::{Form, Shell, see_other};

/// How a message of an agency stands in the thread.
#[derive(Debug)]
pub struct ByMail {
    /// The agency, or the address of whoever wrote in its stead.
    pub who: String,
    /// What the reader must know before they believe it.
    pub warning: Option<String>,
    /// It can go to the citizen.
    pub can_pass: bool,
    /// It went.
    pub is_passed: bool,
}

/// All of a ticket, by the message they are: notes that came in, and what became of them on the way out.
pub async fn load(tx: &mut Tx, ticket: TicketId) -> Result<HashMap<MessageId, Word>> {
    let mut all = HashMap::new();
    for word in agency_mail::words_of(tx, ticket).await? {
        if let Some(out) = word.passed_as.filter(|_| word.passed_by.is_none()) {
            all.insert(out, word.clone());
        }
        all.insert(word.message_id, word);
    }
    Ok(all)
}

pub fn shown(
    shell: &Shell,
    names: &Names,
    ticket: &tickets::Ticket,
    message: MessageId,
    word: &Word,
) -> ByMail {
    let t = shell.t;
    let agency = names.agency(word.agency_id);
    let is_note = word.message_id == message;
    let who = match word.kind {
        Origin::Stranger => word.sender.clone(),
        Origin::Answer | Origin::Machine => t.with("agency-word-who", "agency", agency.as_str()).into_owned(),
    };
    let warning = match word.kind {
        Origin::Stranger => Some(t.with("agency-word-stranger", "agency", agency).into_owned()),
        Origin::Machine => Some(t.say("agency-word-machine").into_owned()),
        Origin::Answer => None,
    };
    let can = Step::Answer.obstacle(ticket.stage, Actor::System).is_none();
    ByMail {
        who,
        warning: warning.filter(|_| is_note),
        can_pass: is_note
            && word.kind == Origin::Answer
            && outbox::is_for_the_citizen(word.deed)
            && word.passed_as.is_none()
            && can,
        is_passed: is_note && word.passed_as.is_some(),
    }
}

#[derive(Deserialize)]
pub struct Which {
    message: String,
}

/// The agency's words go to the citizen as the answer.
pub async fn pass_on(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Which>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let note = form.0.message.parse::<i64>().map(MessageId).map_err(|_| not_found("message"))?;
    let me = agent.staff.id;
    app.db
        .write(async |tx| {
            tickets::visible(tx, me, id).await?;
            let message = outbox::pass_on(tx, &app.zone, id, note, Some(me)).await?;
            let detail = json!({ "note": note, "message": message });
            audit::record(tx, Some(me), "agency-answer-passed", ("ticket", id), detail).await
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}?done=step&was=answer")))
}
