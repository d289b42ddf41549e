//! All SQL of the pulse. Messages are found by the times in their ids, so that no count reads more than its hours.

use super::History;
use crate::clock::{DAY, HOUR, MINUTE, Millis};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids;

/// Messages that wait are counted up to here.
const COUNTED: i64 = 10_000;

/// The newest hour of which something is counted.
pub async fn newest(tx: &mut Tx) -> Result<Option<i64>> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, Option<i64>>("SELECT MAX(hour) FROM pulse_hour").fetch_one(c).await)?,
    )
}

/// Counts these hours anew. Answers to forms and calls leave by mail; what was told on the telephone left nowhere.
pub async fn count(tx: &mut Tx, from: i64, to: i64) -> Result<()> {
    // Ids of several nodes are not quite in order: a minute on both sides, and the messages' own times decide.
    let (first, end) = (ids::first(from * HOUR - MINUTE), ids::first(to * HOUR + MINUTE));
    on!(tx, c => sqlx::query(
        "INSERT INTO pulse_hour (line, hour, came, gone, last_in, last_out)
         SELECT line, hour, CAST(SUM(came) AS bigint), CAST(SUM(gone) AS bigint), MAX(in_at), MAX(out_at) FROM (
             SELECT CASE WHEN m.direction = 'out' AND c.channel IN ('form', 'voice', 'api') THEN 'email'
                         ELSE c.channel END AS line,
                    m.created_at / 3600000 AS hour,
                    CASE WHEN m.direction = 'in' THEN 1 ELSE 0 END AS came,
                    CASE WHEN m.direction = 'out' THEN 1 ELSE 0 END AS gone,
                    CASE WHEN m.direction = 'in' THEN m.created_at END AS in_at,
                    CASE WHEN m.direction = 'out' THEN COALESCE(m.sent_at, m.created_at) END AS out_at
             FROM message m JOIN conversation c ON c.id = m.conversation_id
             WHERE m.id >= $1 AND m.id < $2 AND (m.direction = 'in' OR (m.direction = 'out' AND m.state = 'sent'
                 AND (m.provider_id IS NOT NULL OR c.channel IN ('email', 'telegram', 'chat'))))) AS said
         WHERE hour >= $3 AND hour < $4 GROUP BY line, hour
         ON CONFLICT (line, hour) DO UPDATE SET came = excluded.came, gone = excluded.gone,
             last_in = excluded.last_in, last_out = excluded.last_out")
        .bind(first).bind(end).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The same for each mailbox and bot; 0 is the configuration's. A letter to two mailboxes came by both.
pub async fn count_lines(tx: &mut Tx, from: i64, to: i64) -> Result<()> {
    let (first, end) = (ids::first(from * HOUR - MINUTE), ids::first(to * HOUR + MINUTE));
    on!(tx, c => sqlx::query(
        "INSERT INTO pulse_hour (line, hour, came, gone, last_in, last_out)
         SELECT line, hour, CAST(SUM(came) AS bigint), CAST(SUM(gone) AS bigint), MAX(in_at), MAX(out_at) FROM (
             SELECT 'mailbox:' || CAST(a.mailbox_id AS text) AS line, m.created_at / 3600000 AS hour,
                    1 AS came, 0 AS gone, m.created_at AS in_at, CAST(NULL AS bigint) AS out_at
             FROM message m JOIN arrival a ON a.message_id = m.id
             WHERE m.id >= $1 AND m.id < $2 AND m.direction = 'in'
             UNION ALL
             SELECT 'mailbox:' || CAST(COALESCE(c.mailbox_id, 0) AS text), m.created_at / 3600000, 0, 1,
                    CAST(NULL AS bigint), COALESCE(m.sent_at, m.created_at)
             FROM message m JOIN conversation c ON c.id = m.conversation_id
             WHERE m.id >= $1 AND m.id < $2 AND m.direction = 'out' AND m.state = 'sent'
               AND (c.channel = 'email' OR (c.channel IN ('form', 'voice', 'api') AND m.provider_id IS NOT NULL))
             UNION ALL
             SELECT 'bot:' || CAST(COALESCE(b.id, 0) AS text), m.created_at / 3600000,
                    CASE WHEN m.direction = 'in' THEN 1 ELSE 0 END, CASE WHEN m.direction = 'out' THEN 1 ELSE 0 END,
                    CASE WHEN m.direction = 'in' THEN m.created_at END,
                    CASE WHEN m.direction = 'out' THEN COALESCE(m.sent_at, m.created_at) END
             FROM message m JOIN conversation c ON c.id = m.conversation_id
             LEFT JOIN bot b ON substr(c.thread_key, 1, length(CAST(b.id AS text)) + 2)
                 = 'b' || CAST(b.id AS text) || ':'
             WHERE m.id >= $1 AND m.id < $2 AND c.channel = 'telegram'
               AND (m.direction = 'in' OR (m.direction = 'out' AND m.state = 'sent'))) AS said
         WHERE hour >= $3 AND hour < $4 GROUP BY line, hour
         ON CONFLICT (line, hour) DO UPDATE SET came = excluded.came, gone = excluded.gone,
             last_in = excluded.last_in, last_out = excluded.last_out")
        .bind(first).bind(end).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn forget(tx: &mut Tx, before: i64) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM pulse_hour WHERE hour < $1").bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Lines by which something came, and when it last did.
pub async fn spoken(tx: &mut Tx) -> Result<Vec<(String, Millis)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (String, Millis)>(
        "SELECT line, MAX(last_in) FROM pulse_hour WHERE last_in IS NOT NULL GROUP BY line")
        .fetch_all(c).await)?)
}

pub async fn last(tx: &mut Tx, line: &str) -> Result<(Option<Millis>, Option<Millis>)> {
    Ok(on!(tx, c => sqlx::query_as::<_, (Option<Millis>, Option<Millis>)>(
        "SELECT MAX(last_in), MAX(last_out) FROM pulse_hour WHERE line = $1")
        .bind(line).fetch_one(c).await)?)
}

pub async fn history(tx: &mut Tx, line: &str, from: i64) -> Result<History> {
    let first = on!(tx, c => sqlx::query_scalar::<_, Option<i64>>(
        "SELECT MIN(hour) FROM pulse_hour WHERE line = $1 AND came > 0").bind(line).fetch_one(c).await)?;
    let rows = on!(tx, c => sqlx::query_as::<_, (i64, i64)>(
        "SELECT hour, came FROM pulse_hour WHERE line = $1 AND hour >= $2")
        .bind(line).bind(from).fetch_all(c).await)?;
    Ok(History::new(rows, first))
}

pub async fn gone_since(tx: &mut Tx, line: &str, from: i64) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT CAST(COALESCE(SUM(gone), 0) AS bigint) FROM pulse_hour WHERE line = $1 AND hour >= $2")
        .bind(line).bind(from).fetch_one(c).await)?)
}

