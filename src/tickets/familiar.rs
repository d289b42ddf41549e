//! Whom one knows already: what is free and came from a citizen of whom one has another report in hand. Who tells one
//! matter twice need not tell it to two people.

use crate::clock::{DAY, Millis};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{StaffId, TicketId};

/// What came longer ago than this is another story.
const RECENT: Millis = 30 * DAY;
/// So many are preferred at the most.
const PREFERRED: i64 = 40;

/// Free reports that came after one of the same citizen's that this person has in hand. Whoever hides who they are is
/// known to nobody: what is handed out would say who they are.
pub async fn of(tx: &mut Tx, holder: StaffId) -> Result<Vec<TicketId>> {
    let since = tx.now() - RECENT;
    // CROSS: SQLite begins with what they hold, which is little, and not with all that is free.
    Ok(on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "SELECT DISTINCT t.id FROM ticket h CROSS JOIN ticket t
         WHERE h.is_open AND h.assignee_id = $1 AND h.created_at >= $2 AND NOT h.is_anonymous
           AND t.contact_id = h.contact_id AND t.id > h.id AND t.is_open AND t.assignee_id IS NULL
           AND NOT t.is_anonymous
         ORDER BY t.id LIMIT $3")
        .bind(holder).bind(since).bind(PREFERRED).fetch_all(c).await)?)
}
