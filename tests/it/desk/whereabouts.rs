//! Area and place of a ticket, said and put right by staff.

use sahut::clock::{HOUR, MINUTE};

use super::manage::covers::villages;
use crate::cases::{Report, now, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, OFFICIAL, ROADS};

const AUDITED: &str =
    "SELECT COUNT(*) AS n FROM audit WHERE action LIKE 'ticket-place%' OR action LIKE 'ticket-area%'";

story!(staff_say_where_a_matter_is_and_take_it_back, async |house: &House| {
    villages(house).await;
    let text = "Pipa bocor di Tirta Utara, depan pasar";
    let (ticket, _) = report(house, Report { text, area: None, ..Report::default() }).await;
    let (path, form) = (format!("/desk/{}", ticket.id), format!("/desk/{}/place", ticket.id));
    let agent = house.staff(AGENT).await;
    let page = agent.get(&path).await.text;
    assert!(page.contains("Dibaca dari teks.") && page.contains("name=\"right\""), "{page}");
    // Not theirs, or not to be changed by them.
    for (who, status) in [(ROADS, 404), (OFFICIAL, 403)] {
        let who = house.staff(who).await;
        assert_eq!(who.get(&form).await.status, status);
        assert_eq!(who.post(&form, &[("area", "99.71"), ("seen", "99.71.01")]).await.status, status);
    }
    let right = [("right", "1"), ("seen", "99.71.01")];
    assert_eq!(agent.post(&form, &[("right", "1"), ("seen", "99.71")]).await.status, 409);
    let page = agent.post(&form, &right).await.text;
    assert!(page.contains("Wilayah dibenarkan.") && !page.contains("Dibaca dari teks."), "{page}");
    assert!(page.contains("membenarkan wilayah yang dibaca dari teks: Tirta Utara"), "{page}");
    agent.post(&form, &right).await;
    assert_eq!(house.number(AUDITED).await, 1, "once");

    let page = agent.get(&form).await.text;
    assert!(
        page.contains("value=\"99.71.01 Tirta Utara\"")
            && page.contains("type=\"hidden\" name=\"seen\" value=\"99.71.01\""),
        "{page}"
    );
    let said = |area: &'static str, pick: &'static str, point: &'static str, seen: &'static str| {
        [("area", area), ("pick", pick), ("place", "Jl. Mawar 5"), ("point", point), ("seen", seen)]
    };
    let wrong = agent.post(&form, &said("melati indah", "", "di sana", "99.71.01")).await;
    assert_eq!(wrong.status, 422);
    for told in [
        "href=\"#area\"",
        "href=\"#point\"",
        "Ada beberapa wilayah",
        "value=\"99.71.02.1001\"",
        "99.71.02.1001 Melati Indah, Tirta Selatan",
        "Jl. Mawar 5</textarea>",
        "value=\"di sana\"",
    ] {
        assert!(wrong.text.contains(told), "{told}: {}", wrong.text);
    }
    let wrong = agent.post(&form, &said("Atlantis", "", "", "99.71.01")).await;
    assert!(wrong.status == 422 && wrong.text.contains("tidak ada dalam daftar"), "{}", wrong.text);
    assert_eq!(now(house, ticket.id).await.area_code.as_deref(), Some("99.71.01"));

    let good = said("melati indah", "99.71.02.1001", "-6.21, 106.817", "99.71.01");
    let page = agent.post(&form, &good).await;
    assert!(page.status == 200 && page.text.contains("Wilayah dan tempat disimpan."), "{}", page.text);
    assert!(
        page.text.contains("dari “Tirta Utara” menjadi “Melati Indah; Jl. Mawar 5; -6.21, 106.817”"),
        "{}",
        page.text
    );
    let after = now(house, ticket.id).await;
    assert_eq!(after.area_code.as_deref(), Some("99.71.02.1001"));
    assert_eq!(after.place.as_deref(), Some("Jl. Mawar 5"));
    assert_eq!(after.latitude.zip(after.longitude), Some((-6.21, 106.817)));
    // Somebody who had the old page open does not overwrite it, nor a point that came meanwhile.
    assert_eq!(agent.post(&form, &said("99.71", "", "", "99.71.01")).await.status, 409);
    let same_area = said("99.71.02.1001", "", "", "99.71.02.1001");
    assert_eq!(agent.post(&form, &same_area).await.status, 409);
    let admin = house.staff(ADMINISTRATOR).await;
    let audit = admin.get("/admin/audit").await.text;
    for told in [
        "<del>99.71.01 Tirta Utara</del>",
        "<ins>99.71.02.1001 Melati Indah</ins>",
        "<ins>-6.21, 106.817</ins>",
    ] {
        assert!(audit.contains(told), "{told}: {audit}");
    }

    let page = agent.post(&form, &[("back", "1")]).await.text;
    assert!(
        page.contains("dikembalikan seperti semula") && page.contains("mengembalikan wilayah atau tempat"),
        "{page}"
    );
    let after = now(house, ticket.id).await;
    assert_eq!((after.area_code.as_deref(), after.place, after.latitude), (Some("99.71.01"), None, None));
    assert_eq!(agent.post(&form, &[("back", "1")]).await.status, 409, "once");
    assert_eq!(house.number(AUDITED).await, 3);
    // Nothing is known any more, which is said, too.
    house.app.db.clock.advance(MINUTE);
    let page =
        agent.post(&form, &[("area", ""), ("place", ""), ("point", ""), ("seen", "99.71.01")]).await.text;
    assert!(page.contains("menjadi “belum diketahui”"), "{page}");
    assert_eq!(now(house, ticket.id).await.area_code, None);
    house.forget_jobs().await;
});

story!(a_place_names_nobody_who_hides, async |house: &House| {
    let hidden = Report { email: Some("siti@warga.test"), is_anonymous: true, ..Report::default() };
    let (ticket, _) = report(house, hidden).await;
    let agent = house.staff(AGENT).await;
    let form = format!("/desk/{}/place", ticket.id);
    let fields =
        [("area", "99.71.01"), ("place", "Rumah siti@warga.test"), ("point", ""), ("seen", "99.71.01")];
    let page = agent.post(&form, &fields).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let place = now(house, ticket.id).await.place.expect("a place");
    assert!(place.starts_with("Rumah") && !place.contains("siti"), "{place}");
    // Nor does what is written down about it, and the way back is open.
    for (what, sql) in [
        ("history", "SELECT COUNT(*) AS n FROM ticket_event WHERE CAST(data AS text) LIKE '%siti@%'"),
        ("audit", "SELECT COUNT(*) AS n FROM audit WHERE CAST(detail AS text) LIKE '%siti@%'"),
    ] {
        assert_eq!(house.number(sql).await, 0, "{what}");
    }
    assert_eq!(agent.post(&form, &[("back", "1")]).await.status, 200);
    assert_eq!(now(house, ticket.id).await.place, None);
    // Looking at it is written down, too.
    let looks = "SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-seen'";
    house.app.db.clock.advance(3 * HOUR);
    let agent = house.staff(AGENT).await;
    let before = house.number(looks).await;
    agent.get(&form).await;
    assert_eq!(house.number(looks).await, before + 1);
    house.forget_jobs().await;
});
