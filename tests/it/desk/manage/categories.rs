//! What citizens may write about.

use super::{category_id, is_for_administrators, must_be_mended, staff_id, water_administrator};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT};
use crate::support::until;

type Fields<'a> = [(&'a str, &'a str); 10];

const GOOD: Fields<'static> = [
    ("code", "ulat-bulu"),
    ("name_id", "Ulat bulu"),
    ("name_en", "Hairy caterpillars"),
    ("parent", ""),
    ("agency", "pupr"),
    ("class", "complaint"),
    ("priority", "2"),
    ("due", "2"),
    ("due_unit", "days"),
    ("position", "7"),
];

fn with<'a>(mut fields: Fields<'a>, name: &str, value: &'a str) -> Fields<'a> {
    for field in fields.iter_mut().filter(|(known, _)| *known == name) {
        field.1 = value;
    }
    fields
}

story!(a_category_is_made_and_routes_at_once, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    assert_eq!(house.app.rules().category("ada ulat bulu di sini"), None);
    let made = administrator.post("/admin/categories/new", &GOOD).await;
    assert_eq!((made.status, made.path.as_str()), (200, "/admin/categories"), "{}", made.text);
    assert!(made.text.contains("Ulat bulu sudah disimpan") && made.text.contains("2 hari"));
    until("the routing rules know the new words", async || {
        house.app.rules().category("ada ulat bulu di sini").as_deref() == Some("ulat-bulu")
    })
    .await;
    let ticket =
        report(house, Report { text: "Ulat bulu", category: "ulat-bulu", ..Report::default() }).await;
    assert_eq!((ticket.priority, ticket.due_at - ticket.created_at), (2, 2 * sahut::clock::DAY));

    let id = category_id(house, "ulat-bulu").await;
    let path = format!("/admin/categories/{id}");
    let form = administrator.get(&path).await;
    assert!(form.text.contains("value=\"Hairy caterpillars\""), "{}", form.text);
    let changed = with(with(with(GOOD, "due", "1,5"), "due_unit", "hours"), "agency", "damkar");
    assert_eq!(administrator.post(&path, &changed).await.path, "/admin/categories");
    let after = report(house, Report { text: "Ulat lagi", category: "ulat-bulu", ..Report::default() }).await;
    assert_eq!(after.due_at - after.created_at, 90 * sahut::clock::MINUTE);
    assert_ne!(after.agency_id, ticket.agency_id, "new ones go to the new agency");
    let audit = administrator.get(&format!("/admin/audit?about=category:{id}")).await.text;
    for told in
        ["<del>2 hari</del>", "<ins>90 menit</ins>", "<ins>Pemadam Kebakaran</ins>", "membuat kategori"]
    {
        assert!(audit.contains(told), "{told}: {audit}");
    }

    let closed = administrator.post(&format!("{path}/active"), &[("active", "0")]).await;
    assert!(closed.text.contains("Tidak aktif"), "{}", closed.text);
    until("the routing rules forget it", async || house.app.rules().category("ulat bulu").is_none()).await;
    let page = administrator.get(&format!("/desk/{}", after.id)).await;
    assert!(page.text.contains("Ulat bulu"), "the old ticket still says what it was about");
    house.forget_jobs().await;
});

story!(a_form_of_a_category_says_what_to_mend, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    for (field, value) in [
        ("code", "Banjir Rob"),
        ("code", "air"),
        ("name_id", ""),
        ("name_en", " "),
        ("parent", "no-such"),
        ("agency", "no-such"),
        ("class", "gossip"),
        ("priority", "9"),
        ("due", "0"),
        ("due", "soon"),
        ("due", "400"),
        ("position", "-1"),
        ("position", "first"),
    ] {
        let refused = administrator.post("/admin/categories/new", &with(GOOD, field, value)).await;
        let kept = if field == "name_id" { "value=\"Hairy caterpillars\"" } else { "value=\"Ulat bulu\"" };
        must_be_mended(&refused, field, kept);
    }
    let unit = administrator.post("/admin/categories/new", &with(GOOD, "due_unit", "weeks")).await;
    must_be_mended(&unit, "due", "value=\"Ulat bulu\"");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM category WHERE code LIKE 'ulat%'").await, 0);

    administrator.post("/admin/categories/new", &GOOD).await;
    let rob = with(with(GOOD, "code", "rob"), "parent", "ulat-bulu");
    administrator.post("/admin/categories/new", &rob).await;
    let banjir = category_id(house, "ulat-bulu").await;
    let path = format!("/admin/categories/{banjir}");
    for below in ["ulat-bulu", "rob"] {
        let refused = administrator.post(&path, &with(GOOD, "parent", below)).await;
        must_be_mended(&refused, "parent", "value=\"Ulat bulu\"");
    }
    let needed = administrator.post(&format!("{path}/active"), &[("active", "0")]).await;
    assert!(needed.status == 422 && needed.text.contains("kategori aktif di bawahnya"), "{}", needed.text);
    let other = category_id(house, sahut::agencies::OTHER).await;
    let other = administrator.post(&format!("/admin/categories/{other}/active"), &[("active", "0")]).await;
    assert!(other.status == 422 && other.text.contains("tidak cocok di mana pun"), "{}", other.text);
    let active = format!("{path}/active");
    let looks = ["/admin/categories", "/admin/categories/new", &path];
    is_for_administrators(house, &administrator, &looks, &["/admin/categories/new", &path, &active]).await;
    assert_eq!(administrator.get("/admin/categories/1").await.status, 404);

    // Who administers the waterworks has no say about roads.
    let putri = water_administrator(house).await;
    assert_eq!(putri.get(&path).await.status, 404);
    assert_eq!(putri.post(&path, &GOOD).await.status, 403);
    assert_eq!(putri.post(&active, &[("active", "0")]).await.status, 403);
    assert_eq!(putri.post("/admin/categories/new", &with(GOOD, "code", "mine")).await.status, 403);
    let own = with(with(GOOD, "code", "meteran"), "agency", "pdam");
    assert_eq!(putri.post("/admin/categories/new", &own).await.status, 200);
});

