//! Another category, another agency, the end: what a ticket keeps, and what comes back when it is taken back.

use channels::{Inbound, InboundKind, Thread};
use sahut::agencies;
use sahut::clock::{DAY, MINUTE};
use sahut::intake::{Outcome, Received, Wishes, receive};
use sahut::tickets::life::Stage;
use sahut::tickets::{self, Class, Ticket};
use sahut::{auth, notices};

use super::{Report, report, write};
use crate::portal::upload;
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR, WATER};
use crate::support::house::{Answer, Visitor};

async fn now(house: &House, ticket: &Ticket) -> Ticket {
    house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket")
}

async fn agency(house: &House, code: &str) -> String {
    let found = house.app.db.read(async |tx| agencies::agency_by_code(tx, code).await).await;
    found.expect("an agency").id.to_string()
}

async fn file(house: &House, who: &Visitor, ticket: &Ticket, code: &'static str) {
    let all = house.app.db.read(async |tx| agencies::categories(tx).await).await.expect("categories");
    let to = all.iter().find(|one| one.code == code).expect("a category").id.to_string();
    house.app.db.clock.advance(MINUTE);
    let done = who.post(&format!("/desk/{}/category", ticket.id), &[("category", &to)]).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

async fn refer(house: &House, who: &Visitor, ticket: &Ticket, code: &str) -> Answer {
    house.app.db.clock.advance(MINUTE);
    let to = agency(house, code).await;
    who.post(&format!("/desk/{}/refer", ticket.id), &[("agency", &to), ("reason", "Bukan kami")]).await
}

async fn step(house: &House, who: &Visitor, ticket: &Ticket, step: &str, reason: &str) -> Answer {
    house.app.db.clock.advance(MINUTE);
    who.post(&format!("/desk/{}/step", ticket.id), &[("step", step), ("reason", reason)]).await
}

/// By another system, which says how serious it is.
async fn given(house: &House, class: Class) -> Ticket {
    let inbound = Inbound {
        channel: channels::Channel::Api,
        external_id: sahut::secret::random_token(),
        from: channels::Identity::Unknown,
        from_name: None,
        language: Some("id".into()),
        sent_at: None,
        thread: Thread::default(),
        kind: InboundKind::Message,
        subject: None,
        text: "Pipa utama pecah".into(),
        html: None,
        attachments: Vec::new(),
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
        mail: None,
    };
    let wishes = Wishes { category: Some("air".into()), class: Some(class), ..Wishes::default() };
    let received = Received { wishes, ..Received::new(inbound, b"{}".to_vec(), "application/json") };
    match receive(&house.app, &received).await.expect("taken in") {
        Outcome::Opened { ticket, .. } => *ticket,
        other => panic!("{other:?}"),
    }
}

async fn kinds(house: &House, email: &str) -> Vec<&'static str> {
    let told = house
        .app
        .db
        .read(async |tx| {
            let staff = auth::by_email(tx, email).await?.expect("somebody");
            notices::of(tx, staff.id, None).await
        })
        .await;
    told.expect("notices").iter().map(|notice| notice.kind.code()).collect()
}

story!(an_emergency_stays_one_under_another_category, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = given(house, Class::Emergency).await;
    assert_eq!((ticket.class, ticket.rank, ticket.priority), (Class::Emergency, 0, 1));
    file(house, &agent, &ticket, "jalan").await;
    let filed = now(house, &ticket).await;
    assert_eq!((filed.class, filed.rank, filed.priority), (Class::Emergency, 0, 1));
    // There and back again it is what it was, also by way of a category that makes emergencies of its own.
    file(house, &agent, &ticket, "kebakaran").await;
    file(house, &agent, &ticket, "jalan").await;
    let back = now(house, &ticket).await;
    assert_eq!((back.class, back.rank, back.priority, back.due_at), (Class::Emergency, 0, 1, filed.due_at));
    house.forget_jobs().await;
});

story!(what_a_citizen_says_it_is_comes_back_with_the_category, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = given(house, Class::Information).await;
    file(house, &agent, &ticket, "jalan").await;
    assert_eq!(now(house, &ticket).await.class, Class::Information);
    file(house, &agent, &ticket, "kebakaran").await;
    assert_eq!(now(house, &ticket).await.rank, 0);
    file(house, &agent, &ticket, "jalan").await;
    let back = now(house, &ticket).await;
    assert_eq!((back.class, back.rank, back.priority), (Class::Information, 1, 3));
    house.forget_jobs().await;
});

