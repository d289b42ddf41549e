//! SQL of macros that is not the same for all that is shared.

use super::Macro;
use crate::db::{Tx, on};
use crate::error::Result;

pub async fn put(tx: &mut Tx, w: &Macro) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO macro (id, agency_id, staff_id, title, work, updated_at, updated_by, removed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET agency_id = excluded.agency_id, staff_id = excluded.staff_id,
             title = excluded.title, work = excluded.work, updated_at = excluded.updated_at,
             updated_by = excluded.updated_by, removed_at = excluded.removed_at")
        .bind(w.id).bind(w.agency_id).bind(w.staff_id).bind(&w.title).bind(&w.work).bind(w.updated_at)
        .bind(w.updated_by).bind(w.removed_at).execute(c).await.map(|_| ()))?;
    Ok(())
}
