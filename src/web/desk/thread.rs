//! Everything that was said and done about a ticket, over all channels, in the order it happened.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use ammonia::Builder;
use channels::Channel;
use fluent_bundle::FluentArgs;

use super::agency_word::{self, ByMail};
use super::chrome::Names;
use super::letter::{self, Fold};
use super::parts::{self, Icon};
use super::{clock_lines, marked, undelivered};
use crate::agency_mail::Word;
use crate::auth;
use crate::clock::Millis;
use crate::conversations::{self, Attachment, Direction, FileState, Message, State};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, AttachmentId, CategoryId, ConversationId, MessageId, StaffId};
use crate::mail_marks::{self, Marks};
use crate::mentions::{self, Mention};
use crate::outbox;
use crate::people::{self, Veil};
use crate::tickets::life::{Refusal, Step};
use crate::tickets::{self, Entry as Event, EventKind, Status, Ticket};
use crate::web::Shell;

/// Messages shown; of a longer thread the newest.
const SHOWN: i64 = 300;

/// What lies in the tables about a ticket's thread.
pub struct Told {
    pub messages: Vec<Message>,
    files: HashMap<MessageId, Vec<Attachment>>,
    pub(super) events: Vec<Event>,
    channels: HashMap<ConversationId, Channel>,
    /// Names of those who wrote or did something.
    pub staff: HashMap<StaffId, String>,
    mentions: Vec<Mention>,
    /// Names of files are left out as well.
    is_covered: bool,
    /// Messages of agencies without accounts.
    by_mail: HashMap<MessageId, Word>,
    /// The citizen has an address of mail.
    has_mail: bool,
    /// What letters told besides their words.
    marks: HashMap<MessageId, Marks>,
}

impl Told {
    /// As somebody reads it who may not know the citizen.
    pub fn cover(&mut self, veil: &Veil) {
        self.messages.iter_mut().for_each(|message| veil.message(message));
        self.events.iter_mut().for_each(|event| veil.event(event));
        // Whoever writes in an agency's stead may be the citizen.
        self.by_mail.values_mut().for_each(|word| word.sender = veil.text(&word.sender));
        self.is_covered = true;
    }
}

pub async fn load(tx: &mut Tx, ticket: &Ticket) -> Result<Told> {
    let messages = conversations::of_ticket(tx, ticket.id, SHOWN).await?;
    let events = tickets::history(tx, ticket.id).await?;
    let mut files: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    for file in conversations::attachments(tx, ticket.id).await? {
        files.entry(file.message_id).or_default().push(file);
    }
    let mut channels = HashMap::new();
    for message in &messages {
        let id = message.conversation_id;
        if let Entry::Vacant(place) = channels.entry(id) {
            place.insert(conversations::get(tx, id).await?.channel());
        }
    }
    let people = messages.iter().map(|message| message.staff_id).chain(events.iter().map(|e| e.staff_id));
    let people: HashSet<StaffId> = people.flatten().collect();
    let staff = auth::names(tx, &people.into_iter().collect::<Vec<_>>()).await?;
    let mentions = mentions::of_ticket(tx, ticket.id).await?;
    let by_mail = agency_word::load(tx, ticket.id).await?;
    let marks = mail_marks::of_ticket(tx, ticket.id).await?;
    // Asked only where something must go another way.
    let has_mail = messages.iter().any(|message| message.state == State::Failed)
        && outbox::elsewhere::has_mail(tx, ticket.contact_id).await?;
    let is_covered = false;
    Ok(Told { messages, files, events, channels, staff, mentions, is_covered, by_mail, has_mail, marks })
}

#[derive(Debug)]
pub enum Item {
    /// A new day begins.
    Day {
        key: i64,
        words: String,
    },
    Said(Box<Said>),
    Done {
        key: i64,
        icon: Icon,
        words: String,
        when: When,
    },
    /// A moment of the clock (`super::clock_lines`).
    Clock {
        key: &'static str,
        icon: Icon,
        words: String,
        when: When,
    },
}

#[derive(Debug)]
pub struct When {
    pub machine: String,
    pub exact: String,
    pub words: String,
}

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
    pub state: Option<Stands>,
    /// An agency without an account wrote it.
    pub by_mail: Option<ByMail>,
    /// A letter's stretches, some folded away; empty when nothing is.
    pub folds: Vec<Fold>,
    /// What to know about a letter before one believes or answers it.
    pub marks: Vec<letter::Mark>,
}

