//! How often a stranger may try something.

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::{Result, too_many};

/// Counts one try; refuses the one after `most` within the window. The count is kept even though the
/// caller is refused: run this in a transaction of its own.
pub async fn permit(tx: &mut Tx, key: &str, most: i64, window: Millis) -> Result<()> {
    let now = tx.now();
    let count = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "INSERT INTO attempt (key, window_end, count) VALUES ($1, $2, 1)
         ON CONFLICT (key) DO UPDATE SET
             count = CASE WHEN attempt.window_end < $3 THEN 1 ELSE attempt.count + 1 END,
             window_end = CASE WHEN attempt.window_end < $3 THEN $2 ELSE attempt.window_end END
         RETURNING count")
        .bind(key).bind(now + window).bind(now).fetch_one(c).await)?;
    if count > most { Err(too_many("too many tries, wait a while")) } else { Ok(()) }
}

/// It was them: forget the tries.
pub async fn forgive(tx: &mut Tx, key: &str) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM attempt WHERE key = $1").bind(key).execute(c).await.map(|_| ()))?;
    Ok(())
}
