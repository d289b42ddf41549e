//! A Bot API on loopback that is as strict as the real one: it knows which fields a method takes and
//! how long a text may be, and everything it would not have taken fails the test.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use channels::telegram::{Telegram, TelegramConfig};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::multipart::{self, Upload, find};

pub const TOKEN: &str = "8112:AAloopback-secret_Token0123456789";
pub const CITIZEN: i64 = 8812;

/// An answer that is not the usual one.
pub enum Answer {
    Json(u16, Value),
    /// Status and body as they are.
    Text(u16, String),
    /// "Ask over there", which is on this very server and not a place the Bot API has.
    Redirect,
    /// The connection ends without an answer.
    Cut,
    /// These bytes, a length that promises one more (or none at all), and the end.
    Broken {
        promised: bool,
        bytes: Vec<u8>,
    },
}

impl Answer {
    pub fn refusal(code: u16, description: &str) -> Self {
        Self::Json(code, json!({ "ok": false, "error_code": code, "description": description }))
    }

    pub fn success(result: Value) -> Self {
        Self::Json(200, json!({ "ok": true, "result": result }))
    }
}

/// A call that was made.
#[derive(Clone, Debug)]
pub struct Call {
    /// In lower case; file downloads are `file`.
    pub method: String,
    pub fields: Map<String, Value>,
    pub files: BTreeMap<String, Upload>,
}

impl Call {
    pub fn text(&self) -> &str {
        self.fields["text"].as_str().expect("text is a string")
    }
}

#[derive(Default)]
struct State {
    answers: VecDeque<(String, Answer)>,
    calls: Vec<Call>,
    offences: Vec<String>,
    messages: i64,
}

pub struct BotApi {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl BotApi {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State { messages: 500, ..State::default() }));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    if let Err(offence) = serve(stream, &shared).await {
                        shared.lock().expect("state").offences.push(offence);
                    }
                });
            }
        });
        Self { url, state }
    }

    pub fn bot(&self) -> Telegram {
        Telegram::connect(&self.config()).expect("a loopback address is fine")
    }

    pub fn config(&self) -> TelegramConfig {
        TelegramConfig { token: TOKEN.into(), api_url: Some(self.url.clone()), secret: None }
    }

    /// The next call of `method` gets this answer. Answers of one method are given in order.
    pub fn next(&self, method: &str, answer: Answer) {
        self.state.lock().expect("state").answers.push_back((method.to_lowercase(), answer));
    }

    /// What was called, after making sure that everything was allowed and every answer was fetched.
    pub fn calls(self) -> Vec<Call> {
        let state = self.state.lock().expect("state");
        assert_eq!(state.offences, Vec::<String>::new(), "Telegram would not have taken this");
        let left: Vec<_> = state.answers.iter().map(|(method, _)| method).collect();
        assert!(left.is_empty(), "never asked for: {left:?}");
        state.calls.clone()
    }
}

struct Request {
    verb: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

async fn serve(mut stream: TcpStream, shared: &Mutex<State>) -> Result<(), String> {
    let Some(request) = request(&mut stream).await? else {
        return Ok(());
    };
    let call = call(&request)?;
    let answer = {
        let mut state = shared.lock().expect("state");
        let judged = judge(&call);
        if let Err(offence) = &judged {
            state.offences.push(format!("{}: {offence}", call.method));
        }
        state.messages += 1;
        let usual = usual(&call, state.messages);
        state.calls.push(call.clone());
        let scripted = state.answers.iter().position(|(method, _)| *method == call.method);
        match scripted {
            Some(at) => state.answers.remove(at).expect("just found").1,
            None => usual,
        }
    };
    let (status, body) = match answer {
        Answer::Json(status, body) => (status, body.to_string().into_bytes()),
        Answer::Text(status, body) => (status, body.into_bytes()),
        Answer::Cut => return Ok(()),
        Answer::Redirect => {
            let head =
                "HTTP/1.1 307 X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let _ = stream.write_all(head.as_bytes()).await;
            return Ok(());
        }
        Answer::Broken { promised, bytes } => {
            let length =
                if promised { format!("content-length: {}\r\n", bytes.len() + 1) } else { String::new() };
            let head = format!("HTTP/1.1 200 OK\r\n{length}connection: close\r\n\r\n");
            // The client may hang up in the middle; that is what the test is about.
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&bytes).await;
            return Ok(());
        }
    };
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
    Ok(())
}

async fn request(stream: &mut TcpStream) -> Result<Option<Request>, String> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            break at;
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) | Err(_) if bytes.is_empty() => return Ok(None),
            Ok(0) | Err(_) => return Err("a request without end".into()),
            Ok(_) => {}
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).map_err(|_| "a head not in text")?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let (verb, path) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let mut body = bytes.split_off(head_end + 4);
    if headers.contains_key("transfer-encoding") {
        return Err("the length of the body was not told".into());
    }
    let length: usize = headers.get("content-length").map_or(Ok(0), |it| it.parse()).map_err(|_| "length")?;
    while body.len() < length {
        match stream.read_buf(&mut body).await {
            Ok(0) | Err(_) => return Err("a body without end".into()),
            Ok(_) => {}
        }
    }
    Ok(Some(Request { verb, path, headers, body }))
}

