//! The one shape in which a message enters and leaves the house.
//!
//! Every adapter turns what its provider sends into an [`Inbound`], and an [`Outbound`] into what its
//! provider wants. Nothing behind this module knows Telegram, MIME or TwiML; nothing in front of it
//! knows tickets.

use serde::{Deserialize, Serialize};

use crate::Mail;

/// The way a contact reached us. The code is stored and shown in URLs: never renumber or rename.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Telephone, through an IVR webhook.
    Voice,
    Email,
    Telegram,
    /// The web chat widget.
    Chat,
    /// The report form of the citizen portal.
    Form,
    /// A ticket filed through the HTTP API by another system.
    Api,
}

impl Channel {
    pub const ALL: [Self; 6] = [Self::Voice, Self::Email, Self::Telegram, Self::Chat, Self::Form, Self::Api];

    /// The stable code, as in the database, in URLs and in Fluent keys (`channel-voice`).
    pub const fn code(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Email => "email",
            Self::Telegram => "telegram",
            Self::Chat => "chat",
            Self::Form => "form",
            Self::Api => "api",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// How a person is known on a channel. One contact may have several.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Identity {
    /// E.164 with the plus sign: `+6281234567890`.
    Phone(String),
    /// Lower-cased address without display name.
    Email(String),
    /// Telegram user id.
    Telegram(i64),
    /// Random token of a chat widget in one browser.
    Visitor(String),
    /// The sender hid who they are (withheld number, anonymous form). Never matched to a contact.
    Unknown,
}

/// Something a citizen sent, in our words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    pub channel: Channel,
    /// The provider's id of this very message, unique within the channel: the key that makes a
    /// redelivery harmless. At most 255 bytes (longer ids are replaced by `sha256:<hex>`).
    pub external_id: String,
    pub from: Identity,
    /// What the sender calls themself; for display only, never trusted.
    pub from_name: Option<String>,
    /// `id` or `en` when the provider says or the text shows it.
    pub language: Option<String>,
    /// When the sender says it was sent, milliseconds UTC; not trusted for ordering.
    pub sent_at: Option<i64>,
    pub thread: Thread,
    pub kind: InboundKind,
    pub subject: Option<String>,
    /// Plain text, always present (may be empty), at most [`limits::TEXT`] bytes.
    pub text: String,
    /// Sanitised HTML, when the message came as HTML.
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
    pub place: Option<Place>,
    /// Phone numbers or addresses the sender shared and that are proven to be their own.
    pub also_known_as: Vec<Identity>,
    /// What had to be cut or could not be read, in plain English for the staff's note.
    pub remarks: Vec<String>,
    /// What only a letter tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Box<Mail>>,
}

/// What an inbound message does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboundKind {
    /// Words, files or a place from a person.
    Message,
    /// A new version of an earlier message, by that message's external id.
    Edit { of: String },
    /// The sender opened the conversation (`/start`), with an optional deep-link payload.
    Start { payload: Option<String> },
    /// The sender asks where a ticket stands. `args` is what stood behind the command.
    Status { args: String },
    /// Written by a machine (out-of-office, newsletter): stored, never answered.
    Automatic,
    /// A delivery report about a message of ours.
    Bounce(Bounce),
    /// We could not understand it; the raw payload is kept and a person looks at it.
    Unknown,
}

/// What a delivery status notification says (RFC 3464).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// The Message-ID of ours that failed, without angle brackets, when the report names it.
    pub message_id: Option<String>,
    pub recipient: Option<String>,
    /// Enhanced status code such as `5.1.1`.
    pub status: Option<String>,
    /// True for 5.x.x: trying again is useless.
    pub permanent: bool,
    /// Nobody tries any longer: the message will not arrive. Always so for 5.x.x, and for 4.x.x when the
    /// other server gave up waiting.
    #[serde(default)]
    pub gave_up: bool,
    pub diagnostic: Option<String>,
}

/// Which conversation a message belongs to, as far as the channel can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Key of the conversation on the channel: Telegram chat id, chat visitor token, call id,
    /// e-mail: none.
    pub key: Option<String>,
    /// E-mail: ids from In-Reply-To and References, newest first, without angle brackets.
    pub references: Vec<String>,
    /// The Message-ID of this mail (or a stable substitute), without angle brackets.
    pub message_id: Option<String>,
    /// The addresses of ours the mail was sent to, lower case.
    pub to: Vec<String>,
}

/// A file that came with a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// File name for people; path separators and control characters removed, at most 120 characters.
    pub name: String,
    /// Sniffed from the bytes where they are at hand, else what the provider says.
    pub media_type: String,
    pub content: Content,
}

/// Where the bytes of an attachment are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// They came with the message.
    Bytes(Vec<u8>),
    /// They must be fetched by a job: Telegram `file_id`, recording URL. `size` when known.
    Remote { reference: String, size: Option<u64> },
    /// They were too large and were not kept; the size says how large.
    Refused { size: u64 },
}

/// A place a citizen pointed at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Degrees, WGS 84.
    pub latitude: f64,
    pub longitude: f64,
    /// Name or address of a venue.
    pub label: Option<String>,
}

/// Something we say to a citizen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outbound {
    pub channel: Channel,
    pub to: Identity,
    pub to_name: Option<String>,
    /// Conversation key on the channel (Telegram chat id, visitor token).
    pub thread_key: Option<String>,
    pub subject: Option<String>,
    /// Plain text; e-mail makes its HTML part from it.
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// E-mail: our fixed Message-ID for this message, without angle brackets; the idempotency key.
    pub message_id: String,
    /// E-mail: what this answers, newest first, without angle brackets.
    pub references: Vec<String>,
    /// E-mail: where answers go instead of the sender's address.
    pub reply_to: Option<String>,
    /// E-mail: where it comes back to (the envelope's sender) instead of the sender's address, unless it is automatic.
    #[serde(default)]
    pub return_path: Option<String>,
    /// True for acknowledgements and notices no person wrote (Auto-Submitted, null sender).
    pub automatic: bool,
    /// E-mail: the address that ends news like this one when it is posted to, without asking anything (RFC 8058).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
    pub language: String,
}

/// The provider took our message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The provider's id of the message, for later delivery reports.
    pub provider_id: String,
}

/// Why our message did not leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Try again later; after the given number of seconds when the provider says so.
    #[error("the provider asks to try again later: {reason}")]
    Later { reason: String, after_seconds: Option<u64> },
    /// Trying again is useless: wrong address, refused content.
    #[error("the provider refused the message for good: {reason}")]
    Refused { reason: String },
    /// Nothing can be sent there any more: blocked by the citizen, or no such chat.
    #[error("the provider refused the message for good: {reason}")]
    Gone { reason: String },
    /// The chat moved; send to the new key.
    #[error("the conversation moved to {to}")]
    Moved { to: String },
}

/// What one message from outside may cost us.
pub mod limits {
    /// Bytes of plain text kept for reading; the raw payload keeps the rest.
    pub const TEXT: usize = 64 * 1024;
    /// Bytes of one message as it came.
    pub const MESSAGE: usize = 25 * 1024 * 1024;
    /// Files in one message.
    pub const ATTACHMENTS: usize = 20;
    /// Bytes of one file.
    pub const ATTACHMENT: usize = 20 * 1024 * 1024;
    /// Bytes of one file that leaves by Telegram, which takes more than it gives.
    pub const TELEGRAM: usize = 50_000_000;
    /// Bytes of an external id or a name.
    pub const ID: usize = 255;
}
