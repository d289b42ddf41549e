//! The lines as a node holds them: secrets opened, ready to fetch and to send.

use std::path::PathBuf;
use std::sync::Arc;

use channels::email::{Dkim, ImapConfig, Ours, Sender, Smtp, SmtpConfig};
use channels::telegram::{Telegram, TelegramConfig};
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::Mutex;

use super::access::{self, About, Trouble};
use super::mailboxes::Secrets;
use super::{Bot, Mailbox, Security, SignIn, store};
use crate::clock::{DAY, Millis};
use crate::config::Config;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::{BotId, MailboxId};
use crate::secret::Secret;

/// All lines but the configuration's.
#[derive(Debug, Default)]
pub struct Connected {
    pub mailboxes: Vec<Arc<MailLine>>,
    pub bots: Vec<Arc<BotLine>>,
}

impl Connected {
    /// Loads the lines; those that did not change stay connected as they are.
    pub async fn load(
        tx: &mut Tx,
        (secret, config, dkim): (&Secret, &Config, Option<&Arc<Dkim>>),
        before: &Self,
    ) -> Result<Self> {
        let mut now = Self::default();
        for mailbox in store::mailboxes(tx).await? {
            let same = |known: &&Arc<MailLine>| {
                known.mailbox.id == mailbox.id && known.mailbox.version == mailbox.version
            };
            let line = before.mailboxes.iter().find(same).cloned();
            now.mailboxes
                .push(line.unwrap_or_else(|| Arc::new(MailLine::new(mailbox, secret, config, dkim))));
        }
        for bot in store::bots(tx).await? {
            let same = |known: &&Arc<BotLine>| known.bot.id == bot.id && known.bot.version == bot.version;
            let line = before.bots.iter().find(same).cloned();
            now.bots.push(line.unwrap_or_else(|| Arc::new(BotLine::new(bot, secret, config))));
        }
        Ok(now)
    }

    pub fn mailbox(&self, id: MailboxId) -> Option<&Arc<MailLine>> {
        self.mailboxes.iter().find(|line| line.mailbox.id == id)
    }

    /// The mailbox with this address, with or without a tag behind a plus sign, while it is on.
    pub fn read_at(&self, address: &str) -> Option<MailboxId> {
        let owns =
            |of: &Mailbox| Ours { addresses: of.addresses().collect(), ..Ours::default() }.owns(address);
        self.mailboxes.iter().map(|line| &line.mailbox).find(|of| of.is_on && owns(of)).map(|of| of.id)
    }

    pub fn bot(&self, id: BotId) -> Option<&Arc<BotLine>> {
        self.bots.iter().find(|line| line.bot.id == id)
    }
}

/// A mailbox with its secrets.
#[derive(Debug)]
pub struct MailLine {
    pub mailbox: Mailbox,
    /// None: they do not open.
    secrets: Option<Secrets>,
    ca_file: Option<PathBuf>,
    poll_seconds: u64,
    dkim: Option<Arc<Dkim>>,
    /// Hosts of our own network that may be asked for tokens.
    token_hosts: Vec<String>,
    way: Mutex<Way>,
}

/// What lasts from one letter to the next.
#[derive(Debug, Default)]
struct Way {
    token: Option<(SecretString, Millis)>,
    smtp: Option<Smtp>,
}

impl MailLine {
    fn new(mailbox: Mailbox, secret: &Secret, config: &Config, dkim: Option<&Arc<Dkim>>) -> Self {
        let secrets = mailbox.secrets(secret);
        if let Err(error) = &secrets {
            tracing::warn!(mailbox = mailbox.address, %error, "a mailbox cannot be used");
        }
        Self {
            mailbox,
            secrets: secrets.ok(),
            ca_file: config.mail_ca_file.clone(),
            poll_seconds: config.mail_poll_seconds,
            dkim: dkim.cloned(),
            token_hosts: config.own_token_hosts(),
            way: Mutex::default(),
        }
    }

