//! SQL of appeals.

use super::LIMITS;
use crate::auth::RESPONSIBLE;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, LimitId, StaffId, TicketId};
use crate::nuisance::{Limit, Verdict};

pub async fn judge(tx: &mut Tx, id: LimitId, verdict: Verdict, by: StaffId, why: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE nuisance_limit SET verdict = $2, judged_by = $3, judged_at = $4, judged_why = $5 WHERE id = $1")
        .bind(id).bind(verdict).bind(by).bind(now).bind(why).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Only where the reader answers for both what was labelled and what the citizen says against it.
pub async fn undecided(tx: &mut Tx, viewer: StaffId, limit: i64) -> Result<Vec<Limit>> {
    let mut select = Select::new(LIMITS, [viewer.0.into()]);
    select.push("l.appeal_id IS NOT NULL AND l.verdict IS NULL AND ").push(RESPONSIBLE);
    select.push(" AND l.appeal_id IN (SELECT t.id FROM ticket t WHERE ").push(RESPONSIBLE);
    select.with(") ORDER BY l.appeal_id LIMIT ?", [limit.into()]);
    select.fetch(tx).await
}

pub async fn of_contact(tx: &mut Tx, contact: ContactId) -> Result<Vec<TicketId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "SELECT appeal_id FROM nuisance_limit WHERE contact_id = $1 AND appeal_id IS NOT NULL ORDER BY appeal_id")
        .bind(contact).fetch_all(c).await)?)
}
