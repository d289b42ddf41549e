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

/// Nobody names more people at once: whom everybody tells, nobody hears.
const NAMED: usize = 5;

/// The nearest of those who are meant; `all` come nearest first.
pub fn nearest(all: &[OnPath], is_meant: impl Fn(&OnPath) -> bool) -> Vec<StaffId> {
    let mut found = all.iter().filter(|one| is_meant(one)).peekable();
    let near = found.peek().map(|one| one.depth);
    found.take_while(|one| Some(one.depth) == near).take(NAMED).map(|one| one.id).collect()
}

/// Active staff who work on tickets of this agency, the nearest first; of each role twenty at most, so that many
/// of one leave nobody of another out.
pub async fn on_path(tx: &mut Tx, agency: AgencyId) -> Result<Vec<OnPath>> {
    store::on_path(tx, agency).await
}
