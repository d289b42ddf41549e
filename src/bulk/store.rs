//! All SQL of changes to many tickets.

use super::{Bulk, Item};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::BulkId;

pub async fn insert(tx: &mut Tx, bulk: &Bulk) -> Result<()> {
    on!(tx, c => sqlx::query("INSERT INTO bulk (id, staff_id, at, deed) VALUES ($1, $2, $3, $4)")
        .bind(bulk.id).bind(bulk.staff_id).bind(bulk.at).bind(&bulk.deed).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_item(tx: &mut Tx, id: BulkId, item: &Item) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO bulk_item (bulk_id, position, ticket_id, outcome, problem, before, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id).bind(item.position).bind(item.ticket_id).bind(item.outcome).bind(&item.problem)
        .bind(&item.before).bind(item.version).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: BulkId) -> Result<Option<Bulk>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Bulk>("SELECT * FROM bulk WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn items(tx: &mut Tx, id: BulkId) -> Result<Vec<Item>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Item>(
        "SELECT position, ticket_id, outcome, problem, before, version, undone FROM bulk_item
         WHERE bulk_id = $1 ORDER BY position")
        .bind(id).fetch_all(c).await)?)
}

/// The first word counts: whoever pressed twice reads what the first press came to.
pub async fn set_undone(tx: &mut Tx, id: BulkId, position: i64, what: &str) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE bulk_item SET undone = $3 WHERE bulk_id = $1 AND position = $2 AND undone IS NULL")
        .bind(id).bind(position).bind(what).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn sweep(tx: &mut Tx, kept: Millis) -> Result<()> {
    let before = tx.now() - kept;
    for sql in [
        "DELETE FROM bulk_item WHERE bulk_id IN (SELECT id FROM bulk WHERE at < $1)",
        "DELETE FROM bulk WHERE at < $1",
    ] {
        on!(tx, c => sqlx::query(sql).bind(before).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}
