//! Official areas: searching, and tables with faults.

use std::fmt::Write;

use reqwest::multipart::{Form, Part};
use sahut::agencies::{self, areas};

use super::{is_for_administrators, staff_id, water_administrator};
use crate::desk::between;
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};
use crate::support::house::{Answer, Visitor};

/// Made for this story: two good new lines, one changed, one unchanged, six with faults.
const TABLE: &[u8] = include_bytes!("areas.csv");

async fn check(who: &Visitor, csrf: String, bytes: impl Into<Vec<u8>>) -> Answer {
    let file = Part::bytes(bytes.into()).file_name("C:\\data\\wilayah.csv");
    let form = Form::new().text("csrf", csrf).part("file", file);
    who.answer(who.client.post(format!("{}/admin/areas/check", who.url)).multipart(form)).await
}

/// What the first step's page hands to the second.
fn sealed(page: &Answer) -> [(&'static str, String); 3] {
    ["name", "key", "seal"].map(|name| {
        (name, between(&page.text, &format!("type=\"hidden\" name=\"{name}\" value=\""), "\"").to_owned())
    })
}

async fn import(who: &Visitor, page: &Answer, skip: bool) -> Answer {
    let sealed = sealed(page);
    let mut fields: Vec<(&str, &str)> = sealed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if skip {
        fields.push(("skip", "1"));
    }
    who.post("/admin/areas/import", &fields).await
}

fn count(page: &Answer, what: &str) -> usize {
    between(&page.text, &format!("data-count=\"{what}\">"), "<").parse().expect("a count")
}

story!(a_table_with_faults_is_looked_at_first, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let areas = "SELECT COUNT(*) AS n FROM area";
    let looked = check(&administrator, administrator.csrf().await, TABLE).await;
    assert_eq!(looked.status, 200, "{}", looked.text);
    let counts = ["new", "changed", "unchanged", "faulty"].map(|what| count(&looked, what));
    assert_eq!(counts, [2, 1, 1, 6], "{}", looked.text);
    assert!(looked.text.contains("wilayah.csv") && !looked.text.contains("C:\\data"), "the name alone");
    assert!(looked.text.contains("Kolom ini dilewati: luas"), "{}", looked.text);
    let faults: Vec<(&str, &str)> = looked
        .text
        .split("<th class=\"number\" scope=\"row\">")
        .skip(1)
        .map(|row| (row.split('<').next().unwrap_or_default(), between(row, "<code>", "</code>")))
        .collect();
    let told = [("5", "kode"), ("7", "nama"), ("8", "induk"), ("9", "lat"), ("10", "induk"), ("11", "kode")];
    assert_eq!(faults, told, "line and column");
    for remedy in
        ["misalnya 99.71.03", "Tulis 99.71, atau", "Tulis -6.21.", "Impor 99.71.07 dulu", "di baris 3"]
    {
        assert!(looked.text.contains(remedy), "{remedy}: {}", looked.text);
    }
    assert_eq!(house.number(areas).await, 2, "a look changes nothing");

    let refused = import(&administrator, &looked, false).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("tidak ada yang diimpor"), "{}", refused.text);
    assert_eq!(house.number(areas).await, 2, "with faults nothing is taken in");

    let done = import(&administrator, &refused, true).await;
    assert_eq!((done.status, done.path.as_str()), (200, "/admin/areas"), "{}", done.text);
    assert!(done.text.contains("2 wilayah baru, 1 berubah"), "{}", done.text);
    assert!(done.text.contains("&#60;script&#62;") && !done.text.contains("<script>alert"));
    assert_eq!(house.number(areas).await, 4);
    let kept = house.app.db.read(async |tx| agencies::area(tx, "99.71.01").await).await.unwrap().unwrap();
    assert_eq!((kept.name.as_str(), kept.latitude, kept.population), ("Tirta Lor", Some(-6.2), Some(10_000)));
    let audit = administrator.get("/admin/audit").await.text;
    for told in ["mengimpor wilayah", "wilayah.csv", "<del>Tirta Utara", "<ins>Tirta Lor"] {
        assert!(audit.contains(told), "{told}: {audit}");
    }
    let again = check(&administrator, administrator.csrf().await, TABLE).await;
    let counts = ["new", "changed", "unchanged", "faulty"].map(|what| count(&again, what));
    assert_eq!(counts, [0, 0, 4, 6], "twice is once");
    assert!(again.text.contains("Tidak ada yang dapat diimpor"), "{}", again.text);
});

