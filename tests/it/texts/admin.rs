//! Changing texts in the browser, without JavaScript.

use channels::Thread;

use super::{about, again, agency, into_a_folder, letter, refer, report, step, told};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, OFFICIAL, ROADS, SUPERVISOR, WATER};
use crate::support::house::{Answer, Visitor};

async fn write(who: &Visitor, path: &str, id: &str, en: &str, what: &str) -> Answer {
    who.post(path, &[("body_id", id), ("body_en", en), ("do", what)]).await
}

const GOOD_ID: &str = "Halo {{ name }}, laporan {{ number }}: {{ reason }}";
const GOOD_EN: &str = "Dear {{ name }}, report {{ number }}: {{ reason }}";

story!(a_text_with_a_mistake_is_not_kept, into_a_folder, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let path = "/admin/texts/answered";
    for (body, remedy) in [
        ("", "Tulis kata-katanya"),
        ("Halo\nlaporan {{ nomor }} {{ reason }}", "Baris 2: Tidak ada &#34;nomor&#34;"),
        ("Laporan {{ number }} {{ reason }} {{ pin }}", "Tidak ada &#34;pin&#34;"),
        ("Laporan {{ number }\n{{ reason }}", "tidak berpasangan"),
        ("{% for x in number %}{{ x }}{% endfor %}", "Yang dapat hanya if"),
        ("{{ number|upper }} {{ reason }}", "tanpa saringan"),
        ("Sudah selesai. {{ reason }}", "Sisipkan number"),
        ("Laporan\n{% if place %}{{ number }}{% endif %} {{ reason }}", "Baris 2: Sisipkan number"),
        ("Laporan {{ number }} selesai.", "Sisipkan reason"),
    ] {
        let refused = write(&administrator, path, body, GOOD_EN, "").await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text);
        assert!(refused.text.contains("<li><a href=\"#body_id\">"), "{body}: {}", refused.text);
        assert!(refused.text.contains(remedy), "{body}: {}", refused.text);
        assert!(refused.text.contains("Dear {{ name }}"), "the other language is still there");
    }
    let long = format!("{GOOD_ID} {}", "sangat ".repeat(700));
    for (place, most) in [
        ("", Some("4096")),
        ("?channel=telegram", Some("4096")),
        ("?channel=chat", Some("2000")),
        ("?channel=voice", Some("1000")),
        ("?channel=email", None),
    ] {
        let answer = write(&administrator, &format!("{path}{place}"), &long, GOOD_EN, "").await;
        match most {
            Some(most) => {
                assert_eq!(answer.status, 422, "{place}");
                assert!(
                    answer.text.contains(&format!("paling banyak {most} huruf")),
                    "{place}: {}",
                    answer.text
                );
            }
            None => assert_eq!(answer.status, 200, "{place}: {}", answer.text),
        }
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM letter").await, 2, "one place, two languages");
    assert_eq!(administrator.get("/admin/texts/nonsense").await.status, 404);
    assert_eq!(administrator.get("/admin/texts/answered?agency=1").await.status, 404);
});

