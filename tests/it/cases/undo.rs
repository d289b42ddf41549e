//! Merging and its undo where more than two reports are concerned: no chains, no rings, and what comes apart
//! stands as it stood.

use sahut::clock::{DAY, HOUR, MINUTE};
use sahut::escalation;
use sahut::tickets::Ticket;
use sahut::tickets::life::Stage;

use super::{Report, now as row, report};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;
use crate::support::house::{Answer, Visitor};

async fn join(house: &House, who: &Visitor, ticket: &Ticket, how: &str, other: &Ticket) -> Answer {
    house.app.db.clock.advance(MINUTE);
    let number = other.number.to_string();
    who.post(&format!("/desk/{}/join", ticket.id), &[("how", how), ("number", &number)]).await
}

async fn unmerge(house: &House, who: &Visitor, ticket: &Ticket) {
    house.app.db.clock.advance(MINUTE);
    let apart = who.post(&format!("/desk/{}/unmerge", ticket.id), &[]).await;
    assert_eq!(apart.status, 200, "{}", apart.text);
}

async fn fresh(house: &House) -> Ticket {
    report(house, Report::default()).await.0
}

/// What the ticket hangs below, or was merged into.
async fn above(house: &House, ticket: &Ticket, kind: sahut::relations::Kind) -> Option<i64> {
    let link = house.app.db.read(async |tx| sahut::relations::above(tx, kind, ticket.id).await).await;
    link.expect("a database").map(|link| link.other_id.0)
}

const CHILD: sahut::relations::Kind = sahut::relations::Kind::Child;
/// Parents that have a parent.
const CHAINS: &str = "SELECT COUNT(*) AS n FROM ticket_link l JOIN ticket_link m
    ON m.ticket_id = l.other_id AND m.kind = 'child' WHERE l.kind = 'child'";

story!(an_undo_takes_back_only_what_is_there_still, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let (leaf, first) = (fresh(house).await, fresh(house).await);
    let (middle, last) = (fresh(house).await, fresh(house).await);
    assert_eq!(join(house, &agent, &leaf, "child", &first).await.status, 200);
    assert_eq!(join(house, &agent, &first, "merge", &middle).await.status, 200);
    assert_eq!(join(house, &agent, &middle, "merge", &last).await.status, 200);
    assert_eq!(above(house, &leaf, CHILD).await, Some(last.id.0));
    unmerge(house, &agent, &first).await;
    assert_eq!(above(house, &leaf, CHILD).await, Some(first.id.0));
    unmerge(house, &agent, &middle).await;
    assert_eq!(above(house, &leaf, CHILD).await, Some(first.id.0), "it had gone home already");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_link").await, 1);
    house.forget_jobs().await;
});

story!(merging_makes_no_chain_of_parents, async |house: &House| {
    let agent = house.staff(AGENT).await;
    // One with children into one that hangs below another.
    let (top, below) = (fresh(house).await, fresh(house).await);
    let (parent, child) = (fresh(house).await, fresh(house).await);
    join(house, &agent, &below, "child", &top).await;
    join(house, &agent, &child, "child", &parent).await;
    let refused = join(house, &agent, &parent, "merge", &below).await;
    assert!(
        refused.status == 422 && refused.text.contains("berada di bawah laporan lain"),
        "{}",
        refused.text
    );
    assert_eq!(now(house, &parent).await, Stage::Submitted);
    // One without may.
    let single = fresh(house).await;
    assert_eq!(join(house, &agent, &single, "merge", &below).await.status, 200);
    // And into the one above it is the way.
    assert_eq!(join(house, &agent, &parent, "merge", &top).await.status, 200);
    assert_eq!(above(house, &child, CHILD).await, Some(top.id.0));
    assert_eq!(house.number(CHAINS).await, 0);
    house.forget_jobs().await;
});

