//! All SQL of conversations, messages and attachments.

use channels::Channel;
use sqlx::QueryBuilder;

use super::past::{Begun, Taken};
use super::{Attachment, Conversation, FileState, Line, Message, NewAttachment, NewMessage};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{self, AttachmentId, ContactId, ConversationId, MailboxId, MessageId, TicketId};
use crate::stretch::{Rest, Stretch};
use crate::texts::Lang;

/// Rows of one statement. Few enough that it fits into one TCP segment of the loopback device: the
/// driver leaves Nagle's algorithm on, and a second segment waits 40 ms for the first one's receipt.
const ROWS: usize = 40;

pub async fn open(
    tx: &mut Tx,
    channel: Channel,
    key: Option<&str>,
    contact: ContactId,
    language: Lang,
) -> Result<Conversation> {
    let (id, now) = (tx.id(), tx.now());
    Ok(on!(tx, c => sqlx::query_as::<_, Conversation>(
        "INSERT INTO conversation (id, channel, thread_key, contact_id, language, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING *")
        .bind(id).bind(channel.code()).bind(key).bind(contact).bind(language).bind(now)
        .fetch_one(c).await)?)
}

pub async fn by_key_or_open(
    tx: &mut Tx,
    channel: Channel,
    key: &str,
    contact: ContactId,
    language: Lang,
) -> Result<Conversation> {
    match by_key(tx, channel, key).await? {
        Some(known) => lock(tx, known.id).await,
        None => open(tx, channel, Some(key), contact, language).await,
    }
}

/// The row as it is now, locked until the transaction ends: the update is the lock, on both databases.
pub async fn lock(tx: &mut Tx, id: ConversationId) -> Result<Conversation> {
    let now = tx.now();
    Ok(
        on!(tx, c => sqlx::query_as::<_, Conversation>("UPDATE conversation SET updated_at = $2 WHERE id = $1 RETURNING *")
        .bind(id).bind(now).fetch_one(c).await)?,
    )
}

pub async fn by_key(tx: &mut Tx, channel: Channel, key: &str) -> Result<Option<Conversation>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Conversation>("SELECT * FROM conversation WHERE channel = $1 AND thread_key = $2")
        .bind(channel.code()).bind(key).fetch_optional(c).await)?,
    )
}

pub async fn by_message(tx: &mut Tx, id: ConversationId, message: MessageId) -> Result<Option<Conversation>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Conversation>(
        "SELECT c.* FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE c.id = $1 AND m.id = $2")
        .bind(id).bind(message).fetch_optional(c).await)?)
}

pub async fn by_external_ref(
    tx: &mut Tx,
    channel: Channel,
    external_ref: &str,
) -> Result<Option<Conversation>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Conversation>(
        "SELECT c.* FROM conversation c JOIN message m ON m.conversation_id = c.id
         WHERE m.external_ref = $2 AND c.channel = $1 ORDER BY m.id LIMIT 1")
        .bind(channel.code()).bind(external_ref).fetch_optional(c).await)?)
}

pub async fn get(tx: &mut Tx, id: ConversationId) -> Result<Option<Conversation>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Conversation>("SELECT * FROM conversation WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

/// The row lock this takes is what keeps two writers from one place.
pub async fn next_seq(tx: &mut Tx, id: ConversationId) -> Result<i64> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "UPDATE conversation SET last_seq = last_seq + 1, updated_at = $2 WHERE id = $1 RETURNING last_seq")
        .bind(id).bind(now).fetch_one(c).await)?)
}

