//! The list of what could not be taken in: what a clerk sees of it, and who hears that something waits.

use sahut::intake::{self, Outcome, Received, receive};
use sahut::lines::Arrival;

use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};

const WAITING: &str = "SELECT COUNT(*) AS n FROM reject WHERE state = 'waiting'";
const TOLD: &str = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'rejected'";

async fn update(house: &House, raw: &[u8]) {
    let parsed = channels::telegram::parse(raw).inbound;
    let outcome = receive(&house.app, &Received::new(parsed, raw.to_vec(), "application/json")).await;
    assert!(matches!(outcome, Ok(Outcome::Rejected)), "{outcome:?}");
}

/// A report about a letter that is not ours, with an id as long as some servers make them.
async fn report(house: &House) -> String {
    let id = format!("{}@mx.tetangga.test", "0123456789".repeat(18));
    let raw = format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.tetangga.test>\r\nTo: warga@kota.test\r\n\
         Subject: Undelivered <b>Mail</b> Returned\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0700\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nI could not deliver your offer of cheap lamps.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.tetangga.test\r\n\r\n\
         Final-Recipient: rfc822; nobody@tetangga.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <lampu@pengirim.test>\r\nSubject: Lampu\r\n\r\nMurah\r\n\
         --b--\r\n"
    );
    let received = intake::letter(&house.app, raw.into(), Arrival::default()).expect("no test's letter");
    let outcome = receive(&house.app, &received).await;
    assert!(matches!(outcome, Ok(Outcome::Rejected)), "{outcome:?}");
    id
}

story!(what_waits_says_what_it_is, async |house: &House| {
    let id = report(house).await;
    update(house, b"{\"update_id\": 5, \"message\": {\"text\": \"Lampu ma").await;
    update(
        house,
        br#"{"update_id":77,"moon_phase":{"from":{"id":7001,"first_name":"Siti","is_bot":false},"full":true}}"#,
    )
    .await;
    assert_eq!(house.number(WAITING).await, 3);
    let unreadable = "SELECT COUNT(*) AS n FROM reject WHERE cause = 'unreadable'";
    assert_eq!(house.number(unreadable).await, 1);
    let supervisor = house.staff(SUPERVISOR).await;
    let page = supervisor.get("/admin/rejects").await.text;
    for words in [
        "<bdi>Undelivered &#60;b&#62;Mail&#60;/b&#62; Returned</bdi>",
        "<bdi>Mail Delivery System &#60;mailer-daemon@mx.tetangga.test&#62;</bdi>",
        "I could not deliver your offer of cheap lamps.",
        "Laporan pengiriman tentang surel yang bukan kiriman kami.",
        "Isinya rusak atau bukan bentuk yang dipakai saluran ini.",
        "Lampu ma</bdi>",
        "Jenis pesan yang belum kami kenal.",
        "<bdi>Siti &#60;7001&#62;</bdi>",
        "<span class=\"badge badge--failed\">3<span",
    ] {
        assert!(page.contains(words), "{words:?} in {page}");
    }
    // The program's own words and the long id lie folded away.
    for raw in ["a delivery report about a mail that we did not send", &id, "not JSON"] {
        let (before, _) = page.split_once(raw).unwrap_or_else(|| panic!("{raw:?} in {page}"));
        let folded = before.rfind("<details").expect("a fold");
        assert!(before.rfind("</details>").is_none_or(|end| end < folded), "{raw:?} is folded");
    }
    let english = supervisor.get("/admin/rejects?language=en").await.text;
    assert!(english.contains("A delivery report about a mail that we did not send. Somebody"), "{english}");
    assert!(supervisor.get("/metrics").await.text.contains("sahut_rejects_waiting 3\n"));
    // A form that must be mended names its field, and the way to it.
    let reject = house.number("SELECT MAX(id) AS n FROM reject").await;
    let refused = supervisor.post(&format!("/admin/rejects/{reject}/discard"), &[("reason", " ")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains(&format!("<a href=\"#reason-{reject}\">")), "{}", refused.text);
});

story!(those_who_tend_the_house_hear_once_that_something_waits, async |house: &House| {
    let tenders = house
        .number("SELECT COUNT(*) AS n FROM staff WHERE is_active AND role IN ('administrator', 'supervisor')")
        .await;
    assert!(tenders > 1);
    update(house, b"first").await;
    assert_eq!(house.number(TOLD).await, tenders);
    update(house, b"second").await;
    report(house).await;
    assert_eq!(house.number(TOLD).await, tenders, "one while something waits unread");

    let (supervisor, agent) = (house.staff(SUPERVISOR).await, house.staff(AGENT).await);
    let notices = supervisor.get("/desk/notices").await.text;
    assert!(notices.contains("Ada pesan yang tidak dapat kami terima dan menunggu Anda"), "{notices}");
    assert!(notices.contains("<a href=\"/admin/rejects\">"), "{notices}");
    assert!(!agent.get("/desk/notices").await.text.contains("tidak dapat kami terima"));
    // Whoever looks at the list has read it, and hears again when more comes.
    supervisor.get("/admin/rejects").await;
    let unread = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'rejected' AND read_at IS NULL";
    assert_eq!(house.number(unread).await, tenders - 1);
    // What waits already is no news when it is tried again in vain.
    let reject = house.number("SELECT MIN(id) AS n FROM reject").await;
    let again = supervisor.post(&format!("/admin/rejects/{reject}/replay"), &[]).await;
    assert!(again.text.contains("masih belum dapat dibaca"), "{}", again.text);
    assert_eq!(house.number(unread).await, tenders - 1);
    update(house, b"third").await;
    assert_eq!((house.number(unread).await, house.number(TOLD).await), (tenders, tenders + 1));
    assert_eq!(house.staff(ADMINISTRATOR).await.get("/admin/rejects").await.status, 200);
});