    /// Who its letters are from. Without a name of its own, the body's name.
    pub fn sender(&self, city: &str) -> Sender {
        let name = Some(self.mailbox.sender_name.as_str()).filter(|name| !name.is_empty());
        Sender { address: self.mailbox.address.clone(), name: name.unwrap_or(city).to_owned() }
    }

    /// How to fetch from a folder.
    pub async fn imap(&self, db: &Db, secret: &Secret, folder: &str) -> Result<ImapConfig, Trouble> {
        let secrets = self.secrets()?;
        let token = self.token(db, secret).await?;
        let of = &self.mailbox;
        let login = Some((of.imap_user.as_str(), secrets.password.as_str()));
        let url = url("imap", of.imap_security, &of.imap_host, of.imap_port, login, folder);
        Ok(ImapConfig {
            ca_file: self.ca_file.clone(),
            poll_seconds: self.poll_seconds,
            token,
            ..ImapConfig::new(url)
        })
    }

    /// The way out. Connections are kept.
    pub async fn smtp(&self, db: &Db, secret: &Secret) -> Result<Smtp, Trouble> {
        let secrets = self.secrets()?;
        let of = &self.mailbox;
        let own = !secrets.smtp_password.is_empty();
        let token = if own { None } else { self.token(db, secret).await? };
        let mut way = self.way.lock().await;
        if let Some(smtp) = &way.smtp {
            return Ok(smtp.clone());
        }
        let user = if of.smtp_user.is_empty() { &of.imap_user } else { &of.smtp_user };
        let password = if own { &secrets.smtp_password } else { &secrets.password };
        // A server on this machine may ask for no sign-in.
        let login = (user != "-").then_some((user.as_str(), password.as_str()));
        let config = SmtpConfig {
            url: url("smtp", of.smtp_security, &of.smtp_host, of.smtp_port, login, ""),
            ca_file: self.ca_file.clone(),
        };
        let smtp = Smtp::connect_with(&config, token.as_ref())
            .map_err(|error| Trouble { about: About::Server, said: error.to_string() })?;
        // Only what the key speaks for is signed by it.
        let smtp = match &self.dkim {
            Some(dkim) => smtp.signed_by(dkim.clone()),
            None => smtp,
        };
        way.smtp = Some(smtp.clone());
        Ok(smtp)
    }

    fn secrets(&self) -> Result<&Secrets, Trouble> {
        let said = "the stored password does not open".to_owned();
        self.secrets.as_ref().ok_or(Trouble { about: About::Sealed, said })
    }

    /// An access token, when the mailbox wants one. A new refresh token is kept at once: the old one is dead.
    async fn token(&self, db: &Db, secret: &Secret) -> Result<Option<SecretString>, Trouble> {
        if self.mailbox.sign_in != SignIn::Xoauth2 {
            return Ok(None);
        }
        let mut way = self.way.lock().await;
        let now = db.clock.now();
        if let Some((token, until)) = &way.token
            && now < *until
        {
            return Ok(Some(token.clone()));
        }
        let (id, version) = (self.mailbox.id, self.mailbox.version);
        // Another node may have had a new one meanwhile.
        let row = db.read(async |tx| store::mailbox(tx, id).await).await?;
        let mut secrets = match row.filter(|row| row.version == version) {
            Some(row) => row.secrets(secret)?,
            None => self.secrets()?.clone(),
        };
        let access = access::token(&self.mailbox, &secrets, &self.token_hosts, now).await?;
        if let Some(new) = access.refresh_token {
            let shown = std::mem::replace(&mut secrets.refresh_token, new);
            db.write(async |tx| self.keep_token(tx, secret, &shown, &secrets.refresh_token).await).await?;
        }
        way.smtp = None;
        way.token = Some((access.token.clone(), access.until));
        Ok(Some(access.token))
    }

    /// Seals a new refresh token where the one that was shown for it is: the row may have changed while the provider
    /// was asked, but what is not the same account any more, or has another token by now, is left alone.
    async fn keep_token(&self, tx: &mut Tx, secret: &Secret, shown: &str, new: &str) -> Result<()> {
        let of = &self.mailbox;
        let Some(row) = store::lock_mailbox(tx, of.id).await? else { return Ok(()) };
        let mut secrets = row.secrets(secret)?;
        let is_same = row.token_url == of.token_url && row.client_id == of.client_id;
        if !is_same || secrets.refresh_token != shown {
            return Ok(());
        }
        new.clone_into(&mut secrets.refresh_token);
        store::set_sealed(tx, of.id, &secrets.sealed(secret, of.id)?).await
    }
}

