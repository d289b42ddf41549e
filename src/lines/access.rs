//! Access tokens for mailboxes that want no password (XOAUTH2): a refresh token is changed for one that lasts an
//! hour or so.

use std::time::Duration;

use channels::email::ImapError;
use channels::outside::NotAsked;
use futures_util::StreamExt as _;
use secrecy::SecretString;
use serde::Deserialize;

use super::Mailbox;
use super::mailboxes::Secrets;
use crate::clock::{MINUTE, Millis, SECOND};
use crate::error::Error;
use crate::ids::codes;

const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of an answer with a token.
const ANSWER: usize = 64 * 1024;
/// A token is renewed so long before it ends.
const EARLY: Millis = 2 * MINUTE;
/// What a server that does not say means (RFC 6749 §5.1), and the most that is believed.
const LASTS: i64 = 3_600;
const LONGEST: i64 = 24 * 3_600;

codes! {
    /// What a line's trouble is about; the remedy is the text `line-remedy-<code>`.
    About {
        /// No connection.
        Connect = "connect",
        /// A server that does not prove who it is.
        Certificate = "certificate",
        /// The sign-in was refused.
        Login = "login",
        /// The server said something else, or hung up.
        Server = "server",
        /// No answer in time.
        Silent = "silent",
        /// No access token.
        Token = "token",
        /// The sealed secrets do not open.
        Sealed = "sealed",
    }
}

/// Why a line does not work: what it is about, and what was said. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub about: About,
    pub said: String,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.said)
    }
}

impl From<ImapError> for Trouble {
    fn from(error: ImapError) -> Self {
        let about = match &error {
            ImapError::Connect { .. } => About::Connect,
            ImapError::Certificate { .. } => About::Certificate,
            ImapError::Login(_) => About::Login,
            ImapError::TimedOut(_) => About::Silent,
            ImapError::Config(_) | ImapError::Server(_) | ImapError::Closed | ImapError::Withheld { .. } => {
                About::Server
            }
        };
        Self { about, said: error.to_string() }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self { about: About::Server, said: error.to_string() }
    }
}

/// A token, until when it is good, and the refresh token that takes the old one's place if there is a new one.
pub(super) struct Access {
    pub token: SecretString,
    pub until: Millis,
    pub refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<String>,
    expires_in: Option<i64>,
    refresh_token: Option<String>,
    error: Option<String>,
}

/// Asks for a token (RFC 6749 §6). The address was looked at when it was kept: encrypted, to a named host. Where the name
/// leads is looked at now: not into our own network, but for the hosts in `own`.
pub(super) async fn token(
    mailbox: &Mailbox,
    secrets: &Secrets,
    own: &[String],
    now: Millis,
) -> Result<Access, Trouble> {
    let trouble = |said: &str| Trouble { about: About::Token, said: format!("access token: {said}") };
    let url = url::Url::parse(&mailbox.token_url).map_err(|_| trouble("the address cannot be read"))?;
    // Redirects are not followed: one would carry the refresh token to someone else.
    let client = channels::outside::client(&url, own).await.map_err(|why| match why {
        NotAsked::NotAllowed => trouble("this address is not one that may be asked (token_hosts)"),
        NotAsked::Away => trouble("the server cannot be reached"),
    })?;
    let client = client.timeout(PATIENCE).build();
    let client = client.map_err(|_| trouble("the HTTP client could not be made"))?;
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("client_id", mailbox.client_id.as_str()),
        ("refresh_token", secrets.refresh_token.as_str()),
    ];
    if !secrets.client_secret.is_empty() {
        form.push(("client_secret", &secrets.client_secret));
    }
    let sent = client.post(url).form(&form).send().await;
    let response = sent.map_err(|_| trouble("the server cannot be reached"))?;
    let status = response.status();
    let (mut bytes, mut body) = (Vec::new(), response.bytes_stream());
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| trouble("the answer broke off"))?;
        if bytes.len() + chunk.len() > ANSWER {
            return Err(trouble("the answer is too long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    let answer: Answer = serde_json::from_slice(&bytes)
        .map_err(|_| trouble(&format!("the server answers {} and no token", status.as_u16())))?;
    let Some(token) = answer.access_token.filter(|token| !token.is_empty() && status.is_success()) else {
        // The code (`invalid_grant`) is for people; longer words could be anything.
        let code: String = answer.error.unwrap_or_default();
        let code: String = code.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(60).collect();
        return Err(trouble(&format!("the server refuses ({} {code})", status.as_u16())));
    };
    let lasts = answer.expires_in.unwrap_or(LASTS).clamp(0, LONGEST);
    Ok(Access {
        token: token.into(),
        until: now + (lasts * SECOND - EARLY).max(MINUTE),
        refresh_token: answer.refresh_token.filter(|new| !new.is_empty() && *new != secrets.refresh_token),
    })
}
