//! The mailbox: every letter after the cursor goes in, the cursor moves, the letter is flagged for people.

use std::sync::Arc;
use std::time::Duration;

use channels::email::{Cursor, Fetched, ImapConfig, ImapError, Mailbox, Woken};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use super::pause::Pause;
use super::store;
use super::withheld::Withheld;
use crate::app::App;
use crate::clock::{MINUTE, Millis, SECOND};
use crate::error::{Error, Result};
use crate::intake::{self, Received};
use crate::lines::connected::{MailLine, from_day};
use crate::lines::{self, Arrival};
use crate::secret::random_token;

/// Letters in one go; the cursor moves after each go.
const BATCH: usize = 50;
/// Looked for even when the server said nothing: as often as `mail_poll_seconds` says, five times rarer, because
/// it tells. A connection that is dead without knowing is noticed then.
const WAITS: u64 = 5;
const LONGEST_WAIT: u64 = 5 * 60;
/// Of a line's folder: sooner, because the lease wants to be kept.
const SHORT_WAIT: Duration = Duration::from_secs(30);
const LEASE: Millis = 90 * SECOND;
/// How often a node without the lease looks whether it is free.
const LOOK: Duration = Duration::from_secs(15);
/// How often in a row a server may tell of a change that brings no letter. Colleagues who flag letters make such
/// changes; so does, without end, a folder that was deleted and made again under an open session.
const EMPTY: u32 = 10;

/// Who reads what: the configuration's mailbox, or a folder of a line's.
struct Reader<'a> {
    app: &'a App,
    /// What the mailbox is called in the tables.
    name: String,
    arrival: Arrival,
    folder: &'a str,
    /// None: the configuration's.
    line: Option<&'a MailLine>,
    /// What came before is not ours. None: everything is.
    since: Option<Millis>,
    /// Of several nodes one reads a line's folder: this is who we are.
    holder: String,
    /// Known across sessions: most end over such a letter.
    withheld: Withheld,
}

/// Reads the configuration's mailbox until the house closes.
pub async fn listen(app: Arc<App>, stop: watch::Receiver<bool>) {
    let Some(url) = app.config.imap_url.clone() else { return };
    let name = name_of(&url);
    let config = ImapConfig {
        ca_file: app.config.mail_ca_file.clone(),
        poll_seconds: app.config.mail_poll_seconds,
        ..ImapConfig::new(url)
    };
    let arrival = Arrival::default();
    let holder = String::new();
    let withheld = Withheld::default();
    let reader =
        Reader { app: &app, name, arrival, folder: "INBOX", line: None, since: None, holder, withheld };
    let mut pause = Pause::new(stop);
    while !pause.is_over() {
        let trouble = reader.once(Ok(config.clone()), &mut pause).await;
        reader.rest(trouble, &mut pause).await;
    }
}

/// Reads a folder of a line's mailbox until the house closes or the line changes.
pub async fn read(
    app: Arc<App>,
    line: Arc<MailLine>,
    folder: String,
    is_junk: bool,
    stop: watch::Receiver<bool>,
) {
    let of = &line.mailbox;
    // Another account under the same line is another mailbox: its letters are counted anew.
    let name = format!("{}:{}@{}:{}/{folder}", of.line(), of.imap_user, of.imap_host, of.imap_port);
    let arrival = Arrival { mailbox: Some(of.id), is_junk };
    let holder = random_token();
    let mut reader = Reader {
        app: &app,
        name,
        arrival,
        folder: &folder,
        line: Some(&*line),
        since: None,
        holder,
        withheld: Withheld::default(),
    };
    let mut pause = Pause::new(stop);
    while !pause.is_over() {
        let trouble = match reader.begin(&line).await {
            Ok(true) => {
                let config = line.imap(&app.db, &app.secret, &folder).await;
                let since = reader.since.and_then(from_day);
                let config = config.map(|config| ImapConfig { since, ..config });
                reader.once(config, &mut pause).await
            }
            Ok(false) => Some(Trouble::NotOurs),
            Err(error) => Some(Trouble::House(error)),
        };
        reader.rest(trouble, &mut pause).await;
    }
    if let Err(error) = app.db.write(async |tx| store::release(tx, &reader.name, &reader.holder).await).await
    {
        tracing::debug!(%error, "the lease runs out by itself");
    }
}

enum Trouble {
    Server(lines::Trouble),
    House(Error),
    /// Another node reads.
    NotOurs,
    /// The session tells of changes again and again and gives no letter.
    Stale,
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::House(error)
    }
}

