//! Many tickets at once: each decided by itself, told one by one, taken back where nobody was in between.

use sahut::clock::MINUTE;
use sahut::tickets::Ticket;

use super::{Report, report, rows, write};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS, SUPERVISOR, WATER};

fn ticked(tickets: &[&Ticket]) -> Vec<(String, String)> {
    tickets.iter().map(|ticket| ("ticket".to_owned(), format!("{}:", ticket.id))).collect()
}

/// The bar's form with these boxes ticked.
async fn act(
    who: &crate::support::house::Visitor,
    tickets: &[&Ticket],
    fields: &[(&str, &str)],
) -> crate::support::house::Answer {
    let boxes = ticked(tickets);
    let mut all: Vec<(&str, &str)> =
        boxes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend(fields);
    who.post("/desk/bulk", &all).await
}

story!(many_are_assigned_and_each_refusal_has_its_reason, async |house: &House| {
    let air = report(house, Report::default()).await;
    let jalan = report(house, Report { category: "jalan", ..Report::default() }).await;
    let taken = report(house, Report { category: "jalan", ..Report::default() }).await;
    let secret = report(house, Report { is_confidential: true, ..Report::default() }).await;
    let (agent, supervisor) = (house.staff(AGENT).await, house.staff(SUPERVISOR).await);
    let wira = house.number("SELECT id AS n FROM staff WHERE email = 'pdam@kota.test'").await.to_string();
    let page = agent.get("/desk").await;
    assert!(
        page.text.contains(&format!("name=\"ticket\" value=\"{}:\" form=\"bulk\"", air.id)),
        "{}",
        page.text
    );
    // A colleague takes one after the page was opened.
    supervisor.post(&format!("/desk/{}/assign", taken.id), &[("to", "me"), ("seen", "")]).await;

    let told = act(
        &agent,
        &[&air, &jalan, &secret],
        &[("do", "assign"), ("assignee", &wira), ("list", "?view=late")],
    )
    .await;
    assert!(told.path.starts_with("/desk/bulk/") && told.status == 200, "{}", told.text);
    assert!(
        told.text.contains("Serahkan kepada Wira Air")
            && told.text.contains("1 laporan berubah")
            && told.text.contains("2 tidak dapat diubah")
    );
    assert!(
        told.text.contains("rekan itu tidak melihat laporan instansi ini"),
        "the road is not his: {}",
        told.text
    );
    assert!(told.text.contains("tidak ada, atau di luar jangkauan Anda"), "{}", told.text);
    assert!(
        !told.text.contains(&secret.number.to_string()) && told.text.contains("href=\"/desk?view=late\"")
    );
    assert_eq!(rows(&house.staff(WATER).await.get("/desk?view=mine").await), vec![air.id.to_string()]);
    // Only who did it reads it.
    assert_eq!(supervisor.get(&told.path).await.status, 404);
    assert_eq!(supervisor.post(&format!("{}/undo", told.path), &[]).await.status, 404);

    let told = act(&agent, &[&jalan, &taken], &[("do", "assign"), ("assignee", "me")]).await;
    assert!(
        told.text.contains("1 laporan berubah") && told.text.contains("baru saja diubah orang lain"),
        "{}",
        told.text
    );
    assert_eq!(rows(&agent.get("/desk?view=mine").await), vec![jalan.id.to_string()]);
    let undone = agent.post(&format!("{}/undo", told.path), &[]).await;
    assert!(undone.text.contains("1 dikembalikan"), "{}", undone.text);
    assert_eq!(rows(&agent.get("/desk?view=mine").await), Vec::<String>::new());
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE subject_kind = 'bulk'").await, 3);
});

