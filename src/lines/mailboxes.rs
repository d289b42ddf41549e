//! Mailboxes, in the hands of administrators.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{has_room, mailbox, store};
use crate::agencies;
use crate::audit;
use crate::auth;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, internal, invalid, not_found};
use crate::ids::{AgencyId, MailboxId, StaffId, codes};
use crate::secret::Secret;
use crate::texts::Lang;

pub const LONGEST_HOST: usize = 253;
pub const LONGEST_SECRET: usize = 4_000;
pub const LONGEST_SIGNATURE: usize = 1_000;
const LONGEST_LINE: usize = 300;
/// Folders that are read, and further addresses.
const FOLDERS: usize = 5;
const ALIASES: usize = 20;
const PURPOSE: &str = "mailbox";

codes! {
    /// How a connection is kept from listeners.
    Security {
        /// From the first byte.
        Tls = "tls",
        /// After a word in clear; without it nothing is said.
        StartTls = "starttls",
        /// None at all: only to this very machine.
        None = "none",
    }
}

codes! {
    /// How we sign in.
    SignIn { Password = "password", Xoauth2 = "xoauth2" }
}

/// A mailbox of ours.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Mailbox {
    pub id: MailboxId,
    pub name: String,
    pub agency_id: Option<AgencyId>,
    pub is_on: bool,
    pub address: String,
    pub aliases: String,
    pub sender_name: String,
    pub imap_host: String,
    pub imap_port: i64,
    pub imap_security: Security,
    pub imap_user: String,
    pub sign_in: SignIn,
    pub token_url: String,
    pub client_id: String,
    folders: String,
    pub junk_folder: Option<String>,
    pub takes_old: bool,
    pub smtp_host: String,
    pub smtp_port: i64,
    pub smtp_security: Security,
    /// Empty: as for fetching.
    pub smtp_user: String,
    pub has_plus: bool,
    pub signature_id: String,
    pub signature_en: String,
    pub(super) sealed: String,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl Mailbox {
    /// The line's name in tables.
    pub fn line(&self) -> String {
        format!("mailbox:{}", self.id)
    }

    /// Its address and the further ones, lower case.
    pub fn addresses(&self) -> impl Iterator<Item = String> {
        parts(&self.aliases).chain([self.address.as_str()]).map(str::to_lowercase)
    }

    /// The folders that are read.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        parts(&self.folders)
    }

    pub fn signature(&self, language: Lang) -> &str {
        match language {
            Lang::Id => &self.signature_id,
            Lang::En => &self.signature_en,
        }
    }

    pub(super) fn secrets(&self, secret: &Secret) -> Result<Secrets> {
        let text = secret.open(PURPOSE, &self.id.to_string(), &self.sealed)?;
        serde_json::from_str(text.expose_secret()).map_err(|_| internal("sealed secrets cannot be read"))
    }

    /// Do both reach the same mailbox in the same way, as far as a test can tell? What is only for the eyes, for
    /// filing or for counting is left aside; whether secrets changed, nobody can see.
    fn is_reached_like(&self, other: &Self) -> bool {
        let same = Self {
            name: other.name.clone(),
            agency_id: other.agency_id,
            is_on: other.is_on,
            aliases: other.aliases.clone(),
            sender_name: other.sender_name.clone(),
            takes_old: other.takes_old,
            signature_id: other.signature_id.clone(),
            signature_en: other.signature_en.clone(),
            sealed: other.sealed.clone(),
            version: other.version,
            updated_at: other.updated_at,
            ..self.clone()
        };
        same == *other
    }

    /// For the audit: everything but secrets.
    fn told(&self) -> Value {
        json!({
            "line_name": self.name, "line_agency": self.agency_id, "line_address": self.address,
            "line_aliases": self.aliases, "line_sender": self.sender_name, "imap_host": self.imap_host,
            "imap_port": self.imap_port, "imap_security": self.imap_security, "imap_user": self.imap_user,
            "sign_in": self.sign_in, "token_url": self.token_url, "client_id": self.client_id,
            "folders": self.folders, "junk_folder": self.junk_folder, "takes_old": self.takes_old,
            "smtp_host": self.smtp_host, "smtp_port": self.smtp_port, "smtp_security": self.smtp_security,
            "smtp_user": self.smtp_user, "has_plus": self.has_plus, "signature_id": self.signature_id,
            "signature_en": self.signature_en,
        })
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// What signs us in. Empty: there is none.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Secrets {
    pub password: String,
    pub smtp_password: String,
    pub client_secret: String,
    pub refresh_token: String,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// What was typed takes the place of what was known.
    fn over(&self, known: &Self) -> Self {
        let pick = |new: &String, old: &String| if new.is_empty() { old.clone() } else { new.clone() };
        Self {
            password: pick(&self.password, &known.password),
            smtp_password: pick(&self.smtp_password, &known.smtp_password),
            client_secret: pick(&self.client_secret, &known.client_secret),
            refresh_token: pick(&self.refresh_token, &known.refresh_token),
        }
    }

    pub(super) fn sealed(&self, secret: &Secret, id: MailboxId) -> Result<String> {
        let text = serde_json::to_string(self).map_err(|_| internal("secrets cannot be written"))?;
        secret.seal(PURPOSE, &id.to_string(), &SecretString::from(text))
    }

    /// The names of those that were typed.
    fn named(&self) -> Vec<&'static str> {
        let all = [
            ("imap_password", &self.password),
            ("smtp_password", &self.smtp_password),
            ("client_secret", &self.client_secret),
            ("refresh_token", &self.refresh_token),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, _)| name).collect()
    }
}