impl From<ImapError> for Trouble {
    fn from(error: ImapError) -> Self {
        Self::Server(error.into())
    }
}

impl Reader<'_> {
    /// Takes the lease, and finds out since when the folder is ours. That is remembered before anybody connects: a
    /// server may be away at first, and may be called otherwise later.
    async fn begin(&mut self, line: &MailLine) -> Result<bool> {
        if !self.lease().await? {
            return Ok(false);
        }
        if line.mailbox.takes_old || self.since.is_some() {
            return Ok(true);
        }
        let (name, of) = (&self.name, &line.mailbox);
        let since = self
            .app
            .db
            .write(async |tx| {
                // What is read already was so before this was remembered.
                let is_read = store::cursor(tx, name).await?.is_some();
                let since = if is_read { of.created_at } else { of.updated_at };
                store::since(tx, &of.line(), self.folder, since).await
            })
            .await?;
        self.since = Some(since);
        Ok(true)
    }

    /// Connects and reads until something goes wrong or the house closes.
    async fn once(&self, config: Result<ImapConfig, lines::Trouble>, pause: &mut Pause) -> Option<Trouble> {
        let config = match config {
            Ok(config) => config,
            Err(trouble) => return Some(Trouble::Server(trouble)),
        };
        match Mailbox::open(&config).await {
            Ok(mailbox) => {
                tracing::info!(mailbox = self.name, "reading mail");
                self.works().await;
                session(self, mailbox, pause).await
            }
            Err(error) => Some(error.into()),
        }
    }

    /// Waits after a trouble, which stands in the line's room.
    async fn rest(&self, trouble: Option<Trouble>, pause: &mut Pause) {
        match trouble {
            None => {}
            Some(Trouble::Server(trouble)) => {
                tracing::warn!(mailbox = self.name, %trouble, "the mailbox cannot be read, trying again");
                let (name, words) = (self.called(), format!("{}: {trouble}", trouble.about.code()));
                let noted = self.app.db.write(async |tx| lines::troubled(tx, &name, &words).await).await;
                if let Err(error) = noted {
                    tracing::debug!(%error, "the trouble stands in the log only");
                }
                pause.after_failure(Duration::ZERO).await;
            }
            Some(Trouble::House(error)) => {
                tracing::warn!(mailbox = self.name, %error, "mail waits until the house can take it in");
                pause.after_failure(Duration::ZERO).await;
            }
            Some(Trouble::NotOurs) => pause.wait(LOOK).await,
            Some(Trouble::Stale) => {
                tracing::info!(mailbox = self.name, "changes without a letter, opening the mailbox anew");
                pause.after_failure(Duration::ZERO).await;
            }
        }
    }

    /// What its line is called in its room.
    fn called(&self) -> String {
        lines::mailbox_line(self.arrival.mailbox)
    }

    /// A line that works has no trouble any more.
    async fn works(&self) {
        let name = self.called();
        if let Err(error) = self.app.db.write(async |tx| lines::mended(tx, &name).await).await {
            tracing::debug!(%error, "an old trouble stays for a while");
        }
    }

    /// Takes or keeps the lease of this folder. The configuration's mailbox needs none: what two nodes read is one
    /// letter all the same.
    async fn lease(&self) -> Result<bool> {
        if self.line.is_none() {
            return Ok(true);
        }
        let (name, holder) = (&self.name, &self.holder);
        let lease = self.app.db.write(async |tx| store::lease(tx, name, holder, LEASE).await).await?;
        Ok(lease.is_some())
    }

    /// Where a person finds a letter.
    fn where_lies(&self, folder: &str, uid: u32) -> String {
        let mailbox = self.line.map_or("the main mailbox", |line| line.mailbox.address.as_str());
        format!("{mailbox}, folder {folder}, UID {uid}")
    }

    /// How long to wait for news: within the lease.
    fn patience(&self) -> Duration {
        if self.line.is_some() {
            return SHORT_WAIT;
        }
        let poll = self.app.config.mail_poll_seconds;
        Duration::from_secs(poll.saturating_mul(WAITS).clamp(1, LONGEST_WAIT))
    }
}

