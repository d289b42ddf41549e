//! Service levels: refused when they make no sense, and open tickets follow a change.

use sahut::clock::{DAY, HOUR};
use sahut::tickets;

use super::{agency_id, category_id, is_for_administrators, must_be_mended, water_administrator};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;
use crate::support::house::MORNING;

type Fields<'a> = [(&'a str, &'a str); 14];

const GOOD: Fields<'static> = [
    ("class", "complaint"),
    ("tier", ""),
    ("category", ""),
    ("agency", ""),
    ("verify", "1"),
    ("verify_unit", "working-days"),
    ("answer", ""),
    ("answer_unit", "working-days"),
    ("resolve", "2"),
    ("resolve_unit", "working-days"),
    ("warn_first", "50"),
    ("warn_second", "80"),
    ("step", "4"),
    ("step_unit", "working-hours"),
];

fn with<'a>(mut fields: Fields<'a>, name: &str, value: &'a str) -> Fields<'a> {
    for field in fields.iter_mut().filter(|(known, _)| *known == name) {
        field.1 = value;
    }
    fields
}

story!(a_change_of_a_service_level_reckons_open_tickets_anew, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let ticket = report(house, Report::default()).await;
    let fire = report(house, Report { category: "kebakaran", text: "Api!", ..Report::default() }).await;
    house.work().await;
    let due = async || {
        house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket").due_at
    };
    assert_eq!(due().await, MORNING + DAY, "the category's own time, day and night");
    let made = administrator.post("/admin/levels/new", &GOOD).await;
    assert_eq!((made.status, made.path.as_str()), (200, "/admin/levels"), "{}", made.text);
    assert!(made.text.contains("2 hari kerja") && made.text.contains("4 jam kerja"), "{}", made.text);
    house.work().await;
    // Monday is the day of arrival: Wednesday at closing.
    assert_eq!(due().await, MORNING + 2 * DAY + 7 * HOUR);

    // A more special one wins, whatever the order.
    let air = category_id(house, "air").await;
    let special = with(with(GOOD, "category", &air), "resolve", "1");
    assert_eq!(administrator.post("/admin/levels/new", &special).await.status, 200);
    house.work().await;
    assert_eq!(due().await, MORNING + DAY + 7 * HOUR);
    // Changed, and removed: the more general one holds again.
    let page = administrator.get("/admin/levels").await.text;
    let id = page
        .split("/admin/levels/")
        .filter_map(|rest| rest.split_once("\">Pengaduan · Air bersih<"))
        .map(|(id, _)| id.to_owned())
        .next()
        .expect("the level of a category");
    let path = format!("/admin/levels/{id}");
    let form = administrator.get(&path).await.text;
    assert!(form.contains("id=\"resolve\" name=\"resolve\" inputmode=\"numeric\" value=\"1\""), "{form}");
    let changed = administrator.post(&path, &with(special, "resolve", "3")).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    house.work().await;
    assert_eq!(due().await, MORNING + 3 * DAY + 7 * HOUR);
    let audit = administrator.get(&format!("/admin/audit?about=level:{id}")).await.text;
    for told in
        ["mengubah tingkat layanan", "<del>1 hari kerja</del>", "<ins>3 hari kerja</ins>", "Adi Admin"]
    {
        assert!(audit.contains(told), "{told}: {audit}");
    }
    let removed = administrator.post(&format!("{path}/remove"), &[]).await;
    assert_eq!(removed.path, "/admin/levels", "{}", removed.text);
    house.work().await;
    assert_eq!(due().await, MORNING + 2 * DAY + 7 * HOUR);
    let untouched = house.app.db.read(async |tx| tickets::get(tx, fire.id).await).await.expect("a ticket");
    assert_eq!(untouched.due_at, MORNING + HOUR, "emergencies count day and night");
});

story!(a_form_of_a_service_level_says_what_to_mend, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    for (field, value, marked) in [
        ("verify", "0", "verify"),
        ("verify", "1,5", "verify"),
        ("answer", "soon", "answer"),
        ("resolve", "4000", "resolve"),
        ("step", "", "step"),
        ("step_unit", "fortnights", "step"),
        ("tier", "Berat Sekali", "tier"),
        ("warn_first", "90", "warn_second"),
        ("warn_second", "100", "warn_second"),
    ] {
        let refused = administrator.post("/admin/levels/new", &with(GOOD, field, value)).await;
        let kept = if field == "resolve" { "value=\"4000\"" } else { "value=\"2\"" };
        must_be_mended(&refused, marked, kept);
    }
    assert_eq!(administrator.post("/admin/levels/new", &GOOD).await.path, "/admin/levels");
    let twice = administrator.post("/admin/levels/new", &GOOD).await;
    must_be_mended(&twice, "tier", "value=\"80\"");
    assert!(twice.text.contains("Sudah ada tingkat layanan"), "{}", twice.text);
    // The one for everything else is changed, never removed, and asks for nothing else.
    let rest = administrator.get("/admin/levels/1").await.text;
    assert!(!rest.contains("name=\"class\"") && !rest.contains("/admin/levels/1/remove"), "{rest}");
    let refused = administrator.post("/admin/levels/1/remove", &[]).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM service_level WHERE until_at IS NULL").await, 3);
    let (looks, sends) = (
        ["/admin/levels", "/admin/levels/new", "/admin/levels/1"],
        ["/admin/levels/new", "/admin/levels/1", "/admin/levels/1/remove"],
    );
    is_for_administrators(house, &administrator, &looks, &sends).await;
    house.work().await;
});

story!(who_administers_a_part_sets_levels_of_that_part, async |house: &House| {
    let putri = water_administrator(house).await;
    let (pdam, pupr) = (agency_id(house, "pdam").await, agency_id(house, "pupr").await);
    assert_eq!(putri.post("/admin/levels/new", &GOOD).await.status, 403, "for all agencies");
    assert_eq!(putri.post("/admin/levels/new", &with(GOOD, "agency", &pupr)).await.status, 403);
    assert_eq!(putri.post("/admin/levels/new", &with(GOOD, "agency", &pdam)).await.path, "/admin/levels");
    assert_eq!(putri.post("/admin/levels/1", &GOOD).await.status, 403);
    assert_eq!(putri.get("/admin/levels/1").await.status, 404);
    assert_eq!(putri.get(&format!("/admin/calendars/{pupr}")).await.status, 404);
    let day = [("day", "2026-12-24"), ("day_name", "Libur"), ("day_kind", "agency"), ("day_hours", "")];
    assert_eq!(putri.post(&format!("/admin/calendars/{pupr}/days"), &day).await.status, 403);
    assert_eq!(putri.post(&format!("/admin/calendars/{pdam}/days"), &day).await.status, 200);
    house.work().await;
});
