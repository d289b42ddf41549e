//! One way out for every message.
//!
//! A reply is stored as queued in the transaction that decides it; the worker sends it outside any
//! transaction and records what happened. A crash in between can send once more, never zero times.

mod agency;
mod agency_letter;
mod agency_said;
mod agency_words;
pub mod chat_news;
mod copy;
mod deliver;
pub mod elsewhere;
mod fetch;
mod line;
mod pace;
mod pieces;
mod slip;
pub mod support;
mod telling;
mod unsubscribe;
pub mod updates;
mod verdict;
mod wrote;

pub use agency::{Reminder, did_by_mail, remind_agency};
pub use agency_letter::{lost as agency_lost, tell_agency};
pub use agency_said::agency_said;
pub use agency_words::{Wrote, agency_wrote, is_for_the_citizen, pass_on};
pub use copy::{copy_to, deliver_copy, give_up as give_up_copy};
pub use deliver::deliver;
pub use fetch::fetch_media;
pub use line::{bot_of, called, quiet_bot};
pub use pace::{pause, sweep, wait};
pub use slip::{referral, set_back, slip, take_back, take_referral_back};
pub use telling::{by_citizen, decline, lapse, looked_at, merged, refer, unmerged};
pub use wrote::{Joined, join};

use channels::Channel;
use channels::telegram::Keyboard;
use jiff::tz::TimeZone;

use crate::contacts;
use crate::conversations::{self, Conversation, Message, NewAttachment, NewMessage, State};
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{ConversationId, MessageId, StaffId, TicketId};
use crate::letters::{self, Said, Text};
use crate::mentions;
use crate::queue::{self, Job};
use crate::secret::Secret;
use crate::tickets::{self, Pin, Taken, Ticket};

/// Stands in stored texts where the PIN was told.
pub const PIN_MASK: &str = "••••••";
/// Characters of a reply.
const LONGEST: usize = 20_000;

/// Staff answer the citizen, on the channel they last spoke through.
pub async fn reply(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: TicketId,
    by: StaffId,
    text: &str,
    files: &[NewAttachment],
) -> Result<MessageId> {
    let conversation = answer_conversation(tx, ticket).await?;
    reply_in(tx, zone, &conversation, ticket, by, text, files).await
}

/// The same, in a conversation that staff chose because the usual way leads nowhere.
pub async fn reply_in(
    tx: &mut Tx,
    zone: &TimeZone,
    conversation: &Conversation,
    ticket: TicketId,
    by: StaffId,
    text: &str,
    files: &[NewAttachment],
) -> Result<MessageId> {
    let message = send(tx, conversation, Some(ticket), checked(text)?, Some(by), None).await?;
    conversations::attach(tx, message, files).await?;
    tickets::answered(tx, zone, ticket, by).await?;
    Ok(message)
}

/// A message that failed is tried again. One that tells a PIN tells a new one: the old one is known to
/// nobody any more.
pub async fn resend(tx: &mut Tx, secret: &Secret, ticket: TicketId, message: &Message) -> Result<()> {
    let pin = if message.is_automatic && message.body.contains(PIN_MASK) {
        Some(tickets::renew_pin(tx, secret, ticket).await?.tell().to_owned())
    } else {
        None
    };
    conversations::requeue(tx, message, pin).await?;
    tickets::touch(tx, ticket).await?;
    Ok(())
}

/// Takes a step and tells the citizen, where it is one they care about.
pub async fn decide(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: TicketId,
    by: StaffId,
    taken: &Taken<'_>,
) -> Result<Ticket> {
    // The conversation first: everybody locks in this order.
    conversations::answer_through(tx, ticket).await?;
    let after = tickets::take(tx, zone, ticket, Some(by), taken).await?;
    telling::stepped(tx, zone, &after, taken, Some(by)).await?;
    Ok(after)
}

/// A note between colleagues. Never leaves the house.
pub async fn note(tx: &mut Tx, ticket: TicketId, by: StaffId, text: &str) -> Result<MessageId> {
    let text = checked(text)?;
    let conversation = answer_conversation(tx, ticket).await?;
    let (message, _) =
        conversations::append(tx, conversation.id, Some(ticket), &NewMessage::note(text, Some(by))).await?;
    let ticket = tickets::touch(tx, ticket).await?;
    mentions::tell(tx, &ticket, message, by, text).await?;
    Ok(message)
}

/// The first answer, written by the house: we have it, this is its number.
pub async fn acknowledge(
    tx: &mut Tx,
    zone: &TimeZone,
    ticket: &Ticket,
    conversation: ConversationId,
    pin: &Pin,
) -> Result<()> {
    let conversation = conversations::get(tx, conversation).await?;
    // On the telephone and on the form's last page the citizen is told directly.
    let told_directly = matches!(conversation.channel(), Channel::Voice | Channel::Api);
    if told_directly
        || (conversation.channel() == Channel::Form && email_of(tx, &conversation).await?.is_none())
    {
        return Ok(());
    }
    let (_, channel) = way(tx, &conversation).await?;
    let said = Said { pin: PIN_MASK, ..Said::default() };
    let text = letters::render(tx, zone, Text::Acknowledged, channel, ticket, &said).await?;
    send(tx, &conversation, Some(ticket.id), &text, None, Some(pin)).await?;
    Ok(())
}