#[derive(Debug)]
pub struct Stands {
    pub icon: Icon,
    pub words: String,
    pub error: Option<String>,
    pub is_failed: bool,
    /// It can go by mail instead.
    pub can_mail: bool,
}

#[derive(Debug)]
pub struct File {
    pub id: AttachmentId,
    pub name: String,
    pub size: Option<String>,
    pub look: Look,
}

/// What the page can do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Picture,
    Sound,
    Other,
    /// Not here: `desk-file-<code>`.
    Missing(&'static str),
}

/// Says it all in order. `citizen` is what the citizen is called on this page.
pub fn items(shell: &Shell, names: &Names, ticket: &Ticket, citizen: &str, told: Told) -> Vec<Item> {
    let Told { messages, mut files, events, channels, staff, mentions, is_covered, by_mail, has_mail, marks } =
        told;
    let mut all: Vec<(Millis, i64, Item)> = Vec::with_capacity(messages.len() + events.len());
    if !messages.iter().any(|message| message.direction == Direction::In) {
        all.push((ticket.created_at, 0, Item::Said(Box::new(opening(shell, ticket, citizen)))));
    }
    for message in messages {
        let mut files = files.remove(&message.id).unwrap_or_default();
        if is_covered && message.direction == Direction::In {
            for file in &mut files {
                file.name = Veil::file_name(&file.id.to_string(), &file.media_type);
                if !people::can_clean(&file.media_type) && file.state == FileState::Stored {
                    HIDDEN.clone_into(&mut file.media_type);
                }
            }
        }
        let channel = channels.get(&message.conversation_id).copied().unwrap_or(Channel::Api);
        let staff = message.staff_id.and_then(|id| staff.get(&id)).map(String::as_str);
        let (at, id) = (message.created_at, message.id);
        let named = mentions.iter().filter(|mention| mention.message_id == message.id);
        let pieces = marked::pieces(&message.body, named.map(|mention| mention.words.as_str()));
        let mut said = Said { pieces, ..said(shell, message, channel, staff, citizen, files) };
        if let Some(stands) = &mut said.state {
            stands.can_mail = stands.is_failed && has_mail && channel == Channel::Telegram;
        }
        said.marks = marks.get(&id).map(|marks| letter::marks(shell.t, marks)).unwrap_or_default();
        if let Some(word) = by_mail.get(&id) {
            let by_mail = agency_word::shown(shell, names, ticket, id, word);
            said.who.clone_from(&by_mail.who);
            said.by_mail = Some(by_mail);
        }
        all.push((at, id.0, Item::Said(Box::new(said))));
    }
    for event in &events {
        let who = event.staff_id.and_then(|id| staff.get(&id)).map_or("Sahut", String::as_str);
        let words = happened(shell, names, event, who);
        let when = when(shell, event.at);
        all.push((event.at, event.id, Item::Done { key: event.id, icon: event_icon(event), words, when }));
    }
    all.extend(clock_lines::items(shell, ticket));
    all.sort_by_key(|(at, id, _)| (*at, *id));
    let mut items = Vec::with_capacity(all.len() + 8);
    let mut day = None;
    for (at, _, item) in all {
        let this = tickets::local_day(at, &shell.zone);
        if day != Some(this) {
            day = Some(this);
            items.push(Item::Day { key: this, words: shell.date(&at) });
        }
        items.push(item);
    }
    items
}

pub(super) fn when(shell: &Shell, at: Millis) -> When {
    When { machine: shell.machine(&at), exact: shell.moment(&at), words: shell.short(&at) }
}

/// A ticket filed without a message: its text stands first.
fn opening(shell: &Shell, ticket: &Ticket, citizen: &str) -> Said {
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
        state: None,
        by_mail: None,
        folds: Vec::new(),
        marks: Vec::new(),
    }
}

fn said(
    shell: &Shell,
    message: Message,
    channel: Channel,
    staff: Option<&str>,
    citizen: &str,
    files: Vec<Attachment>,
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
        subject: message.subject.clone().filter(|subject| !subject.trim().is_empty()),
        html: message.html.as_deref().map(|html| letter::with_pictures(safe(html), &files)),
        state: stands(shell, &message),
        body: message.body,
        pieces: Vec::new(),
        files: files.into_iter().map(|file| show(shell, file)).collect(),
        by_mail: None,
    }
}

