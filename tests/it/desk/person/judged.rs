//! A citizen objects, and somebody who had no hand in it decides: whoever was right has no strike.

use channels::{Channel, Identity};
use sahut::auth::Role;
use sahut::clock::{DAY, HOUR, MINUTE};
use sahut::tickets::Ticket;

use super::nuisance::strike;
use super::{again, hire, panel};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};
use crate::support::house::Answer;

const SECOND: &str = "penyelia2@kota.test";

async fn chat(house: &House, text: &str) -> Ticket {
    house.app.db.clock.advance(MINUTE);
    let from = Identity::Telegram(4711);
    report(house, Report { from, channel: Channel::Telegram, text, ..Report::default() }).await
}

/// The citizen objects to the limit they were told of last.
async fn object(house: &House) {
    #[derive(sqlx::FromRow)]
    struct Line {
        body: String,
    }
    let sql = "SELECT body FROM message WHERE direction = 'out' AND body LIKE '%/appeal/%' ORDER BY created_at DESC";
    let select = sahut::db::select::Select::new(sql, []);
    let told = house.app.db.read(async |tx| select.clone().fetch::<Line>(tx).await).await.expect("messages");
    let token = told[0].body.split("/appeal/").nth(1).expect("a link").split_whitespace().next().expect("it");
    let sent = house.visitor().post(&format!("/appeal/{token}"), &[("text", "Itu keponakan saya")]).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
}

async fn judge(house: &House, who: &str, limit: i64, (verdict, reason): (&str, &str)) -> Answer {
    let fields = [("verdict", verdict), ("reason", reason)];
    house.staff(who).await.post(&format!("/admin/limits/{limit}/judge"), &fields).await
}

/// What the citizen was told about their objections.
async fn answers(house: &House, words: &'static str) -> i64 {
    #[derive(sqlx::FromRow)]
    struct Line {
        body: String,
    }
    let sql = "SELECT m.body FROM message m JOIN nuisance_limit l ON l.appeal_id = m.ticket_id
        WHERE m.direction = 'out'";
    let select = sahut::db::select::Select::new(sql, []);
    let told = house.app.db.read(async |tx| select.clone().fetch::<Line>(tx).await).await.expect("messages");
    told.iter().filter(|line| line.body.contains(words)).count() as i64
}

story!(who_is_right_has_no_strike_even_when_the_limit_is_over, async |house: &House| {
    hire(house, SECOND, "Sinta Penyelia", Role::Supervisor, "kota").await;
    let first = chat(house, "Hahaha").await;
    let (_, limit) = strike(house, &first).await;
    let slow = chat(house, "Air mati sungguhan").await;
    let filed = chat(house, "Jalan rusak").await;
    assert_eq!((again(house, &slow).await.priority, again(house, &filed).await.priority), (4, 4));
    let road = house.number("SELECT id AS n FROM category WHERE code = 'jalan'").await.to_string();
    let agent = house.staff(AGENT).await;
    let moved = agent.post(&format!("/desk/{}/category", filed.id), &[("category", &road)]).await;
    assert_eq!(moved.status, 200);
    // Nobody objected yet.
    assert_eq!(judge(house, SECOND, limit, ("upheld", "x")).await.status, 404);
    object(house).await;
    house.app.db.clock.advance(DAY + HOUR);

    // The day is over, the strike is not.
    let page = house.staff(SUPERVISOR).await.get("/admin/limits").await;
    assert!(page.text.contains("Anda ikut menetapkan pembatasan ini"), "{}", page.text);
    let own = judge(house, SUPERVISOR, limit, ("upheld", "Maaf")).await;
    assert_eq!(own.status, 422);
    assert!(own.text.contains("Mintalah penyelia lain atau administrator"), "{}", own.text);
    let silent = judge(house, SECOND, limit, ("upheld", " ")).await;
    assert_eq!(silent.status, 422);
    assert!(silent.text.contains("aria-invalid") && silent.text.contains("Tulis alasannya"));
    assert_eq!(judge(house, SECOND, limit, ("perhaps", "x")).await.status, 404);
    assert_eq!(judge(house, AGENT, limit, ("upheld", "x")).await.status, 403);

    let upheld = judge(house, SECOND, limit, ("upheld", "Nomor itu dipakai orang lain.")).await;
    assert_eq!(upheld.status, 200, "{}", upheld.text);
    assert!(upheld.text.contains("Tidak ada keberatan yang menunggu Anda"), "{}", upheld.text);
    assert!(upheld.text.contains("keberatan diterima · Sinta Penyelia"), "{}", upheld.text);
    let dismissed = "SELECT COUNT(*) AS n FROM nuisance_mark WHERE state = 'dismissed'";
    assert_eq!(house.number(dismissed).await, 1);
    assert_eq!(again(house, &slow).await.priority, 2, "as if there had been no limit");
    assert_eq!(again(house, &filed).await.priority, 3, "as where it was filed since");
    let seen = house.staff(AGENT).await.get(&format!("/desk/{}", slow.id)).await;
    assert!(!panel(&seen).contains("Masuk saat pembatasan berlaku"), "{}", panel(&seen));
    assert_eq!(answers(house, "Keberatan Anda benar. Nomor itu dipakai orang lain.").await, 1);
    let settled = "SELECT COUNT(*) AS n FROM nuisance_limit l JOIN ticket t ON t.id = l.appeal_id WHERE t.stage = 'answered'";
    assert_eq!(house.number(settled).await, 1);
    assert_eq!(judge(house, SECOND, limit, ("turned_down", "x")).await.status, 409, "decided is decided");

    // It does not count towards the next one.
    let next = chat(house, "Hahaha").await;
    let (_, limit) = strike(house, &next).await;
    assert_eq!(house.number("SELECT days AS n FROM nuisance_limit ORDER BY asked_at DESC LIMIT 1").await, 1);
    chat(house, "Lampu mati").await;
    object(house).await;
    let stays = judge(house, SECOND, limit, ("turned_down", "Rekamannya jelas.")).await;
    assert_eq!(stays.status, 200, "{}", stays.text);
    assert!(stays.text.contains("keberatan tidak diterima"), "{}", stays.text);
    assert_eq!(answers(house, "Hasilnya tetap. Rekamannya jelas.").await, 1);
    assert_eq!(house.number(dismissed).await, 1);
    let slow = chat(house, "Got mampet").await;
    assert_eq!(again(house, &slow).await.priority, 4, "it goes on");
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("menerima keberatan") && audit.contains("tidak menerima keberatan"), "{audit}");
    house.forget_jobs().await;
});

