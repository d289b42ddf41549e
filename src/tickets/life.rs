//! The life of a ticket, as a table: which step leads from where to where, who may take it, what it
//! needs, and whether it is an answer to the citizen.
//!
//! ```text
//! submitted ─verify→ verified ─refer→ referred ─accept→ in work ─answer→ answered ─confirm, lapse→ closed
//!                       ↑───────decline──┘              ↑    ⇅                │                      │
//!                                                     start  waiting          │ dispute, wrote       │
//!                                                       └── returned ←────────┴────────reopen────────┘
//! ```
//! Every open stage may also be answered at once, or end as rejected. What was rejected as unclear begins anew as
//! submitted when its citizen adds what was missing. Stages and time limits follow SP4N-LAPOR! (verification in 3
//! working days, first answer in 5, 10 days to dispute and to complete).

use super::Status;
use crate::auth::{Right, Role};
use crate::ids::codes;

codes! {
    /// Where a ticket is in its life; [`Stage::status`] is the coarse word for it.
    Stage {
        /// Nobody has looked at it.
        Submitted = "submitted",
        /// Somebody saw that it is a matter for us, and complete.
        Verified = "verified",
        /// Handed to an agency that has not said yes or no yet.
        Referred = "referred",
        /// Back with us: the citizen wrote or disputed, or an answer did not arrive.
        Returned = "returned",
        InWork = "in_work",
        /// The citizen must answer first.
        WaitingCitizen = "waiting_citizen",
        /// Somebody else must act first: a supplier, another body, the weather.
        WaitingOther = "waiting_other",
        /// Done in our eyes; the citizen may disagree for ten days.
        Answered = "answered",
        Closed = "closed",
        /// Not ours to handle, with a reason.
        Rejected = "rejected",
        /// The same matter as another ticket, which goes on alone.
        Merged = "merged",
    }
}

impl Stage {
    /// The coarse word that lists, filters and the API use.
    pub const fn status(self) -> Status {
        match self {
            Self::Submitted => Status::New,
            Self::Verified | Self::Referred | Self::Returned => Status::Open,
            Self::InWork => Status::InProgress,
            Self::WaitingCitizen | Self::WaitingOther => Status::Waiting,
            Self::Answered => Status::Resolved,
            Self::Closed | Self::Merged => Status::Closed,
            Self::Rejected => Status::Rejected,
        }
    }

    /// Time does not run against us.
    pub const fn is_paused(self) -> bool {
        matches!(self, Self::WaitingCitizen | Self::WaitingOther)
    }

    /// As citizens hear it: the word of its status, but for what goes on with others and what waits for somebody
    /// who is not them.
    pub fn told(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::WaitingOther => "waiting_other",
            other => other.status().code(),
        }
    }
}

codes! {
    /// A step in a ticket's life.
    Step {
        Verify = "verify",
        Refer = "refer",
        /// The agency says: ours.
        Accept = "accept",
        /// The agency says: not ours; back to whoever referred it.
        Decline = "decline",
        Start = "start",
        AskCitizen = "ask_citizen",
        AwaitOther = "await_other",
        Resume = "resume",
        Answer = "answer",
        /// The citizen is content.
        Confirm = "confirm",
        /// The citizen disagrees with the answer. From closed only where staff closed it: see
        /// [`super::may_dispute_closed`].
        Dispute = "dispute",
        /// Ten days without a word.
        Lapse = "lapse",
        Close = "close",
        Reopen = "reopen",
        Reject = "reject",
        /// The citizen wrote again.
        Wrote = "wrote",
        /// The citizen adds what was missing, where it was turned away as unclear: see [`super::complete_until`].
        Complete = "complete",
        /// What we told the citizen came back.
        Undelivered = "undelivered",
        /// It is the same as another ticket. A deed on two tickets: `cases` asks who may, on both.
        Merge = "merge",
        Unmerge = "unmerge",
    }
}

codes! {
    /// Why a ticket is turned away.
    Refusal {
        Unclear = "unclear",
        NotPublic = "not_public",
        /// Before a court, the police or the legislator.
        Court = "court",
        Duplicate = "duplicate",
        Prank = "prank",
        Spam = "spam",
        Elsewhere = "elsewhere",
    }
}

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Staff(Role),
    Citizen,
    /// A timer, a bounce, an import.
    System,
}

/// Who may take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Whoever works on tickets.
    Workers,
    /// Those who look after the whole: close what is not confirmed.
    Leaders,
    Citizen,
    System,
}

impl Who {
    fn includes(self, actor: Actor) -> bool {
        match actor {
            // Whatever a person may do, the program does on their behalf (imports, agencies by mail).
            Actor::System => true,
            Actor::Citizen => self == Self::Citizen,
            Actor::Staff(role) => match self {
                Self::Workers => role.works_on_tickets(),
                Self::Leaders => role.may(Right::SettleTickets),
                Self::Citizen | Self::System => false,
            },
        }
    }
}

