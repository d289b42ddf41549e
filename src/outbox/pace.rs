//! Turns: a bot may say thirty things a second and one a second in a chat, however many nodes speak for it. The
//! next free moment is a row; whoever wants to send takes it and moves it on.

use crate::app::App;
use crate::clock::{HOUR, MINUTE, Millis, SECOND};
use crate::db::{Tx, on};
use crate::error::Result;

/// Between two messages of a bot: thirty a second.
const BETWEEN: i64 = 33_334;
/// Between two messages in a chat.
const IN_A_CHAT: i64 = 1_000_000;
/// A turn further away than this is not waited for in place: the job comes again, and others go first.
const PATIENCE: Millis = 2 * SECOND;

/// A next moment further away than this is nobody's turn: a node whose clock runs ahead left it behind.
const BELIEVED: Millis = MINUTE;
/// Turns asked for again before something leaves all the same.
const ASKED: usize = 30;

/// Waits for a turn in a chat, however far away it is: for what has begun to leave, and what no job brings again.
pub async fn wait(app: &App, bot: &str, chat: &str) -> Result<()> {
    for _ in 0..ASKED {
        if turn(app, bot, chat).await? {
            return Ok(());
        }
        app.db.clock.until(app.db.clock.now() + SECOND).await;
    }
    Ok(())
}

/// Waits for a turn in a chat. False: it is too far away.
pub async fn turn(app: &App, bot: &str, chat: &str) -> Result<bool> {
    let name = format!("telegram:{bot}:{chat}");
    let at = app.db.write(async |tx| take(tx, &name, IN_A_CHAT, PATIENCE).await).await?;
    let Some(at) = at else { return Ok(false) };
    app.db.clock.until(at).await;
    // The bot's own turn is taken when the chat's has come: one chat that waits holds up no other.
    let name = format!("telegram:{bot}");
    let at = app.db.write(async |tx| take(tx, &name, BETWEEN, Millis::MAX / 2_000).await).await?;
    app.db.clock.until(at.unwrap_or_default()).await;
    Ok(true)
}

/// The next free moment; those who ask later get later ones. None: it is further away than `patience`.
async fn take(tx: &mut Tx, name: &str, between: i64, patience: Millis) -> Result<Option<Millis>> {
    let now = tx.now() * 1_000;
    let next = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "INSERT INTO pace (name, next_at) VALUES ($1, $2 + $3)
         ON CONFLICT (name) DO UPDATE SET
             next_at = CASE WHEN pace.next_at > $2 AND pace.next_at <= $2 + $5
                            THEN pace.next_at ELSE $2 END + $3
         WHERE pace.next_at <= $2 + $4 OR pace.next_at > $2 + $5
         RETURNING next_at")
        .bind(name).bind(now).bind(between).bind(patience * 1_000)
        .bind(BELIEVED * 1_000).fetch_optional(c).await)?;
    // Rounded up: never early.
    Ok(next.map(|next| (next - between).div_euclid(1_000) + i64::from((next - between) % 1_000 != 0)))
}

/// Chats that are quiet take no turns.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let before = (tx.now() - HOUR) * 1_000;
    on!(tx, c => sqlx::query("DELETE FROM pace WHERE next_at < $1").bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}
