//! The bot, connected: who it is, where its updates come from.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use futures_util::StreamExt as _;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use teloxide::Bot;
use teloxide::payloads::SetWebhookSetters as _;
use teloxide::requests::Requester as _;
use teloxide::types::AllowedUpdate;
use url::{Host, Url};

use super::{TelegramConfig, failure};
use crate::SendError;

const TELEGRAM: &str = "https://api.telegram.org";
/// A connection that is not there after this long will not come.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest call; a file of 20 MB takes its time on a slow line.
const CALL: Duration = Duration::from_mins(1);
/// Longest call that carries a file of ours; it may have 50 MB, and lines are slower upwards.
const UPLOAD: Duration = Duration::from_mins(5);
/// Longest wait until a button's clock stops.
const ANSWER_PRESSED: Duration = Duration::from_secs(5);
/// Longest wait of one long poll (Telegram's own is 50 seconds).
const LONGEST_POLL: u32 = 50;
/// Bytes of one answer: 100 updates of 64 kB are far below.
const ANSWER: usize = 32 * 1024 * 1024;
/// Connections Telegram may open to our webhook at once; 1 to 100.
const WEBHOOK_CONNECTIONS: u8 = 40;

/// The connected bot. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Telegram {
    pub(super) bot: Bot,
    /// The same one, with more patience.
    pub(super) uploads: Bot,
    pub(super) api: Url,
    token: SecretString,
}

impl fmt::Debug for Telegram {
    /// Not derived: teloxide's `Bot` prints its token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.api.host_str().unwrap_or_default();
        formatter.debug_struct("Telegram").field("host", &host).finish_non_exhaustive()
    }
}

/// Where Telegram brings updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Empty: nowhere, it waits to be asked.
    pub url: String,
    /// Why updates wait there.
    pub trouble: Option<String>,
}

impl Telegram {
    /// Checks the configuration and makes the HTTP client. Nothing is sent yet.
    pub fn connect(config: &TelegramConfig) -> Result<Self, String> {
        let token = config.token.expose_secret();
        let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-');
        if token.is_empty() || token.len() > 200 || !token.chars().all(sound) {
            return Err("the bot token is not one BotFather gives: digits, a colon, letters".into());
        }
        let api = api_url(config.api_url.as_deref().unwrap_or(TELEGRAM))?;
        let bot = |patience| {
            let client =
                client(&api, patience).map_err(|_| "the HTTP client could not be made".to_owned())?;
            Ok::<_, String>(Bot::with_client(token, client).set_api_url(api.clone()))
        };
        let (bot, uploads) = (bot(CALL)?, bot(UPLOAD)?);
        Ok(Self { bot, uploads, api, token: config.token.clone() })
    }

    /// Asks Telegram who we are: the bot's user name, without the at sign.
    pub async fn check(&self) -> Result<String, SendError> {
        // teloxide's `Me` wants a dozen fields that a local Bot API of another age may not have.
        let me = self.call("getMe", &json!({}), CALL).await?;
        let name = me.get("username").and_then(Value::as_str);
        name.map(str::to_owned).ok_or_else(|| failure::later("Telegram did not name the bot"))
    }

    /// Waits up to `timeout_seconds` (at most 50) for updates from `offset` on, which is the last
    /// update handled plus one; giving it tells Telegram to forget everything before, so the rows must
    /// be committed by then. `limit` is 1 to 100.
    ///
    /// The updates are raw, because teloxide would lose the kinds it does not know. Refused while a
    /// webhook is set.
    pub async fn updates_after(
        &self,
        offset: Option<i64>,
        timeout_seconds: u32,
        limit: u8,
    ) -> Result<Vec<Value>, SendError> {
        let timeout = timeout_seconds.min(LONGEST_POLL);
        // The empty list means "all but the noisy ones" and undoes whatever was asked for before.
        let mut asked = json!({ "timeout": timeout, "limit": limit.clamp(1, 100), "allowed_updates": [] });
        if let Some(offset) = offset {
            asked["offset"] = offset.into();
        }
        let patience = Duration::from_secs(u64::from(timeout) + 10);
        match self.call("getUpdates", &asked, patience).await? {
            Value::Array(updates) => Ok(updates),
            _ => Err(failure::later("the updates are not a list")),
        }
    }

    /// Tells Telegram where to send updates, and the secret it must show there. From then on
    /// [`updates_after`](Self::updates_after) is refused.
    pub async fn set_webhook(&self, url: &str, secret: &str) -> Result<(), SendError> {
        let sound = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !(1..=256).contains(&secret.len()) || !secret.chars().all(sound) {
            return Err(failure::refused("the secret must be 1 to 256 of A-Z a-z 0-9 _ -"));
        }
        let url = Url::parse(url).ok().filter(|url| url.scheme() == "https" || is_loopback(url));
        let url = url.ok_or_else(|| failure::refused("the webhook address must begin https://"))?;
        let call = self
            .bot
            .set_webhook(url)
            .secret_token(secret)
            .max_connections(WEBHOOK_CONNECTIONS)
            .allowed_updates(Vec::<AllowedUpdate>::new());
        self.understood(call.await.map(drop))
    }

