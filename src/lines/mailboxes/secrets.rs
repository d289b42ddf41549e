//! What signs us in at a mailbox's servers: sealed in the database, shown to nobody again.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{Mailbox, NewMailbox};
use crate::error::{Result, internal};
use crate::ids::MailboxId;
use crate::secret::Secret;

const PURPOSE: &str = "mailbox";

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
    pub(super) fn over(&self, known: &Self) -> Self {
        let pick = |new: &String, old: &String| if new.is_empty() { old.clone() } else { new.clone() };
        Self {
            password: pick(&self.password, &known.password),
            smtp_password: pick(&self.smtp_password, &known.smtp_password),
            client_secret: pick(&self.client_secret, &known.client_secret),
            refresh_token: pick(&self.refresh_token, &known.refresh_token),
        }
    }

    pub(in crate::lines) fn sealed(&self, secret: &Secret, id: MailboxId) -> Result<String> {
        let text = serde_json::to_string(self).map_err(|_| internal("secrets cannot be written"))?;
        secret.seal(PURPOSE, &id.to_string(), &SecretString::from(text))
    }

    /// The names of those that were typed.
    pub(super) fn named(&self) -> Vec<&'static str> {
        let all = [
            ("imap_password", &self.password),
            ("smtp_password", &self.smtp_password),
            ("client_secret", &self.client_secret),
            ("refresh_token", &self.refresh_token),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, _)| name).collect()
    }
}

/// What was sealed for this mailbox.
pub(super) fn opened(secret: &Secret, id: MailboxId, sealed: &str) -> Result<Secrets> {
    let text = secret.open(PURPOSE, &id.to_string(), sealed)?;
    serde_json::from_str(text.expose_secret()).map_err(|_| internal("sealed secrets cannot be read"))
}

/// Those of the known secrets that still go where they went: sealed secrets go to the servers and the account they
/// were given for, never to another. Whoever changes where they go gives them anew.
pub(super) fn still_good(before: &Mailbox, new: &NewMailbox, known: Secrets) -> Secrets {
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
