//! Canned answers: written with care, shared where they fit, put into the reply without losing a word.

use channels::Identity;

use super::{Report, between, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR, WATER};
use crate::support::house::{Answer, Visitor};

/// The reply box with the insert button pressed.
async fn insert(who: &Visitor, path: &str, answer: &str, typed: &str) -> Answer {
    let form = reqwest::multipart::Form::new()
        .text("kind", "reply")
        .text("csrf", who.csrf().await)
        .text("body", typed.to_owned())
        .text("answer", answer.to_owned())
        .text("do", "insert");
    who.answer(who.client.post(format!("{}{path}/message", who.url)).multipart(form)).await
}

fn reply_box(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("<textarea id=\"body\"").expect("a reply box");
    between(rest, ">", "</textarea>").to_owned()
}

story!(an_answer_is_tried_shared_and_put_in, async |house: &House| {
    let from = Identity::Email("siti@example.test".into());
    let ticket = report(house, Report { from, name: Some("Siti Rahma"), ..Report::default() }).await;
    house.forget_jobs().await;
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await.to_string();
    let supervisor = house.staff(SUPERVISOR).await;

    // A blank that is not there is named with its line; what was typed is kept and nothing is stored.
    let body = "Yth. {{ name }},\nlaporan {{ nomor }} kami terima.";
    let fields = [("title", "Sudah diterima"), ("agency", &pdam), ("body_id", body), ("body_en", "")];
    let wrong = supervisor.post("/desk/answers", &fields).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("Baris 2: Tidak ada \"nomor\"")
            || wrong.text.contains("Baris 2: Tidak ada &#34;nomor&#34;"),
        "{}",
        wrong.text
    );
    assert!(wrong.text.contains("laporan {{ nomor }} kami terima.") && wrong.text.contains("Sudah diterima"));
    let loops = [("title", "x"), ("body_id", "{% for a in name %}{{ a }}{% endfor %}"), ("body_en", "")];
    assert_eq!(supervisor.post("/desk/answers", &loops).await.status, 422);
    assert_eq!(supervisor.post("/desk/answers", &[("title", " "), ("body_id", "Halo")]).await.status, 422);
    assert_eq!(supervisor.post("/desk/answers", &[("title", "Kosong")]).await.status, 422);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM answer").await, 0);

    // Trying it out stores nothing either.
    let body = "Yth. {{ name }},\nlaporan {{ number }} ditangani {{ agency }}{% if place %} di {{ place }}{% endif %}.";
    let fields = [
        ("title", "Sudah diterima"),
        ("agency", &pdam),
        ("body_id", body),
        ("body_en", "Dear {{ name }}, {{ number }}."),
    ];
    let mut tried = fields.to_vec();
    tried.push(("do", "try"));
    let tried = supervisor.post("/desk/answers", &tried).await;
    assert!(
        tried.status == 200
            && tried
                .text
                .contains("laporan 2611-000042-7 ditangani Dinas Pekerjaan Umum di Jalan Melati 12."),
        "{}",
        tried.text
    );
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM answer").await, 0);
    let saved = supervisor.post("/desk/answers", &fields).await;
    assert!(saved.status == 200 && saved.text.contains("Tersimpan"), "{}", saved.text);
    let id = house.number("SELECT id AS n FROM answer").await.to_string();

    // Whoever works on the agency's tickets is offered it; the reply keeps what was typed before.
    let path = format!("/desk/{}", ticket.id);
    for who in [AGENT, WATER] {
        let who = house.staff(who).await;
        let page = who.get(&path).await;
        assert!(
            page.text.contains(&format!("<option value=\"{id}\">Sudah diterima</option>")),
            "{}",
            page.text
        );
        let put = insert(&who, &path, &id, "Selamat pagi.").await;
        assert_eq!(put.status, 200);
        let words = format!(
            "Selamat pagi.\n\nYth. Siti Rahma,\nlaporan {} ditangani Perumda Air Minum.",
            ticket.number
        );
        assert_eq!(reply_box(&put), words);
        assert!(put.text.contains("data-draft-keep"));
        assert_eq!(insert(&who, &path, "", "Selamat pagi.").await.status, 422);
        let bare = who.get(&format!("{path}/answer/{id}")).await;
        assert!(bare.status == 200 && bare.text.starts_with("Yth. Siti Rahma,"), "{}", bare.text);
    }
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND NOT is_automatic").await,
        0
    );

    // Others neither see nor use nor change it.
    let roads = house.staff(ROADS).await;
    assert_eq!(roads.get(&format!("/desk/answers/{id}")).await.status, 404);
    assert!(!roads.get("/desk/answers").await.text.contains("Sudah diterima"));
    assert_eq!(roads.get(&format!("{path}/answer/{id}")).await.status, 404);
    let water = house.staff(WATER).await;
    let read = water.get(&format!("/desk/answers/{id}")).await;
    assert!(read.text.contains("Penyelianya yang mengubahnya") && !read.text.contains("answer-remove"));
    assert_eq!(water.post(&format!("/desk/answers/{id}"), &fields).await.status, 403);
    assert_eq!(water.post(&format!("/desk/answers/{id}/remove"), &[]).await.status, 403);
    let sneaked = water.post("/desk/answers", &fields).await;
    assert!(
        sneaked.status == 422 && sneaked.text.contains("Pilih instansi yang Anda selia"),
        "{}",
        sneaked.text
    );

    // Removed for all, and back again; everything stands in the audit with how it was.
    let gone = supervisor.post(&format!("/desk/answers/{id}/remove"), &[]).await;
    assert!(gone.text.contains(&format!("/desk/answers/{id}/restore")), "{}", gone.text);
    assert_eq!(insert(&water, &path, &id, "").await.status, 404);
    supervisor.post(&format!("/desk/answers/{id}/restore"), &[]).await;
    assert_eq!(insert(&water, &path, &id, "").await.status, 200);
    let audit = "SELECT COUNT(*) AS n FROM audit WHERE subject_kind = 'answer'";
    assert_eq!(house.number(audit).await, 3);
});

