//! Fetching letters over IMAP (RFC 3501) without losing one.
//!
//! The cursor is (UIDVALIDITY, last UID): flags are never asked, so a crash between fetching and flagging,
//! or a person reading the mailbox, hides nothing. The house stores what it fetched, saves the cursor,
//! and only then flags.

use std::fmt;
use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;

use async_imap::Session;
use async_imap::extensions::idle::IdleResponse;
use async_imap::types::UnsolicitedResponse;
use futures_util::TryStreamExt;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::connection::{self, Connection};

/// Longest wait for the answer to a command.
const ANSWER: Duration = Duration::from_mins(1);
/// Longest IDLE: routers forget silent connections, and a forgotten one never wakes us.
const IDLE: Duration = Duration::from_mins(10);
/// UIDs in one STORE command: servers limit the length of a line.
const FLAGGED: usize = 200;

/// Where incoming mail is.
#[derive(Clone, Debug)]
pub struct ImapConfig {
    /// `imaps://user:password@host:993/INBOX`, `imap://…` (STARTTLS, required), or `imap://…?tls=none`
    /// (only this machine). Without a folder: INBOX.
    pub url: SecretString,
    /// An extra root certificate (PEM), for an agency with its own certificate authority.
    pub ca_file: Option<PathBuf>,
    /// How often to look when the server cannot tell us, in seconds.
    pub poll_seconds: u64,
    /// An access token (XOAUTH2), which then stands in for the password.
    pub token: Option<SecretString>,
    /// Leaves out what came to the server before this day (`22-Nov-2026`), wherever in the mailbox it lies: an
    /// archive may be copied behind letters of today.
    pub since: Option<String>,
}

impl ImapConfig {
    /// The usual `poll_seconds`.
    pub const POLL_SECONDS: u64 = 60;

    /// A mailbox at `url`, looked at every [`Self::POLL_SECONDS`], public certificates.
    pub fn new(url: SecretString) -> Self {
        Self { url, ca_file: None, poll_seconds: Self::POLL_SECONDS, token: None, since: None }
    }
}

/// How far a mailbox has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The mailbox's generation: when it changes, UIDs begin anew.
    pub uid_validity: u32,
    /// The highest UID that is stored with us.
    pub last_uid: u32,
}

/// One letter as the server has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    pub uid_validity: u32,
    pub uid: u32,
    pub raw: Vec<u8>,
    /// The letter's size in bytes when it is beyond [`limits::MESSAGE`](crate::limits::MESSAGE): `raw` is then only
    /// its header.
    pub oversize: Option<u32>,
    /// The server does not give it out: `raw` is its header, or empty.
    pub is_withheld: bool,
}

impl Fetched {
    /// A letter of which nothing is given.
    pub fn nothing(uid_validity: u32, uid: u32) -> Self {
        Self { uid_validity, uid, raw: Vec::new(), oversize: None, is_withheld: true }
    }
}

impl fmt::Debug for Fetched {
    /// Without the letter: it is the citizen's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Fetched(uid {}/{}, {} bytes, oversize {:?}, withheld {})",
            self.uid_validity,
            self.uid,
            self.raw.len(),
            self.oversize,
            self.is_withheld
        )
    }
}

/// Why [`Mailbox::wait`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// The server told of a change.
    Mail,
    /// The time is over; look anyway.
    Time,
}

/// What went wrong with a mailbox. After any of these, open it anew.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImapError {
    #[error("incoming mail: {0}")]
    Config(String),
    #[error("incoming mail: no connection to {server}: {reason}")]
    Connect { server: String, reason: String },
    /// Nothing was said to it: whoever it is, it does not prove to be the server that was named.
    #[error("incoming mail: the certificate of {server} is not trusted: {reason}")]
    Certificate { server: String, reason: String },
    #[error("incoming mail: the server refused the sign-in: {0}")]
    Login(String),
    #[error("incoming mail: {0}")]
    Server(String),
    #[error("incoming mail: the server took too long to {0}")]
    TimedOut(&'static str),
    #[error("incoming mail: the connection is closed")]
    Closed,
    /// The letter that is next lies there and cannot be had; those behind it wait.
    #[error("incoming mail: the server does not give out letter {uid}: {reason}")]
    Withheld { uid_validity: u32, uid: u32, reason: String },
}

