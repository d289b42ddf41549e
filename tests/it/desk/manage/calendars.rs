//! Working time: what makes no sense is refused with the field and the remedy, and holidays are looked at
//! before they are taken in.

use sahut::clock::{DAY, HOUR};
use sahut::tickets;

use super::{agency_id, is_for_administrators, must_be_mended};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;
use crate::support::house::{Answer, MORNING, Visitor};

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

async fn look(who: &Visitor, path: &str, name: &str, bytes: &str) -> Answer {
    let part = reqwest::multipart::Part::bytes(bytes.as_bytes().to_vec()).file_name(name.to_owned());
    let form = reqwest::multipart::Form::new().text("csrf", who.csrf().await).part("file", part);
    who.answer(who.client.post(format!("{}{path}/check", who.url)).multipart(form)).await
}

fn field<'a>(page: &'a str, name: &str) -> &'a str {
    crate::desk::between(page, &format!("name=\"{name}\" value=\""), "\"")
}

story!(holidays_are_looked_at_before_they_are_taken_in, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let kota = agency_id(house, "kota").await;
    let path = format!("/admin/calendars/{kota}");
    let ticket = report(house, Report { category: "jalan", text: "Lubang", ..Report::default() }).await;
    let level = [
        ("class", "complaint"),
        ("resolve", "1"),
        ("resolve_unit", "working-days"),
        ("warn_first", "50"),
        ("warn_second", "80"),
        ("step", "1"),
        ("step_unit", "working-days"),
    ];
    assert_eq!(administrator.post("/admin/levels/new", &level).await.path, "/admin/levels");
    house.work().await;
    let days = "SELECT COUNT(*) AS n FROM service_day";

    // A file with mistakes: each with place and remedy, and nothing to be taken in.
    let bad = r#"{"2026-11-24": "Pilkada", "24/12/2026": "Natal", "2026-13-01": "x"}"#;
    let told = look(&administrator, &path, "libur.json", bad).await;
    assert_eq!(told.status, 422, "{}", told.text);
    assert!(told.text.contains("2 kesalahan") && told.text.contains("24/12/2026"), "{}", told.text);
    assert!(!told.text.contains("/import\""), "nothing can be taken in: {}", told.text);
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Rapat\r\nDTSTART:20261124T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let told = look(&administrator, &path, "libur.ics", ics).await;
    assert!(told.status == 422 && told.text.contains("baris 3"), "{}", told.text);
    assert!(told.text.contains("acara sehari penuh"), "{}", told.text);
    assert_eq!(look(&administrator, &path, "libur.json", "").await.status, 422);
    assert_eq!(look(&administrator, &path, "libur.txt", "halo").await.status, 422);
    assert_eq!(house.number(days).await, 0);

    let good = r#"{"2026-11-24": "Pilkada", "2026-12-24": "Cuti bersama Natal", "2026-12-25": "Natal (perkiraan)", "1950-01-01": "x"}"#;
    let seen = look(&administrator, &path, "libur.json", good).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert!(
        seen.text.contains("data-count=\"new\">3<") && seen.text.contains("baru perkiraan"),
        "{}",
        seen.text
    );
    assert_eq!(house.number(days).await, 0, "looking changes nothing");
    let sealed = ["name", "key", "seal"].map(|name| (name, field(&seen.text, name)));
    let mut forged = sealed;
    forged[2].1 = "forged";
    assert_eq!(administrator.post(&format!("{path}/import"), &forged).await.status, 400);
    let done = administrator.post(&format!("{path}/import"), &sealed).await;
    assert!(done.status == 200 && done.text.contains("3 hari dimasukkan, 0 sudah ada"), "{}", done.text);
    house.work().await;
    let now = house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket");
    assert_eq!(now.due_at, MORNING + 2 * DAY + 7 * HOUR, "Tuesday is off: Wednesday at closing");

    let again = administrator.post(&format!("{path}/import"), &sealed).await;
    assert!(again.text.contains("0 hari dimasukkan, 3 sudah ada"), "{}", again.text);
    let ics = ics
        .replace("DTSTART:20261124T090000", "DTSTART;VALUE=DATE:20261231")
        .replace("Rapat", "Cuti Bersama");
    let seen = look(&administrator, &path, "libur.ics", &ics).await;
    assert!(
        seen.text.contains("data-count=\"new\">1<") && seen.text.contains("cuti bersama"),
        "{}",
        seen.text
    );
    let audit = administrator.get(&format!("/admin/audit?about=calendar:{kota}")).await.text;
    assert!(audit.contains("mengimpor hari libur") && audit.contains("libur.json"), "{audit}");
    house.work().await;
});
