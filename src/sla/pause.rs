//! Times that do not count because somebody else must act first.

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::ids::codes;

codes! {
    /// Whom a ticket waits for.
    WaitingFor {
        Citizen = "citizen",
        ThirdParty = "third-party",
    }
}

/// A pause, with the reason that the ticket page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When it began.
    pub from: Millis,
    /// When it ended. None: it has not ended.
    pub to: Option<Millis>,
    /// Who must act.
    pub waiting_for: WaitingFor,
    /// What the ticket page says about it.
    pub reason: String,
}

/// The pauses of a clock in order, joined where they touch or overlap.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps(Vec<(Millis, Millis)>);

impl Gaps {
    pub fn new(pauses: &[Pause]) -> Self {
        let spans = pauses.iter().map(|pause| (pause.from, pause.to.unwrap_or(Millis::MAX)));
        let mut spans: Vec<_> = spans.filter(|(from, to)| from < to).collect();
        spans.sort_unstable();
        spans.dedup_by(|next, kept| {
            let joined = next.0 <= kept.1;
            if joined {
                kept.1 = kept.1.max(next.1);
            }
            joined
        });
        Self(spans)
    }

    /// The clock stood in the moments just before `at`: what was due then is not.
    pub fn covers(&self, at: Millis) -> bool {
        let next = self.0.partition_point(|(_, to)| *to < at);
        self.0.get(next).is_some_and(|(from, _)| *from < at)
    }

    /// From here on the clock stands for good.
    pub fn stands_from(&self) -> Millis {
        self.0.last().filter(|(_, to)| *to == Millis::MAX).map_or(Millis::MAX, |(from, _)| *from)
    }

    /// Runs the clock through `from..to`: the moment at which `need` is used up, or what is left of it.
    pub fn run(&self, from: Millis, to: Millis, need: Millis) -> Result<Millis, Millis> {
        let (mut at, mut need) = (from, need);
        let first = self.0.partition_point(|(_, end)| *end <= from);
        for (begin, end) in &self.0[first..] {
            if *begin >= to {
                break;
            }
            let ran = (begin - at).max(0);
            if need <= ran {
                return Ok(at + need);
            }
            (at, need) = (*end, need - ran);
        }
        let ran = (to - at).max(0);
        if need <= ran { Ok(at + need) } else { Err(need - ran) }
    }
}
