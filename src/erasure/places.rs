//! Every place in the database where something of a citizen stands, and what becomes of it there: one list, in order.
//! `$1` is the contact. What identifies nobody stays, so that sums, deadlines and what staff did remain true.

use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::ContactId;

macro_rules! contacts {
    () => {
        "(SELECT id FROM contact WHERE id = $1 OR merged_into = $1
          OR merged_into IN (SELECT id FROM contact WHERE merged_into = $1))"
    };
}
macro_rules! addresses {
    () => {
        "(SELECT value FROM identity WHERE contact_id = $1
          UNION SELECT reply_to FROM conversation WHERE contact_id = $1 AND reply_to IS NOT NULL)"
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
/// What was said in their chats and letters; a stranger's words that staff moved to their report are the stranger's.
macro_rules! messages {
    () => {
        concat!("(SELECT id FROM message WHERE conversation_id IN ", conversations!(), ")")
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
    " UNION SELECT raw_file FROM reject WHERE raw_file IS NOT NULL AND state IN ('replayed', 'discarded') AND sender IN ",
    addresses!(),
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
    concat!(
        "UPDATE audit SET detail = '{}' WHERE subject_kind = 'reject' AND subject_id IN
         (SELECT CAST(id AS text) FROM reject WHERE state IN ('replayed', 'discarded') AND sender IN ",
        addresses!(),
        ")"
    ),
    concat!(
        "UPDATE reject SET raw = NULL, raw_file = NULL, sender = NULL, subject = NULL, words = NULL
         WHERE state IN ('replayed', 'discarded') AND sender IN ",
        addresses!()
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
    "UPDATE nuisance_limit SET why = NULL WHERE contact_id = $1",
    "UPDATE nuisance_mark SET note = '', why = NULL WHERE contact_id = $1",
    concat!(
        "UPDATE ticket SET subject = ",
        erased!(),
        ", body = ",
        erased!(),
        ", place = NULL, latitude = NULL, longitude = NULL, pin_hash = '', version = version + 1 WHERE contact_id = $1"
    ),
    // What was written down about them: that it was done, by whom and when stays.
    "UPDATE audit SET detail = '{}' WHERE subject_kind = 'nuisance' AND subject_id IN
         (SELECT CAST(id AS text) FROM nuisance_mark WHERE contact_id = $1)",
    "UPDATE audit SET detail = '{}' WHERE subject_kind = 'limit' AND subject_id IN
         (SELECT CAST(id AS text) FROM nuisance_limit WHERE contact_id = $1)",
    "UPDATE audit SET detail = '{}' WHERE subject_kind = 'ticket' AND subject_id IN
         (SELECT CAST(id AS text) FROM ticket WHERE contact_id = $1)",
    concat!(
        "UPDATE audit SET detail = '{}' WHERE subject_kind = 'contact' AND subject_id IN
         (SELECT CAST(one.id AS text) FROM contact one WHERE one.id IN ",
        contacts!(),
        ")"
    ),
    // The person. Two who were made one cannot be parted any more.
    concat!("UPDATE contact_consent SET how = '' WHERE contact_id IN ", contacts!()),
    concat!("DELETE FROM contact_called WHERE contact_id IN ", contacts!()),
    concat!("DELETE FROM contact_alike WHERE contact_id IN ", contacts!(), " OR other_id IN ", contacts!()),
    concat!(
        "DELETE FROM contact_merge_item WHERE merge_id IN (SELECT id FROM contact_merge WHERE kept_id IN ",
        contacts!(),
        ")"
    ),
    concat!("DELETE FROM contact_merge WHERE kept_id IN ", contacts!()),
    concat!("DELETE FROM identity WHERE contact_id IN ", contacts!()),
    concat!("UPDATE contact SET name = NULL, serve_note = NULL WHERE id IN ", contacts!()),
];

/// Nobody says anything to them or for them until the transaction ends.
pub async fn lock(tx: &mut Tx, contact: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE conversation SET updated_at = updated_at WHERE contact_id = $1")
        .bind(contact).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Reports that are not over, limits that run or are asked for, and messages that have not left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unfinished {
    pub open: i64,
    pub limits: i64,
    pub leaving: i64,
}

pub async fn unfinished(tx: &mut Tx, contact: ContactId) -> Result<Unfinished> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, Unfinished>(
        "SELECT (SELECT COUNT(*) FROM ticket WHERE contact_id = $1 AND stage NOT IN ('closed', 'rejected', 'merged')) AS open,
                (SELECT COUNT(*) FROM nuisance_limit WHERE contact_id = $1 AND state IN ('waiting', 'running')
                    AND (ends_at IS NULL OR ends_at > $2)) AS limits,
                (SELECT COUNT(*) FROM message m JOIN conversation v ON v.id = m.conversation_id
                 WHERE v.contact_id = $1 AND m.direction = 'out' AND m.state = 'queued') AS leaving")
        .bind(contact).bind(now).fetch_one(c).await)?)
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

/// Is a file still somebody's?
pub async fn is_held(tx: &mut Tx, key: &str) -> Result<bool> {
    let held = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT (SELECT COUNT(*) FROM attachment WHERE file_key = $1) + (SELECT COUNT(*) FROM inbox WHERE raw_file = $1)
              + (SELECT COUNT(*) FROM reject WHERE raw_file = $1)")
        .bind(key).fetch_one(c).await)?;
    Ok(held > 0)
}
