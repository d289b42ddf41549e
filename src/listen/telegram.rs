//! Telegram: asking for updates, one node at a time, or telling it once where to bring them.

use std::sync::Arc;
use std::time::Duration;

use channels::SendError;
use channels::telegram::Telegram;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::Instant;

use super::pause::Pause;
use super::store;
use crate::app::App;
use crate::clock::{MINUTE, Millis};
use crate::error::{Error, Result};
use crate::ids::BotId;
use crate::intake;
use crate::lines::connected::BotLine;
use crate::lines::{self, Mode};
use crate::secret::random_token;
use crate::texts::Lang;

const LEASE: &str = "telegram-poll";
/// Longer than one poll and its patience, so that the lease outlives a silent one.
const LEASE_TIME: Millis = 2 * MINUTE;
/// The lease is renewed so often, whatever else takes its time; before an update it is looked at when it is as old.
const RENEW: Duration = Duration::from_secs(20);
const POLL_SECONDS: u32 = 25;
const BATCH: u8 = 100;
/// How often a node without the lease looks whether it is free.
const LOOK: Duration = Duration::from_secs(15);
/// Pause when a Bot API does not wait for updates as it was asked to: no storm of questions.
const BREATH: Duration = Duration::from_secs(1);
/// How often Telegram is asked whether it still brings updates to us.
const LOOK_AGAIN: Duration = Duration::from_mins(10);
const HOOK: &str = "/channels/telegram";

/// Which bot listens.
struct Ear {
    /// None: the configuration's.
    id: Option<BotId>,
    bot: Telegram,
    lease: String,
}

impl Ear {
    /// How a line fares stands in its room.
    async fn fares(&self, app: &App, trouble: Option<&str>) {
        fares(app, self.id, trouble).await;
    }
}

async fn fares(app: &App, id: Option<BotId>, trouble: Option<&str>) {
    let line = lines::bot_line(id);
    let noted = app
        .db
        .write(async |tx| match trouble {
            Some(words) => lines::troubled(tx, &line, words).await,
            None => lines::mended(tx, &line).await,
        })
        .await;
    if let Err(error) = noted {
        tracing::debug!(%error, "how the bot fares stands in the log only");
    }
}

/// Asks for updates of the configuration's bot until the house closes.
pub async fn poll(app: Arc<App>, stop: watch::Receiver<bool>) {
    let Some(bot) = app.telegram.clone() else { return };
    ask(app, Ear { id: None, bot, lease: LEASE.to_owned() }, stop).await;
}

/// Listens to a line's bot until the house closes or the line changes.
pub async fn hear(app: Arc<App>, line: Arc<BotLine>, stop: watch::Receiver<bool>) {
    let id = line.bot.id;
    let bot = match line.telegram() {
        Ok(bot) => bot.clone(),
        Err(trouble) => {
            let words = format!("{}: {trouble}", trouble.about);
            fares(&app, Some(id), Some(&words)).await;
            return;
        }
    };
    let ear = Ear { id: Some(id), bot, lease: format!("{LEASE}:{id}") };
    match line.bot.mode {
        Mode::Polling => ask(app, ear, stop).await,
        Mode::Webhook => {
            if let Some(secret) = line.webhook_secret() {
                let url = app.link(&line.bot.hook());
                tell(app, ear, &url, secret, stop).await;
            }
        }
    }
}

