//! All SQL of labels and limits.

pub mod appeals;
pub mod limited;
pub mod months;

use std::collections::HashMap;

use super::{Kind, Limit, LimitState, Mark, State};
use crate::auth::VISIBLE;
use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, LimitId, MarkId, StaffId, TicketId};
use crate::tickets::Ticket;

const MARKS: &str =
    "SELECT m.id, m.ticket_id, m.contact_id, m.channel, m.kind, m.note, m.staff_id, m.at, m.state,
    m.why, t.number, t.is_anonymous FROM nuisance_mark m JOIN ticket t ON t.id = m.ticket_id WHERE ";
const LIMITS: &str =
    "SELECT l.id, l.mark_id, l.contact_id, l.channel, l.kind, l.days, l.state, l.asked_by, l.asked_at,
    l.agreed_by, l.starts_at, l.ends_at, l.told_at, l.lifted_by, l.lifted_at, l.why, l.appeal_id,
    l.verdict, l.judged_by, l.judged_at, l.judged_why, m.ticket_id, m.note, m.staff_id AS labelled_by, t.number
    FROM nuisance_limit l JOIN nuisance_mark m ON m.id = l.mark_id JOIN ticket t ON t.id = m.ticket_id WHERE ";

pub async fn insert_mark(
    tx: &mut Tx,
    ticket: &Ticket,
    contact: ContactId,
    (kind, note): (Kind, &str),
    by: StaffId,
    state: State,
) -> Result<MarkId> {
    let (id, now) = (MarkId(tx.id()), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO nuisance_mark (id, ticket_id, contact_id, channel, kind, note, staff_id, at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(id).bind(ticket.id).bind(contact).bind(ticket.channel().code()).bind(kind).bind(note)
        .bind(by).bind(now).bind(state).execute(c).await.map(|_| ()))?;
    Ok(id)
}

pub async fn is_struck(tx: &mut Tx, ticket: TicketId) -> Result<bool> {
    let n = on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM nuisance_mark WHERE ticket_id = $1 AND state IN ('proposed', 'strike')")
        .bind(ticket).fetch_one(c).await)?;
    Ok(n > 0)
}

/// The row, locked until the transaction ends: two supervisors decide one after the other.
pub async fn mark(tx: &mut Tx, id: MarkId) -> Result<Option<Mark>> {
    on!(tx, c => sqlx::query("UPDATE nuisance_mark SET id = id WHERE id = $1").bind(id).execute(c).await.map(|_| ()))?;
    let mut select = Select::new(MARKS, []);
    select.with("m.id = ?", [id.0.into()]);
    Ok(select.fetch(tx).await?.pop())
}

pub async fn visible(tx: &mut Tx, viewer: StaffId, id: MarkId) -> Result<Option<Mark>> {
    let mut select = Select::new(MARKS, [viewer.0.into()]);
    select.push(VISIBLE).with(" AND m.id = ?", [id.0.into()]);
    Ok(select.fetch(tx).await?.pop())
}

pub async fn proposals(tx: &mut Tx, viewer: StaffId, limit: i64) -> Result<Vec<Mark>> {
    let mut select = Select::new(MARKS, [viewer.0.into()]);
    select.push("m.state = 'proposed' AND ").push(VISIBLE).with(" ORDER BY m.id LIMIT ?", [limit.into()]);
    select.fetch(tx).await
}

pub async fn marks_of(tx: &mut Tx, viewer: StaffId, contact: ContactId, limit: i64) -> Result<Vec<Mark>> {
    let mut select = Select::new(MARKS, [viewer.0.into()]);
    select.push(VISIBLE).with(
        " AND m.contact_id = ? AND NOT t.is_anonymous ORDER BY m.id DESC LIMIT ?",
        [contact.0.into(), limit.into()],
    );
    select.fetch(tx).await
}

pub async fn marks_on(tx: &mut Tx, ticket: TicketId, limit: i64) -> Result<Vec<Mark>> {
    let mut select = Select::new(MARKS, []);
    select.with("m.ticket_id = ? ORDER BY m.id DESC LIMIT ?", [ticket.0.into(), limit.into()]);
    select.fetch(tx).await
}

