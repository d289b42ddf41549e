//! Is every part of the installation well? For `/readyz`, `/metrics` and `sahut doctor`.
//!
//! A check says how a part is, what was found, and what to do. What was found may name hosts and folders
//! and is for the administrator's terminal; `/readyz` shows strangers the state alone. Neither ever holds
//! a secret.

mod house;
mod mailbox;
mod outside;

pub use mailbox::test_mailbox;

use std::time::Duration;

use crate::app::App;
use crate::clock::{Clock, Millis, SECOND};
use crate::config::Config;
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::intake;
use crate::queue;

/// How a part of the installation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Ok,
    /// Not configured; everything else works without it.
    Off,
    /// Works, or works without this part, but somebody should look.
    Warn,
    /// Does not work.
    Fail,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Off => "off",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One part and how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub part: &'static str,
    pub state: State,
    /// What was found, one line.
    pub found: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Check {
    fn new(part: &'static str, state: State, found: impl Into<String>) -> Self {
        Self { part, state, found: found.into(), remedy: None }
    }

    pub fn ok(part: &'static str, found: impl Into<String>) -> Self {
        Self::new(part, State::Ok, found)
    }

    pub fn off(part: &'static str, found: impl Into<String>) -> Self {
        Self::new(part, State::Off, found)
    }

    pub fn warn(part: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..Self::new(part, State::Warn, found) }
    }

    pub fn fail(part: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..Self::new(part, State::Fail, found) }
    }
}

/// A probe waits this long for a part before it counts as away.
const PROBE: Duration = Duration::from_secs(3);

/// Everything, in the order one would mend it. Does not migrate and changes nothing that stays.
pub async fn everything(config: &Config, clock: &Clock) -> Vec<Check> {
    let mut checks = house::configuration(config);
    checks.push(house::secret_key(config));
    let (database, db) = house::database(config, clock).await;
    checks.extend(database);
    checks.push(house::files(config).await);
    checks.push(outside::virus_scanner(config).await);
    checks.push(house::search(config).await);
    let lines = match &db {
        Some(db) => outside::lines(db, config).await,
        None => Vec::new(),
    };
    if let Some(db) = db {
        db.close().await;
    }
    let works = |part| lines.iter().any(|line| line.part == part && line.state == State::Ok);
    checks.push(outside::mail_out(config, works(outside::MAILBOX)).await);
    checks.push(outside::mail_in(config, works(outside::MAILBOX)).await);
    checks.push(outside::telegram(config, works(outside::BOT)).await);
    checks.extend(lines);
    checks.push(outside::telephone(config));
    checks.push(house::time(config, clock));
    checks
}

/// Parts that a request needs now: asked at every probe.
pub async fn vital(app: &App) -> Vec<Check> {
    let database = match tokio::time::timeout(PROBE, app.db.ping()).await {
        Ok(Ok(())) => Check::ok("database", app.db.name()),
        Ok(Err(error)) => Check::fail("database", error.to_string(), "run `sahut doctor`"),
        Err(_) => Check::fail("database", "does not answer in time", "run `sahut doctor`"),
    };
    let search = match tokio::time::timeout(PROBE, app.index.health()).await {
        Ok(Ok(())) => Check::ok("search", "answers"),
        Ok(Err(error)) => Check::warn("search", error.to_string(), "intake goes on without it"),
        Err(_) => Check::warn("search", "does not answer in time", "intake goes on without it"),
    };
    vec![database, search]
}

/// Parts that jobs need, and wait for: asked now and then, because asking costs a connection.
pub async fn waited_for(app: &App) -> Vec<Check> {
    let files = match tokio::time::timeout(PROBE, app.files.check()).await {
        Ok(Ok(())) => Check::ok("files", "can be written and read"),
        Ok(Err(error)) => Check::warn("files", error.to_string(), "run `sahut doctor`"),
        Err(_) => Check::warn("files", "do not answer in time", "run `sahut doctor`"),
    };
    let mail = match &app.smtp {
        None => Check::off("mail", "no smtp_url"),
        Some(smtp) => match tokio::time::timeout(PROBE, smtp.check()).await {
            Ok(Ok(())) => Check::ok("mail", "can leave"),
            Ok(Err(error)) => Check::warn("mail", error.to_string(), "mails wait in the queue"),
            Err(_) => Check::warn("mail", "does not answer in time", "mails wait in the queue"),
        },
    };
    vec![files, virus_scanner(&app.config).await, mail]
}

/// The scanner that files wait for.
pub async fn virus_scanner(config: &Config) -> Check {
    match tokio::time::timeout(PROBE, outside::virus_scanner(config)).await {
        // Everything else goes on without it.
        Ok(check) => Check { state: check.state.min(State::Warn), ..check },
        Err(_) => Check::warn("virus scanner", "does not answer in time", "files wait for it"),
    }
}

/// What waits and what is open, for gauges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    pub jobs_waiting: i64,
    pub jobs_buried: i64,
    /// How long the oldest job that is due has waited, in seconds.
    pub oldest_job_seconds: i64,
    pub rejects_waiting: i64,
    pub open_tickets: i64,
}

pub async fn load(tx: &mut Tx) -> Result<Load> {
    let depth = queue::depth(tx).await?;
    let age = |at: Millis| ((tx.now() - at) / SECOND).max(0);
    Ok(Load {
        jobs_waiting: depth.waiting,
        jobs_buried: depth.buried,
        oldest_job_seconds: depth.oldest_run_at.map_or(0, age),
        rejects_waiting: intake::waiting(tx).await?,
        open_tickets: Select::new("SELECT COUNT(*) AS n FROM ticket WHERE is_open", []).number(tx).await?,
    })
}
