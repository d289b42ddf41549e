//! Another way: what did not arrive in a chat goes by mail, what an address does not take goes into the chat or to
//! another address, when staff say so and the citizen has one.

use channels::Channel;

use super::{PIN_MASK, post};
use crate::contacts;
use crate::conversations::{
    self, Attachment, Conversation, Direction, FileState, Message, NewAttachment, NewMessage, State, owner,
};
use crate::db::Tx;
use crate::error::{Result, conflict, sent_already};
use crate::ids::{ContactId, ConversationId, MessageId, codes};
use crate::reach;
use crate::secret::Secret;
use crate::tickets::life::Stage;
use crate::tickets::{self, Ticket};

codes! {
    /// A way that staff choose.
    Other { Mail = "mail", Chat = "chat" }
}

/// How a citizen can be reached.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// Addresses of mail that take letters, as far as we know.
    addresses: Vec<String>,
    chat: Option<ConversationId>,
}

impl Ways {
    pub async fn of(tx: &mut Tx, contact: ContactId) -> Result<Self> {
        let mut addresses = Vec::new();
        for known in contacts::identities(tx, contact).await? {
            if known.kind == "email" && !reach::is_lost(tx, &known.value).await? {
                addresses.push(known.value);
            }
        }
        Ok(Self { addresses, chat: owner::chat_of(tx, contact).await? })
    }

    /// Those that are not the one a conversation goes by.
    pub fn besides(&self, conversation: &Conversation) -> Vec<Other> {
        self.other_than(conversation.channel(), conversation.reply_to.as_deref())
    }

    fn other_than(&self, channel: Channel, address: Option<&str>) -> Vec<Other> {
        let mut others = Vec::new();
        let is_chat = channel == Channel::Telegram;
        if self.address_besides(channel, address).is_some() {
            others.push(Other::Mail);
        }
        if !is_chat && self.chat.is_some() {
            others.push(Other::Chat);
        }
        others
    }

    fn address_besides(&self, channel: Channel, address: Option<&str>) -> Option<&String> {
        let goes_by_mail = channel != Channel::Telegram;
        self.addresses.iter().find(|known| !goes_by_mail || Some(known.as_str()) != address)
    }
}

/// The conversation that leads a ticket's citizen another way than `failed` does, locked.
pub async fn conversation(
    tx: &mut Tx,
    ticket: &Ticket,
    failed: &Conversation,
    way: Other,
) -> Result<Conversation> {
    let ways = Ways::of(tx, ticket.contact_id).await?;
    match way {
        Other::Chat => {
            let chat = ways.chat.ok_or_else(|| conflict("the citizen has no chat with our bot"))?;
            let chat = conversations::lock(tx, chat).await?;
            let has_own = match chat.ticket_id {
                Some(own) => !matches!(tickets::get(tx, own).await?.stage, Stage::Closed | Stage::Rejected),
                None => false,
            };
            if has_own {
                return Ok(chat);
            }
            // What they answer there is about this: they were asked there.
            conversations::assign_ticket(tx, chat.id, ticket.id).await?;
            conversations::get(tx, chat.id).await
        }
        Other::Mail => {
            let address = ways.address_besides(failed.channel(), failed.reply_to.as_deref());
            let address = address.ok_or_else(|| conflict("the citizen left no other address of mail"))?;
            let key = format!("elsewhere:{}", ticket.id);
            // The contact before the conversation: everybody locks in this order.
            let contact = contacts::hold(tx, ticket.contact_id).await?;
            let conversation =
                conversations::open(tx, Channel::Email, Some(&key), contact, ticket.language).await?;
            conversations::reply_to(tx, &conversation, address).await?;
            conversations::assign_ticket(tx, conversation.id, ticket.id).await?;
            conversations::get(tx, conversation.id).await
        }
    }
}

/// Sends the same words and files another way, once while that is on its way or arrived. What told a PIN tells a new
/// one.
pub async fn send_again(
    tx: &mut Tx,
    secret: &Secret,
    ticket: &Ticket,
    failed: &Message,
    way: Other,
) -> Result<MessageId> {
    let before = conversations::get(tx, failed.conversation_id).await?;
    let conversation = conversation(tx, ticket, &before, way).await?;
    let since = conversations::after(tx, conversation.id, (conversation.last_seq - 200).max(0), 200).await?;
    let is_same = |one: &Message| {
        let left = one.direction == Direction::Out && one.state != State::Failed;
        left && one.body == failed.body && one.id > failed.id
    };
    if since.iter().any(is_same) {
        return Err(sent_already());
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
        // One in which something was found goes no other way either.
        .filter(|file| matches!(file.state, FileState::Stored | FileState::Unchecked))
        .map(Attachment::again)
        .collect();
    conversations::attach(tx, message, &files).await?;
    tickets::touch(tx, ticket.id).await?;
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_that_failed_is_no_other_way() {
        let siti = Ways { addresses: vec!["siti@example.net".into()], chat: Some(ConversationId(7)) };
        assert_eq!(siti.other_than(Channel::Telegram, None), [Other::Mail]);
        assert_eq!(siti.other_than(Channel::Email, Some("siti@example.net")), [Other::Chat]);
        assert_eq!(siti.other_than(Channel::Form, Some("old@example.net")), [Other::Mail, Other::Chat]);
        assert_eq!(Ways::default().other_than(Channel::Email, Some("a@b.c")), []);
    }
}