story!(a_change_to_many_is_taken_back_where_nobody_was_in_between, async |house: &House| {
    let mut all = Vec::new();
    for _ in 0..4 {
        all.push(report(house, Report { category: "jalan", ..Report::default() }).await);
    }
    let tickets: Vec<&Ticket> = all.iter().collect();
    let roads = house.staff(ROADS).await;
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await.to_string();
    let mine = act(&roads, &tickets[..1], &[("do", "assign"), ("assignee", "me")]).await;
    assert!(mine.text.contains("1 laporan berubah"));

    // Nothing without a reason; what was ticked and typed is kept.
    let wrong = act(&roads, &tickets, &[("do", "refer"), ("agency", &pdam), ("refer-reason", " ")]).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains(&all[3].number.to_string())
            && wrong.text.contains(&format!("value=\"{pdam}\" selected"))
    );
    assert!(wrong.text.contains("href=\"#bulk-refer-reason\""), "{}", wrong.text);
    assert_eq!(act(&roads, &[], &[("do", "assign"), ("assignee", "me")]).await.status, 422);
    assert_eq!(act(&roads, &tickets, &[("do", "refer"), ("refer-reason", "x")]).await.status, 422);
    assert_eq!(
        act(&roads, &tickets, &[("do", "status"), ("status", "reject:unclear"), ("status-reason", "")])
            .await
            .status,
        422
    );
    assert_eq!(act(&roads, &tickets, &[("do", "category"), ("category", "99")]).await.status, 422);

    // Away to the waterworks, who answers one of them; the rest comes back, to whoever had it.
    let reason = [("do", "refer"), ("agency", &*pdam), ("refer-reason", "Pipa, bukan jalan")];
    let told = act(&roads, &tickets, &reason).await;
    assert!(told.text.contains("4 laporan berubah"), "{}", told.text);
    assert_eq!(rows(&roads.get("/desk").await), Vec::<String>::new());
    let water = house.staff(WATER).await;
    assert_eq!(rows(&water.get("/desk").await).len(), 4);
    write(&water, &all[1], "reply", "Kami periksa.", "stay").await;
    let undone = roads.post(&format!("{}/undo", told.path), &[]).await;
    assert!(
        undone.text.contains("3 dikembalikan") && undone.text.contains("tetap: sesudahnya diubah orang"),
        "{}",
        undone.text
    );
    assert_eq!(rows(&roads.get("/desk").await).len(), 3);
    assert_eq!(rows(&roads.get("/desk?view=mine").await), vec![all[0].id.to_string()]);
    assert_eq!(rows(&water.get("/desk").await), vec![all[1].id.to_string()]);
    // Once more changes nothing.
    let events = "SELECT COUNT(*) AS n FROM ticket_event";
    let before = house.number(events).await;
    roads.post(&format!("{}/undo", told.path), &[]).await;
    assert_eq!(house.number(events).await, before);
    house.forget_jobs().await;
});

