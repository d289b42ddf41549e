//! Deadlines over holidays and lunch, pauses, and the ladder that a late ticket climbs.

use sahut::clock::{DAY, HOUR, MINUTE};
use sahut::escalation;
use sahut::ids::StaffId;
use sahut::notices;
use sahut::queue::{self, Job};
use sahut::sla::{ClockKind, Rung};
use sahut::tickets::{self, Ticket};

use super::{Report, report, rows, write};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR, WATER};
use crate::support::house::{MORNING, Visitor};

async fn now(house: &House, ticket: &Ticket) -> Ticket {
    house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket")
}

async fn step(who: &Visitor, ticket: &Ticket, step: &str, reason: &str) {
    let path = format!("/desk/{}/step", ticket.id);
    let answer = who.post(&path, &[("step", step), ("reason", reason)]).await;
    assert_eq!(answer.status, 200, "{step}: {}", answer.text);
}

/// A round of the alarms, as the worker makes it every minute.
async fn alarms(house: &House) {
    escalation::plan(&house.app.db).await.expect("a plan");
    house.work().await;
}

async fn staff_id(house: &House, email: &str) -> StaffId {
    let found = house.app.db.read(async |tx| sahut::auth::by_email(tx, email).await).await;
    found.expect("a database").expect("somebody").id
}

/// What somebody was told about a ticket, oldest first.
async fn told(house: &House, email: &str, ticket: &Ticket) -> Vec<&'static str> {
    let id = staff_id(house, email).await;
    let found = house.app.db.read(async |tx| notices::of(tx, id, None).await).await.expect("notices");
    let about = found.iter().rev().filter(|notice| notice.ticket_id == Some(ticket.id));
    about.filter(|notice| notice.kind != notices::Kind::Assigned).map(|notice| notice.kind.code()).collect()
}

async fn agency(house: &House, code: &str) -> String {
    let found = house.app.db.read(async |tx| sahut::agencies::agency_by_code(tx, code).await).await;
    found.expect("an agency").id.to_string()
}

const LEVEL: [(&str, &str); 12] = [
    ("class", "complaint"),
    ("tier", ""),
    ("category", ""),
    ("verify", ""),
    ("answer", "2"),
    ("answer_unit", "working-days"),
    ("resolve", "10"),
    ("resolve_unit", "working-hours"),
    ("warn_first", "50"),
    ("warn_second", "80"),
    ("step", "1"),
    ("step_unit", "working-days"),
];

story!(a_deadline_leaves_out_lunch_nights_and_a_holiday_and_says_so, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let pdam = agency(house, "pdam").await;
    let mut level = LEVEL.to_vec();
    level.extend([("agency", pdam.as_str()), ("verify_unit", "working-days")]);
    let made = administrator.post("/admin/levels/new", &level).await;
    assert_eq!(made.path, "/admin/levels", "{}", made.text);
    let day =
        [("day", "2026-11-24"), ("day_name", "Hari Jadi PDAM"), ("day_kind", "agency"), ("day_hours", "")];
    let closed = administrator.post(&format!("/admin/calendars/{pdam}/days"), &day).await;
    assert_eq!(closed.path, format!("/admin/calendars/{pdam}"), "{}", closed.text);
    house.work().await;

    let ticket = report(house, Report::default()).await;
    // Monday 9 to 12 and 13 to 16, Tuesday closed, Wednesday 8 to 12.
    assert_eq!(ticket.due_at, MORNING + 2 * DAY + 3 * HOUR);
    let page = administrator.get(&format!("/desk/{}", ticket.id)).await.text;
    for why in [
        "Rabu, 25 November 2026 12.00 WIB",
        "Waktu yang tersedia: 10 jam kerja",
        "24 Nov 2026 tidak dihitung: Hari Jadi PDAM",
        "1 malam tidak dihitung",
        "1 jam istirahat tidak dihitung (60 menit)",
        "Tingkat layanan: Pengaduan · Perumda Air Minum (versi 1)",
        "2 hari kerja",
    ] {
        assert!(page.contains(why), "{why}: {page}");
    }
    // What came after closing counts from the next opening; that is Wednesday, after the holiday.
    house.app.db.clock.advance(8 * HOUR);
    let late = report(house, Report { text: "Air keruh malam ini", ..Report::default() }).await;
    assert_eq!(late.due_at, MORNING + 3 * DAY + 2 * HOUR, "8 to 16 on Wednesday, 8 to 11 on Thursday");
    let page = administrator.get(&format!("/desk/{}", late.id)).await.text;
    assert!(page.contains("Dihitung sejak Rabu, 25 November 2026 08.00 WIB"), "{page}");
    // Another agency is not closed and has no such level.
    let road = report(house, Report { category: "jalan", text: "Lubang", ..Report::default() }).await;
    assert_eq!(road.due_at, road.created_at + 3 * DAY);
    house.forget_jobs().await;
});

