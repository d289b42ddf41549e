//! Settings: defaults < file (`sahut.toml`) < environment (`SAHUT_*`). Secrets cannot be printed.
//!
//! Every key is flat and named the same in both places: `smtp_url` in the file is `SAHUT_SMTP_URL`.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

use crate::db;
use crate::error::{Result, internal};

/// Variables of the tests and of the operating system that begin alike but are no settings.
const NOT_OURS: &str = "SAHUT_TEST_";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Folder of the SQLite file, the embedded search index, attachments and the secret key.
    pub data_dir: PathBuf,
    /// `sqlite:path` or `postgres://…`; by default `sqlite:<data_dir>/sahut.db`.
    pub database_url: Option<SecretString>,
    /// Address and port the web server listens on.
    pub listen: String,
    /// The address citizens and providers use, without a slash at the end. Signatures are checked
    /// against it, links are made with it.
    pub public_url: String,
    /// Addresses of our own reverse proxies, separated by commas: from them, and only from them,
    /// `X-Forwarded-For` is believed.
    pub trusted_proxies: String,
    /// Name of the body that answers, as citizens know it.
    pub city_name: String,
    /// IANA name; days, working hours and printed times follow it.
    pub time_zone: String,
    /// Signs tokens and peppers PINs; by default a file in `data_dir`. Nodes that share a database
    /// must share it.
    pub secret_key: Option<SecretString>,
    /// Attachments: a folder, by default `<data_dir>/files`, or `s3://bucket/prefix` in a store that all
    /// nodes share. Key and place of the store come from the variables its own programs read:
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`; for a store that is not Amazon's also
    /// `AWS_ENDPOINT` (its address without the bucket), and `AWS_ALLOW_HTTP=true` if it has no TLS.
    pub files_url: Option<String>,
    /// Where a virus scanner (clamd) listens that looks at every file before anybody gets it:
    /// `tcp://127.0.0.1:3310` or `unix:/run/clamav/clamd.ctl`. Let the line to it be private: it has no password and
    /// no TLS.
    pub clamd: Option<String>,
    pub meilisearch_url: Option<String>,
    pub meilisearch_key: Option<SecretString>,
    /// Begins the name of our index there, so that several hotlines can share a server.
    pub meilisearch_prefix: String,

    /// `smtp://user:password@host:587`, `smtps://…`, or `file:///folder` to write mails as files.
    pub smtp_url: Option<SecretString>,
    pub mail_from: String,
    /// A file with a private key (PEM, RSA or Ed25519) to sign outgoing mail with (DKIM), for those whose mail server
    /// does not. The public half stands in the DNS at `<mail_dkim_selector>._domainkey.<mail_dkim_domain>`.
    pub mail_dkim_key: Option<PathBuf>,
    pub mail_dkim_selector: String,
    /// The domain of `mail_from` unless said.
    pub mail_dkim_domain: Option<String>,
    /// `imaps://user:password@host:993/INBOX`.
    pub imap_url: Option<SecretString>,
    /// More addresses of ours that mail may be sent to, separated by commas.
    pub mail_addresses: String,
    /// The mail server hands letters to `name+anything@` over to `name@`: then answers and reports of what did not
    /// arrive are known by their address, too, even where a program drops every reference.
    pub mail_plus: bool,
    /// A further root certificate for mail servers of a private authority (PEM).
    pub mail_ca_file: Option<PathBuf>,
    pub mail_poll_seconds: u64,
    /// Where a mail server may hand letters over by LMTP: `127.0.0.1:24`, or `/run/sahut/lmtp.sock`. It need not be
    /// set to read a mailbox, and both together take a letter in once.
    pub lmtp_listen: Option<String>,
    /// Addresses, besides this machine's own, from which letters may come by LMTP, separated by commas. There is no
    /// password and no TLS: let it be your mail server alone.
    pub lmtp_from: String,
    /// The name under which our own mail server writes `Authentication-Results` (RFC 8601) into mails; empty:
    /// senders are not checked. The server must remove foreign ones under its name. It counts for the mailbox of
    /// `imap_url` and for what comes by LMTP; mailboxes of the administration name their own.
    pub mail_checked_by: String,
    /// Hosts of our own network (`host` or `host:port`), separated by commas, whose pictures in letters may be shown on
    /// request although they are not on the public internet.
    pub picture_hosts: String,
    /// Hosts of our own network (`host` or `host:port`), separated by commas, that may be asked for access tokens of
    /// mailboxes although they are not on the public internet.
    pub token_hosts: String,

    pub telegram_token: Option<SecretString>,
    /// The secret Telegram repeats in its header; needed for the webhook.
    pub telegram_secret: Option<SecretString>,
    pub telegram_api_url: Option<String>,
    /// `webhook` (Telegram calls us) or `polling` (we ask; no public address needed).
    pub telegram_mode: String,
    /// The bot's user name without the at sign: the portal links to it.
    pub telegram_name: Option<String>,

    pub twilio_account_sid: Option<String>,
    pub twilio_auth_token: Option<SecretString>,
    /// Hosts recordings may be fetched from, separated by commas.
    pub twilio_media_hosts: String,
    /// Number that "speak to an agent" dials; none: the caller is asked to leave a message.
    pub voice_agent_number: Option<String>,
    pub voice_emergency_number: String,

    /// Sites that may embed the chat, separated by commas, such as `https://kota.example.go.id`.
    pub chat_origins: String,
    /// `text` or `json`.
    pub log_format: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: "data".into(),
            database_url: None,
            listen: "127.0.0.1:8112".into(),
            public_url: "http://127.0.0.1:8112".into(),
            trusted_proxies: String::new(),
            city_name: "Sahut".into(),
            time_zone: "Asia/Jakarta".into(),
            secret_key: None,
            files_url: None,
            clamd: None,
            meilisearch_url: None,
            meilisearch_key: None,
            meilisearch_prefix: "sahut".into(),
            smtp_url: None,
            mail_from: "hotline@localhost".into(),
            mail_dkim_key: None,
            mail_dkim_selector: "sahut".into(),
            mail_dkim_domain: None,
            imap_url: None,
            mail_addresses: String::new(),
            mail_plus: false,
            mail_ca_file: None,
            mail_poll_seconds: 60,
            lmtp_listen: None,
            lmtp_from: String::new(),
            mail_checked_by: String::new(),
            picture_hosts: String::new(),
            token_hosts: String::new(),
            telegram_token: None,
            telegram_secret: None,
            telegram_api_url: None,
            telegram_mode: "polling".into(),
            telegram_name: None,
            twilio_account_sid: None,
            twilio_auth_token: None,
            twilio_media_hosts: "api.twilio.com".into(),
            voice_agent_number: None,
            voice_emergency_number: "112".into(),
            chat_origins: String::new(),
            log_format: "text".into(),
        }
    }
}

