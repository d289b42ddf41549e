//! Testing a mailbox: which step stands where. A letter to itself goes the whole way and comes back.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;

use super::{mailbox, store};
use crate::audit;
use crate::auth;
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MailboxId, StaffId, codes};
use crate::queue::{self, Job};
use crate::secret::Secret;

const PURPOSE: &str = "mail-test";
const MARK: usize = 16;
/// A test that is not over by then died with its node.
const LONGEST: Millis = 5 * MINUTE;
const WORDS: usize = 300;

codes! {
    /// What a test does, in order.
    Step {
        /// Connect for fetching and sign in.
        Fetch = "fetch",
        /// Are the folders there?
        Folders = "folders",
        /// Connect for sending and sign in.
        Send = "send",
        /// Hand over a letter to ourselves.
        Leave = "leave",
        /// Read it back.
        Back = "back",
    }
}

codes! {
    Progress { Waits = "waits", Runs = "runs", Done = "done", Failed = "failed" }
}

/// A step, and what there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    pub step: Step,
    pub progress: Progress,
    /// What it was about: the remedy is the text `line-remedy-<code>`.
    pub remedy: Option<String>,
    /// In the server's words.
    pub said: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Steps {
    steps: Vec<Noted>,
}

/// The last test of a mailbox.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Test {
    pub mailbox_id: MailboxId,
    pub run: i64,
    steps: Json<Steps>,
    pub started_at: Millis,
    pub ended_at: Option<Millis>,
}

impl Test {
    pub fn steps(&self) -> &[Noted] {
        &self.steps.0.steps
    }

    pub fn is_running(&self, now: Millis) -> bool {
        self.ended_at.is_none() && now - self.started_at < LONGEST
    }

    /// It is over, and every step went well.
    pub fn went_well(&self) -> bool {
        self.ended_at.is_some() && self.steps().iter().all(|step| step.progress == Progress::Done)
    }
}

pub async fn test_of(tx: &mut Tx, mailbox: MailboxId) -> Result<Option<Test>> {
    store::test(tx, mailbox).await
}

/// Begins a test, unless one is under way.
pub async fn begin_test(tx: &mut Tx, id: MailboxId, by: StaffId) -> Result<()> {
    auth::whole_house(tx, by).await?;
    mailbox(tx, id).await?;
    let now = tx.now();
    if store::test(tx, id).await?.is_some_and(|test| test.is_running(now)) {
        return Ok(());
    }
    let run = tx.id();
    let steps = Step::ALL
        .iter()
        .map(|step| Noted { step: *step, progress: Progress::Waits, remedy: None, said: None })
        .collect();
    store::begin_test(tx, id, run, &Json(Steps { steps })).await?;
    queue::enqueue(tx, &Job::TestMailbox { mailbox: id, run }).await?;
    audit::record(tx, Some(by), "mailbox-tested", ("mailbox", id), json!({})).await
}

/// Notes where a step stands. A failed one ends the test, and so does the last one.
pub async fn note_step(
    tx: &mut Tx,
    id: MailboxId,
    run: i64,
    step: Step,
    progress: Progress,
    remedy: Option<&str>,
    said: Option<&str>,
) -> Result<()> {
    let Some(test) = store::test(tx, id).await?.filter(|test| test.run == run) else { return Ok(()) };
    let mut steps = test.steps.0;
    let said = said.map(|said| said.chars().filter(|c| !c.is_control()).take(WORDS).collect::<String>());
    if let Some(noted) = steps.steps.iter_mut().find(|noted| noted.step == step) {
        *noted = Noted { step, progress, remedy: remedy.map(str::to_owned), said };
    }
    let is_last = Step::ALL.last() == Some(&step);
    let is_over = progress == Progress::Failed || progress == Progress::Done && is_last;
    store::set_steps(tx, id, run, &Json(steps), is_over).await
}

/// The Message-ID of a test's letter, without angle brackets.
pub fn test_letter(secret: &Secret, run: i64, domain: &str) -> String {
    format!("t{run}.{}@{domain}", mark(secret, run))
}

/// Is it the letter of one of our tests? Such a letter is nobody's matter.
pub fn is_test_letter(secret: &Secret, message_id: &str, domain: &str) -> bool {
    let parts = message_id.strip_prefix('t').and_then(|rest| rest.split_once('.'));
    let Some(run) = parts.and_then(|(run, _)| run.parse().ok()) else { return false };
    test_letter(secret, run, domain).eq_ignore_ascii_case(message_id)
}

fn mark(secret: &Secret, run: i64) -> String {
    let mut mark = secret.digest(PURPOSE, &run.to_string());
    mark.truncate(MARK);
    mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_else_writes_a_test_letter() {
        let house = |key: &str| Secret::new(key.repeat(32).into()).unwrap();
        let id = test_letter(&house("a"), 7, "sahut.kota.test");
        assert!(is_test_letter(&house("a"), &id, "sahut.kota.test"));
        assert!(!is_test_letter(&house("b"), &id, "sahut.kota.test"));
        for other in ["t7.0@sahut.kota.test", "c7.1@sahut.kota.test", "t", ""] {
            assert!(!is_test_letter(&house("a"), other, "sahut.kota.test"), "{other}");
        }
    }
}
