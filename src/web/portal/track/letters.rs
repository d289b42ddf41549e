//! What was said about a report, for its citizen: a page of it.

use std::collections::HashMap;

use crate::clock::Millis;
use crate::conversations::letters;
use crate::conversations::{self, Attachment, Direction, Message, State};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MessageId, TicketId};
use crate::outbox::PIN_MASK;
use crate::stretch::{Pages, Rest, Stretch};

/// Messages of a page.
const SHOWN: usize = 300;

pub struct Letter {
    pub is_ours: bool,
    pub is_automatic: bool,
    pub at: Millis,
    pub paragraphs: Vec<Vec<String>>,
    pub files: Vec<Attachment>,
}

/// A page of them, oldest first.
pub struct Letters {
    pub all: Vec<Letter>,
    pub pages: Pages,
    /// The newest answer on this page that waited for its reader.
    pub held: Option<MessageId>,
}

impl Letters {
    pub async fn load(tx: &mut Tx, ticket: TicketId, asked: Stretch) -> Result<Self> {
        let mut asked = asked;
        let mut messages = letters::stretch(tx, ticket, PIN_MASK, asked, SHOWN as i64 + 1).await?;
        // An old address: the newest are always there.
        if messages.is_empty() && asked != Stretch::Newest {
            asked = Stretch::Newest;
            messages = letters::stretch(tx, ticket, PIN_MASK, asked, SHOWN as i64 + 1).await?;
        }
        let is_all = asked == Stretch::Newest && messages.len() <= SHOWN;
        messages.truncate(SHOWN);
        messages.sort_by_key(|message| message.id);
        let first = messages.first().map_or(0, |message| message.id.0);
        let last = messages.last().map_or(0, |message| message.id.0);
        // What fits on one page is not counted.
        let rest =
            if is_all { Rest::default() } else { letters::beside(tx, ticket, PIN_MASK, first, last).await? };
        let mut files: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
        for file in conversations::attachments(tx, ticket).await? {
            files.entry(file.message_id).or_default().push(file);
        }
        let held = messages.iter().rev().find(|message| message.state == State::Held);
        Ok(Self {
            held: held.map(|message| message.id),
            pages: Pages::beside(first, last, rest),
            all: messages.iter().map(|message| letter(message, &mut files)).collect(),
        })
    }
}

fn letter(message: &Message, files: &mut HashMap<MessageId, Vec<Attachment>>) -> Letter {
    Letter {
        is_ours: message.direction == Direction::Out,
        is_automatic: message.is_automatic,
        at: message.created_at,
        paragraphs: paragraphs(&message.body),
        files: files.remove(&message.id).unwrap_or_default(),
    }
}

/// Blank lines part paragraphs; the lines within stay lines.
fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines
        .split(|line| line == &"")
        .filter(|part| !part.is_empty())
        .map(|part| part.iter().map(|line| (*line).to_owned()).collect())
        .collect()
}
