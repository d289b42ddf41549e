//! All SQL of lines.

use sqlx::types::Json;

use super::state::{Arrival, Fare};
use super::tests_of::{Steps, Test};
use super::{Bot, Mailbox};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{BotId, MailboxId, MessageId, TicketId};

pub async fn mailboxes(tx: &mut Tx) -> Result<Vec<Mailbox>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Mailbox>("SELECT * FROM mailbox ORDER BY name, id LIMIT 100").fetch_all(c).await)?,
    )
}

pub async fn mailbox(tx: &mut Tx, id: MailboxId) -> Result<Option<Mailbox>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Mailbox>("SELECT * FROM mailbox WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn put_mailbox(tx: &mut Tx, m: &Mailbox) -> Result<()> {
    let (folders, junk) = (m.folders().collect::<Vec<_>>().join(","), m.junk_folder.as_deref());
    on!(tx, c => sqlx::query(
        "INSERT INTO mailbox (id, name, agency_id, is_on, address, aliases, sender_name, imap_host, imap_port,
             imap_security, imap_user, sign_in, token_url, client_id, folders, junk_folder, takes_old, smtp_host,
             smtp_port, smtp_security, smtp_user, has_plus, signature_id, signature_en, sealed, version, created_at,
             updated_at, checked_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27, $28, $29)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, agency_id = excluded.agency_id,
             address = excluded.address, aliases = excluded.aliases, sender_name = excluded.sender_name,
             imap_host = excluded.imap_host, imap_port = excluded.imap_port,
             imap_security = excluded.imap_security, imap_user = excluded.imap_user, sign_in = excluded.sign_in,
             token_url = excluded.token_url, client_id = excluded.client_id, folders = excluded.folders,
             junk_folder = excluded.junk_folder, takes_old = excluded.takes_old, smtp_host = excluded.smtp_host,
             smtp_port = excluded.smtp_port, smtp_security = excluded.smtp_security, smtp_user = excluded.smtp_user,
             has_plus = excluded.has_plus, signature_id = excluded.signature_id,
             signature_en = excluded.signature_en, sealed = excluded.sealed, version = excluded.version,
             updated_at = excluded.updated_at, checked_by = excluded.checked_by")
        .bind(m.id).bind(&m.name).bind(m.agency_id).bind(m.is_on).bind(&m.address).bind(&m.aliases)
        .bind(&m.sender_name).bind(&m.imap_host).bind(m.imap_port).bind(m.imap_security).bind(&m.imap_user)
        .bind(m.sign_in).bind(&m.token_url).bind(&m.client_id).bind(folders).bind(junk).bind(m.takes_old)
        .bind(&m.smtp_host).bind(m.smtp_port).bind(m.smtp_security).bind(&m.smtp_user).bind(m.has_plus)
        .bind(&m.signature_id).bind(&m.signature_en).bind(&m.sealed).bind(m.version).bind(m.created_at)
        .bind(m.updated_at).bind(&m.checked_by)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_mailbox_on(tx: &mut Tx, id: MailboxId, is_on: bool) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE mailbox SET is_on = $2, version = version + 1, updated_at = $3 WHERE id = $1")
        .bind(id).bind(is_on).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Nobody changes it until we are done.
pub async fn lock_mailbox(tx: &mut Tx, id: MailboxId) -> Result<Option<Mailbox>> {
    on!(tx, c => sqlx::query("UPDATE mailbox SET version = version WHERE id = $1")
        .bind(id).execute(c).await.map(|_| ()))?;
    mailbox(tx, id).await
}

/// A new token of the same account is no change of the line: nobody has to begin anew.
pub async fn set_sealed(tx: &mut Tx, id: MailboxId, sealed: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE mailbox SET sealed = $2 WHERE id = $1")
        .bind(id).bind(sealed).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn bots(tx: &mut Tx) -> Result<Vec<Bot>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Bot>("SELECT * FROM bot ORDER BY name, id LIMIT 100").fetch_all(c).await)?,
    )
}

pub async fn bot(tx: &mut Tx, id: BotId) -> Result<Option<Bot>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Bot>("SELECT * FROM bot WHERE id = $1").bind(id).fetch_optional(c).await)?,
    )
}

pub async fn put_bot(tx: &mut Tx, bot: &Bot) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO bot (id, name, agency_id, is_on, mode, telegram_id, sealed, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, agency_id = excluded.agency_id,
             mode = excluded.mode, sealed = excluded.sealed, version = excluded.version,
             updated_at = excluded.updated_at")
        .bind(bot.id).bind(&bot.name).bind(bot.agency_id).bind(bot.is_on).bind(bot.mode).bind(bot.telegram_id)
        .bind(&bot.sealed).bind(bot.version).bind(bot.created_at).bind(bot.updated_at)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_bot_on(tx: &mut Tx, id: BotId, is_on: bool) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE bot SET is_on = $2, version = version + 1, updated_at = $3 WHERE id = $1")
        .bind(id).bind(is_on).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn fares(tx: &mut Tx) -> Result<Vec<Fare>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Fare>("SELECT * FROM line_state LIMIT 1000").fetch_all(c).await)?)
}

