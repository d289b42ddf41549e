//! Which conversation a message belongs to, and to which ticket a conversation does.

use channels::{Channel, Identity, Inbound, Trust};

use super::store;
use crate::clock::Millis;
use crate::contacts;
use crate::copies;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{ContactId, ConversationId, MailboxId, MessageId, TicketId};
use crate::texts::Lang;

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Conversation {
    pub id: ConversationId,
    channel: String,
    pub thread_key: Option<String>,
    pub contact_id: ContactId,
    pub language: Lang,
    pub ticket_id: Option<TicketId>,
    pub last_seq: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// Which of the citizen's addresses the last message came from.
    pub reply_to: Option<String>,
    /// The mailbox by which they last wrote; none: the configuration's, or another channel.
    pub mailbox_id: Option<MailboxId>,
}

impl Conversation {
    pub fn channel(&self) -> Channel {
        // The column is only written from `Channel::code`.
        Channel::parse(&self.channel).unwrap_or(Channel::Api)
    }
}

/// The conversation a message belongs to, by what the channel says about it; a new one otherwise.
/// Its row is locked until the transaction ends: whoever touches a conversation and its ticket takes the
/// conversation first, so that two messages of one chat cannot open two tickets and nobody deadlocks.
///
/// E-mail joins by an id that we issued **and** a sender who takes part (the citizen, whom they wrote to besides us, or
/// who got a copy): a stranger
/// who quotes our id gets a conversation of their own, and the id's ticket is never shown to them. So does a letter
/// whose domain says that its sender is not who they say.
pub async fn thread(
    tx: &mut Tx,
    inbound: &Inbound,
    contact: ContactId,
    language: Lang,
    own_domain: &str,
) -> Result<Conversation> {
    if let Some(key) = inbound.thread.key.as_deref() {
        return store::by_key_or_open(tx, inbound.channel, key, contact, language).await;
    }
    let references = if is_forged(inbound) { &[][..] } else { &inbound.thread.references };
    for reference in references {
        if let Some(known) = by_reference(tx, reference, own_domain).await?
            && (known.contact_id == contact || is_guest(tx, known.id, inbound).await?)
        {
            return store::lock(tx, known.id).await;
        }
    }
    store::open(tx, inbound.channel, None, contact, language).await
}

fn is_forged(inbound: &Inbound) -> bool {
    inbound.mail.as_ref().is_some_and(|mail| mail.trust == Trust::Forged)
}

/// Somebody who got the citizen's letter or a copy of an answer of ours takes part.
async fn is_guest(tx: &mut Tx, conversation: ConversationId, inbound: &Inbound) -> Result<bool> {
    let Identity::Email(address) = &inbound.from else { return Ok(false) };
    copies::takes_part(tx, conversation, address).await
}

/// A mail refers to a message we sent (by the id in it), or to one that we received. Not locked.
pub async fn by_reference(tx: &mut Tx, reference: &str, own_domain: &str) -> Result<Option<Conversation>> {
    match channels::email::thread::parse_own(reference, own_domain) {
        Some((conversation, message)) => {
            store::by_message(tx, ConversationId(conversation), MessageId(message)).await
        }
        None => store::by_external_ref(tx, Channel::Email, reference).await,
    }
}

/// Opens a conversation without an inbound message (forms, calls to a contact).
pub async fn open(
    tx: &mut Tx,
    channel: Channel,
    key: Option<&str>,
    contact: ContactId,
    language: Lang,
) -> Result<Conversation> {
    match key {
        Some(key) => store::by_key_or_open(tx, channel, key, contact, language).await,
        None => store::open(tx, channel, None, contact, language).await,
    }
}

/// The form conversation in which the citizen adds to this ticket from its track page; a ticket from
/// another channel gets one.
pub async fn form_of(
    tx: &mut Tx,
    ticket: TicketId,
    contact: ContactId,
    language: Lang,
) -> Result<Conversation> {
    if let Some(known) = store::form_of(tx, ticket).await? {
        return Ok(known);
    }
    let contact = contacts::hold(tx, contact).await?;
    let key = format!("ticket:{ticket}");
    let fresh = store::by_key_or_open(tx, Channel::Form, &key, contact, language).await?;
    store::set_ticket(tx, fresh.id, ticket).await?;
    Ok(fresh)
}

/// Answers go to this one of the citizen's addresses from now on.
pub async fn reply_to(tx: &mut Tx, conversation: &Conversation, address: &str) -> Result<()> {
    let address = address.to_lowercase();
    if conversation.reply_to.as_ref() == Some(&address) {
        return Ok(());
    }
    store::set_reply_to(tx, conversation.id, &address).await
}

/// The citizen wrote by this mailbox: answers leave from it from now on.
pub async fn came_by(
    tx: &mut Tx,
    conversation: Conversation,
    mailbox: Option<MailboxId>,
) -> Result<Conversation> {
    if conversation.mailbox_id != mailbox {
        store::set_mailbox(tx, conversation.id, mailbox).await?;
    }
    Ok(Conversation { mailbox_id: mailbox, ..conversation })
}

/// From now on the conversation's messages belong to this ticket.
pub async fn assign_ticket(tx: &mut Tx, conversation: ConversationId, ticket: TicketId) -> Result<()> {
    store::set_ticket(tx, conversation, ticket).await
}

pub async fn get(tx: &mut Tx, id: ConversationId) -> Result<Conversation> {
    store::get(tx, id).await?.ok_or_else(|| not_found("conversation"))
}

/// [`get`], locked until the transaction ends, see [`thread`].
pub async fn lock(tx: &mut Tx, id: ConversationId) -> Result<Conversation> {
    store::lock(tx, id).await
}

pub async fn by_key(tx: &mut Tx, channel: Channel, key: &str) -> Result<Option<Conversation>> {
    store::by_key(tx, channel, key).await
}