pub async fn set_mailbox(tx: &mut Tx, id: ConversationId, mailbox: Option<MailboxId>) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE conversation SET mailbox_id = $2 WHERE id = $1")
        .bind(id).bind(mailbox).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_reply_to(tx: &mut Tx, id: ConversationId, address: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE conversation SET reply_to = $2 WHERE id = $1")
        .bind(id).bind(address).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The same for several places of several conversations; each goes over to a ticket. Gives their last
/// places.
pub async fn take_seqs(tx: &mut Tx, taken: &[Taken]) -> Result<Vec<(ConversationId, i64)>> {
    let mut last = Vec::with_capacity(taken.len());
    for rows in taken.chunks(ROWS) {
        last.extend(on!(tx, c => {
            // Both databases call the columns of VALUES so.
            let mut sql = QueryBuilder::new(
                "UPDATE conversation SET last_seq = last_seq + taken.column2, ticket_id = taken.column3,
                     updated_at = taken.column4 FROM (");
            sql.push_values(rows, |mut row, one| {
                row.push_bind(one.id).push_bind(one.count).push_bind(one.ticket).push_bind(one.at);
            });
            sql.push(") AS taken WHERE id = taken.column1 RETURNING id, last_seq");
            sql.build_query_as::<(ConversationId, i64)>().fetch_all(c).await
        })?);
    }
    Ok(last)
}

pub async fn set_ticket(tx: &mut Tx, id: ConversationId, ticket: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE conversation SET ticket_id = $2 WHERE id = $1")
        .bind(id).bind(ticket).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_message(
    tx: &mut Tx,
    conversation: ConversationId,
    seq: i64,
    ticket: Option<TicketId>,
    new: &NewMessage<'_>,
) -> Result<MessageId> {
    let (id, now) = (MessageId(tx.id()), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO message (id, conversation_id, seq, ticket_id, direction, state, staff_id, is_automatic,
                              subject, body, html, external_ref, created_at, written_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)")
        .bind(id).bind(conversation).bind(seq).bind(ticket).bind(new.direction).bind(new.state)
        .bind(new.staff).bind(new.is_automatic).bind(new.subject).bind(new.body).bind(new.html)
        .bind(new.external_ref).bind(now).bind(new.written_at)
        .execute(c).await.map(|_| ()))?;
    Ok(id)
}

/// Conversations with these channels and keys, as far as there are any.
pub async fn by_keys(tx: &mut Tx, keys: &[(&str, &str)]) -> Result<Vec<((String, String), ConversationId)>> {
    let mut found = Vec::new();
    for rows in keys.chunks(ROWS) {
        found.extend(on!(tx, c => {
            let mut sql = QueryBuilder::new(
                "SELECT channel, thread_key, id FROM conversation WHERE (channel, thread_key) IN (");
            sql.push_values(rows, |mut row, (channel, key)| {
                row.push_bind(*channel).push_bind(*key);
            });
            sql.push(")");
            sql.build_query_as::<(String, String, ConversationId)>().fetch_all(c).await
        })?);
    }
    Ok(found.into_iter().map(|(channel, key, id)| ((channel, key), id)).collect())
}

pub async fn open_past(tx: &mut Tx, begun: &[(ConversationId, &Begun)]) -> Result<()> {
    for rows in begun.chunks(ROWS) {
        on!(tx, c => {
            let mut sql = QueryBuilder::new(
                "INSERT INTO conversation (id, channel, thread_key, contact_id, language, created_at, updated_at) ");
            sql.push_values(rows, |mut row, (id, one)| {
                row.push_bind(*id).push_bind(one.channel.code()).push_bind(&one.key).push_bind(one.contact)
                    .push_bind(one.language).push_bind(one.at).push_bind(one.at);
            });
            sql.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Lines with their places.
pub async fn insert_past(tx: &mut Tx, lines: &[(i64, &Line)]) -> Result<()> {
    for rows in lines.chunks(ROWS) {
        on!(tx, c => {
            let mut sql = QueryBuilder::new(
                "INSERT INTO message (id, conversation_id, seq, ticket_id, direction, state, staff_id, is_automatic,
                                      subject, body, created_at, sent_at) ");
            sql.push_values(rows, |mut row, (seq, line)| {
                row.push_bind(line.id).push_bind(line.conversation).push_bind(*seq).push_bind(line.ticket)
                    .push_bind(line.direction).push_bind(line.state).push_bind(line.staff)
                    .push_bind(line.is_automatic()).push_bind(&line.subject).push_bind(&line.body)
                    .push_bind(line.at).push_bind(line.sent_at());
            });
            sql.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

pub async fn insert_revision(tx: &mut Tx, message: MessageId, body: &str) -> Result<()> {
    let (id, now) = (tx.id(), tx.now());
    on!(tx, c => sqlx::query("INSERT INTO message_revision (id, message_id, body, until) VALUES ($1, $2, $3, $4)")
        .bind(id).bind(message).bind(body).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_message_ticket(tx: &mut Tx, message: MessageId, ticket: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE message SET ticket_id = $2 WHERE id = $1")
        .bind(message).bind(ticket).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_body(tx: &mut Tx, message: MessageId, body: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE message SET body = $2, html = NULL WHERE id = $1")
        .bind(message).bind(body).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn message(tx: &mut Tx, id: MessageId) -> Result<Option<Message>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Message>("SELECT * FROM message WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn message_by_ref(tx: &mut Tx, channel: Channel, external_ref: &str) -> Result<Option<Message>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Message>(
        "SELECT m.* FROM message m JOIN conversation c ON c.id = m.conversation_id
         WHERE m.external_ref = $2 AND c.channel = $1 ORDER BY m.id LIMIT 1")
        .bind(channel.code()).bind(external_ref).fetch_optional(c).await)?)
}

pub async fn of_ticket(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Message>> {
    let mut newest = on!(tx, c => sqlx::query_as::<_, Message>(
        "SELECT * FROM message WHERE ticket_id = $1 ORDER BY id DESC LIMIT $2")
        .bind(ticket).bind(limit).fetch_all(c).await)?;
    newest.reverse();
    Ok(newest)
}

pub async fn stretch(tx: &mut Tx, ticket: TicketId, asked: Stretch, limit: i64) -> Result<Vec<Message>> {
    let (low, high) = asked.bounds();
    let sql = if asked.is_upward() {
        "SELECT * FROM message WHERE ticket_id = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT $4"
    } else {
        "SELECT * FROM message WHERE ticket_id = $1 AND id > $2 AND id < $3 ORDER BY id DESC LIMIT $4"
    };
    Ok(on!(tx, c => sqlx::query_as::<_, Message>(sql)
        .bind(ticket).bind(low).bind(high).bind(limit).fetch_all(c).await)?)
}

pub async fn first_words(tx: &mut Tx, ticket: TicketId) -> Result<Option<MessageId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, MessageId>(
        "SELECT id FROM message WHERE ticket_id = $1 AND direction = 'in' ORDER BY id LIMIT 1")
        .bind(ticket).fetch_optional(c).await)?)
}

pub async fn beside(tx: &mut Tx, ticket: TicketId, first: i64, last: i64) -> Result<Rest> {
    Ok(on!(tx, c => sqlx::query_as::<_, Rest>(
        "SELECT COUNT(*) FILTER (WHERE id < $2) AS older, COUNT(*) FILTER (WHERE id > $3) AS newer
         FROM message WHERE ticket_id = $1")
        .bind(ticket).bind(first).bind(last).fetch_one(c).await)?)
}

pub async fn after(tx: &mut Tx, conversation: ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Message>(
        "SELECT * FROM message WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
        .bind(conversation).bind(seq).bind(limit).fetch_all(c).await)?)
}

pub async fn heard(tx: &mut Tx, conversation: ConversationId, count: i64) -> Result<(i64, i64)> {
    Ok(on!(tx, c => sqlx::query_as::<_, (i64, i64)>(
        "SELECT COUNT(*), COALESCE(MAX(seq), 0) FROM (
             SELECT seq FROM message WHERE conversation_id = $1 AND direction <> 'note'
             ORDER BY seq LIMIT $2) AS heard")
        .bind(conversation).bind(count).fetch_one(c).await)?)
}

pub async fn heard_up_to(tx: &mut Tx, conversation: ConversationId, seq: i64) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM message WHERE conversation_id = $1 AND direction <> 'note' AND seq <= $2")
        .bind(conversation).bind(seq).fetch_one(c).await)?)
}

pub async fn answer_through(tx: &mut Tx, ticket: TicketId) -> Result<Option<ConversationId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, Option<ConversationId>>(
        "SELECT COALESCE((SELECT conversation_id FROM news_chat WHERE ticket_id = $1 AND left_at IS NULL),
             (SELECT m.conversation_id FROM message m WHERE m.ticket_id = $1 AND m.direction = 'in' AND NOT EXISTS (
                  SELECT 1 FROM news_chat n WHERE n.ticket_id = $1 AND n.conversation_id = m.conversation_id)
              ORDER BY m.id DESC LIMIT 1))")
        .bind(ticket).fetch_one(c).await)?)
}

pub async fn spoken_through(tx: &mut Tx, ticket: TicketId) -> Result<Option<ConversationId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, ConversationId>(
        "SELECT m.conversation_id FROM message m WHERE m.ticket_id = $1 AND m.direction = 'in' AND NOT EXISTS (
             SELECT 1 FROM news_chat n WHERE n.ticket_id = $1 AND n.conversation_id = m.conversation_id)
         ORDER BY m.id DESC LIMIT 1")
        .bind(ticket).fetch_optional(c).await)?)
}

pub async fn has_person(tx: &mut Tx, ticket: TicketId) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM message WHERE ticket_id = $1 AND direction = 'in' AND NOT is_automatic)")
        .bind(ticket).fetch_one(c).await)?)
}

