//! What every edge and every job has at hand. Cheap to share; all state is in the database and files.

mod lines;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use channels::SendError;
use channels::email::{Dkim, Ours, Sender, Smtp, SmtpConfig};
use channels::telegram::{Telegram, TelegramConfig};
use jiff::tz::TimeZone;
use knowledge_base::Index;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, watch};

use crate::agencies;
use crate::articles;
use crate::auth;
use crate::bus::Event;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Result, internal};
use crate::files::Files;
use crate::ids::MailboxId;
use crate::lines::connected::Connected;
use crate::queue::{self, Job};
use crate::routing::{Learned, Rules};
use crate::secret::Secret;
use crate::sla;
use crate::tickets::TicketNumber;

pub struct App {
    pub config: Config,
    pub db: Db,
    pub secret: Secret,
    pub files: Files,
    pub index: Index,
    /// None: outgoing mail is not configured; mails wait in the queue.
    pub smtp: Option<Smtp>,
    /// Signs letters of every line whose sender it speaks for.
    dkim: Option<Arc<Dkim>>,
    pub telegram: Option<Telegram>,
    pub zone: TimeZone,
    rules: RwLock<Arc<Rules>>,
    learned: RwLock<Option<Arc<Learned>>>,
    lines: watch::Sender<Arc<Connected>>,
    lines_turn: Mutex<()>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("config", &self.config).finish_non_exhaustive()
    }
}

impl App {
    /// Connects everything, migrates, and makes sure there is a body to answer.
    pub async fn start(config: Config, clock: Clock) -> Result<Arc<Self>> {
        let db = Db::connect(&config.database()?, clock).await?;
        db.migrate().await?;
        Self::with(config, db).await
    }

    /// With a database that is connected and migrated.
    pub async fn with(config: Config, db: Db) -> Result<Arc<Self>> {
        let secret = match &config.secret_key {
            Some(key) => Secret::new(key.clone())?,
            None => Secret::in_folder(&config.data_dir)?,
        };
        let name = config.city_name.clone();
        db.write(async |tx| {
            agencies::ensure_root(tx, &name).await?;
            sla::ensure(tx, &config.zone()).await?;
            auth::refresh_scopes(tx).await
        })
        .await?;
        let (rules, learned) =
            db.read(async |tx| Ok((Rules::load(tx).await?, Learned::load(tx).await?))).await?;
        let app = Self {
            secret,
            files: files(&config)?,
            index: index(&config)?,
            smtp: smtp(&config)?,
            dkim: dkim(&config)?,
            telegram: telegram(&config)?,
            zone: config.zone(),
            rules: RwLock::new(Arc::new(rules)),
            learned: RwLock::new(learned.map(Arc::new)),
            lines: watch::Sender::default(),
            lines_turn: Mutex::default(),
            config,
            db,
        };
        app.catch_up().await?;
        app.reload_lines().await?;
        Ok(Arc::new(app))
    }

    /// Articles that the search engine lacks (first start, rebuilt index) are queued for it.
    async fn catch_up(&self) -> Result<()> {
        // An engine that is away now is filled by the job, which waits for it.
        let ready = self.index.prepare().await;
        if let Err(error) = &ready {
            tracing::warn!(%error, "the search engine is away; everything else goes on");
        }
        let rebuild = ready.is_err() || self.index.needs_rebuild();
        self.db
            .write(async |tx| {
                if rebuild || articles::unindexed(tx).await? > 0 {
                    queue::enqueue_at(tx, &Job::IndexAll {}, tx.now(), Some("index-all")).await?;
                }
                Ok(())
            })
            .await
    }

    /// Routing rules as they were last loaded.
    pub fn rules(&self) -> Arc<Rules> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// After categories, areas or articles changed.
    pub async fn reload_rules(&self) -> Result<()> {
        let rules = self.db.read(async |tx| Rules::load(tx).await).await?;
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
        Ok(())
    }

