//! How a line fares: when something last came and went, and what troubles it.

use std::collections::HashMap;

use super::store;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{BotId, MailboxId, MessageId, TicketId};

/// Characters of a trouble's words.
const WORDS: usize = 300;

/// How a line fares.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Fare {
    pub line: String,
    pub last_in: Option<Millis>,
    pub last_out: Option<Millis>,
    /// What went wrong last, in the server's words; none when it works.
    pub trouble: Option<String>,
    pub trouble_at: Option<Millis>,
    /// Since when, while there is trouble.
    pub trouble_since: Option<Millis>,
    /// The same of sending.
    pub out_trouble: Option<String>,
    pub out_trouble_at: Option<Millis>,
    pub out_trouble_since: Option<Millis>,
    /// When those who tend the house were last told of trouble.
    pub told_at: Option<Millis>,
}

/// What a mailbox is called where lines are told apart; none: the configuration's.
pub fn mailbox_line(id: Option<MailboxId>) -> String {
    format!("mailbox:{}", id.unwrap_or(MailboxId(0)))
}

/// The same of a bot.
pub fn bot_line(id: Option<BotId>) -> String {
    format!("bot:{}", id.unwrap_or(BotId(0)))
}

/// The way a letter came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// None: the mailbox of the configuration.
    pub mailbox: Option<MailboxId>,
    /// It lay where the server puts what it takes for unwanted.
    pub is_junk: bool,
}

/// How all lines fare, by name.
pub async fn fares(tx: &mut Tx) -> Result<HashMap<String, Fare>> {
    let rows = store::fares(tx).await?;
    Ok(rows.into_iter().map(|fare| (fare.line.clone(), fare)).collect())
}

/// Something came in. What troubles the line stands until it is mended.
pub async fn came_in(tx: &mut Tx, line: &str) -> Result<()> {
    store::set_in(tx, line).await
}

/// Something left: nothing troubles its sending any more.
pub async fn went_out(tx: &mut Tx, line: &str) -> Result<()> {
    store::set_out(tx, line).await
}

/// Nothing leaves. `about`: what the remedy is named by; the words are the server's or ours and hold no secret.
pub async fn cannot_send(tx: &mut Tx, line: &str, about: &str, words: &str) -> Result<()> {
    store::set_out_trouble(tx, line, &short(&format!("{about}: {words}"))).await
}

/// It does not work; the words are the server's or ours and hold no secret.
pub async fn troubled(tx: &mut Tx, line: &str, words: &str) -> Result<()> {
    store::set_trouble(tx, line, &short(words)).await
}

fn short(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(WORDS).collect()
}

/// Those who tend the house know that it does not work.
pub async fn told(tx: &mut Tx, line: &str) -> Result<()> {
    store::set_told(tx, line).await
}

/// It works again.
pub async fn mended(tx: &mut Tx, line: &str) -> Result<()> {
    store::clear_trouble(tx, line).await
}

/// By which mailboxes the letters of a ticket came; only those that came by more than the configuration's.
pub async fn arrivals(tx: &mut Tx, ticket: TicketId) -> Result<HashMap<MessageId, Vec<String>>> {
    let mut by_message: HashMap<MessageId, Vec<String>> = HashMap::new();
    for (message, address) in store::arrivals(tx, ticket).await? {
        by_message.entry(message).or_default().push(address.unwrap_or_default());
    }
    Ok(by_message)
}