pub async fn decide(tx: &mut Tx, id: MarkId, state: State, by: StaffId, why: Option<&str>) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE nuisance_mark SET state = $2, decided_by = $3, decided_at = $4, why = $5 WHERE id = $1")
        .bind(id).bind(state).bind(by).bind(now).bind(why).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn strikes(tx: &mut Tx, contact: ContactId, since: Millis) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM nuisance_mark WHERE contact_id = $1 AND state = 'strike' AND at >= $2")
        .bind(contact).bind(since).fetch_one(c).await)?)
}

pub async fn strikes_of(
    tx: &mut Tx,
    contacts: &[ContactId],
    since: Millis,
) -> Result<HashMap<ContactId, i64>> {
    #[derive(sqlx::FromRow)]
    struct Struck {
        contact_id: ContactId,
        n: i64,
    }
    let mut select = Select::new(
        "SELECT contact_id, COUNT(*) AS n FROM nuisance_mark WHERE state = 'strike' AND at >= $1 AND contact_id",
        [since.into()],
    );
    select.any_of(contacts.iter().map(|id| id.0)).push(" GROUP BY contact_id");
    Ok(select.fetch::<Struck>(tx).await?.into_iter().map(|one| (one.contact_id, one.n)).collect())
}

pub async fn silent_since(tx: &mut Tx, contact: ContactId, since: Millis) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM nuisance_mark m JOIN ticket t ON t.id = m.ticket_id
         WHERE m.contact_id = $1 AND m.kind = 'silent' AND m.at >= $2 AND NOT t.is_anonymous")
        .bind(contact).bind(since).fetch_one(c).await)?)
}

pub async fn move_marks(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "UPDATE nuisance_mark SET contact_id = $2 WHERE contact_id = $1 RETURNING id")
        .bind(from).bind(to).fetch_all(c).await)?)
}

