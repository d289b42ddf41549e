//! Copies of an answer: each leaves on its own, so that an address that takes nothing holds up nobody else. Every
//! exemplar names the same people and has the same Message-ID: to its readers it is one letter.

use channels::SendError;
use channels::email::Copies;
use serde_json::json;

use super::deliver;
use crate::app::App;
use crate::conversations;
use crate::copies::{self, Copied, State};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ConversationId, MessageId};
use crate::queue::{self, Claimed, TRIES};
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

/// Runs a `DeliverCopy` job.
pub async fn deliver_copy(app: &App, claimed: &Claimed, message: MessageId, address: &str) -> Result<()> {
    let (message, conversation, all) = app
        .db
        .read(async |tx| {
            let message = conversations::message(tx, message).await?;
            let conversation = conversations::get(tx, message.conversation_id).await?;
            let all = copies::of_message(tx, message.id).await?;
            Ok((message, conversation, all))
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
    let outcome = match (way, deliver::address(app, &message, &conversation).await?) {
        (Way::Closed(reason), _) => Err(SendError::Refused { reason: reason.into() }),
        (_, Some(outbound)) => deliver::by_mail(app, &message, &conversation, outbound, &copies).await,
        (_, None) => Err(SendError::Refused { reason: "the citizen left no address on this channel".into() }),
    };
    app.db
        .write(async |tx| match &outcome {
            Ok(_) => {
                copies::sent(tx, message.id, address).await?;
                queue::done(tx, claimed).await
            }
            Err(SendError::Later { reason, .. }) if claimed.attempts < TRIES => {
                queue::failed(tx, claimed, reason, None, false).await
            }
            Err(error) => {
                copies::failed(tx, message.id, address, &error.to_string()).await?;
                if let Some(ticket) = message.ticket_id {
                    let detail = json!({ "error": error.to_string() });
                    tickets::record(tx, ticket, None, EventKind::Undelivered, detail).await?;
                    tickets::touch(tx, ticket).await?;
                }
                queue::done(tx, claimed).await
            }
        })
        .await
}
