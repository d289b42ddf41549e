//! The life of a matter, through two agencies, a dispute and an end that both sides agree on.

use channels::{Channel, Identity};
use sahut::agencies;
use sahut::clock::{DAY, HOUR};
use sahut::intake::{Outcome, Received, receive};
use sahut::queue::{self, Job};
use sahut::tickets::life::{Stage, Step};

use super::{report, take, the_ticket, upload};
use crate::story;
use crate::support::city::{AGENT, ROADS, WATER};
use crate::support::house::{Answer, Visitor};
use crate::support::{House, said};

async fn stage(house: &House) -> Stage {
    let id = the_ticket(house).await;
    house.app.db.read(async |tx| Ok(sahut::tickets::get(tx, id).await?.stage)).await.unwrap()
}

async fn agency(house: &House, code: &str) -> String {
    house.app.db.read(async |tx| Ok(agencies::agency_by_code(tx, code).await?.id.to_string())).await.unwrap()
}

async fn step(house: &House, staff: &Visitor, step: &str, reason: &str) -> Answer {
    let id = the_ticket(house).await;
    staff.post(&format!("/desk/{id}/step"), &[("step", step), ("reason", reason)]).await
}

async fn refer(house: &House, staff: &Visitor, to: &str, reason: &str) -> Answer {
    let (id, to) = (the_ticket(house).await, agency(house, to).await);
    staff.post(&format!("/desk/{id}/refer"), &[("agency", &to), ("reason", reason)]).await
}

/// Signs in to the ticket's page with number and PIN.
async fn follow(citizen: &Visitor, number: &str, pin: &str) -> Answer {
    citizen.post("/track", &[("number", number), ("pin", pin)]).await
}

story!(a_matter_goes_through_two_agencies_and_a_dispute, async |house: &House| {
    let siti = house.visitor();
    let (number, pin) = report(&siti).await;
    let agent = house.staff(AGENT).await;
    assert!(step(house, &agent, "verify", "").await.text.contains("memverifikasi laporan"));
    assert_eq!(stage(house).await, Stage::Verified);

    // The wrong agency says so, and it goes back to whoever sent it.
    refer(house, &agent, "pdam", "Dekat rumah pompa").await;
    assert_eq!(stage(house).await, Stage::Referred);
    let water = house.staff(WATER).await;
    let id = the_ticket(house).await;
    let offered = water.get(&format!("/desk/{id}")).await;
    assert!(offered.text.contains("Terima untuk instansi kami"), "{}", offered.text);
    assert_eq!(step(house, &water, "decline", "").await.status, 422, "a reason is needed");
    assert!(step(house, &water, "decline", "Bukan jaringan air").await.path.starts_with("/desk"));
    assert_eq!(stage(house).await, Stage::Verified);
    assert_eq!(water.get(&format!("/desk/{id}")).await.status, 404);
    let back = agent.get(&format!("/desk/{id}")).await.text;
    assert!(back.contains("mengembalikannya ke") && back.contains("Bukan jaringan air"), "{back}");

    // Another one is asked and accepts, then sends it on to those who do it.
    refer(house, &agent, "pdam", "Tiang di tanah PDAM").await;
    step(house, &water, "accept", "").await;
    assert_eq!(stage(house).await, Stage::InWork);
    refer(house, &water, "pupr", "Tiang sudah bebas, lampunya urusan PUPR").await;
    let roads = house.staff(ROADS).await;
    step(house, &roads, "accept", "").await;
    assert_eq!(stage(house).await, Stage::InWork);
    step(house, &roads, "answer", "Lampu sudah diganti.").await;
    let page = follow(&siti, &number, &pin).await;
    assert!(
        page.text.contains("Ya, sudah beres") && page.text.contains("Lampu sudah diganti."),
        "{}",
        page.text
    );

    // Words on this page dispute the answer; the agency hears of it.
    let path = format!("/track/{number}");
    assert_eq!(upload(&siti, &format!("{path}/more"), &[("text", "Masih gelap.")], &[]).await.status, 200);
    assert_eq!(stage(house).await, Stage::Returned);
    let page = roads.get(&format!("/desk/{id}")).await.text;
    assert!(page.contains("Warga menyanggah tanggapan") && page.contains("Masih gelap."), "{page}");
    step(house, &roads, "start", "").await;
    step(house, &roads, "answer", "Kabelnya kami ganti juga.").await;

    let done = siti.post(&format!("{path}/confirm"), &[]).await;
    assert!(done.text.contains("Laporan kami tutup"), "{}", done.text);
    assert_eq!(stage(house).await, Stage::Closed);
    // Once is enough, and nobody else may say it for them.
    assert_eq!(siti.post(&format!("{path}/confirm"), &[]).await.status, 409);
    assert_eq!(step(house, &roads, "confirm", "").await.status, 403);
    house.forget_jobs().await;
});

