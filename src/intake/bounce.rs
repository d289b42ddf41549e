//! Letters about letters of ours: they came back, they wait somewhere, their reader does not want them. And the
//! opposite: what somebody answers has arrived.

use channels::{Bounce, Channel, Identity, Inbound, Mark, Trust};
use serde_json::{Value, json};

use super::prepare::Prepared;
use super::reject::{self, Cause};
use super::{Outcome, Received};
use crate::app::App;
use crate::contacts;
use crate::conversations::{self, Conversation, Direction, Message, way};
use crate::copies;
use crate::db::Tx;
use crate::error::Result;
use crate::follows;
use crate::ids::{ConversationId, MessageId};
use crate::lines::Exemplar;
use crate::outbox::{self, chat_news};
use crate::reach;
use crate::tickets::life::Step;
use crate::tickets::{self, EventKind, Taken};

/// A mail of ours came back: the very message is marked, and a ticket we thought answered is open again.
pub async fn bounce(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    bounce: &Bounce,
) -> Result<Outcome> {
    // By the address that only this exemplar had on its envelope, whatever the report says.
    if let Some(exemplar) = received.came_back
        && let Some(message) = conversations::find_message(tx, exemplar.message).await?
        && message.direction == Direction::Out
    {
        about(app, tx, &received.inbound, bounce, (&message, Some(exemplar))).await?;
        return Ok(Outcome::Noted);
    }
    let named = bounce.message_id.iter().chain(&received.inbound.thread.references);
    for id in named {
        let Some((conversation, message)) = channels::email::thread::parse_own(id, &app.config.mail_domain())
        else {
            continue;
        };
        let Some(message) = conversations::find_message(tx, MessageId(message)).await? else {
            continue;
        };
        if message.conversation_id != ConversationId(conversation) || message.direction != Direction::Out {
            continue;
        }
        about(app, tx, &received.inbound, bounce, (&message, None)).await?;
        return Ok(Outcome::Noted);
    }
    // About no mail of ours that we know: a person looks at it.
    let why = "a delivery report about a mail that we did not send";
    reject::set_aside(tx, received, prepared, (Cause::ForeignReport, why)).await
}

async fn about(
    app: &App,
    tx: &mut Tx,
    inbound: &Inbound,
    bounce: &Bounce,
    (message, exemplar): (&Message, Option<Exemplar>),
) -> Result<()> {
    let reason = bounce.diagnostic.as_deref().or(bounce.status.as_deref()).unwrap_or("the mail came back");
    let conversation = conversations::get(tx, message.conversation_id).await?;
    let ours = sent_to(tx, &conversation).await?;
    let is_complaint = inbound.mail.as_ref().is_some_and(|mail| mail.marks.contains(&Mark::Complaint));
    if let Some(address) = copy_of(tx, (message, exemplar), bounce, &ours).await? {
        return about_copy(tx, message, &address, (bounce, is_complaint, reason)).await;
    }
    let named = bounce.recipient.as_ref().map(|address| address.to_lowercase());
    let named = named.filter(|address| ours.contains(address));
    if exemplar.is_none() && named.is_none() && !copies::of_message(tx, message.id).await?.is_empty() {
        // The citizen's exemplar, or a copy that was passed on: nobody knows whose, and nobody is blamed for what
        // may be another's.
        if is_complaint || bounce.gave_up {
            tell(tx, message, json!({ "what": "somebody", "error": reason })).await?;
        }
        return Ok(());
    }
    // Reports name the address that a letter was passed on to: then it is the one we wrote to that is lost.
    let address = named.or_else(|| ours.first().cloned());
    let is_dead = bounce.gave_up && bounce.permanent && reach::blames_the_address(bounce.status.as_deref());
    if is_complaint || is_dead {
        // Chosen for the news, it is no more: they go the way the report came. The conversation before the tickets.
        conversations::lock(tx, conversation.id).await?;
        chat_news::leave_all(tx, conversation.id).await?;
    }
    if is_complaint {
        follows::stop_in(tx, conversation.id).await?;
    } else if bounce.gave_up {
        conversations::failed(tx, message, reason).await?;
    } else {
        way::delayed(tx, message.id).await?;
    }
    if let Some(address) = &address {
        if is_complaint {
            reach::unwanted(tx, address).await?;
        } else if bounce.permanent && reach::blames_the_address(bounce.status.as_deref()) {
            reach::lost(tx, address, reason).await?;
        }
    }
    let Some(ticket) = message.ticket_id else { return Ok(()) };
    // Whoever has the page open sees it.
    tickets::touch(tx, ticket).await?;
    // A delay is no loss, and what was complained about has arrived.
    let detail = match (is_complaint, bounce.gave_up) {
        (true, _) => json!({ "what": "complaint", "error": reason }),
        (false, false) => json!({ "what": "delayed", "error": reason }),
        (false, true) => json!({ "error": reason }),
    };
    tickets::record(tx, ticket, None, EventKind::Undelivered, detail).await?;
    if bounce.gave_up {
        let undelivered = Taken::by_system(Step::Undelivered, "");
        tickets::take_if_possible(tx, &app.zone, ticket, None, &undelivered).await?;
    }
    Ok(())
}

