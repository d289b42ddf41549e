//! Ids that sort by age and need no round trip to the database.
//!
//! 63 bits: 41 of milliseconds since 2025, 22 of chance. Of one [`Ids`], and so on one node, they only grow; between
//! nodes a clash needs the same millisecond and the same 22 bits, and then the primary key refuses
//! the row and the transaction is run again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::clock::Millis;

/// 2025-01-01 00:00 UTC.
const EPOCH: Millis = 1_735_689_600_000;
const CHANCE_BITS: u32 = 22;

/// Whatever is older than that has the ids of this one day: in its order, and below all others.
const BEFORE: Millis = crate::clock::DAY;

/// Milliseconds for the upper bits.
fn since(at: Millis) -> Millis {
    if at >= EPOCH { at - EPOCH } else { at.max(0) / (EPOCH / BEFORE + 1) }
}

/// Where ids come from. Clones count on together.
#[derive(Clone, Debug, Default)]
pub struct Ids(Arc<AtomicI64>);

impl Ids {
    /// The next id at the given time.
    pub fn next(&self, now: Millis) -> i64 {
        let chance = i64::from(rand::random::<u32>() >> (32 - CHANCE_BITS));
        let fresh = (since(now) << CHANCE_BITS) | chance;
        // Backfilled rows (imports, demo data) carry old times: they must not drag the counter.
        let behind = |last: i64| {
            if fresh > last || last - fresh > (60_000 << CHANCE_BITS) { fresh } else { last + 1 }
        };
        let before = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(behind(last)));
        behind(before.unwrap_or(0))
    }
}

/// The smallest id of a time: everything written since has one above it.
pub fn first(at: Millis) -> i64 {
    since(at) << CHANCE_BITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{DAY, MINUTE};

    #[test]
    fn what_is_older_than_ids_keeps_its_order() {
        let years = [0, 500 * DAY, 9_000 * DAY, EPOCH - DAY, EPOCH - 10 * MINUTE];
        let ids: Vec<i64> = years.iter().map(|at| first(*at)).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
        assert!(ids[4] < first(EPOCH + DAY));
        // A hundred thousand letters of ten years do not fall into one another's way.
        assert!(first(EPOCH - 3_000 * DAY) - first(EPOCH - 3_000 * DAY - DAY) > 1 << 30);
    }
}

/// Declares ids that cannot be mixed up: `ids!(TicketId, "a ticket")`.
macro_rules! ids {
    ($($name:ident),+ $(,)?) => { $(
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, sqlx::Type,
        )]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+ };
}

ids!(
    AgencyId,
    AgencyLetterId,
    AnswerId,
    ArticleId,
    AttachmentId,
    BotId,
    BulkId,
    CategoryId,
    ContactId,
    ConversationId,
    HandoverId,
    JobId,
    MacroId,
    MailboxId,
    LevelId,
    LimitId,
    MarkId,
    MergeId,
    FollowerId,
    LinkId,
    MessageId,
    NoticeId,
    RejectId,
    RuleId,
    SavedViewId,
    StaffId,
    TalkId,
    TicketId,
    ToldId,
    TokenId,
);

/// Declares an enum whose variants are stable text codes in the database, in URLs and in Fluent keys.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
        #[sqlx(type_name = "text")]
        pub enum $name { $(
            $(#[$vmeta])*
            #[serde(rename = $code)] #[sqlx(rename = $code)] $variant
        ),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(crate) use codes;
