//! Why an answer did not arrive, in words that help; and sending it another way.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Agent, ticket_id};
use crate::app::App;
use crate::conversations::{self, Direction, State};
use crate::error::{Result, not_found};
use crate::ids::MessageId;
use crate::outbox::elsewhere::{self, Other};
use crate::scan;
use crate::texts::Lang;
use crate::tickets;
use crate::web::{Form, see_other};

/// What providers say, and what it means.
const REASONS: [(&str, &str); 13] = [
    ("blocked by the user", "undelivered-blocked"),
    ("user is deactivated", "undelivered-deactivated"),
    ("chat not found", "undelivered-no-chat"),
    ("the conversation moved", "undelivered-moved"),
    ("left no address", "undelivered-no-address"),
    ("5.1.1", "undelivered-unknown"),
    ("5.1.10", "undelivered-unknown"),
    ("5.2.1", "undelivered-unknown"),
    ("5.2.2", "undelivered-full"),
    ("4.2.2", "undelivered-full"),
    ("5.7.", "undelivered-refused"),
    ("is unwanted (", "undelivered-unwanted"),
    (scan::HARMFUL, "undelivered-harmful"),
];

/// The reason in the reader's language where we know it, else as the provider said it.
pub fn words(t: Lang, error: &str) -> String {
    let known = REASONS.iter().find(|(said, _)| error.contains(said));
    known.map_or_else(|| error.to_owned(), |(_, key)| t.say(key).into_owned())
}

#[derive(Deserialize)]
pub struct Which {
    message: String,
    #[serde(default)]
    way: String,
}

/// `POST /desk/{id}/elsewhere`: the message goes another way.
pub async fn another_way(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Which>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let message = form.0.message.parse::<i64>().map(MessageId).map_err(|_| not_found("message"))?;
    let way = Other::parse(&form.0.way).unwrap_or(Other::Mail);
    app.db
        .write(async |tx| {
            let ticket = tickets::visible(tx, agent.staff.id, id).await?;
            let message = conversations::message(tx, message).await?;
            if message.ticket_id != Some(id)
                || message.direction != Direction::Out
                || message.state != State::Failed
            {
                return Err(not_found("message"));
            }
            elsewhere::send_again(tx, &app.secret, &ticket, &message, way).await.map(|_| ())
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}")))
}
