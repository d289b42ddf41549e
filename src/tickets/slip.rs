//! The last step somebody took, which they may not have meant.

use super::life::{Refusal, Stage, Step};
use super::{EventKind, store};
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{StaffId, TicketId};

/// A slip of the hand can be taken back for so long.
pub(super) const SLIP: Millis = 10 * MINUTE;

/// A step that may be a slip, and where the ticket stood before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip {
    /// When it was taken.
    pub at: Millis,
    pub step: Step,
    pub refusal: Option<Refusal>,
    pub stage: Stage,
}

/// The ticket's last step, while it is fresh and one's own. Whether somebody was told of it is not asked here.
pub async fn slip(tx: &mut Tx, id: TicketId, by: StaffId) -> Result<Option<Slip>> {
    // A referral is a step, too: what went on to another agency is not ours to set back.
    let Some(last) = store::last_step(tx, id).await? else { return Ok(None) };
    let is_slip = last.kind == EventKind::Status && last.staff_id == Some(by) && last.at >= tx.now() - SLIP;
    let (Some(step), Some(stage), true) =
        (Step::parse(last.text("step")), Stage::parse(last.text("stage")), is_slip)
    else {
        return Ok(None);
    };
    Ok(Some(Slip { at: last.at, step, refusal: Refusal::parse(last.text("refusal")), stage }))
}
