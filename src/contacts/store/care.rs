//! SQL of notes, languages, consents and hints.

use crate::contacts::{Alike, Consent, ConsentKind};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, StaffId};
use crate::texts::Lang;

pub async fn set_note(tx: &mut Tx, id: ContactId, note: Option<&str>) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE contact SET serve_note = $2 WHERE id = $1")
        .bind(id).bind(note).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_language(tx: &mut Tx, id: ContactId, language: Lang) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE contact SET language = $2 WHERE id = $1")
        .bind(id).bind(language).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn add_consent(
    tx: &mut Tx,
    contact: ContactId,
    kind: ConsentKind,
    is_given: bool,
    how: &str,
    by: StaffId,
) -> Result<()> {
    let (id, now) = (tx.id(), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO contact_consent (id, contact_id, kind, is_given, how, at, staff_id) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id).bind(contact).bind(kind).bind(is_given).bind(how).bind(now).bind(by)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn consents(tx: &mut Tx, contact: ContactId, limit: i64) -> Result<Vec<Consent>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Consent>(
        "SELECT id, kind, is_given, how, at, staff_id FROM contact_consent WHERE contact_id = $1 ORDER BY id DESC LIMIT $2")
        .bind(contact).bind(limit).fetch_all(c).await)?)
}

pub async fn add_alike(tx: &mut Tx, one: ContactId, other: ContactId, kind: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO contact_alike (contact_id, other_id, kind, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
        .bind(one).bind(other).bind(kind).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn alike_of(tx: &mut Tx, id: ContactId, limit: i64) -> Result<Vec<Alike>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Alike>(
        "SELECT a.other_id, a.kind FROM (
             SELECT other_id, kind, at FROM contact_alike WHERE contact_id = $1
             UNION SELECT contact_id, kind, at FROM contact_alike WHERE other_id = $1) AS a
         JOIN contact o ON o.id = a.other_id WHERE o.merged_into IS NULL ORDER BY a.at DESC LIMIT $2")
        .bind(id).bind(limit).fetch_all(c).await)?)
}
