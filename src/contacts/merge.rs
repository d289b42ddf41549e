//! What is kept of two contacts that were made one, so that they can be parted again exactly. The flow that
//! moves tickets and conversations is `people::merge`; here is the contact's own side of it.

use serde_json::{Value, json};
use sqlx::types::Json;

use super::{Contact, KnownAs, get, store};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, conflict, invalid, not_found};
use crate::ids::{ContactId, ConversationId, MergeId, StaffId, TicketId};

/// Things one merge moves; a contact with more is no person.
pub const MOST: usize = 5_000;
/// Characters of a reason.
const REASON: usize = 500;

/// Two contacts made one.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Merge {
    pub id: MergeId,
    pub kept_id: ContactId,
    pub gone_id: ContactId,
    pub at: Millis,
    pub staff_id: StaffId,
    pub reason: String,
    /// What the kept contact took over because it had none of its own.
    pub(super) taken: Json<Value>,
    pub undone_at: Option<Millis>,
}

/// One thing that was moved.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Item {
    /// `phone`, `email`, `telegram`, `visitor`, `consent`, `conversation`, `ticket`, `mark`, `limit`,
    /// `follower` or `resting`.
    pub kind: String,
    pub item: String,
}

impl Item {
    fn of(kind: &str, item: impl ToString) -> Self {
        Self { kind: kind.to_owned(), item: item.to_string() }
    }

    /// Identities by their kind, everything else by its id.
    pub fn identity(&self) -> Option<KnownAs> {
        let is_identity = matches!(self.kind.as_str(), "phone" | "email" | "telegram" | "visitor");
        is_identity.then(|| KnownAs { kind: self.kind.clone(), value: self.item.clone() })
    }

    fn id(&self, kind: &str) -> Option<i64> {
        if self.kind == kind { self.item.parse().ok() } else { None }
    }
}

/// What other nouns moved for a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub conversations: Vec<ConversationId>,
    pub tickets: Vec<TicketId>,
    pub marks: Vec<i64>,
    pub limits: Vec<i64>,
    /// What they follow.
    pub followers: Vec<i64>,
    /// What both follow: the kept one is told.
    pub resting: Vec<i64>,
}

impl Moved {
    /// What a merge moved, without the contact's own things.
    pub fn of(items: &[Item]) -> Self {
        let ids = |kind: &str| items.iter().filter_map(|item| item.id(kind)).collect::<Vec<i64>>();
        Self {
            conversations: ids("conversation").into_iter().map(ConversationId).collect(),
            tickets: ids("ticket").into_iter().map(TicketId).collect(),
            marks: ids("mark"),
            limits: ids("limit"),
            followers: ids("follower"),
            resting: ids("resting"),
        }
    }

    fn items(&self) -> Vec<Item> {
        let mut items: Vec<Item> = self.conversations.iter().map(|id| Item::of("conversation", id)).collect();
        items.extend(self.tickets.iter().map(|id| Item::of("ticket", id)));
        items.extend(self.marks.iter().map(|id| Item::of("mark", id)));
        items.extend(self.limits.iter().map(|id| Item::of("limit", id)));
        items.extend(self.followers.iter().map(|id| Item::of("follower", id)));
        items.extend(self.resting.iter().map(|id| Item::of("resting", id)));
        items
    }
}

/// Checks that the two can become one, and locks both.
pub async fn begin(
    tx: &mut Tx,
    kept: ContactId,
    gone: ContactId,
    reason: &str,
) -> Result<(Contact, Contact)> {
    if kept == gone {
        return Err(invalid("number", "people-same-person"));
    }
    if reason.trim().is_empty() {
        return Err(invalid("reason", "reason-needed"));
    }
    // Always in one order, so that two merges of the same people wait for each other.
    for id in [kept.min(gone), kept.max(gone)] {
        store::merge::lock(tx, id).await?;
    }
    let (kept, gone) = (get(tx, kept).await?, get(tx, gone).await?);
    if kept.merged_into.is_some() || gone.merged_into.is_some() {
        return Err(conflict("one of the two was merged with somebody else a moment ago"));
    }
    if kept.erased_at.is_some() || gone.erased_at.is_some() {
        return Err(conflict("one of the two was erased at their wish: nobody is tied to what they were"));
    }
    Ok((kept, gone))
}

