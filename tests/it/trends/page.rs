//! The page says what the sums mean, and stays silent about groups that are too small.

use super::*;

story!(an_official_sees_the_report_move, async |house: &House| {
    let official = house.staff(city::OFFICIAL).await;
    let page = official.get("/trends").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Belum ada laporan pada masa ini"), "{}", page.text);

    file_many(house, "air", Channel::Telegram, MORNING, 1, &[]).await;
    let page = official.get("/trends").await.text;
    assert!(page.contains("1 laporan masuk, 0 selesai"), "{page}");
    assert!(page.contains("terlalu sedikit"), "{page}");

    file_many(house, "air", Channel::Telegram, MORNING, 9, &[3 * HOUR; 8]).await;
    file_many(house, "jalan", Channel::Email, MORNING, 3, &[HOUR; 3]).await;
    let page = official.get("/trends?period=last-7").await.text;
    assert!(page.contains("Belum ada data lengkap dari masa sebelumnya"), "{page}");
    assert!(page.contains("13 laporan masuk, 11 selesai"), "{page}");
    assert!(page.contains("Air bersih paling banyak: 10 laporan"), "{page}");
    assert!(page.contains("Perumda Air Minum memegang paling banyak: 10 laporan, 77% dari semua"), "{page}");
    assert!(page.contains("100%"), "{page}");
    assert!(!page.contains("style="), "charts use attributes and classes");

    let english = official.get("/trends?period=last-7&language=en").await.text;
    assert!(english.contains("Water supply leads: 10 reports"), "{english}");
});

story!(a_group_of_less_than_five_has_no_share, async |house: &House| {
    file_many(house, "air", Channel::Chat, MORNING - 2 * DAY, 4, &[HOUR; 4]).await;
    file_many(house, "jalan", Channel::Chat, MORNING - 2 * DAY, 5, &[HOUR, HOUR, HOUR, HOUR, 80 * HOUR])
        .await;
    house.app.db.clock.advance(3 * DAY);
    let query = Query::of(Period::last(7, parse_day("2026-11-26").unwrap()));
    let seen = trends(house, city::SUPERVISOR, &query).await;
    let told: Vec<_> = seen
        .by_category
        .iter()
        .map(|group| (group.now.resolved, group.share_in_time(), group.median_time().is_some()))
        .collect();
    assert_eq!(told, [(5, Some(0.8), true), (4, None, false)]);
    assert_eq!(seen.all.share_in_time(), Some(8.0 / 9.0));
    let page = house.staff(city::SUPERVISOR).await.get("/trends?period=last-7&sort=in-time").await.text;
    let (_, table) = page.split_once("id=\"agencies\"").unwrap();
    let (works, water) =
        (table.find("Dinas Pekerjaan Umum").unwrap(), table.find("Perumda Air Minum").unwrap());
    assert!(works < water, "who has no share comes last");
    assert!(table[water..].contains("terlalu sedikit"), "{table}");
});

story!(an_official_reads_trends_in_a_browser, async |house: &House| {
    for day in 0..40 {
        let at = MORNING - day * DAY;
        file_many(house, "air", Channel::Telegram, at, 3, &[5 * HOUR, 40 * HOUR]).await;
        file_many(house, "jalan", Channel::Chat, at, 1 + (day % 3) as usize, &[30 * HOUR]).await;
    }
    let Some(window) = browser::open(390, 844, "id").await else { return };
    let by = fantoccini::Locator::Css;
    window.goto(&format!("{}/sign-in?next=/trends", house.url)).await.unwrap();
    for (field, text) in [("#email", city::OFFICIAL), ("#password", city::PASSWORD)] {
        window.find(by(field)).await.unwrap().send_keys(text).await.unwrap();
    }
    window.find(by("main form button")).await.unwrap().click().await.unwrap();
    window.wait().for_element(by("#chart-volume")).await.unwrap();
    window.goto(&format!("{}/trends?period=last-30", house.url)).await.unwrap();
    let title = window.find(by("#chart-category .chart-title")).await.unwrap().text().await.unwrap();
    assert!(title.starts_with("Air bersih paling banyak: 90 laporan"), "{title}");
    let cell = window.find(by("#table-volume td")).await.unwrap();
    assert!(!cell.is_displayed().await.unwrap(), "the table is folded up at first");
    window.find(by("#table-volume summary")).await.unwrap().click().await.unwrap();
    assert!(cell.is_displayed().await.unwrap(), "a click unfolds the table");
    let wide =
        window.execute("return document.documentElement.scrollWidth - innerWidth", vec![]).await.unwrap();
    assert!(wide.as_i64().unwrap() <= 0, "nothing sticks out sideways: {wide}");
    window.find(by("#agencies tbody a")).await.unwrap().click().await.unwrap();
    let chosen = window.find(by("#agency option:checked")).await.unwrap().text().await.unwrap();
    assert_eq!(chosen.trim(), "Perumda Air Minum");
    assert!(window.screenshot().await.unwrap().len() > 20_000, "a picture of the page");
    window.close().await.unwrap();
});
