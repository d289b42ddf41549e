//! All SQL of links between tickets.

use sqlx::types::Json;

use super::{Before, Kind, Link, Seen};
use crate::auth::{TITLE, VISIBLE};
use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{ContactId, LinkId, StaffId, TicketId};

pub async fn insert(tx: &mut Tx, link: &Link) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO ticket_link (id, kind, ticket_id, other_id, staff_id, at, before) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(link.id).bind(link.kind).bind(link.ticket_id).bind(link.other_id).bind(link.staff_id).bind(link.at)
        .bind(&link.before).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn find(tx: &mut Tx, kind: Kind, ticket: TicketId, other: TicketId) -> Result<Option<LinkId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, LinkId>(
        "SELECT id FROM ticket_link WHERE ticket_id = $1 AND other_id = $2 AND kind = $3")
        .bind(ticket).bind(other).bind(kind).fetch_optional(c).await)?)
}

pub async fn get(tx: &mut Tx, id: LinkId) -> Result<Option<Link>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Link>("SELECT * FROM ticket_link WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn remove(tx: &mut Tx, id: LinkId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM ticket_link WHERE id = $1").bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn above(tx: &mut Tx, kind: Kind, ticket: TicketId) -> Result<Option<Link>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Link>("SELECT * FROM ticket_link WHERE ticket_id = $1 AND kind = $2 ORDER BY id LIMIT 1")
        .bind(ticket).bind(kind).fetch_optional(c).await)?,
    )
}

pub async fn merged_of(tx: &mut Tx, main: TicketId, contact: ContactId) -> Result<Option<Link>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Link>(
        "SELECT l.* FROM ticket t JOIN ticket_link l ON l.ticket_id = t.id AND l.kind = 'merged'
         WHERE t.contact_id = $2 AND l.other_id = $1 AND NOT t.is_anonymous ORDER BY l.id LIMIT 1")
        .bind(main).bind(contact).fetch_optional(c).await)?)
}

pub async fn set_before(tx: &mut Tx, id: LinkId, before: &Json<Before>) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE ticket_link SET before = $2 WHERE id = $1")
        .bind(id).bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn below(tx: &mut Tx, ticket: TicketId) -> Result<Vec<(Kind, i64)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (Kind, i64)>(
        "SELECT kind, COUNT(*) FROM ticket_link WHERE other_id = $1 GROUP BY kind")
        .bind(ticket).fetch_all(c).await)?)
}

pub async fn move_below(tx: &mut Tx, from: TicketId, to: TicketId) -> Result<Vec<LinkId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, LinkId>(
        "UPDATE ticket_link SET other_id = $2 WHERE other_id = $1 AND ticket_id <> $2 AND kind IN ('merged', 'child')
         RETURNING id")
        .bind(from).bind(to).fetch_all(c).await)?)
}

pub async fn set_other(tx: &mut Tx, id: LinkId, from: TicketId, to: TicketId) -> Result<Option<TicketId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "UPDATE ticket_link SET other_id = $3 WHERE id = $1 AND other_id = $2 AND ticket_id <> $3
         RETURNING ticket_id")
        .bind(id).bind(from).bind(to).fetch_optional(c).await)?)
}

/// Links as this viewer reads them: `$1`.
fn links_for(viewer: StaffId) -> Select {
    let mut select =
        Select::new("SELECT l.id AS link_id, l.kind, t.id AS ticket_id, t.number, ", [viewer.0.into()]);
    select.push(TITLE).push(SEEN);
    select
}

const SEEN: &str = " AS subject, t.stage, t.agency_id, t.created_at, t.due_at, t.resolved_at, t.paused_at
    FROM ticket_link l JOIN ticket t ON t.id = ";

pub async fn seen_above(tx: &mut Tx, viewer: StaffId, ticket: TicketId, limit: i64) -> Result<Vec<Seen>> {
    let mut select = links_for(viewer);
    select.push("l.other_id WHERE ").push(VISIBLE);
    select.with(" AND l.ticket_id = ? ORDER BY l.id LIMIT ?", [ticket.0.into(), limit.into()]);
    select.fetch(tx).await
}

pub async fn seen_below(
    tx: &mut Tx,
    viewer: StaffId,
    ticket: TicketId,
    kind: Kind,
    after: LinkId,
    limit: i64,
) -> Result<Vec<Seen>> {
    let mut select = links_for(viewer);
    select.push("l.ticket_id WHERE ").push(VISIBLE);
    select.with(
        " AND l.other_id = ? AND l.kind = ? AND l.id > ? ORDER BY l.id LIMIT ?",
        [ticket.0.into(), kind.code().into(), after.0.into(), limit.into()],
    );
    select.fetch(tx).await
}

pub async fn children(
    tx: &mut Tx,
    parent: TicketId,
    after: TicketId,
    until: Millis,
    limit: i64,
) -> Result<Vec<TicketId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "SELECT ticket_id FROM ticket_link WHERE other_id = $1 AND kind = 'child' AND ticket_id > $2 AND at <= $3
         ORDER BY ticket_id LIMIT $4")
        .bind(parent).bind(after).bind(until).bind(limit).fetch_all(c).await)?)
}

#[derive(sqlx::FromRow)]
struct Pair {
    id: TicketId,
    n: i64,
}

pub async fn parents_of(tx: &mut Tx, tickets: &[TicketId]) -> Result<Vec<(TicketId, TicketId)>> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Select::new(
        "SELECT ticket_id AS id, other_id AS n FROM ticket_link WHERE kind = 'child' AND ticket_id",
        [],
    );
    select.any_of(tickets.iter().map(|ticket| ticket.0));
    let pairs: Vec<Pair> = select.fetch(tx).await?;
    Ok(pairs.into_iter().map(|pair| (pair.id, TicketId(pair.n))).collect())
}

pub async fn reports(tx: &mut Tx, tickets: &[TicketId]) -> Result<Vec<(TicketId, i64)>> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Select::new("SELECT other_id AS id, COUNT(*) AS n FROM ticket_link WHERE other_id", []);
    select.any_of(tickets.iter().map(|ticket| ticket.0));
    select.push(" AND kind IN ('merged', 'child') GROUP BY other_id");
    let pairs: Vec<Pair> = select.fetch(tx).await?;
    Ok(pairs.into_iter().map(|pair| (pair.id, pair.n)).collect())
}
