//! Lines that administrators keep: mailboxes and bots, set up in their room.

mod absent;
mod bots;
mod busy;
mod catcher;
mod checked;
mod fares;
mod fold;
mod form;
mod giver;
mod health;
mod letters;
mod mailboxes;
mod moved;
mod returns;
mod rotated;
mod sealed;
mod tokens;
mod withheld;

use std::sync::Arc;

use sahut::app::App;
use sahut::config::Config;
use sahut::listen;
use tokio::sync::watch;

use crate::support::House;
use crate::support::house::Visitor;

/// The fields of a mailbox that stands nowhere.
const FIELDS: [(&str, &str); 14] = [
    ("line_name", "Pengaduan air"),
    ("line_address", "air@kota.test"),
    ("imap_host", "mail.kota.test"),
    ("imap_port", "993"),
    ("imap_security", "tls"),
    ("imap_user", "air@kota.test"),
    ("sign_in", "password"),
    ("imap_password", "sangat-rahasia-7"),
    ("folders", "INBOX"),
    ("takes_old", "no"),
    ("smtp_host", "mail.kota.test"),
    ("smtp_port", "587"),
    ("smtp_security", "starttls"),
    ("has_plus", "no"),
];

/// The same with some changed or added.
pub fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FIELDS.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.chain(changes.iter().copied()).collect()
}

/// The fields of one that signs in with access tokens from there.
pub fn with_token<'a>(url: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let token = [
        ("sign_in", "xoauth2"),
        ("imap_password", ""),
        ("token_url", url),
        ("client_id", "klien"),
        ("refresh_token", "segar-1"),
    ];
    with(&[token.as_slice(), changes].concat())
}

/// Our own network is asked for tokens only where the configuration says so.
pub fn may_ask(config: &mut Config) {
    config.token_hosts = "127.0.0.1".into();
}

/// An administrator sets up a mailbox; gives its id.
pub async fn set_up(house: &House, admin: &Visitor, fields: &[(&str, &str)]) -> i64 {
    let answer = admin.post("/admin/channels/mailboxes/new", fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    house.number("SELECT MAX(id) AS n FROM mailbox").await
}

/// Tells a story while the lines are listened to.
async fn listening(app: &Arc<App>, story: impl AsyncFnOnce()) {
    let (stop, stopped) = watch::channel(false);
    let lines = actix_web::rt::spawn(listen::keep_lines(app.clone(), stopped));
    story().await;
    stop.send_replace(true);
    tokio::time::timeout(std::time::Duration::from_secs(30), lines)
        .await
        .expect("it ends")
        .expect("no panic");
}
