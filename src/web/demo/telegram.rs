//! The Telegram pane: a citizen's side of one chat on the loopback Bot API, which pushes what they say
//! to the real webhook.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Demo, citizen, said};
use crate::clock::SECOND;
use crate::error::{Result, internal};
use crate::web::{Form, Shell, page};

/// Characters of a message, as in Telegram itself.
const LONGEST: usize = 4_096;
/// Lines shown.
const LINES: usize = 100;

#[derive(Deserialize)]
pub struct Fields {
    #[serde(default)]
    text: String,
    /// The button that sends where one is.
    #[serde(default)]
    place: String,
}

/// `POST /demo/telegram`.
pub async fn post(
    demo: web::Data<Demo>,
    shell: Shell,
    request: HttpRequest,
    form: Form<Fields>,
) -> Result<HttpResponse> {
    let me = citizen(shell.t);
    let text: String = form.0.text.trim().chars().take(LONGEST).collect();
    if !form.0.place.is_empty() {
        // In the middle of the city's market quarter.
        demo.bot.location(&me, -6.7785, 109.4012);
    }
    if !text.is_empty() {
        demo.bot.text(&me, &text);
    }
    let away =
        |error: reqwest::Error| internal(format!("the webhook cannot be reached: {}", error.without_url()));
    let answers = demo.bot.push().await.map_err(away)?;
    let failed = answers.iter().any(|status| !(200..300).contains(status));
    Ok(said(&request, &shell.t.say(if failed { "demo-bot-failed" } else { "demo-bot-taken" }), "telegram"))
}

#[derive(Template)]
#[template(path = "web/demo/messages.html")]
pub struct Messages {
    shell: Shell,
    pub lines: Vec<Line>,
}

pub struct Line {
    is_mine: bool,
    text: String,
    at: i64,
}

impl Messages {
    pub fn of(demo: &Demo, shell: Shell) -> Self {
        let lines = demo.bot.chat(citizen(shell.t).id);
        let newest = lines.len().saturating_sub(LINES);
        let lines = lines.into_iter().skip(newest).map(|line| {
            let place = line.place.map(|(latitude, longitude)| format!("📍 {latitude:.4}, {longitude:.4}"));
            let file = line.file.map(|file| format!("📎 {}", file.name));
            let parts = [place, file, Some(line.text).filter(|text| !text.is_empty())];
            let text = parts.into_iter().flatten().collect::<Vec<_>>().join("\n");
            Line { is_mine: !line.by_bot, text, at: line.date * SECOND }
        });
        Self { lines: lines.collect(), shell }
    }
}

/// `GET /demo/telegram/messages`: the chat as list items.
pub async fn messages(demo: web::Data<Demo>, shell: Shell) -> Result<HttpResponse> {
    page(&Messages::of(&demo, shell))
}