story!(a_text_is_tried_kept_told_and_taken_back, into_a_folder, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let path = "/admin/texts/answered";
    let open = administrator.get(path).await.text;
    assert!(open.contains("Laporan {{ number }} sudah selesai dikerjakan. {{ reason }}"), "{open}");
    assert!(open.contains("Laporan 2611-000042-7 sudah selesai dikerjakan."), "the preview: {open}");
    let tried = write(&administrator, path, GOOD_ID, GOOD_EN, "try").await;
    assert_eq!(tried.status, 200);
    assert!(tried.text.contains("Halo Siti Rahma, laporan 2611-000042-7: Lampu di depan"), "{}", tried.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM letter").await, 0, "only tried");

    let pupr = agency(house, "pupr").await;
    let everywhere = write(&administrator, path, GOOD_ID, GOOD_EN, "").await;
    assert_eq!((everywhere.status, everywhere.path.as_str()), (200, path), "{}", everywhere.text);
    assert!(everywhere.text.contains("sudah disimpan"), "{}", everywhere.text);
    for (place, words) in [
        ("?channel=telegram".to_owned(), "Telegram {{ number }} {{ reason }}"),
        (format!("?agency={pupr}"), "Dari PU {{ number }} {{ reason }}"),
        (format!("?channel=email&agency={pupr}"), "Surel PU {{ number }} {{ reason }}"),
    ] {
        assert_eq!(write(&administrator, &format!("{path}{place}"), words, GOOD_EN, "").await.status, 200);
    }
    let list = administrator.get("/admin/texts").await.text;
    assert!(list.contains(&format!("/admin/texts/answered?channel=email&#38;agency={pupr}")), "{list}");

    // The most specific one counts: here by mail for an agency, there for any.
    let mut words = Vec::new();
    for category in ["jalan", "air"] {
        let inbound = letter("siti@warga.test", "Jalan", "Jalan rusak", Thread::default());
        let ticket = report(house, inbound, about(category)).await;
        let who = if category == "jalan" { ROADS } else { WATER };
        step(&house.staff(who).await, ticket.id, "answer", "Beres.").await;
        words.push(told(house, ticket.id).await.pop().expect("an answer"));
        assert_eq!(again(house, ticket.id).await.language, sahut::texts::Lang::Id);
    }
    assert!(words[0].starts_with("Surel PU 2611-") && words[0].ends_with("Beres."), "{words:?}");
    assert!(words[1].starts_with("Halo Siti Rahma, laporan 2611-"), "{words:?}");

    let forget = format!("{path}/forget?channel=email&agency={pupr}");
    assert_eq!(administrator.post(&forget, &[]).await.status, 200);
    let inbound = letter("budi@warga.test", "Jalan", "Jalan rusak", Thread::default());
    let ticket = report(house, inbound, about("jalan")).await;
    step(&house.staff(ROADS).await, ticket.id, "answer", "Beres.").await;
    assert!(told(house, ticket.id).await.pop().unwrap().starts_with("Dari PU"));

    // Written back by hand it is the built-in text again.
    let built_in_id = sahut::letters::built_in(sahut::letters::Text::Answered, sahut::texts::Lang::Id);
    let built_in_en = sahut::letters::built_in(sahut::letters::Text::Answered, sahut::texts::Lang::En);
    write(&administrator, path, &built_in_id, &built_in_en, "").await;
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM letter WHERE channel = '' AND agency_id IS NULL").await,
        0
    );
    let audit = administrator.get("/admin/audit?about=text:answered").await.text;
    for shown in [
        "mengubah teks",
        "mengembalikan teks bawaan",
        "<del>Surel PU {{ number }} {{ reason }}</del>",
        "Dinas Pekerjaan Umum",
    ] {
        assert!(audit.contains(shown), "{shown}: {audit}");
    }
    house.work().await;
});

story!(a_text_is_switched_off_and_on, into_a_folder, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let agent = house.staff(AGENT).await;
    let switch = async |text: &str, to: &str| {
        administrator.post(&format!("/admin/texts/{text}/switch"), &[("active", to)]).await
    };
    assert!(switch("referred", "0").await.text.contains("Sudah diatur"));
    let inbound = letter("siti@warga.test", "Air", "Air mati", Thread::default());
    let ticket = report(house, inbound, about("ktp")).await;
    let before = told(house, ticket.id).await.len();
    refer(house, &agent, ticket.id, "pdam", "air").await;
    assert_eq!(told(house, ticket.id).await.len(), before, "switched off");
    switch("referred", "1").await;
    step(&house.staff(WATER).await, ticket.id, "accept", "").await;
    refer(house, &agent, ticket.id, "pupr", "galian").await;
    assert!(told(house, ticket.id).await.pop().unwrap().contains("kami teruskan ke Dinas Pekerjaan Umum"));
    for always in ["answered", "acknowledged", "rejected", "rejected_prank"] {
        assert_eq!(switch(always, "0").await.status, 404, "{always}");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'text-switched'").await, 2);
    house.work().await;
});

story!(texts_are_the_administrators, into_a_folder, async |house: &House| {
    for email in [AGENT, ROADS, SUPERVISOR, OFFICIAL] {
        let who = house.staff(email).await;
        for path in ["/admin/texts", "/admin/texts/answered"] {
            assert_eq!(who.get(path).await.status, 403, "{email} at {path}");
        }
        for path in ["/admin/texts/answered", "/admin/texts/referred/switch", "/admin/texts/answered/forget"]
        {
            assert_eq!(who.post(path, &[]).await.status, 403, "{email} at {path}");
        }
    }
    // Whoever administers one agency writes its texts, and no others.
    let administrator = house.staff(ADMINISTRATOR).await;
    let (pdam, pupr) = (agency(house, "pdam").await.to_string(), agency(house, "pupr").await.to_string());
    let id = crate::texts::staff(house, WATER).await;
    let fields = [("name", "Putri"), ("role", "administrator"), ("language", "id"), ("agency", &pdam)];
    assert_eq!(administrator.post(&format!("/admin/staff/{id}"), &fields).await.status, 200);
    let putri = house.staff(WATER).await;
    assert_eq!(
        write(&putri, &format!("/admin/texts/answered?agency={pdam}"), GOOD_ID, GOOD_EN, "").await.status,
        200
    );
    assert_eq!(
        write(&putri, &format!("/admin/texts/answered?agency={pupr}"), GOOD_ID, GOOD_EN, "").await.status,
        403
    );
    assert_eq!(write(&putri, "/admin/texts/answered", GOOD_ID, GOOD_EN, "").await.status, 403);
    assert_eq!(putri.post("/admin/texts/referred/switch", &[("active", "0")]).await.status, 403);
    assert!(putri.get("/admin/texts/answered").await.text.contains("administrator seluruh layanan"));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM letter").await, 2);
});