story!(a_quote_that_is_not_closed_swallows_no_line, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let areas = "SELECT COUNT(*) AS n FROM area";
    for (table, words) in [
        ("code,name\n99.71.93,Benar\n99.71.94,\"Lupa tutup\n99.71.95,Hilang\n", "Tanda kutip tidak ditutup."),
        ("code,name\n99.71.93,Benar\n99.71.94,\"Lupa\n99.71.95,Hilang\"\n", "Sel ini berisi ganti baris"),
    ] {
        let looked = check(&administrator, administrator.csrf().await, table).await;
        assert_eq!(looked.status, 200, "{}", looked.text);
        assert_eq!(count(&looked, "faulty"), 1, "{}", looked.text);
        let row = between(&looked.text, "<th class=\"number\" scope=\"row\">", "</tr>");
        assert!(row.starts_with("3<") && row.contains("<code>name</code>") && row.contains(words), "{row}");
        assert!(!looked.text.contains("name=\"skip\""), "it cannot be left out: {}", looked.text);
        assert!(looked.text.contains("tidak ada yang diimpor"), "{}", looked.text);
        assert_eq!(house.number(areas).await, 2);
    }
    // Nor by a form made by hand.
    let file = b"code,name\n99.71.93,Benar\n".to_vec();
    let good = check(&administrator, administrator.csrf().await, file).await;
    assert_eq!(import(&administrator, &good, true).await.status, 200);
    assert_eq!(house.number(areas).await, 3);
    let sheet = areas::Sheet::read(b"code,name\n99.71.94,\"Lupa\n99.71.95,Hilang").expect("a table");
    let by = staff_id(house, ADMINISTRATOR).await.parse().expect("an id");
    let file = areas::File { name: "x.csv", key: "x" };
    let refused = house.app.db.write(async |tx| areas::import(tx, &sheet, true, by, file).await).await;
    assert_eq!(refused.expect_err("refused").code(), "areas-broken");
    assert_eq!(house.number(areas).await, 3);
});

story!(areas_are_found_by_name_and_code, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let mut table = "code,name\n".to_owned();
    for part in 10..99 {
        writeln!(table, "99.71.{part},Tirta Bagian {part}").expect("a line");
    }
    for village in 1_001..1_100 {
        writeln!(table, "99.71.10.{village},Desa Kembang {village}").expect("a line");
    }
    let looked = check(&administrator, administrator.csrf().await, table).await;
    assert_eq!(count(&looked, "new"), 188, "{}", looked.text);
    import(&administrator, &looked, false).await;
    let found = administrator.get("/admin/areas?q=KEMBANG+1050").await.text;
    assert!(found.contains("99.71.10.1050") && !found.contains("99.71.10.1051"), "{found}");
    let found = administrator.get("/admin/areas?q=99.71.10.109").await.text;
    assert!(found.contains("99.71.10.1090") && !found.contains("99.71.10.1080"), "{found}");
    for odd in ["%25", "_", "'", "zzz"] {
        let found = administrator.get(&format!("/admin/areas?q={odd}")).await;
        assert_eq!(found.status, 200, "{odd}");
    }
    assert!(administrator.get("/admin/areas?q=zzz").await.text.contains("Tidak ada wilayah yang cocok"));
    let first = administrator.get("/admin/areas").await.text;
    assert!(first.contains("190 wilayah"), "{first}");
    assert_eq!(first.matches("<th scope=\"row\"><code>").count(), 100);
    let next = between(&first, "<a class=\"button\" href=\"", "\" rel=\"next\"").replace("&#38;", "&");
    let second = administrator.get(&next).await.text;
    assert_eq!(second.matches("<th scope=\"row\"><code>").count(), 90, "each area once");
});

