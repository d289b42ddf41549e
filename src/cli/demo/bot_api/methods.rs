//! The methods of the Bot API that a bot like ours uses, as strict as Telegram's.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{BotApi, Line, Refusal, Webhook};

/// UTF-16 units of a text.
const TEXT: usize = 4_096;
const CAPTION: usize = 1_024;
/// Bytes a bot may upload, as a picture, and download.
const UPLOAD: usize = 50_000_000;
const PICTURE: usize = 10 * 1024 * 1024;
const DOWNLOAD: usize = 20 * 1024 * 1024;
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

type Answer = Result<Value, Refusal>;

fn bad(why: &str) -> Refusal {
    Refusal::new(400, &format!("Bad Request: {why}"))
}

pub fn bot() -> Value {
    json!({
        "id": 8112, "is_bot": true, "first_name": "Sahut", "username": "sahut_demo_bot",
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
            "sendphoto" => self.send_file(call, "photo", PICTURE),
            "senddocument" => self.send_file(call, "document", UPLOAD),
            "getfile" => self.get_file(&call),
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
    fn chat_of(&self, call: &Call) -> Result<i64, Refusal> {
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

    fn send_message(&self, call: &Call) -> Answer {
        let chat = self.chat_of(call)?;
        let text = call.text("text").trim();
        if text.is_empty() {
            return Err(bad("message text is empty"));
        }
        if text.encode_utf16().count() > TEXT {
            return Err(bad("message is too long"));
        }
        let (id, mut message) = self.bot_message(chat);
        message["text"] = text.into();
        let mut line = Line::new(chat, id, true, self.seconds());
        text.clone_into(&mut line.text);
        self.state().note(line);
        self.changed();
        Ok(message)
    }

    fn send_file(&self, mut call: Call, kind: &str, most: usize) -> Answer {
        let chat = self.chat_of(&call)?;
        let caption = call.text("caption").to_owned();
        if caption.encode_utf16().count() > CAPTION {
            return Err(bad("message caption is too long"));
        }
        let reference = call.text(kind).to_owned();
        let is_photo = kind == "photo";
        let known = self.file(&reference);
        let file =
            match reference.strip_prefix("attach://").or(Some(kind)).and_then(|part| call.files.remove(part))
            {
                Some(upload) if upload.bytes.is_empty() => return Err(bad("file must be non-empty")),
                Some(upload) if upload.bytes.len() > most => {
                    return Err(Refusal::new(413, "Request Entity Too Large"));
                }
                Some(upload) if is_photo && !is_picture(&upload.bytes) => {
                    return Err(bad("IMAGE_PROCESS_FAILED"));
                }
                Some(upload) => {
                    let media_type =
                        infer::get(&upload.bytes).map_or("application/octet-stream", |of| of.mime_type());
                    self.keep(&upload.name, media_type, upload.bytes, is_photo)
                }
                None => known.ok_or_else(|| bad("wrong file identifier/HTTP URL specified"))?,
            };
        let (id, mut message) = self.bot_message(chat);
        let mut meta = json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "file_size": file.bytes.len(),
        });
        if is_photo {
            (meta["width"], meta["height"]) = (1280.into(), 960.into());
            message["photo"] = json!([meta]);
        } else {
            (meta["file_name"], meta["mime_type"]) =
                (file.name.clone().into(), file.media_type.clone().into());
            message["document"] = meta;
        }
        let mut line = Line::new(chat, id, true, self.seconds());
        (line.text, line.file) = (caption, Some(file));
        self.state().note(line);
        self.changed();
        Ok(message)
    }

    fn bot_message(&self, chat: i64) -> (i64, Value) {
        let mut state = self.state();
        let id = state.next_message();
        let name = state.citizens.get(&chat).map(|citizen| citizen.first_name.clone()).unwrap_or_default();
        let message = json!({
            "message_id": id, "date": self.seconds(), "from": bot(),
            "chat": { "id": chat, "type": "private", "first_name": name },
        });
        (id, message)
    }

    fn get_file(&self, call: &Call) -> Answer {
        let file = self.file(call.text("file_id"));
        let file = file.ok_or_else(|| bad("wrong file_id or the file is temporarily unavailable"))?;
        if file.bytes.len() > DOWNLOAD {
            return Err(bad("file is too big"));
        }
        Ok(json!({
            "file_id": file.id, "file_unique_id": format!("u{}", file.id), "file_size": file.bytes.len(),
            "file_path": format!("files/{}", file.id),
        }))
    }
}

impl Call {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Numbers may come as texts, from forms.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff")
}
