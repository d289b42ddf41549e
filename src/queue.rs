//! Durable jobs: what must happen after a transaction, even if the machine dies now.
//!
//! A job is a row written in the same transaction as the decision behind it. A worker claims it under
//! a lease; when the worker dies, the lease runs out and another takes over. Failures wait with
//! backoff and jitter; after the last try the job is buried where staff see it and can replay it.

mod store;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::bus::Event;
use crate::clock::{DAY, MINUTE, Millis, SECOND};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::{
    AgencyId, AgencyLetterId, ArticleId, AttachmentId, BotId, JobId, MailboxId, MessageId, StaffId, TalkId,
    TicketId, ToldId,
};

/// Everything that can be left to do. Data only: `worker.rs` says how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Job {
    /// Send a message that is queued. `pin` replaces the placeholder in an acknowledgement: the PIN
    /// lives here until it was sent, and nowhere else in clear.
    Deliver { message: MessageId, pin: Option<String> },
    /// Send a copy of an answer to somebody else.
    DeliverCopy { message: MessageId, address: String },
    /// Send a letter to an agency that answers by e-mail.
    TellAgency { letter: AgencyLetterId },
    /// Fetch a file that the provider keeps for us.
    FetchMedia { attachment: AttachmentId },
    /// Let the virus scanner look at a file.
    ScanFile { attachment: AttachmentId },
    /// Bring an article into the search engine.
    IndexArticle { article: ArticleId },
    /// Bring every article into the search engine.
    IndexAll {},
    /// Learn from the tickets that staff filed which category a text belongs to.
    LearnRouting {},
    /// The time of a ticket that was put aside has come.
    Wake { ticket: TicketId },
    /// Hand out what is free of an agency whose tickets are handed out.
    HandOut { agency: AgencyId },
    /// Put the rest of what somebody held who left back into the queue.
    LetGo { staff: StaffId, by: Option<StaffId> },
    /// Tell whoever must know that time runs out, and hand up what is late.
    Alarms {},
    /// Reckon the deadlines of all open tickets anew.
    Reckon {},
    /// Look for articles that answer what was asked in a chat.
    FindAnswers { talk: TalkId },
    /// Throw away what has expired: sessions, drafts, answers of ended calls.
    Sweep {},
    /// Count what comes and leaves by each channel, and tell of unusual silence.
    Pulse {},
    /// Tell followers where a ticket stands now.
    TellStage { ticket: TicketId },
    /// Tell the next of many.
    TellMany { told: ToldId },
    /// Test a mailbox by a letter to itself.
    TestMailbox { mailbox: MailboxId, run: i64 },
    /// Throw away files of somebody who was erased; in a second turn for good.
    BurnFiles { keys: Vec<String>, is_last: bool },
    /// Tell Telegram that nobody takes a bot's updates any more.
    QuietBot { bot: BotId },
}

/// Tries before a job of the house's own is buried: with the backoff below about two days.
const TRIES: i64 = 26;
/// What goes to somebody outside is tried for five days, as mail servers do (RFC 5321 §4.5.4.1) …
const PATIENCE: Millis = 5 * DAY;
/// … and so often at least, however long the house was away.
const FEW: i64 = 10;
/// A job that kills each worker that takes it is buried after this many.
const DEADLY: i64 = 30;
/// A worker renews its lease well before this.
pub const LEASE: Millis = MINUTE;

impl Job {
    /// Was it tried often enough, this try included?
    fn is_given_up(&self, attempts: i64, age: Millis) -> bool {
        match self {
            Self::Deliver { .. } | Self::DeliverCopy { .. } | Self::TellAgency { .. } => {
                attempts >= FEW && age >= PATIENCE
            }
            _ => attempts >= TRIES,
        }
    }
}

/// A job in a worker's hands.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: JobId,
    pub job: Job,
    pub attempts: i64,
    /// No other try follows this one.
    pub is_last: bool,
    lease: i64,
}

/// A job that gave up, for the page where staff replay it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Buried {
    pub id: JobId,
    pub kind: String,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub created_at: Millis,
}

/// Do this after the commit.
pub async fn enqueue(tx: &mut Tx, job: &Job) -> Result<()> {
    enqueue_at(tx, job, tx.now(), None).await
}

/// Do this at a time; with a key, only one such job waits at a time.
pub async fn enqueue_at(tx: &mut Tx, job: &Job, at: Millis, key: Option<&str>) -> Result<()> {
    let (kind, payload) = split(job)?;
    store::insert(tx, &kind, payload, at, key).await?;
    tx.publish(Event::Jobs);
    Ok(())
}

/// Takes up to `at_most` jobs that are due, and those whose worker died.
pub async fn claim(db: &Db, at_most: i64) -> Result<Vec<Claimed>> {
    let mut rows = db.write(async |tx| store::claim(tx, at_most).await).await?;
    let mut claimed = Vec::with_capacity(rows.len());
    let now = db.clock.now();
    rows.sort_by_key(|row| row.id);
    for row in rows {
        match join(&row.kind, row.payload.0.clone()) {
            Ok(job) => claimed.push(Claimed {
                id: row.id,
                is_last: job.is_given_up(row.attempts, now - row.created_at),
                job,
                attempts: row.attempts,
                lease: row.lease,
            }),
            // A newer node wrote a kind that this one does not know: leave it for that node.
            Err(error) => {
                tracing::warn!(job = %row.id, kind = row.kind, %error, "unknown job left for a newer node");
                let at = db.clock.now() + 5 * MINUTE;
                db.write(async |tx| store::put_back(tx, row.id, row.lease, at).await).await?;
            }
        }
    }
    Ok(claimed)
}