    /// What Telegram knows of our address.
    pub async fn webhook(&self) -> Result<Webhook, SendError> {
        let known = self.call("getWebhookInfo", &json!({}), CALL).await?;
        let text = |name: &str| known.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let waiting = known.get("pending_update_count").and_then(Value::as_u64).unwrap_or(0);
        let trouble = Some(text("last_error_message")).filter(|words| waiting > 0 && !words.is_empty());
        Ok(Webhook { url: text("url"), trouble })
    }

    /// Back to long polling. Updates that wait at Telegram are kept.
    pub async fn delete_webhook(&self) -> Result<(), SendError> {
        self.understood(self.bot.delete_webhook().await.map(drop))
    }

    /// The button that was pressed stops showing a clock. Telegram forgets the question soon, so this is
    /// tried once and not for long.
    pub async fn answer_pressed(&self, query: &str) -> Result<(), SendError> {
        let asked = json!({ "callback_query_id": query });
        self.call("answerCallbackQuery", &asked, ANSWER_PRESSED).await.map(drop)
    }

    /// What the bot offers behind the slash, in one language; each command with what it does.
    pub async fn set_commands(&self, language: &str, commands: &[(&str, &str)]) -> Result<(), SendError> {
        let commands: Vec<Value> = commands
            .iter()
            .map(|(command, description)| json!({ "command": command, "description": description }))
            .collect();
        let mut asked = json!({ "commands": commands });
        if !language.is_empty() {
            asked["language_code"] = language.into();
        }
        self.call("setMyCommands", &asked, CALL).await.map(drop)
    }

    pub(super) fn understood<T>(&self, outcome: Result<T, teloxide::RequestError>) -> Result<T, SendError> {
        outcome.map_err(|error| failure::of_request(&error, self.token.expose_secret()))
    }

    pub(super) fn refusal(&self, answer: &str) -> SendError {
        failure::of_answer(answer, self.token.expose_secret())
    }

    /// The address of a method, or with `file` of a file's folder.
    pub(super) fn address<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        let mut url = self.api.clone();
        // `api_url` admits only addresses that can have a path.
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend(segments);
        }
        url
    }

    /// `bot<token>`, the part of every address that says who we are.
    pub(super) fn name_in_path(&self) -> SecretString {
        format!("bot{}", self.token.expose_secret()).into()
    }

    /// A call whose answer is wanted as it came.
    async fn call(&self, method: &str, asked: &Value, wait: Duration) -> Result<Value, SendError> {
        let name = self.name_in_path();
        let url = self.address([name.expose_secret(), method]);
        let request = self.bot.client().post(url).json(asked).timeout(wait);
        let response = request.send().await.map_err(|error| failure::of_network(&error))?;
        let mut answer = Vec::new();
        let mut body = response.bytes_stream();
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|error| failure::of_network(&error))?;
            if answer.len() + chunk.len() > ANSWER {
                return Err(failure::later("the answer is larger than any of the Bot API"));
            }
            answer.extend_from_slice(&chunk);
        }
        match serde_json::from_slice::<Value>(&answer) {
            Ok(Value::Object(mut fields)) if fields.get("ok") == Some(&Value::Bool(true)) => {
                fields.remove("result").ok_or_else(|| failure::later("an answer without a result"))
            }
            _ => Err(self.refusal(&String::from_utf8_lossy(&answer))),
        }
    }
}

fn client(api: &Url, patience: Duration) -> reqwest::Result<reqwest::Client> {
    // A redirect would carry the token, which is part of the address, to someone else.
    let client = reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .timeout(patience)
        .tcp_nodelay(true)
        .redirect(reqwest::redirect::Policy::none());
    if is_loopback(api) { client.no_proxy().build() } else { client.build() }
}

/// An address the token may travel to: encrypted, or not leaving the machine or its private network.
fn api_url(written: &str) -> Result<Url, String> {
    let mut url = Url::parse(written).map_err(|_| "the Bot API address is not a URL".to_owned())?;
    let nearby = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        // A name without a dot is a container or machine next door.
        Some(Host::Domain(name)) => !name.contains('.') || name.ends_with(".internal"),
        None => false,
    };
    if !(url.scheme() == "https" || url.scheme() == "http" && nearby) {
        return Err("the Bot API address must begin https:// unless it is on this network".into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the Bot API address must not carry credentials".into());
    }
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty();
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}
