//! Rules: whose duty it is where the category alone does not say.

use super::{agency_id, category_id, is_for_administrators, must_be_mended, water_administrator};
use crate::desk::{Report, between, report};
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;
use crate::support::until;

type Fields<'a> = [(&'a str, &'a str); 13];

/// Burst pipes go to public works.
fn pipes(agency: &str) -> Fields<'_> {
    [
        ("name", "Pipa pecah di jalan"),
        ("position", "10"),
        ("rule_category", ""),
        ("rule_area", ""),
        ("rule_channel", "form"),
        ("class", ""),
        ("rule_words", "pipa pecah, jalan amblas"),
        ("rule_days", "1"),
        ("rule_from", "00:00"),
        ("rule_until", "23:59"),
        ("agency", agency),
        ("rule_to_category", ""),
        ("rule_to_priority", "1"),
    ]
}

fn with<'a>(mut fields: Fields<'a>, name: &str, value: &'a str) -> Fields<'a> {
    for field in fields.iter_mut().filter(|(known, _)| *known == name) {
        field.1 = value;
    }
    fields
}

const BURST: &str = "Tolong, PIPA PECAH besar di depan pasar";

// The clock of stories stands on a Monday.
story!(a_rule_decides_whose_duty_it_is, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let empty = administrator.get("/admin/rules").await;
    assert!(
        empty.text.contains("Belum ada aturan") && empty.text.contains("/admin/rules/new"),
        "{}",
        empty.text
    );
    let roads = agency_id(house, "pupr").await;
    let made = administrator.post("/admin/rules/new", &pipes(&roads)).await;
    assert_eq!((made.status, made.path.as_str()), (200, "/admin/rules"), "{}", made.text);
    for told in
        ["Pipa pecah di jalan", "“pipa pecah”, “jalan amblas”", "hari Senin", "ke Dinas Pekerjaan Umum"]
    {
        assert!(made.text.contains(told), "{told}: {}", made.text);
    }
    // Every node hears of it.
    let asks = async |words: &str| {
        administrator.get(&format!("/admin/rules?text={}&channel=form", words.replace(' ', "+"))).await.text
    };
    assert!(asks(BURST).await.contains("Aturan “Pipa pecah di jalan” berlaku"));
    assert!(asks("Air keruh").await.contains("Tidak ada aturan yang cocok"));

    let agency = async |text: &str| {
        let ticket = report(house, Report { text, ..Report::default() }).await;
        (ticket.agency_id.to_string(), ticket.priority, ticket.id)
    };
    until("the rule is known", async || agency(BURST).await.0 == roads).await;
    let (_, priority, id) = agency(BURST).await;
    assert_eq!(priority, 1);
    let page = administrator.get(&format!("/desk/{id}")).await;
    assert!(page.text.contains("Diarahkan oleh aturan “Pipa pecah di jalan”"), "{}", page.text);
    let water = agency_id(house, "pdam").await;
    assert_eq!(agency("Air keruh").await.0, water, "other words, other duty");
    // The citizen chose the category: a rule that would move it leaves it there.
    let links = made.text.split("href=\"/admin/rules/").skip(1).map(|part| between(part, "", "\""));
    let path = format!("/admin/rules/{}", links.last().expect("a link to the rule"));
    let form = administrator.get(&path).await;
    assert!(
        form.text.contains("value=\"pipa pecah, jalan amblas\"") && form.text.contains("value=\"23:59\"")
    );
    let lamps = category_id(house, "lampu-jalan").await;
    let moved = with(pipes(&roads), "rule_to_category", &lamps);
    assert_eq!(administrator.post(&path, &moved).await.path, "/admin/rules");
    let chosen = report(house, Report { text: BURST, ..Report::default() }).await;
    assert_eq!(chosen.category_id.to_string(), category_id(house, "air").await);

    let closed = administrator.post(&format!("{path}/active"), &[("active", "0")]).await;
    assert!(closed.text.contains("Tidak aktif"), "{}", closed.text);
    until("the rule is forgotten", async || agency(BURST).await.0 == water).await;
    let audit = administrator.get("/admin/audit").await.text;
    for told in ["membuat aturan", "menonaktifkan aturan", "Pipa pecah di jalan"] {
        assert!(audit.contains(told), "{told}: {audit}");
    }
    house.forget_jobs().await;
});

