//! An [`Outbound`] leaves: texts in pieces Telegram takes, then the files.

use std::time::Duration;

use serde_json::Value;
use teloxide::RequestError;
use teloxide::payloads::SendMessageSetters as _;
use teloxide::requests::Requester as _;
use teloxide::types::{ChatId, FileId, InputFile, LinkPreviewOptions, Message, ReplyMarkup};

use super::client::Telegram;
use super::format::{self, Piece as Words};
use super::{Keyboard, failure, message_key};
use crate::{Attachment, Content, Identity, Outbound, Receipt, SendError, limits};

/// Telegram counts a message in UTF-16 units.
const TEXT_UNITS: usize = 4096;
/// Largest file `sendPhoto` takes; larger pictures go as documents.
const PHOTO: usize = 10 * 1024 * 1024;
/// Tries for every piece after the first, and the longest pause between them: whoever reads the beginning should not
/// wait long for the rest.
const TRIES: u32 = 3;
const LONGEST_PAUSE: u64 = 30;

/// One call.
enum Piece<'a> {
    Text(Words, Option<ReplyMarkup>),
    Photo(&'a Attachment),
    Document(&'a Attachment),
}

/// How much of a message that leaves in several pieces has left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub pieces: usize,
    /// What the first is known by, as a receipt names it.
    pub first: Option<String>,
}

impl Telegram {
    /// Sends the text, in several messages where one is too long, then the attachments.
    ///
    /// The text goes without parse mode, so nothing in it can become a mention of staff, a hidden link or markup; what
    /// a person typed as emphasis is told beside the words (see `format`). And without link previews, so Telegram
    /// does not visit addresses meant for the citizen.
    ///
    /// Everything that can be refused is looked at before the first piece leaves. The receipt names the first piece.
    pub async fn send(&self, outbound: &Outbound) -> Result<Receipt, SendError> {
        self.send_with(outbound, None).await
    }

    /// The same with buttons, which stand under the last piece of the text.
    pub async fn send_with(
        &self,
        outbound: &Outbound,
        keyboard: Option<&Keyboard>,
    ) -> Result<Receipt, SendError> {
        self.send_on(outbound, keyboard, Progress::default(), async || Ok(()), async |_| ()).await
    }

    /// The same, from where an earlier try broke off. Before every piece but the first of this try, `turn` says when
    /// it may leave, or that it may not for now; `left` hears how far it got, so that a next try repeats nothing.
    pub async fn send_on(
        &self,
        outbound: &Outbound,
        keyboard: Option<&Keyboard>,
        mut progress: Progress,
        turn: impl AsyncFn() -> Result<(), SendError>,
        left: impl AsyncFn(&Progress),
    ) -> Result<Receipt, SendError> {
        let chat = chat(outbound)?;
        let pieces = plan(outbound, keyboard)?;
        let begins = progress.pieces;
        for (at, piece) in pieces.iter().enumerate().skip(begins) {
            let message = if at == begins {
                self.deliver(chat, piece).await?
            } else {
                turn().await?;
                self.insist(chat, piece).await?
            };
            progress.pieces = at + 1;
            progress.first.get_or_insert_with(|| message_key(chat, message));
            // The last piece is the message itself: its receipt says that it left.
            if progress.pieces < pieces.len() {
                left(&progress).await;
            }
        }
        let first = progress.first.ok_or_else(|| failure::refused("there is nothing to send"))?;
        Ok(Receipt { provider_id: first })
    }