    /// What routing learned from filed tickets, as it was last loaded.
    pub fn learned(&self) -> Option<Arc<Learned>> {
        self.learned.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// After a training.
    pub async fn reload_learned(&self) -> Result<()> {
        let learned = self.db.read(async |tx| Learned::load(tx).await).await?;
        *self.learned.write().unwrap_or_else(PoisonError::into_inner) = learned.map(Arc::new);
        Ok(())
    }

    /// From now on loads the rules again whenever any node changed what they are made of, and what was learned
    /// whenever any node learned anew. Needs a local
    /// task set, as every server and worker has; ends with the app.
    pub fn follow_rules(self: &Arc<Self>) {
        self.follow_lines();
        let (mut events, app) = (self.db.bus.subscribe(), Arc::downgrade(self));
        tokio::task::spawn_local(async move {
            loop {
                let (rules, learned) = match events.recv().await {
                    Ok(Event::Rules) => (true, false),
                    Ok(Event::Learned) => (false, true),
                    Err(RecvError::Lagged(_)) => (true, true),
                    Ok(_) => continue,
                    Err(RecvError::Closed) => return,
                };
                let Some(app) = app.upgrade() else { return };
                if rules && let Err(error) = app.reload_rules().await {
                    tracing::warn!(%error, "routing goes on with the rules it has");
                }
                if learned && let Err(error) = app.reload_learned().await {
                    tracing::warn!(%error, "routing goes on with what it learned before");
                }
            }
        });
    }

    /// What is ours in mails: also the addresses of lines that are off. Senders are judged by the configuration's mail
    /// server, which speaks for its own mailbox and for what it hands over.
    pub fn ours(&self) -> Ours {
        let lines = self.lines();
        let addresses = lines.mailboxes.iter().flat_map(|line| line.mailbox.addresses());
        Ours {
            domain: self.config.mail_domain(),
            addresses: self.config.our_addresses().into_iter().chain(addresses).collect(),
            checked_by: self.config.mail_checked_by.trim().to_owned(),
        }
    }

    /// The same for letters fetched from a mailbox: one of the administration has a server of its own, whose word on
    /// senders counts there and nowhere else. None: the configuration's.
    pub fn ours_in(&self, mailbox: Option<MailboxId>) -> Ours {
        let Some(id) = mailbox else { return self.ours() };
        let lines = self.lines();
        let checked_by = lines.mailbox(id).map(|line| line.mailbox.checked_by.clone());
        Ours { checked_by: checked_by.unwrap_or_default(), ..self.ours() }
    }

    /// Who our mails are from.
    pub fn sender(&self) -> Sender {
        Sender { address: self.config.mail_from.clone(), name: self.config.city_name.clone() }
    }

    /// A call recording from the telephone provider.
    pub async fn fetch_recording(&self, url: &str) -> Result<Vec<u8>, SendError> {
        let later = || SendError::Later {
            reason: "the telephone provider is not configured".into(),
            after_seconds: None,
        };
        let token = self.config.twilio_auth_token.as_ref().ok_or_else(later)?;
        let account = self.config.twilio_account_sid.as_deref().unwrap_or_default();
        channels::voice::fetch_recording(
            url,
            account,
            token,
            channels::limits::ATTACHMENT,
            &self.config.media_hosts(),
        )
        .await
    }

    /// The absolute address of a page.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url)
    }

    /// Where a citizen follows the ticket with this number.
    pub fn follow(&self, number: &TicketNumber) -> String {
        self.link(&format!("/track?number={}", number.digits()))
    }
}

pub(crate) fn files(config: &Config) -> Result<Files> {
    let Some(url) = config.files_url.as_deref() else {
        return Files::folder(&config.data_dir.join("files"));
    };
    match url.split_once("://") {
        None => Files::folder(Path::new(url)),
        Some(("file", folder)) => Files::folder(Path::new(folder)),
        Some(("s3", _)) => Files::s3(url),
        // As a folder it would be made, and every node would have its own.
        Some(_) => Err(internal("configuration: files_url: write a folder, or s3://bucket/prefix")),
    }
}

pub(crate) fn index(config: &Config) -> Result<Index> {
    match &config.meilisearch_url {
        Some(url) => Ok(Index::meilisearch(url, config.meilisearch_key.clone(), &config.meilisearch_prefix)?),
        None => Ok(Index::embedded(&config.data_dir.join("search"))?),
    }
}

pub(crate) fn smtp(config: &Config) -> Result<Option<Smtp>> {
    let Some(url) = &config.smtp_url else { return Ok(None) };
    let server = SmtpConfig { url: url.clone(), ca_file: config.mail_ca_file.clone() };
    let smtp =
        Smtp::connect(&server).map_err(|error| internal(format!("configuration: smtp_url: {error}")))?;
    Ok(Some(match dkim(config)? {
        Some(dkim) => smtp.signed_by(dkim),
        None => smtp,
    }))
}

/// The key that signs outgoing mail, when the mail server does not.
pub(crate) fn dkim(config: &Config) -> Result<Option<Arc<Dkim>>> {
    let Some(file) = &config.mail_dkim_key else { return Ok(None) };
    let wrong = |why: String| internal(format!("configuration: mail_dkim_key: {}: {why}", file.display()));
    let pem = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let of_sender = config.mail_from.rsplit_once('@').map_or("", |(_, domain)| domain);
    let domain = config.mail_dkim_domain.as_deref().unwrap_or(of_sender);
    let dkim = Dkim::new(&pem.into(), &config.mail_dkim_selector, domain).map_err(wrong)?;
    Ok(Some(Arc::new(dkim)))
}

fn telegram(config: &Config) -> Result<Option<Telegram>> {
    let Some(config) = telegram_config(config) else { return Ok(None) };
    Telegram::connect(&config)
        .map(Some)
        .map_err(|error| internal(format!("configuration: telegram: {error}")))
}

/// The bot's settings, when there is a bot.
pub fn telegram_config(config: &Config) -> Option<TelegramConfig> {
    Some(TelegramConfig {
        token: config.telegram_token.clone()?,
        api_url: config.telegram_api_url.clone(),
        secret: config.telegram_secret.clone(),
    })
}
