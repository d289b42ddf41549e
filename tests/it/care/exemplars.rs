//! One letter, several readers: whose exemplar came back, who complains, and who it is that answers.

use channels::email::thread::message_id;
use channels::{InboundKind, Mark, Person};
use sahut::ids::MailboxId;
use sahut::intake::Received;
use sahut::lines::Arrival;
use sahut::reach;

use super::{about, answer, comes, into_a_folder, left, letter};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT};
use crate::support::house::Visitor;

const LURAH: &str = "lurah@kelurahan.test";
const SITI: &str = "siti@warga.test";

/// Siti's letter, which went to the head of her village, too.
fn with_lurah() -> Received {
    let mut received = letter(SITI, "one@warga.test");
    received.inbound.mail.as_mut().expect("a letter").others =
        vec![Person { address: LURAH.into(), name: Some("Pak Lurah".into()) }];
    received
}

/// An answer to Siti with a copy for him; gives the ticket.
async fn answered(house: &House, agent: &Visitor) -> i64 {
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let fields = [("body", "Tim kami berangkat."), ("copy", LURAH)];
    assert_eq!(answer(house, agent, ticket, &fields).await, 200);
    ticket
}

/// A report that does not say whose exemplar came back.
async fn about_nobody(house: &House, number: u32) -> Received {
    let mut received = about(house, number, SITI, "5.1.1", None).await;
    let InboundKind::Bounce(bounce) = &mut received.inbound.kind else { unreachable!() };
    bounce.recipient = None;
    received
}

const FAILED: &str = "SELECT COUNT(*) AS n FROM message WHERE state = 'failed'";
const COPIES_FAILED: &str = "SELECT COUNT(*) AS n FROM message_copy WHERE state = 'failed'";

async fn is_lost(house: &House, address: &str) -> bool {
    house.app.db.read(async |tx| reach::is_lost(tx, address).await).await.expect("an answer")
}

async fn wants_none(house: &House, address: &str) -> bool {
    house.app.db.read(async |tx| reach::wants_none(tx, address).await).await.expect("an answer")
}

story!(a_report_about_a_stranger_blames_nobody, into_a_folder, async |house: &House| {
    comes(house, &with_lurah()).await;
    let agent = house.staff(AGENT).await;
    let ticket = answered(house, &agent).await;
    // He passes his letters on, to where nobody is any more.
    let passed_on = about(house, 1, "pak.lurah@dahulu.test", "5.1.1", None).await;
    assert_eq!(comes(house, &passed_on).await, "noted");
    assert_eq!(comes(house, &about_nobody(house, 2).await).await, "noted");
    assert_eq!((house.number(FAILED).await, house.number(COPIES_FAILED).await), (0, 0), "nobody knows whose");
    assert!(!is_lost(house, SITI).await && !is_lost(house, LURAH).await);
    let shown = agent.get(&format!("/desk/{ticket}")).await.text;
    assert!(!shown.contains("tidak sampai sejak") && !shown.contains("Tidak terkirim"), "{shown}");
    assert!(shown.contains("Laporannya tidak menyebut surat siapa"), "{shown}");

    // His own address is lost: that is known, and Siti has her letter.
    assert_eq!(comes(house, &about(house, 3, LURAH, "5.1.1", None).await).await, "noted");
    assert_eq!((house.number(FAILED).await, house.number(COPIES_FAILED).await), (0, 1));
    assert!(!is_lost(house, SITI).await && is_lost(house, LURAH).await);
    // Then hers.
    assert_eq!(comes(house, &about(house, 4, SITI, "5.1.1", None).await).await, "noted");
    assert_eq!(house.number(FAILED).await, 1);
    assert!(is_lost(house, SITI).await);
});

story!(without_copies_a_report_is_the_citizens, into_a_folder, async |house: &House| {
    comes(house, &letter(SITI, "one@warga.test")).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami berangkat.")]).await, 200);
    assert_eq!(comes(house, &about_nobody(house, 1).await).await, "noted");
    assert_eq!(house.number(FAILED).await, 1);
    assert!(is_lost(house, SITI).await);
});

