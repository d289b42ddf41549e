//! What the history of a ticket tells the clocks.

use std::sync::Arc;

use super::terms::Terms;
use crate::clock::Millis;
use crate::ids::codes;
use crate::sla::WaitingFor;

codes! {
    /// Why other terms hold from now on.
    Cause {
        /// Filed under another category, class or tier.
        Reclassified = "reclassified",
        /// Another agency, which has its own hours.
        Referred = "referred",
        /// An administrator changed the service level and had open tickets recalculated.
        Policy = "policy",
        /// A holiday was decreed or withdrawn.
        Calendar = "calendar",
    }
}

/// An entry of the history.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it happened.
    pub at: Millis,
    /// What happened.
    pub what: What,
}

/// What happened, as far as the clocks care. What makes no sense where it stands (the end of a wait
/// that never began, a second resolution) changes nothing.
#[derive(Clone, Debug)]
pub enum What {
    /// The first entry.
    Opened(Arc<Terms>),
    /// Somebody has read it and knows whose matter it is.
    Verified,
    /// Given to an agency, which nobody does without having read it: verified too.
    Referred,
    /// A person wrote to or spoke with the citizen; later answers change nothing.
    FirstAnswered,
    /// Somebody else must act first. While a wait is on: the reason changes, the pause goes on.
    WaitingStarted {
        /// Who must act.
        waiting_for: WaitingFor,
        /// What the ticket page says about it.
        reason: String,
    },
    /// They have acted, or we stopped waiting.
    WaitingEnded,
    /// Tells the citizen the outcome, so it verifies and answers too.
    Resolved,
    /// Ended without an outcome: rejected, merged into another, withdrawn. The citizen is told, so it
    /// verifies and answers; nothing is left to resolve.
    Closed,
    /// The citizen disputes the outcome, or it came up again.
    Reopened,
    /// The service level or the calendar of this ticket is another one.
    TermsChanged {
        /// What holds from now on.
        terms: Arc<Terms>,
        /// For the timeline; it makes no difference to the clocks.
        cause: Cause,
    },
}