/// What a step must come with, besides the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    /// Words to the citizen, or why.
    Words,
    /// An agency, and why.
    Agency,
    /// One of [`Refusal`], and words to the citizen.
    Refusal,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub from: &'static [Stage],
    pub to: Stage,
    who: Who,
    pub need: Need,
    /// It brings the citizen words of ours that they wait for, whatever is switched off: that is an answer, as
    /// the clocks know it. Whether a step tells anything at all, [`crate::letters::tells`] knows.
    pub tells: bool,
}

const fn line(from: &'static [Stage], to: Stage, who: Who, need: Need, tells: bool) -> Rule {
    Rule { from, to, who, need, tells }
}

impl Step {
    /// The line of this step. This is the whole table: nothing else in the house decides where a ticket
    /// may go.
    pub const fn rule(self) -> Rule {
        use Need::{Agency, Nothing, Refusal, Words};
        use Stage::{
            Answered, Closed, InWork, Merged, Referred, Rejected, Returned, Submitted, Verified,
            WaitingCitizen, WaitingOther,
        };
        use Who::{Citizen, Leaders, System, Workers};
        /// Nobody has begun yet.
        const EARLY: &[Stage] = &[Submitted, Verified, Referred, Returned];
        const OPEN: &[Stage] =
            &[Submitted, Verified, Referred, Returned, InWork, WaitingCitizen, WaitingOther];
        /// Not over yet.
        const LIVE: &[Stage] =
            &[Submitted, Verified, Referred, Returned, InWork, WaitingCitizen, WaitingOther, Answered];
        match self {
            Self::Verify => line(&[Submitted], Verified, Workers, Nothing, false),
            Self::Refer => line(OPEN, Referred, Workers, Agency, false),
            Self::Accept => line(&[Referred], InWork, Workers, Nothing, false),
            Self::Decline => line(&[Referred], Verified, Workers, Words, false),
            Self::Start => line(EARLY, InWork, Workers, Nothing, false),
            Self::AskCitizen => line(OPEN, WaitingCitizen, Workers, Words, true),
            Self::AwaitOther => line(OPEN, WaitingOther, Workers, Words, false),
            Self::Resume => line(&[WaitingCitizen, WaitingOther], InWork, Workers, Nothing, false),
            Self::Answer => line(OPEN, Answered, Workers, Words, true),
            Self::Confirm => line(&[Answered], Closed, Citizen, Nothing, false),
            Self::Dispute => line(&[Answered, Closed], Returned, Citizen, Words, false),
            Self::Lapse => line(&[Answered], Closed, System, Nothing, false),
            Self::Close => line(&[Answered, WaitingCitizen], Closed, Leaders, Words, false),
            Self::Reopen => line(&[Answered, Closed, Rejected], Returned, Workers, Words, false),
            Self::Reject => line(OPEN, Rejected, Workers, Refusal, true),
            Self::Wrote => line(&[WaitingCitizen, Answered], Returned, Citizen, Nothing, false),
            Self::Complete => line(&[Rejected], Submitted, Citizen, Nothing, false),
            Self::Undelivered => line(&[WaitingCitizen, Answered, Closed], Returned, System, Nothing, false),
            Self::Merge => line(LIVE, Merged, System, Nothing, true),
            Self::Unmerge => line(&[Merged], Returned, System, Nothing, true),
        }
    }

    /// Why this step cannot be taken here and now by this actor; nothing when it can.
    pub fn obstacle(self, stage: Stage, actor: Actor) -> Option<Obstacle> {
        let rule = self.rule();
        if !rule.who.includes(actor) {
            Some(Obstacle::NotYours)
        } else if !rule.from.contains(&stage) {
            Some(Obstacle::NotFromHere)
        } else {
            None
        }
    }

    /// The steps this actor can take from a stage, in the order of the table.
    pub fn from_here(stage: Stage, actor: Actor) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |step| step.obstacle(stage, actor).is_none())
    }
}

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Others take this step.
    NotYours,
    /// The ticket is not where this step begins.
    NotFromHere,
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// The table as people read it: every stage, and what each actor may do there.
    #[test]
    fn the_life_of_a_ticket() {
        let actors = [
            ("agent", Actor::Staff(Role::Agent)),
            ("supervisor", Actor::Staff(Role::Supervisor)),
            ("official", Actor::Staff(Role::Official)),
            ("citizen", Actor::Citizen),
        ];
        let mut told = String::new();
        for stage in Stage::ALL {
            writeln!(told, "{stage} ({})", stage.status()).unwrap();
            for (name, actor) in actors {
                let steps: Vec<_> = Step::from_here(*stage, actor).map(Step::code).collect();
                writeln!(told, "  {name}: {}", steps.join(" ")).unwrap();
            }
        }
        insta::assert_snapshot!(told);
    }

    #[test]
    fn every_stage_but_the_first_is_reached_and_every_stage_is_left() {
        for stage in Stage::ALL {
            let reached = Step::ALL.iter().any(|step| step.rule().to == *stage);
            let left = Step::ALL.iter().any(|step| step.rule().from.contains(stage));
            assert!((reached || *stage == Stage::Submitted) && left, "{stage}");
        }
    }
}
