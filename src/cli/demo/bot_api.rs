//! A Bot API of our own on loopback, so that the demo and the stories go through the real Telegram
//! adapter without Telegram: one bot, the methods it uses, and the citizens' side of every chat.
//!
//! Put it into a server with `app_data(web::Data::new(api.clone())).configure(bot_api::routes)`, or let
//! [`BotApi::serve`] run one of its own; `telegram_api_url` is that server's address. Citizens speak
//! through [`BotApi::text`], [`BotApi::photo`] and so on; what the bot says to them is in
//! [`BotApi::sent`], a whole chat in [`BotApi::chat`]. Limits and refusals are Telegram's.

mod http;
mod methods;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::dev::Server;
use actix_web::{App as Web, HttpServer, web};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::clock::{Clock, SECOND};

pub use http::routes;

/// Lines and files that are kept; older ones are forgotten.
const LINES: usize = 5_000;
const FILES: usize = 200;
/// Updates that wait for the bot.
const UPDATES: usize = 10_000;

/// Somebody who uses Telegram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citizen {
    /// Also the id of their private chat with the bot.
    pub id: i64,
    pub first_name: String,
    /// `id` or `en`, as Telegram tells it.
    pub language: String,
}

impl Citizen {
    pub fn new(id: i64, first_name: &str, language: &str) -> Self {
        Self { id, first_name: first_name.to_owned(), language: language.to_owned() }
    }

    fn user(&self) -> Value {
        json!({ "id": self.id, "is_bot": false, "first_name": self.first_name, "language_code": self.language })
    }
}

/// A file in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub id: String,
    pub name: String,
    pub media_type: String,
    pub bytes: Arc<Vec<u8>>,
    /// Shown as a picture and not as a document.
    pub is_photo: bool,
}

/// One message of a chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub chat: i64,
    pub message_id: i64,
    /// The bot said it; otherwise the citizen.
    pub by_bot: bool,
    /// Seconds since 1970.
    pub date: i64,
    pub text: String,
    pub file: Option<File>,
    pub place: Option<(f64, f64)>,
    pub edited: bool,
}

/// An answer other than the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: u16,
    pub description: String,
    pub retry_after: Option<u64>,
}

impl Refusal {
    pub fn new(code: u16, description: &str) -> Self {
        Self { code, description: description.to_owned(), retry_after: None }
    }

    /// 429: too many messages, come back after so many seconds.
    pub fn too_many(retry_after: u64) -> Self {
        let description = format!("Too Many Requests: retry after {retry_after}");
        Self { code: 429, description, retry_after: Some(retry_after) }
    }

    /// The citizen does not want to hear from the bot.
    pub fn blocked() -> Self {
        Self::new(403, "Forbidden: bot was blocked by the user")
    }
}

/// Where updates are pushed, when the bot asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub url: String,
    pub secret: Option<String>,
}

/// The shared state. Clones are the same Bot API.
#[derive(Clone, Debug)]
pub struct BotApi {
    token: Arc<str>,
    clock: Clock,
    state: Arc<Mutex<State>>,
    /// Counts changes: a new update, a new line, a webhook.
    changes: Arc<watch::Sender<u64>>,
}

#[derive(Debug, Default)]
struct State {
    next_update: i64,
    next_message: i64,
    updates: VecDeque<(i64, Value)>,
    lines: VecDeque<Line>,
    files: VecDeque<File>,
    citizens: BTreeMap<i64, Citizen>,
    blocked: BTreeSet<i64>,
    refusals: VecDeque<(String, Refusal)>,
    calls: VecDeque<String>,
    webhook: Option<Webhook>,
}

