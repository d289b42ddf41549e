//! Letters of a line: those it sent long ago are ours, and what came by two lines is told of the right letter.

use sahut::ids::MailboxId;
use sahut::intake::past::{self, Become, Old};
use sahut::intake::{self, Outcome};
use sahut::lines::Arrival;

use super::with;
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;

async fn mailbox(house: &House, address: &str) -> MailboxId {
    let admin = house.staff(ADMINISTRATOR).await;
    let fields = with(&[("line_name", address), ("line_address", address)]);
    let kept = admin.post("/admin/channels/mailboxes/new", &fields).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    MailboxId(house.number("SELECT MAX(id) AS n FROM mailbox").await)
}

fn raw(head: &str, text: &str) -> Vec<u8> {
    format!("{head}\nDate: Wed, 2 Nov 2016 10:15:00 +0700\n\n{text}\n").replace('\n', "\r\n").into_bytes()
}

story!(what_a_line_sent_long_ago_is_ours, async |house: &House| {
    mailbox(house, "air@kota.test").await;
    let letters = [
        (
            "From: Siti <siti@warga.test>\nTo: air@kota.test\nSubject: Air mati\nMessage-ID: <a@warga.test>",
            "Mati.",
        ),
        (
            "From: Air Bersih <air@kota.test>\nTo: Siti <siti@warga.test>\nSubject: Re: Air mati\n\
             Message-ID: <b@kota.test>\nIn-Reply-To: <a@warga.test>",
            "Besok mengalir.",
        ),
    ];
    let old: Vec<Old> = letters
        .iter()
        .map(|(head, text)| {
            let received = intake::letter(&house.app, raw(head, text), Arrival::default()).expect("a letter");
            Old { received, kept_at: None }
        })
        .collect();
    let outcomes = past::receive(&house.app, &old, Become::History).await.expect("taken in");
    let codes: Vec<_> = outcomes.iter().map(Outcome::code).collect();
    assert_eq!(codes, ["new", "joined"], "the answer goes into the thread it answers");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM identity WHERE value = 'air@kota.test'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out'").await, 1);
});

story!(the_way_of_a_letter_is_noted_at_this_letter, async |house: &House| {
    let one = Arrival { mailbox: Some(mailbox(house, "air@kota.test").await), is_junk: false };
    let other = Arrival { mailbox: Some(mailbox(house, "jalan@kota.test").await), is_junk: false };
    // A program that gives every letter the same id.
    let head = "From: Pemindai <pindai@kantor.test>\nTo: air@kota.test\nSubject: Pindaian\nMessage-ID: <0@kantor.test>";
    let comes = async |text: &str, by: Arrival| {
        let received = intake::letter(&house.app, raw(head, text), by).expect("a letter");
        intake::receive(&house.app, &received).await.expect("taken in").code()
    };
    assert_eq!(comes("Lampu mati.", one).await, "new");
    assert_eq!(comes("Jalan rusak.", one).await, "new");
    assert_eq!(comes("Jalan rusak.", other).await, "repeat");
    let ways = "SELECT COUNT(*) AS n FROM arrival a JOIN message m ON m.id = a.message_id WHERE m.body LIKE ";
    let lamp = house.number(Box::leak(format!("{ways} 'Lampu%'").into_boxed_str())).await;
    let road = house.number(Box::leak(format!("{ways} 'Jalan%'").into_boxed_str())).await;
    assert_eq!((lamp, road), (1, 2));
    house.forget_jobs().await;
});