story!(a_referral_taken_back_leaves_no_trace_of_itself, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = report(house, Report::default()).await;
    agent.post(&format!("/desk/{}/assign", ticket.id), &[("to", "me"), ("seen", "")]).await;
    step(house, &agent, &ticket, "start", "").await;
    let pupr = agency(house, "pupr").await;
    let asked = [("agency", &*pupr), ("note", "Tutup galian.")];
    agent.post(&format!("/desk/{}/support", ticket.id), &asked).await;
    let before = now(house, &ticket).await;
    let referred = refer(house, &agent, &ticket, "pupr").await;
    assert!(referred.text.contains("value=\"refer_back\""), "{}", referred.text);
    assert_eq!(now(house, &ticket).await.assignee_id, None);
    let back = step(house, &agent, &ticket, "refer_back", "").await;
    assert_eq!(back.status, 200, "{}", back.text);
    let after = now(house, &ticket).await;
    assert_eq!(
        (after.stage, after.agency_id, after.referred_by, after.assignee_id),
        (Stage::InWork, before.agency_id, None, before.assignee_id)
    );
    assert_eq!((after.due_at, after.next_due_at), (before.due_at, before.next_due_at));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_support").await, 1);
    assert_eq!(step(house, &agent, &ticket, "refer_back", "").await.status, 409, "once");
    house.forget_jobs().await;
});

story!(nobody_refers_without_a_reason_nor_takes_back_what_others_have, async |house: &House| {
    let (agent, roads) = (house.staff(AGENT).await, house.staff(ROADS).await);
    let ticket = report(house, Report::default()).await;
    let pupr = agency(house, "pupr").await;
    let path = format!("/desk/{}/refer", ticket.id);
    let sneaked = agent.post(&path, &[("agency", &pupr), ("reason", ""), ("undo", "1")]).await;
    assert_eq!(sneaked.status, 422, "{}", sneaked.text);
    assert_eq!(now(house, &ticket).await.agency_id, ticket.agency_id);
    refer(house, &agent, &ticket, "pupr").await;
    assert_eq!(step(house, &roads, &ticket, "refer_back", "").await.status, 409, "not theirs");
    write(&roads, &ticket, "reply", "Kami periksa.", "stay").await;
    assert_eq!(step(house, &agent, &ticket, "refer_back", "").await.status, 409, "somebody works on it");
    let late = report(house, Report::default()).await;
    refer(house, &agent, &late, "pupr").await;
    house.app.db.clock.advance(10 * MINUTE);
    assert_eq!(step(house, &agent, &late, "refer_back", "").await.status, 409, "too late");
    house.forget_jobs().await;
});

story!(whoever_referred_hears_that_it_was_declined, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = report(house, Report::default()).await;
    refer(house, &agent, &ticket, "pupr").await;
    assert_eq!(kinds(house, ROADS).await, ["referred"]);
    step(house, &house.staff(ROADS).await, &ticket, "decline", "Bukan jalan kami").await;
    assert_eq!(now(house, &ticket).await.stage, Stage::Verified);
    assert_eq!(kinds(house, AGENT).await, ["declined"]);
    assert_eq!(kinds(house, WATER).await, ["declined"]);
    house.forget_jobs().await;
});

story!(closed_in_one_breath_the_citizen_still_disagrees, async |house: &House| {
    let supervisor = house.staff(SUPERVISOR).await;
    let answered = async || {
        let ticket = report(house, Report::default()).await;
        step(house, &supervisor, &ticket, "answer", "Sudah mengalir.").await;
        step(house, &supervisor, &ticket, "close", "Selesai.").await;
        assert_eq!(now(house, &ticket).await.stage, Stage::Closed);
        let secret = &house.app.secret;
        let pin = house
            .app
            .db
            .write(async |tx| Ok(tickets::renew_pin(tx, secret, ticket.id).await?.tell().to_owned()));
        let (pin, siti, number) = (pin.await.expect("a PIN"), house.visitor(), ticket.number.to_string());
        siti.post("/track", &[("number", &number), ("pin", &pin)]).await;
        (ticket, siti, number, pin)
    };
    let (ticket, siti, number, _) = answered().await;
    let path = format!("/track/{number}");
    assert!(siti.get(&path).await.text.contains("id=\"more\""), "the page offers it");
    let said = upload(&siti, &format!("{path}/more"), &[("text", "Masih mati.")], &[]).await;
    assert_eq!(said.status, 200, "{}", said.text);
    assert_eq!(now(house, &ticket).await.stage, Stage::Returned);
    // Ten days later it is over.
    let (ticket, siti, number, pin) = answered().await;
    let path = format!("/track/{number}");
    house.app.db.clock.advance(11 * DAY);
    siti.post("/track", &[("number", &number), ("pin", &pin)]).await;
    let late = upload(&siti, &format!("{path}/more"), &[("text", "Masih mati.")], &[]).await;
    assert_eq!(late.status, 422, "{}", late.text);
    assert_eq!(now(house, &ticket).await.stage, Stage::Closed);
    house.forget_jobs().await;
});

story!(what_the_citizen_is_asked_is_why_it_waits, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = report(house, Report::default()).await;
    write(&agent, &ticket, "reply", "Nomor meteran berapa?", "waiting").await;
    assert_eq!(now(house, &ticket).await.stage, Stage::WaitingCitizen);
    let history =
        house.app.db.read(async |tx| tickets::history(tx, ticket.id).await).await.expect("a history");
    let asked = history.iter().find(|entry| entry.text("step") == "ask_citizen").expect("the step");
    assert_eq!(asked.text("reason"), "Nomor meteran berapa?");
    house.forget_jobs().await;
});
