//! Who is told at which step: by what their role may do and how near they work to the ticket's agency.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::agency_mail::{self, Settings};
use crate::auth::{self, OnPath, Right, Role};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, StaffId};
use crate::outbox::Reminder;
use crate::sla::Rung;

/// More people are not told of one step: whom everybody tells, nobody hears.
const MOST: usize = 5;

/// Looked up once for all tickets of a transaction.
#[derive(Debug, Default)]
pub struct InCharge {
    staff: HashMap<AgencyId, Vec<OnPath>>,
    by_mail: HashMap<AgencyId, Settings>,
}

impl InCharge {
    /// Those who stand on this step for an agency: the nearest of them, in it or above it. Where nobody
    /// does (an agency without a head), whoever stands one step below or, at the top, administers.
    pub async fn of(&mut self, tx: &mut Tx, agency: AgencyId, rung: Rung) -> Result<Vec<StaffId>> {
        let all = match self.staff.entry(agency) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(auth::on_path(tx, agency).await?),
        };
        let found = nearest(all, |role| stands(role, rung));
        if !found.is_empty() {
            return Ok(found);
        }
        Ok(match rung {
            Rung::Officer => Vec::new(),
            Rung::Head => nearest(all, |role| stands(role, Rung::Officer)),
            Rung::Supervisor | Rung::Coordinator => nearest(all, |role| role.may(Right::Administer)),
        })
    }

    /// Is such a reminder a letter to this agency, or to whom it named for escalation?
    pub async fn gets_letters(&mut self, tx: &mut Tx, agency: AgencyId, reminder: Reminder) -> Result<bool> {
        let settings = match self.by_mail.entry(agency) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(agency_mail::settings(tx, agency).await?),
        };
        Ok(match reminder {
            Reminder::Escalated => settings.escalation_email.is_some(),
            Reminder::Soon | Reminder::Late => settings.answers_by_mail,
        })
    }
}

/// By rights, so that a new role finds its place by what it may do; a role that is named after a step
/// stands on it.
fn stands(role: Role, rung: Rung) -> bool {
    let leads = role.may(Right::TendQueues);
    match (role.code(), rung) {
        ("agency_head", Rung::Head) | ("coordinator", Rung::Coordinator) => true,
        ("agency_head" | "coordinator", _) | (_, Rung::Head | Rung::Coordinator) => false,
        (_, Rung::Officer) => role.may(Right::WorkTickets) && role.may(Right::ReadConfidential) && !leads,
        (_, Rung::Supervisor) => leads && !role.may(Right::Administer),
    }
}

/// `all` come nearest first.
fn nearest(all: &[OnPath], stands: impl Fn(Role) -> bool) -> Vec<StaffId> {
    let mut found = all.iter().filter(|one| stands(one.role)).peekable();
    let near = found.peek().map(|one| one.depth);
    found.take_while(|one| Some(one.depth) == near).take(MOST).map(|one| one.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: i64, role: Role, depth: i64) -> OnPath {
        OnPath { id: StaffId(id), role, depth }
    }

    #[test]
    fn the_nearest_who_stand_there_are_told() {
        let all = [
            one(1, Role::AgencyOfficer, 9),
            one(2, Role::AgencyOfficer, 9),
            one(3, Role::Supervisor, 6),
            one(4, Role::AgencyOfficer, 3),
            one(5, Role::Supervisor, 3),
            one(6, Role::Agent, 3),
            one(7, Role::Administrator, 3),
        ];
        let who = |rung| nearest(&all, |role| stands(role, rung)).iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(who(Rung::Officer), [1, 2]);
        assert_eq!(who(Rung::Supervisor), [3]);
        assert!(who(Rung::Head).is_empty() && who(Rung::Coordinator).is_empty());
    }
}
