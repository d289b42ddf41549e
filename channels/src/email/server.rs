//! The address of a mail server as configured: one URL, secrets and all.

use std::net::IpAddr;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

/// How the connection is kept from listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// TLS from the first byte (`smtps`, `imaps`).
    Tls,
    /// TLS after a word in clear; without it nothing is said (`smtp`, `imap`).
    StartTls,
    /// None at all; only to this very machine.
    Clear,
}

/// Where a server is and who we are there.
pub(super) struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<(String, SecretString)>,
    /// What stands behind the host, decoded, without the first slash.
    pub path: String,
}

/// What an outgoing-mail URL names.
pub(super) enum Target {
    Server(Server),
    Folder(PathBuf),
}

/// Reads `{scheme}://user:pass@host:port/path?tls=…`. The errors never repeat the URL: it holds a password.
pub(super) fn read(url: &SecretString, scheme: &str, ports: (u16, u16)) -> Result<Target, String> {
    let url =
        Url::parse(url.expose_secret()).map_err(|error| format!("the address is not a URL: {error}"))?;
    if scheme == "smtp" && url.scheme() == "file" {
        let folder = url.to_file_path().map_err(|()| "a file:// address needs a full path".to_owned())?;
        return Ok(Target::Folder(folder));
    }
    let implicit = url.scheme().strip_suffix('s') == Some(scheme);
    if !implicit && url.scheme() != scheme {
        return Err(format!("the address must begin with {scheme}:// or {scheme}s://"));
    }
    let host = url.host().ok_or("the address names no host")?;
    let mut security = if implicit { Security::Tls } else { Security::StartTls };
    for (key, value) in url.query_pairs() {
        security = match (&*key, &*value, implicit) {
            ("tls", "starttls", false) => Security::StartTls,
            ("tls", "none", false) if is_loopback(&host) => Security::Clear,
            ("tls", "none", false) => {
                return Err(
                    "tls=none is allowed only for a server on this machine (127.0.0.1, ::1, localhost)"
                        .into(),
                );
            }
            ("tls", _, _) => {
                return Err("tls may be starttls or none, and only without the s in the scheme".into());
            }
            _ => return Err("the address has a setting other than tls".into()),
        };
    }
    let login = match (url.username(), url.password()) {
        ("", _) => None,
        (user, password) => {
            let password = decoded(password.unwrap_or_default())?;
            Some((decoded(user)?, SecretString::from(password)))
        }
    };
    Ok(Target::Server(Server {
        // Without the brackets of an IPv6 address.
        host: match &host {
            Host::Domain(name) => (*name).to_owned(),
            Host::Ipv4(ip) => ip.to_string(),
            Host::Ipv6(ip) => ip.to_string(),
        },
        port: url.port().unwrap_or(if implicit { ports.0 } else { ports.1 }),
        security,
        login,
        path: decoded(url.path().trim_start_matches('/'))?,
    }))
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// Percent decoding (RFC 3986 §2.1); a plus sign stays one.
fn decoded(text: &str) -> Result<String, String> {
    let wrong = || "the address has a wrong percent sign (write %25 for one)".to_owned();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let [high, low, tail @ ..] = tail else {
                return Err(wrong());
            };
            let digit = |b: u8| char::from(b).to_digit(16);
            let (Some(high), Some(low)) = (digit(*high), digit(*low)) else {
                return Err(wrong());
            };
            bytes.push((high * 16 + low) as u8);
            rest = tail;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Result<Server, String> {
        match read(&SecretString::from(url), "imap", (993, 143))? {
            Target::Server(server) => Ok(server),
            Target::Folder(_) => Err("a folder".into()),
        }
    }

    #[test]
    fn all_of_it() {
        let found = server("imaps://hotline%40kota.test:p%2Fa+%25@mail.kota.test/Laporan%20Warga").unwrap();
        let (user, password) = found.login.unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("hotline@kota.test", "p/a+%"));
        assert_eq!((found.host.as_str(), found.port, found.security), ("mail.kota.test", 993, Security::Tls));
        assert_eq!(found.path, "Laporan Warga");
        assert_eq!(server("imap://a:b@[::1]:99?tls=none").unwrap().security, Security::Clear);
        assert_eq!(server("imap://a:b@mail.test").unwrap().security, Security::StartTls);
    }

    #[test]
    fn clear_text_never_leaves_the_machine() {
        for url in [
            "imap://a:b@mail.test?tls=none",
            "imap://a:b@10.0.0.1?tls=none",
            "imap://a:b@localhost.evil.test?tls=none",
        ] {
            assert!(
                server(url).is_err_and(|error| error.contains("only for a server on this machine")),
                "{url}"
            );
        }
        for url in [
            "imaps://a:b@localhost?tls=none",
            "imap://a:b@localhost?tls=maybe",
            "imap://a:b@localhost?verify=no",
            "http://a",
            "imap://%zz@a",
            "nonsense",
            "file:///tmp",
        ] {
            assert!(server(url).is_err(), "{url}");
        }
    }

    #[test]
    fn errors_keep_the_secret() {
        for url in [
            "http://hotline:rahasia@kota.test",
            "imap://hotline:rahasia%zz@kota.test",
            "imap://hotline:rahasia@kota.test:99999",
        ] {
            assert!(!server(url).err().unwrap().contains("rahasia"));
        }
    }
}
