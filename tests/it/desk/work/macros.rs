//! Macros: several things with one click, all or nothing, with the rights of whoever clicks, and back again.

use channels::Identity;

use crate::desk::{Report, between, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR, WATER};
use crate::support::house::{Answer, Visitor};

async fn id_of(house: &House, sql: &'static str) -> String {
    house.number(sql).await.to_string()
}

/// The id of what was just saved.
fn saved(page: &Answer) -> String {
    assert_eq!(page.status, 200, "{}", page.text);
    page.path.rsplit('/').next().expect("an id").to_owned()
}

async fn apply(who: &Visitor, ticket: sahut::ids::TicketId, id: &str) -> Answer {
    who.post(&format!("/desk/{ticket}/macro"), &[("macro", id)]).await
}

story!(a_macro_does_all_of_it_and_takes_it_back, async |house: &House| {
    let from = Identity::Email("siti@example.test".into());
    let ticket = report(house, Report { from, name: Some("Siti"), ..Report::default() }).await;
    house.forget_jobs().await;
    let agent = house.staff(AGENT).await;
    let answer =
        [("title", "Minta alamat"), ("body_id", "Yth. {{ name }}, di mana {{ number }}?"), ("agency", "")];
    let answer = saved(&agent.post("/desk/answers", &answer).await);
    let ktp = id_of(house, "SELECT id AS n FROM category WHERE code = 'ktp'").await;
    let fields = [
        ("title", "Tanya alamat"),
        ("category", ktp.as_str()),
        ("hand", "me"),
        ("answer", answer.as_str()),
        ("step", "ask_citizen"),
        ("note", "Sudah ditanya, cek @Wira"),
        ("rest", "days"),
    ];
    let id = saved(&agent.post("/desk/macros", &fields).await);
    let path = format!("/desk/{}", ticket.id);
    let preview = agent.get(&format!("{path}?macro={id}")).await;
    let shown = between(&preview.text, "class=\"macro-preview\"", "</section>");
    for told in [
        "Yth. Siti, di mana",
        &ticket.number.to_string(),
        "Kategori: KTP-el",
        "Ambil laporan",
        "selama tiga hari",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    assert_eq!(
        house
            .number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND staff_id IS NOT NULL")
            .await,
        0
    );

    let done = apply(&agent, ticket.id, &id).await;
    assert!(
        done.text.contains("Makro sudah dipakai") && done.text.contains("Ditunda sampai"),
        "{}",
        done.text
    );
    assert!(done.text.contains("Yth. Siti, di mana"));
    let is = "SELECT COUNT(*) AS n FROM ticket t JOIN category c ON c.id = t.category_id JOIN staff v ON v.id = t.assignee_id
        WHERE t.stage = 'waiting_citizen' AND c.code = 'ktp' AND v.email = 'agent@kota.test' AND t.asleep_until IS NOT NULL";
    assert_eq!(house.number(is).await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'note'").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM notice WHERE kind = 'mentioned'").await, 1);
    let outgoing = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND staff_id IS NOT NULL";
    assert_eq!(house.number(outgoing).await, 1, "the answer says it; nothing is said twice");

    // Back: hands, category, stage, awake. What was said stays said; twice is once.
    let bulk = id_of(house, "SELECT id AS n FROM bulk").await;
    let back = agent.post(&format!("{path}/macro/undo"), &[("bulk", &bulk)]).await;
    assert!(back.text.contains("Sudah dikembalikan"), "{}", back.text);
    let was = "SELECT COUNT(*) AS n FROM ticket t JOIN category c ON c.id = t.category_id
        WHERE t.stage = 'verified' AND c.code = 'air' AND t.assignee_id IS NULL AND t.asleep_until IS NULL";
    assert_eq!(house.number(was).await, 1);
    assert_eq!(house.number(outgoing).await, 1);
    let again = agent.post(&format!("{path}/macro/undo"), &[("bulk", &bulk)]).await;
    assert_eq!(again.status, 200);
    assert_eq!(house.number(was).await, 1);
    // Nobody takes back what somebody else did.
    let water = house.staff(WATER).await;
    assert_eq!(water.post(&format!("{path}/macro/undo"), &[("bulk", &bulk)]).await.status, 404);
    house.forget_jobs().await;
});