/// The job is done: call it in the transaction that records what it did, so that both hold or neither.
pub async fn done(tx: &mut Tx, claimed: &Claimed) -> Result<()> {
    if store::delete(tx, claimed.id, claimed.lease).await? { Ok(()) } else { Err(Error::LeaseLost) }
}

/// Keeps the lease while a long job runs.
pub async fn renew(db: &Db, claimed: &Claimed) -> Result<()> {
    let kept = db.write(async |tx| store::renew(tx, claimed.id, claimed.lease).await).await?;
    if kept { Ok(()) } else { Err(Error::LeaseLost) }
}

/// The job failed: it waits and is tried again, or is buried when it was tried often enough or
/// `for_good` says that trying is useless.
pub async fn failed(
    tx: &mut Tx,
    claimed: &Claimed,
    reason: &str,
    after: Option<Millis>,
    for_good: bool,
) -> Result<()> {
    if for_good || claimed.is_last {
        return store::bury(tx, claimed.id, claimed.lease, reason).await;
    }
    again(tx, claimed, reason, after).await.map(|_| ())
}

/// The job failed and is tried again, whatever try it was: when.
pub async fn again(tx: &mut Tx, claimed: &Claimed, reason: &str, after: Option<Millis>) -> Result<Millis> {
    let next = tx.now() + after.unwrap_or_else(|| backoff(claimed.attempts));
    store::postpone(tx, claimed.id, claimed.lease, reason, next).await?;
    Ok(next)
}

/// The first half of an exponential, the second half by chance: from 5 seconds, capped at 4 hours.
fn backoff(attempts: i64) -> Millis {
    let most = (5 * SECOND).saturating_mul(1 << attempts.clamp(0, 20)).min(LONGEST_WAIT);
    rand::random_range(most / 2..=most)
}

const LONGEST_WAIT: Millis = 240 * MINUTE;

/// How long a provider asks us to wait, in milliseconds and within reason.
pub fn seconds(asked: u64) -> Millis {
    Millis::try_from(asked).unwrap_or(LONGEST_WAIT).saturating_mul(SECOND).min(LONGEST_WAIT)
}

/// Not yet: the job waits a moment, and this does not count as a try.
pub async fn wait(tx: &mut Tx, claimed: &Claimed) -> Result<()> {
    store::put_back(tx, claimed.id, claimed.lease, tx.now() + 2 * SECOND).await
}

/// Not before `after`: the job waits, and this does not count as a try.
pub async fn wait_for(tx: &mut Tx, claimed: &Claimed, after: Millis) -> Result<()> {
    store::put_back(tx, claimed.id, claimed.lease, tx.now() + after).await
}

/// Jobs whose worker died are ready again; those that killed every worker are buried.
pub async fn take_back(db: &Db) -> Result<()> {
    db.write(async |tx| store::take_back(tx).await).await
}

pub async fn buried(tx: &mut Tx, before: Option<JobId>, limit: i64) -> Result<Vec<Buried>> {
    store::buried(tx, before, limit).await
}

/// A person says: try again.
pub async fn replay(tx: &mut Tx, id: JobId) -> Result<bool> {
    let replayed = store::replay(tx, id).await?;
    tx.publish(Event::Jobs);
    Ok(replayed)
}

/// How many jobs are (ready or running, buried), and how long the oldest ready one waits (ms).
pub async fn depth(tx: &mut Tx) -> Result<Depth> {
    store::depth(tx).await
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Depth {
    pub waiting: i64,
    pub buried: i64,
    pub oldest_run_at: Option<Millis>,
}

fn split(job: &Job) -> Result<(String, Value)> {
    let bad = || crate::error::internal("a job must serialise to kind and payload");
    let Value::Object(mut parts) = serde_json::to_value(job).map_err(|_| bad())? else {
        return Err(bad());
    };
    let kind = parts.get("kind").and_then(Value::as_str).ok_or_else(bad)?.to_owned();
    Ok((kind, parts.remove("payload").ok_or_else(bad)?))
}

fn join(kind: &str, payload: Value) -> Result<Job, serde_json::Error> {
    serde_json::from_value(serde_json::json!({ "kind": kind, "payload": payload }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_survives_the_table() {
        for job in [
            Job::Deliver { message: MessageId(7), pin: Some("123456".into()) },
            Job::IndexAll {},
            Job::FetchMedia { attachment: AttachmentId(1) },
        ] {
            let (kind, payload) = split(&job).unwrap();
            assert!(payload.is_object(), "JSON columns hold objects only");
            assert_eq!(join(&kind, payload).unwrap(), job);
        }
    }

    #[test]
    fn what_goes_outside_is_tried_for_five_days() {
        let letter = Job::Deliver { message: MessageId(7), pin: None };
        assert!(!letter.is_given_up(60, PATIENCE - 1), "a relay that is away over a long weekend");
        assert!(!letter.is_given_up(1, 30 * DAY), "a house that was away itself");
        assert!(letter.is_given_up(FEW, PATIENCE));
        assert!(!Job::IndexAll {}.is_given_up(TRIES - 1, 30 * DAY) && Job::IndexAll {}.is_given_up(TRIES, 0));
    }

    #[test]
    fn backoff_grows_and_is_capped() {
        for attempts in 0..40 {
            let pause = backoff(attempts);
            assert!((SECOND..=240 * MINUTE).contains(&pause), "attempt {attempts}: {pause}");
        }
    }
}
