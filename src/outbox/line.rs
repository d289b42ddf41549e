//! By which line a message leaves: what came in by a mailbox or a bot is answered from it.

use std::sync::Arc;

use channels::email::{Copies, Sender, Smtp};
use channels::telegram::{Telegram, is_wrong_token};
use channels::{Channel, Outage, Outbound, Person, Receipt, SendError};

use crate::app::App;
use crate::clock::Millis;
use crate::conversations::{Conversation, Message};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{BotId, MailboxId};
use crate::intake::MAIN_BOT;
use crate::lines::connected::MailLine;
use crate::lines::{self, Exemplar, Tag};
use crate::queue::{self, Claimed};

const NOT_CONFIGURED: &str = "outgoing mail is not configured (smtp_url, or a mailbox in the administration)";

/// A way out for letters.
pub struct WayOut {
    pub smtp: Smtp,
    pub sender: Sender,
    /// None: the configuration's.
    pub line: Option<Arc<MailLine>>,
}

impl WayOut {
    /// Hands a letter over that was written at that moment: whoever gets a second try of it gets the same again.
    pub async fn send(
        &self,
        app: &App,
        outbound: &Outbound,
        copies: &Copies,
        written_at: Millis,
    ) -> Result<Receipt, SendError> {
        let tried = self.smtp.send_with(outbound, copies, &self.sender, written_at).await;
        judged(app, &lines::mailbox_line(self.line.as_ref().map(|line| line.mailbox.id)), tried).await
    }

    /// The address, if its server takes letters with a tag behind a plus sign. Elsewhere nobody could answer them.
    pub fn takes_tags(&self, app: &App) -> Option<&str> {
        let is_known = self.line.as_ref().map_or(app.config.mail_plus, |line| line.mailbox.has_plus);
        is_known.then_some(self.sender.address.as_str())
    }
}

/// Whose letters leave by which line: a mailbox's by its own while it is on, else by the configuration's (none), else
/// by the first that is on.
fn leaves_by(app: &App, mailbox: Option<MailboxId>) -> Result<Option<Arc<MailLine>>, SendError> {
    let lines = app.lines();
    let on = |line: &&Arc<MailLine>| line.mailbox.is_on;
    match (mailbox.and_then(|id| lines.mailbox(id)).filter(on), &app.smtp) {
        (Some(own), _) => Ok(Some(own.clone())),
        (None, Some(_)) => Ok(None),
        (None, None) => {
            lines.mailboxes.iter().find(on).cloned().map(Some).ok_or_else(|| later(NOT_CONFIGURED))
        }
    }
}

/// The way out for letters of a mailbox.
pub async fn way_out(app: &App, mailbox: Option<MailboxId>) -> Result<WayOut, SendError> {
    let Some(line) = leaves_by(app, mailbox)? else {
        let smtp = app.smtp.clone().ok_or_else(|| later(NOT_CONFIGURED))?;
        return Ok(WayOut { smtp, sender: app.sender(), line: None });
    };
    match line.smtp(&app.db, &app.secret).await {
        Ok(smtp) => Ok(WayOut { smtp, sender: line.sender(&app.config.city_name), line: Some(line) }),
        Err(trouble) => {
            cannot_send(app, &line.mailbox.line(), trouble.about.code(), &trouble.said).await;
            Err(later(&trouble.said))
        }
    }
}

pub(super) fn later(reason: &str) -> SendError {
    SendError::Later { reason: reason.to_owned(), after_seconds: None }
}

/// Where answers to a message come, when its line marks them.
pub fn reply_to(app: &App, way: &WayOut, message: &Message) -> Option<String> {
    let tag = Tag { conversation: message.conversation_id, message: message.id };
    lines::tagged(&app.secret, way.takes_tags(app)?, tag)
}

/// Where this exemplar of a message comes back to, when its line marks addresses. `copied`: everybody who has a copy,
/// in their order; `only_to`: whose copy this is.
pub fn return_path(
    app: &App,
    way: &WayOut,
    message: &Message,
    copied: &[Person],
    only_to: Option<&str>,
) -> Option<String> {
    let address = way.takes_tags(app)?;
    let copy = match only_to {
        None => 0,
        Some(copied_to) => copied.iter().position(|person| person.address == copied_to)? + 1,
    };
    let exemplar = Exemplar { message: message.id, copy };
    lines::returned_to(&app.secret, address, exemplar)
}