story!(a_part_that_is_refused_undoes_the_others, async |house: &House| {
    let fire = report(house, Report { category: "kebakaran", ..Report::default() }).await;
    let water = report(house, Report::default()).await;
    let agent = house.staff(AGENT).await;
    // An emergency cannot be put aside: neither note nor step of this macro stay.
    let fields = [("title", "Nanti"), ("step", "start"), ("note", "Nanti saja"), ("rest", "tomorrow")];
    let id = saved(&agent.post("/desk/macros", &fields).await);
    let refused = apply(&agent, fire.id, &id).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("Makro tidak dipakai") && refused.text.contains("darurat tidak dapat ditunda"),
        "{}",
        refused.text
    );
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'note'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE stage = 'in_work'").await, 0);
    // Over a selection: each by itself, and told.
    let picks = [format!("{}:", fire.id), format!("{}:", water.id)];
    let fields = [
        ("ticket", picks[0].as_str()),
        ("ticket", picks[1].as_str()),
        ("do", "macro"),
        ("macro", id.as_str()),
    ];
    let told = agent.post("/desk/bulk", &fields).await;
    assert!(
        told.text.contains("Pakai makro") && told.text.contains("keadaan darurat tidak dapat ditunda"),
        "{}",
        told.text
    );
    assert_eq!(
        house
            .number("SELECT COUNT(*) AS n FROM ticket WHERE stage = 'in_work' AND asleep_until IS NOT NULL")
            .await,
        1
    );
    let back = agent.post(&format!("{}/undo", told.path), &[("list", "")]).await;
    assert!(back.text.contains("1 dikembalikan") || back.text.contains("dikembalikan"), "{}", back.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE asleep_until IS NOT NULL").await, 0);
    assert_eq!(
        agent.post("/desk/bulk", &[("ticket", &picks[1]), ("do", "macro"), ("macro", "")]).await.status,
        422
    );
    house.forget_jobs().await;
});

story!(macros_are_written_with_care_and_shared_where_they_fit, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let (agent, supervisor) = (house.staff(AGENT).await, house.staff(SUPERVISOR).await);
    let pdam = id_of(house, "SELECT id AS n FROM agency WHERE code = 'pdam'").await;
    let own = [("title", "Punya saya"), ("body_id", "Halo"), ("agency", "")];
    let own = saved(&supervisor.post("/desk/answers", &own).await);
    for (fields, field) in [
        (vec![("title", ""), ("step", "start")], "title"),
        (vec![("title", "Kosong")], "step"),
        (vec![("title", "x"), ("step", "ask_citizen")], "words"),
        (vec![("title", "x"), ("step", "reject:prank"), ("words", "Iseng"), ("rest", "week")], "rest"),
        (vec![("title", "x"), ("step", "refer"), ("words", "y")], "step"),
        (vec![("title", "x"), ("agency", pdam.as_str()), ("answer", own.as_str())], "answer"),
        (vec![("title", "x"), ("words", "tanpa langkah")], "words"),
    ] {
        let wrong = supervisor.post("/desk/macros", &fields).await;
        assert_eq!(wrong.status, 422, "{fields:?}");
        assert!(wrong.text.contains(&format!("<li><a href=\"#{field}\">")), "{field}: {}", wrong.text);
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM macro").await, 0);
    assert_eq!(
        agent.post("/desk/macros", &[("title", "x"), ("agency", &pdam), ("step", "start")]).await.status,
        422
    );

    let shared = [("title", "Mulai"), ("agency", pdam.as_str()), ("step", "start")];
    let shared = saved(&supervisor.post("/desk/macros", &shared).await);
    let path = format!("/desk/{}", ticket.id);
    assert!(
        house
            .staff(WATER)
            .await
            .get(&path)
            .await
            .text
            .contains(&format!("name=\"macro\" value=\"{shared}\""))
    );
    assert!(agent.get(&format!("/desk/macros/{shared}")).await.text.contains("Penyelianya yang mengubahnya"));
    assert_eq!(
        agent.post(&format!("/desk/macros/{shared}"), &[("title", "x"), ("step", "start")]).await.status,
        403
    );
    let roads = house.staff(ROADS).await;
    assert_eq!(roads.get(&format!("/desk/macros/{shared}")).await.status, 404, "another agency's");
    assert_eq!(apply(&roads, ticket.id, &shared).await.status, 404);
    assert_eq!(apply(&agent, ticket.id, &shared).await.status, 200);
    // Removed, it is in no list and cannot be used; brought back, it is there.
    let gone = supervisor.post(&format!("/desk/macros/{shared}/remove"), &[]).await;
    assert!(gone.text.contains("sudah dihapus"), "{}", gone.text);
    assert_eq!(apply(&agent, ticket.id, &shared).await.status, 404);
    supervisor.post(&format!("/desk/macros/{shared}/restore"), &[]).await;
    assert_eq!(apply(&agent, ticket.id, &shared).await.status, 200);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE subject_kind = 'macro'").await, 3);
    house.forget_jobs().await;
});
