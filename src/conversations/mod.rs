//! What was said, in order: one conversation per chat, mail thread, call or form; messages in, out and
//! internal notes; files.

pub mod chat;
pub mod checked;
pub mod chosen;
pub mod letters;
pub mod owner;
mod past;
mod store;
mod through;
pub mod way;

pub use past::{Begun, Line, open_all, tell};
pub use through::{answer_through, has_person, has_spoken_since, shown_through, spoken_through};

use std::collections::HashSet;

use channels::{Channel, Identity, Inbound, Trust, limits};

use crate::bus::Event;
use crate::clock::Millis;
use crate::contacts;
use crate::copies;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{AttachmentId, ContactId, ConversationId, MailboxId, MessageId, StaffId, TicketId, codes};
use crate::queue::{self, Job};
use crate::stretch::{Rest, Stretch};
use crate::texts::Lang;

codes! {
    /// Which way a message went.
    Direction {
        In = "in",
        Out = "out",
        /// Internal: staff only, never sent.
        Note = "note",
    }
}

codes! {
    /// Where a message stands.
    State {
        Received = "received",
        Noted = "noted",
        Queued = "queued",
        Sent = "sent",
        Failed = "failed",
        /// Waits until the citizen asks: on the telephone, or on the track page.
        Held = "held",
    }
}

codes! {
    /// Where the bytes of an attachment are.
    FileState {
        Stored = "stored",
        Pending = "pending",
        Refused = "refused",
        Lost = "lost",
        /// Here, but the virus scanner has not looked at it yet.
        Unchecked = "unchecked",
        /// Here, and kept locked: the virus scanner found something.
        Infected = "infected",
    }
}

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

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    /// Position in the conversation, from 1, without gaps.
    pub seq: i64,
    pub ticket_id: Option<TicketId>,
    pub direction: Direction,
    pub state: State,
    pub staff_id: Option<StaffId>,
    /// No person wrote it.
    pub is_automatic: bool,
    pub subject: Option<String>,
    pub body: String,
    pub html: Option<String>,
    pub external_ref: Option<String>,
    pub provider_id: Option<String>,
    pub error: Option<String>,
    pub created_at: Millis,
    pub sent_at: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Attachment {
    pub id: AttachmentId,
    pub message_id: MessageId,
    pub name: String,
    pub media_type: String,
    pub size: Option<i64>,
    pub state: FileState,
    /// Key in [`crate::files::Files`].
    pub file_key: Option<String>,
    /// What the provider calls it, until it was fetched.
    pub remote: Option<String>,
    /// What a virus scanner said; None: nobody asked one.
    pub scan: Option<checked::Scan>,
    /// The name of what it found, or why it could not look.
    pub scan_note: Option<String>,
    /// Where a photo says that it was taken.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

/// A file on its way into the tables; its bytes are in [`crate::files::Files`] already, or at the provider.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAttachment {
    pub name: String,
    pub media_type: String,
    pub size: Option<i64>,
    pub state: FileState,
    pub file_key: Option<String>,
    pub remote: Option<String>,
    /// Where a photo says that it was taken.
    pub point: Option<(f64, f64)>,
}

/// A message on its way into the tables.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    pub direction: Direction,
    pub state: State,
    pub staff: Option<StaffId>,
    pub is_automatic: bool,
    pub subject: Option<&'a str>,
    pub body: &'a str,
    pub html: Option<&'a str>,
    pub external_ref: Option<&'a str>,
    /// When its sender says it was written.
    pub written_at: Option<Millis>,
}

impl<'a> NewMessage<'a> {
    /// What a citizen said.
    pub fn received(inbound: &'a Inbound) -> Self {
        Self {
            direction: Direction::In,
            state: State::Received,
            staff: None,
            is_automatic: inbound.kind == channels::InboundKind::Automatic,
            subject: inbound.subject.as_deref(),
            body: &inbound.text,
            html: inbound.html.as_deref(),
            external_ref: inbound.thread.message_id.as_deref(),
            written_at: inbound.sent_at,
        }
    }

    /// What we say; queued or held by the caller's choice.
    pub fn outgoing(body: &'a str, staff: Option<StaffId>, state: State) -> Self {
        Self {
            direction: Direction::Out,
            state,
            staff,
            is_automatic: staff.is_none(),
            subject: None,
            body,
            html: None,
            external_ref: None,
            written_at: None,
        }
    }

