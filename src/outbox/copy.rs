//! Copies of an answer: each leaves on its own, so that an address that takes nothing holds up nobody else. Every
//! exemplar names the same people and has the same Message-ID: to its readers it is one letter.

use channels::SendError;
use channels::email::Copies;
use serde_json::json;

use super::{deliver, line};
use crate::app::App;
use crate::conversations::{self, Message};
use crate::copies::{self, Copied, State};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ConversationId, MessageId};
use crate::queue::{self, Claimed};
use crate::scan::{self, Way};
use crate::tickets::{self, EventKind, Ticket};

/// Ticked addresses get a copy of an answer. Only whom the citizen wrote to can be ticked; of a report that is not
/// for everybody's eyes nothing is remembered. `usual`: the conversation in which the citizen wrote to them.
pub async fn copy_to(
    tx: &mut Tx,
    (ticket, usual): (&Ticket, ConversationId),
    message: MessageId,
    addresses: &[String],
) -> Result<()> {
    let remembers = !ticket.is_anonymous && !ticket.is_confidential;
    copies::send(tx, (ticket.id, usual), message, addresses, remembers).await
}

/// The copies of an answer that go with it: of a report whose citizen hides now, none.
pub(super) async fn going(tx: &mut Tx, message: &Message) -> Result<Vec<Copied>> {
    if is_hidden(tx, message).await? { Ok(Vec::new()) } else { copies::of_message(tx, message.id).await }
}

async fn is_hidden(tx: &mut Tx, message: &Message) -> Result<bool> {
    match message.ticket_id {
        Some(ticket) => Ok(tickets::get(tx, ticket).await?.is_anonymous),
        None => Ok(false),
    }
}

/// Runs a `DeliverCopy` job. As with [`deliver::deliver`], what no later try can mend ends as failed.
pub async fn deliver_copy(app: &App, claimed: &Claimed, message: MessageId, address: &str) -> Result<()> {
    deliver::or_give_up(app, claimed, try_to(app, claimed, message, address).await, async |tx, error| {
        let message = conversations::message(tx, message).await?;
        give_up(tx, &message, address, error).await
    })
    .await
}

async fn try_to(app: &App, claimed: &Claimed, message: MessageId, address: &str) -> Result<()> {
    let (message, conversation, all, is_hidden) = app
        .db
        .read(async |tx| {
            let message = conversations::message(tx, message).await?;
            let conversation = conversations::get(tx, message.conversation_id).await?;
            let all = copies::of_message(tx, message.id).await?;
            let is_hidden = is_hidden(tx, &message).await?;
            Ok((message, conversation, all, is_hidden))
        })
        .await?;
    let is_due = |copied: &Copied| copied.address == address && copied.state == State::Queued;
    if !all.iter().any(is_due) {
        return app.db.write(async |tx| queue::done(tx, claimed).await).await;
    }
    let way = scan::way(app, claimed, &message).await?;
    if way == Way::Waits {
        return Ok(());
    }
    let copies =
        Copies { people: all.iter().map(Copied::person).collect(), only_to: Some(address.to_owned()) };
    let refused = |reason: &str| Err(SendError::Refused { reason: reason.into() });
    let outcome = match (way, is_hidden, deliver::address(app, &message, &conversation).await?) {
        (Way::Closed(reason), ..) => refused(reason),
        (_, true, _) => refused("the citizen asked meanwhile that nobody sees who they are"),
        (_, _, Some(outbound)) => deliver::by_mail(app, &message, &conversation, outbound, &copies).await,
        (_, _, None) => refused("the citizen left no address on this channel"),
    };
    app.db
        .write(async |tx| match &outcome {
            Ok(_) => {
                copies::sent(tx, message.id, address).await?;
                line::letter_went(app, tx, conversation.mailbox_id).await?;
                queue::done(tx, claimed).await
            }
            Err(SendError::Later { reason, .. }) if !claimed.is_last => {
                queue::failed(tx, claimed, reason, None, false).await
            }
            Err(error) => {
                give_up(tx, &message, address, &error.to_string()).await?;
                queue::done(tx, claimed).await
            }
        })
        .await
}

/// This copy does not arrive: the message says so, and the report's history.
pub async fn give_up(tx: &mut Tx, message: &Message, address: &str, error: &str) -> Result<()> {
    copies::failed(tx, message.id, address, error).await?;
    if let Some(ticket) = message.ticket_id {
        let detail = json!({ "what": "copy", "error": error });
        tickets::record(tx, ticket, None, EventKind::Undelivered, detail).await?;
        tickets::touch(tx, ticket).await?;
    }
    Ok(())
}
