//! Files of somebody who was erased. Files are known by what is in them, so another citizen may have sent the very
//! same: only what nobody holds any more goes. And because somebody may be sending it just now, a file is first laid
//! aside, and looked for once more an hour later, before it is gone for good.

use super::places;
use crate::app::App;
use crate::clock::HOUR;
use crate::db::Tx;
use crate::error::Result;
use crate::queue::{self, Claimed, Job};

/// Files of one job.
const MANY: usize = 100;

pub async fn later(tx: &mut Tx, keys: &[String]) -> Result<()> {
    for keys in keys.chunks(MANY) {
        queue::enqueue(tx, &Job::BurnFiles { keys: keys.to_vec(), is_last: false }).await?;
    }
    Ok(())
}

/// Runs a `BurnFiles` job.
pub async fn burn(app: &App, claimed: &Claimed, keys: &[String], is_last: bool) -> Result<()> {
    for key in keys {
        let is_held = app.db.read(async |tx| places::is_held(tx, key).await).await?;
        match (is_last, is_held) {
            (false, false) => app.files.lay_aside(key).await?,
            (false, true) => {}
            (true, true) => app.files.bring_back(key).await?,
            (true, false) => app.files.burn(key).await?,
        }
    }
    app.db
        .write(async |tx| {
            if !is_last {
                let again = Job::BurnFiles { keys: keys.to_vec(), is_last: true };
                queue::enqueue_at(tx, &again, tx.now() + HOUR, None).await?;
            }
            queue::done(tx, claimed).await
        })
        .await
}
