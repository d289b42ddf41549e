//! Everything that was said and done about a ticket, over all channels, in the order it happened.

mod happened;
mod part;
mod said;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use channels::{Channel, Mark};

use super::agency_word;
use super::as_it_came;
use super::chrome::Names;
use super::letter;
use super::others::Letters;
use super::parts::Icon;
use super::{clock_lines, marked, remarks};
use crate::agency_mail::Word;
use crate::auth;
use crate::clock::Millis;
use crate::conversations::way::{self, Way};
use crate::conversations::{self, Attachment, Conversation, Direction, Message, State};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AttachmentId, ConversationId, MessageId, StaffId};
use crate::intake;
use crate::lines;
use crate::mail_marks::{self, Marks};
use crate::mentions::{self, Mention};
use crate::outbox::elsewhere::Ways;
use crate::people::Veil;
use crate::stretch::{Pages, Stretch};
use crate::tickets::{self, Entry as Event, EventKind, Ticket};
use crate::web::Shell;
use part::Part;
pub use said::{FILMS, File, Look, PICTURES, Said};

/// What lies in the tables about a ticket's thread.
pub struct Told {
    /// What was said and done, as much of it as the page shows.
    part: Part,
    /// What happened from the beginning on: what follows from it does not depend on the page.
    pub(super) history: Vec<Event>,
    files: HashMap<MessageId, Vec<Attachment>>,
    /// Files that may tell of the citizen.
    from_outside: HashSet<AttachmentId>,
    through: HashMap<ConversationId, Conversation>,
    /// Names of those who wrote or did something.
    pub staff: HashMap<StaffId, String>,
    mentions: Vec<Mention>,
    /// Names of files are left out as well.
    is_covered: bool,
    /// Messages of agencies without accounts.
    by_mail: HashMap<MessageId, Word>,
    /// How the citizen can be reached; looked up where something failed.
    ways: Ways,
    /// What is known of messages' ways out.
    way: HashMap<MessageId, Way>,
    /// Copies of letters, and who wrote in the citizen's stead.
    letters: Letters,
    /// What letters told besides their words.
    marks: HashMap<MessageId, Marks>,
    /// By which mailboxes letters came.
    arrivals: HashMap<MessageId, Vec<String>>,
    /// Messages that are letters whose bytes are kept.
    kept: HashSet<MessageId>,
    /// What the citizen said with a verdict of before the history kept it.
    said_once: Option<String>,
}

impl Told {
    /// As somebody reads it who may not know the citizen.
    pub fn cover(&mut self, veil: &Veil) {
        self.part.messages.iter_mut().for_each(|message| veil.message(message));
        self.part.events.iter_mut().chain(&mut self.history).for_each(|event| veil.event(event));
        // Whoever writes in an agency's stead may be the citizen.
        self.by_mail.values_mut().for_each(|word| word.sender = veil.text(&word.sender));
        self.letters.cover(veil.mask());
        self.said_once = self.said_once.take().map(|words| veil.text(&words));
        self.is_covered = true;
    }

    /// What was said, as much of it as the page shows.
    pub fn messages(&self) -> &[Message] {
        &self.part.messages
    }

    /// What the citizen said with this verdict. Said again with a later one, it stands there; taken back, nowhere.
    fn said_with(&self, event: &Event) -> Option<String> {
        let is_verdict = |other: &&Event| other.kind == EventKind::Rated;
        let mut later = self.history.iter().filter(is_verdict).filter(|other| other.id > event.id);
        match happened::said_with(event) {
            Some(words) => {
                let is_unsaid = |other: &Event| other.data.0.get("unsaid").is_some();
                let is_over = later.any(|other| other.text("words") == words || is_unsaid(other));
                (!is_over).then(|| words.to_owned())
            }
            None if event.kind == EventKind::Rated && later.next().is_none() => self.said_once.clone(),
            None => None,
        }
    }

    /// The pages beside this one.
    pub const fn pages(&self) -> &Pages {
        &self.part.pages
    }

    /// The citizen's files, oldest first, for whoever may know of them.
    pub fn photos(&self) -> impl Iterator<Item = &Attachment> {
        let from_citizen = |message: &&Message| !self.is_covered && message.direction == Direction::In;
        self.part
            .messages
            .iter()
            .filter(from_citizen)
            .filter_map(|message| self.files.get(&message.id))
            .flatten()
    }
}

