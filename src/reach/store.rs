//! All SQL of addresses that take no letters.

use super::Reach;
use crate::db::{Tx, on};
use crate::error::Result;

pub async fn set_lost(tx: &mut Tx, address: &str, why: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO address_reach (address, lost_at, why) VALUES ($1, $2, $3)
         ON CONFLICT (address) DO UPDATE SET why = excluded.why,
             lost_at = COALESCE(address_reach.lost_at, excluded.lost_at)")
        .bind(address).bind(now).bind(why).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_found(tx: &mut Tx, address: &str) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE address_reach SET lost_at = NULL, why = NULL WHERE address = $1 AND lost_at IS NOT NULL")
        .bind(address).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_unwanted(tx: &mut Tx, address: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO address_reach (address, unwanted_at) VALUES ($1, $2)
         ON CONFLICT (address) DO UPDATE SET unwanted_at = COALESCE(address_reach.unwanted_at, excluded.unwanted_at)")
        .bind(address).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_wanted(tx: &mut Tx, address: &str) -> Result<bool> {
    let set = on!(tx, c => sqlx::query(
        "UPDATE address_reach SET unwanted_at = NULL WHERE address = $1 AND unwanted_at IS NOT NULL")
        .bind(address).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(set == 1)
}

pub async fn of(tx: &mut Tx, address: &str) -> Result<Option<Reach>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Reach>(
        "SELECT address, lost_at, why, unwanted_at FROM address_reach WHERE address = $1")
        .bind(address).fetch_optional(c).await)?)
}
