//! A citizen writes about what was answered already: whoever had done with it hears of it, by whichever way the
//! words came, and once.

use channels::{Channel, Identity, InboundKind, Thread};
use sahut::clock::MINUTE;
use sahut::ids::TicketId;
use sahut::intake::{Outcome, Received, receive};
use sahut::texts::Lang;
use sahut::tickets::life::Stage;
use sahut::tickets::{self, NewTicket, Ticket};
use sahut::{agencies, contacts};

use super::{Report, more, now, report};
use crate::story;
use crate::support::city::AGENT;
use crate::support::house::Visitor;
use crate::support::{House, said};
use crate::texts::{answers_by_mail, into_a_folder, letters_to};

const OFFICE: &str = "kantor@pdam.test";
const LETTERS: &str = "SELECT COUNT(*) AS n FROM agency_letter WHERE kind = 'reopened'";

/// Notices to the officer of the waterworks that a case is back.
const TOLD: &str = "SELECT COUNT(*) AS n FROM notice n JOIN staff s ON s.id = n.staff_id
    WHERE n.kind = 'reopened' AND s.email = 'pdam@kota.test'";

async fn answer(house: &House, who: &Visitor, ticket: TicketId) {
    house.app.db.clock.advance(MINUTE);
    let path = format!("/desk/{ticket}/step");
    let done = who.post(&path, &[("step", "answer"), ("reason", "Sudah mengalir.")]).await;
    assert_eq!(done.status, 200, "{}", done.text);
    house.app.db.clock.advance(MINUTE);
}

async fn merge(who: &Visitor, ticket: &Ticket, main: &Ticket) {
    let number = main.number.to_string();
    let path = format!("/desk/{}/join", ticket.id);
    assert_eq!(who.post(&path, &[("how", "merge"), ("number", &number)]).await.status, 200);
}

story!(a_main_report_comes_back_through_a_merged_citizen, into_a_folder, async |house: &House| {
    answers_by_mail(house, "pdam", OFFICE, false).await;
    let (main, _) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    let (copy, key) = report(house, Report { email: Some("budi@warga.test"), ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    merge(&agent, &copy, &main).await;
    answer(house, &agent, main.id).await;
    house.work().await;
    more(house, &key, "Di rumah saya masih mati.").await;
    assert_eq!(now(house, main.id).await.stage, Stage::Returned);
    assert_eq!((house.number(TOLD).await, house.number(LETTERS).await), (1, 1));
    house.work().await;
    let letter = letters_to(house, OFFICE).pop().expect("a letter");
    assert!(letter.text.contains("Di rumah saya masih mati."), "{}", letter.text);
    // What is back already does not come back once more.
    more(house, &key, "Halo?").await;
    assert_eq!((house.number(TOLD).await, house.number(LETTERS).await), (1, 1));
    // The agency will be reminded when its time runs out.
    house.forget_jobs().await;
});

fn chat(id: &str, kind: InboundKind, text: &str) -> Received {
    let mut received = said(Channel::Telegram, Identity::Telegram(77), id, text);
    received.inbound.from_name = Some("Budi".into());
    received.inbound.thread =
        Thread { key: Some("77".into()), message_id: Some("77:1".into()), ..Thread::default() };
    received.inbound.kind = kind;
    received.wishes.category = Some("air".into());
    received
}

async fn reword(house: &House, id: &str, text: &str) {
    let kind = InboundKind::Edit { of: "77:1".into() };
    assert!(matches!(receive(&house.app, &chat(id, kind, text)).await.expect("taken in"), Outcome::Noted));
}

story!(a_reworded_message_brings_a_case_back_as_a_new_one_does, into_a_folder, async |house: &House| {
    answers_by_mail(house, "pdam", OFFICE, false).await;
    let first = chat("1", InboundKind::Message, "Air mati");
    let Outcome::Opened { ticket, .. } = receive(&house.app, &first).await.expect("taken in") else {
        panic!("no ticket");
    };
    let agent = house.staff(AGENT).await;
    answer(house, &agent, ticket.id).await;
    reword(house, "2", "Air mati, juga hari ini").await;
    assert_eq!(now(house, ticket.id).await.stage, Stage::Returned);
    assert_eq!((house.number(TOLD).await, house.number(LETTERS).await), (1, 1));

    // Merged: the desk of the main report reads the new words.
    let (main, _) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    merge(&agent, &ticket, &main).await;
    answer(house, &agent, main.id).await;
    reword(house, "3", "Air mati, dan sekarang keruh").await;
    assert_eq!(now(house, main.id).await.stage, Stage::Returned);
    assert_eq!(house.number(LETTERS).await, 2);
    let page = agent.get(&format!("/desk/{}", main.id)).await;
    assert!(page.text.contains("dan sekarang keruh"), "{}", page.text);
    house.forget_jobs().await;
});

story!(words_reach_a_main_report_that_nobody_wrote_to_yet, async |house: &House| {
    // Filed through another system: there is no message of a citizen.
    let main = house
        .app
        .db
        .write(async |tx| {
            let category = agencies::category_by_code(tx, "air").await?;
            let from = Identity::Email("sistem@kota.test".into());
            let contact = contacts::identify(tx, &from, None, Lang::Id).await?;
            let new = NewTicket {
                category: &category,
                agency: None,
                class: None,
                subject: "Pipa pecah",
                body: "Pipa pecah di Jalan Melati",
                channel: Channel::Api,
                language: Lang::Id,
                contact,
                area: None,
                place: None,
                coordinates: None,
                is_anonymous: false,
                is_confidential: false,
            };
            Ok(tickets::open(tx, &house.app.secret, &house.app.zone, &new).await?.0)
        })
        .await
        .expect("a ticket");
    let (copy, key) = report(house, Report { email: Some("budi@warga.test"), ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    merge(&agent, &copy, &main).await;
    more(house, &key, "Airnya masuk rumah!").await;
    let page = agent.get(&format!("/desk/{}", main.id)).await;
    assert!(page.text.contains("Airnya masuk rumah!"), "{}", page.text);
    house.forget_jobs().await;
});