story!(a_rule_that_leads_to_a_closed_agency_is_passed_over, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let crew = [
        ("code", "regu-pipa"),
        ("name_id", "Regu Pipa"),
        ("name_en", "Pipe Crew"),
        ("parent", "pupr"),
        ("phone", ""),
        ("email", ""),
    ];
    let made = administrator.post("/admin/agencies/new", &crew).await;
    assert_eq!(made.path, "/admin/agencies", "{}", made.text);
    let (crew, roads) = (agency_id(house, "regu-pipa").await, agency_id(house, "pupr").await);
    for (name, position, agency) in [("Ke regu", "10", &crew), ("Ke dinas", "20", &roads)] {
        let fields = with(with(pipes(agency), "name", name), "position", position);
        let made = administrator.post("/admin/rules/new", &fields).await;
        assert_eq!(made.path, "/admin/rules", "{}", made.text);
        assert!(!made.text.contains("Dilewati"), "{}", made.text);
    }
    let asks = async || {
        let path = format!("/admin/rules?text={}&channel=form", BURST.replace(' ', "+"));
        administrator.get(&path).await.text
    };
    assert!(asks().await.contains("Aturan “Ke regu” berlaku"));
    let active = format!("/admin/agencies/{crew}/active");
    let closed = administrator.post(&active, &[("active", "0")]).await;
    assert_eq!(closed.path, "/admin/agencies", "{}", closed.text);

    // The list says so, and the next rule has its turn, in the box and at intake.
    let list = asks().await;
    assert_eq!(list.matches("Dilewati").count(), 1, "{list}");
    assert!(
        list.contains("Menuju instansi nonaktif") && list.contains("Aturan “Ke dinas” berlaku"),
        "{list}"
    );
    let lands = async || {
        let ticket = report(house, Report { text: BURST, ..Report::default() }).await;
        (ticket.agency_id.to_string(), ticket.id)
    };
    until("the rules are known", async || lands().await.0 == roads).await;
    let (_, id) = lands().await;
    let page = administrator.get(&format!("/desk/{id}")).await.text;
    assert!(page.contains("Diarahkan oleh aturan “Ke dinas”") && !page.contains("“Ke regu”"), "{page}");

    // Whoever changes its name leaves the agency as it is; a rule that leads elsewhere is not sent there.
    let rule = house.number("SELECT id AS n FROM routing_rule WHERE name = 'Ke regu'").await;
    let path = format!("/admin/rules/{rule}");
    let form = administrator.get(&path).await.text;
    assert!(form.contains(&format!("<option value=\"{crew}\" selected>")), "{form}");
    assert!(form.contains("Menuju instansi nonaktif"), "{form}");
    let renamed = administrator.post(&path, &with(pipes(&crew), "name", "Ke regu pipa")).await;
    assert_eq!(renamed.path, "/admin/rules", "{}", renamed.text);
    assert!(renamed.text.contains("Ke regu pipa") && renamed.text.contains("ke Regu Pipa"));
    let other = house.number("SELECT id AS n FROM routing_rule WHERE name = 'Ke dinas'").await;
    let refused = administrator.post(&format!("/admin/rules/{other}"), &pipes(&crew)).await;
    must_be_mended(&refused, "agency", "value=\"pipa pecah, jalan amblas\"");

    administrator.post(&active, &[("active", "1")]).await;
    let list = asks().await;
    assert!(list.contains("Aturan “Ke regu pipa” berlaku") && !list.contains("Dilewati"), "{list}");
    house.forget_jobs().await;
});

