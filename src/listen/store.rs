//! All SQL of the listeners: how far a mailbox was read and since when, and who may ask Telegram.

use channels::email::Cursor;

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;

#[derive(sqlx::FromRow)]
struct Row {
    uid_validity: i64,
    last_uid: i64,
}

pub async fn cursor(tx: &mut Tx, mailbox: &str) -> Result<Option<Cursor>> {
    let row = on!(tx, c => sqlx::query_as::<_, Row>("SELECT uid_validity, last_uid FROM mail_cursor WHERE mailbox = $1")
        .bind(mailbox).fetch_optional(c).await)?;
    Ok(row.map(|row| Cursor { uid_validity: row.uid_validity as u32, last_uid: row.last_uid as u32 }))
}

/// Never backwards within a generation: another node may be further.
pub async fn set_cursor(tx: &mut Tx, mailbox: &str, cursor: Cursor) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO mail_cursor (mailbox, uid_validity, last_uid) VALUES ($1, $2, $3)
         ON CONFLICT (mailbox) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid
         WHERE mail_cursor.uid_validity <> excluded.uid_validity OR mail_cursor.last_uid < excluded.last_uid")
        .bind(mailbox).bind(i64::from(cursor.uid_validity)).bind(i64::from(cursor.last_uid))
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Since when a line's folder is read; `since` when nobody asked before.
pub async fn since(tx: &mut Tx, line: &str, folder: &str, since: Millis) -> Result<Millis> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, Millis>(
        "INSERT INTO mail_folder (line, folder, since) VALUES ($1, $2, $3)
         ON CONFLICT (line, folder) DO UPDATE SET since = mail_folder.since RETURNING since")
        .bind(line).bind(folder).bind(since).fetch_one(c).await)?)
}

/// What the holder of a lease knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Lease {
    pub position: Option<i64>,
}

/// Takes or keeps the lease; nothing when another node has it.
pub async fn lease(tx: &mut Tx, name: &str, holder: &str, time: Millis) -> Result<Option<Lease>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, Lease>(
        "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE lease.holder = excluded.holder OR lease.until < $4
         RETURNING position")
        .bind(name).bind(holder).bind(now + time).bind(now).fetch_optional(c).await)?)
}

/// What was taken in before this position needs no asking again.
pub async fn advance(tx: &mut Tx, name: &str, position: i64) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE lease SET position = $2 WHERE name = $1 AND COALESCE(position, 0) < $2")
        .bind(name).bind(position).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Lets another node have it at once.
pub async fn release(tx: &mut Tx, name: &str, holder: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE lease SET until = 0, holder = '' WHERE name = $1 AND holder = $2")
        .bind(name).bind(holder).execute(c).await.map(|_| ()))?;
    Ok(())
}
