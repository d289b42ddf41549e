//! Telling many at once: each child is answered in its own thread on its own channel, each follower gets a
//! message of their own. A job tells some of them and leaves the rest to the next one, so that it never
//! stands in the way of anything; each is told in a transaction of its own that also writes down that they
//! were, so that a worker may die anywhere and a job may run twice.

use serde_json::json;

use super::follow::link_of;
use super::shows_a_person;
use crate::agencies;
use crate::app::App;
use crate::audit;
use crate::auth::Staff;
use crate::conversations;
use crate::db::Tx;
use crate::error::{Error, Result, invalid};
use crate::follows::{self, Follower, State};
use crate::ids::{TicketId, ToldId};
use crate::outbox;
use crate::queue::{self, Claimed, Job};
use crate::reach;
use crate::relations;
use crate::tickets::life::{Stage, Step};
use crate::tickets::public;
use crate::tickets::{self, EventKind, Taken, Ticket};
use crate::told::{self, Kind, NewTold, Told, Who};

/// Told by one job.
const BATCH: i64 = 40;
/// Characters of what is told to many.
pub const LONGEST: usize = 4_000;

/// What somebody wants to tell.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    pub text: &'a str,
    /// The report and its children are answered by it.
    pub is_answer: bool,
    /// It stands on the public page, too.
    pub is_public: bool,
}

/// Tells the citizen of this report now, and everybody else soon.
pub async fn begin(app: &App, tx: &mut Tx, by: &Staff, id: TicketId, words: Words<'_>) -> Result<ToldId> {
    let ticket = tickets::visible(tx, by.id, id).await?;
    let text = words.text.trim();
    if text.is_empty() {
        return Err(invalid("told", "text-needed"));
    }
    if text.chars().count() > LONGEST {
        return Err(invalid("told", "relations-told-long"));
    }
    if ticket.stage == Stage::Merged {
        return Err(invalid("told", "relations-merged-already"));
    }
    // Strangers may follow what everybody may know of, and others reported the same: they read the same words.
    let is_known = public::case_of(tx, id).await?.is_some();
    let is_public = words.is_public && is_known;
    let below = relations::below(tx, id).await?;
    let have_others = is_known || below.children > 0 || below.merged > 0;
    if have_others && shows_a_person(tx, &ticket, text).await? {
        return Err(invalid("told", "relations-personal"));
    }
    let after = if words.is_answer {
        outbox::reply(tx, &app.zone, id, by.id, text, &[]).await?;
        let answer = Taken::by_system(Step::Answer, "");
        tickets::take_if_possible(tx, &app.zone, id, Some(by.id), &answer).await?
    } else {
        outbox::tell(tx, id, Some(by.id), text).await?;
        ticket
    };
    let total = below.children + follows::count(tx, id).await?;
    let told = told::begin(
        tx,
        &NewTold {
            ticket: id,
            by: Some(by.id),
            kind: if words.is_answer { Kind::Answer } else { Kind::Update },
            // Followers read of the answer here; nobody tells them of the stage once more.
            stage: words.is_answer.then_some(after.stage),
            body: text,
            is_public,
            total,
        },
    )
    .await?;
    let what = json!({ "what": "told-many", "n": total });
    tickets::record(tx, id, Some(by.id), EventKind::Related, what).await?;
    let detail = json!({ "answer": words.is_answer, "public": is_public, "many": total });
    audit::record(tx, Some(by.id), "ticket-told-many", ("ticket", id), detail).await?;
    queue::enqueue(tx, &Job::TellMany { told }).await?;
    Ok(told)
}

/// Runs a `TellStage` job: followers hear where the report stands now, if that is worth a message.
pub async fn tell_stage(app: &App, claimed: &Claimed, id: TicketId) -> Result<()> {
    app.db
        .write(async |tx| {
            let ticket = tickets::get(tx, id).await?;
            let last = told::last_stage(tx, id).await?;
            let total = follows::count(tx, id).await?;
            if total > 0 && is_worth_telling(ticket.stage, last) {
                let stage = Some(ticket.stage);
                let new = NewTold {
                    ticket: id,
                    by: None,
                    kind: Kind::Stage,
                    stage,
                    body: "",
                    is_public: false,
                    total,
                };
                let told = told::begin(tx, &new).await?;
                queue::enqueue(tx, &Job::TellMany { told }).await?;
            }
            queue::done(tx, claimed).await
        })
        .await
}

/// What happens inside the house is no news; neither is what they know already.
fn is_worth_telling(stage: Stage, last: Option<Stage>) -> bool {
    let was_over = matches!(last, Some(Stage::Answered | Stage::Closed | Stage::Rejected));
    match stage {
        _ if last == Some(stage) => false,
        Stage::InWork | Stage::WaitingOther | Stage::Answered | Stage::Rejected => true,
        Stage::Closed => last != Some(Stage::Answered),
        Stage::Submitted | Stage::Returned => was_over,
        Stage::Verified | Stage::Referred | Stage::WaitingCitizen | Stage::Merged => false,
    }
}