story!(a_rule_keeps_a_category_that_was_closed, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let (roads, lamps) = (agency_id(house, "pupr").await, category_id(house, "lampu-jalan").await);
    let about_lamps = with(with(pipes(&roads), "rule_category", &lamps), "name", "Tentang lampu");
    let to_lamps = with(with(pipes(""), "rule_to_category", &lamps), "name", "Jadi lampu");
    for fields in [&about_lamps, &to_lamps] {
        let made = administrator.post("/admin/rules/new", fields).await;
        assert_eq!(made.path, "/admin/rules", "{}", made.text);
    }
    let closed = administrator.post(&format!("/admin/categories/{lamps}/active"), &[("active", "0")]).await;
    assert_eq!(closed.path, "/admin/categories", "{}", closed.text);
    let list = administrator.get("/admin/rules").await.text;
    assert_eq!(list.matches("Dilewati").count(), 1, "only where it leads there: {list}");
    assert!(list.contains("Menuju kategori nonaktif"), "{list}");

    let id = house.number("SELECT id AS n FROM routing_rule WHERE category_id IS NOT NULL").await;
    let path = format!("/admin/rules/{id}");
    let form = administrator.get(&path).await.text;
    assert!(form.contains(&format!("<option value=\"{lamps}\" selected>")), "{form}");
    let renamed = administrator.post(&path, &with(about_lamps, "name", "Lampu padam")).await;
    assert_eq!(renamed.path, "/admin/rules", "{}", renamed.text);
    assert!(renamed.text.contains("Lampu padam") && renamed.text.contains("kategori Lampu jalan"));
    let id = house.number("SELECT id AS n FROM routing_rule WHERE to_category IS NOT NULL").await;
    let form = administrator.get(&format!("/admin/rules/{id}")).await.text;
    assert!(form.contains(&format!("<option value=\"{lamps}\" selected>")), "{form}");

    // Where it stood before it stays; nobody chooses it anew.
    for fields in [about_lamps, to_lamps] {
        let refused = administrator.post("/admin/rules/new", &fields).await;
        let field = if fields == about_lamps { "rule_category" } else { "rule_to_category" };
        must_be_mended(&refused, field, "value=\"pipa pecah, jalan amblas\"");
    }
    house.forget_jobs().await;
});

story!(a_form_of_a_rule_says_what_to_mend, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let roads = agency_id(house, "pupr").await;
    for (field, value) in [
        ("name", ""),
        ("position", "-1"),
        ("rule_area", "99.99"),
        ("rule_days", "512"),
        ("rule_from", ""),
        ("rule_until", "25:00"),
        ("rule_until", "00:00"),
        ("rule_to_priority", "7"),
    ] {
        let refused = administrator.post("/admin/rules/new", &with(pipes(&roads), field, value)).await;
        must_be_mended(&refused, field, "value=\"pipa pecah, jalan amblas\"");
    }
    let mut nothing = pipes("");
    for field in ["rule_channel", "rule_words", "rule_days", "rule_from", "rule_until", "rule_to_priority"] {
        nothing = with(nothing, field, "");
    }
    let nothing: Vec<_> = nothing.into_iter().filter(|(name, _)| *name != "rule_days").collect();
    let refused = administrator.post("/admin/rules/new", &nothing).await;
    must_be_mended(&refused, "rule_category", "Pipa pecah di jalan");
    assert!(refused.text.contains("id=\"agency-error\""), "{}", refused.text);
    assert!(administrator.get("/admin/rules").await.text.contains("Belum ada aturan"), "nothing was kept");
});

story!(rules_are_for_administrators_of_the_whole_house, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    is_for_administrators(
        house,
        &administrator,
        &["/admin/rules", "/admin/rules/new"],
        &["/admin/rules/new"],
    )
    .await;
    let roads = agency_id(house, "pupr").await;
    let water = water_administrator(house).await;
    assert!(!water.get("/admin/rules").await.text.contains("/admin/rules/new"));
    assert_eq!(
        water.post("/admin/rules/new", &pipes(&roads)).await.status,
        403,
        "others' tickets are not theirs"
    );
});