/// Words and simple structure only: the pictures that came along, none from elsewhere (they tell the sender that
/// we read), no looks of their own, links that open apart.
fn safe(html: &str) -> String {
    let tags = [
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "div",
        "span",
        "hr",
        "a",
        "img",
    ];
    Builder::empty()
        .tags(tags.into())
        .clean_content_tags(["script", "style"].into())
        .tag_attributes([("a", ["href"].into()), ("img", ["src", "alt"].into())].into())
        .url_schemes(["http", "https", "mailto", "tel", "cid"].into())
        .attribute_filter(|element, attribute, value| {
            let is_ours = value.starts_with("cid:") == (element == "img");
            (is_ours || attribute == "alt").then_some(Cow::Borrowed(value))
        })
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .clean(html)
        .to_string()
        .replace("<img>", "")
}

fn stands(shell: &Shell, message: &Message) -> Option<Stands> {
    let is_failed = message.state == State::Failed;
    let icon = match message.state {
        State::Received | State::Noted => return None,
        State::Queued => "clock",
        State::Sent => "check",
        State::Failed => "warning",
        State::Held => "pause",
    };
    Some(Stands {
        icon: parts::icon(icon),
        words: shell.t.say(&format!("desk-message-{}", message.state.code())).into_owned(),
        error: message.error.as_deref().filter(|_| is_failed).map(|error| undelivered::words(shell.t, error)),
        is_failed,
        can_mail: false,
    })
}

fn show(shell: &Shell, file: Attachment) -> File {
    let look = match file.state {
        FileState::Stored if file.media_type == HIDDEN => Look::Missing("hidden"),
        FileState::Stored if PICTURES.contains(&file.media_type.as_str()) => Look::Picture,
        FileState::Stored if file.media_type.starts_with("audio/") => Look::Sound,
        FileState::Stored => Look::Other,
        other => Look::Missing(other.code()),
    };
    File { id: file.id, name: file.name, size: file.size.map(|size| parts::size(shell.t, size)), look }
}

/// Stands for the kind of a file that whoever reads this page cannot have.
const HIDDEN: &str = "";
/// Kinds that browsers show by themselves; the route checks the bytes again.
pub const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// The picture of a step says which way it went.
fn event_icon(event: &Event) -> Icon {
    parts::icon(match event.kind {
        EventKind::Status => match Step::parse(event.text("step")) {
            Some(Step::Verify | Step::Accept | Step::Answer | Step::Confirm) => "check",
            Some(Step::AskCitizen | Step::AwaitOther) => "pause",
            Some(Step::Resume | Step::Start) => "play",
            Some(Step::Dispute | Step::Undelivered) => "warning",
            Some(Step::Wrote | Step::Reopen) => "reply",
            Some(Step::Merge | Step::Unmerge) => "copy",
            Some(Step::Close | Step::Lapse) => "lock",
            Some(Step::Reject | Step::Decline) => "cross",
            Some(Step::Refer) | None => "half",
        },
        EventKind::Opened => "inbox",
        EventKind::Assigned => "user",
        EventKind::Referred => "agency",
        EventKind::Reclassified | EventKind::Suggested | EventKind::Routed | EventKind::Weighed => "tag",
        EventKind::Supported => "users",
        EventKind::ByMail => "mail",
        EventKind::Joined => "reply",
        EventKind::Undelivered | EventKind::Escalated => "warning",
        EventKind::Rated => "star",
        EventKind::PutAside => "pause",
        EventKind::Woke => "play",
        EventKind::HandedOver => "note",
        EventKind::Hidden => "mask",
        EventKind::Related => "copy",
    })
}

