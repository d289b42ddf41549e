//! The tree of agencies.

use sahut::clock::{DAY, HOUR};
use sahut::tickets::life::Step;
use sahut::tickets::{self, Taken};

use super::{agency_id, category_id, is_for_administrators, must_be_mended, water_administrator};
use crate::desk::{Report, report, rows};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, ROADS, SUPERVISOR, WATER};

type Fields<'a> = [(&'a str, &'a str); 6];

fn new<'a>(code: &'a str, parent: &'a str) -> Fields<'a> {
    [
        ("code", code),
        ("name_id", "UPT Air Utara"),
        ("name_en", "Northern Water Office"),
        ("parent", parent),
        ("phone", "(022) 123-4567"),
        ("email", "utara@pdam.kota.test"),
    ]
}

fn with<'a>(mut fields: Fields<'a>, name: &str, value: &'a str) -> Fields<'a> {
    for field in fields.iter_mut().filter(|(known, _)| *known == name) {
        field.1 = value;
    }
    fields
}

story!(an_agency_is_made_renamed_and_closed, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let list = administrator.get("/admin/agencies").await;
    assert!(list.text.contains("Perumda Air Minum") && list.text.contains("/admin/agencies/new"));
    let made = administrator.post("/admin/agencies/new", &new("upt-utara", "pdam")).await;
    assert_eq!((made.status, made.path.as_str()), (200, "/admin/agencies"), "{}", made.text);
    assert!(made.text.contains("UPT Air Utara sudah disimpan") && made.text.contains("tree--2"));
    let id = agency_id(house, "upt-utara").await;
    let path = format!("/admin/agencies/{id}");
    let form = administrator.get(&path).await;
    assert!(form.text.contains("value=\"Northern Water Office\"") && form.text.contains("(022) 123-4567"));

    let renamed = with(new("ignored", "pupr"), "name_id", "UPT Air Selatan");
    assert_eq!(administrator.post(&path, &with(renamed, "phone", "")).await.path, "/admin/agencies");
    assert_eq!(agency_id(house, "upt-utara").await, id, "the code stays");
    let audit = administrator.get(&format!("/admin/audit?about=agency:{id}")).await.text;
    for told in [
        "mengubah instansi",
        "<del>UPT Air Utara</del>",
        "<ins>UPT Air Selatan</ins>",
        "<del>Perumda Air Minum</del>",
        "<ins>Dinas Pekerjaan Umum</ins>",
        "<del>(022) 123-4567</del>",
        "<ins>kosong</ins>",
        "membuat instansi",
        "Adi Admin",
    ] {
        assert!(audit.contains(told), "{told}: {audit}");
    }
    assert!(!audit.contains("<del>Northern Water Office</del>"), "what stayed the same is not told");
    let saved_again = administrator.post(&path, &with(renamed, "phone", "")).await;
    assert_eq!(saved_again.status, 200);
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'agency-changed'").await,
        1,
        "saving without a change is no change"
    );

    let closed = administrator.post(&format!("{path}/active"), &[("active", "0")]).await;
    assert!(closed.text.contains("Tidak aktif"), "{}", closed.text);
    assert!(!administrator.get("/admin/staff").await.text.contains("UPT Air Selatan"), "not offered");
    administrator.post(&format!("{path}/active"), &[("active", "1")]).await;
    assert!(administrator.get("/admin/staff").await.text.contains("UPT Air Selatan"));
    house.forget_jobs().await;
});

story!(a_form_of_an_agency_says_what_to_mend, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let good = new("upt-utara", "pdam");
    for (field, value) in [
        ("code", ""),
        ("code", "UPT Utara"),
        ("code", "pdam"),
        ("name_id", " "),
        ("name_en", ""),
        ("parent", ""),
        ("parent", "no-such"),
        ("phone", "telepon saja"),
        ("email", "dua@alamat.test, lagi@alamat.test"),
    ] {
        let refused = administrator.post("/admin/agencies/new", &with(good, field, value)).await;
        let kept = if field == "name_id" { "Northern Water Office" } else { "value=\"UPT Air Utara\"" };
        must_be_mended(&refused, field, kept);
    }
    let two = with(with(good, "name_en", ""), "phone", "x");
    let refused = administrator.post("/admin/agencies/new", &two).await;
    must_be_mended(&refused, "name_en", "value=\"x\"");
    must_be_mended(&refused, "phone", "value=\"x\"");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM agency WHERE code LIKE 'upt%'").await, 0);

    // A ring cannot be closed, at one step or at two.
    administrator.post("/admin/agencies/new", &good).await;
    let pdam = agency_id(house, "pdam").await;
    for below in ["pdam", "upt-utara"] {
        let refused = administrator.post(&format!("/admin/agencies/{pdam}"), &new("pdam", below)).await;
        must_be_mended(&refused, "parent", "value=\"UPT Air Utara\"");
        assert!(refused.text.contains("di bawah dirinya sendiri"), "{}", refused.text);
    }
    let kota = agency_id(house, "kota").await;
    let top = administrator.post(&format!("/admin/agencies/{kota}"), &new("kota", "pdam")).await;
    assert_eq!(top.status, 422, "the top stays the top");
    let kept = administrator
        .post(&format!("/admin/agencies/{kota}"), &with(new("kota", ""), "name_id", "Kota Baru"))
        .await;
    assert_eq!(kept.status, 200, "but may be renamed");
    assert_eq!(administrator.get("/admin/agencies/1").await.status, 404);
    assert_eq!(administrator.get("/admin/agencies/x").await.status, 404);
    let looks = ["/admin/agencies", "/admin/agencies/new", &format!("/admin/agencies/{pdam}")];
    let active = format!("/admin/agencies/{pdam}/active");
    let sends = ["/admin/agencies/new", &format!("/admin/agencies/{pdam}"), &active];
    is_for_administrators(house, &administrator, &looks, &sends).await;
});

