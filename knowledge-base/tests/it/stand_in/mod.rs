//! A loopback stand-in for a Meilisearch server that speaks its wire protocol and is strict about it.
//!
//! It checks method, path, key and body of every request the way the server does and keeps documents, so that a
//! wrong request fails a test here as it would fail there. How it *ranks* is deliberately poor (how many of the words stand in the
//! document): ranking is the server's business.

mod engine;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use engine::{Request, State, error};

/// What the stand-in does besides answering rightly.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Mood {
    #[default]
    Good,
    /// 500 with the server's error JSON.
    Internal,
    /// 502 with a page of a proxy in front of it.
    Proxy,
    /// Takes requests and never answers.
    Silent,
    /// Takes tasks and fails them.
    TasksFail,
    /// Answers 200 with something that is not JSON.
    Nonsense,
}

#[derive(Clone)]
pub struct StandIn {
    pub url: String,
    state: Arc<Mutex<State>>,
}

pub const KEY: &str = "a-master-key-of-16-bytes";

impl StandIn {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stand_in =
            Self { url: format!("http://{}", listener.local_addr().unwrap()), state: Arc::default() };
        let served = stand_in.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move {
                    // The client hanging up ends the connection.
                    let _ = served.serve(stream).await;
                });
            }
        });
        stand_in
    }

    pub fn mood(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    pub fn settings(&self) -> Map<String, Value> {
        self.state.lock().unwrap().settings.clone()
    }

    pub fn documents(&self) -> BTreeMap<String, Map<String, Value>> {
        self.state.lock().unwrap().documents.clone()
    }

    pub fn log(&self) -> Vec<String> {
        self.state.lock().unwrap().log.clone()
    }

    /// What was searched for.
    pub fn questions(&self) -> Vec<String> {
        self.state.lock().unwrap().questions.clone()
    }

    /// Fails the test when any request was not one the server understands.
    pub fn assert_understood(&self) {
        let wrong = &self.state.lock().unwrap().wrong;
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut read = BufReader::new(read);
        loop {
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                if read.read_line(&mut line).await? == 0 {
                    return Ok(());
                }
                if line.trim_end().is_empty() {
                    break;
                }
                head.push(line.trim_end().to_owned());
            }
            let header = |name: &str| {
                head.iter().skip(1).find_map(|line| {
                    let (key, value) = line.split_once(':')?;
                    key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
                })
            };
            let body = if header("transfer-encoding").is_some() {
                chunked(&mut read).await?
            } else {
                let length = header("content-length").map_or(0, |n| n.parse().unwrap());
                let mut body = vec![0; length];
                read.read_exact(&mut body).await?;
                body
            };
            let mut first = head[0].split(' ');
            let (method, path) = (first.next().unwrap_or(""), first.next().unwrap_or(""));
            let (status, content_type, answer) = self.answer(
                method,
                path,
                header("authorization").as_deref(),
                header("content-type").as_deref(),
                &body,
            );
            if status == 0 {
                tokio::time::sleep(Duration::from_mins(10)).await;
                return Ok(());
            }
            let response = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n{answer}",
                answer.len()
            );
            write.write_all(response.as_bytes()).await?;
        }
    }

    fn answer(
        &self,
        method: &str,
        path: &str,
        authorization: Option<&str>,
        content_type: Option<&str>,
        body: &[u8],
    ) -> (u16, &'static str, String) {
        const JSON: &str = "application/json";
        let mut state = self.state.lock().unwrap();
        state.log.push(format!("{method} {path}"));
        match state.mood {
            Mood::Silent => return (0, JSON, String::new()),
            Mood::Proxy => return (502, "text/html", "<h1>Bad Gateway</h1>".to_owned()),
            Mood::Nonsense => return (200, "text/html", "<h1>Welcome to nginx</h1>".to_owned()),
            Mood::Internal => {
                let (status, error) = error(500, "internal", "internal", "An internal error has occurred.");
                return (status, JSON, error.to_string());
            }
            Mood::Good | Mood::TasksFail => {}
        }
        let (status, answer) = if path != "/health" && authorization.is_none() {
            error(401, "missing_authorization_header", "auth", "The Authorization header is missing.")
        } else if path != "/health" && authorization != Some(&format!("Bearer {KEY}")[..]) {
            error(403, "invalid_api_key", "auth", "The provided API key is invalid.")
        } else if !body.is_empty() && content_type != Some("application/json") {
            state.wrong.push(format!("{method} {path}: content type {content_type:?}"));
            error(415, "invalid_content_type", "invalid_request", "Wrong Content-Type.")
        } else {
            let body = if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(body) };
            match body {
                Ok(body) => state.handle(&Request { method: method.to_owned(), path: path.to_owned(), body }),
                Err(_) => {
                    error(400, "malformed_payload", "invalid_request", "The json payload is malformed.")
                }
            }
        };
        if status == 400 || status == 404 && answer["code"] != "index_not_found" || status == 405 {
            state.wrong.push(format!("{method} {path}: {answer}"));
        }
        (status, JSON, answer.to_string())
    }
}

async fn chunked(read: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut size = String::new();
        read.read_line(&mut size).await?;
        let size = usize::from_str_radix(size.trim(), 16).map_err(std::io::Error::other)?;
        let mut chunk = vec![0; size + 2];
        read.read_exact(&mut chunk).await?;
        if size == 0 {
            return Ok(body);
        }
        body.extend_from_slice(&chunk[..size]);
    }
}