fn happened(shell: &Shell, names: &Names, event: &Event, who: &str) -> String {
    let t = shell.t;
    let mut args = FluentArgs::new();
    args.set("who", who.to_owned());
    let mut key = Cow::Owned(format!("desk-event-{}", event.kind.code()));
    let reason = event.text("reason");
    match event.kind {
        EventKind::Opened => {
            let channel = Channel::parse(event.text("channel")).unwrap_or(Channel::Api);
            args.set("channel", parts::channel_word(t, channel));
        }
        EventKind::Status => {
            let to = Status::parse(event.text("to"));
            args.set("to", to.map_or_else(String::new, |to| parts::status_word(t, to)));
            let step = event.text("step");
            if !step.is_empty() {
                key = format!("desk-event-step-{}", step.replace('_', "-")).into();
            }
            if let Some(refusal) = Refusal::parse(event.text("refusal")) {
                args.set("why", t.say(&format!("refusal-{refusal}")).into_owned());
            }
            // What the house itself wrote down has words of its own.
            if matches!(reason, "citizen-wrote" | "citizen-disputes" | "undelivered") {
                key = format!("desk-event-{reason}").into();
            }
        }
        EventKind::Assigned if event.text("to").is_empty() && event.staff_id.is_none() => {
            key = "desk-event-freed".into();
        }
        EventKind::Assigned if event.text("to").is_empty() => key = "desk-event-released".into(),
        EventKind::Assigned if event.staff_id.is_none() => {
            key = "desk-event-handed-out".into();
            args.set("to", event.text("to").to_owned());
        }
        EventKind::Assigned if event.text("to") == who => key = "desk-event-took".into(),
        EventKind::Weighed if event.text("to").is_empty() => key = "desk-event-weighed-not".into(),
        EventKind::Assigned | EventKind::Weighed => args.set("to", event.text("to").to_owned()),
        EventKind::Referred => {
            if event.data.0.get("declined").is_some() {
                key = "desk-event-declined".into();
            }
            args.set("to", names.agency(AgencyId(event.number("to").unwrap_or_default())));
        }
        EventKind::Reclassified => {
            args.set("to", names.category(CategoryId(event.number("to").unwrap_or_default())));
        }
        EventKind::Suggested => {
            let category = CategoryId(event.number("to").unwrap_or_default());
            args.set("to", names.category(category));
            args.set("share", event.number("percent").unwrap_or_default());
            args.set("area", event.text("area").to_owned());
            if !event.text("area").is_empty() {
                key = "desk-event-area-read".into();
            } else if event.staff_id.is_none() {
                key = "desk-event-filed-by-words".into();
            }
        }
        EventKind::Routed => args.set("rule", event.text("rule").to_owned()),
        EventKind::PutAside => {
            args.set("until", shell.moment(&event.number("until").unwrap_or_default()));
        }
        EventKind::Woke if event.staff_id.is_some() => key = "desk-event-woken".into(),
        EventKind::Joined
        | EventKind::Undelivered
        | EventKind::HandedOver
        | EventKind::Hidden
        | EventKind::Woke => {}
        EventKind::Escalated => {
            args.set("clock", t.say(&format!("clock-{}", event.text("clock"))).into_owned());
            args.set("to", t.say(&format!("rung-{}", event.text("rung"))).into_owned());
        }
        EventKind::Supported | EventKind::ByMail => {
            key = format!("desk-event-{}-{}", event.kind, event.text("deed")).into();
            args.set("agency", names.agency(AgencyId(event.number("agency").unwrap_or_default())));
        }
        EventKind::Rated => args.set("score", event.number("score").unwrap_or_default()),
        EventKind::Related => {
            key = format!("desk-event-related-{}", event.text("what")).into();
            args.set("other", event.text("other").to_owned());
            args.set("n", event.number("n").unwrap_or_default());
        }
    }
    let mut words = t.with_args(&key, Some(&args)).into_owned();
    let error = undelivered::words(t, event.text("error"));
    for more in [reason, error.as_str()] {
        if !more.is_empty() && !key.ends_with(more) {
            words.push_str(": ");
            words.push_str(more);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_keeps_its_words_and_nothing_else() {
        let html = r#"<div style="position:fixed" class="desk" onclick="x()">Halo <b>Ibu</b><script>alert(1)</script>
            <img src="https://spy.example/p.gif"><a href="javascript:x()">a</a> <a href="https://kota.test/">b</a></div>"#;
        let clean = safe(html);
        for gone in ["script", "alert", "img", "style", "class", "onclick", "javascript"] {
            assert!(!clean.contains(gone), "{gone}: {clean}");
        }
        assert!(clean.contains("<b>Ibu</b>") && clean.contains("href=\"https://kota.test/\""), "{clean}");
    }
}
