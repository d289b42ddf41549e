//! Sending one message: read, send outside any transaction, record.

use channels::email::Copies;
use channels::telegram::{HELD_BACK, Keyboard, Progress, pause_asked};
use channels::{Channel, Content, Identity, Outbound, Receipt, SendError};
use serde_json::json;

use super::line::later;
use super::pace::Turn;
use super::{PIN_MASK, chat_news, copy, line, pace, pieces, unsubscribe};
use jiff::tz::TimeZone;

use crate::app::App;
use crate::clock::{MINUTE, Millis, SECOND};
use crate::contacts;
use crate::conversations::{self, Attachment, Conversation, FileState, Message, State};
use crate::copies::Copied;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::MessageId;
use crate::lines;
use crate::people;
use crate::queue::{self, Claimed};
use crate::scan::{self, Way};
use crate::telemetry::METRICS;
use crate::tickets::life::Step;
use crate::tickets::{self, EventKind, Taken, Ticket};

/// An answer waits for an earlier one of its conversation this long; then it goes first after all.
const IN_ORDER: i64 = 3 * MINUTE;

/// Runs a `Deliver` job. An error that no later try can mend ends with the message marked as failed and
/// the ticket open again, never with a message that stays queued for ever.
pub async fn deliver(app: &App, claimed: &Claimed, message: MessageId, pin: Option<&str>) -> Result<()> {
    or_give_up(app, claimed, try_to(app, claimed, message, pin).await, async |tx, error| {
        let message = conversations::message(tx, message).await?;
        conversations::lock(tx, message.conversation_id).await?;
        give_up(tx, &app.zone, &message, error).await
    })
    .await
}

/// What came of a try; after the last one the job is done, and giving up is written down.
pub(super) async fn or_give_up(
    app: &App,
    claimed: &Claimed,
    tried: Result<()>,
    give_up: impl AsyncFn(&mut Tx, &str) -> Result<()>,
) -> Result<()> {
    match tried {
        Err(error) if !matches!(error, Error::LeaseLost) && claimed.is_last => {
            app.db
                .write(async |tx| {
                    give_up(tx, &error.to_string()).await?;
                    queue::done(tx, claimed).await
                })
                .await
        }
        other => other,
    }
}

async fn try_to(app: &App, claimed: &Claimed, message: MessageId, pin: Option<&str>) -> Result<()> {
    let (message, conversation, choices, order, copied) = app
        .db
        .read(async |tx| {
            let message = conversations::message(tx, message).await?;
            let conversation = conversations::get(tx, message.conversation_id).await?;
            let order = order(tx, &message, &conversation).await?;
            let choices = conversations::chat::choices(tx, message.id).await?;
            let copied = copy::going(tx, &message).await?;
            Ok((message, conversation, choices, order, copied))
        })
        .await?;
    if message.state != State::Queued {
        // Sent already; only the job's end was lost.
        return app.db.write(async |tx| queue::done(tx, claimed).await).await;
    }
    let turn = match (order, chat_of(&conversation)) {
        (Turn::Now, Some(chat)) => pace::turn(app, &line::bot_of(&conversation).1, chat).await?,
        (order, _) => order,
    };
    match turn {
        Turn::Now => {}
        Turn::Far => return app.db.write(async |tx| queue::wait(tx, claimed).await).await,
        Turn::Paused(until) => return wait_out(app, claimed, &message, until).await,
    }
    match scan::way(app, claimed, &message).await? {
        Way::Free => {}
        Way::Waits => return Ok(()),
        Way::Closed(reason) => {
            let closed = Err(SendError::Refused { reason: reason.into() });
            return record(app, claimed, &message, &conversation, closed).await;
        }
    }
    let outcome = match address(app, &message, &conversation).await? {
        Some(mut outbound) => {
            if let Some(pin) = pin {
                outbound.text = outbound.text.replacen(PIN_MASK, pin, 1);
                if outbound.channel == Channel::Email {
                    outbound.text.push_str(&follow(app, &message, &conversation).await?);
                }
            }
            send(app, &message, &conversation, outbound, choices.as_ref(), &copied).await
        }
        None => Err(SendError::Refused { reason: "the citizen left no address on this channel".into() }),
    };
    record(app, claimed, &message, &conversation, outcome).await
}

