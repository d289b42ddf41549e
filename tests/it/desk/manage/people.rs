//! Who somebody is, and where they work.

use super::{agency_id, is_for_administrators, must_be_mended, staff_id, water_administrator};
use crate::desk::{Report, report, rows};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS};

story!(a_person_is_given_other_duties, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let ticket = report(house, Report::default()).await;
    let rina = house.staff(ROADS).await;
    assert!(rows(&rina.get("/desk").await).is_empty());
    let id = staff_id(house, ROADS).await;
    let (pdam, pupr) = (agency_id(house, "pdam").await, agency_id(house, "pupr").await);
    let path = format!("/admin/staff/{id}");
    let form = administrator.get(&path).await;
    assert!(form.text.contains("value=\"Rina Jalan\""), "{}", form.text);
    assert!(form.text.contains(&format!("value=\"{pupr}\" checked")), "{}", form.text);
    let fields = [
        ("name", "Rina Air"),
        ("role", "supervisor"),
        ("language", "en"),
        ("agency", pdam.as_str()),
        ("agency", pupr.as_str()),
    ];
    let kept = administrator.post(&path, &fields).await;
    assert!(kept.text.contains("Rina Air sudah disimpan"), "{}", kept.text);
    assert_eq!(rows(&rina.get("/desk").await), [ticket.id.to_string()], "in the session that is open");
    assert_eq!(rina.get("/admin/limits").await.status, 200, "a supervisor's door is open");
    let audit = administrator.get(&format!("/admin/audit?about=staff:{id}")).await.text;
    for told in [
        "<del>Rina Jalan</del>",
        "<ins>Rina Air</ins>",
        "<del>Petugas instansi</del>",
        "<ins>Penyelia</ins>",
        "<del>Bahasa Indonesia</del>",
        "<ins>English</ins>",
        "<ins>Perumda Air Minum, Dinas Pekerjaan Umum</ins>",
    ] {
        assert!(audit.contains(told), "{told}: {audit}");
    }
    let official =
        [("name", "Rina Air"), ("role", "official"), ("language", "en"), ("agency", pupr.as_str())];
    administrator.post(&path, &official).await;
    assert_eq!(rina.get("/desk").await.status, 403, "and closed again");

    let good = [("name", "Rina"), ("role", "agent"), ("language", "id"), ("agency", pupr.as_str())];
    for (field, value) in [("name", " "), ("role", "king"), ("language", "xx")] {
        let mut bad = good;
        for pair in bad.iter_mut().filter(|(name, _)| *name == field) {
            pair.1 = value;
        }
        must_be_mended(&administrator.post(&path, &bad).await, field, &format!("value=\"{pupr}\" checked"));
    }
    let nowhere = administrator.post(&path, &good[..3]).await;
    must_be_mended(&nowhere, "agency", "value=\"Rina\"");
    let me = staff_id(house, ADMINISTRATOR).await;
    let kota = agency_id(house, "kota").await;
    let demoted = [("name", "Adi"), ("role", "agent"), ("language", "id"), ("agency", kota.as_str())];
    must_be_mended(
        &administrator.post(&format!("/admin/staff/{me}"), &demoted).await,
        "role",
        "value=\"Adi\"",
    );
    let away = [("name", "Adi"), ("role", "administrator"), ("language", "id"), ("agency", pdam.as_str())];
    must_be_mended(
        &administrator.post(&format!("/admin/staff/{me}"), &away).await,
        "agency",
        "value=\"Adi\"",
    );
    is_for_administrators(house, &administrator, &[&path], &[&path]).await;
    assert_eq!(administrator.get("/admin/staff/1").await.status, 404);
    house.forget_jobs().await;
});

story!(nobody_climbs_out_of_their_part, async |house: &House| {
    let putri = water_administrator(house).await;
    let (pdam, kota) = (agency_id(house, "pdam").await, agency_id(house, "kota").await);
    let invite = |email: &'static str, agency: &str| {
        let agency = agency.to_owned();
        let putri = putri.clone();
        async move {
            let fields =
                [("email", email), ("name", "Budi"), ("role", "administrator"), ("agency", agency.as_str())];
            putri.post("/admin/staff", &fields).await
        }
    };
    assert_eq!(invite("budi@kota.test", &kota).await.status, 403);
    assert_eq!(invite("budi@pdam.test", &pdam).await.status, 200);
    let named = "SELECT COUNT(*) AS n FROM audit a JOIN staff s ON s.id = a.staff_id
        WHERE a.action = 'staff-created' AND s.email NOT LIKE 'budi%'";
    assert_eq!(house.number(named).await, 1, "the audit says who made the account");
    for email in [ADMINISTRATOR, AGENT, ROADS] {
        let path = format!("/admin/staff/{}", staff_id(house, email).await);
        assert_eq!(putri.get(&path).await.status, 404, "{email}");
        let fields = [("name", "X"), ("role", "agent"), ("language", "id"), ("agency", pdam.as_str())];
        assert_eq!(putri.post(&path, &fields).await.status, 403, "{email}");
        assert_eq!(putri.post(&format!("{path}/link"), &[]).await.status, 403, "{email}: a link is a way in");
        assert_eq!(putri.post(&format!("{path}/active"), &[("active", "0")]).await.status, 403, "{email}");
    }
    let budi = format!("/admin/staff/{}", staff_id(house, "budi@pdam.test").await);
    let fields = [("name", "Budi"), ("role", "agent"), ("language", "id"), ("agency", kota.as_str())];
    assert_eq!(putri.post(&budi, &fields).await.status, 403);
    assert_eq!(putri.post(&format!("{budi}/link"), &[]).await.status, 200, "her own she may");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM staff WHERE email = 'budi@kota.test'").await, 0);
});
