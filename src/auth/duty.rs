//! Who works for an agency or above it.

use super::{Role, store};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, StaffId};

/// Somebody who was given this agency or one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OnPath {
    pub id: StaffId,
    pub role: Role,
    /// How far down in the tree their agency is; the greater, the nearer.
    pub depth: i64,
}

/// Active staff who work on tickets of this agency, the nearest first; at most 200.
pub async fn on_path(tx: &mut Tx, agency: AgencyId) -> Result<Vec<OnPath>> {
    store::on_path(tx, agency).await
}
