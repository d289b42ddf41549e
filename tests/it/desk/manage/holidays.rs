//! Holidays from a file: looked at before they are taken in, each day by its tick, and none a second time.

use sahut::clock::{DAY, HOUR};
use sahut::tickets;

use super::{agency_id, must_be_mended};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;
use crate::support::house::{Answer, MORNING, Visitor};

async fn look(who: &Visitor, path: &str, name: &str, bytes: &str) -> Answer {
    let part = reqwest::multipart::Part::bytes(bytes.as_bytes().to_vec()).file_name(name.to_owned());
    let form = reqwest::multipart::Form::new().text("csrf", who.csrf().await).part("file", part);
    who.answer(who.client.post(format!("{}{path}/check", who.url)).multipart(form)).await
}

/// The form of the page, with these days ticked.
fn sealed<'a>(page: &'a str, days: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let hidden = ["name", "key", "seal"]
        .map(|name| (name, crate::desk::between(page, &format!("name=\"{name}\" value=\""), "\"")));
    hidden.into_iter().chain(days.iter().map(|day| ("day", *day))).collect()
}

/// Days with a box, and whether it is ticked.
fn boxes(page: &str) -> Vec<(&str, bool)> {
    let boxes = page.split("name=\"day\" value=\"").skip(1);
    let boxes = boxes.filter_map(|rest| rest.split_once('"'));
    boxes.map(|(day, rest)| (day, rest.starts_with(" checked"))).collect()
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
    let sealed = sealed(&seen.text, &["2026-11-24", "2026-12-24", "2026-12-25"]);
    let mut forged = sealed.clone();
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

/// Two days that are sure, one that is celebrated and one that the moon decides, in the order of the calendar.
const DOUBTFUL: [(&str, &str, &str); 4] = [
    ("20261210", "Hari HAM", "Perayaan"),
    ("20261224", "Cuti Bersama Natal", "Hari libur"),
    ("20261225", "Natal", "Hari libur"),
    ("20270310", "Idulfitri (perkiraan)", "Hari libur"),
];

fn calendar(days: &[(&str, &str, &str)]) -> String {
    let event = |(date, name, words): &(&str, &str, &str)| {
        let said = format!("SUMMARY:{name}\r\nDESCRIPTION:{words}\r\nDTSTART;VALUE=DATE:{date}");
        format!("BEGIN:VEVENT\r\nUID:{date}\r\n{said}\r\nEND:VEVENT\r\n")
    };
    let events: Vec<String> = days.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.concat())
}

story!(a_day_in_doubt_is_taken_in_only_when_it_is_ticked, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let path = format!("/admin/calendars/{}", agency_id(house, "kota").await);
    let days = "SELECT COUNT(*) AS n FROM service_day";

    let seen = look(&administrator, &path, "libur.ics", &calendar(&DOUBTFUL)).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    let offered = [("2026-12-10", false), ("2026-12-24", true), ("2026-12-25", true), ("2027-03-10", false)];
    assert_eq!(boxes(&seen.text), offered, "what is sure is ticked: {}", seen.text);
    assert!(seen.text.contains("mungkin tetap bekerja") && seen.text.contains("baru perkiraan"));

    // Nothing ticked, and nothing but what is not in the file: told, and the page stays with its ticks.
    let missed: [&[&str]; 2] = [&[], &["2026-12-31", "besok"]];
    for ticks in missed {
        let none = administrator.post(&format!("{path}/import"), &sealed(&seen.text, ticks)).await;
        must_be_mended(&none, "day", "Hari HAM");
        assert!(none.text.contains("Centang paling sedikit satu hari"), "{}", none.text);
        assert_eq!(boxes(&none.text), offered.map(|(day, _)| (day, false)), "{}", none.text);
    }
    assert_eq!(house.number(days).await, 0, "nothing was taken in");

    let ticks = sealed(&seen.text, &["2026-12-10", "2026-12-25", "2026-12-31"]);
    let done = administrator.post(&format!("{path}/import"), &ticks).await;
    assert!(done.status == 200 && done.text.contains("2 hari dimasukkan, 0 sudah ada"), "{}", done.text);
    assert_eq!(house.number(days).await, 2);
    let taken = "SELECT COUNT(*) AS n FROM service_day WHERE day = '2026-12-10' OR day = '2026-12-25'";
    assert_eq!(house.number(taken).await, 2, "one in doubt that was ticked, and one that is sure");
    let again = look(&administrator, &path, "libur.ics", &calendar(&DOUBTFUL)).await;
    assert_eq!(boxes(&again.text), [("2026-12-24", true), ("2027-03-10", false)], "{}", again.text);
    assert!(again.text.contains(">sudah ada<") && !again.text.contains("sudah libur"), "{}", again.text);
    house.work().await;
});

story!(a_day_that_is_off_above_is_not_hung_below_once_more, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let above = format!("/admin/calendars/{}", agency_id(house, "kota").await);
    let below = format!("/admin/calendars/{}", agency_id(house, "pdam").await);
    let file = calendar(&DOUBTFUL);

    let seen = look(&administrator, &above, "libur.ics", &file).await;
    let ticks = sealed(&seen.text, &["2026-12-10", "2026-12-25"]);
    assert_eq!(administrator.post(&format!("{above}/import"), &ticks).await.status, 200);
    // People work above on a day that may still be off below.
    let open = [("day", "2027-03-10"), ("day_name", "Melayani"), ("day_kind", "open"), ("day_hours", "")];
    assert_eq!(administrator.post(&format!("{above}/days"), &open).await.status, 200);

    let seen = look(&administrator, &below, "libur.ics", &file).await;
    assert_eq!(boxes(&seen.text), [("2026-12-24", true), ("2027-03-10", false)], "{}", seen.text);
    assert!(seen.text.contains("data-count=\"known\">2<"), "{}", seen.text);
    assert!(seen.text.contains("sudah libur, karena"), "who is closed is said: {}", seen.text);
    let all = sealed(&seen.text, &["2026-12-10", "2026-12-24", "2026-12-25", "2027-03-10"]);
    let done = administrator.post(&format!("{below}/import"), &all).await;
    assert!(done.status == 200 && done.text.contains("2 hari dimasukkan, 2 sudah ada"), "{}", done.text);
    for twice in [
        "SELECT COUNT(*) AS n FROM service_day WHERE day = '2026-12-10'",
        "SELECT COUNT(*) AS n FROM service_day WHERE day = '2026-12-25'",
    ] {
        assert_eq!(house.number(twice).await, 1, "{twice}");
    }
    // Now every day is known, and there is nothing to tick.
    let none = look(&administrator, &below, "libur.ics", &file).await;
    assert!(boxes(&none.text).is_empty() && none.text.contains("data-count=\"known\">4<"), "{}", none.text);
    assert!(!none.text.contains("/import\""), "{}", none.text);
    house.work().await;
});