/// A bot with its token.
#[derive(Debug)]
pub struct BotLine {
    pub bot: Bot,
    /// What speaks for it; or why it cannot be used.
    connected: Result<(Telegram, TelegramConfig), Trouble>,
}

impl BotLine {
    fn new(bot: Bot, secret: &Secret, config: &Config) -> Self {
        let connected = Self::connect(&bot, secret, config);
        if let Err(error) = &connected {
            tracing::warn!(bot = bot.name, %error, "a bot cannot be used");
        }
        Self { bot, connected }
    }

    fn connect(bot: &Bot, secret: &Secret, config: &Config) -> Result<(Telegram, TelegramConfig), Trouble> {
        let said = "the stored token does not open".to_owned();
        let secrets = bot.secrets(secret).map_err(|_| Trouble { about: About::Sealed, said })?;
        let config = TelegramConfig {
            token: secrets.token.into(),
            api_url: config.telegram_api_url.clone(),
            secret: Some(secrets.webhook.into()),
        };
        let telegram = Telegram::connect(&config);
        let telegram = telegram.map_err(|said| Trouble { about: About::Server, said })?;
        Ok((telegram, config))
    }

    /// What speaks for it; or why nothing does.
    pub fn telegram(&self) -> Result<&Telegram, &Trouble> {
        self.connected.as_ref().map(|(telegram, _)| telegram)
    }

    /// Whether a call of the webhook carries our secret.
    pub fn secret_matches(&self, shown: Option<&str>) -> bool {
        let known = self.connected.as_ref().ok();
        known.is_some_and(|(_, config)| channels::telegram::secret_matches(config, shown))
    }

    /// The secret that Telegram is to show.
    pub fn webhook_secret(&self) -> Option<&SecretString> {
        self.connected.as_ref().ok()?.1.secret.as_ref()
    }
}

/// `imaps://user:password@host:993/folder`; everything that is not plain is written in percent signs.
fn url(
    scheme: &str,
    security: Security,
    host: &str,
    port: i64,
    login: Option<(&str, &str)>,
    path: &str,
) -> SecretString {
    let secured = if security == Security::Tls { "s" } else { "" };
    let login = login.map(|(user, password)| format!("{}:{}@", percent(user), percent(password)));
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let clear = if security == Security::None { "?tls=none" } else { "" };
    format!("{scheme}{secured}://{}{host}:{port}/{}{clear}", login.unwrap_or_default(), percent(path)).into()
}

fn percent(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            written.push(char::from(byte));
        } else {
            written.push('%');
            written.push_str(&crate::files::hex(&[byte]));
        }
    }
    written
}

/// The day from which on letters that came at `since` or later are found, as IMAP writes it. Two days earlier, for
/// time zones: servers count whole days, in their own time.
pub fn from_day(since: Millis) -> Option<String> {
    Some(Timestamp::from_millisecond(since - 2 * DAY).ok()?.strftime("%d-%b-%Y").to_string())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn addresses_of_servers() {
        let login = Some(("hotline@kota.test", "p/a+%:x"));
        let all = url("imap", Security::Tls, "mail.kota.test", 993, login, "Laporan Warga");
        assert_eq!(
            all.expose_secret(),
            "imaps://hotline%40kota.test:p%2fa%2b%25%3ax@mail.kota.test:993/Laporan%20Warga"
        );
        let here = url("smtp", Security::None, "::1", 25, None, "");
        assert_eq!(here.expose_secret(), "smtp://[::1]:25/?tls=none");
        assert_eq!(
            url("smtp", Security::StartTls, "m.test", 587, None, "").expose_secret(),
            "smtp://m.test:587/"
        );
        assert_eq!(from_day(1_795_399_200_000).as_deref(), Some("21-Nov-2026"));
    }
}
