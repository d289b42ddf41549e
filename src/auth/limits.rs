//! How often a stranger may try something.

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::{Result, too_many};

/// Counts one try; false from the one after `most` within the window. Commit it even when it is false.
pub async fn allowed(tx: &mut Tx, key: &str, most: i64, window: Millis) -> Result<bool> {
    let now = tx.now();
    let count = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "INSERT INTO attempt (key, window_end, count) VALUES ($1, $2, 1)
         ON CONFLICT (key) DO UPDATE SET
             count = CASE WHEN attempt.window_end < $3 THEN 1 ELSE attempt.count + 1 END,
             window_end = CASE WHEN attempt.window_end < $3 THEN $2 ELSE attempt.window_end END
         RETURNING count")
        .bind(key).bind(now + window).bind(now).fetch_one(c).await)?;
    Ok(count <= most)
}

/// [`allowed`], as a refusal. The refusal rolls the count of this one try back; the tries before it stand,
/// so the next one is refused as well.
pub async fn permit(tx: &mut Tx, key: &str, most: i64, window: Millis) -> Result<()> {
    if allowed(tx, key, most, window).await? { Ok(()) } else { Err(too_many("too many tries, wait a while")) }
}

/// This try was right: it does not count. The wrong ones before it do.
pub async fn forgive(tx: &mut Tx, key: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE attempt SET count = count - 1 WHERE key = $1 AND count > 0")
        .bind(key).execute(c).await.map(|_| ()))?;
    Ok(())
}
