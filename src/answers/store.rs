//! SQL of canned answers that is not the same for all that is shared.

use super::Answer;
use crate::db::{Tx, on};
use crate::error::Result;

pub async fn put(tx: &mut Tx, w: &Answer) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO answer (id, agency_id, staff_id, title, body_id, body_en, updated_at, updated_by, removed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET agency_id = excluded.agency_id, staff_id = excluded.staff_id,
             title = excluded.title, body_id = excluded.body_id, body_en = excluded.body_en,
             updated_at = excluded.updated_at, updated_by = excluded.updated_by, removed_at = excluded.removed_at")
        .bind(w.id).bind(w.agency_id).bind(w.staff_id).bind(&w.title).bind(&w.body_id).bind(&w.body_en)
        .bind(w.updated_at).bind(w.updated_by).bind(w.removed_at).execute(c).await.map(|_| ()))?;
    Ok(())
}
