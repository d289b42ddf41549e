//! How was it? Asked in the chat when a case is answered, and when staff close it without a verdict. Not when it
//! closes by itself: then it was asked ten days ago.

use channels::Channel;

use super::ask;
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::intake;
use crate::tickets::life::Stage;
use crate::tickets::{self, Ticket};

/// Asks where buttons can answer; whoever reads the report's page is asked there. A verdict on an answer that was
/// disputed since is none on this one: it is asked for anew.
pub async fn ask_how_it_was(tx: &mut Tx, ticket: &Ticket) -> Result<()> {
    if !matches!(ticket.stage, Stage::Answered | Stage::Closed)
        || tickets::rating(tx, ticket.id).await?.is_some()
    {
        return Ok(());
    }
    let Some(conversation) = conversations::answer_through(tx, ticket.id).await? else { return Ok(()) };
    if conversation.channel() != Channel::Telegram || !conversations::has_person(tx, ticket.id).await? {
        return Ok(());
    }
    let text = conversation.language.with("dialogue-rate", "number", ticket.number.to_string());
    ask(tx, &conversation, &text, Some(&intake::scores(ticket.id))).await?;
    Ok(())
}
