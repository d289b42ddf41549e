//! All SQL of the inbox and the reject list.

use channels::{Channel, Inbound};

use super::Received;
use super::glimpse::Glimpse;
use super::prepare::Prepared;
use super::reject::{Cause, Rejected};
use crate::clock::Millis;
use crate::contacts;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{MailboxId, MessageId, RejectId, TicketId};
use crate::lines::Arrival;

/// What keeping a message found.
pub enum Kept {
    Fresh,
    /// We had it already, under this id.
    Repeat(String),
    /// Another letter has its Message-ID; it is kept under this one.
    Other(String),
}

/// False when we had this message already.
pub async fn keep(tx: &mut Tx, received: &Received, prepared: &Prepared) -> Result<bool> {
    let content = received.inbound.mail.as_ref().and_then(|mail| mail.content.as_deref());
    insert(tx, received, prepared, &received.inbound.external_id, content).await
}

/// Keeps the raw message under its id. A letter whose Message-ID another letter has is no repeat: programs
/// that give every letter the same one, and strangers who take somebody's, must not make a letter vanish.
pub async fn keep_or_tell_apart(tx: &mut Tx, received: &Received, prepared: &Prepared) -> Result<Kept> {
    let id = received.inbound.external_id.as_str();
    let content = received.inbound.mail.as_ref().and_then(|mail| mail.content.as_deref());
    if insert(tx, received, prepared, id, content).await? {
        return Ok(Kept::Fresh);
    }
    let repeat = Kept::Repeat(id.to_owned());
    let Some(content) = content.filter(|content| *content != id) else { return Ok(repeat) };
    let known = on!(tx, c => sqlx::query_scalar::<_, Option<String>>(
        "SELECT content FROM inbox WHERE channel = $1 AND external_id = $2")
        .bind(received.inbound.channel.code()).bind(id).fetch_one(c).await)?;
    // What was kept before checksums were is taken for the same.
    if known.is_none_or(|known| known == content) {
        return Ok(repeat);
    }
    let (fresh, content) =
        (insert(tx, received, prepared, content, Some(content)).await?, content.to_owned());
    Ok(if fresh { Kept::Other(content) } else { Kept::Repeat(content) })
}

/// The id under which a letter that cannot be taken in is counted, where another letter has its own: that one's
/// failures and payload are not this one's.
pub async fn told_apart(tx: &mut Tx, received: &Received) -> Result<Option<String>> {
    let id = received.inbound.external_id.as_str();
    let content = received.inbound.mail.as_ref().and_then(|mail| mail.content.as_deref());
    let Some(content) = content.filter(|content| *content != id) else { return Ok(None) };
    let others = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT (SELECT COUNT(*) FROM inbox WHERE channel = $1 AND external_id = $2 AND content <> $3)
              + (SELECT COUNT(*) FROM reject WHERE channel = $1 AND external_id = $2 AND content <> $3)")
        .bind(received.inbound.channel.code()).bind(id).bind(content).fetch_one(c).await)?;
    Ok((others > 0).then(|| content.to_owned()))
}

async fn insert(
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    id: &str,
    content: Option<&str>,
) -> Result<bool> {
    let now = tx.now();
    let raw = prepared.raw_file.is_none().then_some(received.raw.as_slice());
    let fresh = on!(tx, c => sqlx::query(
        "INSERT INTO inbox (channel, external_id, received_at, media_type, raw, raw_file, content, sender)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (channel, external_id) DO NOTHING")
        .bind(received.inbound.channel.code()).bind(id).bind(now)
        .bind(received.media_type).bind(raw).bind(&prepared.raw_file).bind(content)
        .bind(contacts::key(&received.inbound.from))
        .execute(c).await.map(|done| done.rows_affected()))?;
    Ok(fresh == 1)
}

pub async fn is_known(tx: &mut Tx, channel: Channel, external_id: &str) -> Result<bool> {
    let n = on!(tx, c => sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM inbox WHERE channel = $1 AND external_id = $2")
        .bind(channel.code()).bind(external_id).fetch_one(c).await)?;
    Ok(n > 0)
}

/// Have we had this very letter, and not only its id?
pub async fn has(tx: &mut Tx, channel: Channel, external_id: &str, content: Option<&str>) -> Result<bool> {
    let n = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM inbox WHERE channel = $1 AND external_id IN ($2, $3)
            AND (content IS NULL OR content = $3)")
        .bind(channel.code()).bind(external_id).bind(content.unwrap_or(external_id)).fetch_one(c).await)?;
    Ok(n > 0)
}

