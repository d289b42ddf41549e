//! Objections that are right, and limits that go where they belong.

use channels::{Channel, Identity};
use sahut::auth::Role;
use sahut::clock::{DAY, HOUR};
use sahut::tickets::Ticket;

use super::nuisance::{notice, strike};
use super::{again, care, from_mail, hire};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, SUPERVISOR};

const SECOND: &str = "penyelia2@kota.test";

async fn chat(house: &House, text: &str) -> Ticket {
    let from = Identity::Telegram(4711);
    report(house, Report { from, channel: Channel::Telegram, text, ..Report::default() }).await
}

/// The citizen objects to the limit they were told of.
async fn object(house: &House) {
    let told = notice(house, "/appeal/").await;
    let token = told.split("/appeal/").nth(1).expect("a link").split_whitespace().next().expect("a token");
    let sent = house.visitor().post(&format!("/appeal/{token}"), &[("text", "Itu keponakan saya.")]).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
}

story!(an_objection_that_is_right_takes_the_strike_back, async |house: &House| {
    let (_, limit) = strike(house, &chat(house, "Hahaha").await).await;
    let slow = chat(house, "Air mati sungguhan").await;
    assert_eq!(again(house, &slow).await.priority, 4);
    let uphold = format!("/admin/limits/{limit}/uphold");
    let supervisor = house.staff(SUPERVISOR).await;
    assert_eq!(supervisor.post(&uphold, &[("reason", "Benar")]).await.status, 409, "nobody objected");
    object(house).await;
    // It is read when the limit is over already.
    house.app.db.clock.advance(DAY + HOUR);
    let page = supervisor.get("/admin/limits").await;
    assert!(page.text.contains(&uphold), "{}", page.text);
    let unsaid = supervisor.post(&uphold, &[("reason", " ")]).await;
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.text.contains(&format!("error-uphold-{limit}")), "{}", unsaid.text);
    assert_eq!(supervisor.post(&uphold, &[("reason", "Memang keponakannya")]).await.status, 200);
    assert_eq!(supervisor.post(&uphold, &[("reason", "Lagi")]).await.status, 409, "once");
    assert_eq!(again(house, &slow).await.priority, 2, "in its place again");
    let told = "SELECT COUNT(*) AS n FROM message m JOIN nuisance_limit l ON l.appeal_id = m.ticket_id
        WHERE m.direction = 'out' AND m.body LIKE '%Anda benar%'";
    assert_eq!(house.number(told).await, 1, "where they objected");
    let page = supervisor.get("/admin/limits").await.text;
    assert!(page.contains("keberatan benar") && !page.contains(&uphold), "{page}");
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("membenarkan keberatan"), "{audit}");
    // The next strike is the first.
    strike(house, &chat(house, "Hahaha lagi").await).await;
    assert_eq!(house.number("SELECT days AS n FROM nuisance_limit ORDER BY asked_at DESC LIMIT 1").await, 1);
    house.forget_jobs().await;
});

story!(whoever_does_not_agree_takes_the_strike_back, async |house: &House| {
    hire(house, SECOND, "Sinta Penyelia", Role::Supervisor, "kota").await;
    strike(house, &chat(house, "Hahaha").await).await;
    house.app.db.clock.advance(DAY + HOUR);
    let (mark, limit) = strike(house, &chat(house, "Hahaha lagi").await).await;
    let refused = [("reason", "Warga sedang panik")];
    let second = house.staff(SECOND).await;
    assert_eq!(second.post(&format!("/admin/limits/{limit}/refuse"), &refused).await.status, 200);
    let dismissed = "SELECT MAX(id) AS n FROM nuisance_mark WHERE state = 'dismissed'";
    assert_eq!(house.number(dismissed).await, mark);
    house.forget_jobs().await;
});

story!(labels_since_a_merge_go_back_with_their_report, async |house: &House| {
    let one = from_mail(house, "siti@rumah.test", "Siti", "Air mati").await;
    let two = from_mail(house, "siti@kantor.test", "S. Rahma", "Lampu mati").await;
    let supervisor = house.staff(SUPERVISOR).await;
    let number = two.number.to_string();
    let fields = [("number", number.as_str()), ("reason", "Orang yang sama")];
    assert_eq!(care(&supervisor, &one, "merge", &fields).await.status, 200);
    strike(house, &from_mail(house, "siti@kantor.test", "S. Rahma", "Hahaha").await).await;
    let merge = house.number("SELECT id AS n FROM contact_merge").await.to_string();
    assert_eq!(care(&supervisor, &one, "unmerge", &[("merge", &merge)]).await.status, 200);
    let mark = house.number("SELECT contact_id AS n FROM nuisance_mark").await;
    let limit = house.number("SELECT contact_id AS n FROM nuisance_limit").await;
    assert_eq!((mark, limit), (two.contact_id.0, two.contact_id.0));
    let home = from_mail(house, "siti@rumah.test", "Siti", "Got mampet").await;
    assert_eq!(again(house, &home).await.priority, 2, "who was parted is not answered last");
    house.forget_jobs().await;
});
