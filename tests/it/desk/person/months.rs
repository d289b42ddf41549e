//! Strikes, limits and objections, month by month.

use channels::{Channel, Identity};
use sahut::auth::Role;
use sahut::clock::DAY;
use sahut::tickets::Ticket;

use super::{care, hire};
use crate::desk::{Report, between, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR, WATER};

const SECOND: &str = "penyelia2@kota.test";

async fn chat(house: &House, who: i64, text: &str) -> Ticket {
    let from = Identity::Telegram(who);
    report(house, Report { from, channel: Channel::Telegram, text, ..Report::default() }).await
}

async fn label(house: &House, ticket: &Ticket, kind: &str) {
    let agent = house.staff(AGENT).await;
    let done = care(&agent, ticket, "label", &[("kind", kind), ("note", "Tertawa, lalu menutup")]).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

/// A supervisor decides on the one label that waits.
async fn decide(house: &House, what: &str) {
    let mark = house.number("SELECT id AS n FROM nuisance_mark WHERE state = 'proposed'").await;
    let path = format!("/admin/limits/mark/{mark}/{what}");
    let done = house.staff(SUPERVISOR).await.post(&path, &[("reason", "Warga panik")]).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

#[derive(sqlx::FromRow)]
struct Line {
    body: String,
}

/// The citizen objects to the newest limit; they have been told of it.
async fn object(house: &House, who: i64) -> i64 {
    chat(house, who, "Air mati sungguhan").await;
    let sql = "SELECT body FROM message WHERE direction = 'out' AND body LIKE '%/appeal/%' ORDER BY created_at DESC";
    let select = sahut::db::select::Select::new(sql, []);
    let told = house.app.db.read(async |tx| select.clone().fetch::<Line>(tx).await).await.expect("messages");
    let token = told[0].body.split("/appeal/").nth(1).expect("a link").split_whitespace().next().expect("it");
    let sent = house.visitor().post(&format!("/appeal/{token}"), &[("text", "Itu keponakan saya")]).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    house.number("SELECT id AS n FROM nuisance_limit ORDER BY asked_at DESC LIMIT 1").await
}

/// Another supervisor decides on the citizen's objection.
async fn judge(house: &House, limit: i64, verdict: &str) {
    let fields = [("verdict", verdict), ("reason", "Kami periksa lagi")];
    let done = house.staff(SECOND).await.post(&format!("/admin/limits/{limit}/judge"), &fields).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

/// What a month's row says, in the order of the columns.
fn cells<'p>(page: &'p str, month: &str) -> Vec<&'p str> {
    let row = between(page, &format!("<tr><th scope=\"row\">{month}</th>"), "</tr>");
    let cells = row.split("<td class=\"number\">").skip(1);
    cells.map(|cell| cell.split('<').next().expect("a number")).collect()
}

/// Its numbers, which shares follow.
fn row(page: &str, month: &str) -> Vec<i64> {
    cells(page, month)[..11].iter().map(|cell| cell.parse().expect("a number")).collect()
}

story!(strikes_and_objections_are_counted_by_month, async |house: &House| {
    hire(house, SECOND, "Sinta Penyelia", Role::Supervisor, "kota").await;
    let empty = house.staff(SUPERVISOR).await.get("/admin/limits").await.text;
    assert!(empty.contains("Dalam dua belas bulan terakhir tidak ada tanda"), "{empty}");
    assert!(!empty.contains("chart-months"));

    // November: one silent call, one strike that the citizen objects to with success, one that is dismissed.
    label(house, &chat(house, 1, "(hening)").await, "silent").await;
    label(house, &chat(house, 2, "Hahaha").await, "prank").await;
    decide(house, "confirm").await;
    let limit = object(house, 2).await;
    judge(house, limit, "upheld").await;
    label(house, &chat(house, 3, "Tolong!!").await, "abusive").await;
    decide(house, "dismiss").await;
    // December: a strike whose limit ends by itself; its objection is turned down. Another objection is still being
    // read.
    house.app.db.clock.advance(20 * DAY);
    label(house, &chat(house, 4, "Hahaha").await, "prank").await;
    decide(house, "confirm").await;
    let limit = object(house, 4).await;
    judge(house, limit, "turned_down").await;
    house.app.db.clock.advance(2 * DAY);
    label(house, &chat(house, 5, "Hahaha").await, "spam").await;
    decide(house, "confirm").await;
    object(house, 5).await;

    let page = house.staff(SUPERVISOR).await.get("/admin/limits").await.text;
    // Labelled, proposed, confirmed, dismissed, set, ran out, lifted, under a limit, objected, upheld, not upheld.
    // What is taken back was confirmed all the same, and is dismissed when it is taken back.
    assert_eq!(row(&page, "November 2026"), [3, 2, 1, 2, 1, 0, 1, 1, 1, 1, 0]);
    assert_eq!(row(&page, "Desember 2026"), [2, 2, 2, 0, 2, 1, 0, 2, 2, 0, 1]);
    assert_eq!(row(&page, "Januari 2026"), [0; 11]);
    // Labelled and not dismissed, of all that came; unlabelled, of what came under a limit.
    assert_eq!(cells(&page, "November 2026")[11..], ["20%", "100%"]);
    assert_eq!(cells(&page, "Desember 2026")[11..], ["33,3%", "100%"]);
    assert_eq!(cells(&page, "Januari 2026")[11..], ["–", "–"]);
    assert!(page.contains("1 dari 3 keberatan diterima; 3 teguran ditegaskan, 2 ditolak"), "{page}");
    assert!(page.contains("id=\"chart-months\"") && page.contains("1 belum diputuskan"), "{page}");
    let english = house.staff(SUPERVISOR).await;
    english.get("/admin/limits?language=en").await;
    let page = english.get("/admin/limits").await.text;
    assert!(page.contains("1 of 3 objections were upheld") && page.contains("December 2026"), "{page}");
    assert_eq!(house.staff(WATER).await.get("/admin/limits").await.status, 403);
    house.forget_jobs().await;
});
