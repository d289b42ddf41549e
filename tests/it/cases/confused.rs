//! What one files under water another files under drains: the same matter is found all the same.

use sahut::agencies::{self, NewCategory};
use sahut::cases::alike::{Matter, known};
use sahut::routing;
use sahut::tickets::Class;

use super::public::make_public;
use super::{Report, report};
use crate::portal::fill;
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;

const WATER_OFF: &str = "Air PDAM mati di Jalan Melati, air tidak mengalir sejak subuh";

async fn offered(house: &House, category: &str, text: &str) -> Vec<String> {
    let app = &house.app;
    let category = app.db.read(async |tx| agencies::category_by_code(tx, category).await).await;
    let category = category.expect("a category").id;
    let matter = Matter { text, place: None, category, area: Some("99.71.01"), point: None };
    let found = app.db.read(async |tx| known(app, tx, &matter, 3).await).await.expect("cases");
    found.into_iter().map(|(case, _)| case.number.to_string()).collect()
}

story!(the_same_under_another_topic_is_found, async |house: &House| {
    let drains = NewCategory {
        code: "selokan-uji".into(),
        parent: Some("air".into()),
        name_id: "Selokan uji".into(),
        name_en: "Test drains".into(),
        agency: "pupr".into(),
        class: Class::Complaint,
        priority: 3,
        due_minutes: 60,
        position: 1,
    };
    house.app.db.write(async |tx| agencies::save_category(tx, &drains).await).await.expect("a category");
    house.app.reload_rules().await.expect("rules");
    make_public(house, "air").await;
    let (case, _) = report(house, Report { text: WATER_OFF, ..Report::default() }).await;
    let number = vec![case.number.to_string()];
    assert_eq!(offered(house, "air", WATER_OFF).await, number);
    // One of its branch, and one that has nothing to do with it while the words speak for water.
    assert_eq!(offered(house, "selokan-uji", WATER_OFF).await, number);
    let suggested = routing::suggest(&house.app.rules(), None, WATER_OFF, 3);
    assert!(suggested.contains(&"air".to_owned()), "{suggested:?}");
    assert_eq!(offered(house, "ktp", WATER_OFF).await, number);
    let else_ = "Selokan depan balai kota penuh sampah dan bau";
    assert_eq!(offered(house, "selokan-uji", else_).await, Vec::<String>::new());
    // The desk sees it, too.
    let (other, _) =
        report(house, Report { text: WATER_OFF, category: "selokan-uji", ..Report::default() }).await;
    let page = house.staff(AGENT).await.get(&format!("/desk/{}/alike", other.id)).await.text;
    assert!(page.contains(&number[0]), "{page}");
    house.forget_jobs().await;
});

story!(another_topic_on_the_last_page_is_looked_up_before_sending, async |house: &House| {
    make_public(house, "ktp").await;
    let words = "Lampu jalan mati di depan SDN 3 Jalan Melati, gelap sekali";
    let (case, _) = report(house, Report { text: words, category: "ktp", ..Report::default() }).await;
    let number = case.number.to_string();
    let citizen = house.visitor();
    fill(&citizen, "Lampu jalan di depan SDN 3 Jalan Melati mati, gelap", &[]).await;
    let page = citizen.get("/report/check").await.text;
    assert!(!page.contains(&number) && page.contains("name=\"asked\" value=\"lampu-jalan\""), "{page}");
    let tickets = "SELECT COUNT(*) AS n FROM ticket";
    let fields = [("category", "ktp"), ("asked", "lampu-jalan"), ("shown", "")];
    let asked = citizen.post("/report/check", &fields).await;
    assert_eq!(asked.status, 200);
    assert!(asked.text.contains("Anda memilih topik lain") && asked.text.contains(&number), "{}", asked.text);
    assert!(asked.text.contains(&format!("name=\"shown\" value=\"{number}\"")), "{}", asked.text);
    assert_eq!(house.number(tickets).await, 1, "not sent yet");
    let fields = [("category", "ktp"), ("asked", "ktp"), ("shown", number.as_str())];
    let sent = citizen.post("/report/check", &fields).await;
    assert!(sent.text.contains("class=\"digits\""), "{}", sent.text);
    assert_eq!(house.number(tickets).await, 2);
    house.forget_jobs().await;
});
