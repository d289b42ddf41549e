//! What everybody may read, and what nobody may.

use sahut::agencies;

use super::{BURST, Report, between, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};

pub async fn make_public(house: &House, category: &str) {
    let id =
        house.app.db.read(async |tx| Ok(agencies::category_by_code(tx, category).await?.id)).await.unwrap();
    let admin = house.staff(ADMINISTRATOR).await;
    let kept = admin.post(&format!("/admin/categories/{id}/public"), &[("active", "1")]).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    let page = admin.get(&format!("/admin/categories/{id}")).await;
    assert!(page.text.contains("Jangan tampilkan laporan baru"), "{}", page.text);
}

const PERSONAL: [&str; 6] = ["Siti", "Rahayu", "siti@warga.test", "0812", "rumah nomor 7", "Jalan Melati"];

story!(cases_are_public_without_anybody_in_them, async |house: &House| {
    let (early, _) = report(house, Report::default()).await;
    make_public(house, "air").await;
    let words = format!("{BURST}, rumah nomor 7. Hubungi saya Siti Rahayu 0812-3456-7890.");
    let told = Report {
        text: &words,
        email: Some("siti@warga.test"),
        name: Some("Siti Rahayu"),
        ..Report::default()
    };
    let (case, _) = report(house, told.clone()).await;
    let (anonymous, _) = report(house, Report { is_anonymous: true, ..told.clone() }).await;
    let (secret, _) = report(house, Report { is_confidential: true, ..told.clone() }).await;
    let (road, _) = report(house, Report { category: "jalan", ..told }).await;

    let visitor = house.visitor();
    let list = visitor.get("/cases").await;
    assert!(list.status == 200 && list.text.contains(&case.number.to_string()), "{}", list.text);
    for hidden in [&early, &anonymous, &secret, &road] {
        assert!(!list.text.contains(&hidden.number.to_string()), "{}", list.text);
        assert_eq!(visitor.get(&format!("/cases/{}", hidden.number)).await.status, 404);
        let follow =
            visitor.post(&format!("/cases/{}/follow", hidden.number), &[("email", "x@y.test")]).await;
        assert_eq!(follow.status, 404);
    }
    let page = visitor.get(&format!("/cases/{}", case.number)).await;
    assert!(
        page.text.contains("Air bersih, Tirta Utara") && page.text.contains("Perumda Air Minum"),
        "{}",
        page.text
    );
    for personal in PERSONAL {
        assert!(!list.text.contains(personal) && !page.text.contains(personal), "{personal}: {}", page.text);
    }

    // What staff say to the citizen stays between them.
    let agent = house.staff(AGENT).await;
    agent
        .post(
            &format!("/desk/{}/step", case.id),
            &[("step", "ask_citizen"), ("reason", "Bu Siti Rahayu, rumah mana?")],
        )
        .await;
    let page = visitor.get(&format!("/cases/{}", case.number)).await;
    assert!(page.text.contains("Menunggu pihak lain") && !page.text.contains("rumah mana"), "{}", page.text);

    // A summary is written for everybody: without a name, an address or a number.
    let path = format!("/desk/{}/public", case.id);
    for bad in ["Rumah Bu Rahayu kebanjiran", "hubungi siti@warga.test", "telepon 0812 3456 7890"] {
        let refused = agent.post(&path, &[("public", "1"), ("summary", bad)]).await;
        assert!(refused.status == 422 && refused.text.contains("tampaknya memuat nama"), "{}", refused.text);
        assert!(refused.text.contains(bad), "what was typed is kept");
    }
    agent.post(&path, &[("public", "1"), ("summary", "Pipa besar bocor; regu sedang bekerja.")]).await;
    assert!(visitor.get("/cases").await.text.contains("Pipa besar bocor; regu sedang bekerja."));
    // Common news stand there, too, when they name nobody.
    let tell = format!("/desk/{}/tell", case.id);
    let refused =
        agent.post(&tell, &[("text", "Bu Rahayu, sudah."), ("kind", "update"), ("public", "1")]).await;
    assert_eq!(refused.status, 422);
    agent
        .post(&tell, &[("text", "Regu mengganti pipa malam ini."), ("kind", "update"), ("public", "1")])
        .await;
    agent.post(&tell, &[("text", "Hanya untuk pelapor."), ("kind", "update")]).await;
    let page = visitor.get(&format!("/cases/{}", case.number)).await;
    assert!(
        page.text.contains("Regu mengganti pipa malam ini.") && !page.text.contains("Hanya untuk pelapor")
    );

    // Nobody shows a confidential report; an anonymous one only on purpose; and hiding hides.
    let supervisor = house.staff(SUPERVISOR).await;
    let refused = supervisor.post(&format!("/desk/{}/public", secret.id), &[("public", "1")]).await;
    assert_eq!(refused.status, 422);
    assert!(
        !supervisor
            .get(&format!("/desk/{}", secret.id))
            .await
            .text
            .contains("Tampilkan laporan ini untuk umum")
    );
    supervisor.post(&format!("/desk/{}/public", anonymous.id), &[("public", "1")]).await;
    assert_eq!(visitor.get(&format!("/cases/{}", anonymous.number)).await.status, 200);
    agent.post(&path, &[("summary", "Pipa besar bocor; regu sedang bekerja.")]).await;
    assert_eq!(visitor.get(&format!("/cases/{}", case.number)).await.status, 404);
    // Even a mark in the table shows nothing confidential.
    let mark = "UPDATE ticket SET is_public = TRUE WHERE is_confidential";
    let marked = match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(mark).execute(writer).await.map(|_| ()),
        sahut::db::Engine::Postgres(pool) => sqlx::query(mark).execute(pool).await.map(|_| ()),
    };
    marked.unwrap();
    assert_eq!(visitor.get(&format!("/cases/{}", secret.number)).await.status, 404);
    assert!(!visitor.get("/cases").await.text.contains(&secret.number.to_string()));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-public'").await, 3);
    house.forget_jobs().await;
});

