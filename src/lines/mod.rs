//! Lines: addresses by which citizens reach us, mailboxes and bots, kept by administrators.
//!
//! The mailbox and the bot of the configuration are the line "main" and stand in no table here. What is secret is
//! sealed ([`crate::secret::Secret::seal`]) and shown to nobody again. Every change publishes [`Event::Lines`]:
//! each node then loads [`connected`] anew.

mod access;
mod bots;
pub mod connected;
mod mailboxes;
mod names;
mod plus;
mod state;
mod store;
mod tests_of;

pub use access::{About, Trouble};
pub use bots::{Bot, Mode, NewBot};
pub use mailboxes::{
    LONGEST_HOST, LONGEST_SECRET, LONGEST_SIGNATURE, Mailbox, NewMailbox, Secrets, Security, SignIn,
};
pub use names::{bot_of, chat_of, key, named};
pub use plus::{Exemplar, Tag, exemplar_of, returned_to, tag_of, tagged};
pub use state::{
    Arrival, Fare, arrivals, bot_line, came_in, cannot_send, fares, mailbox_line, mended, told, troubled,
    went_out,
};
pub use tests_of::{Progress, Step, Test, begin_test, is_test_letter, note_step, test_letter, test_of};

use crate::bus::Event;
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{BotId, MailboxId, MessageId, StaffId};
use crate::secret::Secret;

/// Lines of a kind; a house with more is several houses.
const MOST: usize = 50;

/// All mailboxes, by name.
pub async fn mailboxes(tx: &mut Tx) -> Result<Vec<Mailbox>> {
    store::mailboxes(tx).await
}

pub async fn mailbox(tx: &mut Tx, id: MailboxId) -> Result<Mailbox> {
    store::mailbox(tx, id).await?.ok_or_else(|| not_found("mailbox"))
}

/// All bots, by name.
pub async fn bots(tx: &mut Tx) -> Result<Vec<Bot>> {
    store::bots(tx).await
}

pub async fn bot(tx: &mut Tx, id: BotId) -> Result<Bot> {
    store::bot(tx, id).await?.ok_or_else(|| not_found("bot"))
}

/// Keeps a mailbox, new or changed. Secrets that were left empty stay as they are.
pub async fn keep_mailbox(
    tx: &mut Tx,
    secret: &Secret,
    id: Option<MailboxId>,
    new: &NewMailbox,
    by: StaffId,
) -> Result<MailboxId> {
    let id = mailboxes::keep(tx, secret, id, new, by).await?;
    tx.publish(Event::Lines);
    Ok(id)
}

/// Switches a mailbox on or off. One that is off is neither read nor written from.
pub async fn set_mailbox_on(tx: &mut Tx, id: MailboxId, is_on: bool, by: StaffId) -> Result<()> {
    mailboxes::set_on(tx, id, is_on, by).await?;
    tx.publish(Event::Lines);
    Ok(())
}

/// Keeps a bot, new or changed. Without a token the known one stays.
pub async fn keep_bot(
    tx: &mut Tx,
    secret: &Secret,
    id: Option<BotId>,
    new: &NewBot,
    by: StaffId,
) -> Result<BotId> {
    let id = bots::keep(tx, secret, id, new, by).await?;
    tx.publish(Event::Lines);
    Ok(id)
}

/// Switches a bot on or off. Of one that is off Telegram is told that nobody takes its updates.
pub async fn set_bot_on(tx: &mut Tx, id: BotId, is_on: bool, by: StaffId) -> Result<()> {
    bots::set_on(tx, id, is_on, by).await?;
    tx.publish(Event::Lines);
    Ok(())
}

/// A letter is in that came by this mailbox; the same letter by another one is noted beside it.
pub async fn arrived(tx: &mut Tx, message: MessageId, by: Arrival) -> Result<()> {
    store::insert_arrival(tx, message, by).await
}

fn has_room(known: usize, field: &'static str) -> Result<()> {
    if known < MOST { Ok(()) } else { Err(invalid(field, "lines-many")) }
}