story!(who_had_a_copy_may_complain, into_a_folder, async |house: &House| {
    comes(house, &with_lurah()).await;
    let agent = house.staff(AGENT).await;
    let ticket = answered(house, &agent).await;
    let page = format!("/desk/{ticket}");
    let ticked = format!("name=\"copy\" value=\"{LURAH}\" checked");
    assert!(agent.get(&page).await.text.contains(&ticked));

    let complaint = about(house, 1, LURAH, "", Some(Mark::Complaint)).await;
    assert_eq!(comes(house, &complaint).await, "noted");
    assert!(wants_none(house, LURAH).await && !wants_none(house, SITI).await);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM copy_wish").await, 0);
    let shown = agent.get(&page).await.text;
    assert!(!shown.contains(&ticked) && shown.contains("menandai surat kita tidak diinginkan"), "{shown}");

    // Nothing goes there any more, and the words stay.
    let before = left(house).len();
    let fields = [("body", "Air mengalir lagi."), ("copy", LURAH)];
    assert_eq!(answer(house, &agent, ticket, &fields).await, 422);
    assert_eq!(left(house).len(), before);
    assert_eq!(answer(house, &agent, ticket, &[("body", "Air mengalir lagi.")]).await, 200);
    assert_eq!(left(house).len(), before + 1);
});

const BY: &str = "SELECT COALESCE(MAX(mailbox_id), 0) AS n FROM conversation";

story!(who_answers_a_copy_is_not_the_citizen, into_a_folder, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    let kept = admin.post("/admin/channels/mailboxes/new", &crate::lines::with(&[])).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    let mailbox = house.number("SELECT id AS n FROM mailbox").await;
    let by_air = Some(Arrival { mailbox: Some(MailboxId(mailbox)), is_junk: false });
    let mut first = with_lurah();
    first.arrival = by_air;
    comes(house, &first).await;
    assert_eq!(house.number(BY).await, mailbox);
    let agent = house.staff(AGENT).await;
    let ticket = answered(house, &agent).await;
    let page = format!("/desk/{ticket}");
    assert_eq!(comes(house, &about(house, 1, SITI, "4.4.1", None).await).await, "noted");
    assert!(agent.get(&page).await.text.contains("tertahan di jalan"));

    let newest = "SELECT MAX(id) AS n FROM message WHERE direction = 'out' AND staff_id IS NOT NULL";
    let conversation = house.number("SELECT MAX(id) AS n FROM conversation").await;
    let ours = message_id(conversation, house.number(newest).await, &house.app.config.mail_domain());
    let answers = |from: &str, id: &str| {
        let mut received = letter(from, id);
        received.inbound.thread.references = vec![ours.clone()];
        received.arrival = Some(Arrival::default());
        received
    };
    // He has his letter and answers to all of us. Siti's waits still, and she wrote to the waterworks.
    assert_eq!(comes(house, &answers(LURAH, "two@kelurahan.test")).await, "joined");
    let shown = agent.get(&page).await.text;
    assert!(shown.contains("tertahan di jalan") && !shown.contains("Sampai</p>"), "{shown}");
    assert_eq!(house.number(BY).await, mailbox);
    // Her machine says that she is away: it arrived; where she writes to is not said by that.
    let mut away = answers(SITI, "three@warga.test");
    away.inbound.kind = InboundKind::Automatic;
    assert_eq!(comes(house, &away).await, "joined");
    assert!(agent.get(&page).await.text.contains("Sampai</p>"));
    assert_eq!(house.number(BY).await, mailbox);
    // She herself writes to the hotline: answers come from there.
    assert_eq!(comes(house, &answers(SITI, "four@warga.test")).await, "joined");
    assert_eq!(house.number(BY).await, 0);
});
