//! Everybody sees the sums of their own agencies; agents and strangers see none.

use super::*;

story!(everybody_sees_the_sums_of_their_own_agencies, async |house: &House| {
    file_many(house, "air", Channel::Telegram, MORNING - DAY, 7, &[2 * HOUR; 6]).await;
    file_many(house, "jalan", Channel::Chat, MORNING - DAY, 5, &[]).await;
    file_many(house, "kebakaran", Channel::Voice, MORNING - DAY, 2, &[]).await;
    let query = Query::of(Period::last(30, parse_day("2026-11-23").unwrap()));

    let whole = trends(house, city::OFFICIAL, &query).await;
    assert_eq!((whole.all.now.opened, whole.late.count, whole.late.emergencies), (14, 2, 2));
    let water = trends(house, city::WATER, &query).await;
    assert_eq!((water.all.now.opened, water.all.now.resolved, water.open_at_end()), (7, 6, 1));
    assert_eq!(water.agencies.len(), 1);
    // An agent sees none, even if an edge forgot to ask.
    let none = trends(house, city::AGENT, &query).await;
    assert_eq!((none.all.now.opened, none.late.count, none.open_at_end()), (0, 0, 0));

    // Asking for somebody else's agency shows nothing of it.
    let roads = whole.agencies.iter().find(|agency| agency.code == "pupr").unwrap().id;
    let foreign = trends(house, city::WATER, &Query { agency: Some(roads), ..query.clone() }).await;
    assert_eq!((foreign.all.now.opened, foreign.late.count), (0, 0));
    let officer = house.staff(city::WATER).await;
    assert_eq!(officer.get(&format!("/trends?agency={roads}")).await.status, 404);
    assert_eq!(officer.get(&format!("/trends.csv?agency={roads}")).await.status, 404);
    let page = officer.get("/trends").await.text;
    assert!(page.contains("Perumda Air Minum") && !page.contains("Dinas Pekerjaan Umum"), "{page}");
    let csv = officer.get("/trends.csv").await.text;
    assert!(csv.contains("pdam") && !csv.contains("pupr"), "{csv}");

    // An agency is meant with everything below it.
    let root: AgencyId = whole.agencies[0].id;
    let below = trends(house, city::OFFICIAL, &Query { agency: Some(root), ..query.clone() }).await;
    assert_eq!(below.all.now.opened, 14);
    let only = trends(house, city::OFFICIAL, &Query { agency: Some(roads), ..query }).await;
    assert_eq!((only.all.now.opened, only.by_agency.len()), (5, 1));
});

story!(trends_are_not_for_agents_and_not_for_strangers, async |house: &House| {
    let agent = house.staff(city::AGENT).await;
    let page = agent.get("/trends").await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("Tren bukan untuk peran Anda"), "{}", page.text);
    assert_eq!(agent.get("/trends.csv").await.status, 403);
    let stranger = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for path in ["/trends", "/trends.csv"] {
        let answer = stranger.get(format!("{}{path}", house.url)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303);
        assert!(answer.headers()["location"].to_str().unwrap().starts_with("/sign-in"), "{path}");
    }
});