story!(what_was_closed_stays_where_it_stands_and_is_chosen_nowhere_else, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    administrator.post("/admin/categories/new", &GOOD).await;
    let below = with(with(with(GOOD, "code", "rob"), "name_id", "Banjir rob"), "parent", "ulat-bulu");
    administrator.post("/admin/categories/new", &below).await;
    let (above, rob) = (category_id(house, "ulat-bulu").await, category_id(house, "rob").await);
    let level = [
        ("class", ""),
        ("tier", ""),
        ("category", rob.as_str()),
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
    assert_eq!(administrator.post("/admin/levels/new", &level).await.path, "/admin/levels");
    let (agent, staff) = (house.staff(AGENT).await, staff_id(house, AGENT).await);
    let duty = format!("/admin/staff/{staff}/duty");
    administrator.post(&duty, &[("topic", &rob)]).await;
    let work = [("title", "Rob"), ("category", rob.as_str()), ("step", "start")];
    let of_macro = agent.post("/desk/macros", &work).await.path;
    for id in [&rob, &above] {
        let closed = administrator.post(&format!("/admin/categories/{id}/active"), &[("active", "0")]).await;
        assert_eq!(closed.path, "/admin/categories", "{}", closed.text);
    }

    // Whoever changes a name changes nothing else.
    let path = format!("/admin/categories/{rob}");
    let form = administrator.get(&path).await.text;
    assert!(form.contains("<option value=\"ulat-bulu\" selected>Ulat bulu (tidak aktif)</option>"), "{form}");
    let renamed = administrator.post(&path, &with(below, "name_id", "Rob di pesisir")).await;
    assert_eq!(renamed.path, "/admin/categories", "{}", renamed.text);
    let kept = "SELECT COUNT(*) AS n FROM category c JOIN category p ON p.id = c.parent_id
        WHERE c.name_id = 'Rob di pesisir' AND p.code = 'ulat-bulu'";
    assert_eq!(house.number(kept).await, 1);
    let other = with(with(GOOD, "code", "baru"), "parent", "ulat-bulu");
    must_be_mended(
        &administrator.post("/admin/categories/new", &other).await,
        "parent",
        "value=\"Ulat bulu\"",
    );

    let chosen = format!("<option value=\"{rob}\" selected>\u{2003}Rob di pesisir (tidak aktif)</option>");
    let id = house.number("SELECT level_id AS n FROM service_level WHERE category_id IS NOT NULL").await;
    let path = format!("/admin/levels/{id}");
    let form = administrator.get(&path).await.text;
    assert!(form.contains(&chosen), "{form}");
    let mut slower = level;
    slower[8].1 = "3";
    assert_eq!(administrator.post(&path, &slower).await.path, "/admin/levels");
    let kept = "SELECT COUNT(*) AS n FROM service_level WHERE category_id IS NOT NULL AND resolve_amount = 3";
    assert_eq!(house.number(kept).await, 1);
    assert!(!administrator.get("/admin/levels/new").await.text.contains("Rob di pesisir"));

    let form = administrator.get(&duty).await.text;
    assert!(form.contains(&format!("value=\"{rob}\" checked")), "{form}");
    let form = agent.get(&of_macro).await.text;
    assert!(form.contains(&chosen), "{form}");
    let refused = agent.post(&of_macro, &work).await;
    assert!(refused.status == 422 && refused.text.contains("<li><a href=\"#category\">"), "{}", refused.text);
    house.forget_jobs().await;
});
