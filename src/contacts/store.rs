//! All SQL of contacts and identities.

pub mod care;
pub mod merge;

use sqlx::QueryBuilder;

use super::past::Fresh;
use super::{Contact, KnownAs};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::ContactId;
use crate::texts::Lang;

pub async fn insert(tx: &mut Tx, name: Option<&str>, language: Lang) -> Result<ContactId> {
    let (id, now) = (ContactId(tx.id()), tx.now());
    on!(tx, c => sqlx::query("INSERT INTO contact (id, name, language, created_at) VALUES ($1, $2, $3, $4)")
        .bind(id).bind(name).bind(language).bind(now).execute(c).await.map(|_| ()))?;
    Ok(id)
}

pub async fn find(tx: &mut Tx, known_as: &KnownAs) -> Result<Option<ContactId>> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, ContactId>("SELECT contact_id FROM identity WHERE kind = $1 AND value = $2")
        .bind(&known_as.kind).bind(&known_as.value).fetch_optional(c).await)?,
    )
}

/// Attaches the identity unless somebody has it, and says whose it is.
pub async fn attach(tx: &mut Tx, known_as: &KnownAs, contact: ContactId) -> Result<ContactId> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, ContactId>(
        "INSERT INTO identity (kind, value, contact_id, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kind, value) DO UPDATE SET value = excluded.value RETURNING contact_id")
        .bind(&known_as.kind).bind(&known_as.value).bind(contact).bind(now)
        .fetch_one(c).await)?)
}

pub async fn name_if_unnamed(tx: &mut Tx, id: ContactId, name: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE contact SET name = $2 WHERE id = $1 AND name IS NULL")
        .bind(id).bind(name).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Another name than the one we know; a few of them are kept.
pub async fn also_called(tx: &mut Tx, id: ContactId, name: &str) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO contact_called (contact_id, name)
         SELECT c.id, CAST($2 AS text) FROM contact c WHERE c.id = $1 AND c.name <> $2
         AND (SELECT COUNT(*) FROM contact_called k WHERE k.contact_id = $1) < 20
         ON CONFLICT DO NOTHING")
        .bind(id).bind(name).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn remove_unused(tx: &mut Tx, id: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM contact WHERE id = $1")
        .bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: ContactId) -> Result<Option<Contact>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Contact>("SELECT id, name, language, created_at, serve_note, merged_into, erased_at FROM contact WHERE id = $1")
        .bind(id).fetch_optional(c).await)?,
    )
}

pub async fn identities(tx: &mut Tx, id: ContactId) -> Result<Vec<KnownAs>> {
    Ok(on!(tx, c => sqlx::query_as::<_, KnownAs>(
        "SELECT kind, value FROM identity WHERE contact_id = $1 ORDER BY created_at, kind")
        .bind(id).fetch_all(c).await)?)
}

/// Rows of one statement, see `conversations::store`.
const ROWS: usize = 100;

/// Whose these are, as far as they are anybody's.
pub async fn owners(tx: &mut Tx, keys: &[KnownAs]) -> Result<Vec<(KnownAs, ContactId)>> {
    let mut found = Vec::new();
    for rows in keys.chunks(ROWS) {
        found.extend(on!(tx, c => {
            let mut sql = QueryBuilder::new(
                "SELECT kind, value, contact_id FROM identity WHERE (kind, value) IN (");
            sql.push_values(rows, |mut row, key| {
                row.push_bind(&key.kind).push_bind(&key.value);
            });
            sql.push(")");
            sql.build_query_as::<(String, String, ContactId)>().fetch_all(c).await
        })?);
    }
    Ok(found.into_iter().map(|(kind, value, contact)| (KnownAs { kind, value }, contact)).collect())
}

pub async fn insert_all(tx: &mut Tx, people: &[Fresh<'_>]) -> Result<()> {
    for rows in people.chunks(ROWS) {
        on!(tx, c => {
            let mut sql = QueryBuilder::new("INSERT INTO contact (id, name, language, created_at) ");
            sql.push_values(rows, |mut row, one| {
                row.push_bind(one.id).push_bind(one.name).push_bind(one.language).push_bind(one.at);
            });
            sql.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

pub async fn attach_all(tx: &mut Tx, keys: &[(KnownAs, ContactId, Millis)]) -> Result<()> {
    for rows in keys.chunks(ROWS) {
        on!(tx, c => {
            let mut sql = QueryBuilder::new("INSERT INTO identity (kind, value, contact_id, created_at) ");
            sql.push_values(rows, |mut row, (key, contact, at)| {
                row.push_bind(&key.kind).push_bind(&key.value).push_bind(*contact).push_bind(*at);
            });
            sql.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}
