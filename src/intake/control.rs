//! Messages that are no matter of their own: greetings, questions about a ticket, edits.

use channels::InboundKind;

use super::first_words::first_words;
use super::matter::language;
use super::prepare::Prepared;
use super::{Outcome, Received, album, changed, dialogue, matter, place};
use crate::app::App;
use crate::cases;
use crate::contacts;
use crate::conversations::{self, Conversation};
use crate::db::Tx;
use crate::error::Result;
use crate::outbox::{self, chat_news};
use crate::people;
use crate::tickets;
use crate::track;

pub(super) async fn conversation(app: &App, tx: &mut Tx, received: &Received) -> Result<Conversation> {
    let inbound = &received.inbound;
    let lang = language(received);
    let contact = contacts::identify(tx, &inbound.from, inbound.from_name.as_deref(), lang).await?;
    conversations::thread(tx, inbound, contact, lang, &app.config.mail_domain()).await
}

/// `/start`: say who we are and what one can do here.
pub async fn welcome(app: &App, tx: &mut Tx, received: &Received) -> Result<Outcome> {
    let conversation = conversation(app, tx, received).await?;
    let InboundKind::Start { payload } = &received.inbound.kind else { return Ok(Outcome::Noted) };
    let told = match chat_news::by_chat(tx, payload.as_deref(), &conversation).await? {
        Some(told) => Some(told),
        None => cases::by_chat(app, tx, payload.as_deref(), &conversation).await?,
    };
    if let Some(text) = told {
        outbox::news(tx, &conversation, &text).await?;
        return Ok(Outcome::Noted);
    }
    if let Some(chat) = &received.chat {
        return dialogue::welcome(app, tx, chat, &conversation).await;
    }
    let text = conversation.language.with("message-welcome", "city", app.config.city_name.as_str());
    outbox::say(tx, &conversation, &text).await?;
    Ok(Outcome::Noted)
}

/// `/status`: one's own tickets; with number and PIN any ticket.
pub async fn status(app: &App, tx: &mut Tx, received: &Received, args: &str) -> Result<Outcome> {
    let conversation = conversation(app, tx, received).await?;
    let text = if args.trim().is_empty() {
        track::mine(tx, &conversation).await?
    } else {
        track::by_words(app, tx, args, conversation.language, &format!("conversation:{}", conversation.id))
            .await?
    };
    outbox::say(tx, &conversation, &text).await?;
    Ok(Outcome::Noted)
}

/// An earlier message was reworded, or has other files. If we never had it, the new wording is a message of its own.
pub async fn edit(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    of: &str,
) -> Result<Outcome> {
    let channel = received.inbound.channel;
    let Some(message) = conversations::message_by_ref(tx, channel, of).await? else {
        if let Some(outcome) = album::reworded(app, tx, received, prepared).await? {
            return Ok(outcome);
        }
        return matter::take_in(app, tx, received, prepared).await;
    };
    if let Some(place) = &received.inbound.place {
        return place::moved(tx, received, &message, place).await;
    }
    // The conversation first: everybody locks in this order.
    let conversation = conversations::lock(tx, message.conversation_id).await?;
    let message = conversations::message(tx, message.id).await?;
    let fresh = changed::fresh(tx, received, prepared, &message).await?;
    let is_reworded = message.body != received.inbound.text;
    if !is_reworded && fresh.attachments.is_empty() {
        // Nothing was said anew.
        return Ok(Outcome::Noted);
    }
    let Some(id) = message.ticket_id else {
        if is_reworded {
            conversations::revise(tx, &message, &received.inbound.text).await?;
        }
        if !fresh.attachments.is_empty() {
            changed::come(tx, received, &message, &fresh).await?;
        }
        return Ok(Outcome::Noted);
    };
    conversations::answer_through(tx, id).await?;
    let ticket = tickets::get(tx, id).await?;
    let words = ticket.without_pin(&app.secret, &received.inbound.text, outbox::PIN_MASK);
    if is_reworded {
        conversations::revise(tx, &message, &words).await?;
    }
    if !fresh.attachments.is_empty() {
        changed::come(tx, received, &message, &fresh).await?;
    }
    // Old words are no news to whoever works on a report that this one was merged into.
    let files = conversation.language.say("channels-telegram-files-changed");
    let news = if is_reworded { words.as_str() } else { &files };
    let joined = cases::joined(tx, &app.zone, id, news, false).await?;
    // A picture that came alone has words now.
    let ticket = first_words(app, tx, received, ticket, &conversation, &words).await?;
    let asked = people::wishes(None, &received.inbound.text);
    let ticket = matter::as_asked(tx, received, ticket, asked).await?;
    if let Some(joined) = joined {
        // Whoever hides is not named to an agency by a letter: it finds the new words where it may read them.
        let words = if ticket.is_anonymous || !is_reworded { "" } else { words.as_str() };
        joined.tell(tx, &app.zone, words).await?;
    }
    Ok(Outcome::Noted)
}