story!(the_clock_stands_while_others_must_act, async |house: &House| {
    let water = house.staff(WATER).await;
    let ticket = report(house, Report::default()).await;
    assert_eq!((ticket.due_at, ticket.next_clock), (ticket.created_at + DAY, Some(ClockKind::Resolve)));
    let clock = &house.app.db.clock;
    clock.advance(2 * HOUR);
    step(&water, &ticket, "await_other", "menunggu pipa dari gudang").await;
    let waits = now(house, &ticket).await;
    assert_eq!(waits.paused_at, Some(MORNING + 2 * HOUR));
    let in_a_week = MORNING + 2 * HOUR + 7 * DAY;
    assert_eq!((waits.next_alarm_at, waits.next_due_at), (Some(in_a_week), None), "nobody is hurried");
    clock.advance(40 * HOUR);
    // Whoever comes back after so long signs in again.
    let water = house.staff(WATER).await;
    let list = water.get("/desk?view=open").await;
    assert!(list.text.contains("berhenti, sisa 22"), "{}", list.text);
    assert!(rows(&water.get("/desk?view=late").await).is_empty(), "what waits is not late");
    let page = water.get(&format!("/desk/{}", ticket.id)).await.text;
    assert!(page.contains("kami menunggu pihak lain: menunggu pipa dari gudang"), "{page}");
    step(&water, &ticket, "resume", "").await;
    let goes_on = now(house, &ticket).await;
    assert_eq!((goes_on.due_at, goes_on.paused_at), (ticket.created_at + DAY + 40 * HOUR, None));

    // A slip of the hand costs nothing: not a minute was waited.
    clock.advance(HOUR);
    step(&water, &ticket, "await_other", "salah pencet").await;
    clock.advance(5 * MINUTE);
    step(&water, &ticket, "take_back", "").await;
    assert_eq!(now(house, &ticket).await.due_at, goes_on.due_at);

    // Two steps of one ticket are never taken in the same millisecond.
    clock.advance(2 * MINUTE);
    // Waiting for the citizen ends when they write; an answer ends everything, a reopening begins anew.
    step(&water, &ticket, "ask_citizen", "Nomor meterannya berapa?").await;
    clock.advance(10 * HOUR);
    step(&water, &ticket, "resume", "").await;
    assert_eq!(now(house, &ticket).await.due_at, goes_on.due_at + 10 * HOUR);
    clock.advance(2 * MINUTE);
    write(&water, &ticket, "reply", "Sudah mengalir lagi.", "resolved").await;
    let done = now(house, &ticket).await;
    assert_eq!((done.next_clock, done.next_alarm_at, done.due_at), (None, None, goes_on.due_at + 10 * HOUR));
    clock.advance(DAY);
    let water = house.staff(WATER).await;
    step(&water, &ticket, "reopen", "mati lagi").await;
    let again = now(house, &ticket).await;
    assert_eq!(again.due_at, clock.now() + DAY);
    house.work().await;
});