/// The copy of somebody else: the citizen's own letter is not touched by that.
async fn about_copy(
    tx: &mut Tx,
    message: &Message,
    address: &str,
    (bounce, is_complaint, reason): (&Bounce, bool, &str),
) -> Result<()> {
    if is_complaint {
        reach::unwanted(tx, address).await?;
        if let Some(ticket) = message.ticket_id {
            copies::unwish(tx, ticket, address).await?;
        }
        return tell(tx, message, json!({ "what": "copy-unwanted", "error": reason })).await;
    }
    if !bounce.gave_up {
        return Ok(());
    }
    if bounce.permanent && reach::blames_the_address(bounce.status.as_deref()) {
        reach::lost(tx, address, reason).await?;
    }
    outbox::give_up_copy(tx, message, address, reason).await
}

/// In the history of the message's ticket; whoever has the page open sees it.
async fn tell(tx: &mut Tx, message: &Message, detail: Value) -> Result<()> {
    let Some(ticket) = message.ticket_id else { return Ok(()) };
    tickets::record(tx, ticket, None, EventKind::Undelivered, detail).await?;
    tickets::touch(tx, ticket).await?;
    Ok(())
}

/// Not the citizen's exemplar came back but that of somebody who got a copy.
async fn copy_of(
    tx: &mut Tx,
    (message, exemplar): (&Message, Option<Exemplar>),
    bounce: &Bounce,
    ours: &[String],
) -> Result<Option<String>> {
    if let Some(exemplar) = exemplar {
        let Some(at) = exemplar.copy.checked_sub(1) else { return Ok(None) };
        let copied = copies::of_message(tx, message.id).await?;
        return Ok(copied.into_iter().nth(at).map(|copied| copied.address));
    }
    let Some(address) = bounce.recipient.as_ref().map(|address| address.to_lowercase()) else {
        return Ok(None);
    };
    if ours.contains(&address) {
        return Ok(None);
    }
    let copied = copies::of_message(tx, message.id).await?;
    Ok(copied.into_iter().map(|copied| copied.address).find(|known| *known == address))
}

/// Where letters of this conversation go: the usual address first.
async fn sent_to(tx: &mut Tx, conversation: &Conversation) -> Result<Vec<String>> {
    let known = contacts::identities(tx, conversation.contact_id).await?;
    let known = known.into_iter().filter(|known| known.kind == "email").map(|known| known.value);
    Ok(conversation.reply_to.clone().into_iter().chain(known).collect())
}

/// A letter came: its address is somebody's, and the letter of ours that it answers arrived. Of whoever had a copy
/// (`is_guest`) that says nothing about the citizen's exemplar.
pub async fn heard(
    app: &App,
    tx: &mut Tx,
    inbound: &Inbound,
    conversation: &Conversation,
    is_guest: bool,
) -> Result<()> {
    let (Channel::Email, Identity::Email(address)) = (inbound.channel, &inbound.from) else { return Ok(()) };
    reach::heard(tx, address).await?;
    if is_guest {
        return Ok(());
    }
    // Whoever writes to us wants to hear from us; that it is them must be proven, or strangers could say so.
    if inbound.mail.as_ref().is_some_and(|mail| mail.trust == Trust::Proven) {
        reach::wanted(tx, address).await?;
    }
    let own = inbound.thread.references.iter().find_map(|id| {
        let (of, message) = channels::email::thread::parse_own(id, &app.config.mail_domain())?;
        (of == conversation.id.0).then_some(MessageId(message))
    });
    match own {
        Some(message) => way::arrived(tx, conversation.id, message).await,
        None => Ok(()),
    }
}
