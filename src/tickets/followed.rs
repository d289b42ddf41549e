//! Somebody besides the citizen wants to know how a ticket goes on.

use super::Ticket;
use crate::clock::{MINUTE, Millis};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::TicketId;
use crate::queue::{self, Job};

/// So long a change waits until followers hear of it: slips are taken back, and several steps become one.
pub const PAUSE: Millis = 2 * MINUTE;

/// From now on followers hear of its stages.
pub async fn set_followed(tx: &mut Tx, id: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE ticket SET is_followed = TRUE WHERE id = $1 AND NOT is_followed")
        .bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// It stands elsewhere now. However many steps it takes, one job waits.
pub(super) async fn moved(tx: &mut Tx, before: &Ticket, after: &Ticket) -> Result<()> {
    if !after.is_followed || before.stage == after.stage {
        return Ok(());
    }
    let (at, key) = (tx.now() + PAUSE, format!("tell-stage:{}", after.id));
    queue::enqueue_at(tx, &Job::TellStage { ticket: after.id }, at, Some(&key)).await
}
