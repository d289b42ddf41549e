//! The methods of the Bot API that a bot like ours uses, as strict as Telegram's.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{BotApi, Refusal, Webhook, keyboard};

/// Seconds of a long poll, and updates in one answer.
const POLL: i64 = 50;
const BATCH: i64 = 100;
/// Calls that are remembered.
const CALLS: usize = 1_000;

/// A file in a call.
#[derive(Debug)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What was called, and with what.
#[derive(Debug, Default)]
pub struct Call {
    pub fields: Map<String, Value>,
    pub files: BTreeMap<String, Upload>,
}

pub(super) type Answer = Result<Value, Refusal>;

pub(super) fn bad(why: &str) -> Refusal {
    Refusal::new(400, &format!("Bad Request: {why}"))
}

/// The bot's user name, without the at sign.
pub const USERNAME: &str = "tirtamaya_bot";

pub fn bot() -> Value {
    json!({
        "id": 8112, "is_bot": true, "first_name": "Sahut", "username": USERNAME,
        "can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
        "can_connect_to_business": false, "has_main_web_app": false,
    })
}

impl BotApi {
    pub(super) async fn call(&self, method: &str, call: Call) -> Answer {
        let method = method.to_lowercase();
        {
            let mut state = self.state();
            if method != "getupdates" {
                state.calls.push_back(method.clone());
                if state.calls.len() > CALLS {
                    state.calls.pop_front();
                }
            }
            if let Some(at) = state.refusals.iter().position(|(of, _)| *of == method)
                && let Some((_, refusal)) = state.refusals.remove(at)
            {
                return Err(refusal);
            }
        }
        match method.as_str() {
            "getme" => Ok(bot()),
            "getupdates" => self.get_updates(&call).await,
            "setwebhook" => self.set_webhook(&call),
            "deletewebhook" => {
                self.state().webhook = None;
                self.changed();
                Ok(json!(true))
            }
            "getwebhookinfo" => Ok(self.webhook_info()),
            "sendmessage" => self.send_message(&call),
            "sendphoto" => self.send_photo(call),
            "senddocument" => self.send_document(call),
            "getfile" => self.get_file(&call),
            "answercallbackquery" if call.text("callback_query_id").is_empty() => {
                Err(bad("query is too old and response timeout expired or query ID is invalid"))
            }
            "answercallbackquery" => Ok(json!(true)),
            "setmycommands" => keyboard::commands(&call),
            "sendchataction" => self.chat_of(&call).map(|_| json!(true)),
            _ => Err(Refusal::new(404, "Not Found")),
        }
    }

    async fn get_updates(&self, call: &Call) -> Answer {
        let number = |name: &str, usual: i64| call.fields.get(name).map_or(Some(usual), integer);
        let timeout = number("timeout", 0).ok_or_else(|| bad("can't parse timeout"))?.clamp(0, POLL);
        let limit = number("limit", BATCH).ok_or_else(|| bad("can't parse limit"))?.clamp(1, BATCH);
        let offset = number("offset", 0).ok_or_else(|| bad("can't parse offset"))?;
        let mut changes = self.watch();
        let patience = tokio::time::sleep(Duration::from_secs(timeout as u64));
        tokio::pin!(patience);
        loop {
            changes.mark_unchanged();
            {
                let mut state = self.state();
                if state.webhook.is_some() {
                    let why = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook \
                               to delete the webhook first";
                    return Err(Refusal::new(409, why));
                }
                // A negative offset counts from the end; everything before the offset is forgotten.
                let waiting = state.updates.len() as i64;
                let forget = if offset < 0 { (waiting + offset).max(0) } else { 0 };
                state.updates.drain(..forget as usize);
                if offset > 0 {
                    state.updates.retain(|(id, _)| *id >= offset);
                }
                if !state.updates.is_empty() {
                    let batch = state.updates.iter().take(limit as usize).map(|(_, update)| update.clone());
                    return Ok(batch.collect());
                }
            }
            tokio::select! {
                _ = changes.changed() => {}
                () = &mut patience => return Ok(json!([])),
            }
        }
    }

    fn set_webhook(&self, call: &Call) -> Answer {
        let url = call.text("url");
        let secret = call.fields.get("secret_token").and_then(Value::as_str).map(str::to_owned);
        let sound = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if secret.as_ref().is_some_and(|s| s.is_empty() || s.len() > 256 || !s.chars().all(sound)) {
            return Err(bad("secret token contains unallowed characters"));
        }
        if !url.is_empty() && url::Url::parse(url).is_err() {
            return Err(bad("bad webhook: invalid webhook URL specified"));
        }
        self.state().webhook = (!url.is_empty()).then(|| Webhook { url: url.to_owned(), secret });
        self.changed();
        Ok(json!(true))
    }

    fn webhook_info(&self) -> Value {
        let state = self.state();
        let url = state.webhook.as_ref().map(|hook| hook.url.clone()).unwrap_or_default();
        json!({ "url": url, "has_custom_certificate": false, "pending_update_count": state.updates.len() })
    }

    /// The chat of the call, when the bot may write there.
    pub(super) fn chat_of(&self, call: &Call) -> Result<i64, Refusal> {
        let chat = call.fields.get("chat_id").ok_or_else(|| bad("chat_id is empty"))?;
        let chat = integer(chat).ok_or_else(|| bad("chat not found"))?;
        let state = self.state();
        if state.blocked.contains(&chat) {
            return Err(Refusal::blocked());
        }
        if !state.citizens.contains_key(&chat) {
            return Err(bad("chat not found"));
        }
        Ok(chat)
    }
}

impl Call {
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Numbers may come as texts, from forms.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
