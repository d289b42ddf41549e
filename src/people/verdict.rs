//! A citizen's appeal is decided: they hear it as the answer to it, and whoever was right stands as if there had been
//! no limit.

use crate::app::App;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{LimitId, StaffId};
use crate::nuisance::{self, Verdict};
use crate::outbox;
use crate::tickets::life::Step;
use crate::tickets::{self, Taken, owner};

/// A supervisor decides on the appeal against a limit. The citizen reads why.
pub async fn judge(
    app: &App,
    tx: &mut Tx,
    id: LimitId,
    verdict: Verdict,
    why: &str,
    by: StaffId,
) -> Result<()> {
    let appeal = nuisance::limit(tx, id).await?.appeal_id.ok_or_else(|| not_found("appeal"))?;
    // The conversation first: everybody locks in this order.
    outbox::answer_conversation(tx, appeal).await?;
    let before = nuisance::judge(tx, id, verdict, why, by).await?;
    if verdict == Verdict::Upheld {
        for slowed in nuisance::slowed_by(tx, &before).await? {
            owner::put_forward(tx, slowed.ticket_id, slowed.category_id, slowed.priority).await?;
        }
        if before.is_running(tx.now()) {
            super::told_lifted(tx, &before).await?;
        }
    }
    let key = match verdict {
        Verdict::Upheld => "people-appeal-upheld-message",
        Verdict::TurnedDown => "people-appeal-turned-down-message",
    };
    let lang = tickets::get(tx, appeal).await?.language;
    let words = lang.with(key, "why", why.trim().to_owned());
    outbox::reply(tx, &app.zone, appeal, by, &words, &[]).await?;
    // It may have been answered before; then this is one more word about it.
    let taken = Taken::by_system(Step::Answer, "");
    tickets::take_if_possible(tx, &app.zone, appeal, Some(by), &taken).await?;
    Ok(())
}
