//! What is taken back, what cannot be any more, and clocks that go on where somebody handed the ticket over.

use channels::{Channel, Identity};
use sahut::clock::{DAY, HOUR, MINUTE};
use sahut::escalation;
use sahut::tickets::life::Stage;
use sahut::tickets::{self, Ticket};

use super::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS};
use crate::support::house::{Answer, Visitor};
use crate::texts::{answers_by_mail, into_a_folder};

async fn now(house: &House, ticket: &Ticket) -> Ticket {
    house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket")
}

/// Two steps of one ticket are never taken in the same millisecond.
async fn step(house: &House, who: &Visitor, ticket: &Ticket, step: &str, reason: &str) -> Answer {
    house.app.db.clock.advance(MINUTE);
    let path = format!("/desk/{}/step", ticket.id);
    who.post(&path, &[("step", step), ("reason", reason)]).await
}

async fn refer(house: &House, who: &Visitor, ticket: &Ticket, to: &str) {
    house.app.db.clock.advance(MINUTE);
    let found = house.app.db.read(async |tx| sahut::agencies::agency_by_code(tx, to).await).await;
    let to = found.expect("an agency").id.to_string();
    let path = format!("/desk/{}/refer", ticket.id);
    let answer = who.post(&path, &[("agency", &to), ("reason", "Ini jalannya")]).await;
    assert!(answer.status == 200, "{}", answer.text);
}

async fn by_mail(house: &House) -> Ticket {
    let from = Identity::Email("siti@warga.test".into());
    report(house, Report { from, channel: Channel::Email, ..Report::default() }).await
}

story!(a_ticket_referred_while_it_waits_is_on_the_clock_again, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = report(house, Report::default()).await;
    let clock = &house.app.db.clock;
    step(house, &agent, &ticket, "await_other", "menunggu pipa").await;
    let waits = now(house, &ticket).await;
    clock.advance(2 * HOUR);
    refer(house, &agent, &ticket, "pupr").await;
    let waited = clock.now() - waits.paused_at.expect("it waits");
    let referred = now(house, &ticket).await;
    assert_eq!((referred.due_at, referred.paused_at), (ticket.due_at + waited, None));
    step(house, &house.staff(ROADS).await, &ticket, "accept", "").await;
    assert_eq!(now(house, &ticket).await.due_at, referred.due_at, "nobody waits any more");
    clock.advance(10 * DAY);
    escalation::plan(&house.app.db).await.expect("a plan");
    house.work().await;
    let late = now(house, &ticket).await;
    assert_eq!((late.due_at, late.is_late(clock.now())), (referred.due_at, true));
    let told = "SELECT COUNT(*) AS n FROM notice n JOIN staff s ON s.id = n.staff_id
        WHERE n.kind = 'breached' AND s.email = 'pupr@kota.test'";
    assert_eq!(house.number(told).await, 1, "whoever has it now hears that it is late");
});

story!(what_citizens_were_told_is_not_taken_back, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = by_mail(house).await;
    step(house, &agent, &ticket, "answer", "Sudah mengalir.").await;
    let reopened = step(house, &agent, &ticket, "reopen", "Mati lagi").await;
    assert!(!reopened.text.contains("value=\"take_back\""), "no button: {}", reopened.text);
    let refused = step(house, &agent, &ticket, "take_back", "").await;
    assert_eq!((refused.status, now(house, &ticket).await.stage), (409, Stage::Returned));

    // Where the house says nothing of it, it can be.
    let administrator = house.staff(ADMINISTRATOR).await;
    assert_eq!(administrator.post("/admin/texts/reopened/switch", &[]).await.status, 200);
    step(house, &agent, &ticket, "answer", "Sekarang sudah.").await;
    let answered = now(house, &ticket).await;
    let reopened = step(house, &agent, &ticket, "reopen", "Salah laporan").await;
    assert!(reopened.text.contains("value=\"take_back\""), "{}", reopened.text);
    assert_eq!(step(house, &agent, &ticket, "take_back", "").await.status, 200);
    let back = now(house, &ticket).await;
    assert_eq!(
        (back.stage, back.resolved_at),
        (Stage::Answered, answered.resolved_at),
        "answered when it was"
    );
    assert_eq!(back.resolved_day, answered.resolved_day);

    // And where it says something that it did not say as it came.
    administrator.post("/admin/texts/in_work/switch", &[("active", "1")]).await;
    let other = by_mail(house).await;
    let begun = step(house, &agent, &other, "start", "").await;
    assert!(!begun.text.contains("value=\"take_back\""), "{}", begun.text);
    assert_eq!(step(house, &agent, &other, "take_back", "").await.status, 409);
    assert_eq!(now(house, &other).await.stage, Stage::InWork);
    house.forget_jobs().await;
});