pub async fn load(tx: &mut Tx, ticket: &Ticket, asked: Stretch) -> Result<Told> {
    let part = Part::load(tx, ticket.id, asked).await?;
    let history = tickets::history(tx, ticket.id).await?;
    let is_rated = history.iter().any(|event| event.kind == EventKind::Rated);
    let said_once = if is_rated && !history.iter().any(|event| happened::said_with(event).is_some()) {
        tickets::said_with(tx, ticket.id).await?
    } else {
        None
    };
    let mut files: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    for file in conversations::attachments(tx, ticket.id).await? {
        files.entry(file.message_id).or_default().push(file);
    }
    let from_outside = if files.is_empty() {
        HashSet::new()
    } else {
        conversations::files_from_outside(tx, ticket.id).await?
    };
    let mut through = HashMap::new();
    for message in &part.messages {
        let id = message.conversation_id;
        if let Entry::Vacant(place) = through.entry(id) {
            place.insert(conversations::get(tx, id).await?);
        }
    }
    let wrote = part.messages.iter().map(|message| message.staff_id);
    let people = wrote.chain(part.events.iter().map(|event| event.staff_id));
    let people: HashSet<StaffId> = people.flatten().collect();
    let staff = auth::names(tx, &people.into_iter().collect::<Vec<_>>()).await?;
    let mentions = mentions::of_ticket(tx, ticket.id).await?;
    let by_mail = agency_word::load(tx, ticket.id).await?;
    let marks = mail_marks::of_ticket(tx, ticket.id).await?;
    let arrivals = lines::arrivals(tx, ticket.id).await?;
    let has_letters =
        !by_mail.is_empty() || through.values().any(|it: &Conversation| it.channel() == Channel::Email);
    let kept = if has_letters { intake::kept_letters(tx, ticket.id).await? } else { HashSet::new() };
    // Asked only where something must go another way.
    let ways = if part.messages.iter().any(|message| message.state == State::Failed) {
        Ways::of(tx, ticket.contact_id).await?
    } else {
        Ways::default()
    };
    let way = way::of_ticket(tx, ticket.id).await?;
    let letters = Letters::load(tx, ticket).await?;
    Ok(Told {
        part,
        history,
        files,
        from_outside,
        through,
        staff,
        mentions,
        is_covered: false,
        by_mail,
        ways,
        way,
        letters,
        marks,
        arrivals,
        kept,
        said_once,
    })
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
        /// What the citizen said with it.
        below: Option<String>,
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

/// Says it all in order. `citizen` is what the citizen is called on this page.
pub fn items(shell: &Shell, names: &Names, ticket: &Ticket, citizen: &str, mut told: Told) -> Vec<Item> {
    let part = std::mem::take(&mut told.part);
    let mut all: Vec<(Millis, i64, Item)> = Vec::with_capacity(part.messages.len() + part.events.len());
    all.extend(clock_lines::items(shell, ticket).into_iter().filter(|(at, ..)| part.covers(*at)));
    if part.is_oldest() && !part.messages.iter().any(|message| message.direction == Direction::In) {
        all.push((ticket.created_at, 0, Item::Said(Box::new(said::opening(shell, ticket, citizen)))));
    }
    for mut message in part.messages {
        let mut files = told.files.remove(&message.id).unwrap_or_default();
        if told.is_covered {
            files.iter_mut().filter(|file| told.from_outside.contains(&file.id)).for_each(said::cover);
        }
        let through = told.through.get(&message.conversation_id);
        let channel = through.map_or(Channel::Api, Conversation::channel);
        let staff = message.staff_id.and_then(|id| told.staff.get(&id)).map(String::as_str);
        let (at, id) = (message.created_at, message.id);
        let may_have = shell.staff.as_ref().is_some_and(|it| as_it_came::may_have(it.role, &message));
        if remarks::is_one(&message) && !told.by_mail.contains_key(&id) {
            message.body = remarks::words(shell.t, &message.body);
        }
        let named = told.mentions.iter().filter(|mention| mention.message_id == id);
        let pieces = marked::pieces(&message.body, named.map(|mention| mention.words.as_str()));
        let mut said =
            Said { pieces, ..said::said(shell, message, channel, staff, citizen, files, told.way.get(&id)) };
        if let Some(stands) = &mut said.state {
            stands.others =
                through.filter(|_| stands.is_failed).map_or_else(Vec::new, |it| told.ways.besides(it));
        }
        said.marks = told.marks.get(&id).map(|marks| letter::marks(shell.t, marks)).unwrap_or_default();
        said.marks.extend(told.arrivals.get(&id).map(|by| letter::arrived(shell.t, by)));
        let is_pictured = |marks: &Marks| marks.marks.contains(&Mark::RemoteImages);
        said.has_pictures = !told.is_covered && told.marks.get(&id).is_some_and(is_pictured);
        said.has_letter = may_have && !told.is_covered && told.kept.contains(&id);
        said.copied = told.letters.below(shell, id);
        if let Some(writer) = told.letters.writer(id) {
            said.who = writer;
        }
        if let Some(word) = told.by_mail.get(&id) {
            let by_mail = agency_word::shown(shell, names, ticket, id, word);
            said.who.clone_from(&by_mail.who);
            said.by_mail = Some(by_mail);
        }
        all.push((at, id.0, Item::Said(Box::new(said))));
    }
    for event in &part.events {
        let who = event.staff_id.and_then(|id| told.staff.get(&id)).map_or("Sahut", String::as_str);
        let words = happened::words(shell, names, event, who);
        let (when, below) = (when(shell, event.at), told.said_with(event));
        all.push((
            event.at,
            event.id,
            Item::Done { key: event.id, icon: happened::icon(event), words, when, below },
        ));
    }
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