/// The citizen of a ticket is told something about it, which is no answer: it stays where it is. `by` None: the
/// house says it.
pub async fn tell(tx: &mut Tx, ticket: TicketId, by: Option<StaffId>, text: &str) -> Result<MessageId> {
    let conversation = answer_conversation(tx, ticket).await?;
    let message = send(tx, &conversation, Some(ticket), checked(text)?, by, None).await?;
    tickets::touch(tx, ticket).await?;
    Ok(message)
}

/// The house says something in a conversation that belongs to none of its tickets: news of a ticket of others.
pub async fn news(tx: &mut Tx, conversation: &Conversation, text: &str) -> Result<MessageId> {
    send(tx, conversation, None, text, None, None).await
}

/// The house asks or offers something in a chat, with what can be pressed; it belongs to no ticket.
pub async fn ask(
    tx: &mut Tx,
    conversation: &Conversation,
    text: &str,
    choices: Option<&Keyboard>,
) -> Result<MessageId> {
    let message = news(tx, conversation, text).await?;
    if let Some(choices) = choices {
        conversations::chat::offer(tx, message, choices).await?;
    }
    Ok(message)
}

/// The house says something in a conversation (welcome, status).
pub async fn say(tx: &mut Tx, conversation: &Conversation, text: &str) -> Result<MessageId> {
    send(tx, conversation, conversation.ticket_id, text, None, None).await
}

fn checked(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(invalid("text", "text-needed"));
    }
    if text.chars().count() > LONGEST {
        return Err(invalid("text", "text-long"));
    }
    Ok(text)
}

/// The thread in which a ticket is answered, locked; also of one that nobody wrote to yet.
pub async fn answer_conversation(tx: &mut Tx, ticket: TicketId) -> Result<Conversation> {
    if let Some(conversation) = conversations::answer_through(tx, ticket).await? {
        return Ok(conversation);
    }
    // A ticket without a word from the citizen (filed by another system): it gets a conversation.
    let known = tickets::get(tx, ticket).await?;
    let key = format!("ticket:{ticket}");
    let contact = contacts::hold(tx, known.contact_id).await?;
    let conversation = conversations::open(tx, Channel::Api, Some(&key), contact, known.language).await?;
    conversations::assign_ticket(tx, conversation.id, ticket).await?;
    Ok(conversation)
}

async fn send(
    tx: &mut Tx,
    conversation: &Conversation,
    ticket: Option<TicketId>,
    text: &str,
    by: Option<StaffId>,
    pin: Option<&Pin>,
) -> Result<MessageId> {
    let (state, _) = way(tx, conversation).await?;
    post(tx, conversation, ticket, &NewMessage::outgoing(text, by, state), pin).await
}

/// Adds a message and lets it go, if it goes anywhere.
async fn post(
    tx: &mut Tx,
    conversation: &Conversation,
    ticket: Option<TicketId>,
    new: &NewMessage<'_>,
    pin: Option<&Pin>,
) -> Result<MessageId> {
    let (message, _) = conversations::append(tx, conversation.id, ticket, new).await?;
    if new.state == State::Queued {
        let pin = pin.map(|pin| pin.tell().to_owned());
        queue::enqueue(tx, &Job::Deliver { message, pin }).await?;
    }
    Ok(message)
}

/// Does what is said here leave the house, or only wait until somebody asks?
pub async fn leaves(tx: &mut Tx, conversation: &Conversation) -> Result<bool> {
    Ok(way(tx, conversation).await?.0 != State::Held)
}

/// Whether something said here leaves at once, and by which channel.
async fn way(tx: &mut Tx, conversation: &Conversation) -> Result<(State, Channel)> {
    let channel = conversation.channel();
    Ok(match channel {
        Channel::Email | Channel::Telegram => (State::Queued, channel),
        // The widget reads the table: what is stored has arrived, or arrives when it is opened again.
        Channel::Chat => (State::Sent, channel),
        Channel::Form | Channel::Voice | Channel::Api => {
            if email_of(tx, conversation).await?.is_some() {
                (State::Queued, Channel::Email)
            } else {
                (State::Held, channel)
            }
        }
    })
}

/// The citizen's address, when they gave one.
async fn email_of(tx: &mut Tx, conversation: &Conversation) -> Result<Option<String>> {
    // Where they asked for it, or wrote from last.
    if let Some(address) = &conversation.reply_to {
        return Ok(Some(address.clone()));
    }
    let known = contacts::identities(tx, conversation.contact_id).await?;
    Ok(known.into_iter().find(|known| known.kind == "email").map(|known| known.value))
}
