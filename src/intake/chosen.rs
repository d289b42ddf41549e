//! A chat, or an address, that hears of reports which came another way: what its words are about, and how they end it.

use channels::{Channel, InboundKind};

use super::prepare::Prepared;
use super::{Outcome, Received};
use crate::conversations::{self, Conversation, chosen};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TicketId;
use crate::outbox::chat_news;
use crate::tickets;
use crate::tickets::life::Stage;

/// What ends the news in a chat, when nothing else is said.
const STOP: [&str; 4] = ["stop", "/stop", "berhenti", "/berhenti"];

/// Somebody has heard enough. None: this is something else, or nothing is told in this chat and "stop" is a message
/// like any other.
pub async fn stop(tx: &mut Tx, received: &Received, prepared: &Prepared) -> Result<Option<Outcome>> {
    let inbound = &received.inbound;
    if inbound.channel != Channel::Telegram || inbound.kind != InboundKind::Message {
        return Ok(None);
    }
    let said = inbound.text.trim().trim_end_matches(['.', '!']).to_lowercase();
    // In `/stop@kota_bot` the part behind the at sign only says which bot is meant.
    let said = said.split('@').next().unwrap_or_default();
    if !STOP.contains(&said) || !prepared.attachments.is_empty() {
        return Ok(None);
    }
    let Some(chat) = inbound.thread.key.as_deref() else { return Ok(None) };
    let Some(known) = conversations::by_key(tx, Channel::Telegram, chat).await? else { return Ok(None) };
    // Locked, as by everybody who writes here.
    let conversation =
        conversations::open(tx, Channel::Telegram, Some(chat), known.contact_id, known.language).await?;
    Ok(chat_news::stop(tx, &conversation).await?.then_some(Outcome::Noted))
}

/// The conversation with the report that these words are about: the one whose news they answer; else the chat's own;
/// else, when that is over or there is none, the one the chat heard of last.
pub async fn about(tx: &mut Tx, mut conversation: Conversation, received: &Received) -> Result<Conversation> {
    if !matches!(conversation.channel(), Channel::Telegram | Channel::Email) {
        return Ok(conversation);
    }
    let here = chosen::heard_here(tx, conversation.id).await?;
    if here.is_empty() {
        return Ok(conversation);
    }
    for key in received.inbound.thread.references.iter().take(3) {
        let quoted = chosen::quoted(tx, conversation.id, key).await?;
        if let Some(ticket) = quoted.filter(|ticket| here.contains(ticket)) {
            conversation.ticket_id = Some(ticket);
            return Ok(conversation);
        }
    }
    for ticket in conversation.ticket_id.into_iter().chain(here) {
        if goes_on(tx, ticket).await? {
            conversation.ticket_id = Some(ticket);
            return Ok(conversation);
        }
    }
    Ok(conversation)
}

async fn goes_on(tx: &mut Tx, ticket: TicketId) -> Result<bool> {
    let ticket = tickets::get(tx, ticket).await?;
    Ok(match ticket.stage {
        Stage::Closed => false,
        // What was missing may still come.
        Stage::Rejected => tickets::complete_until(tx, &ticket).await?.is_some(),
        _ => true,
    })
}
