//! What stands outside: mail servers, Telegram, the telephone provider.

use std::time::Duration;

use channels::Outage;
use channels::email::{ImapConfig, ImapError};
use channels::telegram::Telegram;

use super::Check;
use crate::app;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result, internal};
use crate::lines::connected::{BotLine, Connected, MailLine};
use crate::lines::{self, About};
use crate::scan::Clamd;
use crate::secret::Secret;

/// Mail servers are slow to greet strangers.
const PATIENCE: Duration = Duration::from_secs(20);
const DISTRUST: &str =
    "the host must be named as in its certificate; a private authority's root goes into mail_ca_file";

pub async fn mail_out(config: &Config, has_others: bool) -> Check {
    let part = "mail out";
    let smtp = match app::smtp(config) {
        Ok(None) if has_others => {
            return Check::off(part, "no smtp_url: letters leave by the mailboxes of the administration");
        }
        Ok(None) => {
            return Check::off(part, "no smtp_url: answers by e-mail wait in the queue");
        }
        Ok(Some(smtp)) => smtp,
        Err(error) => return Check::fail(part, error.to_string(), "mend smtp_url"),
    };
    if config.mail_from.ends_with("@localhost") {
        let remedy = "set mail_from to an address of your domain";
        return Check::warn(part, format!("mails are from {}", config.mail_from), remedy);
    }
    match tokio::time::timeout(PATIENCE, smtp.check()).await {
        Ok(Ok(())) => Check::ok(part, format!("can leave, from {}", config.mail_from)),
        Ok(Err(error)) if error.about == Outage::Certificate => {
            Check::fail(part, error.to_string(), DISTRUST)
        }
        Ok(Err(error)) => {
            Check::fail(part, error.to_string(), "check host, port, user and password in smtp_url")
        }
        Err(_) => Check::fail(part, "the server does not answer", "check host and port in smtp_url"),
    }
}

pub async fn mail_in(config: &Config, has_others: bool) -> Check {
    let part = "mail in";
    let Some(url) = &config.imap_url else {
        return Check::off(
            part,
            if has_others {
                "no imap_url: mail comes by the mailboxes of the administration"
            } else {
                "no imap_url: no mail is fetched"
            },
        );
    };
    let mailbox = ImapConfig {
        ca_file: config.mail_ca_file.clone(),
        poll_seconds: config.mail_poll_seconds,
        ..ImapConfig::new(url.clone())
    };
    match tokio::time::timeout(PATIENCE, channels::email::imap::check(&mailbox)).await {
        Ok(Ok(found)) => checked(Check::ok(part, found.to_string()), &config.mail_checked_by, UNCHECKED_MAIN),
        Ok(Err(error @ ImapError::Certificate { .. })) => Check::fail(part, error.to_string(), DISTRUST),
        Ok(Err(error)) => {
            Check::fail(part, error.to_string(), "check host, user, password and folder in imap_url")
        }
        Err(_) => Check::fail(part, "the server does not answer", "check host and port in imap_url"),
    }
}

pub async fn telegram(config: &Config, has_others: bool) -> Check {
    let part = "telegram";
    let Some(settings) = app::telegram_config(config) else {
        let found = if has_others {
            "no telegram_token: the bots are those of the administration"
        } else {
            "no telegram_token: no bot"
        };
        return Check::off(part, found);
    };
    if config.telegram_mode == "webhook" {
        if config.telegram_secret.is_none() {
            let remedy = "set telegram_secret to 32 random letters and digits";
            return Check::fail(part, "telegram_mode is webhook, but there is no telegram_secret", remedy);
        }
        if !config.public_url.starts_with("https://") {
            let remedy = "set public_url to an https address, or telegram_mode to polling";
            return Check::fail(part, "Telegram calls https addresses only", remedy);
        }
    }
    let bot = match Telegram::connect(&settings) {
        Ok(bot) => bot,
        Err(error) => return Check::fail(part, error, "mend telegram_token or telegram_api_url"),
    };
    match tokio::time::timeout(PATIENCE, bot.check()).await {
        Ok(Ok(name)) => Check::ok(part, format!("the bot is @{name}, by {}", config.telegram_mode)),
        Ok(Err(error)) => Check::fail(
            part,
            error.to_string(),
            "is telegram_token the one @BotFather gave, and can we reach out?",
        ),
        Err(_) => Check::fail(part, "Telegram does not answer", "can this machine reach the Bot API?"),
    }
}

/// The mailboxes and bots that administrators keep: each signs in, both ways.
pub async fn lines(db: &Db, config: &Config) -> Vec<Check> {
    let known = db.read(async |tx| Ok((lines::mailboxes(tx).await?, lines::bots(tx).await?))).await;
    match known {
        Ok((mailboxes, bots)) if mailboxes.is_empty() && bots.is_empty() => return Vec::new(),
        Ok(_) => {}
        Err(error) => return vec![Check::fail(MAILBOX, error.to_string(), "run `sahut migrate`")],
    }
    let opened = async {
        let secret = secret(config)?;
        let dkim = app::dkim(config)?;
        let with = (&secret, config, dkim.as_ref());
        let connected = db.read(async |tx| Connected::load(tx, with, &Connected::default()).await).await?;
        Ok::<_, Error>((secret, connected))
    };
    let (secret, connected) = match opened.await {
        Ok(opened) => opened,
        Err(error) => return vec![Check::fail(MAILBOX, error.to_string(), SEALED)],
    };
    let mut checks = Vec::new();
    for line in &connected.mailboxes {
        checks.push(mailbox(db, &secret, line).await);
    }
    for line in &connected.bots {
        checks.push(bot(line).await);
    }
    checks
}

