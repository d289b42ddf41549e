//! The Telegram pane: a citizen's side of one chat on the loopback Bot API, which pushes what they say
//! to the real webhook. Files lie at the Bot API until the house fetches them.

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::letter::File;
use super::sent::Sent;
use super::{Demo, citizen, said, wants_json};
use crate::app::App;
use crate::cli::demo::bot_api::{BotApi, Citizen};
use crate::clock::SECOND;
use crate::error::{Result, internal, not_found};
use crate::web::{Shell, page};

/// Characters of a message and of the words under a picture, as in Telegram itself.
const LONGEST: usize = 4_096;
const CAPTION: usize = 1_024;
/// Lines shown.
const LINES: usize = 100;

/// `POST /demo/telegram`.
pub async fn post(
    app: web::Data<App>,
    demo: web::Data<Demo>,
    shell: Shell,
    request: HttpRequest,
    form: Multipart,
) -> Result<HttpResponse> {
    let mut form = Sent::read(&app, &shell, form).await?;
    let me = citizen(shell.t);
    let mut text: String = form.field("text").trim().chars().take(LONGEST).collect();
    if let (data, Ok(under)) = (form.field("press"), form.field("under").parse())
        && !data.is_empty()
    {
        demo.bot.press_data(&me, under, data);
    }
    if !form.field("place").is_empty() {
        // In the middle of the city's market quarter.
        demo.bot.location(&me, -6.7785, 109.4012);
    }
    if let Some(file) = form.take("photo") {
        // Words written beside a picture stand under it.
        let caption: String = text.chars().take(CAPTION).collect();
        text = text.chars().skip(CAPTION).collect();
        shows(&demo.bot, &me, &caption, file);
    }
    if let Some(file) = form.take("voice") {
        if !kind(&file.bytes).is_some_and(is_sound) {
            return Ok(said(&request, &shell.t.say("demo-bot-no-sound"), "telegram"));
        }
        demo.bot.voice(&me, seconds(&file.bytes), file.bytes);
    }
    if !text.is_empty() {
        demo.bot.text(&me, &text);
    }
    let away =
        |error: reqwest::Error| internal(format!("the webhook cannot be reached: {}", error.without_url()));
    let answers = demo.bot.push().await.map_err(away)?;
    let failed = answers.iter().any(|status| !(200..300).contains(status));
    let message = match (failed, wants_json(&request)) {
        (true, _) => shell.t.say("demo-bot-failed"),
        // The chat itself shows what was sent.
        (false, true) => "".into(),
        (false, false) => shell.t.say("demo-bot-taken"),
    };
    Ok(said(&request, &message, "telegram"))
}

/// A picture goes as a photo; anything else as a document, as Telegram's apps do it.
fn shows(bot: &BotApi, me: &Citizen, caption: &str, file: File) {
    match kind(&file.bytes) {
        Some("image/jpeg" | "image/png" | "image/webp") => bot.photo(me, caption, file.bytes),
        _ => bot.document(me, caption, &file.name, &file.media_type, file.bytes),
    };
}

fn kind(bytes: &[u8]) -> Option<&'static str> {
    infer::get(bytes).map(|kind| kind.mime_type())
}

/// A sound, or what browsers record sound into.
fn is_sound(kind: &str) -> bool {
    kind.starts_with("audio/") || matches!(kind, "video/webm" | "video/mp4")
}

/// How long a recording is, at least one second: the last page of an Ogg file says it in samples of
/// Opus (48 000 a second); elsewhere it is guessed from the size.
fn seconds(bytes: &[u8]) -> u32 {
    let last = bytes.windows(4).rposition(|window| window == b"OggS");
    let samples = last.and_then(|at| bytes.get(at + 6..at + 14)?.try_into().ok()).map(u64::from_le_bytes);
    let seconds = samples.map_or(bytes.len() as u64 / 4_000, |samples| samples / 48_000);
    u32::try_from(seconds).unwrap_or(3_600).clamp(1, 3_600)
}

#[derive(Template)]
#[template(path = "web/demo/messages.html")]
pub struct Messages {
    shell: Shell,
    pub lines: Vec<Line>,
}

pub struct Line {
    is_mine: bool,
    id: i64,
    buttons: Vec<Vec<(String, String)>>,
    keys: Vec<Vec<(String, bool)>>,
    text: String,
    file: Option<Shown>,
    at: i64,
}

/// A file in the chat.
struct Shown {
    id: String,
    name: String,
    look: Look,
}

#[derive(PartialEq)]
enum Look {
    Picture,
    Sound,
    Other,
}

impl Messages {
    pub fn of(demo: &Demo, shell: Shell) -> Self {
        let lines = demo.bot.chat(citizen(shell.t).id);
        let newest = lines.len().saturating_sub(LINES);
        let lines = lines.into_iter().skip(newest).map(|line| {
            let place = line.place.map(|(latitude, longitude)| {
                let place = format!("{latitude:.4}, {longitude:.4}");
                shell.t.with("demo-bot-placed", "place", place).into_owned()
            });
            let parts = [place, Some(line.text).filter(|text| !text.is_empty())];
            let text = parts.into_iter().flatten().collect::<Vec<_>>().join("\n");
            let file = line.file.map(|file| {
                let look = match kind(&file.bytes) {
                    Some(kind) if kind.starts_with("image/") => Look::Picture,
                    Some(kind) if is_sound(kind) => Look::Sound,
                    _ => Look::Other,
                };
                Shown { id: file.id, name: file.name, look }
            });
            Line {
                is_mine: !line.by_bot,
                id: line.message_id,
                buttons: line.buttons,
                keys: line.keys,
                text,
                file,
                at: line.date * SECOND,
            }
        });
        let mut lines: Vec<Line> = lines.collect();
        // Keys are there until something else is said.
        if let Some((_, earlier)) = lines.split_last_mut() {
            for line in earlier {
                line.keys.clear();
            }
        }
        Self { shell, lines }
    }
}

/// `GET /demo/telegram/messages`: the chat as list items.
pub async fn messages(demo: web::Data<Demo>, shell: Shell) -> Result<HttpResponse> {
    page(&Messages::of(&demo, shell))
}

/// `GET /demo/telegram/files/{id}`: a file of the chat. Only pictures and sound are shown in a page.
pub async fn file(demo: web::Data<Demo>, id: web::Path<String>) -> Result<HttpResponse> {
    let file = demo.bot.file(&id).ok_or_else(|| not_found("file"))?;
    let shown = kind(&file.bytes).filter(|kind| {
        is_sound(kind) || matches!(*kind, "image/jpeg" | "image/png" | "image/gif" | "image/webp")
    });
    let mut answer = HttpResponse::Ok();
    if shown.is_none() {
        answer.insert_header((header::CONTENT_DISPOSITION, "attachment"));
    }
    Ok(answer
        .content_type(shown.unwrap_or("application/octet-stream"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(file.bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ogg_file_says_how_long_it_is() {
        let page = |samples: u64| [b"OggS\0\0".as_slice(), &samples.to_le_bytes(), &[0; 12]].concat();
        assert_eq!(seconds(&[page(0), page(48_000 * 7)].concat()), 7);
        assert_eq!((seconds(&page(u64::MAX)), seconds(b"OggS"), seconds(&vec![0; 40_000])), (3_600, 1, 10));
    }
}