pub async fn has_spoken_since(tx: &mut Tx, ticket: TicketId, since: Millis) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (
             SELECT 1 FROM message WHERE ticket_id = $1 AND id >= $2 AND created_at >= $3 AND direction = 'out')")
        .bind(ticket).bind(ids::first(since)).bind(since).fetch_one(c).await)?)
}

/// Through the ticket's messages, because they have an index by ticket.
pub async fn form_of(tx: &mut Tx, ticket: TicketId) -> Result<Option<Conversation>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Conversation>(
        "SELECT c.* FROM message m JOIN conversation c ON c.id = m.conversation_id
         WHERE m.ticket_id = $1 AND c.ticket_id = $1 AND c.channel = 'form' AND c.thread_key IS NOT NULL
         ORDER BY m.id LIMIT 1")
        .bind(ticket).fetch_optional(c).await)?)
}

pub async fn insert_attachment(
    tx: &mut Tx,
    message: MessageId,
    file: &NewAttachment,
) -> Result<AttachmentId> {
    let (id, now) = (AttachmentId(tx.id()), tx.now());
    let (state, scan) = file.state.parts();
    on!(tx, c => sqlx::query(
        "INSERT INTO attachment (id, message_id, name, media_type, size, state, file_key, remote, created_at,
             scan, latitude, longitude)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(id).bind(message).bind(&file.name).bind(&file.media_type).bind(file.size).bind(state)
        .bind(&file.file_key).bind(&file.remote).bind(now).bind(scan)
        .bind(file.point.map(|(latitude, _)| latitude)).bind(file.point.map(|(_, longitude)| longitude))
        .execute(c).await.map(|_| ()))?;
    Ok(id)
}

