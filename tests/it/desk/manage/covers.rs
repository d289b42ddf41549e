//! Where agencies work: said in the browser, and what lies there comes to them.

use sahut::agencies::{self, Area};
use sahut::tickets::Ticket;

use super::{agency_id, must_be_mended, water_administrator};
use crate::cases::{Report, now, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};

/// A second district, and a village of one name in both.
pub async fn villages(house: &House) {
    let areas = [
        ("99.71.02", "99.71", "Tirta Selatan"),
        ("99.71.01.1001", "99.71.01", "Melati Indah"),
        ("99.71.02.1001", "99.71.02", "Melati Indah"),
    ];
    for (code, parent, name) in areas {
        let area = Area {
            code: code.into(),
            parent_code: Some(parent.into()),
            name: name.into(),
            latitude: None,
            longitude: None,
            population: None,
        };
        house.app.db.write(async |tx| agencies::save_area(tx, &area).await).await.expect("an area");
    }
    house.app.reload_rules().await.expect("rules");
}

fn north(areas: &str) -> [(&str, &str); 7] {
    [
        ("code", "upt-utara"),
        ("name_id", "UPT Air Utara"),
        ("name_en", "Northern Water Office"),
        ("parent", "pdam"),
        ("phone", ""),
        ("email", ""),
        ("areas", areas),
    ]
}

async fn agency_of(house: &House, category: &str, area: Option<&str>, text: &str) -> (String, Ticket) {
    let (ticket, _) = report(house, Report { text, category, area, ..Report::default() }).await;
    (ticket.agency_id.to_string(), ticket)
}

story!(an_agency_says_where_it_works_and_gets_what_lies_there, async |house: &House| {
    villages(house).await;
    let administrator = house.staff(ADMINISTRATOR).await;
    let wrong = administrator.post("/admin/agencies/new", &north("99.71.01\nNirwana, Melati Indah")).await;
    must_be_mended(&wrong, "areas", "99.71.01\nNirwana, Melati Indah</textarea>");
    for told in ["“Nirwana” tidak ada dalam daftar", "99.71.01.1001 Melati Indah; 99.71.02.1001 Melati Indah"]
    {
        assert!(wrong.text.contains(told), "{told}: {}", wrong.text);
    }
    let many = "99.71.01,".repeat(3);
    let made = administrator.post("/admin/agencies/new", &north(&format!("{many} tirta utara"))).await;
    assert_eq!(made.status, 200, "{}", made.text);
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM agency_area").await,
        1,
        "one area, however often said"
    );
    let unit = agency_id(house, "upt-utara").await;
    let path = format!("/admin/agencies/{unit}");
    let form = administrator.get(&path).await.text;
    assert!(form.contains("99.71.01 Tirta Utara</textarea>"), "{form}");
    house.app.reload_rules().await.expect("rules");

    let water = agency_id(house, "pdam").await;
    let (agency, ticket) = agency_of(house, "air", Some("99.71.01.1001"), "Air mati").await;
    assert_eq!(agency, unit);
    let agent = house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{}", ticket.id)).await.text;
    assert!(page.contains("Diteruskan ke UPT Air Utara karena wilayahnya: Melati Indah"), "{page}");
    for (category, area, text, expected) in [
        ("air", None, "Air mati di Tirta Utara", &unit),
        ("air", Some("99.71.02"), "Air mati", &water),
        ("air", Some("99.71"), "Air mati", &water),
        ("air", None, "Air mati", &water),
        ("ktp", Some("99.71.01"), "Blangko habis", &agency_id(house, "kota").await),
        ("jalan", Some("99.71.01"), "Jalan berlubang", &agency_id(house, "pupr").await),
    ] {
        assert_eq!(agency_of(house, category, area, text).await.0, *expected, "{category} {area:?} {text}");
    }

    // Elsewhere from now on: told in the audit, once.
    administrator.post(&path, &north("99.71.02.1001")).await;
    administrator.post(&path, &north("99.71.02.1001 Melati Indah")).await;
    house.app.reload_rules().await.expect("rules");
    assert_eq!(agency_of(house, "air", Some("99.71.02.1001"), "Air mati").await.0, unit);
    assert_eq!(agency_of(house, "air", Some("99.71.01.1001"), "Air mati").await.0, water);
    let audit = administrator.get(&format!("/admin/audit?about=agency:{unit}")).await.text;
    let audited = "SELECT COUNT(*) AS n FROM audit WHERE action = 'agency-areas'";
    assert_eq!(house.number(audited).await, 2, "saving without a change is no change");
    assert!(
        audit.contains("mengubah wilayah kerja instansi")
            && audit.contains("<del>99.71.01 Tirta Utara</del>"),
        "{audit}"
    );
    // Whoever administers the waterworks says so of its units and of nobody else.
    let putri = water_administrator(house).await;
    assert_eq!(putri.post(&path, &north("")).await.status, 200);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM agency_area").await, 0);
    let roads = agency_id(house, "pupr").await;
    let refused = putri.post(&format!("/admin/agencies/{roads}"), &north("99.71.01")).await.status;
    assert!(refused == 404 || refused == 403, "{refused}");
    house.forget_jobs().await;
});

story!(a_corrected_area_leads_to_its_unit, async |house: &House| {
    villages(house).await;
    let administrator = house.staff(ADMINISTRATOR).await;
    administrator.post("/admin/agencies/new", &north("99.71.01")).await;
    house.app.reload_rules().await.expect("rules");
    let (_, ticket) = agency_of(house, "air", Some("99.71.02"), "Air mati").await;
    let supervisor = house.staff(SUPERVISOR).await;
    let path = format!("/desk/{}", ticket.id);
    assert!(!supervisor.get(&path).await.text.contains("Menurut wilayahnya"));
    let fields = [("area", "Tirta Utara"), ("place", ""), ("point", ""), ("seen", "99.71.02")];
    let page = supervisor.post(&format!("{path}/place"), &fields).await.text;
    assert!(page.contains("Menurut wilayahnya, ini tugas UPT Air Utara."), "{page}");
    let unit = agency_id(house, "upt-utara").await;
    let fields = [("agency", unit.as_str()), ("reason", "Wilayah ini dilayani unit Anda.")];
    let page = supervisor.post(&format!("{path}/refer"), &fields).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(now(house, ticket.id).await.agency_id.to_string(), unit);
    assert!(!page.text.contains("Menurut wilayahnya"));
    house.forget_jobs().await;
});
