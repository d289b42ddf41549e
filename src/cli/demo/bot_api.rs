//! A Bot API of our own on loopback, so that the demo and the stories go through the real Telegram
//! adapter without Telegram: one bot, the methods it uses, and the citizens' side of every chat.
//!
//! Put it into a server with `app_data(web::Data::new(api.clone())).configure(bot_api::routes)`, or let
//! [`BotApi::serve`] run one of its own; `telegram_api_url` is that server's address. Citizens speak
//! through [`BotApi::text`], [`BotApi::photo`] and so on; what the bot says to them is in
//! [`BotApi::sent`], a whole chat in [`BotApi::chat`]. Limits and refusals are Telegram's.

mod chat;
mod citizen;
mod http;
mod keyboard;
mod methods;
mod push;
mod sending;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::dev::Server;
use actix_web::{App as Web, HttpServer, web};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::clock::{Clock, SECOND};

pub use chat::{Citizen, File, Line, Refusal, Webhook};
pub use http::routes;
pub use methods::USERNAME;

/// Lines and files that are kept; older ones are forgotten.
const LINES: usize = 5_000;
const FILES: usize = 200;
/// Updates that wait for the bot.
const UPDATES: usize = 10_000;

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
