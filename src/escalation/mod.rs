//! When time runs out: whoever must know is told, step by step, and what is late is handed up.
//!
//! The alarms go through the tickets whose next alarm has come, a few hundred in a transaction, by index: the
//! desk goes on reading and answering meanwhile. Telling and remembering that it was told are one
//! transaction, so a worker that dies in the middle leaves nothing told twice.

mod charge;

use serde_json::{Value, json};

use crate::app::App;
use crate::bus::Event;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::TicketId;
use crate::notices::{self, Kind};
use crate::outbox::{self, Reminder};
use crate::queue::{self, Claimed, Job};
use crate::sla::{Ring, Rung};
use crate::tickets::{self, EventKind, Ticket};
use charge::InCharge;

/// Tickets of one transaction.
pub const AT_ONCE: i64 = 200;

/// Plans a round of the alarms if any ticket waits for it; most minutes none does.
pub async fn plan(db: &Db) -> Result<()> {
    let is_due = db.read(async |tx| tickets::rings(tx).await).await?;
    if is_due {
        db.write(async |tx| queue::enqueue_at(tx, &Job::Alarms {}, tx.now(), Some("alarms")).await).await?;
    }
    Ok(())
}

/// Tells everything that must be told by now.
pub async fn alarms(app: &App, claimed: &Claimed) -> Result<()> {
    while tell_some(&app.db).await? == AT_ONCE as usize {}
    app.db.write(async |tx| queue::done(tx, claimed).await).await
}

/// One transaction's worth of alarms; how many tickets it had.
pub async fn tell_some(db: &Db) -> Result<usize> {
    db.write(ring).await
}

/// Tells what must be told by now, of so many tickets; how many it were.
pub async fn ring(tx: &mut Tx) -> Result<usize> {
    let ringing = tickets::ringing(tx, AT_ONCE).await?;
    let mut staff = InCharge::default();
    let reckoned = tickets::reckon_all(tx, ringing, true).await?;
    for (ticket, rings) in &reckoned {
        for ring in rings {
            tell(tx, &mut staff, ticket, *ring).await?;
        }
    }
    Ok(reckoned.len())
}

/// Reckons the deadlines of all open tickets anew: a service level, a holiday or the tree of agencies is
/// another. What must be told by the new ones, the next round of alarms tells.
pub async fn reckon(app: &App, claimed: &Claimed) -> Result<()> {
    let mut behind = TicketId(0);
    loop {
        let (last, count) = reckon_some(&app.db, behind).await?;
        behind = last;
        if count < AT_ONCE as usize {
            break;
        }
    }
    app.db
        .write(async |tx| {
            tx.publish(Event::LookAgain);
            queue::done(tx, claimed).await
        })
        .await
}

/// One transaction's worth of reckoning: the last ticket it had, and how many.
pub async fn reckon_some(db: &Db, behind: TicketId) -> Result<(TicketId, usize)> {
    db.write(async |tx| {
        let open = tickets::open_behind(tx, behind, AT_ONCE).await?;
        let (last, count) = (open.last().map_or(behind, |ticket| ticket.id), open.len());
        tickets::reckon_all(tx, open, false).await?;
        Ok((last, count))
    })
    .await
}

/// Tells whoever holds it. Of what nobody holds, whoever is to see to it hears as early; once, as the rungs tell it, too.
async fn to_hands(tx: &mut Tx, staff: &mut InCharge, ticket: &Ticket, kind: Kind, data: Value) -> Result<()> {
    let told = match ticket.assignee_id {
        Some(holder) => vec![holder],
        None => staff.of(tx, ticket, Rung::Officer).await?,
    };
    for id in told {
        notices::tell(tx, id, kind, Some(ticket.id), None, data.clone()).await?;
    }
    Ok(())
}

/// Nobody is told the same thing twice while they have not read it; `notices` sees to that.
async fn tell(tx: &mut Tx, staff: &mut InCharge, ticket: &Ticket, ring: Ring) -> Result<()> {
    match ring {
        Ring::Share { clock, share } => {
            let kind = if share >= 100 { Kind::Breached } else { Kind::Soon };
            let data = json!({ "clock": clock, "share": share, "due": ticket.next_due_at });
            to_hands(tx, staff, ticket, kind, data).await?;
        }
        Ring::Waits { days } => {
            to_hands(tx, staff, ticket, Kind::StillWaits, json!({ "days": days })).await?;
        }
        Ring::Rung { clock, rung, is_late } => {
            let kind = match rung {
                Rung::Officer | Rung::Head if !is_late => Kind::Soon,
                Rung::Officer | Rung::Head => Kind::Breached,
                Rung::Supervisor | Rung::Coordinator => Kind::Escalated,
            };
            let data = json!({ "clock": clock, "rung": rung, "due": ticket.next_due_at });
            for id in staff.of(tx, ticket, rung).await? {
                notices::tell(tx, id, kind, Some(ticket.id), None, data.clone()).await?;
            }
            let reminder = match kind {
                Kind::Soon => Reminder::Soon,
                Kind::Escalated => Reminder::Escalated,
                _ => Reminder::Late,
            };
            if staff.gets_letters(tx, ticket.agency_id, reminder).await? {
                outbox::remind_agency(tx, ticket.id, reminder).await?;
            }
            if rung > Rung::Officer {
                let data = json!({ "clock": clock, "rung": rung });
                tickets::record(tx, ticket.id, None, EventKind::Escalated, data).await?;
                tx.publish(Event::Ticket { id: ticket.id, agency: ticket.agency_id });
            }
        }
    }
    Ok(())
}
