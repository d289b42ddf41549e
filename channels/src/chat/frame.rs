//! The frames that pass between the widget in a citizen's browser and the house.

use serde::{Deserialize, Serialize};

/// Version of the frames; every frame carries it as `"v"`. A widget that was cached for weeks must be
/// told to reload rather than be misunderstood.
pub const VERSION: u64 = 1;

/// Largest frame the widget may send, in bytes of JSON.
pub const FRAME_BYTES: usize = 16 * 1024;

/// Longest text of one message, in Unicode characters. A browser's `maxlength` counts UTF-16 units and
/// is therefore never the looser of the two.
pub const TEXT_CHARS: usize = 4000;

/// Longest `client_id`.
pub const CLIENT_ID_CHARS: usize = 64;

/// What the widget says. Fields are checked by [`decode`](super::decode()) before anyone sees them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromWidget {
    /// The first frame on every socket.
    Hello {
        /// What an earlier [`ToWidget::Welcome`] gave; none in a new browser.
        #[serde(default)]
        token: Option<String>,
        /// The last sequence number the widget has; it is sent everything above it.
        after: u64,
        /// Language tag of the page, lower case: `id`, `en-us`.
        language: String,
        /// Address of the page the widget stands on, without fragment and credentials.
        #[serde(default)]
        page: Option<String>,
    },
    /// Words from the citizen.
    Say {
        /// Chosen by the widget, unique in its conversation: sending it again is harmless.
        client_id: String,
        text: String,
    },
    /// A place the citizen pointed at, in degrees (WGS 84).
    Place {
        client_id: String,
        latitude: f64,
        longitude: f64,
    },
    /// How the citizen can be reached once the chat is closed; at least one of the three. Typed, hence
    /// not proven to be theirs.
    Contact {
        client_id: String,
        #[serde(default)]
        name: Option<String>,
        /// Lower case.
        #[serde(default)]
        email: Option<String>,
        /// E.164.
        #[serde(default)]
        phone: Option<String>,
    },
    /// The citizen is typing; worth nothing a second later.
    Typing,
    Ping,
}

/// What the house says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToWidget {
    /// The answer to `hello`.
    Welcome {
        /// To be kept by the widget and shown at the next `hello`.
        token: String,
        /// The sequence number the replay starts behind, as the house understood it.
        after: u64,
        /// Whether a person is there to answer now.
        online: bool,
        limits: Limits,
    },
    /// One message of the conversation, the citizen's own included.
    Message {
        /// Grows by one within a conversation; gaps mean frames were missed.
        seq: u64,
        author: Author,
        /// Name of the member of staff, as citizens may see it.
        name: Option<String>,
        text: String,
        /// Milliseconds UTC.
        at: i64,
        /// On the citizen's own messages: the id their widget gave.
        client_id: Option<String>,
        /// What came with it; left out when nothing did.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileLink>,
    },
    /// The message is in the database; the widget may forget its copy.
    Ack {
        client_id: String,
        seq: u64,
    },
    /// Articles that may answer what was just said.
    Suggest {
        for_client_id: String,
        articles: Vec<SuggestedArticle>,
    },
    /// The conversation became a ticket. The PIN is told once and never again.
    Ticket {
        number: String,
        pin: Option<String>,
    },
    /// The frame was not accepted; `code` is stable, `message` is English for developers.
    Error {
        code: String,
        message: String,
    },
    Pong,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Citizen,
    Staff,
    System,
}

/// What the widget must keep to. It is told first because a socket that is closed over a large frame
/// cannot say why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub frame_bytes: usize,
    pub text_chars: usize,
    pub client_id_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { frame_bytes: FRAME_BYTES, text_chars: TEXT_CHARS, client_id_chars: CLIENT_ID_CHARS }
    }
}

/// A file that staff sent along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLink {
    pub name: String,
    /// Where it is fetched; only who reads the conversation knows this address.
    pub url: String,
}

/// An article offered in the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedArticle {
    pub title: String,
    pub url: String,
    /// The short answer of the article, one or two sentences.
    pub spoken: String,
}

/// One frame for the socket.
pub fn encode(frame: &ToWidget) -> String {
    #[derive(Serialize)]
    struct Versioned<'a> {
        v: u64,
        #[serde(flatten)]
        frame: &'a ToWidget,
    }
    serde_json::to_string(&Versioned { v: VERSION, frame })
        .expect("strings, numbers and lists always have a JSON form")
}