story!(own_answers_stay_ones_own_and_anonymous_stays_anonymous, async |house: &House| {
    let hidden = Report { name: Some("Siti Rahma"), is_anonymous: true, ..Report::default() };
    let ticket = report(house, hidden).await;
    let path = format!("/desk/{}", ticket.id);
    let agent = house.staff(AGENT).await;
    let fields = [("title", "Sapaan"), ("body_id", ""), ("body_en", "Dear {{ name }} <b>"), ("agency", "")];
    assert_eq!(agent.post("/desk/answers", &fields).await.status, 200);
    let id = house.number("SELECT id AS n FROM answer").await.to_string();
    // English words for an Indonesian citizen, because there are no others: said beside the name.
    assert!(agent.get(&path).await.text.contains("Sapaan (hanya bahasa Inggris)"));
    for who in [&agent, &house.staff(SUPERVISOR).await] {
        let page = who.get(&format!("{path}/answer/{id}")).await;
        assert!(!page.text.contains("Siti"), "{}", page.text);
    }
    assert_eq!(agent.get(&format!("{path}/answer/{id}")).await.text, "Dear Bapak/Ibu <b>");
    let put = insert(&agent, &path, &id, "").await;
    assert!(put.text.contains("Dear Bapak/Ibu &#60;b&#62;"), "a page escapes it: {}", reply_box(&put));
    let supervisor = house.staff(SUPERVISOR).await;
    assert_eq!(supervisor.get(&format!("/desk/answers/{id}")).await.status, 404);
    assert_eq!(insert(&supervisor, &path, &id, "x").await.status, 404);
});

story!(what_no_mail_server_takes_is_said_before_it_leaves, async |house: &House| {
    let from = Identity::Email("siti@example.test".into());
    let ticket = report(house, Report { from, ..Report::default() }).await;
    house.forget_jobs().await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}", ticket.id);
    let file = |name: &str| reqwest::multipart::Part::bytes(vec![7; 10_000_000]).file_name(name.to_owned());
    let form = reqwest::multipart::Form::new()
        .text("kind", "reply")
        .text("csrf", agent.csrf().await)
        .text("body", "Peta dan gambarnya terlampir.")
        .part("file", file("peta.bin"))
        .part("file", file("gambar.bin"));
    let said = agent.answer(agent.client.post(format!("{}{path}/message", house.url)).multipart(form)).await;
    assert!(said.text.contains("lebih besar dari 18 MB"), "{}", said.text);
    assert!(reply_box(&said).contains("Peta dan gambarnya terlampir."));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE staff_id IS NOT NULL").await, 0);
});
