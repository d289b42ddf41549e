//! Bearer tokens of the API: they act with the rights of a member of staff.

use serde_json::json;

use super::{Staff, store};
use crate::audit;
use crate::clock::{MINUTE, Millis};
use crate::db::{Db, Tx, on};
use crate::error::{Result, not_found};
use crate::ids::{StaffId, TokenId};
use crate::secret::{random_token, token_hash};

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ApiToken {
    pub id: TokenId,
    pub staff_id: StaffId,
    pub name: String,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
}

/// Makes a token; it is shown this once and stored hashed.
pub async fn create_token(tx: &mut Tx, staff: StaffId, name: &str) -> Result<String> {
    let token = format!("sahut_{}", random_token());
    let (id, now) = (TokenId(tx.id()), tx.now());
    on!(tx, c => sqlx::query("INSERT INTO api_token (id, staff_id, name, token_hash, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id).bind(staff).bind(name).bind(token_hash(&token)).bind(now)
        .execute(c).await.map(|_| ()))?;
    audit::record(tx, Some(staff), "token-created", ("api_token", id), json!({ "name": name })).await?;
    Ok(token)
}

pub async fn revoke_token(tx: &mut Tx, id: TokenId) -> Result<()> {
    let now = tx.now();
    let gone = on!(tx, c => sqlx::query("UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
        .bind(id).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
    if gone == 0 {
        return Err(not_found("token"));
    }
    audit::record(tx, None, "token-revoked", ("api_token", id), json!({})).await
}

pub async fn tokens_of(tx: &mut Tx, staff: StaffId) -> Result<Vec<ApiToken>> {
    Ok(on!(tx, c => sqlx::query_as::<_, ApiToken>(
        "SELECT id, staff_id, name, created_at, last_used_at, revoked_at FROM api_token WHERE staff_id = $1 ORDER BY id")
        .bind(staff).fetch_all(c).await)?)
}

/// Whose token this is, while it is good.
pub async fn staff_of_token(tx: &mut Tx, token: &str) -> Result<Option<Staff>> {
    store::staff_of_token(tx, &token_hash(token)).await
}

/// Whose token this is, while it is good; remembers when it was used, to the minute, so that a busy
/// program does not write a row a request.
pub async fn bearer(db: &Db, token: &str) -> Result<Option<Staff>> {
    let hash = token_hash(token);
    let (staff, stale) = db
        .read(async |tx| {
            let staff = store::staff_of_token(tx, &hash).await?;
            Ok((staff, used_before(tx, &hash, tx.now() - MINUTE).await?))
        })
        .await?;
    if staff.is_some() && stale {
        db.write(async |tx| used(tx, &hash).await).await?;
    }
    Ok(staff)
}

async fn used_before(tx: &mut Tx, hash: &str, at: Millis) -> Result<bool> {
    let n = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM api_token WHERE token_hash = $1 AND (last_used_at IS NULL OR last_used_at <= $2)")
        .bind(hash).bind(at).fetch_one(c).await)?;
    Ok(n > 0)
}

async fn used(tx: &mut Tx, hash: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE api_token SET last_used_at = $2 WHERE token_hash = $1")
        .bind(hash).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}