story!(silence_closes_an_answered_ticket, async |house: &House| {
    let siti = house.visitor();
    let (number, pin) = report(&siti).await;
    take(house, Step::Answer, "Lampu sudah diganti.").await;
    let sweep = async || {
        house.app.db.write(async |tx| queue::enqueue(tx, &Job::Sweep {}).await).await.unwrap();
        house.work().await;
    };
    house.app.db.clock.advance(9 * DAY);
    sweep().await;
    assert_eq!(stage(house).await, Stage::Answered);
    house.app.db.clock.advance(2 * DAY);
    // Even before the hourly round: words that come too late are a new matter, and not lost.
    follow(&siti, &number, &pin).await;
    let late = upload(&siti, &format!("/track/{number}/more"), &[("text", "Padam lagi.")], &[]).await;
    assert_eq!(late.status, 200, "{}", late.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE stage = 'closed'").await, 1);
    sweep().await;
    house.forget_jobs().await;
});

story!(what_was_unclear_is_completed_and_looked_at_again, async |house: &House| {
    let siti = house.visitor();
    let (number, pin) = report(&siti).await;
    let agent = house.staff(AGENT).await;
    step(house, &agent, "reject:unclear", "SDN 3 yang mana?").await;
    assert_eq!(stage(house).await, Stage::Rejected);
    let page = follow(&siti, &number, &pin).await.text;
    for shown in
        ["Masih ada yang kurang", "3 Desember 2026", "Lengkapi dalam 10 hari", "Tulis apa yang kurang"]
    {
        assert!(page.contains(shown), "{shown} in {page}");
    }

    let more = format!("/track/{number}/more");
    let added = upload(&siti, &more, &[("text", "Yang di Jalan Melati.")], &[]).await;
    assert!(added.status == 200 && added.text.contains("keterangan Anda sudah sampai"), "{}", added.text);
    assert_eq!(stage(house).await, Stage::Submitted);
    assert!(added.text.contains("kami buka lagi") && !added.text.contains("Masih ada yang kurang"));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE refusal IS NOT NULL").await, 0);
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM notice WHERE kind = 'reopened'").await,
        1,
        "its officer"
    );
    let id = the_ticket(house).await;
    let desk = agent.get(&format!("/desk/{id}")).await.text;
    assert!(desk.contains("Warga melengkapi laporan") && desk.contains("Yang di Jalan Melati."), "{desk}");
    assert!(step(house, &agent, "verify", "").await.text.contains("memverifikasi laporan"));

    // Only this reason can be mended, and only for a while.
    step(house, &agent, "reject:not_public", "Ini jalan milik perumahan.").await;
    let page = siti.get(&format!("/track/{number}")).await.text;
    assert!(page.contains("Laporan ini sudah berakhir") && !page.contains("Masih ada yang kurang"), "{page}");
    assert_eq!(upload(&siti, &more, &[("text", "Bukan.")], &[]).await.status, 422);
    step(house, &agent, "reopen", "Keliru").await;
    step(house, &agent, "reject:unclear", "Tiang yang mana?").await;
    house.app.db.clock.advance(10 * DAY + HOUR);
    let page = follow(&siti, &number, &pin).await.text;
    assert!(page.contains("Laporan ini sudah berakhir") && !page.contains("Masih ada yang kurang"), "{page}");
    assert_eq!(upload(&siti, &more, &[("text", "Tiang kedua.")], &[]).await.status, 422);
    assert_eq!(stage(house).await, Stage::Rejected);
    house.forget_jobs().await;
});

/// What Budi says in his chat.
fn chat(id: &str, text: &str) -> Received {
    let mut received = said(Channel::Telegram, Identity::Telegram(42), id, text);
    received.inbound.thread.key = Some("42".into());
    received
}

story!(what_was_unclear_is_completed_where_it_was_told, async |house: &House| {
    let agent = house.staff(AGENT).await;
    receive(&house.app, &chat("u1", "Lampu jalan mati di sana")).await.unwrap();
    step(house, &agent, "reject:unclear", "Di jalan apa?").await;
    let joined = receive(&house.app, &chat("u2", "Di Jalan Melati")).await.unwrap();
    let Outcome::Joined { ticket, .. } = joined else { panic!("{joined:?}") };
    assert_eq!(ticket.stage, Stage::Submitted);
    let told = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE '%kami buka lagi%'";
    assert_eq!(house.number(told).await, 1);

    step(house, &agent, "reject:unclear", "Nomor tiangnya?").await;
    house.app.db.clock.advance(10 * DAY + HOUR);
    let fresh = receive(&house.app, &chat("u3", "Lampu jalan masih mati")).await.unwrap();
    assert!(matches!(fresh, Outcome::Opened { .. }), "{fresh:?}");
    house.forget_jobs().await;
});
