//! A refresh token that the provider replaces while an administrator changes the line: the new one is kept.

use std::time::Duration;

use super::{may_ask, set_up, with_token};
use crate::story;
use crate::support::city::ADMINISTRATOR;
use crate::support::token_server::TokenServer;
use crate::support::{House, until};

story!(a_new_refresh_token_outlives_a_change_of_the_line, may_ask, async |house: &House| {
    // Every refresh token is good, and the answer takes its time.
    let tokens = TokenServer::open(Duration::from_millis(800), |_| true);
    let admin = house.staff(ADMINISTRATOR).await;
    let fields = with_token(&tokens.url, &[("imap_host", "127.0.0.1"), ("imap_port", "1")]);
    let id = set_up(house, &admin, &fields).await;
    let test = format!("/admin/channels/mailboxes/{id}/test");
    let count = || tokens.asked().len();

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
    assert_eq!((count(), tokens.last()), (2, "segar-2".to_owned()), "the first is dead");

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
    assert_eq!((count(), tokens.last()), (4, "tangan".to_owned()));
});
