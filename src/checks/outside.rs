//! What stands outside: mail servers, Telegram, the telephone provider.

use std::time::Duration;

use channels::email::ImapConfig;
use channels::telegram::Telegram;

use super::Check;
use crate::app;
use crate::config::Config;
use crate::scan::Clamd;

/// Mail servers are slow to greet strangers.
const PATIENCE: Duration = Duration::from_secs(20);

pub async fn mail_out(config: &Config) -> Check {
    let part = "mail out";
    let smtp = match app::smtp(config) {
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
        Ok(Err(error)) => Check::fail(part, error, "check host, port, user and password in smtp_url"),
        Err(_) => Check::fail(part, "the server does not answer", "check host and port in smtp_url"),
    }
}

pub async fn mail_in(config: &Config) -> Check {
    let part = "mail in";
    let Some(url) = &config.imap_url else {
        return Check::off(part, "no imap_url: no mail is fetched");
    };
    let mailbox = ImapConfig {
        ca_file: config.mail_ca_file.clone(),
        poll_seconds: config.mail_poll_seconds,
        ..ImapConfig::new(url.clone())
    };
    match tokio::time::timeout(PATIENCE, channels::email::imap::check(&mailbox)).await {
        Ok(Ok(found)) => Check::ok(part, found),
        Ok(Err(error)) => {
            Check::fail(part, error.to_string(), "check host, user, password and folder in imap_url")
        }
        Err(_) => Check::fail(part, "the server does not answer", "check host and port in imap_url"),
    }
}

pub async fn telegram(config: &Config) -> Check {
    let part = "telegram";
    let Some(settings) = app::telegram_config(config) else {
        return Check::off(part, "no telegram_token: no bot");
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
