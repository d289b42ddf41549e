//! An update of Telegram's, however it came: pushed to our address or asked for.
//!
//! Most updates are messages. Two kinds are not for the queue: what is said in groups, which is not ours
//! to keep, and the citizen blocking the bot, which staff should know before they write.

use channels::telegram::{Group, Telegram, pause_asked, remarks};
use channels::{Channel, Identity, Inbound, Outbound, SendError};

use super::{Chat, Outcome, Received, prepare, store};
use crate::app::App;
use crate::auth;
use crate::clock::DAY;
use crate::conversations::{self, NewMessage};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::BotId;
use crate::lines;
use crate::outbox::{self, chat_news};
use crate::texts::Lang;
use crate::tickets;

/// The bot of the configuration.
pub const MAIN_BOT: &str = "main";
/// The note when the bot is blocked.
const BLOCKED: &str = "channels-telegram-blocked";

/// An update as the house takes it in.
pub(super) fn received(bot: Option<BotId>, raw: &[u8]) -> Received {
    let parsed = channels::telegram::parse(raw);
    let inbound = lines::named(bot, parsed.inbound);
    let mut received = Received::new(inbound, raw.to_vec(), "application/json");
    let bot = bot.map_or_else(|| MAIN_BOT.to_owned(), |bot| bot.to_string());
    received.chat = Some(Chat { bot, extra: parsed.extra });
    received
}

/// Takes an update of the configuration's bot in, once. The same errors as [`super::receive`].
pub async fn telegram(app: &App, raw: &[u8]) -> Result<Outcome> {
    telegram_for(app, None, raw).await
}

/// The same for any bot of ours.
pub async fn telegram_for(app: &App, id: Option<BotId>, raw: &[u8]) -> Result<Outcome> {
    let received = received(id, raw);
    let bot = app.bot(id);
    let extra = received.chat.as_ref().map(|chat| chat.extra.clone()).unwrap_or_default();
    let outcome = match (received.inbound.remarks.first().map(String::as_str), &extra.group) {
        (Some(remarks::GROUP), Some(group)) => {
            in_a_group(app, &outbox::called(id), bot.as_ref(), &received.inbound, group).await
        }
        (Some(remarks::BLOCKED), _) => standing(app, &received, Some(BLOCKED)).await,
        (Some(remarks::UNBLOCKED), _) => standing(app, &received, Some("channels-telegram-unblocked")).await,
        (Some(remark), _) if remark.starts_with("the bot's standing") => standing(app, &received, None).await,
        _ => super::receive(app, &received).await,
    };
    // Also in a group, and also when the update came before: until then the button shows a clock.
    if let (Some(bot), Some(pressed), true) = (&bot, &extra.pressed, outcome.is_ok())
        && let Err(error) = bot.answer_pressed(&pressed.query).await
    {
        tracing::debug!(%error, "a button goes on showing a clock for a while");
    }
    outcome
}

/// The citizen blocked the bot or let it in again: a note on the ticket of their chat.
async fn standing(app: &App, received: &Received, note: Option<&str>) -> Result<Outcome> {
    let prepared = prepare::prepare(app, received).await?;
    app.db
        .write(async |tx| {
            if !store::keep(tx, received, &prepared).await? {
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
    // The conversation before the tickets: everybody locks in this order.
    let conversation = conversations::lock(tx, conversation.id).await?;
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
async fn in_a_group(
    app: &App,
    name: &str,
    bot: Option<&Telegram>,
    inbound: &Inbound,
    group: &Group,
) -> Result<Outcome> {
    // In a channel only its owners write; and where a group moved to, nobody said anything.
    let Some(bot) = bot.filter(|_| !group.is_channel && group.moved_to.is_none()) else {
        return Ok(Outcome::Noted);
    };
    let key = format!("telegram-group:{}", group.id);
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
        let mut hint = Outbound {
            channel: Channel::Telegram,
            to: Identity::Unknown,
            to_name: None,
            thread_key: Some(group.id.to_string()),
            subject: None,
            text: lang.with("channels-telegram-group", "city", app.config.city_name.as_str()).into_owned(),
            attachments: Vec::new(),
            message_id: String::new(),
            references: Vec::new(),
            reply_to: None,
            return_path: None,
            automatic: true,
            unsubscribe: None,
            language: lang.code().to_owned(),
        };
        let chat = group.id.to_string();
        if outbox::wait(app, name, &chat).await?.is_some() {
            return Ok(Outcome::Noted);
        }
        let mut outcome = bot.send(&hint).await;
        if let Err(SendError::Moved { to }) = &outcome {
            hint.thread_key = Some(to.clone());
            outcome = bot.send(&hint).await;
        }
        if let Some(seconds) = outcome.as_ref().err().and_then(pause_asked) {
            app.db.write(async |tx| outbox::pause(tx, name, &chat, seconds).await).await?;
        }
        if let Err(error) = outcome {
            tracing::info!(%error, "a group could not be told to write to us in private");
        }
    }
    Ok(Outcome::Noted)
}
