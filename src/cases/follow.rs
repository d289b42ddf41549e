//! Following a report of somebody else: who gives an address of mail is asked there first, who comes through a
//! chat is who they are; each message carries the way out.

use channels::{Channel, Identity};

use crate::agencies;
use crate::app::App;
use crate::auth;
use crate::clock::{DAY, HOUR};
use crate::contacts;
use crate::conversations::{self, Conversation};
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::follows::{self, Follower, State};
use crate::ids::FollowerId;
use crate::outbox;
use crate::reach;
use crate::relations;
use crate::secret::token_hash;
use crate::texts::Lang;
use crate::tickets::public::{self, Case};
use crate::tickets::{self, TicketNumber};

/// Wishes to follow from one place in an hour.
const PER_HOUR: i64 = 30;
/// Letters that strangers can have sent to one address in a day.
const LETTERS: i64 = 5;
/// What a link into a chat begins with.
const START: &str = "follow_";

/// What became of a wish. It says nothing about who follows already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// If they do not follow already, a letter is on its way.
    Mailed,
    TooMany,
}

/// The link that says yes, or that is enough: only we can make it.
pub fn link_of(app: &App, id: FollowerId) -> String {
    app.link(&format!("/follow/{id}.{}", signature(app, id)))
}

fn signature(app: &App, id: FollowerId) -> String {
    app.secret.digest("follow", &id.to_string())
}

/// Whose link this is.
pub async fn opened(app: &App, tx: &mut Tx, token: &str) -> Result<Follower> {
    let (id, digest) = token.split_once('.').ok_or_else(|| not_found("link"))?;
    let id: FollowerId = id.parse().map_err(|_| not_found("link"))?;
    if !app.secret.matches("follow", &id.to_string(), digest) {
        return Err(not_found("link"));
    }
    follows::get(tx, id).await
}

/// Somebody gave an address: its owner gets a letter with a link, and nothing else until they used it. `from` is
/// where the wish came from. Commit, whatever comes of it.
pub async fn by_mail(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    email: &str,
    lang: Lang,
    from: &str,
) -> Result<Asked> {
    if !auth::allowed(tx, &format!("follow-from:{from}"), PER_HOUR, HOUR).await? {
        return Ok(Asked::TooMany);
    }
    // Nobody can fill a stranger's mailbox; and nobody learns from the answer that somebody tried.
    let to = format!("follow-to:{}", token_hash(&email.to_lowercase()));
    if !auth::allowed(tx, &to, LETTERS, DAY).await? {
        return Ok(Asked::Mailed);
    }
    // Whoever complained about our letters gets none that they did not ask for: a stranger may have.
    if reach::wants_none(tx, email).await? {
        return Ok(Asked::Mailed);
    }
    let contact = contacts::identify(tx, &Identity::Email(email.to_owned()), None, lang).await?;
    let follower = follows::ask(tx, case.id, contact, lang).await?;
    if follower.state == State::Following {
        return Ok(Asked::Mailed);
    }
    let key = format!("follow:{}", follower.id);
    let conversation = conversations::open(tx, Channel::Email, Some(&key), contact, lang).await?;
    conversations::reply_to(tx, &conversation, email).await?;
    follows::tell_in(tx, follower.id, conversation.id).await?;
    let link = link_of(app, follower.id);
    let text = lang.with2("cases-message-confirm", ("number", case.number.to_string()), ("link", link));
    outbox::news(tx, &conversation, &text).await?;
    Ok(Asked::Mailed)
}

/// They used the link. The case may have been hidden meanwhile: then there is nothing to follow.
pub async fn confirm(tx: &mut Tx, follower: &Follower) -> Result<()> {
    public::case_of(tx, follower.ticket_id).await?.ok_or_else(|| not_found("case"))?;
    follows::follow(tx, follower.id).await?;
    tickets::set_followed(tx, follower.ticket_id).await?;
    tickets::touch(tx, follower.ticket_id).await?;
    Ok(())
}

pub async fn stop(tx: &mut Tx, follower: &Follower) -> Result<()> {
    follows::stop(tx, follower.id).await
}

/// Somebody opened a chat through a case's link. They are who they are, so they follow at once. Returns what to
/// answer; None when this is no such link.
pub async fn by_chat(
    app: &App,
    tx: &mut Tx,
    payload: Option<&str>,
    conversation: &Conversation,
) -> Result<Option<String>> {
    let Some(number) = payload.and_then(|payload| payload.strip_prefix(START)) else { return Ok(None) };
    let lang = conversation.language;
    let Ok(number) = TicketNumber::parse(number) else { return Ok(None) };
    let case = match public::case(tx, &number).await? {
        // A merged case goes on in its main one.
        Some(case) => {
            let main = relations::main_of(tx, case.id).await?;
            public::case_of(tx, main).await?
        }
        None => None,
    };
    let Some(case) = case else {
        return Ok(Some(lang.say("cases-message-gone").into_owned()));
    };
    let follower = follows::ask(tx, case.id, conversation.contact_id, lang).await?;
    if follower.state != State::Following {
        follows::tell_in(tx, follower.id, conversation.id).await?;
        confirm(tx, &follower).await?;
    }
    let category = agencies::category(tx, case.category_id).await?.name(lang).to_owned();
    let (number, link) = (case.number.to_string(), link_of(app, follower.id));
    let told = lang.with2("cases-message-following", ("number", number), ("category", category));
    let stop = lang.with("cases-message-stop", "link", link);
    Ok(Some(format!("{told}\n\n{stop}\n{}", lang.say("news-chat-stop-hint"))))
}