/// One IMAP session with one folder selected.
pub struct Mailbox {
    /// Nothing after the connection broke.
    session: Option<Session<Box<dyn Connection>>>,
    folder: String,
    uid_validity: u32,
    exists: u32,
    /// The UID that the next letter will have.
    uid_next: Option<u32>,
    has_idle: bool,
    poll: Duration,
    since: Option<String>,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailbox({}, UIDVALIDITY {}, IDLE {})", self.folder, self.uid_validity, self.has_idle)
    }
}

impl Mailbox {
    /// Connects, signs in, selects the folder.
    pub async fn open(config: &ImapConfig) -> Result<Self, ImapError> {
        let (mut session, folder) = connection::open(config).await?;
        let capabilities = within("tell what it can do", session.capabilities()).await?;
        let mut mailbox = Self {
            session: Some(session),
            folder,
            uid_validity: 0,
            exists: 0,
            uid_next: None,
            since: config.since.clone(),
            has_idle: capabilities.has_str("IDLE"),
            poll: Duration::from_secs(config.poll_seconds.clamp(1, IDLE.as_secs())),
        };
        mailbox.select().await?;
        Ok(mailbox)
    }

    /// Selects the folder again: one that was deleted and made anew meanwhile is another generation.
    pub async fn select(&mut self) -> Result<(), ImapError> {
        let folder = self.folder.clone();
        let selected = within("open the folder", self.session()?.select(&folder)).await?;
        self.uid_validity = selected
            .uid_validity
            .ok_or_else(|| ImapError::Server(format!("the folder {folder} has no UIDVALIDITY")))?;
        (self.exists, self.uid_next) = (selected.exists, selected.uid_next);
        Ok(())
    }

    /// The letters after the cursor, oldest first, at most `at_most` and, when they
    /// are large, fewer: only an empty answer says that there are no more. They end before a letter that the server
    /// does not give out; when that one is the first, it is an error ([`ImapError::Withheld`]). Without a cursor, or
    /// when the mailbox began a new generation, from the first letter on: the house knows what it has by the
    /// letter's external id.
    pub async fn fetch_after(
        &mut self,
        cursor: Option<Cursor>,
        at_most: usize,
    ) -> Result<Vec<Fetched>, ImapError> {
        let uid_validity = self.uid_validity;
        let last =
            cursor.filter(|cursor| cursor.uid_validity == uid_validity).map_or(0, |cursor| cursor.last_uid);
        let Some(first) = last.checked_add(1) else {
            return Ok(Vec::new());
        };
        let since = self.since.as_deref().map(|day| format!(" SINCE {day}")).unwrap_or_default();
        let session = self.session()?;
        // What was announced until now is in the answer to the search.
        while session.unsolicited_responses.try_recv().is_ok() {}

        // `n:*` always names the last letter too, even when its UID is below n.
        let found = within("search", session.uid_search(format!("UID {first}:*{since}"))).await?;
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| *uid >= first).collect();
        uids.sort_unstable();
        uids.truncate(at_most);

