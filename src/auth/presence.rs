//! Is anybody at the desk? A citizen in the chat is told, and must not be told wrong.
//!
//! Somebody counts as there for a while after every page they opened and everything they sent while
//! signed in. A desk that was left open and looks again by itself is nobody. Signing out counts at once.
//! Counted are those who answer contacts, not those who only read (officials, quality), nor
//! administrators.

use super::store;
use crate::clock::{MINUTE, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::secret::token_hash;

const THERE: Millis = 15 * MINUTE;
/// Within this time one write is enough.
const AGAIN: Millis = MINUTE;

/// The session was just used.
pub async fn seen(db: &Db, token: &str) -> Result<()> {
    let hash = token_hash(token);
    let last = db.read(async |tx| store::session_seen_at(tx, &hash).await).await?;
    if last.is_some_and(|last| last + AGAIN <= db.clock.now()) {
        db.write(async |tx| store::set_session_seen(tx, &hash).await).await?;
    }
    Ok(())
}

/// Whether somebody who can answer was at the desk within the last quarter of an hour.
pub async fn anyone_on_duty(tx: &mut Tx) -> Result<bool> {
    let since = tx.now() - THERE;
    Ok(store::sessions_on_duty(tx, since).await? > 0)
}
