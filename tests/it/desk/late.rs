//! What is entered late: a holiday, a category's own time. Clocks that run hear of it; those that ended keep
//! their verdict, and the page still says why.

use sahut::agencies::{self, NewCategory};
use sahut::clock::{DAY, HOUR, MINUTE};
use sahut::sla::{self, State};
use sahut::tickets::{self, Ticket};

use super::{Report, report, write};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, SUPERVISOR, WATER};
use crate::support::house::MORNING;

async fn now(house: &House, ticket: &Ticket) -> Ticket {
    house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket")
}

/// How the three clocks of a ticket stand: look at it, answer, resolve.
async fn stand(house: &House, ticket: &Ticket) -> [State; 3] {
    house
        .app
        .db
        .read(async |tx| {
            let (ticket, book) = (tickets::get(tx, ticket.id).await?, sla::book(tx).await?);
            let history = tickets::history(tx, ticket.id).await?;
            let clocks = tickets::clocks(&book, &ticket, &history, tx.now()).expect("clocks");
            Ok(clocks.current().map(|reading| reading.state))
        })
        .await
        .expect("clocks")
}

async fn step(house: &House, who: &str, ticket: &Ticket, step: &str) {
    // Time passed: whoever comes back signs in again.
    let who = house.staff(who).await;
    let path = format!("/desk/{}/step", ticket.id);
    let answer = who.post(&path, &[("step", step), ("reason", "Sudah beres")]).await;
    assert_eq!(answer.status, 200, "{step}: {}", answer.text);
    house.app.db.clock.advance(MINUTE);
}