story!(what_was_said_since_is_not_taken_back, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = by_mail(house).await;
    step(house, &agent, &ticket, "verify", "").await;
    // The reason of a step may be quiet; an answer to the citizen is not.
    let path = format!("/desk/{}", ticket.id);
    let form = reqwest::multipart::Form::new()
        .text("kind", "reply")
        .text("csrf", agent.csrf().await)
        .text("body", "Petugas kami berangkat.")
        .text("then", "stay");
    let sent = agent.answer(agent.client.post(format!("{}{path}/message", house.url)).multipart(form)).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    let page = agent.get(&format!("{path}?done=step&was=verify")).await;
    assert!(!page.text.contains("value=\"take_back\""), "no button: {}", page.text);
    assert_eq!(step(house, &agent, &ticket, "take_back", "").await.status, 409);
    assert_eq!(now(house, &ticket).await.stage, Stage::InWork, "as the answer left it");
    house.forget_jobs().await;
});

story!(what_an_agency_was_written_is_not_taken_back, into_a_folder, async |house: &House| {
    answers_by_mail(house, "pdam", "kantor@pdam.test", false).await;
    let agent = house.staff(AGENT).await;
    house.staff(ADMINISTRATOR).await.post("/admin/texts/reopened/switch", &[]).await;
    let ticket = by_mail(house).await;
    step(house, &agent, &ticket, "answer", "Sudah mengalir.").await;
    // The citizen hears nothing of it, the agency gets a letter.
    let reopened = step(house, &agent, &ticket, "reopen", "Mati lagi").await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM agency_letter WHERE kind = 'reopened'").await, 1);
    assert!(!reopened.text.contains("value=\"take_back\""), "no button: {}", reopened.text);
    assert_eq!(step(house, &agent, &ticket, "take_back", "").await.status, 409);
    assert_eq!(now(house, &ticket).await.stage, Stage::Returned);
    house.forget_jobs().await;
});

story!(an_address_with_a_number_leads_to_the_ticket, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = report(house, Report::default()).await;
    let found = agent.get(&format!("/desk/{}", ticket.number)).await;
    assert_eq!((found.status, found.path), (200, format!("/desk/{}", ticket.id)));
    // One that is not theirs is not found, as in the search.
    let elsewhere = house.staff(ROADS).await.get(&format!("/desk/{}", ticket.number)).await;
    assert!(!elsewhere.path.contains(&ticket.id.to_string()), "{}", elsewhere.path);
    house.forget_jobs().await;
});

story!(what_was_looked_at_stays_looked_at, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = report(house, Report::default()).await;
    let pick = format!("{}:", ticket.id);
    let fields = [("ticket", &*pick), ("do", "status"), ("status", "verify"), ("status-reason", "")];
    let told = agent.post("/desk/bulk", &fields).await;
    assert!(told.text.contains("1 laporan berubah"), "{}", told.text);
    agent.post(&format!("{}/undo", told.path), &[]).await;
    assert_eq!(now(house, &ticket).await.stage, Stage::Verified);
    house.app.db.clock.advance(DAY);
    let verify = house
        .app
        .db
        .read(async |tx| {
            let (book, history) = (sahut::sla::book(tx).await?, tickets::history(tx, ticket.id).await?);
            let ticket = tickets::get(tx, ticket.id).await?;
            Ok(tickets::clocks(&book, &ticket, &history, tx.now()).expect("clocks").verify)
        })
        .await
        .expect("its clocks");
    assert_eq!(verify.state, sahut::sla::State::Met, "{verify:?}");
    house.forget_jobs().await;
});

story!(a_stale_undo_does_not_reach_a_ticket_that_went_on, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ticket = report(house, Report::default()).await;
    let verified = step(house, &agent, &ticket, "verify", "").await;
    assert!(verified.text.contains("value=\"take_back\""), "{}", verified.text);
    refer(house, &agent, &ticket, "pupr").await;
    assert_eq!(step(house, &agent, &ticket, "take_back", "").await.status, 409);
    let after = now(house, &ticket).await;
    assert_eq!(after.stage, Stage::Referred);
    assert_ne!(after.agency_id, ticket.agency_id);
    house.forget_jobs().await;
});

story!(a_change_to_many_says_what_citizens_keep, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let told = "Yang sudah disampaikan kepada warga tidak ditarik";
    let act = async |fields: &[(&str, &str)]| {
        let ticket = by_mail(house).await;
        let pick = format!("{}:", ticket.id);
        let mut all = vec![("ticket", pick.as_str())];
        all.extend(fields);
        let done = agent.post("/desk/bulk", &all).await;
        assert!(done.text.contains("1 laporan berubah"), "{}", done.text);
        done.text.contains(told)
    };
    let roads = house.number("SELECT id AS n FROM agency WHERE code = 'pupr'").await.to_string();
    let refer = [("do", "refer"), ("agency", roads.as_str()), ("refer-reason", "Jalannya")];
    assert!(act(&refer).await, "they hear who has it now");
    assert!(!act(&[("do", "status"), ("status", "start")]).await);
    house.forget_jobs().await;
});
