//! Taking something back, as long as nobody did anything in between.

use super::{Ticket, store};
use crate::db::Tx;
use crate::error::{Result, conflict, not_found};
use crate::ids::TicketId;

/// The ticket, locked, if it still is as it was at this version. Everything that happens to a ticket,
/// an answer included, makes a new version of it.
pub async fn unchanged(tx: &mut Tx, id: TicketId, version: i64) -> Result<Ticket> {
    // Locking makes a new version, too.
    let ticket = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    if ticket.version == version + 1 { Ok(ticket) } else { Err(conflict("somebody changed it since")) }
}
