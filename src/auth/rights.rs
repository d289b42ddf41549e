//! What each role may do, in one place: pages, API and the table administrators read ask here.
//!
//! Two predicates say the same in SQL, because they must stand before a LIMIT: [`super::VISIBLE`] for
//! tickets and `reports` for sums. A story tries every right of every role against them.

use super::Role;
use crate::ids::codes;

codes! {
    /// Something a role may or may not do, within the agencies of whoever has it.
    Right {
        /// Open the desk: read tickets, answer, assign, refer.
        WorkTickets = "work-tickets",
        /// Read confidential tickets of their agencies; others need to be given one by name.
        ReadConfidential = "read-confidential",
        /// Know who is behind an anonymous ticket.
        SeeIdentity = "see-identity",
        /// Read trends and download them.
        ReadTrends = "read-trends",
        /// Look after what was rejected or buried.
        TendQueues = "tend-queues",
        /// Manage staff, agencies, categories and areas; read the audit.
        Administer = "administer",
    }
}

impl Role {
    pub const fn may(self, right: Right) -> bool {
        match right {
            Right::WorkTickets => !matches!(self, Self::Official),
            Right::ReadConfidential => {
                matches!(self, Self::AgencyOfficer | Self::Supervisor | Self::Administrator)
            }
            Right::SeeIdentity | Right::TendQueues => matches!(self, Self::Supervisor | Self::Administrator),
            Right::ReadTrends => !matches!(self, Self::Agent),
            Right::Administer => matches!(self, Self::Administrator),
        }
    }

    /// May open the desk at all.
    pub const fn sees_tickets(self) -> bool {
        self.may(Right::WorkTickets)
    }

    pub const fn sees_trends(self) -> bool {
        self.may(Right::ReadTrends)
    }

    /// Knows who is behind an anonymous ticket.
    pub const fn sees_identity(self) -> bool {
        self.may(Right::SeeIdentity)
    }

    /// Looks after what was rejected or buried.
    pub const fn tends_queues(self) -> bool {
        self.may(Right::TendQueues)
    }

    pub const fn administers(self) -> bool {
        self.may(Right::Administer)
    }
}