story!(citizens_are_told_once_and_the_way_back_ends, async |house: &House| {
    let one = report(house, Report::default()).await;
    let two = report(house, Report::default()).await;
    let agent = house.staff(AGENT).await;
    let ktp = house.number("SELECT id AS n FROM category WHERE code = 'ktp'").await.to_string();
    let told = act(&agent, &[&one, &two], &[("do", "category"), ("category", &ktp)]).await;
    assert!(told.text.contains("Ganti kategori menjadi KTP-el"), "{}", told.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket t JOIN category c ON c.id = t.category_id WHERE c.code = 'ktp'").await, 2);
    let same = act(&agent, &[&one], &[("do", "category"), ("category", &ktp)]).await;
    assert!(same.text.contains("1 memang sudah begitu"), "{}", same.text);
    agent.post(&format!("{}/undo", told.path), &[]).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket t JOIN category c ON c.id = t.category_id WHERE c.code = 'ktp'").await, 0);

    let messages = "SELECT COUNT(*) AS n FROM message WHERE body LIKE '%Pipa sudah diganti%'";
    let resolved = [("do", "status"), ("status", "answer"), ("status-reason", "Pipa sudah diganti.")];
    let told = act(&agent, &[&one, &two], &resolved).await;
    assert!(told.text.contains("2 laporan berubah") && told.text.contains("tidak ditarik"), "{}", told.text);
    assert_eq!(house.number(messages).await, 2);
    house.app.db.clock.advance(9 * MINUTE);
    let undone = agent.post(&format!("{}/undo", told.path), &[]).await;
    assert!(undone.text.contains("2 dikembalikan"));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_open").await, 2);
    assert_eq!(house.number(messages).await, 2, "nobody is told a second time");
    let again = "SELECT COUNT(*) AS n FROM message WHERE body LIKE 'Laporan % kami buka lagi.%'
        AND body NOT LIKE '%Pipa sudah diganti%'";
    assert_eq!(house.number(again).await, 2, "whoever heard that it was over hears that it is not");
    let told = act(&agent, &[&one, &two], &resolved).await;
    house.app.db.clock.advance(11 * MINUTE);
    let late = agent.post(&format!("{}/undo", told.path), &[]).await;
    assert!(
        late.text.contains("Sepuluh menit sudah lewat") && !late.text.contains("undo-hint"),
        "{}",
        late.text
    );
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_open").await, 0);

    // A hundred and one are too many, and nothing happens to any.
    let boxes: Vec<(String, String)> = (1..=101).map(|n| ("ticket".to_owned(), format!("{n}:"))).collect();
    let mut fields: Vec<(&str, &str)> =
        boxes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend([("do", "assign"), ("assignee", "me")]);
    let many = agent.post("/desk/bulk", &fields).await;
    assert!(many.status == 422 && many.text.contains("Paling banyak 100 laporan"), "{}", many.text);
    house.forget_jobs().await;
});

story!(what_was_put_aside_sleeps_on_when_it_is_taken_back, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let agent = house.staff(AGENT).await;
    let wira = house.number("SELECT id AS n FROM staff WHERE email = 'pdam@kota.test'").await.to_string();
    let pupr = house.number("SELECT id AS n FROM agency WHERE code = 'pupr'").await.to_string();
    let fire = house.number("SELECT id AS n FROM category WHERE code = 'kebakaran'").await.to_string();
    let taking = agent.post("/desk/macros", &[("title", "Ambil"), ("hand", "me")]).await.path;
    let taking = taking.rsplit('/').next().expect("an id");
    let until = "SELECT COALESCE(MAX(asleep_until), 0) AS n FROM ticket";
    agent.post(&format!("/desk/{}/aside", ticket.id), &[("rest", "hours")]).await;
    let then = house.number(until).await;
    assert_eq!(then, house.app.db.clock.now() + 120 * MINUTE);
    let deeds: [&[(&str, &str)]; 5] = [
        &[("do", "assign"), ("assignee", wira.as_str())],
        &[("do", "refer"), ("agency", pupr.as_str()), ("refer-reason", "Pipa di jalan")],
        &[("do", "category"), ("category", fire.as_str())],
        &[("do", "status"), ("status", "answer"), ("status-reason", "Sudah menyala.")],
        // Two minutes before its time.
        &[("do", "macro"), ("macro", taking)],
    ];
    for (n, deed) in deeds.into_iter().enumerate() {
        house.app.db.clock.advance(if n == 4 { 114 * MINUTE } else { MINUTE });
        let told = act(&agent, &[&ticket], deed).await;
        assert!(told.text.contains("1 laporan berubah"), "{deed:?}: {}", told.text);
        assert_eq!(house.number(until).await, 0, "{deed:?} wakes it");
        let undone = agent.post(&format!("{}/undo", told.path), &[]).await;
        assert!(undone.text.contains("1 dikembalikan"), "{deed:?}: {}", undone.text);
        assert_eq!(house.number(until).await, then, "{deed:?}");
    }
    house.forget_jobs().await;
});

story!(taking_in_hand_may_tell_citizens, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let taking = agent.post("/desk/macros", &[("title", "Ambil"), ("hand", "me")]).await.path;
    let taking = taking.rsplit('/').next().expect("an id");
    let ktp = house.number("SELECT id AS n FROM category WHERE code = 'ktp'").await.to_string();
    let deeds = [
        ([("do", "assign"), ("assignee", "me")], true),
        ([("do", "macro"), ("macro", taking)], true),
        ([("do", "category"), ("category", ktp.as_str())], false),
    ];
    for is_on in [false, true] {
        for (deed, tells) in deeds {
            let ticket = report(house, Report::default()).await;
            let told = act(&agent, &[&ticket], &deed).await;
            assert!(told.text.contains("1 laporan berubah"), "{deed:?}: {}", told.text);
            assert_eq!(told.text.contains("tidak ditarik"), is_on && tells, "{deed:?}: {}", told.text);
        }
        let administrator = house.staff(ADMINISTRATOR).await;
        administrator.post("/admin/texts/verified/switch", &[("active", "1")]).await;
    }
    house.forget_jobs().await;
});