/// Only the node with the lease asks: Telegram allows one.
async fn ask(app: Arc<App>, ear: Ear, stop: watch::Receiver<bool>) {
    let holder = random_token();
    let mut pause = Pause::new(stop);
    let mut polling = false;
    while !pause.is_over() {
        let mut held = Held { app: &app, ear: &ear, holder: &holder, since: 0 };
        let turn = tokio::select! {
            turn = turn(&mut held, &mut polling) => turn,
            // Somebody else asks by now: what is half taken in rolls back, and is theirs.
            () = lost(&app, &ear, &holder) => Ok(Turn::NotOurs),
            // What is half taken in rolls back and comes again.
            () = pause.closing() => break,
        };
        match turn {
            Ok(Turn::Asked) => pause.reset(),
            Ok(Turn::Hasty) => pause.wait(BREATH).await,
            Ok(Turn::NotOurs) => pause.wait(LOOK).await,
            Err(Trouble::Telegram(error)) => {
                let at_least = match &error {
                    SendError::Later { after_seconds: Some(seconds), .. } => Duration::from_secs(*seconds),
                    _ => Duration::ZERO,
                };
                tracing::warn!(%error, lease = ear.lease, "Telegram gave no updates, trying again");
                ear.fares(&app, Some(&error.to_string())).await;
                polling = false;
                pause.after_failure(at_least).await;
            }
            Err(Trouble::House(error)) => {
                tracing::warn!(%error, "updates wait at Telegram until the house can take them in");
                pause.after_failure(Duration::ZERO).await;
            }
        }
    }
    if let Err(error) = app.db.write(async |tx| store::release(tx, &ear.lease, &holder).await).await {
        tracing::debug!(%error, "the lease runs out by itself");
    }
}

enum Turn {
    Asked,
    /// Nothing came, and nothing was waited for.
    Hasty,
    /// Another node asks.
    NotOurs,
}

enum Trouble {
    Telegram(SendError),
    House(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::House(error)
    }
}

/// The lease in our hands, and when it was last seen to be ours.
struct Held<'a> {
    app: &'a App,
    ear: &'a Ear,
    holder: &'a str,
    since: Millis,
}

impl Held<'_> {
    /// Takes or keeps it; nothing when another node has it.
    async fn renew(&mut self) -> Result<Option<store::Lease>> {
        let now = self.app.db.clock.now();
        let lease = renewed(self.app, self.ear, self.holder).await?;
        self.since = now;
        Ok(lease)
    }

    /// Is it still ours? Asked anew when it was some while ago: calls to Telegram may be slow, and a machine may
    /// have slept.
    async fn is_ours(&mut self) -> Result<bool> {
        if self.app.db.clock.now() - self.since < RENEW.as_millis() as Millis {
            return Ok(true);
        }
        Ok(self.renew().await?.is_some())
    }
}

async fn renewed(app: &App, ear: &Ear, holder: &str) -> Result<Option<store::Lease>> {
    app.db.write(async |tx| store::lease(tx, &ear.lease, holder, LEASE_TIME).await).await
}

/// Renews the lease in the midst of a turn; ends when another node has it. A database that is away loses nothing: the
/// turn notices by itself.
async fn lost(app: &App, ear: &Ear, holder: &str) {
    loop {
        tokio::time::sleep(RENEW).await;
        if matches!(renewed(app, ear, holder).await, Ok(None)) {
            return;
        }
    }
}

async fn turn(held: &mut Held<'_>, polling: &mut bool) -> Result<Turn, Trouble> {
    let (app, ear) = (held.app, held.ear);
    let bot = &ear.bot;
    let Some(lease) = held.renew().await? else {
        *polling = false;
        return Ok(Turn::NotOurs);
    };
    if !*polling {
        // A webhook that is still set would refuse every poll.
        bot.delete_webhook().await.map_err(Trouble::Telegram)?;
        *polling = true;
        introduce(bot).await;
        ear.fares(app, None).await;
        tracing::info!(lease = ear.lease, "asking Telegram for updates");
    }
    let asked = Instant::now();
    let updates = bot.updates_after(lease.position, POLL_SECONDS, BATCH).await.map_err(Trouble::Telegram)?;
    let mut reached = None;
    let mut outcome = Ok(true);
    for update in &updates {
        outcome = match held.is_ours().await {
            Ok(true) => take_in(app, ear.id, update).await.map(|()| true),
            other => other,
        };
        if !matches!(outcome, Ok(true)) {
            break;
        }
        // The next offset tells Telegram to forget this update: only now it may.
        reached = update.get("update_id").and_then(Value::as_i64).map(|id| id + 1).or(reached);
    }
    if let Some(position) = reached {
        app.db
            .write(async |tx| {
                store::advance(tx, &ear.lease, position).await?;
                lines::came_in(tx, &lines::bot_line(ear.id)).await
            })
            .await?;
    }
    if !outcome? {
        tracing::info!(lease = ear.lease, "another node asks Telegram by now");
        *polling = false;
        return Ok(Turn::NotOurs);
    }
    Ok(if updates.is_empty() && asked.elapsed() < BREATH { Turn::Hasty } else { Turn::Asked })
}