/// What waits to leave by each line: how much, and since when the oldest.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<(String, i64, Millis)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (String, i64, Millis)>(
        "SELECT line, COUNT(*), MIN(created_at) FROM (
             SELECT CASE WHEN c.channel IN ('form', 'voice', 'api') THEN 'email' ELSE c.channel END AS line,
                    m.created_at
             FROM (SELECT conversation_id, created_at FROM message WHERE state = 'queued' ORDER BY id LIMIT $1) AS m
             JOIN conversation c ON c.id = m.conversation_id) AS waits
         GROUP BY line")
        .bind(COUNTED).fetch_all(c).await)?)
}

/// What failed within the last hour and the last day.
pub async fn failed(tx: &mut Tx) -> Result<Vec<(String, i64, i64)>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, (String, i64, i64)>(
        "SELECT line, CAST(SUM(lately) AS bigint), COUNT(*) FROM (
             SELECT CASE WHEN c.channel IN ('form', 'voice', 'api') THEN 'email' ELSE c.channel END AS line,
                    CASE WHEN w.failed_at >= $1 THEN 1 ELSE 0 END AS lately
             FROM message_way w JOIN message m ON m.id = w.message_id JOIN conversation c ON c.id = m.conversation_id
             WHERE w.failed_at >= $2) AS fails
         GROUP BY line")
        .bind(now - HOUR).bind(now - DAY).fetch_all(c).await)?)
}

pub async fn rejects(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (String, i64)>(
        "SELECT channel, COUNT(*) FROM reject WHERE state = 'waiting' GROUP BY channel").fetch_all(c).await)?)
}

/// From the date in the newest letters of the last day to when they were stored: the shortest way of three, because
/// one writer's clock may be wrong. What is older than five days was brought in, not sent.
pub async fn letter_lag(tx: &mut Tx) -> Result<Option<Millis>> {
    let since = ids::first(tx.now() - DAY);
    Ok(on!(tx, c => sqlx::query_scalar::<_, Option<Millis>>(
        "SELECT MIN(lag) FROM (
             SELECT m.created_at - m.written_at AS lag FROM message m JOIN conversation c ON c.id = m.conversation_id
             WHERE m.id >= $1 AND m.direction = 'in' AND c.channel = 'email'
               AND m.created_at - m.written_at BETWEEN 0 AND $2
             ORDER BY m.id DESC LIMIT 3) AS newest")
        .bind(since).bind(5 * DAY).fetch_one(c).await)?)
}

/// True when this silence was not known yet.
pub async fn begin_silence(tx: &mut Tx, line: &str, since: Millis) -> Result<bool> {
    let now = tx.now();
    let begun = on!(tx, c => sqlx::query(
        "INSERT INTO pulse_silence (line, since, told_at) VALUES ($1, $2, $3)
         ON CONFLICT (line) DO UPDATE SET since = excluded.since, told_at = excluded.told_at, ended_at = NULL
         WHERE pulse_silence.since <> excluded.since")
        .bind(line).bind(since).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(begun == 1)
}

/// Something came after it.
pub async fn end_silence(tx: &mut Tx, line: &str, last_in: Millis) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE pulse_silence SET ended_at = $3 WHERE line = $1 AND since < $2 AND ended_at IS NULL")
        .bind(line).bind(last_in).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn silent_since(tx: &mut Tx, line: &str) -> Result<Option<Millis>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, Millis>(
        "SELECT since FROM pulse_silence WHERE line = $1 AND ended_at IS NULL").bind(line).fetch_optional(c).await)?)
}