story!(the_public_list_is_narrowed_and_paged, async |house: &House| {
    for category in ["air", "jalan"] {
        make_public(house, category).await;
    }
    let mut numbers = Vec::new();
    for _ in 0..23 {
        numbers.push(report(house, Report::default()).await.0.number.to_string());
    }
    let (road, _) =
        report(house, Report { category: "jalan", area: Some("99.71"), ..Report::default() }).await;
    let visitor = house.visitor();
    let first = visitor.get("/cases").await.text;
    assert_eq!(first.matches("class=\"case-head\"").count(), 20);
    let links = first.split("<a ").skip(1).map(|rest| between(rest, "", ">"));
    let next: Vec<&str> = links.filter(|link| link.contains("rel=\"next\"")).collect();
    assert_eq!(next.len(), 1, "{next:?}");
    let address = between(next[0], "href=\"", "\"").replace("&#38;", "&");
    let second = visitor.get(&address).await.text;
    assert_eq!(second.matches("class=\"case-head\"").count(), 4);
    let both = format!("{first}{second}");
    assert!(numbers.iter().all(|number| both.matches(&format!("/cases/{number}\"")).count() == 1));
    let roads = house.number("SELECT id AS n FROM category WHERE code = 'jalan'").await;
    let narrowed = visitor.get(&format!("/cases?category={roads}")).await.text;
    assert!(
        narrowed.contains(&road.number.to_string()) && narrowed.matches("class=\"case-head\"").count() == 1
    );
    // An area holds what is below it.
    assert!(visitor.get("/cases?area=99.71").await.text.contains("rel=\"next\""));
    let north = visitor.get("/cases?area=99.71.01").await.text;
    assert!(!north.contains(&road.number.to_string()));
    assert!(visitor.get("/cases?status=closed").await.text.contains("Tidak ada yang cocok"));
    assert_eq!(visitor.get("/cases?category=x&area=%00&status=y&before=z").await.status, 200);
    assert!(visitor.get("/").await.text.contains("href=\"/cases\""));
    house.forget_jobs().await;
});

story!(whoever_hides_leaves_the_public_list, async |house: &House| {
    make_public(house, "air").await;
    let (asked, _) =
        report(house, Report { text: "#anonim Pompa air di gudang dijual", ..Report::default() }).await;
    let (later, _) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    let visitor = house.visitor();
    let list = visitor.get("/cases").await;
    assert!(list.text.contains(&later.number.to_string()), "{}", list.text);
    let agent = house.staff(AGENT).await;
    assert_eq!(agent.post(&format!("/desk/{}/person/hide", later.id), &[]).await.status, 200);
    let list = visitor.get("/cases").await;
    for hidden in [&asked, &later] {
        assert!(!list.text.contains(&hidden.number.to_string()), "{}", list.text);
        assert_eq!(visitor.get(&format!("/cases/{}", hidden.number)).await.status, 404);
    }
    house.forget_jobs().await;
});
