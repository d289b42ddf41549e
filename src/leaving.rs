//! Somebody leaves, moves or gets another role: what they can no longer work on goes back to where tickets are
//! taken from, in the same transaction, and whoever leads there hears of it.

use std::collections::BTreeMap;

use serde_json::json;

use crate::app::App;
use crate::audit;
use crate::auth::{self, Change, OnPath, Right, Staff};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, StaffId};
use crate::notices::{self, Kind};
use crate::queue::{self, Claimed, Job};
use crate::tickets;

/// Tickets of one transaction; more are left to a job.
const AT_ONCE: i64 = 200;
/// Agencies whose leaders are told, those with most tickets first.
const AGENCIES: usize = 50;
/// People that one sweep looks after.
const SWEPT: i64 = 5;

/// [`auth::set_active`], and how many open tickets went, or are going, back into the queue.
pub async fn set_active(tx: &mut Tx, id: StaffId, is_active: bool, by: StaffId) -> Result<i64> {
    auth::set_active(tx, id, is_active, by).await?;
    release(tx, id, Some(by)).await
}

/// [`auth::change`], and how many open tickets went, or are going, back into the queue.
pub async fn change(tx: &mut Tx, id: StaffId, new: &Change, by: StaffId) -> Result<i64> {
    auth::change(tx, id, new, by).await?;
    release(tx, id, Some(by)).await
}

async fn release(tx: &mut Tx, id: StaffId, by: Option<StaffId>) -> Result<i64> {
    let holder = auth::get(tx, id).await?;
    let lost = tickets::stranded(tx, &holder).await?;
    let n: i64 = lost.iter().map(|(_, n)| n).sum();
    if n == 0 {
        return Ok(0);
    }
    tickets::let_go(tx, &holder, by, AT_ONCE).await?;
    if n > AT_ONCE {
        queue::enqueue(tx, &Job::LetGo { staff: id, by }).await?;
    }
    audit::record(tx, by, "tickets-released", ("staff", id), json!({ "tickets": n })).await?;
    tell(tx, &holder, &lost, by).await?;
    Ok(n)
}

/// What one transaction did not hold.
pub async fn let_go(app: &App, claimed: &Claimed, staff: StaffId, by: Option<StaffId>) -> Result<()> {
    loop {
        let freed = app
            .db
            .write(async |tx| {
                let holder = auth::get(tx, staff).await?;
                tickets::let_go(tx, &holder, by, AT_ONCE).await
            })
            .await?;
        if freed < AT_ONCE as usize {
            break;
        }
    }
    app.db.write(async |tx| queue::done(tx, claimed).await).await
}

/// What somebody still holds who left before tickets were let go, or was given while they left.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    for id in tickets::gone_holders(tx, SWEPT).await? {
        release(tx, id, None).await?;
    }
    Ok(())
}

/// One notice for each of them, however many agencies they answer for.
async fn tell(tx: &mut Tx, holder: &Staff, lost: &[(AgencyId, i64)], by: Option<StaffId>) -> Result<()> {
    let mut told: BTreeMap<StaffId, i64> = BTreeMap::new();
    for (agency, n) in lost.iter().take(AGENCIES) {
        for leader in leaders(&auth::on_path(tx, *agency).await?) {
            *told.entry(leader).or_default() += n;
        }
    }
    told.remove(&holder.id);
    for (leader, n) in told {
        let data = json!({ "staff": holder.id, "n": n });
        notices::tell(tx, leader, Kind::Released, None, by, data).await?;
    }
    Ok(())
}

/// The nearest team leaders, and the nearest who answer for the agency; where there is neither, whoever looks
/// after the hotline, or administers it.
fn leaders(path: &[OnPath]) -> Vec<StaffId> {
    let leads = |one: &OnPath| one.role.may(Right::LeadTeam) && !one.role.may(Right::ReadConfidential);
    let answers = |one: &OnPath| one.role.may(Right::ReadConfidential) && !one.role.may(Right::LeadTeam);
    let mut found = auth::nearest(path, leads);
    found.extend(auth::nearest(path, answers));
    if found.is_empty() {
        found = auth::nearest(path, |one| one.role.may(Right::TendQueues) && !one.role.administers());
    }
    if found.is_empty() {
        found = auth::nearest(path, |one| one.role.administers());
    }
    found.sort_unstable();
    found.dedup();
    found
}