/// One connection, from its beginning until it breaks or the house closes.
async fn session(reader: &Reader<'_>, mut mailbox: Mailbox, pause: &mut Pause) -> Option<Trouble> {
    let (mut last, mut empty) = (None, 0);
    loop {
        match reader.lease().await {
            Ok(true) => {}
            Ok(false) => {
                mailbox.close().await;
                return Some(Trouble::NotOurs);
            }
            Err(error) => return Some(error.into()),
        }
        // Not interrupted by closing: a letter in hand is taken in whole.
        match batch(reader, &mut mailbox, last).await {
            Ok((cursor, more)) => {
                pause.reset();
                last = cursor;
                if more {
                    empty = 0;
                    if !pause.is_over() {
                        continue;
                    }
                }
            }
            Err(trouble) => {
                if matches!(trouble, Trouble::Server(_)) && reader.withheld.is_tried_enough() {
                    // What comes next is no further try.
                    pause.reset();
                }
                return Some(trouble);
            }
        }
        let woken = tokio::select! {
            woken = mailbox.wait(reader.patience()) => Some(woken),
            () = pause.closing() => None,
        };
        match woken {
            Some(Ok(Woken::Mail)) if empty == EMPTY => {
                mailbox.close().await;
                return Some(Trouble::Stale);
            }
            Some(Ok(Woken::Mail)) => empty += 1,
            Some(Ok(Woken::Time)) => {
                if let Err(error) = mailbox.select().await {
                    return Some(error.into());
                }
            }
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
    reader: &Reader<'_>,
    mailbox: &mut Mailbox,
    last: Option<Cursor>,
) -> Result<(Option<Cursor>, bool), Trouble> {
    let Reader { app, name, .. } = reader;
    let mut cursor = match last {
        Some(cursor) => Some(cursor),
        None => app.db.read(async |tx| store::cursor(tx, name).await).await?,
    };
    if cursor.is_none()
        && reader.since.is_some_and(|since| app.db.clock.now() - since < MINUTE)
        && let Some(end) = mailbox.end()
    {
        // It was switched on just now, and what lay there before is not ours: it begins with the next letter. Later
        // than that, letters came meanwhile: everything since then is looked through, and what we have is a repeat.
        app.db.write(async |tx| store::set_cursor(tx, name, end).await).await?;
        cursor = Some(end);
    }
    let mut letters = reader.withheld.fetch(mailbox, cursor, BATCH).await?;
    let end = letters.last().map(place_of);
    let folder = mailbox.folder().to_owned();
    let mut received = Vec::with_capacity(letters.len());
    letters.retain_mut(|letter| match receive(reader, letter, &folder) {
        Some(it) => {
            received.push(it);
            true
        }
        None => false,
    });
    let (outcomes, outcome) = intake::receive_all(app, &received).await;
    let (mut reached, mut read) = (None, Vec::new());
    for (letter, became) in letters.iter().zip(&outcomes) {
        tracing::debug!(uid = letter.uid, outcome = became.code(), "a letter is in");
        reached = Some(place_of(letter));
        // Who looks into the mailbox for a letter that was not given finds it unread.
        if !letter.is_withheld {
            read.push(letter.uid);
        }
    }
    if outcome.is_ok() {
        // Behind the last one, even where that was a test's.
        reached = end;
    }
    if let Some(cursor) = reached {
        app.db
            .write(async |tx| {
                store::set_cursor(tx, name, cursor).await?;
                lines::came_in(tx, &reader.called()).await
            })
            .await?;
        reader.withheld.passed(cursor);
        // It may have ended over a letter; what came before that is in.
        if mailbox.is_open() {
            mailbox.mark_seen(&read).await?;
        }
    }
    outcome?;
    Ok((reached.or(cursor), end.is_some()))
}

fn place_of(letter: &Fetched) -> Cursor {
    Cursor { uid_validity: letter.uid_validity, last_uid: letter.uid }
}

/// With the letter's bytes, which are in memory once. Nothing for the letter of a test.
fn receive(reader: &Reader<'_>, letter: &mut Fetched, folder: &str) -> Option<Received> {
    let raw = std::mem::take(&mut letter.raw);
    let received = if letter.is_withheld {
        tracing::warn!(
            mailbox = reader.name,
            uid = letter.uid,
            "a letter is not given out, it is taken in without"
        );
        let key = format!("{}/{}/{}", reader.name, letter.uid_validity, letter.uid);
        let place = reader.where_lies(folder, letter.uid);
        intake::withheld(reader.app, raw, reader.arrival, &key, &place)
    } else {
        intake::letter(reader.app, raw, reader.arrival)
    };
    let Some(mut received) = received else {
        tracing::debug!(uid = letter.uid, "the letter of a test");
        return None;
    };
    if reader.arrival.is_junk {
        received.inbound.remarks.push(format!(
            "The mail lay in the folder {}: the mail server took it for unwanted. The sender got no answer yet.",
            reader.folder
        ));
    }
    if let Some(size) = letter.oversize {
        received.too_large(u64::from(size));
    }
    Some(received)
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