impl Config {
    /// Reads the file (when given it must exist; otherwise `sahut.toml` if there is one) and the
    /// environment.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let mut table = match file {
            Some(path) => read(path)?,
            None if Path::new("sahut.toml").exists() => read(Path::new("sahut.toml"))?,
            None => toml::Table::new(),
        };
        let texts =
            std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        overlay(&mut table, texts);
        let config: Self = table
            .try_into()
            .map_err(|error: toml::de::Error| internal(format!("configuration: {}", error.message())))?;
        config.checked()
    }

    fn checked(mut self) -> Result<Self> {
        while self.public_url.ends_with('/') {
            self.public_url.pop();
        }
        let wrong = |key: &str, remedy: &str| Err(internal(format!("configuration: {key}: {remedy}")));
        if url::Url::parse(&self.public_url).is_err() {
            return wrong("public_url", "write the full address, such as https://lapor.kota.example");
        }
        if list(&self.trusted_proxies).any(|address| address.parse::<std::net::IpAddr>().is_err()) {
            return wrong(
                "trusted_proxies",
                "write IP addresses separated by commas, such as 127.0.0.1,10.0.0.5",
            );
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            return wrong("time_zone", "write an IANA name, such as Asia/Jakarta");
        }
        if !["webhook", "polling"].contains(&self.telegram_mode.as_str()) {
            return wrong("telegram_mode", "write webhook or polling");
        }
        self.database()?;
        if self.lmtp_listen.is_some() {
            match self.lmtp_door() {
                None => {
                    return wrong(
                        "lmtp_listen",
                        "write an address with a port, or the full path of a socket",
                    );
                }
                Some(LmtpDoor::Tcp { address, from }) if !address.ip().is_loopback() && from.is_empty() => {
                    return wrong("lmtp_from", "say which mail server may deliver, by its IP address");
                }
                Some(_) => {}
            }
        }
        if self.clamd.is_some() && self.scanner().is_none() {
            return wrong("clamd", "write tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl");
        }
        if list(&self.lmtp_from).any(|address| address.parse::<std::net::IpAddr>().is_err()) {
            return wrong("lmtp_from", "write IP addresses separated by commas");
        }
        Ok(self)
    }

    pub fn database(&self) -> Result<db::Url> {
        use secrecy::ExposeSecret;
        match &self.database_url {
            None => Ok(db::Url::Sqlite(self.data_dir.join("sahut.db"))),
            Some(url) => url
                .expose_secret()
                .parse()
                .map_err(|error| internal(format!("configuration: database_url: {error}"))),
        }
    }

    /// The bot's user name and where citizens reach it: at Telegram; in the demo, whose Bot API is its
    /// own and whose bot nobody finds elsewhere, on the demo's page.
    pub fn telegram_link(&self) -> Option<(String, String)> {
        let name = self.telegram_name.clone().filter(|_| self.telegram_token.is_some())?;
        let is_ours = self.telegram_api_url.as_ref().is_some_and(|url| url.starts_with(&self.public_url));
        let link = if is_ours { "/demo#telegram".to_owned() } else { format!("https://t.me/{name}") };
        Some((name, link))
    }

    /// Domain of the Message-IDs we issue. A name of its own, which no person's mail program uses:
    /// a mail whose own id has this domain was written by us.
    pub fn mail_domain(&self) -> String {
        let domain = self.mail_from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        format!("sahut.{}", domain.to_lowercase())
    }

    /// All addresses of ours, lower case.
    pub fn our_addresses(&self) -> Vec<String> {
        list(&self.mail_addresses).chain([self.mail_from.as_str()]).map(str::to_lowercase).collect()
    }

    /// Where letters may come by LMTP, when that can be read.
    pub fn lmtp_door(&self) -> Option<LmtpDoor> {
        let listen = self.lmtp_listen.as_deref()?;
        if listen.starts_with('/') {
            return Some(LmtpDoor::Unix(listen.into()));
        }
        let from = list(&self.lmtp_from).filter_map(|address| address.parse().ok()).collect();
        Some(LmtpDoor::Tcp { address: listen.parse().ok()?, from })
    }

    /// Where the virus scanner listens, when there is one.
    pub fn scanner(&self) -> Option<Scanner> {
        let clamd = self.clamd.as_deref()?.trim();
        if let Some(path) = clamd.strip_prefix("unix:") {
            // Also as `unix:///run/…`.
            let path = path.strip_prefix("//").unwrap_or(path);
            return path.starts_with('/').then(|| Scanner::Unix(path.into()));
        }
        let address = clamd.strip_prefix("tcp://")?.trim_end_matches('/');
        let (host, port) = address.rsplit_once(':')?;
        let is_right = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
        is_right.then(|| Scanner::Tcp(address.to_owned()))
    }

    pub fn chat_sites(&self) -> Vec<String> {
        list(&self.chat_origins).map(str::to_owned).collect()
    }

    pub fn proxies(&self) -> Vec<std::net::IpAddr> {
        list(&self.trusted_proxies).filter_map(|address| address.parse().ok()).collect()
    }

    pub fn media_hosts(&self) -> Vec<String> {
        list(&self.twilio_media_hosts).map(str::to_owned).collect()
    }

    /// Hosts of our own network that may be asked for pictures.
    pub fn own_picture_hosts(&self) -> Vec<String> {
        list(&self.picture_hosts).map(str::to_owned).collect()
    }

    /// Hosts of our own network that may be asked for access tokens.
    pub fn own_token_hosts(&self) -> Vec<String> {
        list(&self.token_hosts).map(str::to_owned).collect()
    }

    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