story!(what_the_second_does_not_agree_to_is_no_strike, async |house: &House| {
    hire(house, SECOND, "Sinta Penyelia", Role::Supervisor, "kota").await;
    let first = chat(house, "Hahaha").await;
    strike(house, &first).await;
    let second = chat(house, "Hahaha lagi").await;
    let (mark, limit) = strike(house, &second).await;
    let refuse = format!("/admin/limits/{limit}/refuse");
    let refused = house.staff(SECOND).await.post(&refuse, &[("reason", "Warga itu bingung")]).await;
    assert_eq!(refused.status, 200, "{}", refused.text);
    let dismissed = house.number("SELECT id AS n FROM nuisance_mark WHERE state = 'dismissed'").await;
    assert_eq!(dismissed, mark);
    let third = chat(house, "Hahaha sekali lagi").await;
    strike(house, &third).await;
    let days = "SELECT days AS n FROM nuisance_limit ORDER BY asked_at DESC LIMIT 1";
    assert_eq!(house.number(days).await, 3, "the second one, not the third");

    // The first is taken back before anybody agreed: what waits is as short as it is without it.
    object(house).await;
    let one = house.number("SELECT id AS n FROM nuisance_limit ORDER BY asked_at LIMIT 1").await;
    assert_eq!(judge(house, SECOND, one, ("upheld", "Bukan dia")).await.status, 200);
    let waits = house.number("SELECT id AS n FROM nuisance_limit WHERE state = 'waiting'").await;
    let agree = format!("/admin/limits/{waits}/agree");
    assert_eq!(house.staff(SECOND).await.post(&agree, &[]).await.status, 200);
    assert_eq!(house.number(days).await, 1);
    house.forget_jobs().await;
});

story!(what_two_limits_held_back_the_other_still_holds, async |house: &House| {
    hire(house, SECOND, "Sinta Penyelia", Role::Supervisor, "kota").await;
    let first = chat(house, "Hahaha").await;
    let (_, day) = strike(house, &first).await;
    let second = chat(house, "Hahaha lagi").await;
    let (_, days) = strike(house, &second).await;
    let agree = format!("/admin/limits/{days}/agree");
    assert_eq!(house.staff(SECOND).await.post(&agree, &[]).await.status, 200);
    let slow = chat(house, "Air mati sungguhan").await;
    object(house).await;
    assert_eq!(judge(house, SECOND, days, ("upheld", "x")).await.status, 422, "who agreed is heard already");
    let upheld = judge(house, ADMINISTRATOR, days, ("upheld", "Itu orang lain")).await;
    assert_eq!(upheld.status, 200, "{}", upheld.text);
    assert_eq!(again(house, &slow).await.priority, 4, "the one day still runs");
    let holds = "SELECT MAX(limit_id) AS n FROM nuisance_limited";
    assert_eq!(house.number(holds).await, day, "all are that one's");
    let lifted = "SELECT COUNT(*) AS n FROM message WHERE body LIKE '%sudah dicabut%'";
    assert_eq!(house.number(lifted).await, 0);
    house.forget_jobs().await;
});
