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

/// What chats, the virus scanner and we ourselves say, and what it means.
const SAID: [(&str, &str); 31] = [
    ("blocked by the user", "undelivered-blocked"),
    ("user is deactivated", "undelivered-deactivated"),
    ("chat not found", "undelivered-no-chat"),
    ("the conversation moved", "undelivered-moved"),
    ("left no address", "undelivered-no-address"),
    ("is unwanted (", "undelivered-unwanted"),
    (scan::HARMFUL, "undelivered-harmful"),
    ("asked meanwhile that nobody sees", "undelivered-hidden"),
    ("Telegram did not answer", "undelivered-telegram-away"),
    ("Telegram cannot be reached", "undelivered-telegram-away"),
    ("connection to Telegram broke", "undelivered-telegram-away"),
    ("accept the bot's token", "undelivered-token"),
    ("too many messages at once", "undelivered-pace"),
    ("answer is not one of the Bot API", "undelivered-telegram-away"),
    ("Telegram gave no reason", "undelivered-telegram-away"),
    ("Request Entity Too Large", "undelivered-large"),
    ("file is too big", "undelivered-large"),
    ("is larger than", "undelivered-large"),
    ("bot is switched off", "undelivered-bot-off"),
    ("telegram_token) is not configured", "undelivered-bot-off"),
    ("no Telegram chat to send to", "undelivered-no-chat"),
    ("the mail server cannot be reached", "undelivered-mail-away"),
    ("the mail server took too long", "undelivered-mail-away"),
    ("the mail server takes nothing", "undelivered-mail-away"),
    ("the mail server refused the sign-in", "undelivered-mail-login"),
    ("outgoing mail is not configured", "undelivered-mail-off"),
    ("recipient has no e-mail address", "undelivered-no-address"),
    ("e-mail address is malformed", "undelivered-unknown"),
    ("the mail came back", "undelivered-came-back"),
    ("read by the citizen, not sent to", "undelivered-read-here"),
    ("not at hand", "undelivered-no-file"),
];

/// The reason in the reader's language where we know it, else as the provider said it.
pub fn words(t: Lang, error: &str) -> String {
    let known = SAID.iter().find(|(said, _)| error.contains(said)).map(|(_, key)| *key);
    let known = known.or_else(|| meaning(code(error)?));
    known.map_or_else(|| error.to_owned(), |key| t.say(key).into_owned())
}

/// What a mail server's code means.
fn meaning(code: &str) -> Option<&'static str> {
    match code {
        "5.1.1" | "5.1.10" | "5.2.1" => Some("undelivered-unknown"),
        "5.2.2" | "4.2.2" => Some("undelivered-full"),
        "5.2.3" | "5.3.4" => Some("undelivered-large"),
        "5.1.2" | "5.4.4" => Some("undelivered-domain"),
        "5.4.7" | "4.4.7" => Some("undelivered-too-long"),
        _ if code.starts_with("5.7.") => Some("undelivered-refused"),
        _ => None,
    }
}

/// The first code of a mail server (RFC 3463) in what it said. Addresses of machines have four parts, and versions
/// stand behind letters or slashes.
fn code(error: &str) -> Option<&str> {
    let is_code = |run: &&str| {
        let mut parts = run.split('.');
        let class = parts.next().is_some_and(|class| matches!(class, "2" | "4" | "5"));
        let is_number = |part: &str| (1..=3).contains(&part.len());
        class
            && parts.next().is_some_and(is_number)
            && parts.next().is_some_and(is_number)
            && parts.next().is_none()
    };
    let mut before = "";
    for run in error.split_inclusive(|c: char| !c.is_ascii_digit() && c != '.') {
        let digits = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        if is_code(&digits)
            && !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '[' | '_'))
        {
            return Some(digits);
        }
        before = run;
    }
    None
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_alone() {
        let says = |error: &str| words(Lang::En, error);
        for (error, key) in [
            ("550 5.1.1 <siti@warga.test>: Recipient address rejected", "undelivered-unknown"),
            ("5.1.10", "undelivered-unknown"),
            ("smtp; 552-5.2.2 over quota", "undelivered-full"),
            ("the server said (5.7.26) no", "undelivered-refused"),
            ("552 5.3.4 Message size exceeds fixed limit", "undelivered-large"),
            ("Bad Request: file is too big", "undelivered-large"),
            ("Forbidden: bot was blocked by the user", "undelivered-blocked"),
        ] {
            assert_eq!(says(error), Lang::En.say(key), "{error}");
        }
        for error in [
            "450 4.7.1 <mail.kota.go.id[180.245.1.1]>: Helo command rejected",
            "refused by [125.7.3.9]",
            "550 5.5.0 from 5.1.1.4",
            "104.2.2.8 is away",
        ] {
            assert_eq!(says(error), error);
        }
    }
}