/// Where letters come by LMTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LmtpDoor {
    /// With who may deliver besides this machine.
    Tcp {
        address: std::net::SocketAddr,
        from: Vec<std::net::IpAddr>,
    },
    Unix(PathBuf),
}

impl std::fmt::Display for LmtpDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp { address, .. } => write!(f, "{address}"),
            Self::Unix(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Where a virus scanner listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// `host:port`.
    Tcp(String),
    Unix(PathBuf),
}

impl std::fmt::Display for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(address) => f.write_str(address),
            Self::Unix(path) => write!(f, "{}", path.display()),
        }
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn read(path: &Path) -> Result<toml::Table> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| internal(format!("configuration: cannot read {}: {error}", path.display())))?;
    text.parse().map_err(|error: toml::de::Error| {
        internal(format!("configuration: {}: {}", path.display(), error.message()))
    })
}

fn overlay(table: &mut toml::Table, variables: impl Iterator<Item = (String, String)>) {
    for (name, value) in variables {
        let Some(key) = name.strip_prefix("SAHUT_") else { continue };
        if name.starts_with(NOT_OURS) || value.is_empty() || key == "CONFIG" || key == "LOG" {
            continue;
        }
        let key = key.to_lowercase();
        let value = match value.parse::<i64>() {
            Ok(number) if key.ends_with("_seconds") => number.into(),
            _ => value.into(),
        };
        table.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
        let mut table: toml::Table = file.parse().unwrap();
        overlay(&mut table, environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let config: Config = table.try_into().map_err(|e: toml::de::Error| e.message().to_owned())?;
        config.checked().map_err(|error| error.to_string())
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let config = load("city_name = 'A'\nlisten = '1.2.3.4:5'", &[("SAHUT_CITY_NAME", "B")]).unwrap();
        assert_eq!((config.city_name.as_str(), config.listen.as_str()), ("B", "1.2.3.4:5"));
    }

    #[test]
    fn a_misspelt_key_is_named() {
        assert!(load("citty_name = 'A'", &[]).unwrap_err().contains("citty_name"));
    }

    #[test]
    fn letters_by_lmtp_come_from_this_machine_unless_said() {
        assert!(load("lmtp_listen = '127.0.0.1:24'", &[]).is_ok());
        assert!(load("lmtp_listen = '/run/sahut/lmtp.sock'", &[]).is_ok());
        assert!(load("lmtp_listen = 'lmtp.sock'", &[]).unwrap_err().contains("lmtp_listen"));
        assert!(load("lmtp_listen = '0.0.0.0:24'", &[]).unwrap_err().contains("lmtp_from"));
        assert!(load("lmtp_listen = '0.0.0.0:24'\nlmtp_from = 'mx.kota.test'", &[]).is_err());
        assert!(load("lmtp_listen = '0.0.0.0:24'\nlmtp_from = '10.0.0.7'", &[]).is_ok());
    }

    #[test]
    fn a_scanner_is_named_by_its_door() {
        let door = |text: &str| Config { clamd: Some(text.into()), ..Config::default() }.scanner();
        assert_eq!(door("tcp://127.0.0.1:3310"), Some(Scanner::Tcp("127.0.0.1:3310".into())));
        assert_eq!(door("tcp://[::1]:3310/"), Some(Scanner::Tcp("[::1]:3310".into())));
        let socket = Some(Scanner::Unix("/run/clamav/clamd.ctl".into()));
        assert_eq!(
            (door("unix:/run/clamav/clamd.ctl"), door("unix:///run/clamav/clamd.ctl")),
            (socket.clone(), socket)
        );
        for wrong in ["127.0.0.1:3310", "tcp://127.0.0.1", "tcp://:3310", "tcp://a:0", "unix:clamd.ctl"] {
            assert_eq!(door(wrong), None, "{wrong}");
            let error = load("", &[("SAHUT_CLAMD", wrong)]).unwrap_err();
            assert!(error.contains("clamd: write tcp://"), "{error}");
        }
    }

    #[test]
    fn secrets_cannot_be_printed() {
        let config = load(
            "",
            &[
                ("SAHUT_DATABASE_URL", "postgres://u:hush@h/d"),
                ("SAHUT_TELEGRAM_TOKEN", "1:hush"),
                ("SAHUT_SMTP_URL", "smtp://u:hush@h"),
            ],
        );
        assert!(!format!("{config:?}").contains("hush"));
    }
}