/// What somebody typed. What cannot be read is none, or a port of -1.
#[derive(Clone, Debug)]
pub struct NewMailbox {
    pub name: String,
    pub agency: Option<AgencyId>,
    pub address: String,
    pub aliases: String,
    pub sender_name: String,
    pub imap_host: String,
    pub imap_port: i64,
    pub imap_security: Option<Security>,
    pub imap_user: String,
    pub sign_in: Option<SignIn>,
    pub token_url: String,
    pub client_id: String,
    pub folders: String,
    pub junk_folder: Option<String>,
    pub takes_old: bool,
    pub smtp_host: String,
    pub smtp_port: i64,
    pub smtp_security: Option<Security>,
    pub smtp_user: String,
    pub has_plus: bool,
    pub signature_id: String,
    pub signature_en: String,
    pub secrets: Secrets,
}

impl NewMailbox {
    /// Fields to be mended, all at once. What is known needs no secret anew.
    pub fn faults(&self, is_known: bool) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        let mut check = |is_wrong: bool, field, code| {
            if is_wrong {
                faults.push((field, code));
            }
        };
        check(!is_line(&self.name), "line_name", "line-name");
        check(!agencies::is_email(&self.address), "line_address", "line-address");
        let aliases: Vec<&str> = parts(&self.aliases).collect();
        let odd = aliases.len() > ALIASES || aliases.iter().any(|alias| !agencies::is_email(alias));
        check(odd, "line_aliases", "line-aliases");
        let is_long = self.sender_name.chars().count() > agencies::LONGEST_NAME;
        check(is_long || self.sender_name.contains(char::is_control), "line_sender", "name-long");
        check(!is_host(&self.imap_host), "imap_host", "line-host");
        check(!is_port(self.imap_port), "imap_port", "line-port");
        check(!fits(self.imap_security, &self.imap_host), "imap_security", "line-security");
        check(!is_line(&self.imap_user), "imap_user", "line-user");
        let folders: Vec<&str> = parts(&self.folders).collect();
        let odd = folders.is_empty()
            || folders.len() > FOLDERS
            || !is_line(&self.folders)
            || self.junk_folder.as_deref().is_some_and(|junk| folders.contains(&junk));
        check(odd, "folders", "line-folders");
        check(self.junk_folder.as_deref().is_some_and(|junk| !is_line(junk)), "junk_folder", "line-folders");
        check(!is_host(&self.smtp_host), "smtp_host", "line-host");
        check(!is_port(self.smtp_port), "smtp_port", "line-port");
        check(!fits(self.smtp_security, &self.smtp_host), "smtp_security", "line-security");
        check(!self.smtp_user.is_empty() && !is_line(&self.smtp_user), "smtp_user", "line-user");
        for (field, text) in [("signature_id", &self.signature_id), ("signature_en", &self.signature_en)] {
            check(text.chars().count() > LONGEST_SIGNATURE, field, "line-signature");
        }
        let secrets = &self.secrets;
        match self.sign_in {
            None => check(true, "sign_in", "line-sign-in"),
            Some(SignIn::Password) => {
                check(!is_known && secrets.password.is_empty(), "imap_password", "line-password");
            }
            Some(SignIn::Xoauth2) => {
                check(!is_token_url(&self.token_url), "token_url", "line-token-url");
                check(!is_line(&self.client_id), "client_id", "line-client");
                check(!is_known && secrets.refresh_token.is_empty(), "refresh_token", "line-refresh");
            }
        }
        for (field, text) in [
            ("imap_password", &secrets.password),
            ("smtp_password", &secrets.smtp_password),
            ("client_secret", &secrets.client_secret),
            ("refresh_token", &secrets.refresh_token),
        ] {
            check(text.len() > LONGEST_SECRET, field, "line-secret-long");
        }
        faults
    }
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_LINE && !text.contains(char::is_control)
}