    /// Delivers, and waits out short pauses.
    async fn insist(&self, chat: i64, piece: &Piece<'_>) -> Result<i64, SendError> {
        let mut tries = 1;
        loop {
            match self.deliver(chat, piece).await {
                Err(SendError::Later { after_seconds, .. })
                    if tries < TRIES && after_seconds.unwrap_or(0) <= LONGEST_PAUSE =>
                {
                    let pause = after_seconds.unwrap_or(u64::from(tries));
                    tokio::time::sleep(Duration::from_secs(pause)).await;
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn deliver(&self, chat: i64, piece: &Piece<'_>) -> Result<i64, SendError> {
        let to = ChatId(chat);
        match piece {
            Piece::Text(Words { text, marks }, buttons) => {
                let mut call = self.bot.send_message(to, text).link_preview_options(no_preview());
                call.reply_markup.clone_from(buttons);
                if marks.is_empty() {
                    return self.sent(call.await);
                }
                match self.sent(call.clone().entities(marks.clone()).await) {
                    // Words without emphasis arrive still.
                    Err(SendError::Refused { reason }) if reason.to_lowercase().contains("entit") => {
                        self.sent(call.await)
                    }
                    outcome => outcome,
                }
            }
            Piece::Photo(picture) => {
                let outcome = self.uploads.send_photo(to, file(picture)).await;
                match self.sent(outcome) {
                    // Too long, too thin or not the picture it says: as a document it arrives still.
                    Err(SendError::Refused { reason }) if reason.starts_with("Bad Request") => {
                        self.sent(self.uploads.send_document(to, file(picture)).await)
                    }
                    outcome => outcome,
                }
            }
            Piece::Document(document) => self.sent(self.uploads.send_document(to, file(document)).await),
        }
    }

    /// The id of the message that left. A success teloxide cannot read is a success still: sending
    /// again would tell the citizen twice.
    fn sent(&self, outcome: Result<Message, RequestError>) -> Result<i64, SendError> {
        if let Err(RequestError::InvalidJson { raw, .. }) = &outcome
            && let Some(id) = id_in_success(raw)
        {
            return Ok(id);
        }
        self.understood(outcome).map(|message| i64::from(message.id.0))
    }
}

fn id_in_success(raw: &str) -> Option<i64> {
    let answer: Value = serde_json::from_str(raw).ok()?;
    let success = answer.get("ok") == Some(&Value::Bool(true));
    success.then(|| answer.get("result")?.get("message_id")?.as_i64()).flatten()
}

/// The conversation if we know it, else the person: a private chat has its person's id.
fn chat(outbound: &Outbound) -> Result<i64, SendError> {
    let thread = outbound.thread_key.as_deref().map(str::parse::<i64>);
    match (thread, &outbound.to) {
        (Some(Ok(chat)), _) | (None, &Identity::Telegram(chat)) => Ok(chat),
        _ => Err(failure::refused("there is no Telegram chat to send to")),
    }
}

fn plan<'a>(outbound: &'a Outbound, keyboard: Option<&Keyboard>) -> Result<Vec<Piece<'a>>, SendError> {
    if outbound.attachments.len() > limits::ATTACHMENTS {
        return Err(failure::refused(format!("more than {} files", limits::ATTACHMENTS)));
    }
    // What a machine says holds words of citizens and signs that mean themselves.
    let words = if outbound.automatic { format::plain(&outbound.text) } else { format::read(&outbound.text) };
    let mut pieces: Vec<_> =
        words.pieces(TEXT_UNITS).into_iter().map(|text| Piece::Text(text, None)).collect();
    if let Some(Piece::Text(_, buttons)) = pieces.last_mut() {
        *buttons = keyboard.and_then(Keyboard::markup);
    }
    for attachment in &outbound.attachments {
        let picture = matches!(attachment.media_type.as_str(), "image/jpeg" | "image/png");
        let name = &attachment.name;
        let as_photo = match &attachment.content {
            Content::Bytes(bytes) if bytes.is_empty() => {
                return Err(failure::refused(format!("the file {name} is empty")));
            }
            Content::Bytes(bytes) if bytes.len() > limits::TELEGRAM => {
                let most = limits::TELEGRAM / 1_000_000;
                return Err(failure::refused(format!("the file {name} is larger than {most} MB")));
            }
            Content::Bytes(bytes) => picture && bytes.len() <= PHOTO,
            Content::Remote { reference, .. } if is_file_id(reference) => picture,
            // An address here would make Telegram fetch it; it may be a private one.
            Content::Remote { .. } | Content::Refused { .. } => {
                return Err(failure::refused(format!("the file {name} is not at hand")));
            }
        };
        pieces.push(if as_photo { Piece::Photo(attachment) } else { Piece::Document(attachment) });
    }
    Ok(pieces)
}

/// Telegram's file ids are base64url.
pub(super) fn is_file_id(reference: &str) -> bool {
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (1..=512).contains(&reference.len()) && reference.chars().all(sound)
}

fn file(attachment: &Attachment) -> InputFile {
    match &attachment.content {
        Content::Bytes(bytes) => InputFile::memory(bytes.clone()).file_name(attachment.name.clone()),
        Content::Remote { reference, .. } => InputFile::file_id(FileId(reference.clone())),
        // `plan` lets none of these through.
        Content::Refused { .. } => InputFile::memory(Vec::new()),
    }
}

const fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
