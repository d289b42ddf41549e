//! News of one's own report in a chat of Telegram's, whichever way the report came. The report's page, which only
//! number and PIN open, hands out a link with a token; whoever presses Start in the chat it leads to hears of the
//! report there from then on. "Stop" ends it.
//!
//! The token is worth one use within [`LIFE`] and is kept as its hash. The chat is told nothing that the page does
//! not say, and a token that is none says nothing at all.

use super::news;
use crate::app::App;
use crate::auth;
use crate::clock::{HOUR, MINUTE, Millis};
use crate::conversations::{self, Conversation, chosen};
use crate::db::Tx;
use crate::error::{Result, conflict};
use crate::follows;
use crate::ids::{ConversationId, TicketId};
use crate::secret::{random_token, token_hash};
use crate::tickets::{self, Ticket};

/// A link is good for so long.
pub const LIFE: Millis = 30 * MINUTE;
/// Links made from one place in an hour.
const PER_HOUR: i64 = 30;
/// What a link into a chat begins with.
const START: &str = "news_";
/// Hex digits of a token: 160 bits, and short enough for Telegram's 64 characters.
const TOKEN: usize = 40;

/// Where the bot is, if there is one that citizens reach at Telegram.
pub fn bot(app: &App) -> Option<String> {
    app.telegram_link().map(|(_, link)| link).filter(|link| link.starts_with("https://t.me/"))
}

/// A link into the chat for the citizen of this report; None: too many were made from there. Commit, whatever comes
/// of it.
pub async fn link(app: &App, tx: &mut Tx, ticket: &Ticket, from: &str) -> Result<Option<String>> {
    let bot = bot(app).ok_or_else(|| conflict("there is no bot"))?;
    if !auth::allowed(tx, &format!("news-from:{from}"), PER_HOUR, HOUR).await? {
        return Ok(None);
    }
    let mut token = random_token();
    token.truncate(TOKEN);
    let until = tx.now() + LIFE;
    chosen::offer(tx, ticket.id, &token_hash(&token), until).await?;
    Ok(Some(format!("{bot}?start={START}{token}")))
}

/// Somebody pressed Start behind such a link: their chat hears of the report from now on. Returns what to answer;
/// None when this is no such link.
pub async fn by_chat(
    tx: &mut Tx,
    payload: Option<&str>,
    conversation: &Conversation,
) -> Result<Option<String>> {
    let Some(token) = payload.and_then(|payload| payload.strip_prefix(START)) else { return Ok(None) };
    let lang = conversation.language;
    let Some(ticket) = chosen::redeem(tx, &token_hash(token)).await? else {
        // Pressed twice: it worked.
        let here = chosen::heard_here(tx, conversation.id).await?;
        let key = if here.is_empty() { "news-chat-over" } else { "news-chat-already" };
        return Ok(Some(lang.say(key).into_owned()));
    };
    chosen::choose(tx, ticket, conversation.id).await?;
    // Staff see which way their answers go.
    let ticket = tickets::touch(tx, ticket).await?;
    Ok(Some(lang.with("news-chat-begun", "number", ticket.number.to_string()).into_owned()))
}

/// Ends all news in a chat, of reports of one's own and of cases one follows. False: there was none.
pub async fn stop(tx: &mut Tx, conversation: &Conversation) -> Result<bool> {
    let left = leave_all(tx, conversation.id).await?;
    let followed = follows::stop_in(tx, conversation.id).await?;
    if !left && followed == 0 {
        return Ok(false);
    }
    news(tx, conversation, &conversation.language.say("news-chat-stopped")).await?;
    Ok(true)
}

/// Nothing more about their own reports is told in this conversation. False: nothing was.
pub async fn leave_all(tx: &mut Tx, conversation: ConversationId) -> Result<bool> {
    let left = chosen::leave_all(tx, conversation).await?;
    for ticket in &left {
        tickets::touch(tx, *ticket).await?;
    }
    Ok(!left.is_empty())
}

/// The citizen ends it on the report's page.
pub async fn end(tx: &mut Tx, ticket: TicketId) -> Result<()> {
    // The conversation first: everybody locks in this order.
    conversations::answer_through(tx, ticket).await?;
    chosen::leave(tx, ticket).await?;
    tickets::touch(tx, ticket).await.map(|_| ())
}
