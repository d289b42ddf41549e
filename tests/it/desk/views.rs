//! Saved views: kept, counted, shared, renamed, opened first, deleted and brought back.

use super::{Report, between, report, rows};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR, WATER};
use crate::support::house::Answer;

/// Name and count of each saved view in the navigation.
fn saved(page: &Answer) -> Vec<(String, String)> {
    let nav = between(&page.text, "data-live-region=\"saved\"", "</ul>");
    let parts = nav.split("<li>").skip(1);
    parts
        .map(|part| {
            let name = between(part, "class=\"word\">", "<").to_owned();
            (name, between(part, "class=\"count\">", "<").to_owned())
        })
        .collect()
}

story!(a_list_is_kept_under_a_name_and_counted, async |house: &House| {
    let water = report(house, Report::default()).await;
    let road = report(house, Report { category: "jalan", ..Report::default() }).await;
    report(house, Report { category: "kebakaran", ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await;
    let query = format!("?view=open&agency={pdam}&status=new&x=<script>&after=1.2.3");
    let kept = agent.post("/desk/views", &[("name", " Air  baru "), ("agency", ""), ("query", &query)]).await;
    assert_eq!((kept.status, kept.path.as_str()), (200, "/desk"));
    assert!(kept.text.contains("<h1>Air baru</h1>"), "{}", kept.text);
    assert_eq!(rows(&kept), vec![water.id.to_string()]);
    assert_eq!(saved(&kept), vec![("Air baru".to_owned(), "1".to_owned())]);
    let plain = [("name", "Jalan"), ("query", "?channel=form&class=complaint")];
    let kept = agent.post("/desk/views", &plain).await;
    assert_eq!(saved(&kept), vec![("Air baru".into(), "1".into()), ("Jalan".into(), "2".into())]);
    assert_eq!(rows(&kept).len(), 2);
    assert!(rows(&kept).contains(&road.id.to_string()));

    // Names are needed, short, and one's own only once; what was typed comes back.
    for (name, words) in
        [("", "Beri nama"), ("air BARU", "sudah punya daftar"), (&"x".repeat(41), "terlalu panjang")]
    {
        let wrong = agent.post("/desk/views", &[("name", name), ("query", &query)]).await;
        assert!(wrong.status == 422 && wrong.text.contains(words), "{}", wrong.text);
        assert!(
            wrong
                .text
                .contains(&format!("name=\"query\" value=\"view=open&#38;agency={pdam}&#38;status=new\"")),
            "{}",
            wrong.text
        );
    }
    let id = house.number("SELECT id AS n FROM saved_view WHERE name = 'Air baru'").await;
    let wrong = agent.post(&format!("/desk/views/{id}/rename"), &[("name", "Jalan")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("value=\"Jalan\" required"), "{}", wrong.text);
    let renamed = agent.post(&format!("/desk/views/{id}/rename"), &[("name", "Air")]).await;
    assert!(renamed.status == 200 && renamed.text.contains(">Air</a>"));

    // The desk opens with it; the list of all is still one link away.
    agent.post(&format!("/desk/views/{id}/default"), &[("on", "1")]).await;
    assert_eq!(rows(&agent.get("/desk").await), vec![water.id.to_string()]);
    assert_eq!(rows(&agent.get("/desk?view=open").await).len(), 3);
    assert!(agent.get("/desk").await.text.contains("href=\"/desk?view=open\""));
    agent.post(&format!("/desk/views/{id}/default"), &[("on", "0")]).await;
    assert_eq!(rows(&agent.get("/desk").await).len(), 3);
    agent.post(&format!("/desk/views/{id}/default"), &[("on", "1")]).await;

    // Deleted, and saved again by the way back.
    let gone = agent.post(&format!("/desk/views/{id}/delete"), &[]).await;
    assert!(
        gone.text.contains("Daftar \"Air\" sudah dihapus")
            || gone.text.contains("Daftar &#34;Air&#34; sudah dihapus"),
        "{}",
        gone.text
    );
    assert_eq!(saved(&gone).len(), 1);
    assert_eq!(rows(&agent.get("/desk").await).len(), 3, "nothing opens the desk any more");
    let query = between(&gone.text, "name=\"query\" value=\"", "\"").replace("&#38;", "&");
    let back = agent.post("/desk/views", &[("name", "Air"), ("agency", ""), ("query", &query)]).await;
    assert_eq!(rows(&back), vec![water.id.to_string()]);
    // Somebody else's personal view is nobody's business.
    let id = house.number("SELECT id AS n FROM saved_view WHERE name = 'Air'").await;
    let supervisor = house.staff(SUPERVISOR).await;
    for path in ["rename", "delete", "default"] {
        let answer =
            supervisor.post(&format!("/desk/views/{id}/{path}"), &[("name", "x"), ("on", "1")]).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert!(house.number("SELECT COUNT(*) AS n FROM audit WHERE subject_kind = 'view'").await >= 5);
});

story!(a_shared_view_shows_each_what_is_theirs, async |house: &House| {
    report(house, Report::default()).await;
    report(house, Report { category: "jalan", ..Report::default() }).await;
    let root = house.number("SELECT id AS n FROM agency WHERE code = 'kota'").await.to_string();
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await.to_string();
    let (supervisor, water, roads) =
        (house.staff(SUPERVISOR).await, house.staff(WATER).await, house.staff(ROADS).await);
    let new = [("name", "Semua baru"), ("agency", &*root), ("query", "status=new")];
    assert_eq!(supervisor.post("/desk/views", &new).await.status, 200);
    let new = [("name", "Air saja"), ("agency", &*pdam), ("query", "")];
    assert_eq!(supervisor.post("/desk/views", &new).await.status, 200);
    assert_eq!(
        saved(&supervisor.get("/desk?view=open").await),
        vec![("Air saja".into(), "2".into()), ("Semua baru".into(), "2".into())]
    );
    assert_eq!(
        saved(&water.get("/desk").await),
        vec![("Air saja".into(), "1".into()), ("Semua baru".into(), "1".into())]
    );
    assert_eq!(saved(&roads.get("/desk").await), vec![("Semua baru".into(), "1".into())]);
    // One may open one's desk with it, but not change it; and share only where one works.
    let id = house.number("SELECT id AS n FROM saved_view WHERE name = 'Semua baru'").await;
    assert_eq!(roads.post(&format!("/desk/views/{id}/rename"), &[("name", "x")]).await.status, 403);
    assert_eq!(roads.post(&format!("/desk/views/{id}/delete"), &[]).await.status, 403);
    assert_eq!(roads.post(&format!("/desk/views/{id}/default"), &[("on", "1")]).await.status, 200);
    let stolen = roads.post("/desk/views", &[("name", "y"), ("agency", &*pdam), ("query", "")]).await;
    assert_eq!(stolen.status, 422);
    // Many are too many: each is counted on every page.
    for n in 0..20 {
        let answer = roads.post("/desk/views", &[("name", &*format!("Daftar {n}")), ("query", "")]).await;
        assert_eq!(answer.status, if n < 15 { 200 } else { 422 }, "{n}: only their own count");
    }
});

story!(sharing_is_for_those_who_lead_a_team, async |house: &House| {
    let root = house.number("SELECT id AS n FROM agency WHERE code = 'kota'").await.to_string();
    let (agent, supervisor) = (house.staff(AGENT).await, house.staff(SUPERVISOR).await);
    let water = house.staff(WATER).await;
    for (who, agency) in [(&agent, &root), (&water, &root)] {
        let new = [("name", "Penuh"), ("agency", agency.as_str()), ("query", "status=new")];
        let refused = who.post("/desk/views", &new).await;
        assert!(refused.status == 422 && refused.text.contains("ketua tim, penyelia"), "{}", refused.text);
        assert!(
            refused.text.contains("id=\"view-agency-error\"") && refused.text.contains("value=\"Penuh\"")
        );
        assert!(
            !who.get("/desk?view=open").await.text.contains("id=\"view-agency\""),
            "nor are they offered it"
        );
    }
    assert!(supervisor.get("/desk?view=open").await.text.contains("id=\"view-agency\""));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM saved_view").await, 0);
    // However much is shared, everybody keeps room for their own.
    for n in 0..12 {
        let name = format!("Bersama {n}");
        let new = [("name", name.as_str()), ("agency", &*root), ("query", "status=new")];
        let answer = supervisor.post("/desk/views", &new).await;
        assert_eq!(answer.status, if n < 10 { 200 } else { 422 }, "{n}");
        assert!(n < 10 || answer.text.contains("sepuluh daftar bersama"), "{}", answer.text);
    }
    for who in [&agent, &supervisor] {
        let own = who.post("/desk/views", &[("name", "Punya saya"), ("query", "status=new")]).await;
        assert_eq!(own.status, 200, "{}", own.text);
        let shown = saved(&own);
        assert_eq!((shown.len(), shown[0].0.as_str()), (11, "Punya saya"));
    }
});