        self.letters(uids).await
    }

    /// Flags letters as read, for people who look into the mailbox. Failing here loses nothing.
    pub async fn mark_seen(&mut self, uids: &[u32]) -> Result<(), ImapError> {
        let session = self.session()?;
        for some in uids.chunks(FLAGGED) {
            let flag = async {
                let changed = session.uid_store(set(some), "+FLAGS.SILENT (\\Seen)").await?;
                pin!(changed).try_for_each(|_| async { Ok(()) }).await
            };
            within("flag letters", flag).await?;
        }
        Ok(())
    }

    /// Waits until the server tells of a change or `at_most` is over (never more than ten minutes, and no
    /// longer than `poll_seconds` when the server cannot tell). Then look, whatever it returned.
    pub async fn wait(&mut self, at_most: Duration) -> Result<Woken, ImapError> {
        let session = self.session()?;
        // Finds a connection that is dead without knowing, and letters that came while we were busy.
        within("answer", session.noop()).await?;
        let mut came = false;
        while let Ok(told) = session.unsolicited_responses.try_recv() {
            came |= matches!(told, UnsolicitedResponse::Exists(_) | UnsolicitedResponse::Recent(1..));
        }
        if came {
            return Ok(Woken::Mail);
        }
        if !self.has_idle {
            tokio::time::sleep(at_most.min(self.poll)).await;
            return Ok(Woken::Time);
        }
        self.idle(at_most.min(IDLE)).await
    }

    /// The session is away while idling: when anything fails, or the caller drops the wait, it stays away.
    async fn idle(&mut self, at_most: Duration) -> Result<Woken, ImapError> {
        let mut idle = self.session.take().ok_or(ImapError::Closed)?.idle();
        within("begin to idle", idle.init()).await?;
        let woken = {
            let (change, _stop) = idle.wait_with_timeout(at_most);
            // A second clock: the server's "still here" winds up the first one.
            match timeout(at_most, change).await {
                Ok(Ok(IdleResponse::NewData(_))) => Woken::Mail,
                Ok(Ok(IdleResponse::Timeout)) | Err(_) => Woken::Time,
                // We never interrupt, so this is the end of the stream.
                Ok(Ok(IdleResponse::ManualInterrupt)) => return Err(ImapError::Closed),
                Ok(Err(error)) => return Err(failed(error)),
            }
        };
        self.session = Some(within("end idling", idle.done()).await?);
        Ok(woken)
    }

    /// Says good-bye. An answer is not waited for long: nothing depends on it.
    pub async fn close(self) {
        if let Some(mut session) = self.session {
            let _ended: Result<_, _> = timeout(Duration::from_secs(5), session.logout()).await;
        }
    }

    /// Where the mailbox ends now: what comes later lies behind this.
    pub fn end(&self) -> Option<Cursor> {
        let last_uid = self.uid_next?.checked_sub(1)?;
        Some(Cursor { uid_validity: self.uid_validity, last_uid })
    }

    /// The folder's generation.
    pub const fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// False after the connection broke: only opening it anew helps.
    pub const fn is_open(&self) -> bool {
        self.session.is_some()
    }

    /// What comes over the connection can be understood no more.
    pub(super) fn drop_session(&mut self) {
        self.session = None;
    }

    pub(super) fn session(&mut self) -> Result<&mut Session<Box<dyn Connection>>, ImapError> {
        self.session.as_mut().ok_or(ImapError::Closed)
    }
}

/// What is there, as its words say for whoever runs the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    pub folder: String,
    pub letters: u32,
    /// The server tells of new mail by itself (IDLE).
    pub tells: bool,
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = if self.tells { "tells of new mail at once" } else { "has to be asked for new mail" };
        write!(f, "{}: {} letters; the server {told}", self.folder, self.letters)
    }
}

/// Connects and looks what is there.
pub async fn check(config: &ImapConfig) -> Result<Reached, ImapError> {
    let mailbox = Mailbox::open(config).await?;
    let found = Reached { folder: mailbox.folder.clone(), letters: mailbox.exists, tells: mailbox.has_idle };
    mailbox.close().await;
    Ok(found)
}

/// UIDs as commands name them.
pub(super) fn set(uids: &[u32]) -> String {
    let uids: Vec<String> = uids.iter().map(u32::to_string).collect();
    uids.join(",")
}

pub(super) async fn within<T>(
    what: &'static str,
    answer: impl Future<Output = async_imap::error::Result<T>>,
) -> Result<T, ImapError> {
    match timeout(ANSWER, answer).await {
        Ok(answer) => answer.map_err(failed),
        Err(_) => Err(ImapError::TimedOut(what)),
    }
}

/// Only short words: a parse error of async-imap holds the letter it choked on.
pub(super) fn failed(error: async_imap::error::Error) -> ImapError {
    use async_imap::error::Error;
    match error {
        Error::ConnectionLost => ImapError::Closed,
        Error::No(said) | Error::Bad(said) => ImapError::Server(super::words::line(&said, 300)),
        Error::Io(error) => ImapError::Server(super::words::line(&error.to_string(), 120)),
        Error::Parse(_) => ImapError::Server("the server's answer cannot be read".into()),
        other => ImapError::Server(super::words::line(&other.to_string(), 120)),
    }
}
