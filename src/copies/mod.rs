//! Copies of letters: whom the citizen's letters went to besides us, which of them an answer goes to as well, and
//! what they write back.
//!
//! Nobody gets a copy by themselves: staff tick them, and only those can be ticked whom the citizen wrote to. Whomever
//! the citizen wrote to, and whoever got a copy, takes part while the report is open: their answer to all joins the
//! conversation, and is shown as theirs. They are told no PIN, and nothing answers them by itself.

mod store;

use std::collections::HashMap;

use channels::Person;

use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{ConversationId, MessageId, TicketId, codes};
use crate::queue::{self, Job};

/// Others of one conversation that are kept.
const OTHERS: i64 = 50;
/// Others of all conversations of a ticket that are asked for at once.
const ABOUT: i64 = 200;
/// Copies of one answer.
pub const COPIES: usize = 10;

codes! {
    State { Queued = "queued", Sent = "sent", Failed = "failed" }
}

/// Somebody else in a letter.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Other {
    pub address: String,
    pub name: Option<String>,
}

impl Other {
    /// As people write it.
    pub fn words(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} <{}>", self.address),
            None => self.address.clone(),
        }
    }
}

/// A copy of an answer.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Copied {
    pub message_id: MessageId,
    pub address: String,
    pub name: Option<String>,
    pub state: State,
    pub error: Option<String>,
}

impl Copied {
    pub fn person(&self) -> Person {
        Person { address: self.address.clone(), name: self.name.clone() }
    }
}

/// A letter of the citizen's went to these, too.
pub async fn keep(tx: &mut Tx, conversation: ConversationId, others: &[Person]) -> Result<()> {
    for other in others {
        store::keep(tx, conversation, other, OTHERS).await?;
    }
    Ok(())
}

/// A letter of the citizen's asks for answers at this address. Anyone can write that: it is told to staff, who may send
/// a copy there or say that the report is theirs; nothing goes there by itself.
pub async fn asked(tx: &mut Tx, conversation: ConversationId, address: &str) -> Result<()> {
    store::ask(tx, conversation, &address.to_lowercase(), OTHERS).await
}

/// Where the newest letter that asks for it wants answers.
pub async fn asked_to(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Other>> {
    store::asked_to(tx, conversation).await
}

/// A report is now theirs who was one of the others; whoever wrote before takes their place.
pub async fn change_places(
    tx: &mut Tx,
    (ticket, conversation): (TicketId, ConversationId),
    theirs: &str,
    before: Option<&str>,
) -> Result<()> {
    store::remove(tx, conversation, theirs).await?;
    store::unwish(tx, ticket, theirs).await?;
    if let Some(before) = before {
        let other = Person { address: before.to_owned(), name: None };
        store::keep(tx, conversation, &other, OTHERS).await?;
    }
    Ok(())
}

/// Whom a conversation's letters went to, besides us and the citizen.
pub async fn of(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<Other>> {
    store::of(tx, conversation).await
}

/// Whom letters about a ticket went to, in whichever of its conversations.
pub async fn about(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Other>> {
    store::about(tx, ticket, ABOUT).await
}

/// Those of them who told their provider that our letters are unwanted.
pub async fn refusing(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<String>> {
    store::refusing(tx, conversation).await
}

/// They are not ticked again.
pub async fn unwish(tx: &mut Tx, ticket: TicketId, address: &str) -> Result<()> {
    store::unwish(tx, ticket, address).await
}

/// Who was ticked the last time somebody answered.
pub async fn wanted(tx: &mut Tx, ticket: TicketId) -> Result<Vec<String>> {
    store::wanted(tx, ticket).await
}

/// Sends copies of an answer to these addresses. `remembers`: they are ticked again the next time.
pub async fn send(
    tx: &mut Tx,
    (ticket, conversation): (TicketId, ConversationId),
    message: MessageId,
    addresses: &[String],
    remembers: bool,
) -> Result<()> {
    store::forget_wishes(tx, ticket).await?;
    if addresses.is_empty() {
        return Ok(());
    }
    if addresses.len() > COPIES {
        return Err(invalid("copy", "copies-many"));
    }
    let (known, refusing) = (of(tx, conversation).await?, refusing(tx, conversation).await?);
    for address in addresses {
        if refusing.contains(address) {
            return Err(invalid("copy", "copies-unwanted"));
        }
        let other = known.iter().find(|other| other.address == *address);
        let other = other.ok_or_else(|| invalid("copy", "copies-strange"))?;
        if remembers {
            store::wish(tx, ticket, address).await?;
        }
        if store::begin(tx, message, other).await? {
            queue::enqueue(tx, &Job::DeliverCopy { message, address: address.clone() }).await?;
        }
    }
    Ok(())
}

pub async fn of_message(tx: &mut Tx, message: MessageId) -> Result<Vec<Copied>> {
    store::of_message(tx, message).await
}

/// All copies of answers about a ticket.
pub async fn of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<HashMap<MessageId, Vec<Copied>>> {
    let mut all: HashMap<MessageId, Vec<Copied>> = HashMap::new();
    for copied in store::of_ticket(tx, ticket).await? {
        all.entry(copied.message_id).or_default().push(copied);
    }
    Ok(all)
}

pub async fn sent(tx: &mut Tx, message: MessageId, address: &str) -> Result<()> {
    store::set_state(tx, message, address, State::Sent, None).await
}

pub async fn failed(tx: &mut Tx, message: MessageId, address: &str, error: &str) -> Result<()> {
    store::set_state(tx, message, address, State::Failed, Some(error)).await
}

/// Did the citizen write to this address, too, or did it get a copy of an answer in this conversation, and is its report
/// still open? What comes later is a matter of their own.
pub async fn takes_part(tx: &mut Tx, conversation: ConversationId, address: &str) -> Result<bool> {
    store::takes_part(tx, conversation, &address.to_lowercase()).await
}

/// Not the citizen wrote this.
pub async fn wrote(tx: &mut Tx, message: MessageId, address: &str, name: Option<&str>) -> Result<()> {
    store::insert_writer(tx, message, &address.to_lowercase(), name).await
}

/// Who wrote a ticket's messages, of those that the citizen did not write.
pub async fn writers(tx: &mut Tx, ticket: TicketId) -> Result<HashMap<MessageId, Other>> {
    let rows = store::writers(tx, ticket).await?;
    Ok(rows.into_iter().map(|(id, address, name)| (id, Other { address, name })).collect())
}
