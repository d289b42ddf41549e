//! The reject list: what we could not take in, with its raw payload. People look at it, replay it or
//! discard it with a reason; nothing leaves it by itself.

use channels::Channel;
use serde_json::json;

use super::prepare::Prepared;
use super::store::{self, Whole};
use super::{Outcome, Received, prepare};
use crate::app::App;
use crate::audit;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result, invalid, not_found};
use crate::ids::{RejectId, StaffId};
use crate::lines::{self, Arrival};

/// After this many failures of one message a person must look.
const FAILURES: i64 = 3;

/// A line of the reject list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Rejected {
    pub id: RejectId,
    pub channel: String,
    pub external_id: String,
    pub received_at: Millis,
    pub media_type: String,
    pub reason: String,
    pub failures: i64,
}

/// Counts a failure; true when the message now waits for a person.
pub(super) async fn failed(app: &App, received: &Received, error: &Error) -> Result<bool> {
    let prepared = prepare::prepare(app, received).await?;
    let reason = error.to_string();
    app.db
        .write(async |tx| {
            let other = store::told_apart(tx, received).await?;
            let renamed = other.map(|id| super::under(received, id));
            let received = renamed.as_ref().unwrap_or(received);
            let failures = store::count_failure(tx, received, &prepared, &reason).await?;
            if failures < FAILURES {
                return Ok(false);
            }
            store::keep(tx, received, &prepared).await?;
            store::set_waiting(tx, received).await?;
            Ok(true)
        })
        .await
}

/// The adapter could not make sense of it.
pub(super) async fn not_understood(tx: &mut Tx, received: &Received, prepared: &Prepared) -> Result<Outcome> {
    let reason = match received.inbound.remarks.as_slice() {
        [] => "a kind of message that we do not know".to_owned(),
        remarks => remarks.join("; "),
    };
    store::count_failure(tx, received, prepared, &reason).await?;
    store::set_waiting(tx, received).await?;
    Ok(Outcome::Rejected)
}

pub(super) async fn set_aside(
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    reason: &str,
) -> Result<Outcome> {
    store::count_failure(tx, received, prepared, reason).await?;
    store::set_waiting(tx, received).await?;
    Ok(Outcome::Rejected)
}

/// What waits for a person, newest first.
pub async fn rejected(tx: &mut Tx, before: Option<RejectId>, limit: i64) -> Result<Vec<Rejected>> {
    store::rejected(tx, before, limit).await
}

/// How many wait.
pub async fn waiting(tx: &mut Tx) -> Result<i64> {
    store::waiting(tx).await
}

/// The raw payload, to look at or download.
pub async fn raw_of(app: &App, id: RejectId) -> Result<(Rejected, Vec<u8>)> {
    let (row, raw, _) = whole(app, id).await?;
    Ok((row, raw))
}

async fn whole(app: &App, id: RejectId) -> Result<(Rejected, Vec<u8>, Option<Arrival>)> {
    let Whole { line, raw, raw_file, arrival } = app
        .db
        .read(async |tx| store::raw_of(tx, id).await)
        .await?
        .ok_or_else(|| not_found("rejected message"))?;
    let bytes = match (raw, raw_file) {
        (Some(bytes), _) => bytes,
        (None, Some(key)) => app.files.get(&key).await?,
        (None, None) => Vec::new(),
    };
    Ok((line, bytes, arrival))
}

/// A person says: try again. The payload goes through its adapter anew.
pub async fn replay(app: &App, id: RejectId, by: StaffId) -> Result<Outcome> {
    // Somebody else may have settled it while this page lay open.
    if !app.db.read(async |tx| store::is_waiting(tx, id).await).await? {
        return Err(not_found("rejected message"));
    }
    let (row, raw, arrival) = whole(app, id).await?;
    let channel = Channel::parse(&row.channel).ok_or_else(|| not_found("channel"))?;
    let received = match channel {
        Channel::Email => {
            // By the mailbox it came by, so that the answer leaves from there.
            let mut received = super::letter(app, raw, arrival.unwrap_or_default())
                .ok_or_else(|| not_found("rejected message"))?;
            received.arrival = arrival;
            received
        }
        Channel::Telegram => super::telegram::received(lines::bot_of(&row.external_id), &raw),
        _ => return Err(invalid("channel", "replay-by-hand")),
    };
    app.db.write(async |tx| store::forget(tx, channel, &row.external_id).await).await?;
    let outcome = super::receive(app, &received).await?;
    if !matches!(outcome, Outcome::Rejected) {
        app.db
            .write(async |tx| {
                store::settle(tx, id, "replayed").await?;
                audit::record(tx, Some(by), "reject-replayed", ("reject", id), json!({})).await
            })
            .await?;
    }
    Ok(outcome)
}

/// A person says: this is nothing. The payload stays in the table.
pub async fn discard(tx: &mut Tx, id: RejectId, by: StaffId, reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(invalid("reason", "reason-needed"));
    }
    if !store::settle(tx, id, "discarded").await? {
        return Err(not_found("rejected message"));
    }
    audit::record(tx, Some(by), "reject-discarded", ("reject", id), json!({ "reason": reason.trim() })).await
}

/// Failures that were not followed by another delivery: those that came in after all are forgotten, the
/// others wait for a person.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    store::settle_failing(tx).await
}
