//! Parent and child, and "see also". A parent has no parent and a child no children: one burst main, four
//! hundred reports, one answer.

use serde_json::json;

use super::{may_meet, note};
use crate::audit;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Result, conflict, invalid};
use crate::ids::{LinkId, TicketId};
use crate::relations::{self, Before, Kind};
use crate::tickets::life::Stage;
use crate::tickets::{self, Ticket};

/// Hangs a report below another: the other's parent when that one is a child itself, its main report when
/// it was merged. Returns the parent. A report that has another parent changes over.
pub async fn attach(tx: &mut Tx, by: &Staff, child: TicketId, parent: TicketId) -> Result<TicketId> {
    tickets::visible(tx, by.id, child).await?;
    let asked = tickets::visible(tx, by.id, parent).await?;
    let parent = relations::main_of(tx, asked.id).await?;
    let parent = relations::above(tx, Kind::Child, parent).await?.map_or(parent, |link| link.other_id);
    if parent == child {
        return Err(invalid("main", "relations-same"));
    }
    tickets::lock_both(tx, child, parent).await?;
    let ticket = tickets::visible(tx, by.id, child).await?;
    let parent = tickets::visible(tx, by.id, parent).await?;
    if ticket.stage == Stage::Merged {
        return Err(invalid("main", "relations-merged-already"));
    }
    if matches!(parent.stage, Stage::Closed | Stage::Rejected) {
        return Err(invalid("main", "relations-main-over"));
    }
    if parent.stage == Stage::Merged || relations::above(tx, Kind::Child, parent.id).await?.is_some() {
        return Err(conflict("the parent moved a moment ago"));
    }
    may_meet(by, &ticket, &parent)?;
    let known = relations::above(tx, Kind::Child, child).await?;
    if known.as_ref().is_some_and(|link| link.other_id == parent.id) {
        return Ok(parent.id);
    }
    if relations::below(tx, child).await?.children > 0 {
        return Err(invalid("main", "relations-has-children"));
    }
    if let Some(link) = known {
        relations::unlink(tx, link.id).await?;
    }
    relations::link(tx, Kind::Child, child, parent.id, Some(by.id), Before::default()).await?;
    note(tx, child, Some(by.id), "child", Some(&parent)).await?;
    tickets::touch(tx, child).await?;
    // Four hundred children would drown the parent's history: its panel lists them.
    tickets::touch(tx, parent.id).await?;
    let detail = json!({ "after": { "parent": parent.id } });
    audit::record(tx, Some(by.id), "ticket-linked", ("ticket", child), detail).await?;
    Ok(parent.id)
}

/// Two reports that should be seen beside each other.
pub async fn relate(tx: &mut Tx, by: &Staff, one: TicketId, other: TicketId) -> Result<()> {
    if one == other {
        return Err(invalid("main", "relations-same"));
    }
    tickets::visible(tx, by.id, one).await?;
    tickets::visible(tx, by.id, other).await?;
    tickets::lock_both(tx, one, other).await?;
    let (one, other) = (tickets::visible(tx, by.id, one).await?, tickets::visible(tx, by.id, other).await?);
    may_meet(by, &one, &other)?;
    let (older, newer) = if one.id < other.id { (&one, &other) } else { (&other, &one) };
    relations::link(tx, Kind::Related, newer.id, older.id, Some(by.id), Before::default()).await?;
    note(tx, one.id, Some(by.id), "related", Some(&other)).await?;
    note(tx, other.id, Some(by.id), "related", Some(&one)).await?;
    tickets::touch(tx, one.id).await?;
    tickets::touch(tx, other.id).await?;
    let detail = json!({ "after": { "related": other.id } });
    audit::record(tx, Some(by.id), "ticket-linked", ("ticket", one.id), detail).await
}

/// A stranger's letter names another report: the two are seen beside each other, by whoever may see both. Where
/// somebody hides, nothing is said: a letter would tell who they are.
pub async fn quoted(tx: &mut Tx, fresh: &Ticket, other: TicketId) -> Result<()> {
    let other = tickets::get(tx, other).await?;
    let hides = |ticket: &Ticket| ticket.is_anonymous || ticket.is_confidential;
    if fresh.id == other.id || hides(fresh) || hides(&other) {
        return Ok(());
    }
    relations::link(tx, Kind::Related, fresh.id, other.id, None, Before::default()).await?;
    note(tx, fresh.id, None, "related", Some(&other)).await
}

/// Takes a child from its parent, or two related reports apart. What was merged comes apart by
/// [`super::unmerge`], and where a part came from stays known.
pub async fn take_apart(tx: &mut Tx, by: &Staff, id: LinkId) -> Result<()> {
    let link = relations::get(tx, id).await?;
    let ticket = tickets::visible(tx, by.id, link.ticket_id).await?;
    let other = tickets::visible(tx, by.id, link.other_id).await?;
    if !matches!(link.kind, Kind::Child | Kind::Related) {
        return Err(invalid("link", "relations-stays"));
    }
    tickets::lock_both(tx, ticket.id, other.id).await?;
    // Pressed twice, or by two at once: the second finds nothing to take apart.
    relations::get(tx, id).await?;
    relations::unlink(tx, id).await?;
    note(tx, ticket.id, Some(by.id), "unlinked", Some(&other)).await?;
    if link.kind == Kind::Related {
        note(tx, other.id, Some(by.id), "unlinked", Some(&ticket)).await?;
    }
    tickets::touch(tx, ticket.id).await?;
    tickets::touch(tx, other.id).await?;
    let detail = json!({ "before": { link.kind.code(): other.id } });
    audit::record(tx, Some(by.id), "ticket-unlinked", ("ticket", ticket.id), detail).await
}
