//! All SQL of followers.

use super::{Follower, State};
use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, ConversationId, FollowerId, TicketId};
use crate::texts::Lang;

pub async fn insert(
    tx: &mut Tx,
    ticket: TicketId,
    contact: ContactId,
    state: State,
    report: Option<TicketId>,
    language: Lang,
) -> Result<Follower> {
    let (id, now) = (FollowerId(tx.id()), tx.now());
    Ok(on!(tx, c => sqlx::query_as::<_, Follower>(
        "INSERT INTO follower (id, ticket_id, contact_id, state, report_id, via_id, language, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $7) RETURNING *")
        .bind(id).bind(ticket).bind(contact).bind(state).bind(report).bind(language).bind(now)
        .fetch_one(c).await)?)
}

pub async fn of(tx: &mut Tx, ticket: TicketId, contact: ContactId) -> Result<Option<Follower>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Follower>("SELECT * FROM follower WHERE ticket_id = $1 AND contact_id = $2")
        .bind(ticket).bind(contact).fetch_optional(c).await)?,
    )
}

pub async fn get(tx: &mut Tx, id: FollowerId) -> Result<Option<Follower>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Follower>("SELECT * FROM follower WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn set_state(tx: &mut Tx, id: FollowerId, state: State) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE follower SET state = $2, changed_at = $3 WHERE id = $1")
        .bind(id).bind(state).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn stop_in(tx: &mut Tx, conversation: ConversationId) -> Result<u64> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query(
        "UPDATE follower SET state = 'stopped', changed_at = $2 WHERE conversation_id = $1 AND state = 'following'")
        .bind(conversation).bind(now).execute(c).await.map(|done| done.rows_affected()))?)
}

pub async fn set_report(tx: &mut Tx, id: FollowerId, report: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE follower SET report_id = $2, via_id = $2 WHERE id = $1")
        .bind(id).bind(report).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_conversation(tx: &mut Tx, id: FollowerId, conversation: ConversationId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE follower SET conversation_id = $2 WHERE id = $1")
        .bind(id).bind(conversation).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Those who follow both stay where they are: a merged report says nothing any more.
const NOT_THERE_YET: &str = " AND NOT EXISTS (SELECT 1 FROM follower o WHERE o.ticket_id = $2 AND o.contact_id = follower.contact_id)";

pub async fn move_on(tx: &mut Tx, from: TicketId, to: TicketId) -> Result<()> {
    let sql = format!(
        "UPDATE follower SET ticket_id = $2, via_id = COALESCE(via_id, $1) WHERE ticket_id = $1{NOT_THERE_YET}"
    );
    on!(tx, c => sqlx::query(sqlx::AssertSqlSafe(sql)).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Whoever said yes at `from` needs none at `to`.
pub async fn make_room(tx: &mut Tx, from: TicketId, to: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query(
        "DELETE FROM follower WHERE ticket_id = $2 AND state <> 'following' AND EXISTS (SELECT 1 FROM follower o
             WHERE o.ticket_id = $1 AND o.contact_id = follower.contact_id AND o.state = 'following')")
        .bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn change_report(tx: &mut Tx, main: TicketId, report: TicketId, next: TicketId) -> Result<bool> {
    let changed = on!(tx, c => sqlx::query(
        "UPDATE follower SET report_id = $3, via_id = $3 WHERE ticket_id = $1 AND via_id = $2 AND report_id = $2")
        .bind(main).bind(report).bind(next).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Wherever the report led them: what was merged on took them along, or left them behind. Who said "enough" since
/// stays so.
pub async fn leave_report(tx: &mut Tx, report: TicketId, state: State) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE follower SET report_id = NULL, via_id = NULL, changed_at = $3,
             state = CASE WHEN state = 'stopped' THEN 'stopped' ELSE $2 END
         WHERE via_id = $1 AND report_id = $1")
        .bind(report).bind(state).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn forget_report(tx: &mut Tx, report: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM follower WHERE via_id = $1 AND report_id = $1")
        .bind(report).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn move_contact(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "UPDATE follower SET contact_id = $2 WHERE contact_id = $1 AND NOT EXISTS (SELECT 1 FROM follower o
             WHERE o.contact_id = $2 AND o.ticket_id = follower.ticket_id) RETURNING id")
        .bind(from).bind(to).fetch_all(c).await)?)
}

pub async fn rest(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "UPDATE follower SET state = 'stopped' WHERE contact_id = $1 AND state = 'following' AND EXISTS (SELECT 1
             FROM follower o WHERE o.contact_id = $2 AND o.ticket_id = follower.ticket_id AND o.state = 'following')
         RETURNING id")
        .bind(from).bind(to).fetch_all(c).await)?)
}

pub async fn give(tx: &mut Tx, id: i64, from: ContactId, to: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE follower SET contact_id = $3 WHERE id = $1 AND contact_id = $2 AND NOT EXISTS (SELECT 1
             FROM follower o WHERE o.contact_id = $3 AND o.ticket_id = follower.ticket_id)")
        .bind(id).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn wake(tx: &mut Tx, id: i64, rested_for: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE follower SET state = 'following' WHERE id = $1 AND state = 'stopped' AND NOT EXISTS (
             SELECT 1 FROM follower o
             WHERE o.contact_id = $2 AND o.ticket_id = follower.ticket_id AND o.state = 'stopped')")
        .bind(id).bind(rested_for).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn move_back(tx: &mut Tx, main: TicketId, via: TicketId) -> Result<()> {
    let sql = format!(
        "UPDATE follower SET ticket_id = $2, via_id = NULL WHERE ticket_id = $1 AND via_id = $2{NOT_THERE_YET}"
    );
    on!(tx, c => sqlx::query(sqlx::AssertSqlSafe(sql)).bind(main).bind(via).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn carry(tx: &mut Tx, main: TicketId, via: TicketId, to: TicketId) -> Result<()> {
    let sql =
        format!("UPDATE follower SET ticket_id = $2 WHERE ticket_id = $1 AND via_id = $3{NOT_THERE_YET}");
    on!(tx, c => sqlx::query(sqlx::AssertSqlSafe(sql)).bind(main).bind(to).bind(via).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn batch(
    tx: &mut Tx,
    ticket: TicketId,
    after: FollowerId,
    until: Millis,
    limit: i64,
) -> Result<Vec<Follower>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Follower>(
        "SELECT * FROM follower WHERE ticket_id = $1 AND state = 'following' AND id > $2 AND changed_at <= $3
         ORDER BY id LIMIT $4")
        .bind(ticket).bind(after).bind(until).bind(limit).fetch_all(c).await)?)
}

pub async fn counts(tx: &mut Tx, tickets: &[TicketId]) -> Result<Vec<(TicketId, i64)>> {
    #[derive(sqlx::FromRow)]
    struct Counted {
        ticket_id: TicketId,
        n: i64,
    }
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Select::new(
        "SELECT ticket_id, COUNT(*) AS n FROM follower WHERE state = 'following' AND ticket_id",
        [],
    );
    select.any_of(tickets.iter().map(|ticket| ticket.0)).push(" GROUP BY ticket_id");
    let counted: Vec<Counted> = select.fetch(tx).await?;
    Ok(counted.into_iter().map(|one| (one.ticket_id, one.n)).collect())
}

pub async fn forget_asked(tx: &mut Tx, before: Millis) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM follower WHERE state = 'asked' AND changed_at < $1")
        .bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}