/// Files, with what a scanner's word makes of their state: see `checked.rs`.
macro_rules! files {
    ($which:literal) => {
        concat!(
            "SELECT a.id, a.message_id, a.name, a.media_type, a.size, a.file_key, a.remote, a.scan, a.scan_note,
                a.latitude, a.longitude,
                CASE WHEN a.state = 'stored' AND a.scan = 'waiting' THEN 'unchecked'
                     WHEN a.state = 'stored' AND a.scan = 'found' THEN 'infected'
                     ELSE a.state END AS state
             FROM attachment a ",
            $which
        )
    };
}

pub async fn attachments_of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Attachment>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Attachment>(
        files!("JOIN message m ON m.id = a.message_id WHERE m.ticket_id = $1 ORDER BY a.id"))
        .bind(ticket).fetch_all(c).await)?)
}

/// Through the ticket's messages. Files that are handed on keep their bytes, and so their key.
pub async fn files_from_outside(tx: &mut Tx, ticket: TicketId) -> Result<Vec<AttachmentId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, AttachmentId>(
        "SELECT a.id FROM attachment a JOIN message m ON m.id = a.message_id
         WHERE m.ticket_id = $1 AND (m.direction = 'in' OR m.staff_id IS NULL OR a.file_key IN (
             SELECT o.file_key FROM attachment o JOIN message n ON n.id = o.message_id
             WHERE n.ticket_id = $1 AND (n.direction = 'in' OR n.staff_id IS NULL) AND o.file_key IS NOT NULL))")
        .bind(ticket).fetch_all(c).await)?)
}

pub async fn attachments_of_message(tx: &mut Tx, message: MessageId) -> Result<Vec<Attachment>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Attachment>(
        files!("WHERE a.message_id = $1 ORDER BY a.id"))
        .bind(message).fetch_all(c).await)?)
}

pub async fn attachment(tx: &mut Tx, id: AttachmentId) -> Result<Option<Attachment>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Attachment>(
        files!("WHERE a.id = $1"))
        .bind(id).fetch_optional(c).await)?)
}

pub async fn set_stored(tx: &mut Tx, id: AttachmentId, file: &NewAttachment) -> Result<()> {
    let (state, scan) = file.state.parts();
    on!(tx, c => sqlx::query(
        "UPDATE attachment SET state = $2, file_key = $3, size = $4, media_type = $5, scan = $6, latitude = $7,
             longitude = $8
         WHERE id = $1")
        .bind(id).bind(state).bind(&file.file_key).bind(file.size).bind(&file.media_type).bind(scan)
        .bind(file.point.map(|(latitude, _)| latitude)).bind(file.point.map(|(_, longitude)| longitude))
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_file_state(tx: &mut Tx, id: AttachmentId, state: FileState) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE attachment SET state = $2 WHERE id = $1")
        .bind(id).bind(state).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_sent(tx: &mut Tx, id: MessageId, provider_id: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE message SET state = 'sent', provider_id = $2, sent_at = $3, error = NULL WHERE id = $1 AND state = 'queued'")
        .bind(id).bind(provider_id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_failed(tx: &mut Tx, id: MessageId, error: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE message SET state = 'failed', error = $2 WHERE id = $1")
        .bind(id).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_queued(tx: &mut Tx, id: MessageId) -> Result<bool> {
    let queued = on!(tx, c => sqlx::query("UPDATE message SET state = 'queued', error = NULL WHERE id = $1 AND state = 'failed'")
        .bind(id).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(queued == 1)
}

pub async fn set_told(tx: &mut Tx, ticket: TicketId, up_to: MessageId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE message SET state = 'sent', sent_at = $2 WHERE ticket_id = $1 AND state = 'held' AND id <= $3")
        .bind(ticket).bind(now).bind(up_to).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn overtakes(tx: &mut Tx, message: &Message, since: i64) -> Result<bool> {
    let earlier = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM message WHERE conversation_id = $1 AND seq < $2 AND state = 'queued' AND created_at >= $3")
        .bind(message.conversation_id).bind(message.seq).bind(since).fetch_one(c).await)?;
    Ok(earlier > 0)
}
