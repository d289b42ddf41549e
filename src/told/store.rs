//! All SQL of what was told to many.

use super::{NewTold, Progress, Told, Who};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, FollowerId, TicketId, ToldId};
use crate::tickets::life::Stage;

pub async fn insert(tx: &mut Tx, new: &NewTold<'_>) -> Result<ToldId> {
    let (id, now) = (ToldId(tx.id()), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO told (id, ticket_id, staff_id, at, kind, stage, body, is_public, total)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(id).bind(new.ticket).bind(new.by).bind(now).bind(new.kind).bind(new.stage).bind(new.body)
        .bind(new.is_public).bind(new.total).execute(c).await.map(|_| ()))?;
    Ok(id)
}

pub async fn get(tx: &mut Tx, id: ToldId) -> Result<Option<Told>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Told>("SELECT * FROM told WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn of_ticket(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Told>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Told>(
        "SELECT * FROM told WHERE ticket_id = $1 AND kind <> 'stage' ORDER BY id DESC LIMIT $2")
        .bind(ticket).bind(limit).fetch_all(c).await)?)
}

pub async fn public(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Told>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Told>(
        "SELECT * FROM told WHERE ticket_id = $1 AND is_public ORDER BY id DESC LIMIT $2")
        .bind(ticket).bind(limit).fetch_all(c).await)?)
}

pub async fn last_stage(tx: &mut Tx, ticket: TicketId) -> Result<Option<Stage>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, Stage>(
        "SELECT stage FROM told WHERE ticket_id = $1 AND stage IS NOT NULL ORDER BY id DESC LIMIT 1")
        .bind(ticket).fetch_optional(c).await)?)
}

pub async fn claim(tx: &mut Tx, id: ToldId, who: Who, whom: i64) -> Result<bool> {
    let fresh = on!(tx, c => sqlx::query(
        "INSERT INTO told_to (told_id, who, id, outcome) VALUES ($1, $2, $3, 'told') ON CONFLICT DO NOTHING")
        .bind(id).bind(who).bind(whom).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(fresh == 1)
}

pub async fn heard_by_child(tx: &mut Tx, id: ToldId, contact: ContactId) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM ticket t JOIN told_to d ON d.told_id = $1 AND d.who = 'child' AND d.id = t.id
             WHERE t.contact_id = $2 AND NOT t.is_anonymous AND d.outcome = 'told')")
        .bind(id).bind(contact).fetch_one(c).await)?)
}

pub async fn skip(tx: &mut Tx, id: ToldId, who: Who, whom: i64) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE told_to SET outcome = 'skipped' WHERE told_id = $1 AND who = $2 AND id = $3")
        .bind(id).bind(who).bind(whom).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn advance(tx: &mut Tx, id: ToldId, children: TicketId, followers: FollowerId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE told SET children_after = $2, followers_after = $3 WHERE id = $1")
        .bind(id).bind(children).bind(followers).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn finish(tx: &mut Tx, id: ToldId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE told SET done_at = $2 WHERE id = $1 AND done_at IS NULL")
        .bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn progress(tx: &mut Tx, id: ToldId) -> Result<Progress> {
    let (told, skipped) = on!(tx, c => sqlx::query_as::<_, (i64, i64)>(
        "SELECT COUNT(*) FILTER (WHERE outcome = 'told'), COUNT(*) FILTER (WHERE outcome = 'skipped')
         FROM told_to WHERE told_id = $1")
        .bind(id).fetch_one(c).await)?;
    Ok(Progress { told, skipped })
}
