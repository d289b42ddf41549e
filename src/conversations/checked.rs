//! What a virus scanner says of files, and what follows from it: a file that waits for its check, or in which
//! something was found, is not [`FileState::Stored`] for anybody who reads it, and so goes nowhere.

use super::{Attachment, FileState, NewAttachment};
use crate::db::{Tx, on};
use crate::error::{Result, conflict, file_infected, file_unchecked, not_found};
use crate::ids::{AttachmentId, MessageId, codes};
use crate::queue::{self, Job};

codes! {
    /// What the scanner said.
    Scan {
        Waiting = "waiting",
        Clean = "clean",
        Found = "found",
        /// It could not be checked and never will be.
        Skipped = "skipped",
    }
}

impl FileState {
    /// What the columns keep: where the bytes are, and what the scanner said of them.
    pub(super) const fn parts(self) -> (Self, Option<Scan>) {
        match self {
            Self::Unchecked => (Self::Stored, Some(Scan::Waiting)),
            Self::Infected => (Self::Stored, Some(Scan::Found)),
            other => (other, None),
        }
    }
}

impl Attachment {
    /// Key of the bytes, for whoever may have them now; otherwise why not.
    pub fn key(&self) -> Result<&str> {
        match self.state {
            FileState::Stored => self.file_key.as_deref().ok_or_else(|| not_found("file")),
            FileState::Unchecked => Err(file_unchecked()),
            FileState::Infected => Err(file_infected()),
            FileState::Pending | FileState::Refused | FileState::Lost => Err(not_found("file")),
        }
    }

    /// The same bytes, on their way to another message.
    pub fn again(self) -> NewAttachment {
        NewAttachment {
            point: self.point(),
            name: self.name,
            media_type: self.media_type,
            size: self.size,
            state: self.state,
            file_key: self.file_key,
            remote: self.remote,
        }
    }

    /// Where it says that it was taken.
    pub fn point(&self) -> Option<(f64, f64)> {
        self.latitude.zip(self.longitude)
    }
}

/// The scanner spoke, or why it could not. Says whether the file had waited for it.
pub async fn said(tx: &mut Tx, id: AttachmentId, what: Scan, note: Option<&str>) -> Result<bool> {
    let at = (what != Scan::Waiting).then(|| tx.now());
    let rows = on!(tx, c => sqlx::query(
        "UPDATE attachment SET scan = $2, scan_note = $3, scanned_at = $4 WHERE id = $1 AND scan = 'waiting'")
        .bind(id).bind(what).bind(note).bind(at).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// A locked file is looked at once more: signatures are mended, too. It stays locked until then.
pub async fn look_again(tx: &mut Tx, id: AttachmentId) -> Result<()> {
    let rows = on!(tx, c => sqlx::query(
        "UPDATE attachment SET scan = 'waiting', scan_note = NULL WHERE id = $1 AND scan = 'found'")
        .bind(id).execute(c).await.map(|done| done.rows_affected()))?;
    if rows == 0 {
        return Err(conflict("this file is not locked"));
    }
    queue::enqueue(tx, &Job::ScanFile { attachment: id }).await
}

/// How many files wait for the scanner, and in how many something was found.
pub async fn counts(tx: &mut Tx) -> Result<(i64, i64)> {
    let count = "SELECT COUNT(*) FROM attachment WHERE scan = 'waiting'";
    let waiting = on!(tx, c => sqlx::query_scalar::<_, i64>(count).fetch_one(c).await)?;
    let count = "SELECT COUNT(*) FROM attachment WHERE scan = 'found'";
    let found = on!(tx, c => sqlx::query_scalar::<_, i64>(count).fetch_one(c).await)?;
    Ok((waiting, found))
}

/// May the files of a message leave?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    Yes,
    /// One of them is not checked yet.
    NotYet,
    /// Something was found in one of them.
    Never,
}

pub async fn may_leave(tx: &mut Tx, message: MessageId) -> Result<Leave> {
    let files = super::attachments_of(tx, message).await?;
    let has = |state| files.iter().any(|file| file.state == state);
    Ok(match () {
        () if has(FileState::Infected) => Leave::Never,
        () if has(FileState::Unchecked) => Leave::NotYet,
        () => Leave::Yes,
    })
}
