//! All SQL of requests that may be repeated and act once.

use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{MessageId, StaffId};

/// What an earlier request with this key asked and made.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Earlier {
    pub digest: String,
    pub message_id: MessageId,
}

pub async fn earlier(tx: &mut Tx, staff: StaffId, key: &str) -> Result<Option<Earlier>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Earlier>("SELECT digest, message_id FROM api_once WHERE staff_id = $1 AND key = $2")
        .bind(staff).bind(key).fetch_optional(c).await)?,
    )
}

/// Two that come at the same moment clash on the key: the later one is rolled back, runs again and finds
/// the earlier one.
pub async fn keep(tx: &mut Tx, staff: StaffId, key: &str, made: &Earlier) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("INSERT INTO api_once (staff_id, key, digest, message_id, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(staff).bind(key).bind(&made.digest).bind(made.message_id).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}