/// A name or an address (IPv6 without brackets); whatever else an address could smuggle in is none.
fn is_host(host: &str) -> bool {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    (!host.is_empty() && host.len() <= LONGEST_HOST && host.chars().all(sound))
        || host.parse::<std::net::Ipv6Addr>().is_ok()
}

fn is_port(port: i64) -> bool {
    (1..=65_535).contains(&port)
}

/// In clear only to this very machine.
fn fits(security: Option<Security>, host: &str) -> bool {
    match security {
        None => false,
        Some(Security::None) => is_here(host),
        Some(Security::Tls | Security::StartTls) => true,
    }
}

fn is_here(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Tokens travel encrypted, to a named host; or stay on this very machine.
fn is_token_url(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    let here = url.host_str().is_some_and(|host| is_here(host.trim_matches(['[', ']'])));
    let named = matches!(url.host(), Some(url::Host::Domain(name)) if name.contains('.'));
    let bare = url.username().is_empty() && url.password().is_none();
    text.len() <= 2_000 && bare && (url.scheme() == "https" && named || url.scheme() == "http" && here)
}

pub(super) async fn keep(
    tx: &mut Tx,
    secret: &Secret,
    id: Option<MailboxId>,
    new: &NewMailbox,
    by: StaffId,
) -> Result<MailboxId> {
    auth::whole_house(tx, by).await?;
    if let Some(agency) = new.agency {
        agencies::agency(tx, agency).await?;
    }
    let before = match id {
        // A new refresh token may come in meanwhile: it is kept before or after this, and not lost.
        Some(id) => Some(store::lock_mailbox(tx, id).await?.ok_or_else(|| not_found("mailbox"))?),
        None => None,
    };
    if let Some((field, code)) = new.faults(before.is_some()).first() {
        return Err(invalid(field, code));
    }
    let known = store::mailboxes(tx).await?;
    if before.is_none() {
        has_room(known.len(), "line_name")?;
    }
    let address = new.address.to_lowercase();
    let twice = |other: &Mailbox| Some(other.id) != id && other.addresses().any(|taken| taken == address);
    if known.iter().any(twice) {
        return Err(invalid("line_address", "line-twice"));
    }
    let after = row(tx, secret, before.as_ref(), new, address)?;
    store::put_mailbox(tx, &after).await?;
    let secrets = new.secrets.named();
    let subject = ("mailbox", after.id);
    match before {
        None => {
            let detail = json!({ "after": after.told(), "secrets_set": secrets });
            audit::record(tx, Some(by), "mailbox-created", subject, detail).await?;
        }
        Some(before) => {
            if !secrets.is_empty() || !before.is_reached_like(&after) {
                // It spoke for other settings.
                store::forget_test(tx, after.id).await?;
            }
            audit::changed(tx, by, "mailbox-changed", subject, &before.told(), &after.told()).await?;
            if !secrets.is_empty() {
                let detail = json!({ "secrets_set": secrets });
                audit::record(tx, Some(by), "mailbox-secrets", subject, detail).await?;
            }
        }
    }
    Ok(after.id)
}

fn row(
    tx: &mut Tx,
    secret: &Secret,
    before: Option<&Mailbox>,
    new: &NewMailbox,
    address: String,
) -> Result<Mailbox> {
    let id = before.map_or_else(|| MailboxId(tx.id()), |before| before.id);
    // Sealed secrets go to the servers and the account they were given for, never to another: whoever changes
    // where they go gives them anew.
    let known = match before {
        Some(before) => before.secrets(secret).unwrap_or_default(),
        None => Secrets::default(),
    };
    let known = match before {
        Some(before) => still_good(before, new, known),
        None => known,
    };
    let secrets = new.secrets.over(&known);
    let unread = || invalid("imap_security", "line-security");
    let sign_in = new.sign_in.ok_or_else(unread)?;
    if sign_in == SignIn::Password && secrets.password.is_empty() {
        return Err(invalid("imap_password", "line-password-anew"));
    }
    if sign_in == SignIn::Xoauth2 && secrets.refresh_token.is_empty() {
        return Err(invalid("refresh_token", "line-refresh-anew"));
    }
    Ok(Mailbox {
        id,
        name: new.name.trim().to_owned(),
        agency_id: new.agency,
        is_on: before.is_some_and(|before| before.is_on),
        address,
        aliases: parts(&new.aliases).map(str::to_lowercase).collect::<Vec<_>>().join(","),
        sender_name: new.sender_name.trim().to_owned(),
        imap_host: new.imap_host.clone(),
        imap_port: new.imap_port,
        imap_security: new.imap_security.ok_or_else(unread)?,
        imap_user: new.imap_user.clone(),
        sign_in,
        token_url: new.token_url.clone(),
        client_id: new.client_id.clone(),
        folders: parts(&new.folders).collect::<Vec<_>>().join(","),
        junk_folder: new.junk_folder.clone(),
        takes_old: new.takes_old,
        smtp_host: new.smtp_host.clone(),
        smtp_port: new.smtp_port,
        smtp_security: new.smtp_security.ok_or_else(unread)?,
        smtp_user: new.smtp_user.clone(),
        has_plus: new.has_plus,
        signature_id: new.signature_id.trim().to_owned(),
        signature_en: new.signature_en.trim().to_owned(),
        sealed: secrets.sealed(secret, id)?,
        version: before.map_or(1, |before| before.version + 1),
        created_at: before.map_or(tx.now(), |before| before.created_at),
        updated_at: tx.now(),
    })
}

/// Those of the known secrets that still go where they went.
fn still_good(before: &Mailbox, new: &NewMailbox, known: Secrets) -> Secrets {
    let fetches_alike = before.imap_host == new.imap_host && before.imap_user == new.imap_user;
    let sends_alike = before.smtp_host == new.smtp_host && before.smtp_user == new.smtp_user;
    let asks_alike = before.token_url == new.token_url && before.client_id == new.client_id;
    let keep = |secret: String, is_good: bool| if is_good { secret } else { String::new() };
    Secrets {
        // Without one of its own the sending server gets the fetching server's password, too.
        password: keep(known.password, fetches_alike && (sends_alike || !known.smtp_password.is_empty())),
        smtp_password: keep(known.smtp_password, sends_alike),
        client_secret: keep(known.client_secret, asks_alike),
        refresh_token: keep(known.refresh_token, asks_alike && fetches_alike && sends_alike),
    }
}

pub(super) async fn set_on(tx: &mut Tx, id: MailboxId, is_on: bool, by: StaffId) -> Result<()> {
    auth::whole_house(tx, by).await?;
    let known = mailbox(tx, id).await?;
    if known.is_on == is_on {
        return Ok(());
    }
    store::set_mailbox_on(tx, id, is_on).await?;
    let action = if is_on { "mailbox-on" } else { "mailbox-off" };
    audit::record(tx, Some(by), action, ("mailbox", id), json!({})).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_smuggle_nothing_in() {
        for host in ["mail.kota.go.id", "localhost", "10.0.0.1", "::1"] {
            assert!(is_host(host), "{host}");
        }
        for host in ["", "mail.test/x", "a@b", "mail.test:25", "mail test", "[::1]", "mail.test?tls=none"] {
            assert!(!is_host(host), "{host}");
        }
        assert!(fits(Some(Security::None), "127.0.0.1") && !fits(Some(Security::None), "mail.test"));
    }

    #[test]
    fn tokens_travel_encrypted_to_a_named_host() {
        for url in ["https://oauth2.googleapis.com/token", "http://127.0.0.1:99/token", "http://localhost/t"]
        {
            assert!(is_token_url(url), "{url}");
        }
        for url in [
            "http://a.test/",
            "https://10.0.0.5/",
            "https://metadata/",
            "https://u:p@a.test/",
            "file:///x",
            "",
        ] {
            assert!(!is_token_url(url), "{url}");
        }
    }
}
