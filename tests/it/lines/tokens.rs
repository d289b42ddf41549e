//! Access tokens: asked for with the refresh token, which the provider may replace; refusals are told in words.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::{App as Web, HttpResponse, HttpServer, web};
use serde_json::json;

use super::with;
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;

type Asked = Arc<Mutex<Vec<String>>>;

/// Gives a token for the first refresh token and a second refresh token with it; knows no third.
async fn token(asked: web::Data<Asked>, form: web::Form<Vec<(String, String)>>) -> HttpResponse {
    let field = |name: &str| {
        form.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let shown = field("refresh_token");
    asked.lock().expect("the list").push(format!("{} {shown}", field("client_secret")));
    match shown.as_str() {
        "segar-1" => HttpResponse::Ok()
            .json(json!({ "access_token": "boleh-masuk", "expires_in": 3600, "refresh_token": "segar-2" })),
        _ => HttpResponse::BadRequest().json(json!({ "error": "invalid_grant", "more": "<b>x</b>" })),
    }
}

story!(a_refresh_token_that_was_replaced_is_kept, async |house: &House| {
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
        ("client_secret", "rahasia-klien"),
        ("refresh_token", "segar-1"),
    ]);
    let answer = admin.post("/admin/channels/mailboxes/new", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = house.number("SELECT id AS n FROM mailbox").await;
    let test = format!("/admin/channels/mailboxes/{id}/test");
    // The token is had; the mail server is not there.
    admin.post(&test, &[]).await;
    house.work().await;
    let page = admin.get(&test).await.text;
    assert!(page.contains("Server tidak dapat dihubungi"), "{page}");
    assert_eq!(*asked.lock().expect("the list"), ["rahasia-klien segar-1"]);
    // While it lasts nobody asks again; then with the new one.
    admin.post(&test, &[]).await;
    house.work().await;
    assert_eq!(asked.lock().expect("the list").len(), 1);
    house.app.db.clock.advance(2 * sahut::clock::HOUR);
    admin.post(&test, &[]).await;
    house.work().await;
    assert_eq!(asked.lock().expect("the list").last().map(String::as_str), Some("rahasia-klien segar-2"));
    let page = admin.get(&test).await.text;
    assert!(page.contains("Token akses tidak didapat") && page.contains("invalid_grant"), "{page}");
    assert!(!page.contains("<b>x"), "nothing else that was answered is shown");
});