story!(an_agency_that_is_needed_is_not_closed, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let ticket = report(house, Report::default()).await;
    let id = agency_id(house, "pdam").await;
    let close = format!("/admin/agencies/{id}/active");
    administrator.post("/admin/agencies/new", &new("upt-utara", "pdam")).await;
    let refused = administrator.post(&close, &[("active", "0")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Masih ada laporan terbuka"), "{}", refused.text);
    assert!(refused.text.contains(&format!("href=\"/desk?agency={id}\"")), "the way to them");
    let pupr = agency_id(house, "pupr").await;
    let referred = administrator
        .post(&format!("/desk/{}/refer", ticket.id), &[("agency", &pupr), ("reason", "bukan di sini")])
        .await;
    assert_eq!(referred.status, 200, "{}", referred.text);
    let refused = administrator.post(&close, &[("active", "0")]).await;
    assert!(refused.text.contains("Ada instansi aktif di bawahnya"), "{}", refused.text);
    let below = agency_id(house, "upt-utara").await;
    administrator.post(&format!("/admin/agencies/{below}/active"), &[("active", "0")]).await;
    let refused = administrator.post(&close, &[("active", "0")]).await;
    assert!(refused.text.contains("Masih ada kategori"), "{}", refused.text);
    let air = category_id(house, "air").await;
    let fields = [
        ("name_id", "Air bersih"),
        ("name_en", "Water supply"),
        ("agency", "pupr"),
        ("class", "complaint"),
        ("priority", "2"),
        ("due", "24"),
        ("due_unit", "hours"),
        ("position", "1"),
    ];
    let moved = administrator.post(&format!("/admin/categories/{air}"), &fields).await;
    assert_eq!(moved.path, "/admin/categories", "{}", moved.text);
    let closed = administrator.post(&close, &[("active", "0")]).await;
    assert_eq!((closed.status, closed.path.as_str()), (200, "/admin/agencies"), "{}", closed.text);
    let opened = administrator.post(&format!("/admin/agencies/{below}/active"), &[("active", "1")]).await;
    assert!(opened.text.contains("Instansi di atasnya nonaktif"), "{}", opened.text);
    let kota = agency_id(house, "kota").await;
    let root = administrator.post(&format!("/admin/agencies/{kota}/active"), &[("active", "0")]).await;
    assert!(root.status == 422 && root.text.contains("menjalankan layanan"), "{}", root.text);
    house.forget_jobs().await;
});

story!(an_agency_to_which_something_may_come_back_is_not_closed, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    administrator.post("/admin/agencies/new", &new("upt-utara", "pdam")).await;
    let id = agency_id(house, "upt-utara").await;
    let close = format!("/admin/agencies/{id}/active");
    let water = house.staff(WATER).await;
    let ticket = report(house, Report::default()).await;
    let path = format!("/desk/{}", ticket.id);
    let listed = async |view: &str| rows(&administrator.get(&format!("/desk?agency={id}&{view}")).await);

    // It was asked to help with what the agency above it answers for.
    let fields = [("agency", id.as_str()), ("note", "Buka katup utara.")];
    let asked = water.post(&format!("{path}/support"), &fields).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let refused = administrator.post(&close, &[("active", "0")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("masih diminta membantu laporan instansi lain"), "{}", refused.text);
    assert!(refused.text.contains(&format!("href=\"/desk?agency={id}&amp;view=supporting\"")));
    assert_eq!(listed("view=supporting").await, [ticket.id.to_string()]);
    let withdrawn = water.post(&format!("{path}/support/{id}/withdraw"), &[]).await;
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.text);

    // It answered, and the citizen has ten days to disagree.
    let fields = [("agency", id.as_str()), ("reason", "di utara")];
    let referred = water.post(&format!("{path}/refer"), &fields).await;
    assert_eq!(referred.status, 200, "{}", referred.text);
    let fields = [("step", "answer"), ("reason", "Air mengalir lagi.")];
    let answered = water.post(&format!("{path}/step"), &fields).await;
    assert_eq!(answered.status, 200, "{}", answered.text);
    let refused = administrator.post(&close, &[("active", "0")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Warga masih dapat menolak jawaban instansi ini"), "{}", refused.text);
    assert!(refused.text.contains(&format!("href=\"/desk?agency={id}&amp;view=done&amp;status=resolved\"")));
    assert_eq!(listed("view=done&status=resolved").await, [ticket.id.to_string()]);

    let (zone, confirmed) = (&house.app.zone, Taken::by_system(Step::Confirm, ""));
    let db = &house.app.db;
    db.write(async |tx| tickets::take(tx, zone, ticket.id, None, &confirmed).await).await.expect("closed");
    let closed = administrator.post(&close, &[("active", "0")]).await;
    assert_eq!((closed.status, closed.path.as_str()), (200, "/admin/agencies"), "{}", closed.text);
    house.forget_jobs().await;
});

story!(an_agency_whose_citizens_may_still_answer_it_is_not_closed, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    administrator.post("/admin/agencies/new", &new("upt-utara", "pdam")).await;
    let id = agency_id(house, "upt-utara").await;
    let close = format!("/admin/agencies/{id}/active");
    let (water, supervisor) = (house.staff(WATER).await, house.staff(SUPERVISOR).await);
    for step in ["reject:unclear", "reject:not_public", "answer"] {
        let ticket = report(house, Report::default()).await;
        let path = format!("/desk/{}", ticket.id);
        let fields = [("agency", id.as_str()), ("reason", "di utara")];
        assert_eq!(water.post(&format!("{path}/refer"), &fields).await.status, 200);
        let path = format!("{path}/step");
        let ended = water.post(&path, &[("step", step), ("reason", "Rumah nomor berapa?")]).await;
        assert_eq!(ended.status, 200, "{step}: {}", ended.text);
        if step == "answer" {
            let closed = supervisor.post(&path, &[("step", "close"), ("reason", "Sudah jelas.")]).await;
            assert_eq!(closed.status, 200, "{}", closed.text);
        }
    }
    // One may be completed and one be disputed; what is not ours to do is over.
    let refused = administrator.post(&close, &[("active", "0")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("warganya masih dapat menyanggah atau melengkapinya"), "{}", refused.text);
    let link = format!("href=\"/desk?agency={id}&amp;view=done\">2</a>");
    assert!(refused.text.contains(&link), "{}", refused.text);

    house.app.db.clock.advance(10 * DAY + HOUR);
    let administrator = house.staff(ADMINISTRATOR).await;
    let closed = administrator.post(&close, &[("active", "0")]).await;
    assert_eq!((closed.status, closed.path.as_str()), (200, "/admin/agencies"), "{}", closed.text);
    house.forget_jobs().await;
});

story!(whoever_works_above_sees_what_was_moved_below, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let ticket = report(house, Report::default()).await;
    let (roads, water) = (house.staff(ROADS).await, house.staff(WATER).await);
    let path = format!("/desk/{}", ticket.id);
    assert_eq!(roads.get(&path).await.status, 404);
    assert!(rows(&roads.get("/desk").await).is_empty());
    let pdam = agency_id(house, "pdam").await;
    let moved = administrator.post(&format!("/admin/agencies/{pdam}"), &new("pdam", "pupr")).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    assert_eq!(roads.get(&path).await.status, 200, "at once, in the session that is open");
    assert_eq!(rows(&roads.get("/desk").await), [ticket.id.to_string()]);
    assert_eq!(water.get(&path).await.status, 200, "and those below still do");
    administrator.post(&format!("/admin/agencies/{pdam}"), &new("pdam", "kota")).await;
    assert_eq!(roads.get(&path).await.status, 404);
    house.forget_jobs().await;
});

story!(who_administers_a_part_stays_in_it, async |house: &House| {
    let putri = water_administrator(house).await;
    let (pdam, pupr) = (agency_id(house, "pdam").await, agency_id(house, "pupr").await);
    let list = putri.get("/admin/agencies").await.text;
    assert!(list.contains("Perumda Air Minum") && !list.contains("Dinas Pekerjaan Umum"), "{list}");
    assert_eq!(putri.get(&format!("/admin/agencies/{pupr}")).await.status, 404);
    assert_eq!(putri.post(&format!("/admin/agencies/{pupr}"), &new("pupr", "kota")).await.status, 403);
    assert_eq!(putri.post(&format!("/admin/agencies/{pupr}/active"), &[("active", "0")]).await.status, 403);
    assert_eq!(putri.post("/admin/agencies/new", &new("upt-jalan", "pupr")).await.status, 403);
    assert_eq!(putri.post(&format!("/admin/agencies/{pdam}"), &new("pdam", "pupr")).await.status, 403);
    let renamed =
        putri.post(&format!("/admin/agencies/{pdam}"), &with(new("pdam", ""), "name_id", "PDAM Tirta")).await;
    assert_eq!(renamed.status, 200, "her own she may rename");
    assert_eq!(putri.post("/admin/agencies/new", &new("upt-utara", "pdam")).await.status, 200);
    for path in ["/admin/audit", "/admin/areas"] {
        assert_eq!(putri.get(path).await.status, 403, "{path} is the whole house's");
    }
});