/// The installation's key; none is made here.
fn secret(config: &Config) -> Result<Secret> {
    match &config.secret_key {
        Some(key) => Secret::new(key.clone()),
        None if config.data_dir.join("secret.key").exists() => Secret::in_folder(&config.data_dir),
        None => Err(internal("the key that opens the secrets of mailboxes and bots is not there")),
    }
}

pub const MAILBOX: &str = "mailbox";
pub const BOT: &str = "bot";
const ROOM: &str = "look at it in the administration, under mailboxes and bots";
const SEALED: &str =
    "secret_key is another than when it was kept: enter the secret anew in the administration";

const UNCHECKED: &str =
    "nobody checks its senders: name the server that does, in the administration (Senders checked by)";
const UNCHECKED_MAIN: &str = "nobody checks its senders: name the server that does in mail_checked_by";

/// It works all the same; but whoever looks should know that senders are believed or doubted by nobody.
fn checked(check: Check, checked_by: &str, remedy: &str) -> Check {
    if checked_by.trim().is_empty() { Check { remedy: Some(remedy.to_owned()), ..check } } else { check }
}

async fn mailbox(db: &Db, secret: &Secret, line: &MailLine) -> Check {
    let address = &line.mailbox.address;
    if !line.mailbox.is_on {
        return Check::off(MAILBOX, format!("{address} is switched off"));
    }
    let fail = |trouble: &str, sealed: bool| {
        let remedy = if sealed { SEALED } else { ROOM };
        Check::fail(MAILBOX, format!("{address}: {trouble}"), remedy)
    };
    let folder = line.mailbox.folders().next().unwrap_or("INBOX");
    let config = match line.imap(db, secret, folder).await {
        Ok(config) => config,
        Err(trouble) => return fail(&trouble.said, trouble.about == About::Sealed),
    };
    let found = match tokio::time::timeout(PATIENCE, channels::email::imap::check(&config)).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return fail(&error.to_string(), false),
        Err(_) => return fail("the server for incoming mail does not answer", false),
    };
    let smtp = match line.smtp(db, secret).await {
        Ok(smtp) => smtp,
        Err(trouble) => return fail(&trouble.said, trouble.about == About::Sealed),
    };
    match tokio::time::timeout(PATIENCE, smtp.check()).await {
        Ok(Ok(())) => {
            let well = Check::ok(MAILBOX, format!("{address}: {found}; mail can leave"));
            checked(well, &line.mailbox.checked_by, UNCHECKED)
        }
        Ok(Err(error)) => fail(&error.said, false),
        Err(_) => fail("the server for outgoing mail does not answer", false),
    }
}

async fn bot(line: &BotLine) -> Check {
    let name = format!("@{}", line.bot.name);
    if !line.bot.is_on {
        return Check::off(BOT, format!("{name} is switched off"));
    }
    let Ok(telegram) = line.telegram() else {
        return Check::fail(BOT, format!("{name}: its token does not open"), SEALED);
    };
    match tokio::time::timeout(PATIENCE, telegram.check()).await {
        Ok(Ok(told)) => Check::ok(BOT, format!("@{told} answers, by {}", line.bot.mode)),
        Ok(Err(error)) => Check::fail(BOT, format!("{name}: {error}"), ROOM),
        Err(_) => Check::fail(BOT, format!("{name}: Telegram does not answer"), ROOM),
    }
}

/// Does it answer? Whether its signatures are fresh is its own program's business.
pub async fn virus_scanner(config: &Config) -> Check {
    let part = "virus scanner";
    let Some(door) = config.scanner() else {
        return Check::off(part, "no clamd: files are handed on unchecked");
    };
    match Clamd::new(door).version().await {
        Ok(found) => Check::ok(part, found),
        Err(error) => Check::fail(
            part,
            error,
            "start clamd, and let clamd name its LocalSocket or TCPSocket; until then files wait and nobody gets them",
        ),
    }
}

/// The provider calls us; whether it does shows only when somebody calls.
pub fn telephone(config: &Config) -> Check {
    let part = "telephone";
    if config.twilio_auth_token.is_none() {
        return if config.twilio_account_sid.is_none() {
            Check::off(part, "no twilio_auth_token: no calls")
        } else {
            let remedy = "set SAHUT_TWILIO_AUTH_TOKEN; without it no call can be trusted";
            Check::fail(part, "twilio_account_sid without twilio_auth_token", remedy)
        };
    }
    if config.twilio_account_sid.is_none() {
        let remedy = "set twilio_account_sid";
        return Check::fail(part, "recordings cannot be fetched without the account", remedy);
    }
    if !config.public_url.starts_with("https://") {
        let remedy = "set public_url to the https address that the provider calls: signatures are made of it";
        return Check::warn(part, "public_url is not https", remedy);
    }
    if config.voice_agent_number.is_none() {
        let remedy = "set voice_agent_number to the number of the hotline's desk";
        return Check::warn(part, "nobody is there for those who press 0", remedy);
    }
    Check::ok(part, format!("the provider calls {}/channels/voice/twilio", config.public_url))
}
