//! A provider of access tokens on loopback, where lines ask for theirs.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App as Web, HttpResponse, HttpServer, web};
use serde_json::json;

/// What one is asked for: the client's secret and the refresh token that was shown.
type Asked = Arc<Mutex<Vec<(String, String)>>>;

/// For every good refresh token there is an access token, and another refresh token in its stead: `segar-2` with the
/// first answer, and so on.
pub struct TokenServer {
    pub url: String,
    asked: Asked,
}

#[derive(Clone)]
struct Ways {
    asked: Asked,
    pause: Duration,
    is_good: fn(&str) -> bool,
}

impl TokenServer {
    /// Answers after a while; which refresh tokens are good is the story's to say.
    pub fn open(pause: Duration, is_good: fn(&str) -> bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/token", listener.local_addr().expect("an address"));
        let asked = Asked::default();
        let ways = web::Data::new(Ways { asked: asked.clone(), pause, is_good });
        let server = HttpServer::new(move || {
            Web::new().app_data(ways.clone()).route("/token", web::post().to(answer))
        });
        actix_web::rt::spawn(server.workers(1).disable_signals().listen(listener).expect("a server").run());
        Self { url, asked }
    }

    /// Secrets and refresh tokens as they were shown.
    pub fn asked(&self) -> Vec<(String, String)> {
        self.asked.lock().expect("the list").clone()
    }

    /// The refresh token that was shown last.
    pub fn last(&self) -> String {
        self.asked().pop().map(|(_, refresh)| refresh).unwrap_or_default()
    }
}

async fn answer(ways: web::Data<Ways>, form: web::Form<Vec<(String, String)>>) -> HttpResponse {
    let field = |name: &str| {
        form.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let shown = field("refresh_token");
    let is_good = (ways.is_good)(&shown);
    let n = {
        let mut asked = ways.asked.lock().expect("the list");
        asked.push((field("client_secret"), shown));
        asked.len()
    };
    tokio::time::sleep(ways.pause).await;
    if !is_good {
        return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant", "more": "<b>x</b>" }));
    }
    let next = format!("segar-{}", n + 1);
    HttpResponse::Ok()
        .json(json!({ "access_token": "boleh-masuk", "expires_in": 3600, "refresh_token": next }))
}
