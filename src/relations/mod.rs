//! What reports have to do with each other: one is the same as another, hangs below it, came out of it, or
//! should be seen beside it.
//!
//! A report has at most one main report (merged) and one parent (child). A main report was merged into nothing,
//! and a parent hangs below nothing: [`crate::cases`] keeps it so, and the indexes see to the first half.

mod store;

use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::follows::State;
use crate::ids::{AgencyId, ContactId, LinkId, StaffId, TicketId, codes};
use crate::tickets::TicketNumber;
use crate::tickets::life::Stage;

codes! {
    /// How two reports belong together.
    Kind {
        /// The ticket is the same matter as the other, which goes on alone.
        Merged = "merged",
        /// The ticket hangs below the other and is answered with it.
        Child = "child",
        /// The ticket was a part of the other.
        Split = "split",
        Related = "related",
    }
}

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Link {
    pub id: LinkId,
    pub kind: Kind,
    pub ticket_id: TicketId,
    pub other_id: TicketId,
    pub staff_id: Option<StaffId>,
    pub at: Millis,
    pub before: Json<Before>,
}

/// How it was before, for the way back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Before {
    pub stage: Option<Stage>,
    /// What hung below the ticket and hangs below its main report now.
    pub moved: Vec<LinkId>,
    /// The main report, where it hung below the ticket itself.
    pub was_parent: Option<Hung>,
    /// How the ticket's citizen followed the main report already.
    pub followed: Option<State>,
}

/// What hung below a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Hung {
    Of(TicketId),
    /// As it was kept before it was known which one: yes or no.
    Known(bool),
}

impl Hung {
    /// Was it this one? The main report may have been merged on since.
    pub fn is(self, ticket: TicketId) -> bool {
        match self {
            Self::Of(known) => known == ticket,
            Self::Known(was) => was,
        }
    }
}

/// The other end of a link, as far as its reader may see that report.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Seen {
    pub link_id: LinkId,
    pub kind: Kind,
    pub ticket_id: TicketId,
    pub number: TicketNumber,
    pub subject: String,
    pub stage: Stage,
    pub agency_id: AgencyId,
    pub created_at: Millis,
    pub due_at: Millis,
    pub resolved_at: Option<Millis>,
    /// Since when the clock stands because others must act.
    pub paused_at: Option<Millis>,
}

/// How many hang below a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Below {
    pub merged: i64,
    pub children: i64,
}

/// Links two reports; once is enough.
pub async fn link(
    tx: &mut Tx,
    kind: Kind,
    ticket: TicketId,
    other: TicketId,
    by: Option<StaffId>,
    before: Before,
) -> Result<LinkId> {
    if let Some(known) = store::find(tx, kind, ticket, other).await? {
        return Ok(known);
    }
    let link = Link {
        id: LinkId(tx.id()),
        kind,
        ticket_id: ticket,
        other_id: other,
        staff_id: by,
        at: tx.now(),
        before: Json(before),
    };
    store::insert(tx, &link).await?;
    Ok(link.id)
}

pub async fn get(tx: &mut Tx, id: LinkId) -> Result<Link> {
    store::get(tx, id).await?.ok_or_else(|| not_found("link"))
}

pub async fn unlink(tx: &mut Tx, id: LinkId) -> Result<()> {
    store::remove(tx, id).await
}

/// The link to what the report was merged into, or hangs below.
pub async fn above(tx: &mut Tx, kind: Kind, ticket: TicketId) -> Result<Option<Link>> {
    store::above(tx, kind, ticket).await
}

/// The report that this one was merged into; itself when it was not.
pub async fn main_of(tx: &mut Tx, ticket: TicketId) -> Result<TicketId> {
    Ok(above(tx, Kind::Merged, ticket).await?.map_or(ticket, |link| link.other_id))
}

/// The oldest link of a report of this contact that was merged into `main`. Who hides is not found by another one.
pub async fn merged_of(tx: &mut Tx, main: TicketId, contact: ContactId) -> Result<Option<Link>> {
    store::merged_of(tx, main, contact).await
}

/// Another way back from now on.
pub async fn set_before(tx: &mut Tx, id: LinkId, before: Before) -> Result<()> {
    store::set_before(tx, id, &Json(before)).await
}

pub async fn below(tx: &mut Tx, ticket: TicketId) -> Result<Below> {
    let counts = store::below(tx, ticket).await?;
    let of = |kind: Kind| counts.iter().find(|(known, _)| *known == kind).map_or(0, |(_, n)| *n);
    Ok(Below { merged: of(Kind::Merged), children: of(Kind::Child) })
}

/// What hung below `from` hangs below `to` from now on; says what moved.
pub async fn move_below(tx: &mut Tx, from: TicketId, to: TicketId) -> Result<Vec<LinkId>> {
    store::move_below(tx, from, to).await
}

/// What was moved to `from` hangs below `to` again; what was taken away or went on meanwhile stays where it is.
/// Says which reports they are.
pub async fn move_back(tx: &mut Tx, links: &[LinkId], from: TicketId, to: TicketId) -> Result<Vec<TicketId>> {
    let mut moved = Vec::with_capacity(links.len());
    for link in links {
        moved.extend(store::set_other(tx, *link, from, to).await?);
    }
    Ok(moved)
}

/// What this report was merged into, hangs below, came out of or stands beside, if the viewer sees it.
pub async fn seen_above(tx: &mut Tx, viewer: StaffId, ticket: TicketId, limit: i64) -> Result<Vec<Seen>> {
    store::seen_above(tx, viewer, ticket, limit).await
}

/// What points at this report with a link of this kind behind a link, as far as the viewer sees it.
pub async fn seen_below(
    tx: &mut Tx,
    viewer: StaffId,
    ticket: TicketId,
    kind: Kind,
    after: LinkId,
    limit: i64,
) -> Result<Vec<Seen>> {
    store::seen_below(tx, viewer, ticket, kind, after, limit).await
}

/// Children behind a ticket, in order, that were linked until then.
pub async fn children(
    tx: &mut Tx,
    parent: TicketId,
    after: TicketId,
    until: Millis,
    limit: i64,
) -> Result<Vec<TicketId>> {
    store::children(tx, parent, after, until, limit).await
}

/// Those of these that hang below another one, with it.
pub async fn parents_of(tx: &mut Tx, tickets: &[TicketId]) -> Result<Vec<(TicketId, TicketId)>> {
    store::parents_of(tx, tickets).await
}

/// How many reports hang below each of these; those without any are left out.
pub async fn reports(tx: &mut Tx, tickets: &[TicketId]) -> Result<Vec<(TicketId, i64)>> {
    store::reports(tx, tickets).await
}