/// May it leave, as far as its own chat knows? Not in a pause that Telegram asked for, and not before an earlier one; a
/// pause makes nobody lose their place.
async fn order(tx: &mut Tx, message: &Message, conversation: &Conversation) -> Result<Turn> {
    let mut since = tx.now() - IN_ORDER;
    if let Some(chat) = chat_of(conversation) {
        let bot = line::bot_of(conversation).1;
        if let Some(until) = pace::paused(tx, &bot, chat).await? {
            return Ok(Turn::Paused(until));
        }
        since -= pace::stood_still(tx, &bot, chat, IN_ORDER).await?;
    }
    let is_early = conversations::overtakes(tx, message, since).await?;
    Ok(if is_early { Turn::Far } else { Turn::Now })
}

/// Telegram asked for a pause in this chat: the message waits for its end, and staff see why. This is no try.
async fn wait_out(app: &App, claimed: &Claimed, message: &Message, until: Millis) -> Result<()> {
    app.db
        .write(async |tx| {
            queue::wait_for(tx, claimed, (until - tx.now()).max(0)).await?;
            conversations::waits(tx, message, HELD_BACK, until).await
        })
        .await
}

/// Below the first letter: the number once more, and where its report is followed. On a phone nobody types an address.
async fn follow(app: &App, message: &Message, conversation: &Conversation) -> Result<String> {
    let Some(id) = message.ticket_id else { return Ok(String::new()) };
    let number = app.db.read(async |tx| tickets::get(tx, id).await).await?.number;
    let link = app.follow(&number);
    let words = conversation
        .language
        .with2("mail-follow", ("number", number.to_string()), ("link", link))
        .into_owned();
    Ok(format!("\n\n{words}"))
}

/// The chat that a message goes to, if it goes to one.
fn chat_of(conversation: &Conversation) -> Option<&str> {
    let key = conversation.thread_key.as_deref().filter(|_| conversation.channel() == Channel::Telegram)?;
    Some(lines::chat_of(key).1)
}

/// Whom a message goes to, and what goes with it.
struct Reader {
    to: Identity,
    contact: contacts::Contact,
    references: Vec<String>,
    ticket: Option<Ticket>,
    files: Vec<Attachment>,
}

/// Nothing when the citizen left no address for this channel.
async fn reader(
    tx: &mut Tx,
    message: &Message,
    conversation: &Conversation,
    channel: Channel,
) -> Result<Option<Reader>> {
    let known = contacts::identities(tx, conversation.contact_id).await?;
    let contact = contacts::get(tx, conversation.contact_id).await?;
    let wanted = if channel == Channel::Email { "email" } else { "telegram" };
    let mut ways = known.iter().filter(|known| known.kind == wanted);
    let usual = |known: &&&contacts::KnownAs| Some(&known.value) == conversation.reply_to.as_ref();
    let chosen = conversation.reply_to.as_ref().filter(|_| conversation.channel() != channel);
    let to = match chosen {
        // Who came another way may have named an address for answers, which is then asked (see updates.rs).
        Some(address) => Identity::Email(address.clone()),
        None => match ways.clone().find(|way| usual(&way)).or_else(|| ways.next()) {
            Some(way) => way.identity(),
            None => return Ok(None),
        },
    };
    let references = references(tx, conversation, message).await?;
    let ticket = match message.ticket_id {
        Some(id) => Some(tickets::get(tx, id).await?),
        None => None,
    };
    let files = conversations::attachments_of(tx, message.id).await?;
    Ok(Some(Reader { to, contact, references, ticket, files }))
}

