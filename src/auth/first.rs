//! Getting in when nobody is in yet, and one-time links that replace earlier ones.

use super::{Role, Staff, create, one_time_link, store};
use crate::agencies;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::StaffId;

/// A one-time link that makes all earlier links of this account worthless.
pub async fn fresh_link(tx: &mut Tx, id: StaffId) -> Result<String> {
    store::remove_links(tx, id).await?;
    one_time_link(tx, id).await
}

/// A link for the very first administrator, who is created when there is no staff at all. Nothing once
/// anybody can sign in, or when accounts were made by hand: those have links of their own.
pub async fn first_link(tx: &mut Tx, email: &str) -> Result<Option<String>> {
    let everyone = store::all(tx).await?;
    let id = match everyone.as_slice() {
        [] => {
            let root = agencies::root(tx).await?;
            create(tx, email, "Administrator", Role::Administrator, &[root.id]).await?
        }
        [only] if waits_for_its_owner(tx, only, email).await? => only.id,
        _ => return Ok(None),
    };
    fresh_link(tx, id).await.map(Some)
}

/// The account an earlier first start made, whose link was never used.
async fn waits_for_its_owner(tx: &mut Tx, staff: &Staff, email: &str) -> Result<bool> {
    let unused = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM staff WHERE id = $1 AND password_hash IS NULL AND is_active")
        .bind(staff.id).fetch_one(c).await)?;
    Ok(unused == 1 && staff.role == Role::Administrator && staff.email == email)
}
