//! Several letters in one transaction: what a mailbox gives out in one go is committed in one go, because the
//! commit (and the disk behind it) costs more than a letter.

use channels::Channel;

use super::prepare;
use super::{Outcome, Received, in_one_transaction};
use crate::app::App;
use crate::error::Result;
use crate::telemetry::METRICS;

/// Takes messages in, in their order, as [`super::receive`] would: all together, and when that fails one by one, so
/// that one that cannot be taken in holds up no other and counts as a failure alone. On an error, the outcomes are
/// those of the messages before it; what is behind must be delivered again.
pub async fn receive_all(app: &App, all: &[Received]) -> (Vec<Outcome>, Result<()>) {
    if all.len() > 1 {
        match together(app, all).await {
            Ok(outcomes) => return (outcomes, Ok(())),
            Err(error) => tracing::debug!(%error, "messages are taken in one by one"),
        }
    }
    let mut outcomes = Vec::with_capacity(all.len());
    for received in all {
        match super::receive(app, received).await {
            Ok(outcome) => outcomes.push(outcome),
            Err(error) => return (outcomes, Err(error)),
        }
    }
    (outcomes, Ok(()))
}

async fn together(app: &App, all: &[Received]) -> Result<Vec<Outcome>> {
    let started = app.db.clock.now();
    let mut ready = Vec::with_capacity(all.len());
    for received in all {
        let prepared = prepare::prepare(app, received).await?;
        ready.push((prepare::cleaned(received, &prepared), prepared));
    }
    let outcomes = app
        .db
        .write(async |tx| {
            let mut outcomes = Vec::with_capacity(ready.len());
            for (received, prepared) in &ready {
                outcomes.push(in_one_transaction(app, tx, received, prepared).await?);
            }
            Ok(outcomes)
        })
        .await?;
    let seconds = (app.db.clock.now() - started) as f64 / 1_000.0 / all.len() as f64;
    for (received, outcome) in all.iter().zip(&outcomes) {
        let channel: Channel = received.inbound.channel;
        METRICS.intake.with_label_values(&[channel.code(), outcome.code()]).inc();
        METRICS.intake_seconds.observe(seconds);
    }
    Ok(outcomes)
}
