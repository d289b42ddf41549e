//! Another way: what did not arrive in a chat goes by mail, when staff say so and the citizen has an address.

use channels::Channel;

use super::{PIN_MASK, post};
use crate::contacts;
use crate::conversations::{self, FileState, Message, NewAttachment, NewMessage, State};
use crate::db::Tx;
use crate::error::{Result, conflict};
use crate::ids::{ContactId, MessageId};
use crate::secret::Secret;
use crate::tickets::{self, Ticket};

/// Has this citizen an address of mail?
pub async fn has_mail(tx: &mut Tx, contact: ContactId) -> Result<bool> {
    Ok(address_of(tx, contact).await?.is_some())
}

async fn address_of(tx: &mut Tx, contact: ContactId) -> Result<Option<String>> {
    let known = contacts::identities(tx, contact).await?;
    Ok(known.into_iter().find(|known| known.kind == "email").map(|known| known.value))
}

/// Sends the same words and files by mail, once. One that told a PIN tells a new one.
pub async fn by_mail(tx: &mut Tx, secret: &Secret, ticket: &Ticket, failed: &Message) -> Result<MessageId> {
    let address = address_of(tx, ticket.contact_id).await?;
    let address = address.ok_or_else(|| conflict("the citizen left no address of mail"))?;
    let key = format!("elsewhere:{}", ticket.id);
    let language = ticket.language;
    // The contact before the conversation: everybody locks in this order.
    let contact = contacts::hold(tx, ticket.contact_id).await?;
    let conversation = conversations::open(tx, Channel::Email, Some(&key), contact, language).await?;
    conversations::reply_to(tx, &conversation, &address).await?;
    conversations::assign_ticket(tx, conversation.id, ticket.id).await?;
    let since = conversations::after(tx, conversation.id, 0, 200).await?;
    let is_same = |one: &&Message| one.body == failed.body && one.created_at >= failed.created_at;
    if let Some(known) = since.iter().find(is_same) {
        return Ok(known.id);
    }
    let pin = if failed.is_automatic && failed.body.contains(PIN_MASK) {
        Some(tickets::renew_pin(tx, secret, ticket.id).await?)
    } else {
        None
    };
    let new = NewMessage::outgoing(&failed.body, failed.staff_id, State::Queued);
    let message = post(tx, &conversation, Some(ticket.id), &new, pin.as_ref()).await?;
    let files = conversations::attachments_of(tx, failed.id).await?;
    let files: Vec<NewAttachment> = files
        .into_iter()
        .filter(|file| file.state == FileState::Stored)
        .map(|file| NewAttachment {
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            state: file.state,
            file_key: file.file_key,
            remote: None,
        })
        .collect();
    conversations::attach(tx, message, &files).await?;
    tickets::touch(tx, ticket.id).await?;
    Ok(message)
}