/// Moves the contact's own things and writes down everything that was moved.
pub async fn finish(
    tx: &mut Tx,
    (kept, gone): (&Contact, &Contact),
    reason: &str,
    moved: &Moved,
    by: StaffId,
) -> Result<MergeId> {
    let reason: String = reason.trim().chars().take(REASON).collect();
    let mut items = moved.items();
    for known in store::identities(tx, gone.id).await? {
        items.push(Item { kind: known.kind, item: known.value });
    }
    items.extend(store::merge::consents_of(tx, gone.id).await?.into_iter().map(|id| Item::of("consent", id)));
    if items.len() > MOST {
        return Err(invalid("number", "people-merge-large"));
    }
    let name = gone.name.clone().filter(|_| kept.name.is_none());
    let note = gone.serve_note.clone().filter(|_| kept.serve_note.is_none());
    let merge = Merge {
        id: MergeId(tx.id()),
        kept_id: kept.id,
        gone_id: gone.id,
        at: tx.now(),
        staff_id: by,
        reason,
        taken: Json(json!({ "name": name, "note": note })),
        undone_at: None,
    };
    store::merge::insert(tx, &merge, &items).await?;
    store::merge::move_all(tx, gone.id, kept.id).await?;
    store::merge::set_merged_into(tx, gone.id, Some(kept.id)).await?;
    store::merge::fill(tx, kept.id, name.as_deref(), note.as_deref()).await?;
    Ok(merge.id)
}

/// A merge that can be undone: it was not, and neither of the two was merged on since.
pub async fn part(tx: &mut Tx, id: MergeId) -> Result<Merge> {
    let merge = store::merge::get(tx, id).await?.ok_or_else(|| not_found("merge"))?;
    for contact in [merge.kept_id.min(merge.gone_id), merge.kept_id.max(merge.gone_id)] {
        store::merge::lock(tx, contact).await?;
    }
    let merge = store::merge::get(tx, id).await?.ok_or_else(|| not_found("merge"))?;
    if merge.undone_at.is_some() {
        return Err(conflict("this merge was taken back already"));
    }
    if get(tx, merge.kept_id).await?.merged_into.is_some() {
        return Err(conflict("they were merged with somebody else since: take that back first"));
    }
    Ok(merge)
}

/// Everything that was moved.
pub async fn items(tx: &mut Tx, id: MergeId) -> Result<Vec<Item>> {
    store::merge::items(tx, id).await
}

/// Gives the contact's own things back.
pub async fn undo(tx: &mut Tx, merge: &Merge, items: &[Item], by: StaffId) -> Result<()> {
    for item in items {
        if let Some(known) = item.identity() {
            store::merge::give_identity(tx, &known, merge.kept_id, merge.gone_id).await?;
        } else if let Some(id) = item.id("consent") {
            store::merge::give_consent(tx, id, merge.kept_id, merge.gone_id).await?;
        }
    }
    store::merge::set_merged_into(tx, merge.gone_id, None).await?;
    let taken = |name: &str| merge.taken.0.get(name).and_then(Value::as_str).map(str::to_owned);
    store::merge::unfill(tx, merge.kept_id, taken("name").as_deref(), taken("note").as_deref()).await?;
    store::merge::set_undone(tx, merge.id, by).await
}

/// The newest merge into this contact that still stands.
pub async fn last_merge(tx: &mut Tx, kept: ContactId) -> Result<Option<Merge>> {
    store::merge::last(tx, kept).await
}

/// Every name of a contact, and of those who were merged into it: it kept one.
pub async fn other_names(tx: &mut Tx, kept: ContactId) -> Result<Vec<String>> {
    store::merge::other_names(tx, kept).await
}