story!(what_is_no_table_is_refused, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let csrf = administrator.csrf().await;
    let large = vec![b'x'; 11 * 1024 * 1024];
    let mut long = "code,name\n".to_owned();
    for n in 0..=areas::ROWS {
        writeln!(long, "x{n},y").expect("a line");
    }
    for (bytes, words) in [
        (Vec::new(), "Pilih berkas CSV"),
        (b"code,name\n".to_vec(), "Tidak ada baris"),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "Baris pertama harus"),
        (b"32,Jawa Barat\n".to_vec(), "Baris pertama harus"),
        (b"code,kode,name\n32,32,A\n".to_vec(), "Dua kolom berarti sama"),
        (large, "terlalu besar"),
        (long.into_bytes(), "Barisnya terlalu banyak"),
    ] {
        let refused = check(&administrator, csrf.clone(), bytes).await;
        assert_eq!(refused.status, 422, "{words}");
        assert!(refused.text.contains(words) && refused.text.contains("id=\"file-error\""), "{words}");
    }
    assert_eq!(check(&administrator, "guessed".into(), TABLE).await.status, 403);
    for email in [AGENT, SUPERVISOR] {
        let who = house.staff(email).await;
        assert_eq!(check(&who, who.csrf().await, TABLE).await.status, 403, "{email}");
    }
    let putri = water_administrator(house).await;
    assert_eq!(check(&putri, putri.csrf().await, TABLE).await.status, 403, "areas are the whole house's");
    is_for_administrators(house, &administrator, &["/admin/areas"], &["/admin/areas/import"]).await;

    // The second step takes nothing that this person did not look at.
    let looked = check(&administrator, csrf, TABLE).await;
    let [name, (_, key), seal] = sealed(&looked);
    let other = [("name", name.1.as_str()), ("key", "aa/bb"), ("seal", seal.1.as_str()), ("skip", "1")];
    assert_eq!(administrator.post("/admin/areas/import", &other).await.status, 400);
    let renamed = [("name", "x"), ("key", key.as_str()), ("seal", seal.1.as_str()), ("skip", "1")];
    assert_eq!(administrator.post("/admin/areas/import", &renamed).await.status, 400);
    assert_eq!(import(&putri, &looked, true).await.status, 400, "what another looked at is not mine");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM area").await, 2);
});

story!(a_whole_country_is_taken_in_quickly, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let mut table = "code,name,lat,lng\n".to_owned();
    for province in 11..49 {
        writeln!(table, "{province},Provinsi {province},-6.5,107.5").expect("a line");
        for city in 1..14 {
            writeln!(table, "{province}.{city:02},\"Kabupaten, {city}\",-6.5,107.5").expect("a line");
            for part in 1..15 {
                writeln!(table, "{province}.{city:02}.{part:02},Kecamatan {part},-6.51,107.51")
                    .expect("a line");
            }
        }
    }
    let looked = check(&administrator, administrator.csrf().await, table).await;
    let all = 38 + 38 * 13 + 38 * 13 * 14;
    assert_eq!((count(&looked, "new"), count(&looked, "faulty")), (all, 0));
    let done = import(&administrator, &looked, false).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM area").await, all as i64 + 2);
    assert_eq!(
        house
            .number("SELECT COUNT(*) AS n FROM area WHERE code LIKE '__.__.__' AND parent_code IS NULL")
            .await,
        0
    );
    // The citizen's page stays light.
    let citizen = house.visitor();
    citizen.post("/report", &[("text", "Jalan rusak parah di depan pasar")]).await;
    let place = citizen.get("/report/place").await;
    assert!(place.text.contains("Provinsi 11") && place.text.len() < 100_000, "{} bytes", place.text.len());
});
