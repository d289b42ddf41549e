//! What each role may do, in one place: pages, API and the table administrators read ask here.
//!
//! Three predicates say the same in SQL, because they must stand before a LIMIT: [`super::VISIBLE`] for
//! tickets, [`super::KNOWS`] for names and `reports` for sums. A story tries every right of every role
//! against them.

use super::Role;
use crate::ids::codes;

codes! {
    /// Something a role may or may not do, within the agencies of whoever has it.
    Right {
        /// Open the desk and read tickets.
        ReadTickets = "read-tickets",
        /// Answer, note, assign, refer, label; make tickets one, and part them again.
        WorkTickets = "work-tickets",
        /// Read confidential tickets of their agencies; others need to be given one by name.
        ReadConfidential = "read-confidential",
        /// Know name, number and address of citizens who did not ask to be hidden.
        SeeContact = "see-contact",
        /// Know who is behind an anonymous ticket.
        SeeIdentity = "see-identity",
        /// Make two contacts one, and part them again.
        MergeContacts = "merge-contacts",
        /// Close what is not confirmed.
        SettleTickets = "settle-tickets",
        /// Look after what a team shares: answers, macros, views; have a locked file checked again.
        LeadTeam = "lead-team",
        /// Is told of what is late, and what was handed up.
        TakeEscalations = "take-escalations",
        /// Decide on strikes, limits and appeals.
        JudgeNuisance = "judge-nuisance",
        /// Read trends and download them.
        ReadTrends = "read-trends",
        /// Look after what was rejected or buried.
        TendQueues = "tend-queues",
        /// Erase what is kept of a citizen who asks for it.
        EraseContacts = "erase-contacts",
        /// Manage staff, agencies, categories and areas; read the audit.
        Administer = "administer",
    }
}

impl Role {
    pub const fn may(self, right: Right) -> bool {
        use Role::{Administrator, Agent, Coordinator, Official, Qa, Supervisor, TeamLeader};
        match right {
            Right::ReadTickets => !matches!(self, Official),
            Right::WorkTickets | Right::SeeContact => !matches!(self, Official | Qa),
            Right::ReadConfidential => !matches!(self, Agent | TeamLeader | Qa | Official),
            // Merging tells whose two contacts are: whoever may not know somebody cannot merge at all, or a
            // refusal would tell who has something to hide.
            Right::SeeIdentity | Right::MergeContacts | Right::JudgeNuisance | Right::TendQueues => {
                matches!(self, Supervisor | Administrator)
            }
            Right::SettleTickets => matches!(self, Supervisor | Coordinator | Administrator),
            Right::LeadTeam => matches!(self, TeamLeader | Supervisor | Coordinator | Administrator),
            Right::TakeEscalations => matches!(self, Role::AgencyHead | Supervisor | Coordinator),
            Right::ReadTrends => !matches!(self, Agent),
            Right::Administer | Right::EraseContacts => matches!(self, Administrator),
        }
    }

    /// The roles that have a right.
    pub fn with(right: Right) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |role| role.may(right))
    }

    /// May open the desk at all.
    pub const fn sees_tickets(self) -> bool {
        self.may(Right::ReadTickets)
    }

    /// May change tickets, not only read them.
    pub const fn works_on_tickets(self) -> bool {
        self.may(Right::WorkTickets)
    }

    pub const fn sees_trends(self) -> bool {
        self.may(Right::ReadTrends)
    }

    /// Knows who is behind an anonymous ticket.
    pub const fn sees_identity(self) -> bool {
        self.may(Right::SeeIdentity)
    }

    /// Looks after what a team shares.
    pub const fn leads_team(self) -> bool {
        self.may(Right::LeadTeam)
    }

    /// Looks after what was rejected or buried.
    pub const fn tends_queues(self) -> bool {
        self.may(Right::TendQueues)
    }

    pub const fn administers(self) -> bool {
        self.may(Right::Administer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_merges_or_judges_whom_they_may_not_know() {
        for role in Role::ALL {
            for right in [Right::MergeContacts, Right::JudgeNuisance, Right::TendQueues] {
                assert!(!role.may(right) || role.sees_identity(), "{role}: {right}");
            }
            assert!(!role.sees_identity() || role.may(Right::SeeContact), "{role}");
            assert!(!role.works_on_tickets() || role.sees_tickets(), "{role}");
        }
    }
}