    /// A colleague's note; nobody's is a remark of the house.
    pub fn note(body: &'a str, staff: Option<StaffId>) -> Self {
        Self { direction: Direction::Note, state: State::Noted, ..Self::outgoing(body, staff, State::Noted) }
    }

    /// A note with words of somebody outside: an agency, the citizen of a merged report.
    pub fn relayed(body: &'a str) -> Self {
        Self { is_automatic: false, ..Self::note(body, None) }
    }
}

/// The conversation a message belongs to, by what the channel says about it; a new one otherwise.
/// Its row is locked until the transaction ends: whoever touches a conversation and its ticket takes the
/// conversation first, so that two messages of one chat cannot open two tickets and nobody deadlocks.
///
/// E-mail joins by an id that we issued **and** a sender who takes part (the citizen, or who got a copy): a stranger
/// who quotes our id gets a conversation of their own, and the id's ticket is never shown to them.
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
    for reference in &inbound.thread.references {
        if let Some(known) = by_reference(tx, reference, own_domain).await?
            && (known.contact_id == contact || is_guest(tx, known.id, inbound).await?)
        {
            return store::lock(tx, known.id).await;
        }
    }
    store::open(tx, inbound.channel, None, contact, language).await
}

/// Somebody who got a copy of an answer of ours takes part, unless their domain says that it is not them.
async fn is_guest(tx: &mut Tx, conversation: ConversationId, inbound: &Inbound) -> Result<bool> {
    let Identity::Email(address) = &inbound.from else { return Ok(false) };
    if inbound.mail.as_ref().is_some_and(|mail| mail.trust == Trust::Forged) {
        return Ok(false);
    }
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

/// Adds a message at the end; the counter in the conversation's row gives its place, so that two
/// writers cannot take the same one.
pub async fn append(
    tx: &mut Tx,
    conversation: ConversationId,
    ticket: Option<TicketId>,
    new: &NewMessage<'_>,
) -> Result<(MessageId, i64)> {
    let seq = store::next_seq(tx, conversation).await?;
    let id = store::insert_message(tx, conversation, seq, ticket, new).await?;
    tx.publish(Event::Conversation { id: conversation });
    Ok((id, seq))
}

/// Adds files to a message; those the provider still holds are fetched by a job, and those that wait for the virus
/// scanner are shown to it by another.
pub async fn attach(tx: &mut Tx, message: MessageId, files: &[NewAttachment]) -> Result<()> {
    for file in files.iter().take(limits::ATTACHMENTS) {
        let attachment = store::insert_attachment(tx, message, file).await?;
        if file.state == FileState::Pending {
            queue::enqueue(tx, &Job::FetchMedia { attachment }).await?;
        }
        if file.state == FileState::Unchecked {
            queue::enqueue(tx, &Job::ScanFile { attachment }).await?;
        }
    }
    Ok(())
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

/// A message belongs to another ticket from now on; its conversation goes on as it was.
pub async fn move_to(tx: &mut Tx, message: &Message, ticket: TicketId) -> Result<()> {
    store::set_message_ticket(tx, message.id, ticket).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// The citizen changed an earlier message: the new words count, the old ones are kept.
pub async fn revise(tx: &mut Tx, message: &Message, body: &str) -> Result<()> {
    store::insert_revision(tx, message.id, &message.body).await?;
    store::set_body(tx, message.id, body).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
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

pub async fn message(tx: &mut Tx, id: MessageId) -> Result<Message> {
    store::message(tx, id).await?.ok_or_else(|| not_found("message"))
}

pub async fn find_message(tx: &mut Tx, id: MessageId) -> Result<Option<Message>> {
    store::message(tx, id).await
}

/// The message with this id on its channel (Message-ID, Telegram message).
pub async fn message_by_ref(tx: &mut Tx, channel: Channel, external_ref: &str) -> Result<Option<Message>> {
    store::message_by_ref(tx, channel, external_ref).await
}

/// All messages of a ticket over all channels, oldest first, at most `limit` (the newest win).
pub async fn of_ticket(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Message>> {
    store::of_ticket(tx, ticket, limit).await
}

/// A stretch of a ticket's messages over all channels, internal notes included, from where it begins.
pub async fn stretch(tx: &mut Tx, ticket: TicketId, asked: Stretch, limit: i64) -> Result<Vec<Message>> {
    store::stretch(tx, ticket, asked, limit).await
}

/// What its citizen said first about a ticket.
pub async fn first_words(tx: &mut Tx, ticket: TicketId) -> Result<Option<MessageId>> {
    store::first_words(tx, ticket).await
}

/// How many of a ticket's messages stand before and after these two.
pub async fn beside(tx: &mut Tx, ticket: TicketId, first: i64, last: i64) -> Result<Rest> {
    store::beside(tx, ticket, first, last).await
}

/// Messages of a conversation behind a place in it, internal notes included: for staff and for jobs.
pub async fn after(tx: &mut Tx, conversation: ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    store::after(tx, conversation, seq, limit).await
}

/// Where the first `count` messages that a citizen may read end: how many there really are, and the
/// place of the last of them. Notes between colleagues are not counted, so nobody sees a gap.
pub async fn heard(tx: &mut Tx, conversation: ConversationId, count: i64) -> Result<(i64, i64)> {
    store::heard(tx, conversation, count).await
}

/// How many messages up to this place a citizen may read.
pub async fn heard_up_to(tx: &mut Tx, conversation: ConversationId, seq: i64) -> Result<i64> {
    store::heard_up_to(tx, conversation, seq).await
}

pub async fn attachments(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Attachment>> {
    store::attachments_of_ticket(tx, ticket).await
}

/// Which of a ticket's files came from outside: the citizen's, those of an agency or of whoever writes in its stead,
/// and what was handed on of them. What colleagues attached is theirs to answer for.
pub async fn files_from_outside(tx: &mut Tx, ticket: TicketId) -> Result<HashSet<AttachmentId>> {
    Ok(store::files_from_outside(tx, ticket).await?.into_iter().collect())
}

pub async fn attachments_of(tx: &mut Tx, message: MessageId) -> Result<Vec<Attachment>> {
    store::attachments_of_message(tx, message).await
}

pub async fn attachment(tx: &mut Tx, id: AttachmentId) -> Result<Attachment> {
    store::attachment(tx, id).await?.ok_or_else(|| not_found("file"))
}

/// A fetched file is here now: `file` says all of it but its name.
pub async fn stored(tx: &mut Tx, id: AttachmentId, file: &NewAttachment) -> Result<()> {
    store::set_stored(tx, id, file).await?;
    if file.state == FileState::Unchecked {
        queue::enqueue(tx, &Job::ScanFile { attachment: id }).await?;
    }
    Ok(())
}

/// The provider no longer has the file.
pub async fn lost(tx: &mut Tx, id: AttachmentId) -> Result<()> {
    store::set_file_state(tx, id, FileState::Lost).await
}

/// The provider took the message.
pub async fn sent(tx: &mut Tx, message: &Message, provider_id: &str) -> Result<()> {
    store::set_sent(tx, message.id, provider_id).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// The message will not arrive; staff see why.
pub async fn failed(tx: &mut Tx, message: &Message, error: &str) -> Result<()> {
    store::set_failed(tx, message.id, error).await?;
    way::failed(tx, message.id).await?;
    tx.publish(Event::Conversation { id: message.conversation_id });
    Ok(())
}

/// A failed message is tried again; with `pin`, when it tells one. Asking twice sends once.
pub async fn requeue(tx: &mut Tx, message: &Message, pin: Option<String>) -> Result<()> {
    if store::set_queued(tx, message.id).await? {
        way::begin_anew(tx, message.id).await?;
        queue::enqueue(tx, &Job::Deliver { message: message.id, pin }).await?;
    }
    Ok(())
}

/// Answers that waited for the citizen were just told to them, up to and including this one.
pub async fn told(tx: &mut Tx, ticket: TicketId, up_to: MessageId) -> Result<()> {
    store::set_told(tx, ticket, up_to).await
}

/// Is an earlier answer of this conversation still on its way, queued since `since` or later?
pub async fn overtakes(tx: &mut Tx, message: &Message, since: Millis) -> Result<bool> {
    store::overtakes(tx, message, since).await
}
