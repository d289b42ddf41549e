//! The telephone menu: where a caller is, what can happen, what is done next.
//!
//! One pure function, [`step`], takes a [`Place`] and an [`Event`] and gives either [`Verb`]s for the
//! carrier or an [`Ask`] for the house, which answers with [`Event::Answer`] at the place given. No
//! telephone, no clock and no database is touched here, so any sequence of events can be tried.
//!
//! The house keeps the `Place` of the last [`Step::Verbs`] in a row per call. A caller is never lost:
//! three wrong or silent tries lead to the recording, two empty recordings to being called back.

mod pose;
mod step;

use serde::{Deserialize, Serialize};

use super::{Keys, Language, Prompt};

pub use step::step;

/// Where a caller is; all that is needed to go on after a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub node: Node,
    /// Failed tries at this question.
    pub tries: u8,
    /// Events of the whole call, so that nobody wanders through the menus at our cost for ever.
    pub turns: u8,
    pub language: Language,
    /// The network told the caller's number, so they can be called back.
    pub known: bool,
}

impl Default for Place {
    /// Before the first event.
    fn default() -> Self {
        Self { node: Node::Menu, tries: 0, turns: 0, language: Language::Indonesian, known: false }
    }
}

/// The rooms of the menu. Stored: a variant may be added, never renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Main menu.
    Menu,
    /// The caller speaks and is recorded.
    Report { emergency: bool },
    /// Nothing was heard and the number is withheld: the caller types one.
    Callback { emergency: bool },
    /// The house opens the ticket.
    Opening(Report),
    /// Types the number of a ticket.
    TicketNumber,
    /// Types the PIN of that ticket.
    TicketPin { number: String },
    /// Heard where the ticket stands.
    StatusHeard,
    /// Chooses a topic; empty until the house named them.
    Topics { topics: Vec<Topic> },
    /// Heard the article with this key.
    Article { key: String },
    /// Is being put through to an agent.
    Agent,
    /// Is being put through to the emergency number.
    EmergencyDial,
    /// Nothing more is asked. A recording may still come late.
    Closed,
}

/// What a caller leaves us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub recording: Option<Recording>,
    /// A number the caller typed to be called back at, digits as typed and not proven to be theirs.
    pub callback: Option<String>,
    pub emergency: bool,
}

/// A recording at the carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    pub url: String,
    pub seconds: u32,
    /// The carrier's id; unique, so the same recording told twice is kept once.
    pub sid: Option<String>,
}

/// An article that can be heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// What the house knows it by; comes back in [`Ask::Article`].
    pub key: String,
    /// Read out in the menu.
    pub title: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The call came in. `from` is E.164; `language` when the contact is known to prefer one.
    Started { from: Option<String>, language: Option<Language> },
    /// Keys were pressed; never empty.
    Digits(Keys),
    /// The caller was asked and pressed nothing, or left an empty recording.
    NoInput,
    /// What the carrier's speech recognition made of what was said.
    Speech(String),
    /// The caller spoke. The call may be over already: what was recorded counts all the same.
    Recorded(Recording),
    /// The house found out what it was asked.
    Answer(Answer),
    /// The other party hung up or never answered; `hung_up` when the caller is gone too.
    DialEnded { answered: bool, hung_up: bool },
    /// The caller left the queue, after speaking with somebody or not.
    QueueLeft { answered: bool },
    /// The call is over.
    HungUp,
}

/// What the flow must know before it can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Where a ticket stands. The number is digits only and its check digit is right. The house limits
    /// how often a caller and a ticket may be tried.
    TicketStatus { number: String, pin: Keys },
    /// Which articles can be heard in the caller's language, most asked for first.
    Topics,
    /// The spoken text of an article.
    Article { key: String },
    /// Open a ticket, once a call: the same ask again must give the same ticket.
    OpenTicket(Report),
    /// A recording that came when the call was closed: add it to the ticket of the call unless it is
    /// there; open a ticket if there is none.
    AddRecording(Recording),
    /// Whether somebody can talk now.
    AgentAvailable,
}

/// What the house found out. An answer that does not fit the question counts as [`Answer::Failed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A sentence in the caller's language. `None`: no such ticket, wrong PIN or too many tries — the
    /// caller hears no difference.
    Status(Option<String>),
    /// At most the first eight are offered.
    Topics(Vec<Topic>),
    Article(Option<String>),
    /// `number` is digits, with hyphens where they are to be read in groups.
    TicketOpened {
        number: String,
        pin: Keys,
        /// What the caller must hear about it besides: in their language, at most a few sentences.
        notice: Option<String>,
    },
    RecordingAdded,
    Agent(AgentLine),
    /// The house cannot say now, and the call shall go on without.
    Failed,
}

/// How an agent is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgentLine {
    /// This number is called.
    Dial(String),
    /// The caller waits in this queue at the carrier, from which agents take calls.
    Queue(String),
    Nobody,
}

/// What the carrier shall do. A list of them ends with the last verb that waits for something
/// (`Gather`, `Record`, `Dial`, `Queue`) or with `Hangup`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    Say(Say),
    Gather(Gather),
    /// Beep, then record until `#`, silence or the end of time.
    Record {
        most_seconds: u32,
        silence_seconds: u32,
    },
    /// Call a number and join the two.
    Dial {
        number: String,
        ring_seconds: u32,
    },
    Queue {
        name: String,
    },
    Hangup,
}

/// Something said, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    pub prompt: Prompt,
    pub language: Language,
}

/// A question. The prompts are inside, so a key pressed early is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gather {
    pub prompts: Vec<Say>,
    /// One key, or up to this many ended with `#`.
    pub most_keys: u8,
    /// Seconds of waiting after the prompt and between keys.
    pub seconds: u8,
    /// Also listen for words, in this language.
    pub speech: Option<Language>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Keep the place, do the verbs.
    Verbs { place: Place, verbs: Vec<Verb> },
    /// Find this out and step again at `place` with [`Event::Answer`].
    Ask { place: Place, ask: Ask },
}

/// What an operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Said after the welcome: "Hotline Kota Contoh".
    pub service: String,
    /// Dialled in the emergency branch. Carriers often refuse short codes; then this is the full number
    /// of the emergency centre. What the caller hears is always 112.
    pub emergency_number: String,
    /// Whether the check digit of a ticket number (digits only) is right.
    pub check_number: fn(&str) -> bool,
    /// Longest recording in seconds.
    pub record_seconds: u32,
    /// Let the carrier recognise speech at questions; it costs extra.
    pub speech: bool,
}

impl Settings {
    /// The usual: 112, three minutes, keys only.
    pub fn new(service: impl Into<String>, check_number: fn(&str) -> bool) -> Self {
        Self {
            service: service.into(),
            emergency_number: "112".into(),
            check_number,
            record_seconds: 180,
            speech: false,
        }
    }
}

/// Tries at a question before the caller is led to the recording.
pub const TRIES: u8 = 3;
/// Events in a call before it is led to the recording.
pub const TURNS: u8 = 60;
/// Topics offered: the keys 1 to 8.
pub const TOPICS: usize = 8;
/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;
