//! Whom to turn to in an agency: those with a right there, the nearest first.

use super::{Right, Role, Staff};
use crate::db::Tx;
use crate::db::select::{Arg, Select};
use crate::error::Result;
use crate::ids::AgencyId;

/// People named at most.
const MOST: i64 = 50;

/// Active staff who have this right for this agency, those of the agency itself first, then those of the
/// agency above it, and so on to the root.
pub async fn those_who(tx: &mut Tx, agency: AgencyId, right: Right) -> Result<Vec<Staff>> {
    those(tx, agency, Role::with(right)).await
}

/// The same for one role: the head of an agency, or of the nearest one above that has a head.
pub async fn those_in_role(tx: &mut Tx, agency: AgencyId, role: Role) -> Result<Vec<Staff>> {
    those(tx, agency, std::iter::once(role)).await
}

async fn those(tx: &mut Tx, agency: AgencyId, roles: impl Iterator<Item = Role>) -> Result<Vec<Staff>> {
    let mut select = Select::new(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM staff v
         JOIN (SELECT m.staff_id, MAX(length(top.path)) AS near FROM agency b
               JOIN agency top ON substr(b.path, 1, length(top.path)) = top.path
               JOIN staff_agency m ON m.agency_id = top.id
               WHERE b.id = $1 GROUP BY m.staff_id) AS n ON n.staff_id = v.id
         WHERE v.is_active AND v.role IN (''",
        [agency.0.into()],
    );
    for role in roles {
        select.with(", ?", [Arg::from(role.code())]);
    }
    select.with(") ORDER BY n.near DESC, v.name, v.id LIMIT ?", [MOST.into()]);
    select.fetch(tx).await
}
