//! Who follows a report that is not (only) their own. Followers never see each other: each is told by a
//! message of their own, and pages show numbers only.

mod store;

use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{ContactId, ConversationId, FollowerId, TicketId, codes};
use crate::texts::Lang;

codes! {
    State {
        /// Somebody gave this address; its owner has not said yes yet.
        Asked = "asked",
        Following = "following",
        Stopped = "stopped",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Follower {
    pub id: FollowerId,
    pub ticket_id: TicketId,
    pub contact_id: ContactId,
    pub state: State,
    /// Where they are told.
    pub conversation_id: Option<ConversationId>,
    /// Their own report, which was merged: they are told there.
    pub report_id: Option<TicketId>,
    /// The report through which they came here when it was merged.
    pub via_id: Option<TicketId>,
    pub language: Lang,
    pub created_at: Millis,
    pub changed_at: Millis,
}

/// A link that was mailed and not used is forgotten after so long.
const ASKED: Millis = 7 * DAY;

/// Somebody wants to follow; whether they did already, did once, or are new. Somebody who stopped is asked
/// anew, somebody who follows is left alone.
pub async fn ask(tx: &mut Tx, ticket: TicketId, contact: ContactId, language: Lang) -> Result<Follower> {
    if let Some(known) = store::of(tx, ticket, contact).await? {
        if known.state == State::Stopped {
            store::set_state(tx, known.id, State::Asked).await?;
        }
        return get(tx, known.id).await;
    }
    store::insert(tx, ticket, contact, State::Asked, None, language).await
}

/// The citizen of a report follows what it was merged into. None: they follow it already.
pub async fn join(
    tx: &mut Tx,
    main: TicketId,
    contact: ContactId,
    report: TicketId,
    language: Lang,
) -> Result<Option<Follower>> {
    match store::of(tx, main, contact).await? {
        Some(known) if known.state == State::Following => Ok(None),
        // Whoever follows by their own report needs no link.
        Some(known) => {
            store::set_report(tx, known.id, report).await?;
            store::set_state(tx, known.id, State::Following).await?;
            get(tx, known.id).await.map(Some)
        }
        None => store::insert(tx, main, contact, State::Following, Some(report), language).await.map(Some),
    }
}

/// Where they are told from now on.
pub async fn tell_in(tx: &mut Tx, id: FollowerId, conversation: ConversationId) -> Result<()> {
    store::set_conversation(tx, id, conversation).await
}

pub async fn get(tx: &mut Tx, id: FollowerId) -> Result<Follower> {
    store::get(tx, id).await?.ok_or_else(|| not_found("follower"))
}

pub async fn follow(tx: &mut Tx, id: FollowerId) -> Result<()> {
    store::set_state(tx, id, State::Following).await
}

pub async fn stop(tx: &mut Tx, id: FollowerId) -> Result<()> {
    store::set_state(tx, id, State::Stopped).await
}

/// Nothing that is followed is told in this conversation any more; how many that were.
pub async fn stop_in(tx: &mut Tx, conversation: ConversationId) -> Result<u64> {
    store::stop_in(tx, conversation).await
}

/// Who follows `from` follows `to`, unless they do already.
pub async fn move_on(tx: &mut Tx, from: TicketId, to: TicketId) -> Result<()> {
    store::move_on(tx, from, to).await
}

/// Who came to `main` through `via` goes back there; the citizen of `via` follows nothing any more.
pub async fn move_back(tx: &mut Tx, main: TicketId, via: TicketId) -> Result<()> {
    store::forget_report(tx, main, via).await?;
    store::move_back(tx, main, via).await
}

/// Who came through `via` follows `to` now, and still came through it.
pub async fn carry(tx: &mut Tx, main: TicketId, via: TicketId, to: TicketId) -> Result<()> {
    store::carry(tx, main, via, to).await
}

/// Followers behind one, in order, who were there until then.
pub async fn batch(
    tx: &mut Tx,
    ticket: TicketId,
    after: FollowerId,
    until: Millis,
    limit: i64,
) -> Result<Vec<Follower>> {
    store::batch(tx, ticket, after, until, limit).await
}

pub async fn count(tx: &mut Tx, ticket: TicketId) -> Result<i64> {
    Ok(counts(tx, &[ticket]).await?.first().map_or(0, |(_, n)| *n))
}

/// How many follow each of these; those whom nobody follows are left out.
pub async fn counts(tx: &mut Tx, tickets: &[TicketId]) -> Result<Vec<(TicketId, i64)>> {
    store::counts(tx, tickets).await
}

/// Forgets who never said yes.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let before = tx.now() - ASKED;
    store::forget_asked(tx, before).await
}
