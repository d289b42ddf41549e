//! A refresh token that the provider replaces while an administrator changes the line: the new one is kept.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App as Web, HttpResponse, HttpServer, web};
use serde_json::json;

use super::tokens::may_ask;
use super::with;
use crate::story;
use crate::support::city::ADMINISTRATOR;
use crate::support::{House, until};

type Asked = Arc<Mutex<Vec<String>>>;

/// Every refresh token is good once, and the answer takes its time.
async fn token(asked: web::Data<Asked>, form: web::Form<Vec<(String, String)>>) -> HttpResponse {
    let shown = form.iter().find(|(name, _)| name == "refresh_token").map(|(_, value)| value.clone());
    let n = {
        let mut asked = asked.lock().expect("the list");
        asked.push(shown.unwrap_or_default());
        asked.len()
    };
    tokio::time::sleep(Duration::from_millis(800)).await;
    let next = format!("segar-{}", n + 1);
    HttpResponse::Ok().json(json!({ "access_token": "boleh", "expires_in": 3600, "refresh_token": next }))
}

story!(a_new_refresh_token_outlives_a_change_of_the_line, may_ask, async |house: &House| {
    let asked = Asked::default();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/token", listener.local_addr().expect("an address"));
    let kept = web::Data::new(asked.clone());
    let server =
        HttpServer::new(move || Web::new().app_data(kept.clone()).route("/token", web::post().to(token)));
    actix_web::rt::spawn(server.workers(1).disable_signals().listen(listener).expect("a server").run());
    let admin = house.staff(ADMINISTRATOR).await;
    let fields = with(&[
        ("imap_host", "127.0.0.1"),
        ("imap_port", "1"),
        ("sign_in", "xoauth2"),
        ("imap_password", ""),
        ("token_url", &url),
        ("client_id", "klien"),
        ("refresh_token", "segar-1"),
    ]);
    let answer = admin.post("/admin/channels/mailboxes/new", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = house.number("SELECT id AS n FROM mailbox").await;
    let test = format!("/admin/channels/mailboxes/{id}/test");
    let count = || asked.lock().expect("the list").len();
    let last = || asked.lock().expect("the list").last().cloned().unwrap_or_default();

    // In those moments somebody saves the line under another name.
    admin.post(&test, &[]).await;
    let saves = async {
        until("the token is asked for", async || count() == 1).await;
        let mut renamed = fields.clone();
        renamed.retain(|(name, _)| !matches!(*name, "line_name" | "refresh_token"));
        renamed.extend([("line_name", "Air bersih"), ("refresh_token", "")]);
        let saved = admin.post(&format!("/admin/channels/mailboxes/{id}"), &renamed).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
    };
    tokio::join!(house.work(), saves);
    admin.post(&test, &[]).await;
    house.work().await;
    assert_eq!((count(), last()), (2, "segar-2".to_owned()), "the first is dead");

    // A new one that the administrator typed meanwhile is theirs: it stays.
    house.app.db.clock.advance(2 * sahut::clock::HOUR);
    admin.post(&test, &[]).await;
    let types = async {
        until("the token is asked for", async || count() == 3).await;
        let mut typed = fields.clone();
        typed.retain(|(name, _)| *name != "refresh_token");
        typed.push(("refresh_token", "tangan"));
        let saved = admin.post(&format!("/admin/channels/mailboxes/{id}"), &typed).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
    };
    tokio::join!(house.work(), types);
    admin.post(&test, &[]).await;
    house.work().await;
    assert_eq!((count(), last()), (4, "tangan".to_owned()));
});
