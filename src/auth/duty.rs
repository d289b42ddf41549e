//! Who works for an agency or above it.

use super::{Right, Role, store};
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

/// Who hears where an agency has no officers, nearest first.
pub(super) fn instead_of_officers(all: &[OnPath], is_confidential: bool) -> Vec<StaffId> {
    let hears = |role: Role| !is_confidential || role.may(Right::ReadConfidential);
    let is_agent = |role: Role| role.may(Right::WorkTickets) && !role.may(Right::TendQueues);
    let in_turn: [&dyn Fn(Role) -> bool; 4] = [
        &|role| is_agent(role) && role.may(Right::LeadTeam),
        &|role| is_agent(role),
        &|role| role.may(Right::TendQueues) && !role.may(Right::Administer),
        &|role| role.may(Right::Administer),
    ];
    let mut found = in_turn.iter().map(|is_meant| nearest(all, |one| hears(one.role) && is_meant(one.role)));
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

/// Active staff who work on tickets of this agency, the nearest first; of each role twenty at most, so that many
/// of one leave nobody of another out.
pub async fn on_path(tx: &mut Tx, agency: AgencyId) -> Result<Vec<OnPath>> {
    store::on_path(tx, agency).await
}
