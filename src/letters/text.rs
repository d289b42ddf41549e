//! The texts there are, what may stand in each, and what must.

use crate::ids::codes;
use crate::tickets::life::{Refusal, Step};

codes! {
    /// Something that citizens are told, or agencies that answer only by e-mail.
    Text {
        /// We have it; number and PIN.
        Acknowledged = "acknowledged",
        Verified = "verified",
        Referred = "referred",
        /// The agency said yes, or somebody began.
        InWork = "in_work",
        Asked = "asked",
        WaitingOther = "waiting_other",
        Answered = "answered",
        /// The citizen said that it is done.
        Confirmed = "confirmed",
        Closed = "closed",
        /// Ten days without a word.
        Lapsed = "lapsed",
        Disputed = "disputed",
        Reopened = "reopened",
        Merged = "merged",
        /// The two were not one after all.
        Unmerged = "unmerged",
        Rejected = "rejected",
        RejectedUnclear = "rejected_unclear",
        RejectedNotPublic = "rejected_not_public",
        RejectedCourt = "rejected_court",
        RejectedDuplicate = "rejected_duplicate",
        RejectedPrank = "rejected_prank",
        RejectedSpam = "rejected_spam",
        RejectedElsewhere = "rejected_elsewhere",
        /// From here on: letters to agencies.
        AgencyReferred = "agency_referred",
        AgencySoon = "agency_soon",
        AgencyLate = "agency_late",
        AgencyEscalated = "agency_escalated",
        AgencyReopened = "agency_reopened",
        /// They are asked to help.
        AgencySupport = "agency_support",
        /// A step that they asked for could not be taken.
        AgencyRefused = "agency_refused",
    }
}

/// Blanks of every text.
const ALWAYS: [&str; 8] = ["number", "subject", "name", "agency", "category", "place", "due", "today"];

/// Blanks of every letter to an agency.
const AGENCY: [&str; 11] = [
    "number", "subject", "agency", "city", "category", "place", "due", "today", "facts", "report", "left_out",
];

impl Text {
    /// Letters to agencies go by mail only, have a subject, and are always sent.
    pub const fn is_for_agency(self) -> bool {
        matches!(
            self,
            Self::AgencyReferred
                | Self::AgencySoon
                | Self::AgencyLate
                | Self::AgencyEscalated
                | Self::AgencyReopened
                | Self::AgencySupport
                | Self::AgencyRefused
        )
    }

    /// What a step tells, when it tells anything.
    pub const fn of(step: Step, refusal: Option<Refusal>) -> Option<Self> {
        Some(match step {
            Step::Verify => Self::Verified,
            Step::Refer => Self::Referred,
            Step::Accept | Step::Start | Step::Resume => Self::InWork,
            Step::AskCitizen => Self::Asked,
            Step::AwaitOther => Self::WaitingOther,
            Step::Answer => Self::Answered,
            Step::Confirm => Self::Confirmed,
            Step::Close => Self::Closed,
            Step::Lapse => Self::Lapsed,
            Step::Dispute => Self::Disputed,
            Step::Reopen | Step::Complete => Self::Reopened,
            Step::Reject => match refusal {
                Some(Refusal::Unclear) => Self::RejectedUnclear,
                Some(Refusal::NotPublic) => Self::RejectedNotPublic,
                Some(Refusal::Court) => Self::RejectedCourt,
                Some(Refusal::Duplicate) => Self::RejectedDuplicate,
                Some(Refusal::Prank) => Self::RejectedPrank,
                Some(Refusal::Spam) => Self::RejectedSpam,
                Some(Refusal::Elsewhere) => Self::RejectedElsewhere,
                None => Self::Rejected,
            },
            _ => return None,
        })
    }

    /// The text that counts where this special one was not changed.
    pub const fn general(self) -> Option<Self> {
        match self {
            Self::RejectedUnclear
            | Self::RejectedNotPublic
            | Self::RejectedCourt
            | Self::RejectedDuplicate
            | Self::RejectedPrank
            | Self::RejectedSpam
            | Self::RejectedElsewhere => Some(Self::Rejected),
            _ => None,
        }
    }

