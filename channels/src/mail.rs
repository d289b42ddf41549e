//! What only a letter tells about itself, besides its words.

use serde::{Deserialize, Serialize};

/// Everything a letter said that no other channel knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mail {
    /// Whom else it was sent to (To and Cc): neither us nor the sender.
    pub others: Vec<Person>,
    /// Where the sender wants answers, when that is not where the letter is from. Anyone's to write.
    pub reply_to: Option<String>,
    /// A letter of somebody else that was passed on.
    pub forwarded: Option<Forwarded>,
    /// In the order of [`Mark::ALL`], each once.
    pub marks: Vec<Mark>,
    /// Whether the sender is who the letter says.
    pub trust: Trust,
    /// Checksum of what the letter says (sender, date, subject, body): the same in every mailbox it reached,
    /// and another one for another letter under the same Message-ID. Nothing when there is no date to
    /// tell two equal letters apart.
    pub content: Option<String>,
    /// Files that were more than we keep.
    #[serde(default, skip_serializing_if = "is_none_left_out")]
    pub left_out: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_none_left_out(files: &usize) -> bool {
    *files == 0
}

/// Somebody with an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Lower case, without display name.
    pub address: String,
    /// What they are called; for display only.
    pub name: Option<String>,
}

/// Whose letter was passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    /// Who wrote it first, as the copy says: whoever passes a letter on can write anything there.
    pub from: Person,
    /// Whoever passed it on wrote something of their own to it.
    pub has_own_words: bool,
}

/// Something to know before one reads or answers. The code is stored and is part of Fluent keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// S/MIME; the signature is kept and not checked.
    Signed,
    /// S/MIME; nobody here can read it.
    Encrypted,
    PgpSigned,
    PgpEncrypted,
    /// Carries an invitation to an appointment.
    Invitation,
    /// Files came wrapped in Outlook's winmail.dat.
    Winmail,
    /// Would fetch pictures from elsewhere, and so tell that it was read.
    RemoteImages,
    /// Has words that its sender wanted nobody to see.
    HiddenWords,
    /// A link shows one address and leads to another.
    LyingLink,
    /// A file that is or may be a program.
    Program,
    /// Passed on by somebody else.
    Forwarded,
    /// Went to a list or to many.
    Bulk,
    /// An absence note.
    Absence,
    /// Says that a letter of ours was read, or deleted unread.
    Receipt,
    /// Its reader told their provider that a letter of ours is unwanted.
    Complaint,
}

impl Mark {
    pub const ALL: [Self; 15] = [
        Self::Signed,
        Self::Encrypted,
        Self::PgpSigned,
        Self::PgpEncrypted,
        Self::Invitation,
        Self::Winmail,
        Self::RemoteImages,
        Self::HiddenWords,
        Self::LyingLink,
        Self::Program,
        Self::Forwarded,
        Self::Bulk,
        Self::Absence,
        Self::Receipt,
        Self::Complaint,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Encrypted => "encrypted",
            Self::PgpSigned => "pgp_signed",
            Self::PgpEncrypted => "pgp_encrypted",
            Self::Invitation => "invitation",
            Self::Winmail => "winmail",
            Self::RemoteImages => "remote_images",
            Self::HiddenWords => "hidden_words",
            Self::LyingLink => "lying_link",
            Self::Program => "program",
            Self::Forwarded => "forwarded",
            Self::Bulk => "bulk",
            Self::Absence => "absence",
            Self::Receipt => "receipt",
            Self::Complaint => "complaint",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.code() == code)
    }
}

/// What our own mail server found out about the sender (RFC 8601). The code is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// No server of ours looked.
    #[default]
    Unchecked,
    /// The sender's domain vouches for it.
    Proven,
    /// Looked at, and nobody vouches for it; that is common and proves nothing.
    Unproven,
    /// The sender's domain says that it did not come from there.
    Forged,
}

impl Trust {
    pub const ALL: [Self; 4] = [Self::Unchecked, Self::Proven, Self::Unproven, Self::Forged];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Proven => "proven",
            Self::Unproven => "unproven",
            Self::Forged => "forged",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trust| trust.code() == code)
    }
}
