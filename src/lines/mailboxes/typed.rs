//! What an administrator typed about a mailbox, and what must be mended in it.

use super::{Secrets, Security, SignIn, parts};
use crate::agencies;
use crate::ids::AgencyId;

pub const LONGEST_HOST: usize = 253;
pub const LONGEST_SECRET: usize = 4_000;
pub const LONGEST_SIGNATURE: usize = 1_000;
const LONGEST_LINE: usize = 300;
/// Folders that are read, and further addresses.
const FOLDERS: usize = 5;
const ALIASES: usize = 20;

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
    pub checked_by: String,
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
        check(!is_authority(self.checked_by.trim()), "checked_by", "line-checked-by");
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

/// The name of a server in `Authentication-Results` (RFC 8601 §2.5), which need be no host's; or none.
fn is_authority(name: &str) -> bool {
    name.len() <= LONGEST_HOST
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
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
        assert!(is_authority("") && is_authority("mx_1.kota.go.id"));
        assert!(!is_authority("mx.kota.go.id; dmarc=pass") && !is_authority("mx kota"));
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
