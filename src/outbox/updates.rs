//! News of one's own report by mail, for those who came another way. The address is asked first: whoever owns it says
//! yes by the link in the letter, so nobody fills a stranger's mailbox, and nobody has answers sent to a mistyped one.

use channels::{Channel, Identity};

use super::news;
use crate::app::App;
use crate::auth;
use crate::clock::{DAY, HOUR};
use crate::contacts;
use crate::conversations::{self, Conversation, chosen};
use crate::db::Tx;
use crate::drafts::{self, Draft};
use crate::error::{Result, conflict, not_found};
use crate::ids::TicketId;
use crate::secret::token_hash;
use crate::tickets::{self, Ticket};

/// Wishes from one place in an hour.
const PER_HOUR: i64 = 30;
/// Letters that can be sent to one address in a day before it said yes.
const LETTERS: i64 = 5;

/// How the citizen hears of their report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// On the channel they came by.
    Channel(Channel),
    /// In the chat they chose.
    Chat,
    /// By mail, to this address; chosen instead of the channel they came by, where that could carry it, too.
    Mail { address: String, instead: Option<Channel> },
    /// Only on the report's page, until they choose an address.
    Page,
}

/// What became of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Mailed,
    TooMany,
}

/// What was typed is kept here until the address said yes.
pub fn draft_key(ticket: TicketId) -> String {
    format!("updates:{ticket}")
}

pub async fn way_of(tx: &mut Tx, ticket: TicketId) -> Result<Way> {
    let is_chosen = chosen::chosen(tx, ticket).await?.is_some();
    let Some(conversation) = conversations::shown_through(tx, ticket).await? else { return Ok(Way::Page) };
    let channel = conversation.channel();
    Ok(match channel {
        Channel::Email if is_chosen => {
            let came = conversations::came_through(tx, ticket).await?;
            // Nothing leaves there by itself: that is no way back.
            let came = came.filter(|came| !waits_on_page(*came));
            super::email_of(tx, &conversation)
                .await?
                .map_or(Way::Page, |address| Way::Mail { address, instead: came })
        }
        _ if is_chosen => Way::Chat,
        _ if waits_on_page(channel) => super::email_of(tx, &conversation)
            .await?
            .map_or(Way::Page, |address| Way::Mail { address, instead: None }),
        channel => Way::Channel(channel),
    })
}

/// Answers have no way of their own out of there.
const fn waits_on_page(channel: Channel) -> bool {
    matches!(channel, Channel::Form | Channel::Voice | Channel::Api)
}

/// The conversation whose answers may go to an address that was never written from.
async fn choosable(tx: &mut Tx, ticket: TicketId) -> Result<Conversation> {
    let conversation = conversations::spoken_through(tx, ticket).await?;
    let conversation = conversation.filter(|conversation| conversation.channel() != Channel::Email);
    conversation.ok_or_else(|| conflict("answers to this report go where it came from"))
}

/// The conversation with this address about the report, before it said yes and afterwards; before it the one whose
/// answers may go there.
async fn with_address(tx: &mut Tx, ticket: &Ticket, email: &str) -> Result<(Conversation, Conversation)> {
    let lang = ticket.language;
    // The contact before the conversations: everybody locks in this order.
    let contact = contacts::identify(tx, &Identity::Email(email.to_owned()), None, lang).await?;
    let spoken = choosable(tx, ticket.id).await?;
    let key = format!("updates:{}:{}", ticket.id, &token_hash(email)[..16]);
    let conversation = conversations::open(tx, Channel::Email, Some(&key), contact, lang).await?;
    conversations::reply_to(tx, &conversation, email).await?;
    Ok((spoken, conversation))
}

/// The citizen gave an address: its owner gets a letter with a link. `from` is where the wish came from.
pub async fn ask(app: &App, tx: &mut Tx, ticket: &Ticket, email: &str, from: &str) -> Result<Asked> {
    let email = email.to_lowercase();
    let draft = Draft { email: email.clone(), ..Draft::default() };
    drafts::save(tx, &draft_key(ticket.id), &draft).await?;
    let hash = token_hash(&email);
    let is_calm = auth::allowed(tx, &format!("updates-from:{from}"), PER_HOUR, HOUR).await?
        && auth::allowed(tx, &format!("updates-to:{hash}"), LETTERS, DAY).await?;
    if !is_calm {
        return Ok(Asked::TooMany);
    }
    let (_, conversation) = with_address(tx, ticket, &email).await?;
    let lang = ticket.language;
    let link = app.link(&format!("/updates/{}.{}", ticket.id, signature(app, ticket.id, &email)));
    let number = ticket.number.to_string();
    news(tx, &conversation, &lang.with2("updates-message-confirm", ("number", number), ("link", link)))
        .await?;
    Ok(Asked::Mailed)
}

fn signature(app: &App, ticket: TicketId, email: &str) -> String {
    app.secret.digest("updates", &format!("{ticket}.{email}"))
}

/// Whose link this is, and the address that is asked. Another address typed since makes it worthless.
pub async fn opened(app: &App, tx: &mut Tx, token: &str) -> Result<(Ticket, String)> {
    let (id, digest) = token.split_once('.').ok_or_else(|| not_found("link"))?;
    let id: TicketId = id.parse().map_err(|_| not_found("link"))?;
    let draft = drafts::load(tx, &draft_key(id)).await?.ok_or_else(|| not_found("link"))?;
    if !app.secret.matches("updates", &format!("{id}.{}", draft.email), digest) {
        return Err(not_found("link"));
    }
    Ok((tickets::get(tx, id).await?, draft.email))
}

/// The owner of the address says yes: from now on answers go there.
pub async fn confirm(app: &App, tx: &mut Tx, token: &str) -> Result<()> {
    let (ticket, email) = opened(app, tx, token).await?;
    let (spoken, by_mail) = with_address(tx, &ticket, &email).await?;
    drafts::forget(tx, &draft_key(ticket.id)).await?;
    // What they chose last counts.
    if waits_on_page(spoken.channel()) {
        conversations::reply_to(tx, &spoken, &email).await?;
        chosen::leave(tx, ticket.id).await?;
    } else {
        chosen::choose(tx, ticket.id, by_mail.id).await?;
    }
    tickets::touch(tx, ticket.id).await.map(|_| ())
}