/// The words with the line's signature.
pub fn signed(way: &WayOut, conversation: &Conversation, text: &str) -> String {
    let signature = way.line.as_ref().map(|line| line.mailbox.signature(conversation.language));
    match signature.filter(|signature| !signature.is_empty()) {
        // The line that programs know a signature by (RFC 3676 §4.3).
        Some(signature) => format!("{}\n\n-- \n{signature}", text.trim_end()),
        None => text.to_owned(),
    }
}

/// The bot of a conversation: what it is called where turns are taken, and the bot.
pub fn bot_of(conversation: &Conversation) -> (Option<BotId>, String) {
    let id = conversation.thread_key.as_deref().and_then(lines::bot_of);
    (id, called(id))
}

/// What a bot is called where turns are taken.
pub fn called(id: Option<BotId>) -> String {
    id.map_or_else(|| MAIN_BOT.to_owned(), |id| id.to_string())
}

/// The bot itself, or why nothing can be said by it now.
pub fn speaker(app: &App, id: Option<BotId>) -> Result<Telegram, SendError> {
    app.bot(id).ok_or_else(|| {
        let lines = app.lines();
        let line = id.and_then(|id| lines.bot(id)).filter(|line| line.bot.is_on);
        later(&match (id, line.and_then(|line| line.telegram().err())) {
            (_, Some(trouble)) => trouble.to_string(),
            (None, _) => "the Telegram bot (telegram_token) is not configured".into(),
            (Some(_), _) => "the Telegram bot is switched off in the administration".into(),
        })
    })
}

/// Notes that something left by the conversation's line.
pub async fn went_out(app: &App, tx: &mut Tx, conversation: &Conversation) -> Result<()> {
    if conversation.channel() == Channel::Telegram {
        return lines::went_out(tx, &lines::bot_line(bot_of(conversation).0)).await;
    }
    letter_went(app, tx, conversation.mailbox_id).await
}

/// Notes that a letter of a mailbox left.
pub async fn letter_went(app: &App, tx: &mut Tx, mailbox: Option<MailboxId>) -> Result<()> {
    match leaves_by(app, mailbox) {
        Ok(line) => lines::went_out(tx, &lines::mailbox_line(line.map(|line| line.mailbox.id))).await,
        // Switched off while the letter was on its way.
        Err(_) => Ok(()),
    }
}

/// Passes on what came of a try; what keeps everything from leaving by this line is noted in its room.
pub async fn judged<T>(app: &App, line: &str, tried: Result<T, SendError>) -> Result<T, SendError> {
    if let Err(error @ SendError::Later { reason, .. }) = &tried
        && let Some(outage) = Outage::of(error)
    {
        cannot_send(app, line, outage.code(), reason).await;
    }
    tried
}

async fn cannot_send(app: &App, line: &str, about: &str, words: &str) {
    let noted = app.db.write(async |tx| lines::cannot_send(tx, line, about, words).await).await;
    if let Err(error) = noted {
        tracing::debug!(%error, "that nothing leaves stands in the log only");
    }
}

/// Runs a `QuietBot` job: nobody takes the bot's updates, so Telegram keeps them. One that was switched on again
/// meanwhile is left alone.
pub async fn quiet_bot(app: &App, claimed: &Claimed, id: BotId) -> Result<()> {
    app.reload_lines().await?;
    let lines = app.lines();
    // One whose token does not open has nothing to say to Telegram.
    let line = lines.bot(id).filter(|line| !line.bot.is_on);
    if let Some(telegram) = line.and_then(|line| line.telegram().ok())
        && let Err(error) = telegram.delete_webhook().await
    {
        // A token that was taken back at Telegram has no webhook any more.
        if !is_wrong_token(&error) {
            return Err(Error::Internal(error.to_string()));
        }
    }
    app.db.write(async |tx| queue::done(tx, claimed).await).await
}
