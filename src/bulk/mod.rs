//! One change to many tickets: each is decided by itself, in its own transaction, by the same verbs and
//! under the same conditions as on its own page; what was done and what was refused is written down, and
//! for ten minutes it can be taken back wherever nobody did anything since.

mod deed;
mod store;
mod undo;
mod work;

pub use deed::{Deed, How};
pub use undo::undo;
pub use work::words;

use crate::app::App;
use crate::audit;
use crate::auth::Staff;
use crate::clock::{DAY, MINUTE, Millis};
use crate::db::Tx;
use crate::error::{Error, Result, invalid, not_found};
use crate::ids::{BulkId, StaffId, TicketId, codes};
use deed::Before;
use serde_json::json;
use sqlx::types::Json;

/// Tickets of one change.
pub const MOST: usize = 100;
/// So long it can be taken back.
pub const UNDO: Millis = 10 * MINUTE;
/// So long one can read what was done.
const KEPT: Millis = 30 * DAY;

/// A ticket that somebody ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    pub ticket: TicketId,
    /// Who the list showed as holding it: nobody takes from somebody without having seen it.
    pub seen: Option<StaffId>,
}

codes! {
    Outcome {
        Done = "done",
        /// It was so already.
        Same = "same",
        Refused = "refused",
    }
}

/// What was asked for, by whom.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Bulk {
    pub id: BulkId,
    pub staff_id: StaffId,
    pub at: Millis,
    pub deed: Json<Deed>,
}

/// What became of one ticket.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Item {
    pub position: i64,
    pub ticket_id: TicketId,
    pub outcome: Outcome,
    /// Why it was refused: the code of the problem.
    pub problem: Option<String>,
    before: Json<Before>,
    version: i64,
    /// None: nobody tried to take it back; `back`; or the code of what was in the way.
    pub undone: Option<String>,
}

impl Item {
    pub fn is_back(&self) -> bool {
        self.undone.as_deref() == Some(BACK)
    }
}

const BACK: &str = "back";

impl Bulk {
    /// Until when it can be taken back.
    pub fn undo_until(&self) -> Millis {
        self.at + UNDO
    }
}

/// Does the deed to each of these tickets. Fails as a whole only when it makes no sense for any ticket
/// (no ticket, too many, no reason where one is needed).
pub async fn run(app: &App, by: &Staff, deed: &Deed, picks: &[Pick]) -> Result<BulkId> {
    if picks.is_empty() {
        return Err(invalid("ticket", "bulk-none"));
    }
    if picks.len() > MOST {
        return Err(invalid("ticket", "bulk-many"));
    }
    let id = app
        .db
        .write(async |tx| {
            deed.check(tx, by).await?;
            let bulk = Bulk { id: BulkId(tx.id()), staff_id: by.id, at: tx.now(), deed: Json(deed.clone()) };
            store::insert(tx, &bulk).await?;
            let detail = json!({ "deed": deed, "tickets": picks.len() });
            audit::record(tx, Some(by.id), "bulk-done", ("bulk", bulk.id), detail).await?;
            Ok(bulk.id)
        })
        .await?;
    for (position, pick) in picks.iter().enumerate() {
        one(app, by, deed, id, position as i64, pick).await?;
    }
    Ok(id)
}

/// The deed and its line in the list are one transaction; a refusal undoes it and is written by itself.
async fn one(app: &App, by: &Staff, deed: &Deed, id: BulkId, position: i64, pick: &Pick) -> Result<()> {
    let item = |outcome, problem: Option<&str>, before: Before, version| Item {
        position,
        ticket_id: pick.ticket,
        outcome,
        problem: problem.map(str::to_owned),
        before: Json(before),
        version,
        undone: None,
    };
    let done = app
        .db
        .write(async |tx| {
            let (outcome, before, version) = deed.do_to(tx, app, by, pick).await?;
            store::insert_item(tx, id, &item(outcome, None, before, version)).await
        })
        .await;
    let Err(Error::Problem(problem)) = done else { return done };
    let refused = item(Outcome::Refused, Some(problem.code), Before::default(), 0);
    app.db.write(async |tx| store::insert_item(tx, id, &refused).await).await
}

/// What somebody did a while ago, and what became of each ticket. Only they read it.
pub async fn told(tx: &mut Tx, by: StaffId, id: BulkId) -> Result<(Bulk, Vec<Item>)> {
    let bulk = store::get(tx, id).await?.filter(|bulk| bulk.staff_id == by);
    let bulk = bulk.ok_or_else(|| not_found("list of changes"))?;
    let items = store::items(tx, id).await?;
    Ok((bulk, items))
}

/// Forgets what is long past.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    store::sweep(tx, KEPT).await
}
