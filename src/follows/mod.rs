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

/// The citizen of a report follows what it was merged into: told in their own thread, whether others may know of
/// it or not. Says how they followed by their own wish, for [`leave`].
pub async fn join(
    tx: &mut Tx,
    main: TicketId,
    contact: ContactId,
    report: TicketId,
    language: Lang,
) -> Result<Option<State>> {
    match store::of(tx, main, contact).await? {
        // By another report of theirs.
        Some(known) if known.state == State::Following && known.report_id.is_some() => Ok(None),
        // Whoever follows by their own report needs no link.
        Some(known) => {
            store::set_report(tx, known.id, report).await?;
            store::set_state(tx, known.id, State::Following).await?;
            Ok(known.conversation_id.map(|_| known.state))
        }
        None => {
            store::insert(tx, main, contact, State::Following, Some(report), language).await?;
            Ok(None)
        }
    }
}

/// Their report came apart, and another one of theirs is there still: they are told in that one's thread. False:
/// it was not by this report that they followed.
pub async fn go_on_by(tx: &mut Tx, main: TicketId, report: TicketId, next: TicketId) -> Result<bool> {
    store::change_report(tx, main, report, next).await
}

/// Their report came apart: they follow as they did before by their own wish, or no more.
pub async fn leave(tx: &mut Tx, report: TicketId, before: Option<State>) -> Result<()> {
    match before {
        Some(state) => store::leave_report(tx, report, state).await,
        None => store::forget_report(tx, report).await,
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

/// Who follows `from` follows `to`, unless they do already. Their yes there counts for both: a question that they
/// did not answer here, or an end before it, is done with.
pub async fn move_on(tx: &mut Tx, from: TicketId, to: TicketId) -> Result<()> {
    store::make_room(tx, from, to).await?;
    store::move_on(tx, from, to).await
}

/// Who came to `main` through `via` goes back there.
pub async fn move_back(tx: &mut Tx, main: TicketId, via: TicketId) -> Result<()> {
    store::move_back(tx, main, via).await
}

/// What a contact follows goes over to another one. Says what moved, and what rests because that one follows it
/// already: one person hears once.
pub async fn move_all(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<(Vec<i64>, Vec<i64>)> {
    let moved = store::move_contact(tx, from, to).await?;
    Ok((moved, store::rest(tx, from, to).await?))
}

/// One goes back, if it is where it was moved to.
pub async fn give(tx: &mut Tx, id: i64, from: ContactId, to: ContactId) -> Result<()> {
    store::give(tx, id, from, to).await
}

/// One that rested, because another contact of the same person was told, is told again; unless they said "enough"
/// there meanwhile.
pub async fn wake(tx: &mut Tx, id: i64, rested_for: ContactId) -> Result<()> {
    store::wake(tx, id, rested_for).await
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
