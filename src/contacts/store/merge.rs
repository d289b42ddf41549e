//! SQL of merges.

use sqlx::QueryBuilder;

use crate::contacts::{Item, KnownAs, Merge};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, MergeId, StaffId};

/// Rows of one statement, see `conversations::store`.
const ROWS: usize = 100;
const COLUMNS: &str =
    "SELECT id, kept_id, gone_id, at, staff_id, reason, taken, undone_at FROM contact_merge";

/// The update is the lock, on both databases.
pub async fn lock(tx: &mut Tx, id: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE contact SET id = id WHERE id = $1").bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Whom this contact was merged into; the row is kept as it is until the transaction ends. On SQLite there is
/// one writer anyway. Rows that only refer to the contact can be written meanwhile.
pub async fn hold(tx: &mut Tx, id: ContactId) -> Result<Option<ContactId>> {
    let sql = if tx.is_postgres() {
        "SELECT merged_into FROM contact WHERE id = $1 FOR NO KEY UPDATE"
    } else {
        "SELECT merged_into FROM contact WHERE id = $1"
    };
    let found =
        on!(tx, c => sqlx::query_scalar::<_, Option<ContactId>>(sql).bind(id).fetch_optional(c).await)?;
    Ok(found.flatten())
}

pub async fn consents_of(tx: &mut Tx, id: ContactId) -> Result<Vec<i64>> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, i64>("SELECT id FROM contact_consent WHERE contact_id = $1 ORDER BY id")
        .bind(id).fetch_all(c).await)?,
    )
}

pub async fn insert(tx: &mut Tx, merge: &Merge, items: &[Item]) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO contact_merge (id, kept_id, gone_id, at, staff_id, reason, taken) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(merge.id).bind(merge.kept_id).bind(merge.gone_id).bind(merge.at).bind(merge.staff_id)
        .bind(&merge.reason).bind(&merge.taken).execute(c).await.map(|_| ()))?;
    for rows in items.chunks(ROWS) {
        on!(tx, c => {
            let mut sql = QueryBuilder::new("INSERT INTO contact_merge_item (merge_id, kind, item) ");
            sql.push_values(rows, |mut row, item| {
                row.push_bind(merge.id).push_bind(&item.kind).push_bind(&item.item);
            });
            sql.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Identities and consents go over.
pub async fn move_all(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    for sql in [
        "UPDATE identity SET contact_id = $2 WHERE contact_id = $1",
        "UPDATE contact_consent SET contact_id = $2 WHERE contact_id = $1",
    ] {
        on!(tx, c => sqlx::query(sql).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

pub async fn set_merged_into(tx: &mut Tx, id: ContactId, into: Option<ContactId>) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE contact SET merged_into = $2 WHERE id = $1")
        .bind(id).bind(into).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// What was empty is filled.
pub async fn fill(tx: &mut Tx, id: ContactId, name: Option<&str>, note: Option<&str>) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE contact SET name = COALESCE(name, $2), serve_note = COALESCE(serve_note, $3) WHERE id = $1")
        .bind(id).bind(name).bind(note).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// What was filled is empty again, unless somebody changed it since.
pub async fn unfill(tx: &mut Tx, id: ContactId, name: Option<&str>, note: Option<&str>) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE contact SET name = NULL WHERE id = $1 AND name = $2")
        .bind(id).bind(name).execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query("UPDATE contact SET serve_note = NULL WHERE id = $1 AND serve_note = $2")
        .bind(id).bind(note).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: MergeId) -> Result<Option<Merge>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"));
    Ok(on!(tx, c => sqlx::query_as::<_, Merge>(sql).bind(id).fetch_optional(c).await)?)
}

pub async fn last(tx: &mut Tx, kept: ContactId) -> Result<Option<Merge>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} WHERE kept_id = $1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1"
    ));
    Ok(on!(tx, c => sqlx::query_as::<_, Merge>(sql).bind(kept).fetch_optional(c).await)?)
}

pub async fn items(tx: &mut Tx, id: MergeId) -> Result<Vec<Item>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Item>("SELECT kind, item FROM contact_merge_item WHERE merge_id = $1 ORDER BY kind, item")
        .bind(id).fetch_all(c).await)?,
    )
}

pub async fn give_identity(tx: &mut Tx, known: &KnownAs, from: ContactId, to: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE identity SET contact_id = $4 WHERE kind = $1 AND value = $2 AND contact_id = $3")
        .bind(&known.kind).bind(&known.value).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn give_consent(tx: &mut Tx, id: i64, from: ContactId, to: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE contact_consent SET contact_id = $3 WHERE id = $1 AND contact_id = $2")
        .bind(id).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_undone(tx: &mut Tx, id: MergeId, by: StaffId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE contact_merge SET undone_at = $2, undone_by = $3 WHERE id = $1")
        .bind(id).bind(now).bind(by).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Who was merged into somebody who was merged into them is them, too.
pub async fn other_names(tx: &mut Tx, kept: ContactId) -> Result<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>(
        "WITH RECURSIVE same (id) AS (
             SELECT c.id FROM contact c WHERE c.id = $1
             UNION
             SELECT m.gone_id FROM same JOIN contact_merge m ON m.kept_id = same.id WHERE m.undone_at IS NULL)
         SELECT c.name FROM same JOIN contact c ON c.id = same.id WHERE c.name IS NOT NULL
         UNION
         SELECT k.name FROM same JOIN contact_called k ON k.contact_id = same.id
         ORDER BY 1 LIMIT 200")
        .bind(kept).fetch_all(c).await)?)
}
