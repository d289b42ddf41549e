//! The citizen's card: how often they come, how to serve them, what they agreed to.

use channels::Identity;

use super::{care, from_mail, panel};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS, WATER};

story!(the_card_tells_how_to_serve_somebody, async |house: &House| {
    let first = from_mail(house, "siti@contoh.test", "Siti Rahma", "Air mati").await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}", first.id);
    assert!(panel(&agent.get(&path).await).contains("Laporan pertama"));
    let noted = care(&agent, &first, "note", &[("note", "Kurang dengar, mohon ditulis.")]).await;
    assert!(noted.status == 200 && panel(&noted).contains("Kurang dengar, mohon ditulis."), "{}", noted.text);
    let long = "x".repeat(501);
    let refused = care(&agent, &first, "note", &[("note", &long)]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("paling banyak 500") && refused.text.contains(&long),
        "what was typed stays"
    );
    assert_eq!(care(&agent, &first, "language", &[("language", "en")]).await.status, 200);
    let language = "SELECT COUNT(*) AS n FROM ticket t JOIN contact c ON c.id = t.contact_id
        WHERE t.language = 'en' AND c.language = 'en'";
    assert_eq!(house.number(language).await, 1);
    assert_eq!(care(&agent, &first, "language", &[("language", "xx")]).await.status, 400);
    let agreed = [("kind", "follow_up"), ("given", "1"), ("how", "lewat telepon")];
    assert!(care(&agent, &first, "consent", &agreed).await.text.contains("lewat telepon"));
    let empty = care(&agent, &first, "consent", &[("kind", "share"), ("given", "1"), ("how", " ")]).await;
    assert_eq!(empty.status, 422);
    let back = [("kind", "follow_up"), ("given", "0"), ("how", "lewat surel")];
    let taken_back = care(&agent, &first, "consent", &back).await;
    assert!(panel(&taken_back).contains("lewat surel") && !panel(&taken_back).contains("lewat telepon"));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM contact_consent").await, 2, "nothing is overwritten");
    // More than once, more than one agency, more than one channel.
    for n in 0..4 {
        from_mail(house, "siti@contoh.test", "Siti Rahma", &format!("Air mati lagi {n}")).await;
    }
    let road = report(
        house,
        Report {
            from: Identity::Email("siti@contoh.test".into()),
            category: "jalan",
            text: "Jalan berlubang",
            ..Report::default()
        },
    )
    .await;
    let page = agent.get(&path).await;
    assert!(
        panel(&page).contains("Sering melapor") && panel(&page).contains("6 laporan"),
        "{}",
        panel(&page)
    );
    assert!(panel(&page).contains("Jalan berlubang"));
    let water = house.staff(WATER).await.get(&path).await;
    assert!(panel(&water).contains("1 di antaranya"), "only how many: {}", panel(&water));
    assert!(!panel(&water).contains("Jalan berlubang"));
    // The card is reached through a ticket one sees, and through no other.
    let roads = house.staff(ROADS).await;
    for what in ["note", "language", "consent", "label", "hide", "merge"] {
        assert_eq!(
            care(&roads, &first, what, &[("note", "x"), ("kind", "prank")]).await.status,
            404,
            "{what}"
        );
    }
    assert_eq!(care(&roads, &road, "nonsense", &[]).await.status, 404);
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    for told in ["mengubah cara melayani warga", "mencatat persetujuan", "mengubah bahasa warga"] {
        assert!(audit.contains(told), "{told}");
    }
    house.forget_jobs().await;
});

story!(an_anonymous_report_is_nowhere_in_the_card, async |house: &House| {
    let named = from_mail(house, "siti@contoh.test", "Siti Rahma", "Air mati").await;
    let hidden = report(
        house,
        Report {
            from: Identity::Email("siti@contoh.test".into()),
            text: "Ada pungli",
            is_anonymous: true,
            ..Report::default()
        },
    )
    .await;
    let agent = house.staff(AGENT).await;
    care(&agent, &hidden, "label", &[("kind", "child"), ("note", "Suara anak-anak")]).await;
    care(&agent, &named, "note", &[("note", "Kurang dengar")]).await;
    let page = agent.get(&format!("/desk/{}", named.id)).await;
    let seen = panel(&page);
    assert!(seen.contains("Laporan pertama") && !seen.contains("Suara anak"), "{seen}");
    let page = agent.get(&format!("/desk/{}", hidden.id)).await;
    let seen = panel(&page);
    assert!(
        seen.contains("Suara anak") && !seen.contains("Kurang dengar") && !seen.contains("person-tier"),
        "{seen}"
    );
    house.forget_jobs().await;
});
