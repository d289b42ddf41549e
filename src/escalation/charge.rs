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
use crate::tickets::Ticket;

/// Looked up once for all tickets of a transaction.
#[derive(Debug, Default)]
pub struct InCharge {
    staff: HashMap<AgencyId, Vec<OnPath>>,
    by_mail: HashMap<AgencyId, Settings>,
}

impl InCharge {
    /// Those who stand on this step for a ticket: the nearest of them, in its agency or above it. Where nobody
    /// does (an agency without a head, or without officers), whoever comes next on the list of the step.
    pub async fn of(&mut self, tx: &mut Tx, ticket: &Ticket, rung: Rung) -> Result<Vec<StaffId>> {
        let all = match self.staff.entry(ticket.agency_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(auth::on_path(tx, ticket.agency_id).await?),
        };
        Ok(chosen(all, rung, ticket.is_confidential))
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

/// Who hears instead where nobody stands on a step, in turn. Agents and their leaders hear only of what they see.
fn chosen(all: &[OnPath], rung: Rung, is_confidential: bool) -> Vec<StaffId> {
    let in_turn: &[Place] = match rung {
        Rung::Officer => &[Place::On(Rung::Officer), Place::Leads, Place::Works, Place::On(Rung::Supervisor)],
        Rung::Head => &[Place::On(Rung::Head), Place::On(Rung::Officer), Place::On(Rung::Supervisor)],
        Rung::Supervisor => &[Place::On(Rung::Supervisor)],
        Rung::Coordinator => &[Place::On(Rung::Coordinator)],
    };
    let hears = |role: Role| !is_confidential || role.may(Right::ReadConfidential);
    let mut found = in_turn
        .iter()
        .chain(&[Place::Administers])
        .map(|place| auth::nearest(all, |one| hears(one.role) && place.is_of(one.role)));
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

/// Somebody's place beside the ladder, by what their role may do.
#[derive(Clone, Copy, Debug)]
enum Place {
    On(Rung),
    /// Leads a team.
    Leads,
    /// Works on tickets and leads nobody.
    Works,
    Administers,
}

impl Place {
    fn is_of(self, role: Role) -> bool {
        let works = role.may(Right::WorkTickets) && !role.may(Right::ReadConfidential);
        match self {
            Self::On(rung) => stands(role, rung),
            Self::Leads => works && role.may(Right::LeadTeam),
            Self::Works => works && !role.may(Right::LeadTeam),
            Self::Administers => role.may(Right::Administer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: i64, role: Role, depth: i64) -> OnPath {
        OnPath { id: StaffId(id), role, depth }
    }

    fn ids(staff: &[StaffId]) -> Vec<i64> {
        staff.iter().map(|id| id.0).collect()
    }

    #[test]
    fn where_there_are_no_officers_leaders_hear_then_agents_then_supervisors() {
        let agent = one(6, Role::Agent, 9);
        let leader = one(5, Role::TeamLeader, 6);
        let (supervisor, administrator) = (one(3, Role::Supervisor, 3), one(7, Role::Administrator, 3));
        let who = |all: &[OnPath], rung, secret| ids(&chosen(all, rung, secret));
        let all = [agent, leader, supervisor, administrator];
        assert_eq!(who(&all, Rung::Officer, false), [5]);
        assert_eq!(who(&[agent, supervisor], Rung::Officer, false), [6]);
        assert_eq!(who(&all, Rung::Officer, true), [3], "who does not see it hears nothing");
        assert_eq!(who(&all, Rung::Head, false), [3]);
        assert_eq!(who(&[administrator], Rung::Head, false), [7]);
        assert!(who(&[agent], Rung::Supervisor, false).is_empty());
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
        let who = |rung| ids(&chosen(&all, rung, false));
        assert_eq!(who(Rung::Officer), [1, 2]);
        assert_eq!(who(Rung::Supervisor), [3]);
        assert_eq!((who(Rung::Head), who(Rung::Coordinator)), (vec![1, 2], vec![7]), "nobody stands there");
    }
}
