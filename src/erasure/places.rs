//! Every place in the database where something of a citizen stands, and what becomes of it there: one list, in order.
//! `$1` is the contact. What identifies nobody stays, so that sums, deadlines and what staff did remain true.

use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::ContactId;

/// The contact and everybody who was merged into it, however often.
macro_rules! contacts {
    () => {
        "(WITH RECURSIVE one (id) AS (
            SELECT id FROM contact WHERE id = $1
            UNION SELECT other.id FROM contact other JOIN one ON other.merged_into = one.id)
          SELECT id FROM one)"
    };
}
/// Their own, and no address that they only asked answers to.
macro_rules! addresses {
    () => {
        "(SELECT value FROM identity WHERE contact_id = $1)"
    };
}
macro_rules! senders {
    () => {
        "(SELECT kind || ':' || value FROM identity WHERE contact_id = $1)"
    };
}
macro_rules! tickets {
    () => {
        "(SELECT id FROM ticket WHERE contact_id = $1)"
    };
}
macro_rules! conversations {
    () => {
        "(SELECT id FROM conversation WHERE contact_id = $1)"
    };
}
/// What was said in their chats and letters; and what was said about their reports in a chat that they chose for that. A
/// stranger's words that staff moved to their report are the stranger's.
macro_rules! messages {
    () => {
        concat!(
            "(SELECT id FROM message WHERE conversation_id IN ",
            conversations!(),
            " UNION SELECT id FROM message WHERE direction <> 'in' AND ticket_id IN ",
            tickets!(),
            " UNION SELECT m.id FROM message m JOIN news_chat n
                 ON n.ticket_id = m.ticket_id AND n.conversation_id = m.conversation_id WHERE m.ticket_id IN ",
            tickets!(),
            ")"
        )
    };
}
/// A message that was set aside is theirs: its sender reads `Siti <siti@warga.example>`, or as the address alone.
macro_rules! set_aside {
    () => {
        "EXISTS (SELECT 1 FROM identity i WHERE i.contact_id = $1
            AND (LOWER(sender) = i.value
                OR SUBSTR(LOWER(sender), LENGTH(sender) - LENGTH(i.value) - 1) = '<' || i.value || '>'))"
    };
}
/// What stands where words were.
macro_rules! erased {
    () => {
        "'[dihapus · erased]'"
    };
}

/// Files that only they sent, or that were sent to them. Asked before anything is erased.
const FILES: &str = concat!(
    "SELECT file_key FROM attachment WHERE file_key IS NOT NULL AND message_id IN ",
    messages!(),
    " UNION SELECT raw_file FROM inbox WHERE raw_file IS NOT NULL AND message_id IN ",
    messages!(),
    " UNION SELECT raw_file FROM inbox WHERE raw_file IS NOT NULL AND sender IN ",
    senders!(),
    " UNION SELECT raw_file FROM reject WHERE raw_file IS NOT NULL AND ",
    set_aside!(),
);

