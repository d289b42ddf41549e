//! What was told to many at once, how far it got, and to whom: whatever happens to a worker on the way,
//! nobody is told twice and nobody is left out.

mod store;

use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{ContactId, FollowerId, StaffId, TicketId, ToldId, codes};
use crate::tickets::life::Stage;

codes! {
    Kind {
        /// An answer: children are answered by it.
        Answer = "answer",
        /// How it stands; nothing changes.
        Update = "update",
        /// The program tells followers of a stage.
        Stage = "stage",
    }
}

codes! {
    /// Who is told.
    Who { Child = "child", Follower = "follower" }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Told {
    pub id: ToldId,
    pub ticket_id: TicketId,
    pub staff_id: Option<StaffId>,
    pub at: Millis,
    pub kind: Kind,
    /// The stage it tells of, or leads to.
    pub stage: Option<Stage>,
    pub body: String,
    /// Stands on the public page, too.
    pub is_public: bool,
    /// How many there were to tell when it began.
    pub total: i64,
    pub children_after: TicketId,
    pub followers_after: FollowerId,
    pub done_at: Option<Millis>,
}

/// What is about to be told.
#[derive(Clone, Copy, Debug)]
pub struct NewTold<'a> {
    pub ticket: TicketId,
    pub by: Option<StaffId>,
    pub kind: Kind,
    pub stage: Option<Stage>,
    pub body: &'a str,
    pub is_public: bool,
    pub total: i64,
}

/// How many were told, and how many were passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub told: i64,
    pub skipped: i64,
}

pub async fn begin(tx: &mut Tx, new: &NewTold<'_>) -> Result<ToldId> {
    store::insert(tx, new).await
}

pub async fn get(tx: &mut Tx, id: ToldId) -> Result<Told> {
    store::get(tx, id).await?.ok_or_else(|| not_found("message to many"))
}

/// The newest about a ticket.
pub async fn of_ticket(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Told>> {
    store::of_ticket(tx, ticket, limit).await
}

/// What everybody may read, newest first.
pub async fn public(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Told>> {
    store::public(tx, ticket, limit).await
}

/// The stage that followers heard of last.
pub async fn last_stage(tx: &mut Tx, ticket: TicketId) -> Result<Option<Stage>> {
    store::last_stage(tx, ticket).await
}

/// From now on this one counts as told; false when it did before. Whoever asks at the same time waits.
pub async fn claim(tx: &mut Tx, id: ToldId, who: Who, whom: i64) -> Result<bool> {
    store::claim(tx, id, who, whom).await
}

/// Was this contact told in a child of theirs? Children come first, so by the time followers are told it is known.
pub async fn heard_by_child(tx: &mut Tx, id: ToldId, contact: ContactId) -> Result<bool> {
    store::heard_by_child(tx, id, contact).await
}

/// This one is passed over after all.
pub async fn skip(tx: &mut Tx, id: ToldId, who: Who, whom: i64) -> Result<()> {
    store::skip(tx, id, who, whom).await
}

/// Everybody up to these was told.
pub async fn advance(tx: &mut Tx, id: ToldId, children: TicketId, followers: FollowerId) -> Result<()> {
    store::advance(tx, id, children, followers).await
}

pub async fn finish(tx: &mut Tx, id: ToldId) -> Result<()> {
    store::finish(tx, id).await
}

pub async fn progress(tx: &mut Tx, id: ToldId) -> Result<Progress> {
    store::progress(tx, id).await
}
