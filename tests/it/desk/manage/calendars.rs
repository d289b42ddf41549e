//! Working time: what makes no sense is refused with the field and the remedy.

use super::{agency_id, is_for_administrators, must_be_mended};
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;

type Hours<'a> = [(&'a str, &'a str); 8];

const HOURS: Hours<'static> = [
    ("zone", "Asia/Makassar"),
    ("mon", "08:00-12:00 13:00-16:00"),
    ("tue", "08:00-12:00 13:00-16:00"),
    ("wed", "08:00-12:00 13:00-16:00"),
    ("thu", "08:00-12:00 13:00-16:00"),
    ("fri", "08:00-11:30 13:00-16:30"),
    ("sat", ""),
    ("sun", ""),
];

fn with<'a, const N: usize>(
    mut fields: [(&'a str, &'a str); N],
    name: &str,
    value: &'a str,
) -> [(&'a str, &'a str); N] {
    for field in fields.iter_mut().filter(|(known, _)| *known == name) {
        field.1 = value;
    }
    fields
}

story!(a_calendar_refuses_what_makes_no_sense, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let (kota, pdam) = (agency_id(house, "kota").await, agency_id(house, "pdam").await);
    let path = format!("/admin/calendars/{pdam}");
    for (field, value, words) in [
        ("mon", "08:00-", "Jam selesai belum ada"),
        ("tue", "-16:00", "Jam mulai belum ada"),
        ("wed", "16:00-08:00", "Selesai sebelum mulai"),
        ("thu", "08:00-12:00 11:00-16:00", "bertumpang tindih"),
        ("fri", "delapan sampai empat", "Jam selesai belum ada"),
        ("sat", "08:00-25:00", "Tulis jam seperti"),
        ("zone", "Bulan/Tranquillitatis", "Pilih zona waktu"),
    ] {
        let refused = administrator.post(&path, &with(HOURS, field, value)).await;
        must_be_mended(&refused, field, if field == "zone" { "08:00-12:00 13:00-16:00" } else { value });
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    let two = with(with(HOURS, "mon", "8-"), "fri", "x");
    let refused = administrator.post(&path, &two).await;
    must_be_mended(&refused, "mon", "value=\"8-\"");
    must_be_mended(&refused, "fri", "value=\"x\"");
    // Nobody stands above the top: it must say everything.
    let none = HOURS.map(|(name, _)| (name, ""));
    let refused = administrator.post(&format!("/admin/calendars/{kota}"), &none).await;
    must_be_mended(&refused, "zone", "name=\"mon\"");
    let refused =
        administrator.post(&format!("/admin/calendars/{kota}"), &with(none, "zone", "Asia/Jakarta")).await;
    must_be_mended(&refused, "mon", "name=\"mon\"");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM service_calendar").await, 1, "nothing was saved");

    let saved = administrator.post(&path, &HOURS).await;
    assert!(saved.status == 200 && saved.text.contains("Sudah disimpan"), "{}", saved.text);
    assert!(administrator.get("/admin/calendars").await.text.contains("WITA (Asia/Makassar)"));
    let audit = administrator.get(&format!("/admin/audit?about=calendar:{pdam}")).await.text;
    assert!(audit.contains("mengubah waktu kerja") && audit.contains("<ins>Asia/Makassar</ins>"), "{audit}");

    let days = format!("{path}/days");
    let day = [
        ("day", "2026-12-24"),
        ("day_name", "Cuti bersama Natal"),
        ("day_kind", "joint-leave"),
        ("day_hours", ""),
    ];
    for (field, value, words) in [
        ("day", "", "Pilih hari"),
        ("day", "2026-02-30", "Pilih hari"),
        ("day_name", " ", "Tulis namanya"),
        ("day_kind", "party", "Pilih jenis harinya"),
        ("day_hours", "08:00-12:00", "Hari tutup tidak punya jam"),
    ] {
        let refused = administrator.post(&days, &with(day, field, value)).await;
        must_be_mended(
            &refused,
            field,
            if field == "day_name" { "2026-12-24" } else { "Cuti bersama Natal" },
        );
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    assert_eq!(administrator.post(&days, &day).await.status, 200);
    let twice = administrator.post(&days, &with(day, "day_name", "Natal")).await;
    must_be_mended(&twice, "day", "value=\"Natal\"");
    assert!(twice.text.contains("sudah ada di daftar"), "{}", twice.text);
    // What is closed above is closed here: nobody writes it down a second time.
    let root = house.number("SELECT id AS n FROM agency WHERE parent_id IS NULL").await;
    let national = with(day, "day", "2026-12-25");
    assert_eq!(administrator.post(&format!("/admin/calendars/{root}/days"), &national).await.status, 200);
    let again = administrator.post(&days, &national).await;
    must_be_mended(&again, "day", "2026-12-25");
    assert!(again.text.contains("instansi di atasnya tutup"), "{}", again.text);
    let open = administrator.post(&days, &with(with(day, "day_kind", "open"), "day_name", "Buka")).await;
    must_be_mended(&open, "day", "value=\"Buka\"");
    // A Saturday has no usual hours to be open in.
    let saturday = with(with(day, "day", "2026-12-26"), "day_kind", "open");
    must_be_mended(&administrator.post(&days, &saturday).await, "day_hours", "2026-12-26");
    assert_eq!(administrator.post(&days, &with(saturday, "day_hours", "08:00-12:00")).await.status, 200);

    let seasons = format!("{path}/seasons");
    let season = [
        ("season_name", "Ramadan"),
        ("season_from", "2027-02-08"),
        ("season_to", "2027-03-09"),
        ("season_mon_thu", "08:00-12:00 12:30-15:00"),
        ("season_fri", "08:00-11:30 12:30-15:30"),
        ("season_weekend", ""),
    ];
    for (field, value) in [
        ("season_name", ""),
        ("season_from", "besok"),
        ("season_to", "2027-02-01"),
        ("season_mon_thu", "08:00-"),
    ] {
        must_be_mended(
            &administrator.post(&seasons, &with(season, field, value)).await,
            field,
            "11:30 12:30",
        );
    }
    assert_eq!(administrator.post(&seasons, &season).await.status, 200);
    let overlapping = with(with(season, "season_from", "2027-03-01"), "season_to", "2027-04-01");
    must_be_mended(&administrator.post(&seasons, &overlapping).await, "season_from", "2027-03-01");
    let page = administrator.get(&path).await.text;
    assert!(page.contains("Senin 8 Feb 2027") && page.contains("Kamis 24 Des 2026"), "{page}");
    for (what, date) in [("days", "2026-12-24"), ("seasons", "2027-02-08")] {
        let gone = administrator.post(&format!("{path}/{what}/remove"), &[("date", date)]).await;
        assert_eq!(gone.status, 200, "{}", gone.text);
    }
    assert!(!administrator.get(&path).await.text.contains("8 Feb 2027"));
    let looks = ["/admin/calendars", &path];
    let sends =
        [path.clone(), days.clone(), format!("{days}/remove"), seasons.clone(), format!("{path}/import")];
    let sends: Vec<&str> = sends.iter().map(String::as_str).collect();
    is_for_administrators(house, &administrator, &looks, &sends).await;
    house.work().await;
});