pub async fn set_message(tx: &mut Tx, channel: Channel, external_id: &str, message: MessageId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE inbox SET message_id = $3 WHERE channel = $1 AND external_id = $2")
        .bind(channel.code()).bind(external_id).bind(message).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The message that a kept payload became.
pub async fn message_of(tx: &mut Tx, channel: Channel, external_id: &str) -> Result<Option<MessageId>> {
    let found = on!(tx, c => sqlx::query_scalar::<_, Option<MessageId>>(
        "SELECT message_id FROM inbox WHERE channel = $1 AND external_id = $2")
        .bind(channel.code()).bind(external_id).fetch_optional(c).await)?;
    Ok(found.flatten())
}

/// The payloads that a message was made of: its own, those of its album, and edits that brought files.
pub async fn raws_of(tx: &mut Tx, channel: Channel, message: MessageId) -> Result<Vec<Vec<u8>>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, Vec<u8>>(
        "SELECT raw FROM inbox WHERE message_id = $2 AND channel = $1 AND raw IS NOT NULL")
        .bind(channel.code()).bind(message).fetch_all(c).await)?)
}

/// What a letter says of itself.
#[derive(sqlx::FromRow)]
pub struct Head {
    written_at: Option<Millis>,
    subject: Option<String>,
    body: String,
}

impl Head {
    /// Written at the same moment, in the same words or in these with something added.
    pub fn is_of(&self, inbound: &Inbound) -> bool {
        let subject = |text: &Option<String>| one_line(text.as_deref().unwrap_or_default());
        self.written_at.is_some()
            && self.written_at == inbound.sent_at
            && is_in(&subject(&self.subject), &subject(&inbound.subject))
            && is_in(&one_line(&self.body), &one_line(&inbound.text))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One of the two is a part of the other.
fn is_in(one: &str, other: &str) -> bool {
    one.contains(other) || other.contains(one)
}

/// What the message that a kept payload became says of itself.
pub async fn head_of(tx: &mut Tx, channel: Channel, external_id: &str) -> Result<Option<Head>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Head>(
        "SELECT m.written_at, m.subject, m.body FROM inbox i JOIN message m ON m.id = i.message_id
         WHERE i.channel = $1 AND i.external_id = $2")
        .bind(channel.code()).bind(external_id).fetch_optional(c).await)?)
}

/// The payload of the letter that became this message, or its key among the files.
pub async fn raw_letter(
    tx: &mut Tx,
    message: MessageId,
) -> Result<Option<(Option<Vec<u8>>, Option<String>)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (Option<Vec<u8>>, Option<String>)>(
        "SELECT raw, raw_file FROM inbox WHERE message_id = $1 AND channel = 'email' ORDER BY received_at LIMIT 1")
        .bind(message).fetch_optional(c).await)?)
}

/// Which of a ticket's messages came as letters whose payload is kept.
pub async fn letters_of(tx: &mut Tx, ticket: TicketId) -> Result<Vec<MessageId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, MessageId>(
        "SELECT m.id FROM message m JOIN inbox i ON i.message_id = m.id
         WHERE m.ticket_id = $1 AND i.channel = 'email' AND (i.raw IS NOT NULL OR i.raw_file IS NOT NULL)")
        .bind(ticket).fetch_all(c).await)?)
}

/// Lets a replay in again; the payload is in the caller's hands.
pub async fn forget(tx: &mut Tx, channel: Channel, external_id: &str) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM inbox WHERE channel = $1 AND external_id = $2 AND message_id IS NULL")
        .bind(channel.code()).bind(external_id).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn count_failure(
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    glimpse: &Glimpse,
    (cause, reason): (Cause, &str),
) -> Result<i64> {
    let (id, now) = (RejectId(tx.id()), tx.now());
    let raw = prepared.raw_file.is_none().then_some(received.raw.as_slice());
    let content = received.inbound.mail.as_ref().and_then(|mail| mail.content.as_deref());
    let mailbox = received.arrival.map(|by| by.mailbox.unwrap_or(MailboxId(0)));
    let is_junk = received.arrival.map(|by| by.is_junk);
    let remarks = received.inbound.remarks.join("\n");
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "INSERT INTO reject (id, channel, external_id, received_at, media_type, raw, raw_file, reason, state, content,
             mailbox_id, is_junk, is_handed_over, sender, subject, words, cause, remarks)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'failing', $9, $10, $11, $12, $13, $14, $15, $16, $17)
         ON CONFLICT (channel, external_id) DO UPDATE SET failures = reject.failures + 1, reason = excluded.reason,
             cause = excluded.cause
         RETURNING failures")
        .bind(id).bind(received.inbound.channel.code()).bind(&received.inbound.external_id).bind(now)
        .bind(received.media_type).bind(raw).bind(&prepared.raw_file).bind(reason)
        .bind(content).bind(mailbox).bind(is_junk).bind(received.is_handed_over)
        .bind(&glimpse.sender).bind(&glimpse.subject).bind(&glimpse.words).bind(cause)
        .bind(remarks)
        .fetch_one(c).await)?)
}