/// The files as they leave the house.
async fn attached(app: &App, files: Vec<Attachment>) -> Result<Vec<channels::Attachment>> {
    let mut attached = Vec::new();
    for file in files.into_iter().filter(|file| file.state == FileState::Stored) {
        let Some(key) = &file.file_key else { continue };
        let bytes = app.files.get(key).await?;
        attached.push(channels::Attachment {
            name: file.name,
            media_type: file.media_type,
            content: Content::Bytes(people::outward(bytes)),
        });
    }
    Ok(attached)
}

/// Everything the adapter needs, or nothing when there is no way to reach the citizen.
pub(super) async fn address(
    app: &App,
    message: &Message,
    conversation: &Conversation,
) -> Result<Option<Outbound>> {
    let channel = match conversation.channel() {
        // Answers to forms and calls go by mail when the citizen left an address.
        Channel::Form | Channel::Voice | Channel::Api => Channel::Email,
        channel => channel,
    };
    let found = app.db.read(async |tx| reader(tx, message, conversation, channel).await).await?;
    let Some(Reader { to, contact, references, ticket, files }) = found else { return Ok(None) };
    let attachments = attached(app, files).await?;
    let subject = ticket.map(|ticket| format!("[{}] {}", ticket.number, ticket.subject));
    Ok(Some(Outbound {
        channel,
        to: if channel == Channel::Telegram { telegram_chat(conversation, to) } else { to },
        to_name: contact.name,
        thread_key: chat_of(conversation).or(conversation.thread_key.as_deref()).map(str::to_owned),
        subject,
        text: message.body.clone(),
        attachments,
        message_id: channels::email::thread::message_id(
            conversation.id.0,
            message.id.0,
            &app.config.mail_domain(),
        ),
        references,
        reply_to: None,
        return_path: None,
        automatic: message.is_automatic,
        unsubscribe: None,
        language: conversation.language.code().to_owned(),
    }))
}

fn telegram_chat(conversation: &Conversation, fallback: Identity) -> Identity {
    chat_of(conversation).and_then(|key| key.parse().ok()).map_or(fallback, Identity::Telegram)
}

/// Message-IDs of the thread so far, newest first.
async fn references(tx: &mut Tx, conversation: &Conversation, message: &Message) -> Result<Vec<String>> {
    let from = (message.seq - 20).max(0);
    let earlier = conversations::after(tx, conversation.id, from, 20).await?;
    Ok(earlier
        .iter()
        .rev()
        .filter(|earlier| earlier.seq < message.seq)
        .filter_map(|earlier| earlier.external_ref.clone().or_else(|| earlier.provider_id.clone()))
        .filter(|id| id.contains('@'))
        .take(10)
        .collect())
}

/// By the mailbox that the conversation came by, under its name.
pub(super) async fn by_mail(
    app: &App,
    message: &Message,
    conversation: &Conversation,
    mut outbound: Outbound,
    copies: &Copies,
) -> Result<Receipt, SendError> {
    let way = line::way_out(app, conversation.mailbox_id).await?;
    outbound.text = line::signed(&way, conversation, &outbound.text);
    outbound.reply_to = line::reply_to(app, &way, message);
    outbound.unsubscribe = unsubscribe::link_in(app, &message.body);
    outbound.return_path = line::return_path(app, &way, message, &copies.people, copies.only_to.as_deref());
    way.send(app, &outbound, copies, message.created_at).await
}