story!(a_late_ticket_climbs_the_ladder_and_nobody_hears_twice, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = report(house, Report::default()).await;
    let waiting = report(house, Report { text: "Air bau", ..Report::default() }).await;
    agent.post(&format!("/desk/{}/assign", ticket.id), &[("to", "me"), ("seen", "")]).await;
    step(&agent, &ticket, "start", "").await;
    step(&agent, &waiting, "await_other", "menunggu laboratorium").await;
    write(&agent, &ticket, "reply", "Kami periksa.", "stay").await;
    house.work().await;
    let clock = &house.app.db.clock;
    alarms(house).await;
    assert!(told(house, AGENT, &ticket).await.is_empty(), "nothing is due yet");

    clock.advance(12 * HOUR);
    alarms(house).await;
    assert_eq!(told(house, AGENT, &ticket).await, ["soon"], "half of the time");
    assert!(told(house, WATER, &ticket).await.is_empty());
    clock.advance(8 * HOUR);
    alarms(house).await;
    assert_eq!(told(house, WATER, &ticket).await, ["soon"], "80 %: the officers");
    assert_eq!(now(house, &ticket).await.escalated, None);
    clock.advance(4 * HOUR + 1);
    for _ in 0..3 {
        alarms(house).await;
    }
    assert_eq!(told(house, AGENT, &ticket).await, ["soon", "breached"]);
    assert_eq!(told(house, WATER, &ticket).await, ["soon", "breached"], "nobody heads the waterworks");
    assert_eq!(now(house, &ticket).await.escalated, Some(Rung::Head));
    assert!(told(house, SUPERVISOR, &ticket).await.is_empty());

    // Tuesday 09:00; a working day later is Wednesday at closing.
    clock.advance(31 * HOUR);
    alarms(house).await;
    assert_eq!(told(house, SUPERVISOR, &ticket).await, ["escalated"]);
    assert!(told(house, ADMINISTRATOR, &ticket).await.is_empty());
    let list = house.staff(AGENT).await.get("/desk?view=open&escalated=1").await;
    assert_eq!(rows(&list), [ticket.id.to_string()]);
    assert!(list.text.contains("</svg>Dieskalasi</span>"), "{}", list.text);
    // Told after closing, which counts as Thursday; a working day later is Friday at closing.
    clock.advance(2 * DAY + HOUR);
    alarms(house).await;
    assert_eq!(
        told(house, ADMINISTRATOR, &ticket).await,
        ["escalated"],
        "nobody coordinates: who administers"
    );
    let water = house.staff(WATER).await;
    let page = water.get(&format!("/desk/{}", ticket.id)).await.text;
    assert!(page.contains("Waktu habis (Diselesaikan): dieskalasi ke koordinator"), "{page}");
    let handed_up = "SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'escalated'";
    assert_eq!(house.number(handed_up).await, 3, "head, supervisor, coordinator: once each");

    for email in [AGENT, WATER, SUPERVISOR, ADMINISTRATOR] {
        assert!(told(house, email, &waiting).await.is_empty(), "{email}: what waits is never handed up");
    }
    write(&water, &ticket, "reply", "Sudah selesai.", "resolved").await;
    let done = now(house, &ticket).await;
    assert_eq!((done.escalated, done.next_alarm_at), (None, None));
    house.work().await;
});

story!(two_workers_at_once_tell_everything_once, async |house: &House| {
    for n in 0..30 {
        report(house, Report { text: &format!("Air mati di RT {n}"), ..Report::default() }).await;
    }
    house.work().await;
    house.app.db.clock.advance(DAY + 1);
    // One that dies before its commit has told nobody.
    let died = house
        .app
        .db
        .write(async |tx| {
            let ringing = tickets::ringing(tx, 100).await?;
            assert_eq!(ringing.len(), 30);
            let rung = tickets::reckon_all(tx, ringing, true).await?;
            assert!(rung.iter().all(|(_, rings)| !rings.is_empty()));
            Err::<(), _>(sahut::error::internal("the worker died"))
        })
        .await;
    assert!(died.is_err());
    let db = &house.app.db;
    let (one, other) = futures_util::join!(escalation::tell_some(db), escalation::tell_some(db));
    assert_eq!(one.expect("told") + other.expect("told"), 30);
    let breached = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'breached'";
    assert_eq!(house.number(breached).await, 30, "the officer of the waterworks, once a ticket");
    house.app.db.write(async |tx| queue::enqueue(tx, &Job::Alarms {}).await).await.expect("a job");
    house.work().await;
    assert_eq!(house.number(breached).await, 30);
});

story!(the_track_page_says_what_comes_next_and_by_when, async |house: &House| {
    let ticket =
        report(house, Report { category: "jalan", text: "Lubang di jalan", ..Report::default() }).await;
    let pin = house
        .app
        .db
        .write(async |tx| tickets::renew_pin(tx, &house.app.secret, ticket.id).await)
        .await
        .expect("a PIN");
    let citizen = house.visitor();
    let form = [("number", ticket.number.to_string()), ("pin", pin.tell().to_owned())];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = citizen.post("/track", &form).await.text;
    // Verified within three working days: Thursday at closing; resolved within three days: Thursday 09:00.
    assert!(page.contains("Kamis, 26 November 2026 09.00 WIB"), "{page}");
    let agent = house.staff(AGENT).await;
    step(&agent, &ticket, "verify", "").await;
    house.app.db.clock.advance(MINUTE);
    step(&agent, &ticket, "await_other", "menunggu aspal").await;
    let page = citizen.get(&format!("/track/{}", ticket.number)).await.text;
    assert!(page.contains("berhenti selama kami menunggu"), "{page}");
    house.work().await;
});
