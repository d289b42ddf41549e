//! Turns: a bot may say thirty things a second and one a second in a chat, however many nodes speak for it. The
//! next free moment is a row; whoever wants to send takes it and moves it on. Where Telegram asks for a pause (429) it
//! stands in the chat's row, and nothing leaves to that chat before it is over; when two chats of a bot are asked at
//! once, it is the bot that is asked, and its row says so.

use crate::app::App;
use crate::clock::{HOUR, MINUTE, Millis, SECOND};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::queue;

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
/// A pause is no longer than this, whatever was asked; one that ends later was written by a wrong clock.
const LONGEST: Millis = HOUR;
/// A pause that begins so soon after another goes on with it.
const RIGHT_AFTER: Millis = 10 * MINUTE;

/// What comes of asking for a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It has come.
    Now,
    /// It is too far away to wait for in place.
    Far,
    /// Telegram wants nothing before this moment.
    Paused(Millis),
}

/// The row of a chat, and the one of its bot.
fn rows(bot: &str, chat: &str) -> (String, String) {
    (format!("telegram:{bot}:{chat}"), format!("telegram:{bot}"))
}

/// Waits for a turn in a chat, however far away it is: for what has begun to leave, and what no job brings again.
/// A pause is not waited for: when it ends.
pub async fn wait(app: &App, bot: &str, chat: &str) -> Result<Option<Millis>> {
    for _ in 0..ASKED {
        match turn(app, bot, chat).await? {
            Turn::Now => return Ok(None),
            Turn::Paused(until) => return Ok(Some(until)),
            Turn::Far => app.db.clock.until(app.db.clock.now() + SECOND).await,
        }
    }
    Ok(None)
}

/// Waits for a turn in a chat, if it comes soon.
pub async fn turn(app: &App, bot: &str, chat: &str) -> Result<Turn> {
    let (of_chat, of_bot) = rows(bot, chat);
    let at = app
        .db
        .write(async |tx| match paused(tx, bot, chat).await? {
            Some(until) => Ok(Err(Turn::Paused(until))),
            None => Ok(take(tx, &of_chat, IN_A_CHAT, PATIENCE).await?.ok_or(Turn::Far)),
        })
        .await?;
    match at {
        Ok(at) => app.db.clock.until(at).await,
        Err(turn) => return Ok(turn),
    }
    // The bot's own turn is taken when the chat's has come: one chat that waits holds up no other.
    let at = app
        .db
        .write(async |tx| match paused(tx, bot, chat).await? {
            Some(until) => Ok(Err(Turn::Paused(until))),
            None => Ok(Ok(take(tx, &of_bot, BETWEEN, Millis::MAX / 2_000).await?.unwrap_or_default())),
        })
        .await?;
    match at {
        Ok(at) => app.db.clock.until(at).await,
        Err(turn) => return Ok(turn),
    }
    Ok(Turn::Now)
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

/// When a pause ends that the chat or its bot is in.
pub async fn paused(tx: &mut Tx, bot: &str, chat: &str) -> Result<Option<Millis>> {
    let (of_chat, of_bot) = rows(bot, chat);
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, Option<i64>>(
        "SELECT MAX(paused_until) FROM pace
         WHERE name IN ($1, $2) AND paused_until > $3 AND paused_until <= $4")
        .bind(&of_chat).bind(&of_bot).bind(now).bind(now + LONGEST).fetch_one(c).await)?)
}

/// How long a chat has stood still in a pause that goes on, or that ended within `since`: whoever waited for their turn
/// meanwhile is not passed by those who came later.
pub async fn stood_still(tx: &mut Tx, bot: &str, chat: &str, since: Millis) -> Result<Millis> {
    let (of_chat, of_bot) = rows(bot, chat);
    let now = tx.now();
    let still = on!(tx, c => sqlx::query_scalar::<_, Option<i64>>(
        "SELECT MAX(CASE WHEN paused_until < $3 THEN paused_until ELSE $3 END - paused_at) FROM pace
         WHERE name IN ($1, $2) AND paused_until > $4 AND paused_until <= $5")
        .bind(&of_chat).bind(&of_bot).bind(now).bind(now - since).bind(now + LONGEST)
        .fetch_one(c).await)?;
    Ok(still.unwrap_or_default().max(0))
}

/// Telegram wants nothing in this chat for so many seconds. Another chat of the bot that is in a pause, too, says that
/// it is the bot that speaks too much.
pub async fn pause(tx: &mut Tx, bot: &str, chat: &str, seconds: u64) -> Result<()> {
    let (of_chat, of_bot) = rows(bot, chat);
    let until = tx.now() + queue::seconds(seconds).min(LONGEST);
    stop(tx, &of_chat, until).await?;
    if is_paused_elsewhere(tx, &of_bot, &of_chat).await? {
        stop(tx, &of_bot, until).await?;
    }
    Ok(())
}

/// Is another chat of this bot in a pause?
async fn is_paused_elsewhere(tx: &mut Tx, of_bot: &str, of_chat: &str) -> Result<bool> {
    let (now, chats) = (tx.now(), format!("{of_bot}:"));
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM pace WHERE paused_until > $3 AND paused_until <= $4
             AND name <> $2 AND substr(name, 1, length($1)) = $1)")
        .bind(&chats).bind(of_chat).bind(now).bind(now + LONGEST).fetch_one(c).await)?)
}

/// One pause right after another is one: it goes on since the first began.
async fn stop(tx: &mut Tx, name: &str, until: Millis) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO pace (name, next_at, paused_at, paused_until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET
             paused_at = CASE WHEN pace.paused_until >= $5 AND pace.paused_until <= $6
                              THEN pace.paused_at ELSE $3 END,
             paused_until = $4")
        .bind(name).bind(now * 1_000).bind(now).bind(until).bind(now - RIGHT_AFTER).bind(now + LONGEST)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Chats that are quiet take no turns.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let before = tx.now() - HOUR;
    on!(tx, c => sqlx::query(
        "DELETE FROM pace WHERE next_at < $1 AND (paused_until IS NULL OR paused_until < $2)")
        .bind(before * 1_000).bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}