async fn send(
    app: &App,
    message: &Message,
    conversation: &Conversation,
    outbound: Outbound,
    choices: Option<&Keyboard>,
    copied: &[Copied],
) -> Result<Receipt, SendError> {
    match outbound.channel {
        Channel::Email => {
            let copies = Copies { people: copied.iter().map(Copied::person).collect(), only_to: None };
            by_mail(app, message, conversation, outbound, &copies).await
        }
        Channel::Telegram => {
            let (id, name) = line::bot_of(conversation);
            let bot = line::speaker(app, id)?;
            // Every piece of a long text takes its turn.
            let chat = outbound.thread_key.as_deref().unwrap_or_default();
            let turn = async || match pace::wait(app, &name, chat).await {
                Ok(None) => Ok(()),
                Ok(Some(until)) => {
                    let after_seconds = Some(seconds_until(until, app.db.clock.now()));
                    Err(SendError::Later { reason: HELD_BACK.to_owned(), after_seconds })
                }
                Err(error) => {
                    tracing::warn!(%error, "a piece of a message leaves without waiting for its turn");
                    Ok(())
                }
            };
            let left = async |progress: &Progress| pieces::note(app, message.id, progress).await;
            let before = pieces::of(app, message.id).await.map_err(|error| later(&error.to_string()))?;
            let tried = bot.send_on(&outbound, choices, before, turn, left).await;
            let receipt = line::judged(app, &lines::bot_line(id), tried).await;
            // What another bot than the configuration's says is known by that bot's name.
            match receipt {
                Ok(receipt) => Ok(Receipt { provider_id: lines::key(id, &receipt.provider_id) }),
                Err(SendError::Moved { to }) => Err(SendError::Moved { to: lines::key(id, &to) }),
                Err(error) => Err(error),
            }
        }
        Channel::Chat | Channel::Voice | Channel::Form | Channel::Api => {
            Err(SendError::Refused { reason: "this channel is read by the citizen, not sent to".into() })
        }
    }
}

/// Rounded up: never early.
fn seconds_until(until: Millis, now: Millis) -> u64 {
    u64::try_from(until - now).unwrap_or_default().div_ceil(SECOND.unsigned_abs())
}

async fn record(
    app: &App,
    claimed: &Claimed,
    message: &Message,
    conversation: &Conversation,
    outcome: Result<Receipt, SendError>,
) -> Result<()> {
    let channel = conversation.channel();
    let label = match &outcome {
        Ok(_) => "sent",
        Err(SendError::Later { .. }) => "later",
        Err(SendError::Refused { .. } | SendError::Gone { .. } | SendError::Moved { .. }) => "refused",
    };
    METRICS.outbox.with_label_values(&[channel.code(), label]).inc();
    let pause = outcome.as_ref().err().and_then(pause_asked).zip(chat_of(conversation));
    if let Some((seconds, chat)) = pause {
        let bot = line::bot_of(conversation).1;
        app.db.write(async |tx| pace::pause(tx, &bot, chat, seconds).await).await?;
    }
    app.db
        .write(async |tx| match &outcome {
            Ok(receipt) => {
                conversations::sent(tx, message, &receipt.provider_id).await?;
                line::went_out(app, tx, conversation).await?;
                queue::done(tx, claimed).await
            }
            Err(SendError::Later { reason, after_seconds }) if !claimed.is_last => {
                let next = queue::again(tx, claimed, reason, after_seconds.map(queue::seconds)).await?;
                conversations::waits(tx, message, reason, next).await
            }
            Err(SendError::Moved { to })
                if conversations::chat::move_on(tx, message.conversation_id, to).await? =>
            {
                queue::failed(tx, claimed, "the chat moved", Some(0), false).await
            }
            Err(error) => {
                // The conversation first: everybody locks in this order.
                conversations::lock(tx, message.conversation_id).await?;
                give_up(tx, &app.zone, message, &error.to_string()).await?;
                if matches!(error, SendError::Gone { .. }) {
                    // A chat that takes nothing any more: later news goes the way the report came.
                    chat_news::leave_all(tx, message.conversation_id).await?;
                }
                queue::done(tx, claimed).await
            }
        })
        .await
}

/// The citizen was not reached: the message says so, and the ticket is open again for a person.
async fn give_up(tx: &mut Tx, zone: &TimeZone, message: &Message, error: &str) -> Result<()> {
    conversations::failed(tx, message, error).await?;
    let Some(ticket) = message.ticket_id else { return Ok(()) };
    tickets::record(tx, ticket, None, EventKind::Undelivered, json!({ "error": error })).await?;
    let undelivered = Taken::by_system(Step::Undelivered, "");
    tickets::take_if_possible(tx, zone, ticket, None, &undelivered).await?;
    Ok(())
}
