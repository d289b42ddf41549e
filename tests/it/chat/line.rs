//! A widget without a browser: it says frames and waits for frames.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::support::House;

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const SOON: Duration = Duration::from_secs(10);

/// Opens the socket as a page of this origin.
pub async fn try_open(house: &House, origin: Option<&str>) -> Result<(Socket, Response), tungstenite::Error> {
    let url = format!("{}/widget/socket", house.url.replace("http:", "ws:"));
    let mut request = url.into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("Origin", origin.parse().unwrap());
    }
    connect_async(request).await
}

pub async fn send(socket: &mut Socket, frame: &str) {
    socket.send(Message::text(frame)).await.expect("an open line");
}

/// The next frame, or none when the line was closed.
pub async fn frame(socket: &mut Socket) -> Option<Value> {
    loop {
        let message = timeout(SOON, socket.next()).await.expect("something in time");
        match message {
            Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            _ => return None,
        }
    }
}

pub struct Widget {
    socket: Socket,
    pub token: String,
    pub welcome: Value,
    suggested: Option<Value>,
}

impl Widget {
    /// A new visitor.
    pub async fn open(house: &House) -> Self {
        let (socket, _) = try_open(house, Some(&house.url)).await.expect("a socket");
        Self::greet(socket, json!({})).await
    }

    /// A visitor who was here before and has the first `after` messages.
    pub async fn resume(house: &House, token: &str, after: i64) -> Self {
        let (socket, _) = try_open(house, Some(&house.url)).await.expect("a socket");
        let widget = Self::greet(socket, json!({ "token": token, "after": after })).await;
        assert_eq!(widget.token, token);
        widget
    }

    pub async fn greet(mut socket: Socket, more: Value) -> Self {
        let mut hello = json!({ "v": 1, "type": "hello", "after": 0, "language": "id",
            "page": "https://kota.test/layanan#atas" });
        for (name, value) in more.as_object().unwrap() {
            hello[name] = value.clone();
        }
        send(&mut socket, &hello.to_string()).await;
        let welcome = frame(&mut socket).await.expect("a welcome");
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        let token = welcome["token"].as_str().unwrap().to_owned();
        Self { socket, token, welcome, suggested: None }
    }

    pub async fn send(&mut self, frame: &str) {
        send(&mut self.socket, frame).await;
    }

    pub async fn say(&mut self, client_id: &str, text: &str) {
        let frame = json!({ "v": 1, "type": "say", "client_id": client_id, "text": text });
        self.send(&frame.to_string()).await;
    }

    pub async fn maybe(&mut self) -> Option<Value> {
        frame(&mut self.socket).await
    }

    pub async fn any(&mut self) -> Value {
        self.maybe().await.expect("an open line")
    }

    /// The next frame, which is of this type; when a ticket is waited for, everything before it may pass.
    pub async fn next(&mut self, kind: &str) -> Value {
        if kind == "ticket" {
            return self.until(kind).await;
        }
        loop {
            let frame = self.any().await;
            // They come when the search engine is ready; whoever wants them asks for them.
            if frame["type"] == "suggest" {
                self.suggested = Some(frame);
                continue;
            }
            assert_eq!(frame["type"], kind, "{frame}");
            return frame;
        }
    }

    /// Waits for a frame of this type; others pass.
    pub async fn until(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.any().await;
            if frame["type"] == "suggest" {
                self.suggested = Some(frame);
            } else if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The articles that were offered, whether they came before the ticket or after it.
    pub async fn suggested(&mut self) -> Value {
        loop {
            if let Some(frame) = self.suggested.take() {
                return frame;
            }
            let frame = self.any().await;
            assert_eq!(frame["type"], "suggest", "{frame}");
            self.suggested = Some(frame);
        }
    }

    pub async fn messages(&mut self, count: usize) -> Vec<Value> {
        let mut messages = Vec::new();
        while messages.len() < count {
            messages.push(self.next("message").await);
        }
        messages
    }

    /// Nothing more comes. A ping goes round first, so that what was under way has arrived.
    pub async fn is_silent(&mut self) {
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.send(r#"{"v":1,"type":"ping"}"#).await;
        self.next("pong").await;
    }

    pub async fn is_closed(&mut self) {
        while let Some(frame) = self.maybe().await {
            assert_eq!(frame["type"], "error", "{frame}");
        }
    }

    /// Closes politely.
    pub async fn leave(mut self) -> String {
        self.socket.close(None).await.expect("closing");
        while frame(&mut self.socket).await.is_some() {}
        self.token
    }

    /// The network breaks in the middle of a word.
    pub fn cut(self) -> String {
        drop(self.socket);
        self.token
    }
}