/// Runs a `TellMany` job: the next of them, and then a job for the rest.
pub async fn tell_many(app: &App, claimed: &Claimed, id: ToldId) -> Result<()> {
    let (told, main, children, followers) = app
        .db
        .read(async |tx| {
            let told = told::get(tx, id).await?;
            let main = tickets::get(tx, told.ticket_id).await?;
            let children = match told.kind {
                Kind::Stage => Vec::new(),
                Kind::Answer | Kind::Update => {
                    relations::children(tx, main.id, told.children_after, told.at, BATCH).await?
                }
            };
            let room = BATCH - children.len() as i64;
            let followers = follows::batch(tx, main.id, told.followers_after, told.at, room).await?;
            Ok((told, main, children, followers))
        })
        .await?;
    for child in &children {
        app.db.write(async |tx| tell_child(app, tx, &told, *child).await).await?;
    }
    for follower in &followers {
        app.db.write(async |tx| tell_follower(app, tx, &told, &main, follower).await).await?;
    }
    let was_all = children.len() + followers.len() < BATCH as usize;
    let last_child = children.last().copied().unwrap_or(told.children_after);
    let last_follower = followers.last().map_or(told.followers_after, |follower| follower.id);
    app.db
        .write(async |tx| {
            told::advance(tx, id, last_child, last_follower).await?;
            if was_all {
                told::finish(tx, id).await?;
            } else {
                queue::enqueue(tx, &Job::TellMany { told: id }).await?;
            }
            // Whoever has the page open sees how far it got.
            tickets::touch(tx, main.id).await?;
            queue::done(tx, claimed).await
        })
        .await
}

/// A child is told in its own thread, if whoever answers may see it and it is not over.
async fn tell_child(app: &App, tx: &mut Tx, told: &Told, child: TicketId) -> Result<()> {
    if !told::claim(tx, told.id, Who::Child, child.0).await? {
        return Ok(());
    }
    let Some(by) = told.staff_id else { return Ok(()) };
    let seen = match tickets::visible(tx, by, child).await {
        Ok(ticket) => Some(ticket),
        Err(Error::Problem(_)) => None,
        Err(error) => return Err(error),
    };
    let over = |ticket: &Ticket| matches!(ticket.stage, Stage::Closed | Stage::Rejected | Stage::Merged);
    if seen.is_none_or(|ticket| over(&ticket)) {
        return told::skip(tx, told.id, Who::Child, child.0).await;
    }
    if told.kind == Kind::Answer {
        outbox::reply(tx, &app.zone, child, by, &told.body, &[]).await?;
        let answer = Taken::by_system(Step::Answer, "");
        tickets::take_if_possible(tx, &app.zone, child, Some(by), &answer).await?;
    } else {
        outbox::tell(tx, child, Some(by), &told.body).await?;
    }
    Ok(())
}

async fn tell_follower(
    app: &App,
    tx: &mut Tx,
    told: &Told,
    main: &Ticket,
    follower: &Follower,
) -> Result<()> {
    if !told::claim(tx, told.id, Who::Follower, follower.id.0).await? {
        return Ok(());
    }
    let now = follows::get(tx, follower.id).await?;
    let case = public::case_of(tx, main.id).await?;
    // Hidden meanwhile: only those whose own report was merged hear of it still.
    let may_know = case.is_some() || now.report_id.is_some();
    if now.state != State::Following || !may_know || is_told_otherwise(tx, told, main, &now).await? {
        return told::skip(tx, told.id, Who::Follower, follower.id.0).await;
    }
    let lang = now.language;
    let (number, about) = match now.report_id {
        Some(report) => (tickets::get(tx, report).await?.number, "cases-news-of-yours"),
        None => (main.number.clone(), "cases-news"),
    };
    let category = agencies::category(tx, main.category_id).await?.name(lang).to_owned();
    let mut text = lang.with2(about, ("number", number.to_string()), ("category", category)).into_owned();
    text.push('\n');
    match told.stage.filter(|_| told.kind == Kind::Stage) {
        Some(stage) => text.push_str(&lang.say(&format!("cases-stage-{stage}"))),
        None => text.push_str(&told.body),
    }
    if case.is_some() {
        let page = app.link(&format!("/cases/{}", main.number));
        text.push_str("\n\n");
        text.push_str(&lang.with("cases-message-page", "link", page));
    }
    text.push('\n');
    text.push_str(&lang.with("cases-message-stop", "link", link_of(app, now.id)));
    match (now.report_id, now.conversation_id) {
        (Some(report), _) => outbox::tell(tx, report, told.staff_id, &text).await.map(|_| ()),
        (None, Some(conversation)) => {
            let conversation = conversations::get(tx, conversation).await?;
            if let Some(address) = &conversation.reply_to
                && reach::wants_none(tx, address).await?
            {
                return told::skip(tx, told.id, Who::Follower, follower.id.0).await;
            }
            outbox::news(tx, &conversation, &text).await.map(|_| ())
        }
        (None, None) => told::skip(tx, told.id, Who::Follower, follower.id.0).await,
    }
}

/// The citizen of the report itself, and of the children that were told, got the answer as theirs. Whoever hides
/// there is told here, too: how many were passed over would say who they are.
async fn is_told_otherwise(tx: &mut Tx, told: &Told, main: &Ticket, follower: &Follower) -> Result<bool> {
    Ok(follower.contact_id == main.contact_id && !main.is_anonymous
        || told.kind != Kind::Stage && told::heard_by_child(tx, told.id, follower.contact_id).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn followers_hear_of_what_matters_once() {
        assert!(
            is_worth_telling(Stage::InWork, None) && is_worth_telling(Stage::Answered, Some(Stage::InWork))
        );
        assert!(!is_worth_telling(Stage::Answered, Some(Stage::Answered)));
        assert!(!is_worth_telling(Stage::Closed, Some(Stage::Answered)), "it closed by itself");
        assert!(
            is_worth_telling(Stage::Returned, Some(Stage::Closed))
                && !is_worth_telling(Stage::Returned, None)
        );
        assert!(is_worth_telling(Stage::Submitted, Some(Stage::Rejected)), "what was missing came");
        assert!(!is_worth_telling(Stage::Referred, None) && !is_worth_telling(Stage::Merged, None));
    }
}