pub async fn give_mark(tx: &mut Tx, id: i64, from: ContactId, to: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE nuisance_mark SET contact_id = $3 WHERE id = $1 AND contact_id = $2")
        .bind(id).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn follow_tickets(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE nuisance_mark SET contact_id = $2
         WHERE contact_id = $1 AND ticket_id IN (SELECT id FROM ticket WHERE contact_id = $2)")
        .bind(from).bind(to).execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query(
        "UPDATE nuisance_limit SET contact_id = $2
         WHERE contact_id = $1 AND mark_id IN (SELECT id FROM nuisance_mark WHERE contact_id = $2)")
        .bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_limit(tx: &mut Tx, mark: &Mark, days: i64, by: StaffId) -> Result<LimitId> {
    let (id, now) = (LimitId(tx.id()), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO nuisance_limit (id, mark_id, contact_id, channel, kind, days, state, asked_by, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8)")
        .bind(id).bind(mark.id).bind(mark.contact_id).bind(&mark.channel).bind(mark.kind).bind(days).bind(by)
        .bind(now).execute(c).await.map(|_| ()))?;
    Ok(id)
}

/// The row, locked until the transaction ends.
pub async fn limit(tx: &mut Tx, id: LimitId) -> Result<Option<Limit>> {
    on!(tx, c => sqlx::query("UPDATE nuisance_limit SET id = id WHERE id = $1").bind(id).execute(c).await.map(|_| ()))?;
    peek(tx, id).await
}

pub async fn peek(tx: &mut Tx, id: LimitId) -> Result<Option<Limit>> {
    let mut select = Select::new(LIMITS, []);
    select.with("l.id = ?", [id.0.into()]);
    Ok(select.fetch(tx).await?.pop())
}

pub async fn start(tx: &mut Tx, id: LimitId, days: i64, by: StaffId, ends_at: Millis) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE nuisance_limit SET state = 'running', days = $2, agreed_by = $3, starts_at = $4, ends_at = $5 WHERE id = $1")
        .bind(id).bind(days).bind(by).bind(now).bind(ends_at).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn end(tx: &mut Tx, id: LimitId, state: LimitState, by: StaffId, why: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "UPDATE nuisance_limit SET state = $2, lifted_by = $3, lifted_at = $4, why = $5 WHERE id = $1")
        .bind(id).bind(state).bind(by).bind(now).bind(why).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_told(tx: &mut Tx, id: LimitId) -> Result<bool> {
    let now = tx.now();
    let told = on!(tx, c => sqlx::query("UPDATE nuisance_limit SET told_at = $2 WHERE id = $1 AND told_at IS NULL")
        .bind(id).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(told == 1)
}

pub async fn set_appeal(tx: &mut Tx, id: LimitId, ticket: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE nuisance_limit SET appeal_id = $2 WHERE id = $1")
        .bind(id).bind(ticket).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The limit that runs longest.
pub async fn running_on(tx: &mut Tx, contact: ContactId, channel: &str) -> Result<Option<Limit>> {
    let now = tx.now();
    let mut select = Select::new(LIMITS, []);
    select.with(
        "l.contact_id = ? AND l.ends_at > ? AND l.state = 'running' AND l.channel = ? ORDER BY l.ends_at DESC LIMIT 1",
        [contact.0.into(), now.into(), channel.into()],
    );
    Ok(select.fetch(tx).await?.pop())
}

pub async fn of_contact(tx: &mut Tx, contact: ContactId, limit: i64) -> Result<Vec<Limit>> {
    let now = tx.now();
    let mut select = Select::new(LIMITS, []);
    select.with(
        "l.contact_id = ? AND l.ends_at > ? AND l.state = 'running' AND NOT t.is_anonymous ORDER BY l.ends_at DESC LIMIT ?",
        [contact.0.into(), now.into(), limit.into()],
    );
    select.fetch(tx).await
}

pub async fn waiting(tx: &mut Tx, viewer: StaffId, limit: i64) -> Result<Vec<Limit>> {
    let mut select = Select::new(LIMITS, [viewer.0.into()]);
    select.push("l.state = 'waiting' AND ").push(VISIBLE).with(" ORDER BY l.id LIMIT ?", [limit.into()]);
    select.fetch(tx).await
}

pub async fn running(tx: &mut Tx, viewer: StaffId, limit: i64) -> Result<Vec<Limit>> {
    let now = tx.now();
    let mut select = Select::new(LIMITS, [viewer.0.into()]);
    select.with("l.state = 'running' AND l.ends_at > ? AND ", [now.into()]).push(VISIBLE);
    select.with(" ORDER BY l.ends_at LIMIT ?", [limit.into()]);
    select.fetch(tx).await
}

pub async fn ended(tx: &mut Tx, viewer: StaffId, limit: i64) -> Result<Vec<Limit>> {
    let now = tx.now();
    let mut select = Select::new(LIMITS, [viewer.0.into()]);
    select.with("(l.state IN ('lifted', 'refused') OR l.ends_at <= ?) AND ", [now.into()]).push(VISIBLE);
    select.with(" ORDER BY l.id DESC LIMIT ?", [limit.into()]);
    select.fetch(tx).await
}

pub async fn move_limits(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "UPDATE nuisance_limit SET contact_id = $2 WHERE contact_id = $1 RETURNING id")
        .bind(from).bind(to).fetch_all(c).await)?)
}

pub async fn give_limit(tx: &mut Tx, id: i64, from: ContactId, to: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE nuisance_limit SET contact_id = $3 WHERE id = $1 AND contact_id = $2")
        .bind(id).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Limits rest while a disaster lasts: one line of the house's settings.
pub async fn set_resting(tx: &mut Tx, rests: bool) -> Result<()> {
    let now = tx.now();
    let value = if rests { "1" } else { "0" };
    on!(tx, c => sqlx::query("INSERT INTO setting (name, value, updated_at) VALUES ('limits-rest', $1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at")
        .bind(value).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn is_resting(tx: &mut Tx) -> Result<bool> {
    let value = on!(tx, c => sqlx::query_scalar::<_, String>("SELECT value FROM setting WHERE name = 'limits-rest'")
        .fetch_optional(c).await)?;
    Ok(value.as_deref() == Some("1"))
}
