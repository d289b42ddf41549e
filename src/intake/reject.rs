//! The reject list: what we could not take in, with its raw payload. People look at it, replay it or
//! discard it with a reason; nothing leaves it by itself.

use channels::Channel;
use serde_json::json;

use super::glimpse::Glimpse;
use super::prepare::Prepared;
use super::store::{self, Whole};
use super::{Outcome, Received, prepare};
use crate::app::App;
use crate::audit;
use crate::auth;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result, invalid, not_found};
use crate::ids::{RejectId, StaffId, codes};
use crate::lines::{self, Arrival};
use crate::notices::{self, Kind};

/// After this many failures of one message a person must look.
const FAILURES: i64 = 3;

codes! {
    /// Why a message waits for a person; said by the text `reject-cause-<code>`.
    Cause {
        /// A delivery report about a mail that we did not send.
        ForeignReport = "foreign-report",
        /// Not even the form in which the provider sends can be read.
        Unreadable = "unreadable",
        /// A kind of message that we do not know.
        UnknownKind = "unknown-kind",
        /// It was read, and could not be stored.
        NotStored = "not-stored",
    }
}

impl Cause {
    /// Of a message that its adapter could not make sense of.
    fn of(received: &Received) -> Self {
        let is_readable = match received.inbound.channel {
            Channel::Telegram => {
                serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&received.raw).is_ok()
            }
            _ => true,
        };
        if is_readable { Self::UnknownKind } else { Self::Unreadable }
    }
}

/// A line of the reject list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Rejected {
    pub id: RejectId,
    pub channel: String,
    pub external_id: String,
    pub received_at: Millis,
    pub media_type: String,
    /// As the program says it: for those who mend the cause.
    pub reason: String,
    pub failures: i64,
    pub sender: Option<String>,
    pub subject: Option<String>,
    /// The first words.
    pub words: Option<String>,
    /// A [`Cause`]; nothing for what was set aside before causes were told apart.
    pub cause: Option<String>,
}

/// Counts a failure; true when the message now waits for a person.
pub(super) async fn failed(app: &App, received: &Received, error: &Error) -> Result<bool> {
    let prepared = prepare::prepare(app, received).await?;
    let reason = error.to_string();
    let (waits, is_new) = app
        .db
        .write(async |tx| {
            let other = store::told_apart(tx, received).await?;
            let renamed = other.map(|id| super::under(received, id));
            let received = renamed.as_ref().unwrap_or(received);
            let failures = count(tx, received, &prepared, (Cause::NotStored, &reason)).await?;
            if failures < FAILURES {
                return Ok((false, false));
            }
            store::keep(tx, received, &prepared).await?;
            Ok((true, store::set_waiting(tx, received).await?))
        })
        .await?;
    // Apart from what is kept: something is broken, and it must not take the message with it.
    if is_new && let Err(error) = app.db.write(tell).await {
        tracing::warn!(%error, "nobody could be told that a message waits");
    }
    Ok(waits)
}

/// Counts a failure; how many there are now.
async fn count(
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    (cause, reason): (Cause, &str),
) -> Result<i64> {
    store::count_failure(tx, received, prepared, &Glimpse::of(received), (cause, reason)).await
}

/// Tells those who tend the queues that something began to wait: once, until they have read it.
async fn tell(tx: &mut Tx) -> Result<()> {
    for staff in auth::tenders(tx).await? {
        notices::tell_once(tx, staff.id, Kind::Rejected).await?;
    }
    Ok(())
}

/// The adapter could not make sense of it.
pub(super) async fn not_understood(tx: &mut Tx, received: &Received, prepared: &Prepared) -> Result<Outcome> {
    let reason = match received.inbound.remarks.as_slice() {
        [] => "a kind of message that we do not know".to_owned(),
        remarks => remarks.join("; "),
    };
    set_aside(tx, received, prepared, (Cause::of(received), &reason)).await
}

pub(super) async fn set_aside(
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    why: (Cause, &str),
) -> Result<Outcome> {
    count(tx, received, prepared, why).await?;
    if store::set_waiting(tx, received).await? {
        tell(tx).await?;
    }
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

/// How many wait, counted up to `most`.
pub async fn waiting_up_to(tx: &mut Tx, most: i64) -> Result<i64> {
    store::waiting_up_to(tx, most).await
}

/// The raw payload, to look at or download.
pub async fn raw_of(app: &App, id: RejectId) -> Result<(Rejected, Vec<u8>)> {
    let (row, raw, _) = whole(app, id).await?;
    Ok((row, raw))
}

/// How a payload came: by which mailbox, whether our own mail server handed it over, and what was remarked then, line by
/// line.
type Came = (Option<Arrival>, bool, String);

async fn whole(app: &App, id: RejectId) -> Result<(Rejected, Vec<u8>, Came)> {
    let Whole { line, raw, raw_file, arrival, is_handed_over, remarks } = app
        .db
        .read(async |tx| store::raw_of(tx, id).await)
        .await?
        .ok_or_else(|| not_found("rejected message"))?;
    let bytes = match (raw, raw_file) {
        (Some(bytes), _) => bytes,
        (None, Some(key)) => app.files.get(&key).await?,
        (None, None) => Vec::new(),
    };
    Ok((line, bytes, (arrival, is_handed_over, remarks)))
}

/// A person says: try again. The payload goes through its adapter anew.
pub async fn replay(app: &App, id: RejectId, by: StaffId) -> Result<Outcome> {
    // Somebody else may have settled it while this page lay open.
    if !app.db.read(async |tx| store::is_waiting(tx, id).await).await? {
        return Err(not_found("rejected message"));
    }
    let (row, raw, (arrival, is_handed_over, said)) = whole(app, id).await?;
    let channel = Channel::parse(&row.channel).ok_or_else(|| not_found("channel"))?;
    let received = match channel {
        Channel::Email => {
            // By the mailbox it came by, so that the answer leaves from there.
            let read = if is_handed_over { super::handed_over } else { super::letter };
            let is_bare = raw.trim_ascii().is_empty();
            let mut received =
                read(app, raw, arrival.unwrap_or_default()).ok_or_else(|| not_found("rejected message"))?;
            received.arrival = arrival;
            if is_bare {
                // Nothing of it was given out: it is called as it was.
                super::letter::call_bare(&mut received.inbound, &row.external_id);
            }
            // Where it lies, and what else its raw payload does not say.
            for remark in said.lines() {
                if !received.inbound.remarks.iter().any(|known| known == remark) {
                    received.inbound.remarks.push(remark.to_owned());
                }
            }
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
    if store::settle_failing(tx).await? {
        tell(tx).await?;
    }
    Ok(())
}