/// What the bot offers behind the slash, in both languages; Indonesian for all others. Only help, so it may fail.
async fn introduce(bot: &Telegram) {
    for (lang, code) in [(Lang::Id, ""), (Lang::En, "en")] {
        let offered = intake::COMMANDS.map(|(id, en, key)| {
            let command = if lang == Lang::Id { id } else { en };
            (command, lang.say(key))
        });
        let commands: Vec<(&str, &str)> =
            offered.iter().map(|(command, what)| (*command, what.as_ref())).collect();
        if let Err(error) = bot.set_commands(code, &commands).await {
            tracing::warn!(%error, "the bot's commands could not be set");
        }
    }
}

async fn take_in(app: &App, id: Option<BotId>, update: &Value) -> Result<()> {
    let outcome = intake::telegram_for(app, id, update.to_string().as_bytes()).await?;
    tracing::debug!(outcome = outcome.code(), "an update is in");
    Ok(())
}

/// Tells Telegram where to bring updates of the configuration's bot, once.
pub async fn announce(app: Arc<App>, stop: watch::Receiver<bool>) {
    let Some(bot) = app.telegram.clone() else { return };
    let Some(secret) = app.config.telegram_secret.clone() else {
        tracing::error!("no updates from Telegram: set telegram_secret (1 to 256 of A-Z a-z 0-9 _ -)");
        return;
    };
    let url = app.link(HOOK);
    tell(app, Ear { id: None, bot, lease: LEASE.to_owned() }, &url, &secret, stop).await;
}

/// Tells Telegram where to bring updates, and looks now and then whether it still does: whoever has the token may have
/// told it another address meanwhile.
async fn tell(app: Arc<App>, ear: Ear, url: &str, secret: &SecretString, stop: watch::Receiver<bool>) {
    let mut pause = Pause::new(stop);
    let mut told = false;
    while !pause.is_over() {
        match brings(&ear, url, secret, &mut told).await {
            Ok(trouble) => {
                ear.fares(&app, trouble.as_deref()).await;
                pause.reset();
                pause.wait(LOOK_AGAIN).await;
            }
            Err(SendError::Later { reason, after_seconds }) => {
                tracing::warn!(reason, "Telegram does not take our address yet, trying again");
                ear.fares(&app, Some(&reason)).await;
                pause.after_failure(Duration::from_secs(after_seconds.unwrap_or(0))).await;
            }
            Err(error) => {
                tracing::error!(
                    %error,
                    url,
                    "no updates from Telegram: public_url must begin https:// and be reachable from outside, \
                     or let the bot be polled"
                );
                ear.fares(&app, Some(&error.to_string())).await;
                pause.wait(LOOK_AGAIN).await;
            }
        }
    }
}

/// Whether Telegram brings updates here; where it cannot, why they wait there.
async fn brings(
    ear: &Ear,
    url: &str,
    secret: &SecretString,
    told: &mut bool,
) -> Result<Option<String>, SendError> {
    if *told {
        let known = ear.bot.webhook().await?;
        if known.url == url {
            return Ok(known.trouble);
        }
        tracing::warn!(url, "Telegram was told another address than ours; telling it anew");
    }
    ear.bot.set_webhook(url, secret.expose_secret()).await?;
    introduce(&ear.bot).await;
    tracing::info!(url, "Telegram brings updates to us");
    *told = true;
    Ok(None)
}
