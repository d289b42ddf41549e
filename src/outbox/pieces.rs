//! How far a message got that leaves in several pieces, so that a next try does not begin anew.

use channels::telegram::Progress;

use crate::app::App;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::MessageId;

/// What left in earlier tries.
pub async fn of(app: &App, message: MessageId) -> Result<Progress> {
    app.db.read(async |tx| read(tx, message).await).await
}

async fn read(tx: &mut Tx, message: MessageId) -> Result<Progress> {
    let known = on!(tx, c => sqlx::query_as::<_, (i64, String)>(
        "SELECT pieces, first_key FROM piece_left WHERE message_id = $1")
        .bind(message).fetch_optional(c).await)?;
    Ok(known.map_or_else(Progress::default, |(pieces, first)| Progress {
        pieces: usize::try_from(pieces).unwrap_or(0),
        first: Some(first),
    }))
}

/// So much has left by now. What cannot be noted may be said twice, and that is all.
pub async fn note(app: &App, message: MessageId, progress: &Progress) {
    let noted = app.db.write(async |tx| write(tx, message, progress).await).await;
    if let Err(error) = noted {
        tracing::warn!(%error, %message, "how much of a message has left is not noted");
    }
}

async fn write(tx: &mut Tx, message: MessageId, progress: &Progress) -> Result<()> {
    let (pieces, first) = (progress.pieces as i64, progress.first.as_deref().unwrap_or_default());
    on!(tx, c => sqlx::query(
        "INSERT INTO piece_left (message_id, pieces, first_key) VALUES ($1, $2, $3)
         ON CONFLICT (message_id) DO UPDATE SET pieces = excluded.pieces")
        .bind(message).bind(pieces).bind(first).execute(c).await.map(|_| ()))?;
    Ok(())
}
