//! An update of Telegram's, however it came: pushed to our address or asked for.
//!
//! Most updates are messages. Two kinds are not for the queue: what is said in groups, which is not ours
//! to keep, and the citizen blocking the bot, which staff should know before they write.

use channels::telegram::remarks;
use channels::{Channel, Identity, Inbound, Outbound};
use serde_json::Value;

use super::{Outcome, Received, prepare, store};
use crate::app::App;
use crate::auth;
use crate::clock::DAY;
use crate::conversations::{self, NewMessage};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox::chat_news;
use crate::texts::Lang;
use crate::tickets;

/// The note when the bot is blocked.
const BLOCKED: &str = "channels-telegram-blocked";

/// Takes an update in, once. The same errors as [`super::receive`].
pub async fn telegram(app: &App, raw: &[u8]) -> Result<Outcome> {
    let inbound = channels::telegram::parse(raw).inbound;
    match inbound.remarks.first().map(String::as_str) {
        Some(remarks::GROUP) => in_a_group(app, raw, &inbound).await,
        Some(remarks::BLOCKED) => standing(app, raw, inbound, Some(BLOCKED)).await,
        Some(remarks::UNBLOCKED) => standing(app, raw, inbound, Some("channels-telegram-unblocked")).await,
        Some(remark) if remark.starts_with("the bot's standing") => standing(app, raw, inbound, None).await,
        _ => super::receive(app, &Received::new(inbound, raw.to_vec(), "application/json")).await,
    }
}

/// The citizen blocked the bot or let it in again: a note on the ticket of their chat.
async fn standing(app: &App, raw: &[u8], inbound: Inbound, note: Option<&str>) -> Result<Outcome> {
    let received = Received::new(inbound, raw.to_vec(), "application/json");
    let prepared = prepare::prepare(app, &received).await?;
    app.db
        .write(async |tx| {
            if !store::keep(tx, &received, &prepared).await? {
                return Ok(Outcome::Repeat);
            }
            if note == Some(BLOCKED) {
                leave(tx, &received.inbound).await?;
            }
            if let Some(key) = note {
                note_in_chat(tx, &received.inbound, key).await?;
            }
            Ok(Outcome::Noted)
        })
        .await
}

/// News of reports that came another way goes that way again.
async fn leave(tx: &mut Tx, inbound: &Inbound) -> Result<()> {
    let Some(chat) = inbound.thread.key.as_deref() else { return Ok(()) };
    let Some(conversation) = conversations::by_key(tx, Channel::Telegram, chat).await? else { return Ok(()) };
    chat_news::leave_all(tx, conversation.id).await.map(|_| ())
}

async fn note_in_chat(tx: &mut Tx, inbound: &Inbound, key: &str) -> Result<()> {
    let Some(chat) = inbound.thread.key.as_deref() else { return Ok(()) };
    let Some(conversation) = conversations::by_key(tx, Channel::Telegram, chat).await? else { return Ok(()) };
    let Some(ticket) = conversation.ticket_id else { return Ok(()) };
    let text = conversation.language.say(key);
    conversations::append(tx, conversation.id, Some(ticket), &NewMessage::note(&text, None)).await?;
    tickets::touch(tx, ticket).await?;
    Ok(())
}

/// Nothing said in a group is kept; once a day the group hears where to write instead. That answer may
/// get lost: it is politeness, not a promise.
async fn in_a_group(app: &App, raw: &[u8], inbound: &Inbound) -> Result<Outcome> {
    let (Some(bot), Some(chat)) = (&app.telegram, group_of(raw)) else { return Ok(Outcome::Noted) };
    let key = format!("telegram-group:{chat}");
    let first = app
        .db
        .write(async |tx| match auth::permit(tx, &key, 1, DAY).await {
            Ok(()) => Ok(true),
            Err(Error::Problem(_)) => Ok(false),
            Err(error) => Err(error),
        })
        .await?;
    if first {
        let lang = inbound.language.as_deref().and_then(Lang::parse).unwrap_or(Lang::Id);
        let hint = Outbound {
            channel: Channel::Telegram,
            to: Identity::Unknown,
            to_name: None,
            thread_key: Some(chat.to_string()),
            subject: None,
            text: lang.with("channels-telegram-group", "city", app.config.city_name.as_str()).into_owned(),
            attachments: Vec::new(),
            message_id: String::new(),
            references: Vec::new(),
            reply_to: None,
            automatic: true,
            language: lang.code().to_owned(),
        };
        if let Err(error) = bot.send(&hint).await {
            tracing::info!(%error, "a group could not be told to write to us in private");
        }
    }
    Ok(Outcome::Noted)
}

/// The group somebody wrote in. Channels, which nobody but their owner writes in, are left alone.
fn group_of(raw: &[u8]) -> Option<i64> {
    let update: Value = serde_json::from_slice(raw).ok()?;
    let chat = update.get("message")?.get("chat")?;
    let is_group = matches!(chat.get("type")?.as_str()?, "group" | "supergroup");
    is_group.then(|| chat.get("id")?.as_i64()).flatten()
}
