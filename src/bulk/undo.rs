//! Taking a change to many tickets back.

use serde_json::json;

use super::{BACK, Item, Outcome, store, told};
use crate::app::App;
use crate::audit;
use crate::auth::Staff;
use crate::conversations;
use crate::error::{Error, Result, invalid};
use crate::ids::BulkId;
use crate::tickets;

/// Sets every ticket back that was changed and that nobody touched since; the others keep what happened to
/// them, and the list says which. Trying again changes nothing.
pub async fn undo(app: &App, by: &Staff, id: BulkId) -> Result<()> {
    let (bulk, items) = app.db.read(async |tx| told(tx, by.id, id).await).await?;
    if app.db.clock.now() > bulk.undo_until() {
        return Err(invalid("bulk", "bulk-late"));
    }
    app.db
        .write(async |tx| audit::record(tx, Some(by.id), "bulk-undone", ("bulk", id), json!({})).await)
        .await?;
    for item in items.iter().filter(|item| item.outcome == Outcome::Done && item.undone.is_none()) {
        one(app, by, &bulk, item).await?;
    }
    Ok(())
}

async fn one(app: &App, by: &Staff, bulk: &super::Bulk, item: &Item) -> Result<()> {
    let back = app
        .db
        .write(async |tx| {
            // The conversation before the ticket: parting what was merged tells the citizen.
            conversations::answer_through(tx, item.ticket_id).await?;
            let ticket = tickets::unchanged(tx, item.ticket_id, item.version).await?;
            bulk.deed.take_back(tx, &app.zone, by, &ticket, &item.before).await?;
            store::set_undone(tx, bulk.id, item.position, BACK).await
        })
        .await;
    let Err(Error::Problem(problem)) = back else { return back };
    app.db.write(async |tx| store::set_undone(tx, bulk.id, item.position, problem.code).await).await
}