story!(a_parent_is_merged_into_its_own_child_and_comes_back, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let (parent, child, other) = (fresh(house).await, fresh(house).await, fresh(house).await);
    join(house, &agent, &child, "child", &parent).await;
    join(house, &agent, &other, "child", &parent).await;
    assert_eq!(join(house, &agent, &parent, "merge", &child).await.status, 200);
    assert_eq!(above(house, &child, CHILD).await, None, "no ring");
    assert_eq!(above(house, &other, CHILD).await, Some(child.id.0));
    assert_eq!(house.number(CHAINS).await, 0);
    unmerge(house, &agent, &parent).await;
    for ticket in [&child, &other] {
        assert_eq!(above(house, ticket, CHILD).await, Some(parent.id.0), "as it was");
    }
    // Where the child has children of its own meanwhile, it stays what it is.
    join(house, &agent, &parent, "merge", &child).await;
    let late = fresh(house).await;
    join(house, &agent, &late, "child", &child).await;
    unmerge(house, &agent, &parent).await;
    assert_eq!(above(house, &child, CHILD).await, None);
    assert_eq!(above(house, &late, CHILD).await, Some(child.id.0));
    assert_eq!(above(house, &other, CHILD).await, Some(parent.id.0));
    assert_eq!(house.number(CHAINS).await, 0);
    house.forget_jobs().await;
});

story!(an_undo_hangs_nobody_below_who_never_was, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let (parent, child, stranger) = (fresh(house).await, fresh(house).await, fresh(house).await);
    join(house, &agent, &child, "child", &parent).await;
    assert_eq!(join(house, &agent, &parent, "merge", &child).await.status, 200);
    // The child went on into another report meanwhile, which hung below nobody.
    assert_eq!(join(house, &agent, &child, "merge", &stranger).await.status, 200);
    unmerge(house, &agent, &parent).await;
    assert_eq!(above(house, &stranger, CHILD).await, None);
    house.forget_jobs().await;
});

async fn now(house: &House, ticket: &Ticket) -> Stage {
    row(house, ticket.id).await.stage
}

/// A round of the alarms.
async fn alarms(house: &House) -> i64 {
    escalation::plan(&house.app.db).await.expect("a plan");
    house.work().await;
    house.number("SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'escalated'").await
        + house.number("SELECT COUNT(*) AS n FROM notice").await
}

/// Everything a row says of its clocks; while they stand, the due time is only known when they go on.
fn clocks(ticket: &Ticket) -> impl PartialEq + std::fmt::Debug + use<> {
    let due_at = ticket.paused_at.is_none().then_some(ticket.due_at);
    (
        (ticket.stage, due_at, ticket.paused_at, ticket.next_clock, ticket.next_due_at),
        (ticket.next_alarm_at, ticket.escalated, ticket.first_response_at, ticket.resolved_at),
    )
}

story!(a_merge_that_was_none_leaves_no_trace_in_the_clocks, async |house: &House| {
    let clock = &house.app.db.clock;
    let main = fresh(house).await;
    let (late, waits, done) = (fresh(house).await, fresh(house).await, fresh(house).await);
    let agent = house.staff(AGENT).await;
    for (ticket, step, reason) in [
        (&main, "verify", ""),
        (&late, "verify", ""),
        (&waits, "await_other", "menunggu pipa"),
        (&done, "answer", "Sudah."),
    ] {
        clock.advance(MINUTE);
        agent.post(&format!("/desk/{}/step", ticket.id), &[("step", step), ("reason", reason)]).await;
    }
    house.work().await;
    // Late, and handed up to the head.
    clock.advance(DAY + HOUR);
    alarms(house).await;
    let agent = house.staff(AGENT).await;
    let read = "UPDATE notice SET read_at = 1";
    match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(read).execute(writer).await.map(|_| ()),
        sahut::db::Engine::Postgres(pool) => sqlx::query(read).execute(pool).await.map(|_| ()),
    }
    .expect("they read it");
    let told = alarms(house).await;
    for ticket in [&late, &waits, &done] {
        let before = row(house, ticket.id).await;
        assert_eq!(join(house, &agent, ticket, "merge", &main).await.status, 200);
        clock.advance(HOUR);
        unmerge(house, &agent, ticket).await;
        assert_eq!(clocks(&row(house, ticket.id).await), clocks(&before));
    }
    assert!(row(house, late.id).await.is_late(clock.now()));
    house.work().await;
    assert_eq!(alarms(house).await, told, "nobody hears of it twice");
    // What happened in between counts: the next step goes on from there.
    clock.advance(MINUTE);
    agent.post(&format!("/desk/{}/step", waits.id), &[("step", "resume"), ("reason", "")]).await;
    let goes_on = row(house, waits.id).await;
    assert!(goes_on.paused_at.is_none() && goes_on.due_at > waits.due_at + DAY, "{goes_on:?}");
    house.forget_jobs().await;
});
