//! A case from the first word to the end through two agencies, as citizens hear of it in either language.

use channels::Thread;
use sahut::texts::Lang;
use sahut::tickets;
use sahut::tickets::life::Stage;

use super::{about, again, into_a_folder, letter, letters_to, noticed, refer, report, step, told};
use crate::portal::upload;
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS, WATER};

async fn goes_through(house: &House, lang: Lang) -> String {
    let address = format!("siti-{lang}@warga.test");
    let mut inbound = letter(&address, "Lampu mati", "Lampu jalan di depan SDN 3 mati.", Thread::default());
    inbound.language = Some(lang.code().into());
    let ticket = report(house, inbound, about("ktp")).await;
    let id = ticket.id;
    let agent = house.staff(AGENT).await;
    step(&agent, id, "verify", "").await;

    // The first agency says no and why; the citizen need not know of the to and fro.
    refer(house, &agent, id, "pdam", "Dekat rumah pompa").await;
    let water = house.staff(WATER).await;
    assert_eq!(step(&water, id, "decline", "").await.status, 422, "a reason is needed");
    step(&water, id, "decline", "Bukan jaringan air").await;
    assert_eq!(again(house, id).await.stage, Stage::Verified);
    // The second one says yes.
    refer(house, &agent, id, "pupr", "Lampu jalan").await;
    let roads = house.staff(ROADS).await;
    step(&roads, id, "accept", "").await;
    step(&roads, id, "answer", "Lampu sudah diganti.").await;
    assert_eq!(again(house, id).await.stage, Stage::Answered);
    assert!(noticed(house, ROADS).await.is_empty());

    // Not content: the agency hears of it.
    let pin = house
        .app
        .db
        .write(async |tx| Ok(tickets::renew_pin(tx, &house.app.secret, id).await?.tell().to_owned()))
        .await
        .unwrap();
    let siti = house.visitor();
    let number = ticket.number.to_string();
    siti.post("/track", &[("number", &number), ("pin", &pin)]).await;
    let path = format!("/track/{number}");
    assert_eq!(upload(&siti, &format!("{path}/more"), &[("text", "Masih gelap.")], &[]).await.status, 200);
    assert_eq!(again(house, id).await.stage, Stage::Returned);
    assert_eq!(noticed(house, ROADS).await, ["reopened"]);
    let water = noticed(house, WATER).await;
    assert!(!water.contains(&"reopened"), "they said that it is not theirs: {water:?}");
    step(&roads, id, "start", "").await;
    step(&roads, id, "answer", "Kabelnya kami ganti juga.").await;
    let done = siti.post(&format!("{path}/confirm"), &[]).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(again(house, id).await.stage, Stage::Closed);

    // A colleague opens it once more: that is told, too.
    step(&agent, id, "reopen", "Tetangga melapor lagi.").await;
    step(&agent, id, "reject:elsewhere", "Tiang ini milik PLN.").await;
    house.work().await;
    assert_eq!(letters_to(house, &address).len(), told(house, id).await.len(), "all of it left");
    told(house, id).await.join("\n\n———\n\n")
}

story!(
    a_case_through_two_agencies_and_a_dispute_as_the_citizen_hears_it,
    into_a_folder,
    async |house: &House| {
        for lang in [Lang::Id, Lang::En] {
            insta::assert_snapshot!(format!("told_{lang}"), goes_through(house, lang).await);
            house.staff(ROADS).await.get("/desk").await;
            let roads = crate::texts::staff(house, ROADS).await;
            house.app.db.write(async |tx| sahut::notices::read_all(tx, roads).await).await.unwrap();
        }
    }
);

story!(everything_that_can_be_told_is_told_when_it_is_switched_on, into_a_folder, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    for text in ["verified", "in_work", "waiting_other", "disputed", "confirmed", "lapsed"] {
        let path = format!("/admin/texts/{text}/switch");
        let switched = administrator.post(&path, &[("active", "1")]).await;
        assert_eq!(switched.status, 200, "{}", switched.text);
    }
    for lang in [Lang::Id, Lang::En] {
        insta::assert_snapshot!(format!("told_all_{lang}"), goes_through(house, lang).await);
        let roads = crate::texts::staff(house, ROADS).await;
        house.app.db.write(async |tx| sahut::notices::read_all(tx, roads).await).await.unwrap();
    }
});

story!(machines_and_those_who_ask_themselves_get_no_news, into_a_folder, async |house: &House| {
    let agent = house.staff(AGENT).await;
    // A newsletter opened a ticket: nobody reads what we would say.
    let mut inbound = letter("promo@toko.test", "Promo", "Murah!", Thread::default());
    inbound.kind = channels::InboundKind::Automatic;
    let machine = report(house, inbound, about("ktp")).await;
    refer(house, &agent, machine.id, "pdam", "coba").await;
    step(&house.staff(WATER).await, machine.id, "answer", "Bukan laporan.").await;
    assert!(told(house, machine.id).await.is_empty());
    // By telephone without an address: the stage tells where it is, only the answer waits for them.
    let mut call = letter("x@x.test", "Air", "Air mati sejak pagi", Thread::default());
    call.channel = channels::Channel::Voice;
    call.from = channels::Identity::Phone("+6281234567890".into());
    let call = report(house, call, about("air")).await;
    refer(house, &agent, call.id, "pupr", "galian").await;
    assert!(told(house, call.id).await.is_empty(), "news waits for nobody");
    step(&house.staff(ROADS).await, call.id, "answer", "Pipa sudah disambung.").await;
    assert_eq!(told(house, call.id).await.len(), 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'held'").await, 1);
    house.work().await;
});

story!(a_referral_taken_back_is_not_told_again, into_a_folder, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let inbound = letter("siti@warga.test", "Air", "Air mati sejak pagi", Thread::default());
    let ticket = report(house, inbound, about("ktp")).await;
    let before = told(house, ticket.id).await.len();
    refer(house, &agent, ticket.id, "pdam", "air").await;
    assert_eq!(told(house, ticket.id).await.len(), before + 1);
    let undone = step(&agent, ticket.id, "refer_back", "").await;
    assert_eq!(undone.status, 200, "{}", undone.text);
    assert_eq!(told(house, ticket.id).await.len(), before + 1);
    house.work().await;
});