fn call(request: &Request) -> Result<Call, String> {
    if let Some(path) = request.path.strip_prefix(&format!("/file/bot{TOKEN}/")) {
        let fields = Map::from_iter([("path".to_owned(), path.into())]);
        return match request.verb.as_str() {
            "GET" => Ok(Call { method: "file".into(), fields, files: BTreeMap::new() }),
            verb => Err(format!("{verb} for a file")),
        };
    }
    let method = request.path.strip_prefix(&format!("/bot{TOKEN}/")).ok_or_else(|| request.path.clone())?;
    let mut call = Call { method: method.to_lowercase(), fields: Map::new(), files: BTreeMap::new() };
    if request.verb != "POST" {
        return Err(format!("{} {method}", request.verb));
    }
    let kind = request.headers.get("content-type").map_or("", String::as_str);
    if kind == "application/json" {
        call.fields = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
    } else if kind.starts_with("multipart/form-data") {
        let (texts, files) = multipart::read(kind, &request.body)?;
        // Fields of a form are JSON where they can be, as the Bot API reads them.
        let value = |text: String| serde_json::from_str(&text).unwrap_or(Value::String(text));
        call.fields = texts.into_iter().map(|(name, text)| (name, value(text))).collect();
        call.files = files;
    } else {
        return Err(format!("{method} with a body of type {kind:?}"));
    }
    Ok(call)
}

/// The rules of the Bot API for the methods we use.
fn judge(call: &Call) -> Result<(), String> {
    let fields = &call.fields;
    let only = |allowed: &[&str]| match fields.keys().find(|key| !allowed.contains(&key.as_str())) {
        Some(key) => Err(format!("unexpected field {key}")),
        None => Ok(()),
    };
    let integer = |key: &str, range: std::ops::RangeInclusive<i64>| match fields.get(key) {
        None => Ok(()),
        Some(value) if value.as_i64().is_some_and(|number| range.contains(&number)) => Ok(()),
        Some(value) => Err(format!("{key} is {value}")),
    };
    let string = |key: &str| fields.get(key).and_then(Value::as_str).ok_or(format!("{key} missing"));
    let chat = || {
        integer("chat_id", i64::MIN..=i64::MAX).and(fields.get("chat_id").map(drop).ok_or("no chat".into()))
    };
    let attached = |key: &str, most: usize| {
        let reference = string(key)?;
        let Some(id) = reference.strip_prefix("attach://") else {
            let sound = reference.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
            return if sound { Ok(()) } else { Err(format!("{key} is {reference}")) };
        };
        let file = call.files.get(id).ok_or("the file is not in the form")?;
        let sound = !file.name.is_empty() && (1..=most).contains(&file.bytes.len());
        if sound { Ok(()) } else { Err(format!("{:?} has {} bytes", file.name, file.bytes.len())) }
    };
    match call.method.as_str() {
        "sendmessage" => {
            only(&["chat_id", "text", "link_preview_options", "reply_markup", "entities"])?;
            chat()?;
            let text = string("text")?;
            let units = text.encode_utf16().count();
            if text.trim().is_empty() || units > 4096 {
                return Err(format!("a text of {units} units"));
            }
            for mark in fields.get("entities").and_then(Value::as_array).into_iter().flatten() {
                let number = |key: &str| mark.get(key).and_then(Value::as_u64).unwrap_or(u64::MAX);
                let (from, long) = (number("offset"), number("length"));
                if long == 0 || from.saturating_add(long) > units as u64 {
                    return Err(format!("entity beyond the text: {mark}"));
                }
            }
            Ok(())
        }
        "senddocument" => only(&["chat_id", "document"])
            .and_then(|()| chat())
            .and_then(|()| attached("document", 50_000_000)),
        "sendphoto" => only(&["chat_id", "photo"])
            .and_then(|()| chat())
            .and_then(|()| attached("photo", 10 * 1024 * 1024)),
        "getupdates" => only(&["offset", "timeout", "limit", "allowed_updates"])
            .and_then(|()| integer("timeout", 0..=50))
            .and_then(|()| integer("limit", 1..=100)),
        "getfile" => only(&["file_id"]).and_then(|()| string("file_id").map(drop)),
        "setwebhook" => only(&["url", "secret_token", "max_connections", "allowed_updates"])
            .and_then(|()| integer("max_connections", 1..=100))
            .and_then(|()| string("url").map(drop)),
        "answercallbackquery" => {
            only(&["callback_query_id"]).and_then(|()| string("callback_query_id").map(drop))
        }
        "setmycommands" => only(&["commands", "language_code"]),
        "getme" | "deletewebhook" | "getwebhookinfo" => only(&[]),
        "file" => Ok(()),
        other => Err(format!("there is no method {other}")),
    }
}

fn usual(call: &Call, id: i64) -> Answer {
    let chat = call.fields.get("chat_id").cloned().unwrap_or_default();
    let message = json!({
        "message_id": id, "date": 1_795_300_000,
        "chat": { "id": chat, "type": "private", "first_name": "Wayan" },
        "from": { "id": 8112, "is_bot": true, "first_name": "Hotline", "username": "hotline_kota_bot" },
    });
    match call.method.as_str() {
        "sendmessage" => {
            let mut message = message;
            message["text"] = call.fields["text"].clone();
            Answer::success(message)
        }
        "sendphoto" if call.files.values().any(|file| !is_picture(&file.bytes)) => {
            Answer::refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
        }
        "sendphoto" | "senddocument" => {
            let mut message = message;
            message["document"] = json!({ "file_id": "BQACsent", "file_unique_id": "u" });
            Answer::success(message)
        }
        "getme" => Answer::success(json!({
            "id": 8112, "is_bot": true, "first_name": "Hotline", "username": "hotline_kota_bot",
        })),
        "getupdates" => Answer::success(json!([])),
        "setwebhook" | "deletewebhook" | "answercallbackquery" | "setmycommands" => {
            Answer::success(json!(true))
        }
        "file" => Answer::Text(404, "Not Found".into()),
        _ => Answer::refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    }
}

fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff")
}
