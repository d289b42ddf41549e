//! Staff label a ticket for how its citizen behaved; supervisors hear of what they have to decide.

use serde_json::json;

use crate::auth::{self, Right};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::StaffId;
use crate::notices;
use crate::nuisance::{self, Kind};
use crate::tickets::Ticket;

/// Labels a ticket, and tells those who judge when it asks for a strike.
pub async fn label(tx: &mut Tx, ticket: &Ticket, kind: Kind, note: &str, by: StaffId) -> Result<()> {
    if nuisance::label(tx, ticket, kind, note, by).await? {
        for judge in auth::those_who(tx, ticket.agency_id, Right::JudgeNuisance).await? {
            let data = json!({ "label": kind });
            notices::tell(tx, judge.id, notices::Kind::Escalated, Some(ticket.id), Some(by), data).await?;
        }
    }
    Ok(())
}
