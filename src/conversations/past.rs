//! What was said long ago, written down afterwards: for imports and demo data. Nobody is told and
//! nothing is sent.

use std::collections::{BTreeMap, HashMap};

use channels::Channel;

use super::{Direction, NewAttachment, State, store};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{ContactId, ConversationId, MessageId, StaffId, TicketId};
use crate::texts::Lang;

/// A message of the past. It was said at the transaction's moment ([`Tx::at`]).
#[derive(Debug)]
pub struct Line {
    pub(super) id: MessageId,
    pub(super) conversation: ConversationId,
    pub(super) ticket: TicketId,
    pub(super) at: Millis,
    pub(super) direction: Direction,
    pub(super) state: State,
    pub(super) staff: Option<StaffId>,
    pub(super) subject: Option<String>,
    pub(super) body: String,
    files: Vec<NewAttachment>,
}

impl Line {
    /// `state` is how it ended: a message that would still have to be sent is none of the past.
    pub fn new(
        tx: &Tx,
        (conversation, ticket): (ConversationId, TicketId),
        (direction, state): (Direction, State),
        staff: Option<StaffId>,
        body: &str,
    ) -> Self {
        let (id, body) = (MessageId(tx.id()), body.to_owned());
        let (subject, files) = (None, Vec::new());
        Self { id, conversation, ticket, at: tx.now(), direction, state, staff, subject, body, files }
    }

    pub fn subject(mut self, subject: Option<&str>) -> Self {
        self.subject = subject.map(str::to_owned);
        self
    }

    /// Their bytes are in [`crate::files::Files`] already.
    pub fn files(mut self, files: Vec<NewAttachment>) -> Self {
        self.files = files;
        self
    }

    /// When it left the house, if it did.
    pub(super) fn sent_at(&self) -> Option<Millis> {
        (self.state == State::Sent).then_some(self.at)
    }

    pub(super) fn is_automatic(&self) -> bool {
        self.direction == Direction::Out && self.staff.is_none()
    }
}

/// Places at the end of a conversation, which goes over to the ticket.
pub(super) struct Taken {
    pub id: ConversationId,
    pub count: i64,
    pub ticket: TicketId,
    pub at: Millis,
}

/// Adds the lines at the end of their conversations, in the order given; each conversation belongs to
/// the ticket of its last line then.
pub async fn tell(tx: &mut Tx, lines: &[Line]) -> Result<()> {
    let mut of: BTreeMap<ConversationId, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        of.entry(line.conversation).or_default().push(line);
    }
    let taken: Vec<Taken> = of
        .iter()
        .filter_map(|(id, said)| {
            let last = said.last()?;
            Some(Taken { id: *id, count: said.len() as i64, ticket: last.ticket, at: last.at })
        })
        .collect();
    let ends: HashMap<ConversationId, i64> = store::take_seqs(tx, &taken).await?.into_iter().collect();
    let mut placed = Vec::with_capacity(lines.len());
    for (conversation, said) in of {
        let end = *ends.get(&conversation).ok_or_else(|| not_found("conversation"))?;
        placed.extend((end - said.len() as i64 + 1..).zip(said));
    }
    store::insert_past(tx, &placed).await?;
    for line in lines.iter().filter(|line| !line.files.is_empty()) {
        tx.at(line.at);
        super::attach(tx, line.id, &line.files).await?;
    }
    Ok(())
}

/// A conversation that began, or went on, at some time.
#[derive(Debug)]
pub struct Begun {
    pub channel: Channel,
    /// Its key on the channel, where it has one.
    pub key: Option<String>,
    pub contact: ContactId,
    pub language: Lang,
    pub at: Millis,
}

/// [`super::open`] for many, in few statements.
pub async fn open_all(tx: &mut Tx, begun: &[Begun]) -> Result<Vec<ConversationId>> {
    let keys: Vec<(&str, &str)> =
        begun.iter().filter_map(|one| Some((one.channel.code(), one.key.as_deref()?))).collect();
    let mut known: HashMap<(String, String), ConversationId> =
        store::by_keys(tx, &keys).await?.into_iter().collect();
    let (mut fresh, mut of) = (Vec::new(), Vec::with_capacity(begun.len()));
    for one in begun {
        let mut open = || {
            tx.at(one.at);
            let id = ConversationId(tx.id());
            fresh.push((id, one));
            id
        };
        of.push(match &one.key {
            Some(key) => *known.entry((one.channel.code().to_owned(), key.clone())).or_insert_with(open),
            None => open(),
        });
    }
    store::open_past(tx, &fresh).await?;
    Ok(of)
}
