//! Two contacts that are one person. Only somebody who may know both does this, by hand; what was moved is
//! written down thing by thing, and can be moved back.

use serde_json::json;

use crate::audit;
use crate::auth::{Right, Staff};
use crate::clock::Millis;
use crate::contacts::{self, Moved};
use crate::conversations;
use crate::db::Tx;
use crate::error::{Result, forbidden};
use crate::follows;
use crate::ids::{ContactId, MergeId, TicketId};
use crate::nuisance;
use crate::tickets::owner;

fn may(by: &Staff) -> Result<()> {
    if by.role.may(Right::MergeContacts) {
        Ok(())
    } else {
        Err(forbidden("merging tells who somebody is: ask a supervisor"))
    }
}

/// Everything of `gone` goes over to `kept`: identities, consents, conversations, tickets, labels, limits and
/// what they follow.
pub async fn merge(
    tx: &mut Tx,
    kept: ContactId,
    gone: ContactId,
    reason: &str,
    by: &Staff,
) -> Result<MergeId> {
    may(by)?;
    let (kept, gone) = contacts::begin(tx, kept, gone, reason).await?;
    let (followers, resting) = follows::move_all(tx, gone.id, kept.id).await?;
    let moved = Moved {
        followers,
        resting,
        // Conversations before tickets: everybody locks in this order.
        conversations: conversations::owner::move_all(tx, gone.id, kept.id).await?,
        tickets: owner::move_all(tx, gone.id, kept.id).await?,
        marks: nuisance::move_marks(tx, gone.id, kept.id).await?,
        limits: nuisance::move_limits(tx, gone.id, kept.id).await?,
    };
    let id = contacts::finish(tx, (&kept, &gone), reason, &moved, by.id).await?;
    let detail = json!({
        "gone": gone.id, "reason": reason.trim(), "tickets": moved.tickets.len(),
        "conversations": moved.conversations.len(),
    });
    audit::record(tx, Some(by.id), "contact-merged", ("contact", kept.id), detail).await?;
    Ok(id)
}

/// Parts them again: what was moved goes back, and what came since by the addresses and conversations that go
/// back goes with them, with labels, limits and appeals that followed from it. What came by the other's own ways stays.
pub async fn unmerge(tx: &mut Tx, id: MergeId, by: &Staff) -> Result<()> {
    may(by)?;
    let merge = contacts::part(tx, id).await?;
    let items = contacts::items(tx, id).await?;
    let moved = Moved::of(&items);
    let (from, to) = (merge.kept_id, merge.gone_id);
    let mut conversations = moved.conversations.clone();
    for known in items.iter().filter_map(contacts::Item::identity) {
        let since = conversations::owner::begun_since(tx, from, merge.at, &known.value).await?;
        conversations.extend(since);
    }
    let mut younger: Vec<TicketId> = Vec::new();
    for conversation in &conversations {
        conversations::owner::give(tx, *conversation, from, to).await?;
        younger.extend(conversations::owner::tickets_since(tx, *conversation, merge.at).await?);
    }
    for ticket in &moved.tickets {
        owner::give(tx, *ticket, from, to).await?;
    }
    for ticket in younger {
        owner::give_younger(tx, ticket, from, to, merge.at).await?;
    }
    for mark in &moved.marks {
        nuisance::give_mark(tx, *mark, from, to).await?;
    }
    for limit in &moved.limits {
        nuisance::give_limit(tx, *limit, from, to).await?;
    }
    nuisance::follow_tickets(tx, from, to).await?;
    for appeal in nuisance::appeals_of(tx, to).await? {
        give_appeal(tx, appeal, from, to, merge.at).await?;
    }
    for follower in &moved.followers {
        follows::give(tx, *follower, from, to).await?;
    }
    for follower in &moved.resting {
        follows::wake(tx, *follower, from).await?;
    }
    contacts::undo(tx, &merge, &items, by.id).await?;
    audit::record(tx, Some(by.id), "contact-parted", ("contact", from), json!({ "gone": to })).await
}

/// What somebody said since against a limit of theirs is theirs: it came by no address of either of the two.
async fn give_appeal(
    tx: &mut Tx,
    appeal: TicketId,
    from: ContactId,
    to: ContactId,
    since: Millis,
) -> Result<()> {
    if let Some(conversation) = conversations::spoken_through(tx, appeal).await? {
        conversations::owner::give(tx, conversation.id, from, to).await?;
    }
    owner::give_younger(tx, appeal, from, to, since).await
}
