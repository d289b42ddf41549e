//! What would become of a letter, without anything becoming of it: taken in like any other, and the transaction
//! rolled back. Nothing is stored, no number is used up, no job is left, nobody is answered.

use super::prepare;
use super::{Outcome, Received, in_one_transaction};
use crate::app::App;
use crate::error::{Error, Result, internal};

/// What would become of it.
pub async fn rehearse(app: &App, received: &Received) -> Result<Outcome> {
    let mut received = received.clone();
    // Files and large payloads would be written before the transaction; nothing here depends on them.
    received.inbound.attachments.clear();
    received.raw.clear();
    let prepared = prepare::prepare(app, &received).await?;
    let received = prepare::cleaned(&received, &prepared);
    let mut became = None;
    let rolled_back = app
        .db
        .write(async |tx| -> Result<()> {
            became = Some(in_one_transaction(app, tx, &received, &prepared).await?);
            Err(internal("rehearsed"))
        })
        .await;
    match (became, rolled_back) {
        (Some(outcome), _) => Ok(outcome),
        (None, Err(error)) => Err(error),
        (None, Ok(())) => Err(Error::LeaseLost),
    }
}
