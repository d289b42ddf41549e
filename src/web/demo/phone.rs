//! The telephone pane.

use actix_web::{HttpRequest, HttpResponse, web};
use channels::Channel;
use serde_json::json;

use super::carrier::{self, Event, Expects, Heard};
use super::{Demo, wants_json};
use crate::app::App;
use crate::conversations::{self, NewMessage};
use crate::error::{Error, Result, bad_request, not_found};
use crate::secret::random_token;
use crate::texts::Lang;
use crate::tickets;
use crate::web::{Form, Shell, see_other};

/// Whose telephone it is.
pub const CALLER: &str = "+62811001234";
/// Characters of what is said and keys of what is pressed.
const WORDS: usize = 4_000;
const KEYS: usize = 32;

type Fields = Vec<(String, String)>;

/// `POST /demo/phone`: the caller calls, presses, speaks or hangs up.
pub async fn event(
    app: web::Data<App>,
    demo: web::Data<Demo>,
    shell: Shell,
    request: HttpRequest,
    form: Form<Fields>,
) -> Result<HttpResponse> {
    let field = |name: &str| {
        // Without a script the form has some fields twice, and the empty ones are not meant.
        form.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map_or("", |(_, value)| value.as_str())
    };
    let words: String = field("recording").chars().take(WORDS).collect();
    let event = match field("event") {
        "start" => Event::Start { from: CALLER.to_owned() },
        "digits" => Event::Digits(
            field("digits").chars().filter(|c| "0123456789*#".contains(*c)).take(KEYS).collect(),
        ),
        "record" => Event::Record(words.clone()),
        "hangup" => Event::Hangup,
        _ => return Err(bad_request("a caller starts, presses digits, records or hangs up")),
    };
    let id = match field("call") {
        "" if matches!(event, Event::Start { .. }) => random_token()[..32].to_owned(),
        id => id.to_owned(),
    };
    let spoke = matches!(event, Event::Record(_)) && !words.trim().is_empty();
    let answer = demo.carrier.event(&app.config, &id, event).await?;
    if spoke {
        note(&app, &id, &words, shell.t).await?;
    }
    if !wants_json(&request) {
        return Ok(see_other(&format!("/demo?call={id}#phone")));
    }
    let (expects, digits) = match answer.expects {
        Expects::Digits(most) => ("digits", most),
        Expects::Record => ("record", 0),
        Expects::Nothing | Expects::Ended => ("none", 0),
    };
    let say: Vec<String> = answer.heard.iter().map(|heard| heard_text(heard, shell.t)).collect();
    Ok(HttpResponse::Ok().json(json!({
        "say": say, "expects": expects, "digits": digits, "ended": answer.expects == Expects::Ended,
    })))
}

pub fn heard_text(heard: &Heard, lang: Lang) -> String {
    match heard {
        Heard::Voice(text) | Heard::Caller(text) => text.clone(),
        Heard::Line(key) => lang.say(key).into_owned(),
    }
}

/// The recording holds tones; what they stand for is put beside it, marked as what it is.
async fn note(app: &App, id: &str, words: &str, lang: Lang) -> Result<()> {
    let key = carrier::sid(id);
    let text = lang.with("demo-phone-note", "words", words.trim().to_owned());
    app.db
        .write(async |tx| {
            let Some(conversation) = conversations::by_key(tx, Channel::Voice, &key).await? else {
                return Ok(());
            };
            let Some(ticket) = conversation.ticket_id else { return Ok(()) };
            conversations::append(tx, conversation.id, Some(ticket), &NewMessage::note(&text, None)).await?;
            tickets::touch(tx, ticket).await?;
            Ok(())
        })
        .await
}

/// `GET /demo/recordings/RE….wav`: the sound, for the job that fetches it.
pub async fn recording(demo: web::Data<Demo>, name: web::Path<String>) -> Result<HttpResponse> {
    let sound = demo.carrier.recording(&name).ok_or_else(|| -> Error { not_found("recording") })?;
    Ok(HttpResponse::Ok().content_type("audio/x-wav").body(sound))
}
