//! A message or a note in the thread, with its files and where its way out stands.

use channels::Channel;

use super::{When, when};
use crate::conversations::way::Way;
use crate::conversations::{Attachment, Direction, FileState, Message, State};
use crate::ids::{AttachmentId, MessageId};
use crate::outbox::elsewhere::Other;
use crate::people::{self, Veil};
use crate::tickets::Ticket;
use crate::web::Shell;
use crate::web::desk::agency_word::ByMail;
use crate::web::desk::letter::{self, Fold};
use crate::web::desk::parts::{self, Icon};
use crate::web::desk::{file_mark, letter_html, marked, undelivered};

/// Kinds that browsers show by themselves; the route checks the bytes again.
pub const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/// Films that browsers play by themselves; the route checks the bytes again.
pub const FILMS: [&str; 2] = ["video/mp4", "video/webm"];
/// Stands for the kind of a file that whoever reads this page cannot have.
const HIDDEN: &str = "";

/// A message or a note.
#[derive(Debug)]
pub struct Said {
    pub id: MessageId,
    /// `in`, `out` or `note`.
    pub look: &'static str,
    pub icon: Icon,
    pub channel: String,
    pub who: String,
    pub when: When,
    pub subject: Option<String>,
    pub body: String,
    /// The body with the names in it marked; empty when nobody is named.
    pub pieces: Vec<marked::Piece>,
    /// Sanitised again on the way out.
    pub html: Option<String>,
    pub files: Vec<File>,
    /// What the virus scanner said of several of them alike.
    pub files_mark: Vec<(Icon, String)>,
    pub state: Option<Stands>,
    /// An agency without an account wrote it.
    pub by_mail: Option<ByMail>,
    /// A letter's stretches, some folded away; empty when nothing is.
    pub folds: Vec<Fold>,
    /// What to know about a letter before one believes or answers it.
    pub marks: Vec<letter::Mark>,
    /// It shows pictures from elsewhere, which can be fetched.
    pub has_pictures: bool,
    /// It is a letter that can be had as it came.
    pub has_letter: bool,
    /// Who got a copy, and whether it failed.
    pub copied: Vec<(String, bool)>,
}

#[derive(Debug)]
pub struct Stands {
    pub icon: Icon,
    pub words: String,
    pub error: Option<String>,
    pub is_failed: bool,
    /// Ways it can go instead.
    pub others: Vec<Other>,
}

#[derive(Debug)]
pub struct File {
    pub id: AttachmentId,
    pub name: String,
    pub size: Option<String>,
    pub look: Look,
    /// What the virus scanner said of it.
    pub mark: Option<(Icon, String)>,
    /// It is locked, and the reader may have it checked again.
    pub may_ask: bool,
}

/// What the page can do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Picture,
    Sound,
    Film,
    Other,
    /// Not here: `desk-file-<code>`.
    Missing(&'static str),
}

/// A file of the citizen's as somebody sees it who may not know them.
pub fn cover(file: &mut Attachment) {
    file.name = Veil::file_name(&file.id.to_string(), &file.media_type);
    if !people::can_clean(&file.media_type) && file.state == FileState::Stored {
        HIDDEN.clone_into(&mut file.media_type);
    }
}

/// A ticket filed without a message: its text stands first.
pub fn opening(shell: &Shell, ticket: &Ticket, citizen: &str) -> Said {
    Said {
        id: MessageId(0),
        look: "in",
        icon: parts::channel_icon(ticket.channel()),
        channel: parts::channel_word(shell.t, ticket.channel()),
        who: citizen.to_owned(),
        when: when(shell, ticket.created_at),
        subject: None,
        body: ticket.body.clone(),
        pieces: Vec::new(),
        html: None,
        files: Vec::new(),
        files_mark: Vec::new(),
        state: None,
        by_mail: None,
        folds: Vec::new(),
        marks: Vec::new(),
        copied: Vec::new(),
        has_pictures: false,
        has_letter: false,
    }
}

pub fn said(
    shell: &Shell,
    message: Message,
    channel: Channel,
    staff: Option<&str>,
    citizen: &str,
    files: Vec<Attachment>,
    way: Option<&Way>,
) -> Said {
    let (look, icon) = match message.direction {
        Direction::In => ("in", parts::channel_icon(channel)),
        Direction::Out => ("out", parts::channel_icon(channel)),
        Direction::Note => ("note", parts::icon("lock")),
    };
    let who = match message.direction {
        Direction::In => citizen.to_owned(),
        Direction::Out | Direction::Note => staff.unwrap_or("Sahut").to_owned(),
    };
    let html = message.html.as_deref().map(|html| letter_html::shown(html, &files));
    let mut files: Vec<File> = files.into_iter().map(|file| show(shell, file)).collect();
    let files_mark = file_mark::once(&mut files);
    Said {
        id: message.id,
        look,
        icon,
        channel: parts::channel_word(shell.t, channel),
        who,
        when: when(shell, message.created_at),
        folds: match (channel, message.direction) {
            (Channel::Email, Direction::In) => letter::folds(message.subject.as_deref(), &message.body),
            _ => Vec::new(),
        },
        marks: Vec::new(),
        copied: Vec::new(),
        has_pictures: false,
        has_letter: false,
        subject: message.subject.clone().filter(|subject| !subject.trim().is_empty()),
        html,
        state: stands(shell, &message, way),
        body: message.body,
        pieces: Vec::new(),
        files,
        files_mark,
        by_mail: None,
    }
}

fn stands(shell: &Shell, message: &Message, way: Option<&Way>) -> Option<Stands> {
    let is_failed = message.state == State::Failed;
    let next = way.and_then(|way| way.next_try_at).filter(|at| *at > shell.now);
    if let Some(next) = next.filter(|_| message.state == State::Queued) {
        let said = way.and_then(|way| way.waits_for.as_deref());
        return Some(Stands {
            icon: parts::icon("clock"),
            words: shell.t.with("desk-message-waits", "when", shell.short(&next)).into_owned(),
            error: said.map(|said| undelivered::words(shell.t, said)),
            is_failed: false,
            others: Vec::new(),
        });
    }
    let (icon, code) = match message.state {
        State::Received | State::Noted => return None,
        State::Sent if way.is_some_and(|way| way.arrived_at.is_some()) => ("check", "arrived"),
        State::Sent if way.is_some_and(|way| way.is_delayed(shell.now)) => ("clock", "delayed"),
        State::Sent => ("check", "sent"),
        State::Queued => ("clock", "queued"),
        State::Failed => ("warning", "failed"),
        State::Held => ("pause", "held"),
    };
    Some(Stands {
        icon: parts::icon(icon),
        words: shell.t.say(&format!("desk-message-{code}")).into_owned(),
        error: message.error.as_deref().filter(|_| is_failed).map(|error| undelivered::words(shell.t, error)),
        is_failed,
        others: Vec::new(),
    })
}

fn show(shell: &Shell, file: Attachment) -> File {
    let look = match file.state {
        FileState::Stored if file.media_type == HIDDEN => Look::Missing("hidden"),
        FileState::Stored if PICTURES.contains(&file.media_type.as_str()) => Look::Picture,
        FileState::Stored if file.media_type.starts_with("audio/") => Look::Sound,
        FileState::Stored if FILMS.contains(&file.media_type.as_str()) => Look::Film,
        FileState::Stored => Look::Other,
        other => Look::Missing(other.code()),
    };
    File {
        id: file.id,
        size: file.size.map(|size| parts::size(shell.t, size)),
        look,
        mark: file_mark::of(shell, &file),
        may_ask: file_mark::may_ask(shell, &file),
        name: file.name,
    }
}
