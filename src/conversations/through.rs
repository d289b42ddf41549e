//! Through which of its conversations a ticket is spoken of, and what was said there.

use channels::Channel;

use super::{Conversation, store};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TicketId;

/// [`answer_through`] for pages that only show it: nothing is locked.
pub async fn shown_through(tx: &mut Tx, ticket: TicketId) -> Result<Option<Conversation>> {
    match store::answer_through(tx, ticket).await? {
        Some(id) => store::get(tx, id).await,
        None => Ok(None),
    }
}

/// The conversation through which answers about this ticket go: the chat its citizen chose ([`super::chosen`]), else the
/// one through which they last spoke. Locked, see [`super::thread`].
pub async fn answer_through(tx: &mut Tx, ticket: TicketId) -> Result<Option<Conversation>> {
    match store::answer_through(tx, ticket).await? {
        Some(id) => store::lock(tx, id).await.map(Some),
        None => Ok(None),
    }
}

/// The conversation through which the citizen last spoke about this ticket, chats aside that they chose. Locked.
pub async fn spoken_through(tx: &mut Tx, ticket: TicketId) -> Result<Option<Conversation>> {
    match store::spoken_through(tx, ticket).await? {
        Some(id) => store::lock(tx, id).await.map(Some),
        None => Ok(None),
    }
}

/// The channel by which the citizen last spoke about this ticket, what they chose aside.
pub async fn came_through(tx: &mut Tx, ticket: TicketId) -> Result<Option<Channel>> {
    match store::spoken_through(tx, ticket).await? {
        Some(id) => Ok(store::get(tx, id).await?.map(|conversation| conversation.channel())),
        None => Ok(None),
    }
}

/// Did a person say any of this, or only machines?
pub async fn has_person(tx: &mut Tx, ticket: TicketId) -> Result<bool> {
    store::has_person(tx, ticket).await
}

/// Was anything sent out about this ticket since then, to be told or told already?
pub async fn has_spoken_since(tx: &mut Tx, ticket: TicketId, since: Millis) -> Result<bool> {
    store::has_spoken_since(tx, ticket, since).await
}