    /// Told whatever anybody switches: without it the citizen knows neither number nor answer.
    pub const fn always(self) -> bool {
        self.is_for_agency()
            || matches!(
                self.general_or_self(),
                Self::Acknowledged | Self::Asked | Self::Answered | Self::Rejected
            )
    }

    /// Off as they come are texts that most citizens would find noise.
    pub const fn on_as_it_comes(self) -> bool {
        matches!(self, Self::Referred | Self::Closed | Self::Reopened | Self::Merged | Self::Unmerged)
    }

    /// News only: whoever follows their report by telephone or on its page sees the stage there, and finds no
    /// letter waiting for them.
    pub const fn is_news(self) -> bool {
        matches!(
            self,
            Self::Verified
                | Self::Referred
                | Self::InWork
                | Self::WaitingOther
                | Self::Confirmed
                | Self::Lapsed
                | Self::Disputed
        )
    }

    const fn general_or_self(self) -> Self {
        match self.general() {
            Some(general) => general,
            None => self,
        }
    }

    /// The key of the built-in text.
    pub const fn key(self) -> &'static str {
        match self.general_or_self() {
            // This one can be mended, and says how.
            Self::Rejected if matches!(self, Self::RejectedUnclear) => "message-rejected-unclear",
            Self::Acknowledged => "message-acknowledge",
            Self::Asked => "message-waiting",
            Self::Answered => "message-resolved",
            Self::Verified => "letter-verified",
            Self::Referred => "letter-referred",
            Self::InWork => "letter-in-work",
            Self::WaitingOther => "letter-waiting-other",
            Self::Confirmed => "letter-confirmed",
            Self::Closed => "letter-closed",
            Self::Lapsed => "letter-lapsed",
            Self::Disputed => "letter-disputed",
            Self::Reopened => "letter-reopened",
            Self::Merged => "letter-merged",
            Self::Unmerged => "letter-unmerged",
            Self::AgencyReferred => "letter-agency-referred",
            Self::AgencySoon => "letter-agency-soon",
            Self::AgencyLate => "letter-agency-late",
            Self::AgencyEscalated => "letter-agency-escalated",
            Self::AgencyReopened => "letter-agency-reopened",
            Self::AgencySupport => "letter-agency-support",
            Self::AgencyRefused => "letter-agency-refused",
            _ => "message-rejected",
        }
    }

    /// What may stand in it.
    pub fn blanks(self) -> Vec<&'static str> {
        let always: &[&str] = if self.is_for_agency() { &AGENCY } else { &ALWAYS };
        let more: &[&str] = match self.general_or_self() {
            Self::Acknowledged => &["pin"],
            Self::Rejected => &["reason", "refusal"],
            // Elsewhere staff write for colleagues, and the form promises that nobody else reads it.
            Self::Asked | Self::Answered => &["reason"],
            Self::AgencyReferred | Self::AgencyReopened | Self::AgencySupport | Self::AgencyRefused => {
                &["words", "ways"]
            }
            Self::AgencySoon | Self::AgencyLate => &["ways"],
            _ => &[],
        };
        always.iter().chain(more).copied().collect()
    }

    /// What must stand in the subject of a letter: otherwise nobody finds it again.
    pub const fn subject_needs() -> &'static str {
        "number"
    }

    /// What must stand in it: otherwise the citizen does not know which report, or not what was said.
    pub const fn needs(self) -> &'static [&'static str] {
        match self.general_or_self() {
            Self::Acknowledged => &["number", "pin"],
            Self::Asked | Self::Answered | Self::Rejected => &["number", "reason"],
            // Without it the agency does not know what it is to do, or cannot say that it has done it.
            Self::AgencyReferred | Self::AgencySupport => &["number", "words", "report", "left_out", "ways"],
            Self::AgencyReopened => &["number", "words", "left_out", "ways"],
            Self::AgencySoon | Self::AgencyLate => &["number", "ways"],
            Self::AgencyRefused => &["number", "words"],
            _ => &["number"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_may_stand_there() {
        for text in Text::ALL {
            for name in text.needs() {
                assert!(text.blanks().contains(name), "{text}: {name}");
            }
            assert!(!(text.always() && text.is_news()), "{text}");
        }
    }
}
