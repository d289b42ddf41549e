//! Absence notes come to the address on the envelope, often without a word about what they answer.

use sahut::ids::MailboxId;
use sahut::intake;
use sahut::lines::Arrival;

use super::catcher::Catcher;
use super::returns::{by, sending};
use crate::care::{answer, comes, letter};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;

const TICKETS: &str = "SELECT COUNT(*) AS n FROM ticket";

/// A machine answers from this address.
async fn note(house: &House, mailbox: MailboxId, from: &str, to: &str, id: &str) -> &'static str {
    let raw = format!(
        "From: {from}\r\nTo: <{to}>\r\nSubject: Balasan otomatis: Cuti\r\nAuto-Submitted: auto-replied\r\n\
         Message-ID: <{id}@warga.test>\r\nDate: Mon, 23 Nov 2026 09:10:00 +0700\r\n\r\nSaya kembali Senin.\r\n"
    );
    let arrival = Arrival { mailbox: Some(mailbox), is_junk: false };
    let received = intake::letter(&house.app, raw.into_bytes(), arrival).expect("no test's letter");
    comes(house, &received).await
}

async fn elsewhere(house: &House) {
    let sql = "UPDATE conversation SET ticket_id = NULL";
    match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        sahut::db::Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    }
    .expect("a statement");
}

story!(an_absence_note_is_about_the_letter_whose_address_it_came_to, async |house: &House| {
    let catcher = Catcher::start().await;
    let mailbox = sending(house, &catcher, "air@kota.test", true).await;
    comes(house, &by(mailbox, letter("siti@warga.test", "one@warga.test"))).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami *berangkat*.")]).await, 200);
    let sent = catcher.take();
    let answered = sent.last().expect("an answer");
    assert!(answered.letter.contains("<strong>berangkat</strong>"), "{}", answered.letter);
    assert!(answered.letter.contains("*berangkat*"), "the plain part is as it was typed");

    // From the citizen's own address, and from another that the same mail system speaks by.
    let envelope = &answered.from;
    assert_eq!(note(house, mailbox, "siti@warga.test", envelope, "a").await, "joined");
    assert_eq!(note(house, mailbox, "Kantor <tu@kantor.test>", envelope, "b").await, "joined");
    assert_eq!(house.number(TICKETS).await, 1);
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'in' AND is_automatic").await,
        2
    );
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation").await, 1);
    let shown = agent.get(&format!("/desk/{ticket}")).await.text;
    assert!(shown.contains("Saya kembali Senin.") && shown.contains("tu@kantor.test"), "{shown}");
    assert!(catcher.take().is_empty(), "nobody answers a machine");

    // It stays with what it answers, even where the conversation is about something else by now.
    elsewhere(house).await;
    assert_eq!(note(house, mailbox, "siti@warga.test", envelope, "c").await, "joined");
    assert_eq!(house.number(TICKETS).await, 1);

    // What names no letter of ours is a matter of its own, as before.
    let forged = envelope.replace("+b", "+b1");
    assert_eq!(note(house, mailbox, "siti@warga.test", &forged, "d").await, "new");
});
