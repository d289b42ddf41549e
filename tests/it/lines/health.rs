//! Of several mailboxes one falls silent, and of two bots one does not work: each is seen and told of on its own.

use sahut::clock::{HOUR, MINUTE};
use sahut::{lines, pulse};

use super::catcher::Catcher;
use super::returns::{by, sending};
use crate::care::{comes, letter};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, SUPERVISOR};

async fn count(house: &House) {
    pulse::plan(&house.app.db).await.expect("a job");
    house.work().await;
}

/// Six letters in every hour of the weeks before the story begins (its morning is hour 498,722).
async fn usually(house: &House, line: &str) {
    let sql = format!(
        "INSERT INTO pulse_hour (line, hour, came, gone)
         WITH RECURSIVE hours (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM hours WHERE n < 1400)
         SELECT '{line}', 498722 - n, 6, 6 FROM hours"
    );
    let sql = sqlx::AssertSqlSafe(sql);
    match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        sahut::db::Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    }
    .expect("a statement");
}

story!(one_mailbox_of_two_falls_silent, async |house: &House| {
    let catcher = Catcher::start().await;
    let air = sending(house, &catcher, "air@kota.test", false).await;
    let jalan = sending(house, &catcher, "jalan@kota.test", false).await;
    for line in ["email".to_owned(), format!("mailbox:{air}"), format!("mailbox:{jalan}")] {
        usually(house, &line).await;
    }
    comes(house, &by(air, letter("siti@warga.test", "one@warga.test"))).await;
    comes(house, &by(jalan, letter("budi@warga.test", "two@warga.test"))).await;
    count(house).await;
    let told = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'silent'";
    let tenders =
        house.number("SELECT COUNT(*) AS n FROM staff WHERE role IN ('supervisor', 'administrator')").await;
    house.app.db.clock.advance(HOUR);
    comes(house, &by(jalan, letter("ani@warga.test", "three@warga.test"))).await;
    count(house).await;
    assert_eq!(house.number(told).await, 0);
    house.app.db.clock.advance(12 * MINUTE);
    count(house).await;
    assert_eq!(house.number(told).await, tenders, "the channel speaks, one mailbox does not");
    house.app.db.clock.advance(MINUTE);
    count(house).await;
    assert_eq!(house.number(told).await, tenders, "once a silence");

    let supervisor = house.staff(SUPERVISOR).await;
    let notices = supervisor.get("/desk/notices").await.text;
    assert!(notices.contains("air@kota.test") && !notices.contains("jalan@kota.test"), "{notices}");
    let page = supervisor.get("/admin/health").await.text;
    assert!(!page.contains("data-state=\"silent\""), "the channel is fine: {page}");
    let of = |address: &str| {
        let row =
            page.split("<li data-line-state=").skip(1).find(|row| row.contains(address)).expect("a row");
        row.split('>').next().unwrap_or_default().trim_matches('"').to_owned()
    };
    assert_eq!((of("air@kota.test"), of("jalan@kota.test")), ("silent".to_owned(), "fine".to_owned()));

    // What does not work says so; one that is switched off is silent on purpose.
    let line = format!("mailbox:{jalan}");
    house.app.db.write(async |tx| lines::troubled(tx, &line, "login: no").await).await.expect("noted");
    let admin = house.staff(ADMINISTRATOR).await;
    admin.post(&format!("/admin/channels/mailboxes/{air}/active"), &[("active", "0")]).await;
    count(house).await;
    let page = supervisor.get("/admin/health").await.text;
    assert!(
        page.contains("data-line-state=\"failing\"") && page.contains("data-line-state=\"off\""),
        "{page}"
    );
    assert!(!page.contains("data-line-state=\"silent\""), "{page}");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM pulse_silence WHERE ended_at IS NULL").await, 0);
    // What lasts is told, once; while it is the same trouble no second time, also after it was read.
    let told = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'troubled'";
    assert_eq!(house.number(told).await, 0, "it may mend itself");
    house.app.db.clock.advance(10 * MINUTE);
    house.app.db.write(async |tx| lines::troubled(tx, &line, "login: still no").await).await.expect("noted");
    house.app.db.clock.advance(6 * MINUTE);
    count(house).await;
    let tenders =
        house.number("SELECT COUNT(*) AS n FROM staff WHERE role IN ('supervisor', 'administrator')").await;
    assert_eq!(house.number(told).await, tenders);
    let page = supervisor.get("/desk/notices?language=id").await.text;
    assert!(page.contains("jalan@kota.test tidak berfungsi lebih dari seperempat jam"), "{page}");
    supervisor.post("/desk/notices/read", &[]).await;
    house.app.db.clock.advance(6 * MINUTE);
    count(house).await;
    assert_eq!(house.number(told).await, tenders);
});

story!(the_only_mailbox_is_its_channel, async |house: &House| {
    let catcher = Catcher::start().await;
    let air = sending(house, &catcher, "air@kota.test", false).await;
    for line in ["email".to_owned(), format!("mailbox:{air}")] {
        usually(house, &line).await;
    }
    comes(house, &by(air, letter("siti@warga.test", "one@warga.test"))).await;
    count(house).await;
    house.app.db.clock.advance(2 * HOUR);
    count(house).await;
    let tenders =
        house.number("SELECT COUNT(*) AS n FROM staff WHERE role IN ('supervisor', 'administrator')").await;
    let told = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'silent'";
    assert_eq!(house.number(told).await, tenders, "told of once, not twice");
});
