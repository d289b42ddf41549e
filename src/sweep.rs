//! Throwing away what has expired: answers of calls that are over (they hold PINs),
//! forgotten drafts, the keys of old API requests, notices read long ago, and who was at a ticket once.

use crate::clock::{DAY, HOUR};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::{bulk, conversations, duty, follows, leaving, notices, outbox, tickets};

pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("DELETE FROM call_step WHERE call_id IN (SELECT id FROM call WHERE updated_at < $1)")
        .bind(now - 6 * HOUR).execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query("DELETE FROM draft WHERE updated_at < $1")
        .bind(now - 14 * DAY).execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query("DELETE FROM api_once WHERE at < $1")
        .bind(now - 7 * DAY).execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query("DELETE FROM reply_draft WHERE updated_at < $1")
        .bind(now - 30 * DAY).execute(c).await.map(|_| ()))?;
    leaving::sweep(tx).await?;
    duty::round(tx).await?;
    tickets::sweep(tx).await?;
    notices::forget(tx).await?;
    follows::sweep(tx).await?;
    outbox::sweep(tx).await?;
    conversations::chosen::sweep(tx).await?;
    bulk::sweep(tx).await
}
