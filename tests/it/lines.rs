//! Lines that administrators keep: mailboxes and bots, set up in their room.

mod absent;
mod bots;
mod busy;
mod catcher;
mod fares;
mod fold;
mod form;
mod health;
mod letters;
mod mailboxes;
mod moved;
mod returns;
mod rotated;
mod sealed;
mod tokens;

use std::sync::Arc;

use sahut::app::App;
use sahut::listen;
use tokio::sync::watch;

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