/// The statements. First those that find their rows by an address, then those that find them by a message, and what
/// these hang on last.
const PLACES: &[&str] = &[
    // Addresses.
    concat!("DELETE FROM address_reach WHERE address IN ", addresses!()),
    concat!(
        "DELETE FROM call_step WHERE call_id IN (SELECT id FROM call WHERE caller IN ",
        addresses!(),
        ")"
    ),
    concat!("DELETE FROM call WHERE caller IN ", addresses!()),
    concat!("DELETE FROM message_writer WHERE address IN ", addresses!()),
    concat!("DELETE FROM message_copy WHERE address IN ", addresses!()),
    concat!("DELETE FROM letter_other WHERE address IN ", addresses!()),
    concat!("DELETE FROM copy_wish WHERE address IN ", addresses!()),
    concat!(
        "UPDATE audit SET detail = '{}' WHERE subject_kind = 'reject' AND subject_id IN
         (SELECT CAST(id AS text) FROM reject WHERE ",
        set_aside!(),
        ")"
    ),
    concat!(
        "UPDATE reject SET raw = NULL, raw_file = NULL, sender = NULL, subject = NULL, words = NULL, remarks = NULL
         WHERE ",
        set_aside!()
    ),
    // Payloads as they came. That a letter was here is known by its id, or the next look into the mailbox would
    // bring it in again; ids of chats name the person.
    concat!("DELETE FROM inbox WHERE channel <> 'email' AND sender IN ", senders!()),
    concat!("DELETE FROM inbox WHERE channel <> 'email' AND message_id IN ", messages!()),
    concat!("UPDATE inbox SET raw = NULL, raw_file = NULL, sender = NULL WHERE sender IN ", senders!()),
    concat!(
        "UPDATE inbox SET raw = NULL, raw_file = NULL, sender = NULL, message_id = NULL WHERE message_id IN ",
        messages!()
    ),
    // Messages, and what hangs on them.
    concat!("DELETE FROM attachment WHERE message_id IN ", messages!()),
    concat!("DELETE FROM message_revision WHERE message_id IN ", messages!()),
    concat!("DELETE FROM message_copy WHERE message_id IN ", messages!()),
    concat!("DELETE FROM message_writer WHERE message_id IN ", messages!()),
    concat!("DELETE FROM piece_left WHERE message_id IN ", messages!()),
    concat!("UPDATE message_way SET waits_for = NULL WHERE message_id IN ", messages!()),
    concat!("UPDATE mention SET words = '' WHERE ticket_id IN ", tickets!()),
    concat!(
        "UPDATE message SET body = ",
        erased!(),
        ", subject = NULL, html = NULL, choices = NULL, error = NULL, external_ref = NULL, provider_id = NULL,
         album = NULL WHERE id IN ",
        messages!()
    ),
    // Chats and threads: whatever comes from there now is somebody new.
    concat!("DELETE FROM talk WHERE conversation_id IN ", conversations!()),
    concat!("DELETE FROM letter_other WHERE conversation_id IN ", conversations!()),
    concat!("DELETE FROM news_chat WHERE conversation_id IN ", conversations!()),
    "DELETE FROM told_to WHERE who = 'follower' AND id IN (SELECT id FROM follower WHERE contact_id = $1)",
    "DELETE FROM follower WHERE contact_id = $1",
    "UPDATE conversation SET thread_key = NULL, reply_to = NULL, ticket_id = NULL WHERE contact_id = $1",
    // Reports: what kind of matter it was, whose, where roughly and how long it took stays.
    concat!("DELETE FROM news_chat WHERE ticket_id IN ", tickets!()),
    concat!("DELETE FROM news_token WHERE ticket_id IN ", tickets!()),
    concat!("DELETE FROM copy_wish WHERE ticket_id IN ", tickets!()),
    concat!("DELETE FROM reply_draft WHERE ticket_id IN ", tickets!()),
    concat!("UPDATE ticket_rating SET comment = NULL WHERE ticket_id IN ", tickets!()),
    concat!("UPDATE handover SET body = ", erased!(), " WHERE ticket_id IN ", tickets!()),
    concat!("UPDATE told SET body = ", erased!(), " WHERE NOT is_public AND ticket_id IN ", tickets!()),
    concat!("UPDATE agency_letter SET words = '', error = NULL WHERE ticket_id IN ", tickets!()),
    concat!(
        "UPDATE ticket_support SET note = '', done_note = CASE WHEN done_note IS NULL THEN NULL ELSE '' END
         WHERE ticket_id IN ",
        tickets!()
    ),
    "UPDATE nuisance_limit SET why = NULL, judged_why = NULL WHERE contact_id = $1",
    "UPDATE nuisance_mark SET note = '', why = NULL WHERE contact_id = $1",
    concat!(
        "UPDATE ticket SET subject = ",
        erased!(),
        ", body = ",
        erased!(),
        ", place = NULL, latitude = NULL, longitude = NULL, pin_hash = '',
         public_summary = CASE WHEN is_public THEN public_summary END, version = version + 1 WHERE contact_id = $1"
    ),
    // What was written down about them: that it was done, by whom and when stays.
    "UPDATE audit SET detail = '{}' WHERE subject_kind = 'nuisance' AND subject_id IN
         (SELECT CAST(id AS text) FROM nuisance_mark WHERE contact_id = $1)",
    "UPDATE audit SET detail = '{}' WHERE subject_kind = 'limit' AND subject_id IN
         (SELECT CAST(id AS text) FROM nuisance_limit WHERE contact_id = $1)",
    "UPDATE audit SET detail = '{}' WHERE subject_kind = 'ticket' AND subject_id IN
         (SELECT CAST(id AS text) FROM ticket WHERE contact_id = $1)",
    concat!(
        "UPDATE audit SET detail = '{}' WHERE subject_kind = 'contact' AND action <> 'contact-erased' AND subject_id IN
         (SELECT CAST(c.id AS text) FROM contact c WHERE c.id IN ",
        contacts!(),
        ")"
    ),
    // The person. Two who were made one cannot be parted any more.
    concat!("UPDATE contact_consent SET how = '' WHERE contact_id IN ", contacts!()),
    concat!("DELETE FROM contact_called WHERE contact_id IN ", contacts!()),
    concat!("DELETE FROM contact_alike WHERE contact_id IN ", contacts!(), " OR other_id IN ", contacts!()),
    // Also what was written down where they were merged into somebody, and parted again.
    concat!(
        "UPDATE audit SET detail = '{}' WHERE subject_kind = 'contact' AND action IN ('contact-merged', 'contact-parted')
         AND subject_id IN (SELECT CAST(kept_id AS text) FROM contact_merge WHERE gone_id IN ",
        contacts!(),
        ")"
    ),
    concat!(
        "DELETE FROM contact_merge_item WHERE merge_id IN (SELECT id FROM contact_merge WHERE kept_id IN ",
        contacts!(),
        " OR gone_id IN ",
        contacts!(),
        ")"
    ),
    concat!("DELETE FROM contact_merge WHERE kept_id IN ", contacts!(), " OR gone_id IN ", contacts!()),
    concat!("DELETE FROM identity WHERE contact_id IN ", contacts!()),
    concat!("UPDATE contact SET name = NULL, serve_note = NULL WHERE id IN ", contacts!()),
];

/// Nobody says anything to them or for them until the transaction ends, and nobody takes a step with their reports.
/// In this order, as everywhere.
pub async fn lock(tx: &mut Tx, contact: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE conversation SET updated_at = updated_at WHERE contact_id = $1")
        .bind(contact).execute(c).await.map(|_| ()))?;
    // SQLite has one writer.
    if tx.is_postgres() {
        on!(tx, c => sqlx::query("SELECT id FROM ticket WHERE contact_id = $1 ORDER BY id FOR UPDATE")
            .bind(contact).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

/// What has to end first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unfinished {
    /// Reports that are not over.
    pub open: i64,
    /// Limits that run or are asked for.
    pub limits: i64,
    /// Answers, copies, news and files on their way.
    pub moving: i64,
    /// Messages that could not be taken in and wait for somebody.
    pub set_aside: i64,
}

const UNFINISHED: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM ticket WHERE contact_id = $1 AND stage NOT IN ('closed', 'rejected', 'merged')) AS open,
        (SELECT COUNT(*) FROM nuisance_limit WHERE contact_id = $1 AND state IN ('waiting', 'running')
            AND (ends_at IS NULL OR ends_at > $2)) AS limits,
        (SELECT COUNT(*) FROM message WHERE direction = 'out' AND state = 'queued' AND id IN ",
    messages!(),
    ") + (SELECT COUNT(*) FROM message_copy WHERE state = 'queued' AND message_id IN ",
    messages!(),
    ") + (SELECT COUNT(*) FROM attachment WHERE state = 'pending' AND message_id IN ",
    messages!(),
    ") + (SELECT COUNT(*) FROM told WHERE done_at IS NULL AND ticket_id IN ",
    tickets!(),
    ") AS moving,
        (SELECT COUNT(*) FROM reject WHERE state IN ('waiting', 'failing') AND ",
    set_aside!(),
    ") AS set_aside"
);

pub async fn unfinished(tx: &mut Tx, contact: ContactId) -> Result<Unfinished> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, Unfinished>(UNFINISHED).bind(contact).bind(now).fetch_one(c).await)?)
}

/// Keys of the files that go.
pub async fn files(tx: &mut Tx, contact: ContactId) -> Result<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>(FILES).bind(contact).fetch_all(c).await)?)
}

/// Goes through the list.
pub async fn erase(tx: &mut Tx, contact: ContactId) -> Result<()> {
    for place in PLACES {
        on!(tx, c => sqlx::query(*place).bind(contact).execute(c).await.map(|_| ()))?;
    }
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE contact SET erased_at = $2 WHERE id = $1")
        .bind(contact).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Is a file still somebody's? One that was sent up with a form not yet sent is, too.
pub async fn is_held(tx: &mut Tx, key: &str) -> Result<bool> {
    let held = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT (SELECT COUNT(*) FROM attachment WHERE file_key = $1) + (SELECT COUNT(*) FROM inbox WHERE raw_file = $1)
              + (SELECT COUNT(*) FROM reject WHERE raw_file = $1)
              + (SELECT COUNT(*) FROM draft WHERE CAST(data AS text) LIKE '%' || $1 || '%')")
        .bind(key).fetch_one(c).await)?;
    Ok(held > 0)
}