async fn reply(house: &House, ticket: &Ticket) {
    let answer = write(&house.staff(WATER).await, ticket, "reply", "Kami cek.", "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    house.app.db.clock.advance(MINUTE);
}

/// Turns the clock to so long after the first morning.
fn until(house: &House, after: i64) {
    let clock = &house.app.db.clock;
    clock.advance(MORNING + after - clock.now());
}

async fn page(house: &House, ticket: &Ticket) -> String {
    house.staff(SUPERVISOR).await.get(&format!("/desk/{}", ticket.id)).await.text
}

/// Of how many resolved tickets how many were in time, as the sums have it.
async fn in_time(house: &House) -> (i64, i64) {
    let sum = async |sql| house.number(sql).await;
    (
        sum("SELECT CAST(SUM(in_time) AS bigint) AS n FROM ticket_sum WHERE grain = 'ever'").await,
        sum("SELECT CAST(SUM(resolved) AS bigint) AS n FROM ticket_sum WHERE grain = 'ever'").await,
    )
}

const LEVEL: [(&str, &str); 13] = [
    ("class", "complaint"),
    ("tier", ""),
    ("category", ""),
    ("verify", "1"),
    ("verify_unit", "working-days"),
    ("answer", "1"),
    ("answer_unit", "working-days"),
    ("resolve", "2"),
    ("resolve_unit", "working-days"),
    ("warn_first", "50"),
    ("warn_second", "80"),
    ("step", "1"),
    ("step_unit", "working-days"),
];

story!(a_holiday_entered_late_judges_nothing_that_ended, async |house: &House| {
    use State::{Breached, Met, Running};
    let pdam = house.app.db.read(async |tx| agencies::agency_by_code(tx, "pdam").await).await.expect("pdam");
    let (pdam, days) = (pdam.id.to_string(), format!("/admin/calendars/{}/days", pdam.id));
    let administrator = house.staff(ADMINISTRATOR).await;
    let mut level = LEVEL.to_vec();
    level.push(("agency", pdam.as_str()));
    assert_eq!(administrator.post("/admin/levels/new", &level).await.path, "/admin/levels");
    house.work().await;

    // All come on Monday. Tuesday is the first day, Wednesday the second: resolved by Wednesday 16.00.
    let open = async |text| report(house, Report { text, ..Report::default() }).await;
    let (read_late, answered_late) = (open("Air keruh").await, open("Air mati").await);
    let (done_in_time, done_late) = (open("Air bau").await, open("Pipa bocor").await);
    let wednesday = MORNING + 2 * DAY + 7 * HOUR;
    until(house, HOUR);
    step(house, WATER, &answered_late, "verify").await;
    reply(house, &done_in_time).await;
    reply(house, &done_late).await;
    until(house, 2 * DAY);
    step(house, WATER, &read_late, "verify").await;
    reply(house, &answered_late).await;
    until(house, 2 * DAY + 6 * HOUR);
    step(house, WATER, &done_in_time, "answer").await;
    until(house, 3 * DAY);
    step(house, WATER, &done_late, "answer").await;
    for (ticket, verdict) in [
        (&read_late, [Breached, Running, Breached]),
        (&answered_late, [Met, Breached, Breached]),
        (&done_in_time, [Met, Met, Met]),
        (&done_late, [Met, Met, Breached]),
    ] {
        assert_eq!(stand(house, ticket).await, verdict, "{}", ticket.subject);
        assert_eq!(now(house, ticket).await.due_at, wednesday);
    }
    assert_eq!(in_time(house).await, (1, 2));

    // On Thursday somebody says that Tuesday was a day off. What runs has a day more; verdicts stand.
    until(house, 3 * DAY + HOUR);
    let holiday =
        [("day", "2026-11-24"), ("day_name", "Pilkada"), ("day_kind", "holiday"), ("day_hours", "")];
    let administrator = house.staff(ADMINISTRATOR).await;
    assert_eq!(administrator.post(&days, &holiday).await.status, 200);
    house.work().await;
    let thursday = wednesday + DAY;
    for (ticket, verdict, due) in [
        (&read_late, [Breached, Running, Running], thursday),
        (&answered_late, [Met, Breached, Running], thursday),
        (&done_in_time, [Met, Met, Met], wednesday),
        (&done_late, [Met, Met, Breached], wednesday),
    ] {
        assert_eq!(stand(house, ticket).await, verdict, "{}", ticket.subject);
        assert_eq!(now(house, ticket).await.due_at, due, "{}", ticket.subject);
    }
    // Each page says why it is, or was, due then.
    let (off, told) = ("24 Nov 2026 tidak dihitung: Pilkada", page(house, &read_late).await);
    assert!(told.contains(off) && told.contains("Kamis, 26 November 2026 16.00 WIB"), "{told}");
    let told = page(house, &done_late).await;
    assert!(!told.contains(off) && told.contains("Rabu, 25 November 2026 16.00 WIB"), "{told}");

    // One is done with that day's grace; then the day off is taken back. What was met stays met.
    until(house, 3 * DAY + 2 * HOUR);
    step(house, WATER, &read_late, "answer").await;
    let administrator = house.staff(ADMINISTRATOR).await;
    let again = administrator.post(&format!("{days}/remove"), &[("date", "2026-11-24")]).await;
    assert_eq!(again.status, 200, "{}", again.text);
    house.work().await;
    assert_eq!(stand(house, &read_late).await, [Breached, Met, Met]);
    assert_eq!(stand(house, &answered_late).await, [Met, Breached, Breached]);
    assert_eq!(now(house, &answered_late).await.due_at, wednesday);
    assert!(page(house, &read_late).await.contains(off));
    // Closing reckons nothing anew.
    step(house, SUPERVISOR, &done_late, "close").await;
    step(house, SUPERVISOR, &read_late, "close").await;
    assert_eq!(stand(house, &answered_late).await, [Met, Breached, Breached]);
    for (ticket, due) in [(&read_late, thursday), (&answered_late, wednesday), (&done_late, wednesday)] {
        assert_eq!(now(house, ticket).await.due_at, due, "{}", ticket.subject);
    }
    assert_eq!(in_time(house).await, (2, 3));
    house.forget_jobs().await;
});

story!(terms_that_change_between_a_slip_and_its_end_count, async |house: &House| {
    let agency =
        house.app.db.read(async |tx| agencies::agency_by_code(tx, "pdam").await).await.expect("pdam");
    let (pdam, days) = (agency.id.to_string(), format!("/admin/calendars/{}/days", agency.id));
    let mut level = LEVEL.to_vec();
    level.push(("agency", pdam.as_str()));
    let administrator = house.staff(ADMINISTRATOR).await;
    assert_eq!(administrator.post("/admin/levels/new", &level).await.path, "/admin/levels");
    house.work().await;
    let ticket = report(house, Report::default()).await;
    until(house, HOUR);
    step(house, WATER, &ticket, "ask_citizen").await;
    step(house, SUPERVISOR, &ticket, "close").await;
    let holiday =
        [("day", "2026-11-24"), ("day_name", "Pilkada"), ("day_kind", "holiday"), ("day_hours", "")];
    assert_eq!(administrator.post(&days, &holiday).await.status, 200);
    house.work().await;
    let wednesday = MORNING + 2 * DAY + 7 * HOUR;
    assert_eq!(now(house, &ticket).await.due_at, wednesday, "it is over");
    step(house, SUPERVISOR, &ticket, "take_back").await;
    step(house, WATER, &ticket, "resume").await;
    assert_eq!(now(house, &ticket).await.due_at, wednesday + DAY, "it never was over, and Tuesday is off");
    house.forget_jobs().await;
});

story!(another_time_of_a_category_judges_nothing_that_ended, async |house: &House| {
    let road = async |text| report(house, Report { category: "jalan", text, ..Report::default() }).await;
    let (done, open) = (road("Lubang").await, road("Jalan rusak").await);
    let due = done.created_at + 3 * DAY;
    until(house, 2 * DAY);
    step(house, SUPERVISOR, &done, "answer").await;
    let by = house.app.db.read(async |tx| sahut::auth::by_email(tx, ADMINISTRATOR).await).await;
    let by = by.expect("a database").expect("somebody").id;
    house
        .app
        .db
        .write(async |tx| {
            let known = agencies::category_by_code(tx, "jalan").await?;
            let new = NewCategory {
                code: known.code.clone(),
                parent: None,
                name_id: known.name_id.clone(),
                name_en: known.name_en.clone(),
                agency: "pupr".into(),
                class: known.class,
                priority: known.priority,
                due_minutes: 24 * 60,
                position: known.position,
            };
            agencies::keep_category(tx, Some(known.id), &new, by).await
        })
        .await
        .expect("another time");
    house.work().await;
    assert_eq!(now(house, &open).await.due_at, open.created_at + DAY);
    assert_eq!(stand(house, &open).await[2], State::Breached);
    assert_eq!((now(house, &done).await.due_at, stand(house, &done).await[2]), (due, State::Met));
    step(house, SUPERVISOR, &done, "close").await;
    assert_eq!((now(house, &done).await.due_at, stand(house, &done).await[2]), (due, State::Met));
    assert_eq!(in_time(house).await, (1, 1));
    house.forget_jobs().await;
});
