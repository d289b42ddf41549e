//! A mailbox as it is kept.

use serde_json::{Value, json};

use super::{Secrets, parts, secrets};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{AgencyId, MailboxId, codes};
use crate::secret::Secret;
use crate::texts::Lang;

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
    pub(super) folders: String,
    pub junk_folder: Option<String>,
    pub takes_old: bool,
    /// The name under which its own server writes whether a sender is who they say; empty: nobody's word counts.
    pub checked_by: String,
    pub smtp_host: String,
    pub smtp_port: i64,
    pub smtp_security: Security,
    /// Empty: as for fetching.
    pub smtp_user: String,
    pub has_plus: bool,
    pub signature_id: String,
    pub signature_en: String,
    pub(in crate::lines) sealed: String,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl Mailbox {
    /// The line's name in tables.
    pub fn line(&self) -> String {
        crate::lines::mailbox_line(Some(self.id))
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

    pub(in crate::lines) fn secrets(&self, secret: &Secret) -> Result<Secrets> {
        secrets::opened(secret, self.id, &self.sealed)
    }

    /// Do both reach the same mailbox in the same way, as far as a test can tell? What is only for the eyes, for
    /// filing or for counting is left aside; whether secrets changed, nobody can see.
    pub(super) fn is_reached_like(&self, other: &Self) -> bool {
        let same = Self {
            name: other.name.clone(),
            agency_id: other.agency_id,
            is_on: other.is_on,
            aliases: other.aliases.clone(),
            sender_name: other.sender_name.clone(),
            takes_old: other.takes_old,
            checked_by: other.checked_by.clone(),
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
    pub(super) fn told(&self) -> Value {
        json!({
            "line_name": self.name, "line_agency": self.agency_id, "line_address": self.address,
            "line_aliases": self.aliases, "line_sender": self.sender_name, "imap_host": self.imap_host,
            "imap_port": self.imap_port, "imap_security": self.imap_security, "imap_user": self.imap_user,
            "sign_in": self.sign_in, "token_url": self.token_url, "client_id": self.client_id,
            "folders": self.folders, "junk_folder": self.junk_folder, "takes_old": self.takes_old,
            "checked_by": self.checked_by,
            "smtp_host": self.smtp_host, "smtp_port": self.smtp_port, "smtp_security": self.smtp_security,
            "smtp_user": self.smtp_user, "has_plus": self.has_plus, "signature_id": self.signature_id,
            "signature_en": self.signature_en,
        })
    }
}