/// To the minute, as [`set_out`].
pub async fn set_in(tx: &mut Tx, line: &str) -> Result<()> {
    let (now, before) = (tx.now(), tx.now() - crate::clock::MINUTE);
    let is_known = on!(tx, c => sqlx::query("SELECT 1 FROM line_state WHERE line = $1 AND last_in >= $2")
        .bind(line).bind(before).fetch_optional(c).await.map(|row| row.is_some()))?;
    if is_known {
        return Ok(());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO line_state (line, last_in) VALUES ($1, $2)
         ON CONFLICT (line) DO UPDATE SET last_in = excluded.last_in")
        .bind(line).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// To the minute: many letters that leave at once do not wait for each other here. Looked at first, because a row that
/// is written, or not written after all, is locked either way.
pub async fn set_out(tx: &mut Tx, line: &str) -> Result<()> {
    let (now, before) = (tx.now(), tx.now() - crate::clock::MINUTE);
    let is_known = on!(tx, c => sqlx::query(
        "SELECT 1 FROM line_state WHERE line = $1 AND last_out >= $2 AND out_trouble IS NULL")
        .bind(line).bind(before).fetch_optional(c).await.map(|row| row.is_some()))?;
    if is_known {
        return Ok(());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO line_state (line, last_out) VALUES ($1, $2)
         ON CONFLICT (line) DO UPDATE SET last_out = excluded.last_out, out_trouble = NULL")
        .bind(line).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// To the minute, too: while a server is away, everything that waits says so.
pub async fn set_out_trouble(tx: &mut Tx, line: &str, words: &str) -> Result<()> {
    let (now, before) = (tx.now(), tx.now() - crate::clock::MINUTE);
    let is_known = on!(tx, c => sqlx::query(
        "SELECT 1 FROM line_state WHERE line = $1 AND out_trouble = $2 AND out_trouble_at >= $3")
        .bind(line).bind(words).bind(before).fetch_optional(c).await.map(|row| row.is_some()))?;
    if is_known {
        return Ok(());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO line_state (line, out_trouble, out_trouble_at, out_trouble_since) VALUES ($1, $2, $3, $3)
         ON CONFLICT (line) DO UPDATE SET out_trouble = excluded.out_trouble,
             out_trouble_at = excluded.out_trouble_at,
             out_trouble_since = CASE WHEN line_state.out_trouble IS NULL THEN excluded.out_trouble_since
                                      ELSE line_state.out_trouble_since END")
        .bind(line).bind(words).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_trouble(tx: &mut Tx, line: &str, words: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO line_state (line, trouble, trouble_at, trouble_since) VALUES ($1, $2, $3, $3)
         ON CONFLICT (line) DO UPDATE SET trouble = excluded.trouble, trouble_at = excluded.trouble_at,
             trouble_since = CASE WHEN line_state.trouble IS NULL THEN excluded.trouble_since
                                  ELSE line_state.trouble_since END")
        .bind(line).bind(words).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_told(tx: &mut Tx, line: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE line_state SET told_at = $2 WHERE line = $1")
        .bind(line).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn clear_trouble(tx: &mut Tx, line: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE line_state SET trouble = NULL WHERE line = $1 AND trouble IS NOT NULL")
        .bind(line).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_arrival(tx: &mut Tx, message: MessageId, by: Arrival) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO arrival (message_id, mailbox_id, is_junk, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (message_id, mailbox_id) DO NOTHING")
        .bind(message).bind(by.mailbox.unwrap_or(MailboxId(0))).bind(by.is_junk).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Nothing where the only way was the configuration's mailbox: there is nothing to tell.
pub async fn arrivals(tx: &mut Tx, ticket: TicketId) -> Result<Vec<(MessageId, Option<String>)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (MessageId, Option<String>)>(
        "SELECT a.message_id, b.address FROM arrival a JOIN message m ON m.id = a.message_id
         LEFT JOIN mailbox b ON b.id = a.mailbox_id
         WHERE m.ticket_id = $1 AND EXISTS (
             SELECT 1 FROM arrival other WHERE other.message_id = a.message_id AND other.mailbox_id <> 0)
         ORDER BY a.message_id, a.at, a.mailbox_id LIMIT 2000")
        .bind(ticket).fetch_all(c).await)?)
}

pub async fn test(tx: &mut Tx, mailbox: MailboxId) -> Result<Option<Test>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Test>("SELECT * FROM line_test WHERE mailbox_id = $1")
        .bind(mailbox).fetch_optional(c).await)?)
}

pub async fn begin_test(tx: &mut Tx, mailbox: MailboxId, run: i64, steps: &Json<Steps>) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO line_test (mailbox_id, run, steps, started_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (mailbox_id) DO UPDATE SET run = excluded.run, steps = excluded.steps,
             started_at = excluded.started_at, ended_at = NULL")
        .bind(mailbox).bind(run).bind(steps).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn forget_test(tx: &mut Tx, mailbox: MailboxId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM line_test WHERE mailbox_id = $1")
        .bind(mailbox).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// An older run writes nothing any more.
pub async fn set_steps(
    tx: &mut Tx,
    mailbox: MailboxId,
    run: i64,
    steps: &Json<Steps>,
    is_over: bool,
) -> Result<()> {
    let ended = is_over.then(|| tx.now());
    on!(tx, c => sqlx::query("UPDATE line_test SET steps = $3, ended_at = $4 WHERE mailbox_id = $1 AND run = $2")
        .bind(mailbox).bind(run).bind(steps).bind(ended).execute(c).await.map(|_| ()))?;
    Ok(())
}