impl BotApi {
    pub fn new(token: &str, clock: Clock) -> Self {
        let state = State { next_update: 1_000, next_message: 1, ..State::default() };
        Self {
            token: token.into(),
            clock,
            state: Arc::new(Mutex::new(state)),
            changes: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Counts on from here, so that ids of an earlier life do not come again.
    pub fn resume_at(&self, id: i64) {
        let mut state = self.state();
        state.next_update = state.next_update.max(id);
        state.next_message = state.next_message.max(id);
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    /// A server of its own. Run it with `actix_web::rt::spawn`, stop it through its handle.
    pub fn serve(&self, listener: TcpListener) -> std::io::Result<Server> {
        let api = self.clone();
        let server =
            HttpServer::new(move || Web::new().app_data(web::Data::new(api.clone())).configure(routes));
        Ok(server.workers(1).shutdown_timeout(1).disable_signals().listen(listener)?.run())
    }

    /// Changes whenever something happens, for a page that shows the chats live.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    fn seconds(&self) -> i64 {
        self.clock.now() / SECOND
    }

    // -- What citizens do. Each gives the id of their message.

    pub fn text(&self, from: &Citizen, text: &str) -> i64 {
        self.say(from, &json!({ "text": text }), |line| text.clone_into(&mut line.text))
    }

    pub fn photo(&self, from: &Citizen, caption: &str, bytes: Vec<u8>) -> i64 {
        let file = self.keep("photo.jpg", "image/jpeg", bytes, true);
        let sizes = json!([{
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "width": 1280, "height": 960,
            "file_size": file.bytes.len(),
        }]);
        self.with_file(from, caption, file, "photo", sizes)
    }

    pub fn document(
        &self,
        from: &Citizen,
        caption: &str,
        name: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> i64 {
        let file = self.keep(name, media_type, bytes, false);
        let meta = json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "file_name": name,
            "mime_type": media_type, "file_size": file.bytes.len(),
        });
        self.with_file(from, caption, file, "document", meta)
    }

    pub fn voice(&self, from: &Citizen, seconds: u32, bytes: Vec<u8>) -> i64 {
        let file = self.keep("voice.ogg", "audio/ogg", bytes, false);
        let meta = json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "duration": seconds,
            "mime_type": "audio/ogg", "file_size": file.bytes.len(),
        });
        self.with_file(from, "", file, "voice", meta)
    }

    pub fn location(&self, from: &Citizen, latitude: f64, longitude: f64) -> i64 {
        let body = json!({ "location": { "latitude": latitude, "longitude": longitude } });
        self.say(from, &body, |line| line.place = Some((latitude, longitude)))
    }

    /// The citizen's own telephone number.
    pub fn contact(&self, from: &Citizen, number: &str) -> i64 {
        let card = json!({ "phone_number": number, "first_name": from.first_name, "user_id": from.id });
        self.say(from, &json!({ "contact": card }), |line| number.clone_into(&mut line.text))
    }

    /// Rewords an earlier text.
    pub fn edit(&self, from: &Citizen, message_id: i64, text: &str) {
        let mut message = self.message(from, message_id);
        message["edit_date"] = self.seconds().into();
        message["text"] = text.into();
        let mut state = self.state();
        let known = |line: &&mut Line| line.chat == from.id && line.message_id == message_id;
        if let Some(line) = state.lines.iter_mut().find(known) {
            text.clone_into(&mut line.text);
            line.edited = true;
        }
        state.push("edited_message", message);
        drop(state);
        self.changed();
    }

    /// Blocks the bot: from now on sending to this chat is refused.
    pub fn block(&self, from: &Citizen) {
        self.standing(from, "member", "kicked");
    }

    pub fn unblock(&self, from: &Citizen) {
        self.standing(from, "kicked", "member");
    }

    fn standing(&self, from: &Citizen, old: &str, new: &str) {
        let bot = methods::bot();
        let body = json!({
            "chat": { "id": from.id, "type": "private", "first_name": from.first_name }, "from": from.user(),
            "date": self.seconds(), "old_chat_member": { "user": bot, "status": old },
            "new_chat_member": { "user": bot, "status": new, "until_date": 0 },
        });
        let mut state = self.state();
        if new == "kicked" {
            state.blocked.insert(from.id);
        } else {
            state.blocked.remove(&from.id);
        }
        state.push("my_chat_member", body);
        drop(state);
        self.changed();
    }

    /// Any update, also of a kind that does not exist yet. Gives its id.
    pub fn update(&self, kind: &str, body: Value) -> i64 {
        let id = self.state().push(kind, body);
        self.changed();
        id
    }

    // -- What there is to see.

    /// Everything the bot said, in order.
    pub fn sent(&self) -> Vec<Line> {
        self.state().lines.iter().filter(|line| line.by_bot).cloned().collect()
    }

    /// Both sides of one chat, in order.
    pub fn chat(&self, chat: i64) -> Vec<Line> {
        self.state().lines.iter().filter(|line| line.chat == chat).cloned().collect()
    }

    /// Methods that were called, in lower case, without `getupdates`.
    pub fn calls(&self) -> Vec<String> {
        self.state().calls.iter().cloned().collect()
    }

    /// How many updates the bot has not confirmed.
    pub fn waiting(&self) -> usize {
        self.state().updates.len()
    }

    pub fn webhook(&self) -> Option<Webhook> {
        self.state().webhook.clone()
    }

    /// A file of a chat, to show or to download.
    pub fn file(&self, id: &str) -> Option<File> {
        self.state().files.iter().find(|file| file.id == id).cloned()
    }

    // -- How it misbehaves on demand.

    /// The next call of this method (any case) is refused. Several are given in order.
    pub fn refuse(&self, method: &str, refusal: Refusal) {
        self.state().refusals.push_back((method.to_lowercase(), refusal));
    }

    /// Pushes waiting updates to the webhook, in order, as Telegram does: one that is not answered
    /// with a success stays and stops the rest. Gives the status codes.
    pub async fn push(&self) -> Result<Vec<u16>, reqwest::Error> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let mut answers = Vec::new();
        loop {
            let next = {
                let state = self.state();
                state.webhook.clone().zip(state.updates.front().cloned())
            };
            let Some((hook, (id, update))) = next else { return Ok(answers) };
            let mut request = client.post(&hook.url).json(&update);
            if let Some(secret) = &hook.secret {
                request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
            }
            let status = request.send().await?.status();
            answers.push(status.as_u16());
            if !status.is_success() {
                return Ok(answers);
            }
            self.state().updates.retain(|(known, _)| *known != id);
        }
    }

    fn message(&self, from: &Citizen, message_id: i64) -> Value {
        json!({
            "message_id": message_id, "date": self.seconds(), "from": from.user(),
            "chat": { "id": from.id, "type": "private", "first_name": from.first_name },
        })
    }

    fn say(&self, from: &Citizen, body: &Value, fill: impl FnOnce(&mut Line)) -> i64 {
        let mut state = self.state();
        let id = state.next_message();
        let mut message = self.message(from, id);
        for (name, value) in body.as_object().into_iter().flatten() {
            message[name] = value.clone();
        }
        let mut line = Line::new(from.id, id, false, self.seconds());
        fill(&mut line);
        state.citizens.insert(from.id, from.clone());
        state.note(line);
        state.push("message", message);
        drop(state);
        self.changed();
        id
    }

    fn with_file(&self, from: &Citizen, caption: &str, file: File, kind: &str, meta: Value) -> i64 {
        let mut body = json!({ kind: meta });
        if !caption.is_empty() {
            body["caption"] = caption.into();
        }
        self.say(from, &body, |line| {
            caption.clone_into(&mut line.text);
            line.file = Some(file);
        })
    }

    fn keep(&self, name: &str, media_type: &str, bytes: Vec<u8>, is_photo: bool) -> File {
        let id = format!("AgAD{}", &crate::secret::random_token()[..24]);
        let (name, media_type) = (name.to_owned(), media_type.to_owned());
        let file = File { id, name, media_type, bytes: Arc::new(bytes), is_photo };
        let mut state = self.state();
        state.files.push_back(file.clone());
        if state.files.len() > FILES {
            state.files.pop_front();
        }
        file
    }
}

impl Line {
    fn new(chat: i64, message_id: i64, by_bot: bool, date: i64) -> Self {
        Self { chat, message_id, by_bot, date, text: String::new(), file: None, place: None, edited: false }
    }
}

impl State {
    fn next_message(&mut self) -> i64 {
        self.next_message += 1;
        self.next_message
    }

    fn push(&mut self, kind: &str, body: Value) -> i64 {
        self.next_update += 1;
        let id = self.next_update;
        self.updates.push_back((id, json!({ "update_id": id, kind: body })));
        if self.updates.len() > UPDATES {
            self.updates.pop_front();
        }
        id
    }

    fn note(&mut self, line: Line) {
        self.lines.push_back(line);
        if self.lines.len() > LINES {
            self.lines.pop_front();
        }
    }
}
