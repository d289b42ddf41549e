//! The mailbox: every letter after the cursor goes in, the cursor moves, the letter is flagged for people.

use std::sync::Arc;
use std::time::Duration;

use channels::email::{Cursor, Fetched, ImapConfig, ImapError, Mailbox};
use channels::{InboundKind, limits};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use super::pause::Pause;
use super::store;
use crate::app::App;
use crate::conversations;
use crate::error::{Error, Result};
use crate::intake::{self, Outcome, Received};
use crate::outbox;

/// Letters in one go; the cursor moves after each go.
const BATCH: usize = 50;
/// Looked for even when the server said nothing: as often as `mail_poll_seconds` says, five times rarer, because
/// it tells. A connection that is dead without knowing is noticed then.
const WAITS: u64 = 5;
const LONGEST_WAIT: u64 = 5 * 60;
const MEGABYTE: u64 = 1024 * 1024;

/// Reads the mailbox until the house closes.
pub async fn listen(app: Arc<App>, stop: watch::Receiver<bool>) {
    let Some(url) = app.config.imap_url.clone() else { return };
    let name = name_of(&url);
    let config = ImapConfig {
        url,
        ca_file: app.config.mail_ca_file.clone(),
        poll_seconds: app.config.mail_poll_seconds,
    };
    let mut pause = Pause::new(stop);
    while !pause.is_over() {
        let trouble = match Mailbox::open(&config).await {
            Ok(mailbox) => {
                tracing::info!(mailbox = name, "reading mail");
                session(&app, &name, mailbox, &mut pause).await
            }
            Err(error) => Some(Trouble::Server(error)),
        };
        match trouble {
            None => {}
            Some(Trouble::Server(error)) => {
                tracing::warn!(mailbox = name, %error, "the mailbox cannot be read, trying again");
                pause.after_failure(Duration::ZERO).await;
            }
            Some(Trouble::House(error)) => {
                tracing::warn!(mailbox = name, %error, "mail waits until the house can take it in");
                pause.after_failure(Duration::ZERO).await;
            }
        }
    }
}

enum Trouble {
    Server(ImapError),
    House(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::House(error)
    }
}

impl From<ImapError> for Trouble {
    fn from(error: ImapError) -> Self {
        Self::Server(error)
    }
}

/// One connection, from its beginning until it breaks or the house closes.
async fn session(app: &App, name: &str, mut mailbox: Mailbox, pause: &mut Pause) -> Option<Trouble> {
    let wait = app.config.mail_poll_seconds.saturating_mul(WAITS).clamp(1, LONGEST_WAIT);
    let mut last = None;
    loop {
        // Not interrupted by closing: a letter in hand is taken in whole.
        match batch(app, name, &mut mailbox, last).await {
            Ok((cursor, more)) => {
                pause.reset();
                last = cursor;
                if more && !pause.is_over() {
                    continue;
                }
            }
            Err(trouble) => return Some(trouble),
        }
        let woken = tokio::select! {
            woken = mailbox.wait(Duration::from_secs(wait)) => Some(woken),
            () = pause.closing() => None,
        };
        match woken {
            Some(Ok(_)) => {}
            Some(Err(error)) => return Some(error.into()),
            None => {
                mailbox.close().await;
                return None;
            }
        }
    }
}

/// Takes in what is new: where it is read up to now, and whether there may be more.
async fn batch(
    app: &App,
    name: &str,
    mailbox: &mut Mailbox,
    last: Option<Cursor>,
) -> Result<(Option<Cursor>, bool), Trouble> {
    let cursor = match last {
        Some(cursor) => Some(cursor),
        None => app.db.read(async |tx| store::cursor(tx, name).await).await?,
    };
    let mut letters = mailbox.fetch_after(cursor, BATCH).await?;
    let more = !letters.is_empty();
    let received: Vec<Received> = letters.iter_mut().map(|letter| received(app, letter)).collect();
    let (outcomes, mut outcome) = intake::receive_all(app, &received).await;
    let (mut reached, mut read) = (cursor, Vec::new());
    for ((letter, received), outcome_of_it) in letters.iter().zip(&received).zip(&outcomes) {
        tracing::debug!(uid = letter.uid, outcome = outcome_of_it.code(), "a letter is in");
        if let Err(error) = tell_oversize(app, letter, received, outcome_of_it).await {
            outcome = outcome.and(Err(error));
            break;
        }
        reached = Some(Cursor { uid_validity: letter.uid_validity, last_uid: letter.uid });
        read.push(letter.uid);
    }
    if let Some(cursor) = reached.filter(|_| !read.is_empty()) {
        app.db.write(async |tx| store::set_cursor(tx, name, cursor).await).await?;
        mailbox.mark_seen(&read).await?;
    }
    outcome?;
    Ok((reached, more))
}

/// With the letter's bytes, which are in memory once.
fn received(app: &App, letter: &mut Fetched) -> Received {
    let mut inbound = channels::email::parse(&letter.raw, &app.ours());
    if let Some(size) = letter.oversize {
        let mb = u64::from(size).div_ceil(MEGABYTE);
        inbound.remarks.push(format!("The mail has {mb} MB, more than we take; only its header was kept."));
    }
    Received::new(inbound, std::mem::take(&mut letter.raw), "message/rfc822")
}

/// Somebody whose letter was too large hears so.
async fn tell_oversize(app: &App, letter: &Fetched, received: &Received, outcome: &Outcome) -> Result<()> {
    let person = received.inbound.kind == InboundKind::Message;
    if let (Some(size), true) = (letter.oversize, person)
        && let Outcome::Opened { conversation, .. } | Outcome::Joined { conversation, .. } = outcome
    {
        app.db
            .write(async |tx| {
                let conversation = conversations::get(tx, *conversation).await?;
                let size = u64::from(size).div_ceil(MEGABYTE).to_string();
                let most = (limits::MESSAGE as u64 / MEGABYTE).to_string();
                let text =
                    conversation.language.with2("channels-mail-oversize", ("size", size), ("most", most));
                outbox::say(tx, &conversation, &text).await
            })
            .await?;
    }
    Ok(())
}

/// What a mailbox is called in the tables: its address without the password.
fn name_of(url: &SecretString) -> String {
    let Ok(url) = url::Url::parse(url.expose_secret()) else { return "mailbox".to_owned() };
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let folder = url.path().trim_matches('/');
    let folder = if folder.is_empty() { "INBOX" } else { folder };
    format!("{}@{host}{port}/{folder}", url.username())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_named_without_its_password() {
        let name = name_of(&"imaps://hotline%40kota.test:rahasia@mail.kota.test:993/INBOX".into());
        assert_eq!(name, "hotline%40kota.test@mail.kota.test:993/INBOX");
        assert_eq!(name_of(&"imap://a:b@localhost".into()), "a@localhost/INBOX");
    }
}