/// True when it did not wait before.
pub async fn set_waiting(tx: &mut Tx, received: &Received) -> Result<bool> {
    let set = on!(tx, c => sqlx::query(
        "UPDATE reject SET state = 'waiting' WHERE channel = $1 AND external_id = $2 AND state <> 'waiting'")
        .bind(received.inbound.channel.code()).bind(&received.inbound.external_id)
        .execute(c).await.map(|done| done.rows_affected()))?;
    Ok(set > 0)
}

/// True when some of them wait for a person from now on.
pub async fn settle_failing(tx: &mut Tx) -> Result<bool> {
    let before = tx.now() - crate::clock::HOUR;
    on!(tx, c => sqlx::query(
        "DELETE FROM reject WHERE state = 'failing' AND EXISTS (
             SELECT 1 FROM inbox i WHERE i.channel = reject.channel AND i.external_id = reject.external_id)")
        .execute(c).await.map(|_| ()))?;
    let set = on!(tx, c => sqlx::query("UPDATE reject SET state = 'waiting' WHERE state = 'failing' AND received_at < $1")
        .bind(before).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(set > 0)
}

/// False when it does not wait any more: somebody else was quicker.
pub async fn settle(tx: &mut Tx, id: RejectId, state: &str) -> Result<bool> {
    let settled = on!(tx, c => sqlx::query("UPDATE reject SET state = $2 WHERE id = $1 AND state = 'waiting'")
        .bind(id).bind(state).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(settled == 1)
}

pub async fn is_waiting(tx: &mut Tx, id: RejectId) -> Result<bool> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, bool>("SELECT EXISTS (SELECT 1 FROM reject WHERE id = $1 AND state = 'waiting')")
        .bind(id).fetch_one(c).await)?,
    )
}

pub async fn rejected(tx: &mut Tx, before: Option<RejectId>, limit: i64) -> Result<Vec<Rejected>> {
    let before = before.map_or(i64::MAX, |id| id.0);
    Ok(on!(tx, c => sqlx::query_as::<_, Rejected>(
        "SELECT id, channel, external_id, received_at, media_type, reason, failures, sender, subject, words, cause
         FROM reject
         WHERE state = 'waiting' AND id < $1 ORDER BY id DESC LIMIT $2")
        .bind(before).bind(limit).fetch_all(c).await)?)
}

pub async fn waiting(tx: &mut Tx) -> Result<i64> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM reject WHERE state = 'waiting'").fetch_one(c).await)?,
    )
}

pub async fn waiting_up_to(tx: &mut Tx, most: i64) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM reject WHERE state = 'waiting' LIMIT $1) AS n")
        .bind(most).fetch_one(c).await)?)
}

#[derive(sqlx::FromRow)]
struct WithRaw {
    #[sqlx(flatten)]
    line: Rejected,
    raw: Option<Vec<u8>>,
    raw_file: Option<String>,
    mailbox_id: Option<MailboxId>,
    is_junk: Option<bool>,
    is_handed_over: bool,
    remarks: Option<String>,
}

/// A line of the list with its payload, or the payload's key among the files, and the mailbox it came by.
pub struct Whole {
    pub line: Rejected,
    pub raw: Option<Vec<u8>>,
    pub raw_file: Option<String>,
    pub arrival: Option<Arrival>,
    pub is_handed_over: bool,
    /// What was remarked when it came, line by line.
    pub remarks: String,
}

pub async fn raw_of(tx: &mut Tx, id: RejectId) -> Result<Option<Whole>> {
    let row = on!(tx, c => sqlx::query_as::<_, WithRaw>("SELECT * FROM reject WHERE id = $1")
        .bind(id).fetch_optional(c).await)?;
    Ok(row.map(|row| {
        let arrival = row.mailbox_id.map(|mailbox| Arrival {
            mailbox: Some(mailbox).filter(|mailbox| mailbox.0 != 0),
            is_junk: row.is_junk.unwrap_or(false),
        });
        let (is_handed_over, remarks) = (row.is_handed_over, row.remarks.unwrap_or_default());
        Whole { line: row.line, raw: row.raw, raw_file: row.raw_file, arrival, is_handed_over, remarks }
    }))
}
