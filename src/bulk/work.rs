//! Doing what a macro says: each part by the verb and under the conditions of its own form, all in the
//! caller's transaction, so that a part that is refused undoes the others.

use jiff::tz::TimeZone;

use super::deed::Before;
use crate::agencies;
use crate::answers;
use crate::app::App;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Error, Problem, Result, invalid};
use crate::ids::AnswerId;
use crate::macros::{Hand, Work};
use crate::outbox;
use crate::tickets::life::{Stage, Step};
use crate::tickets::{self, Taken, Ticket};

/// The words of a macro's canned answer for this ticket; what is wrong with them is the macro's trouble.
pub async fn words(tx: &mut Tx, app: &App, by: &Staff, ticket: &Ticket, answer: AnswerId) -> Result<String> {
    let words = answers::words(tx, &app.zone, &app.follow(&ticket.number), ticket, by, answer).await;
    words.map_err(|error| match error {
        Error::Problem(Problem { status: 404, .. }) => invalid("macro", "macro-answer-gone"),
        Error::Problem(Problem { status: 422, code, .. }) => invalid("macro", code),
        error => error,
    })
}

pub(super) async fn apply(tx: &mut Tx, app: &App, by: &Staff, ticket: &Ticket, work: &Work) -> Result<()> {
    let (id, zone) = (ticket.id, &app.zone);
    // Asked first: the words tell of the ticket as it was read.
    let answer = match work.answer {
        Some(answer) => Some(words(tx, app, by, ticket, answer).await?),
        None => None,
    };
    if let Some(category) = work.category {
        let to = agencies::category(tx, category).await?;
        if !to.is_active {
            return Err(invalid("macro", "macro-category"));
        }
        tickets::reclassify(tx, id, &to, Some(by.id)).await?;
    }
    if work.hand == Some(Hand::Me) {
        tickets::assign(tx, id, (by.id, &by.name), by.id, ticket.assignee_id).await?;
        outbox::looked_at(tx, zone, id, by.id).await?;
    }
    // A step that is no answer comes before the one that is sent, which itself may begin the work.
    let step = work.step.map(|step| (step, step.rule().tells));
    if let Some((step, false)) = step {
        take(tx, zone, by, ticket, work, step).await?;
    }
    if let Some(answer) = &answer {
        outbox::reply(tx, zone, id, by.id, answer, &[]).await?;
    }
    match step {
        Some((step, true)) if work.answer_says_it() => {
            // Whether this person may take it is asked as ever; the citizen has been told already.
            let taken = Taken::by(by.role, step, answer.as_deref().unwrap_or_default());
            tickets::take(tx, zone, id, Some(by.id), &taken).await?;
        }
        Some((step, true)) => take(tx, zone, by, ticket, work, step).await?,
        _ => {}
    }
    if !work.note.is_empty() {
        outbox::note(tx, id, by.id, &work.note).await?;
    }
    if work.hand == Some(Hand::Release) {
        tickets::release(tx, id, by.id).await?;
    }
    if let Some(rest) = work.rest {
        let until = rest.until(tx.now(), zone);
        tickets::put_aside(tx, id, until, by.id, "").await?;
    }
    Ok(())
}

async fn take(
    tx: &mut Tx,
    zone: &TimeZone,
    by: &Staff,
    ticket: &Ticket,
    work: &Work,
    step: Step,
) -> Result<()> {
    // What is so already is done.
    if tickets::get(tx, ticket.id).await?.stage == step.rule().to {
        return Ok(());
    }
    let taken = Taken { refusal: work.refusal, ..Taken::by(by.role, step, &work.words) };
    outbox::decide(tx, zone, ticket.id, by.id, &taken).await?;
    Ok(())
}

/// Sets back what can be set back: category, stage, hands, and that the macro put it aside. What was said stays.
pub(super) async fn take_back(
    tx: &mut Tx,
    zone: &TimeZone,
    by: &Staff,
    ticket: &Ticket,
    before: &Before,
) -> Result<()> {
    let id = ticket.id;
    let now = tx.now();
    // A time of before that has come meanwhile would have woken it.
    if before.asleep_until.is_none_or(|until| until <= now) {
        tickets::wake(tx, id, Some(by.id)).await?;
    }
    if let Some(category) = before.category.filter(|was| *was != ticket.category_id) {
        let back = agencies::category(tx, category).await?;
        tickets::reclassify(tx, id, &back, Some(by.id)).await?;
    }
    // Nothing becomes unseen again: what was new is verified.
    let stage = before.stage.filter(|was| *was != Stage::Submitted).unwrap_or(Stage::Verified);
    if stage != ticket.stage {
        outbox::set_back(tx, zone, id, stage, by.id).await?;
    }
    match before.assignee {
        Some(to) if ticket.assignee_id != Some(to) => {
            super::deed::give(tx, by, ticket, to, ticket.assignee_id).await?;
        }
        None if ticket.assignee_id.is_some() => {
            tickets::release(tx, id, by.id).await?;
        }
        _ => {}
    }
    Ok(())
}
