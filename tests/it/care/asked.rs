//! A web form writes as nobody and says in Reply-To who filled it in: told to staff, believed when they say so.

use channels::{InboundKind, Trust};
use sahut::ids::TicketId;
use sahut::intake::Received;
use sahut::tickets;

use super::{answer, comes, into_a_folder, left, letter};
use crate::desk::between;
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS};

const FORM: &str = "noreply@situs.test";
const SITI: &str = "siti@warga.test";

/// What the form on somebody's site sends.
fn form(id: &str, asks_for: &str) -> Received {
    let mut received = letter(FORM, id);
    received.inbound.from_name = Some("Formulir situs".into());
    received.inbound.kind = InboundKind::Automatic;
    received.inbound.mail.as_mut().expect("a letter").reply_to = Some(asks_for.into());
    received
}

const CONTACT: &str = "SELECT contact_id AS n FROM ticket ORDER BY id LIMIT 1";

story!(whom_a_web_form_names_becomes_the_citizen_by_hand, into_a_folder, async |house: &House| {
    assert_eq!(comes(house, &form("one@situs.test", SITI)).await, "new");
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let (agent, page) = (house.staff(AGENT).await, format!("/desk/{ticket}"));
    assert!(left(house).is_empty(), "nobody is told anything by a machine's letter");
    let shown = agent.get(&page).await.text;
    assert!(shown.contains("Jawaban diminta dikirim ke siti@warga.test."), "{shown}");
    let offered = between(&shown, &format!("{page}/asked\">"), "</form>");
    assert!(offered.contains("name=\"address\" value=\"siti@warga.test\""), "{offered}");
    assert!(shown.contains("name=\"copy\" value=\"siti@warga.test\""), "a copy can go there: {shown}");

    // Whoever runs the form has the page of the report open.
    let (operator, secret) = (house.visitor(), &house.app.secret);
    let (number, pin) = house
        .app
        .db
        .write(async |tx| {
            let pin = tickets::renew_pin(tx, secret, TicketId(ticket)).await?;
            Ok((tickets::get(tx, TicketId(ticket)).await?.number.to_string(), pin.tell().to_owned()))
        })
        .await
        .expect("a PIN");
    let follow = format!("/track/{number}");
    assert_eq!(operator.post("/track", &[("number", &number), ("pin", &pin)]).await.path, follow);
    assert_eq!(operator.get(&follow).await.path, follow);

    // Only that address, and only by those who work on it.
    let path = format!("{page}/asked");
    assert_eq!(agent.post(&path, &[("address", "orang@lain.test")]).await.status, 409);
    assert_eq!(house.staff(ROADS).await.post(&path, &[("address", SITI)]).await.status, 404);
    let before = house.number(CONTACT).await;
    assert_eq!(agent.post(&path, &[("address", SITI)]).await.status, 200);
    house.work().await;
    assert_eq!(operator.get(&follow).await.path, "/track", "what was theirs to read is Siti's now");
    assert_ne!(house.number(CONTACT).await, before);
    let told = left(house);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(SITI) && told[0].contains("PIN"), "{}", told[0]);
    let shown = agent.get(&page).await.text;
    assert!(!shown.contains("Jawaban diminta dikirim"), "{shown}");
    assert!(!shown.contains("name=\"copy\" value=\"siti@warga.test\""), "it is theirs now: {shown}");
    assert_eq!(agent.post(&path, &[("address", SITI)]).await.status, 409, "it is done");

    // Answers go there, and what Siti answers joins.
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami berangkat.")]).await, 200);
    let told =
        left(house).into_iter().find(|letter| letter.contains("Tim kami berangkat.")).expect("an answer");
    assert!(told.contains(SITI) && !told.contains(FORM), "{told}");
    let mut thanks = letter(SITI, "two@warga.test");
    thanks.inbound.thread.references = vec!["one@situs.test".into()];
    assert_eq!(comes(house, &thanks).await, "joined");
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("menyerahkan laporan kepada yang diminta dijawab"), "{audit}");
});

story!(what_is_forged_asks_for_nothing, into_a_folder, async |house: &House| {
    let mut forged = form("one@situs.test", SITI);
    forged.inbound.mail.as_mut().expect("a letter").trust = Trust::Forged;
    assert_eq!(comes(house, &forged).await, "new");
    // Nor does one that wants to be answered at our own address, or where it is from.
    assert_eq!(comes(house, &form("two@situs.test", "hotline@kota.test")).await, "new");
    assert_eq!(comes(house, &form("three@situs.test", FORM)).await, "new");
    let offered = "SELECT COUNT(*) AS n FROM letter_other WHERE asked_at IS NOT NULL AND address <> 'noreply@situs.test'";
    assert_eq!(house.number(offered).await, 0);
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let shown = house.staff(AGENT).await.get(&format!("/desk/{ticket}")).await.text;
    assert!(!shown.contains("Jawaban diminta dikirim"), "{shown}");
});
