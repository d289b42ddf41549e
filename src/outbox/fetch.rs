//! Fetching files that the provider keeps for us: Telegram files and call recordings.

use channels::{Channel, SendError, limits};

use super::line;
use crate::app::App;
use crate::conversations::{self, Conversation, FileState, NewAttachment};
use crate::error::Result;
use crate::ids::AttachmentId;
use crate::people;
use crate::queue::{self, Claimed};
use crate::scan;

/// Runs a `FetchMedia` job.
pub async fn fetch_media(app: &App, claimed: &Claimed, id: AttachmentId) -> Result<()> {
    let (file, conversation) = app
        .db
        .read(async |tx| {
            let file = conversations::attachment(tx, id).await?;
            let message = conversations::message(tx, file.message_id).await?;
            let conversation = conversations::get(tx, message.conversation_id).await?;
            Ok((file, conversation))
        })
        .await?;
    let Some(reference) = file.remote.as_deref().filter(|_| file.state == FileState::Pending) else {
        return app.db.write(async |tx| queue::done(tx, claimed).await).await;
    };
    match download(app, &conversation, reference).await {
        Ok(bytes) => {
            let media_type = infer::get(&bytes)
                .map_or_else(|| file.media_type.clone(), |kind| kind.mime_type().to_owned());
            let here = NewAttachment {
                name: file.name.clone(),
                media_type,
                size: Some(bytes.len() as i64),
                state: scan::state_of_new(&app.config),
                point: people::position(&bytes),
                file_key: Some(app.files.put(bytes).await?),
                remote: None,
            };
            app.db
                .write(async |tx| {
                    conversations::stored(tx, id, &here).await?;
                    queue::done(tx, claimed).await
                })
                .await
        }
        Err(SendError::Later { reason, after_seconds }) if !claimed.is_last => {
            let after = after_seconds.map(queue::seconds);
            app.db.write(async |tx| queue::failed(tx, claimed, &reason, after, false).await).await
        }
        Err(error) => {
            tracing::warn!(attachment = %id, %error, "a file is lost at the provider");
            app.db
                .write(async |tx| {
                    conversations::lost(tx, id).await?;
                    queue::failed(tx, claimed, &error.to_string(), None, true).await
                })
                .await
        }
    }
}

async fn download(app: &App, conversation: &Conversation, reference: &str) -> Result<Vec<u8>, SendError> {
    match conversation.channel() {
        Channel::Telegram => {
            let bot = line::speaker(app, line::bot_of(conversation).0)?;
            bot.fetch_file(reference, limits::ATTACHMENT as u64).await
        }
        Channel::Voice => app.fetch_recording(reference).await,
        _ => Err(SendError::Refused { reason: "this channel keeps no files".into() }),
    }
}
