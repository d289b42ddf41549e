//! Files of messages: on their way into the tables, there, fetched, lost.

use std::collections::HashSet;

use channels::limits;

use super::{checked, store};
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{AttachmentId, MessageId, TicketId, codes};
use crate::queue::{self, Job};

codes! {
    /// Where the bytes of an attachment are.
    FileState {
        Stored = "stored",
        Pending = "pending",
        Refused = "refused",
        Lost = "lost",
        /// Here, but the virus scanner has not looked at it yet.
        Unchecked = "unchecked",
        /// Here, and kept locked: the virus scanner found something.
        Infected = "infected",
    }
}

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Attachment {
    pub id: AttachmentId,
    pub message_id: MessageId,
    pub name: String,
    pub media_type: String,
    pub size: Option<i64>,
    pub state: FileState,
    /// Key in [`crate::files::Files`].
    pub file_key: Option<String>,
    /// What the provider calls it, until it was fetched.
    pub remote: Option<String>,
    /// What a virus scanner said; None: nobody asked one.
    pub scan: Option<checked::Scan>,
    /// The name of what it found, or why it could not look.
    pub scan_note: Option<String>,
    /// Where a photo says that it was taken.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

/// A file on its way into the tables; its bytes are in [`crate::files::Files`] already, or at the provider.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAttachment {
    pub name: String,
    pub media_type: String,
    pub size: Option<i64>,
    pub state: FileState,
    pub file_key: Option<String>,
    pub remote: Option<String>,
    /// Where a photo says that it was taken.
    pub point: Option<(f64, f64)>,
}

/// Adds files to a message; those the provider still holds are fetched by a job, and those that wait for the virus
/// scanner are shown to it by another.
pub async fn attach(tx: &mut Tx, message: MessageId, files: &[NewAttachment]) -> Result<()> {
    for file in files.iter().take(limits::ATTACHMENTS) {
        let attachment = store::insert_attachment(tx, message, file).await?;
        if file.state == FileState::Pending {
            queue::enqueue(tx, &Job::FetchMedia { attachment }).await?;
        }
        if file.state == FileState::Unchecked {
            queue::enqueue(tx, &Job::ScanFile { attachment }).await?;
        }
    }
    Ok(())
}

pub async fn attachments(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Attachment>> {
    store::attachments_of_ticket(tx, ticket).await
}

/// Which of a ticket's files came from outside: the citizen's, those of an agency or of whoever writes in its stead,
/// and what was handed on of them. What colleagues attached is theirs to answer for.
pub async fn files_from_outside(tx: &mut Tx, ticket: TicketId) -> Result<HashSet<AttachmentId>> {
    Ok(store::files_from_outside(tx, ticket).await?.into_iter().collect())
}

pub async fn attachments_of(tx: &mut Tx, message: MessageId) -> Result<Vec<Attachment>> {
    store::attachments_of_message(tx, message).await
}

pub async fn attachment(tx: &mut Tx, id: AttachmentId) -> Result<Attachment> {
    store::attachment(tx, id).await?.ok_or_else(|| not_found("file"))
}

/// A fetched file is here now: `file` says all of it but its name.
pub async fn stored(tx: &mut Tx, id: AttachmentId, file: &NewAttachment) -> Result<()> {
    store::set_stored(tx, id, file).await?;
    if file.state == FileState::Unchecked {
        queue::enqueue(tx, &Job::ScanFile { attachment: id }).await?;
    }
    Ok(())
}

/// The provider no longer has the file.
pub async fn lost(tx: &mut Tx, id: AttachmentId) -> Result<()> {
    store::set_file_state(tx, id, FileState::Lost).await
}
