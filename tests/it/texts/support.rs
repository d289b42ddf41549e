//! One agency is responsible, others help: who sees what, who may do what, and how it ends.

use channels::{Attachment, Content, Thread};

use sahut::intake::{self, Received};
use sahut::tickets::life::Stage;

use super::links::OFFICE;
use super::{
    about, again, agency, answers_by_mail, into_a_folder, letter, letters_to, noticed, refer, report, step,
};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR, WATER};
use crate::support::house::{Answer, Visitor};

async fn ask(house: &House, who: &Visitor, ticket: &sahut::tickets::Ticket, of: &str, note: &str) -> Answer {
    let of = agency(house, of).await.to_string();
    who.post(&format!("/desk/{}/support", ticket.id), &[("agency", &of), ("note", note)]).await
}

async fn write(who: &Visitor, id: sahut::ids::TicketId, kind: &str, text: &str) -> Answer {
    let form = reqwest::multipart::Form::new()
        .text("kind", kind.to_owned())
        .text("csrf", who.csrf().await)
        .text("body", text.to_owned())
        .text("then", "stay");
    who.answer(who.client.post(format!("{}/desk/{id}/message", who.url)).multipart(form)).await
}

fn with_a_picture() -> channels::Inbound {
    let mut inbound = letter("siti@warga.test", "Air", "Air mati karena galian", Thread::default());
    inbound.attachments.push(Attachment {
        name: "foto.png".into(),
        media_type: "image/png".into(),
        content: Content::Bytes(b"\x89PNG\r\n\x1a\n".to_vec()),
    });
    inbound
}

story!(an_agency_that_helps_sees_writes_and_says_when_it_is_done, async |house: &House| {
    let ticket = report(house, with_a_picture(), about("air")).await;
    let path = format!("/desk/{}", ticket.id);
    let file = house.number("SELECT id AS n FROM attachment").await;
    let (water, roads) = (house.staff(WATER).await, house.staff(ROADS).await);
    assert_eq!(roads.get(&path).await.status, 404);
    assert_eq!(ask(house, &roads, &ticket, "pupr", "x").await.status, 404, "nobody invites themselves");
    for (of, note, remedy) in [("pupr", " ", "Tulis dulu"), ("pdam", "Gali", "sudah bertanggung jawab")] {
        let refused = ask(house, &water, &ticket, of, note).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains(remedy), "{remedy}: {}", refused.text);
    }
    let asked = ask(house, &water, &ticket, "pupr", "Tutup galian di Jalan Melati.").await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    assert_eq!(noticed(house, ROADS).await, ["support_asked"]);

    // They see it: the page, the file, the list of what they support; their own queue stays theirs.
    let page = roads.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("Tutup galian di Jalan Melati.") && page.text.contains("Instansi Anda membantu")
    );
    assert!(!page.text.contains("composer-tab\" for=\"composer-reply\""), "they do not answer the citizen");
    assert_eq!(roads.get(&format!("/desk/file/{file}")).await.status, 200);
    let listed = async |who: &Visitor, query: &str| {
        who.get(&format!("/desk{query}")).await.text.contains(&format!("data-live-key=\"{}\"", ticket.id))
    };
    assert!(listed(&roads, "?view=supporting").await);
    assert!(!listed(&roads, "?view=open").await);
    assert!(!listed(&water, "?view=supporting").await);
    assert!(roads.get("/desk").await.text.contains("Kami bantu"), "the view is in the navigation");

    // They write notes, and nothing else.
    assert_eq!(write(&roads, ticket.id, "note", "Kami tutup besok.").await.status, 200);
    assert_eq!(write(&roads, ticket.id, "reply", "Kami tutup besok.").await.status, 403);
    let pupr = agency(house, "pupr").await.to_string();
    let shut: [(&str, &[(&str, &str)]); 6] = [
        ("step", &[("step", "answer"), ("reason", "x")]),
        ("assign", &[("to", "me"), ("seen", "")]),
        ("refer", &[("agency", &pupr), ("reason", "x")]),
        ("category", &[("category", "1")]),
        ("support", &[("agency", &pupr), ("note", "x")]),
        ("resend", &[("message", "1")]),
    ];
    let history = house.number("SELECT COUNT(*) AS n FROM ticket_event").await;
    for (door, fields) in shut {
        assert_eq!(roads.post(&format!("{path}/{door}"), fields).await.status, 403, "{door}");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_event").await, history);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NULL").await, 1);
    roads.post("/desk/next", &[]).await;
    assert_eq!(again(house, ticket.id).await.assignee_id, None, "it is not theirs to take");

    // Whoever answers is warned while a part is open.
    assert!(water.get(&path).await.text.contains("belum selesai dengan bagiannya: Dinas Pekerjaan Umum"));
    let done = format!("{path}/support/{pupr}/done");
    assert_eq!(water.post(&done, &[("words", "x")]).await.status, 403, "only those who were asked");
    assert_eq!(roads.post(&done, &[("words", "")]).await.status, 422);
    let finished = roads.post(&done, &[("words", "Galian sudah ditutup.")]).await;
    assert_eq!(finished.status, 200, "{}", finished.text);
    assert_eq!(noticed(house, WATER).await, ["support_done"]);
    assert!(!listed(&roads, "?view=supporting").await, "done is done");
    let page = water.get(&path).await.text;
    assert!(page.contains("Galian sudah ditutup.") && !page.contains("belum selesai dengan bagiannya"));
    assert_eq!(roads.get(&path).await.status, 200, "they still see what became of it");
    step(&water, ticket.id, "answer", "Air mengalir lagi.").await;
    house.forget_jobs().await;
});

story!(taken_back_they_see_it_no_longer, async |house: &House| {
    let ticket = report(house, with_a_picture(), about("air")).await;
    let path = format!("/desk/{}", ticket.id);
    let file = house.number("SELECT id AS n FROM attachment").await;
    let (water, roads) = (house.staff(WATER).await, house.staff(ROADS).await);
    ask(house, &water, &ticket, "pupr", "Tutup galian.").await;
    assert_eq!(roads.get(&path).await.status, 200);
    let pupr = agency(house, "pupr").await;
    let withdraw = format!("{path}/support/{pupr}/withdraw");
    assert_eq!(roads.post(&withdraw, &[]).await.status, 403);
    assert_eq!(water.post(&withdraw, &[]).await.status, 200);
    let nowhere = roads.get("/desk/12345").await;
    let shut = roads.get(&path).await;
    assert_eq!((shut.status, &shut.text), (404, &nowhere.text));
    assert_eq!(roads.get(&format!("/desk/file/{file}")).await.status, 404);
    assert_eq!(write(&roads, ticket.id, "note", "x").await.status, 404);
    assert_eq!(roads.post(&format!("{path}/support/{pupr}/done"), &[("words", "x")]).await.status, 404);
    let digits = ticket.number.digits().to_owned();
    for query in [
        "?view=supporting".to_owned(),
        "?view=open".into(),
        format!("?q={digits}"),
        format!("?agency={pupr}&view=supporting"),
    ] {
        let page = roads.get(&format!("/desk{query}")).await;
        assert!(
            !page.text.contains("Air mati karena galian") && !page.path.ends_with(&ticket.id.to_string()),
            "{query}"
        );
    }
    // Their notice is there, without a word of the ticket.
    let id = crate::texts::staff(house, ROADS).await;
    let all = house.app.db.read(async |tx| sahut::notices::of(tx, id, None).await).await.unwrap();
    assert!(all.iter().all(|notice| notice.number.is_none() && notice.subject.is_none()));
    let page = water.get(&path).await.text;
    assert!(page.contains("bantuan Dinas Pekerjaan Umum tidak diperlukan lagi"), "{page}");
    house.forget_jobs().await;
});

story!(who_becomes_responsible_does_not_support, async |house: &House| {
    let ticket = report(house, with_a_picture(), about("air")).await;
    let water = house.staff(WATER).await;
    ask(house, &water, &ticket, "pupr", "Tutup galian.").await;
    refer(house, &water, ticket.id, "pupr", "Semua di jalan").await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_support").await, 0);
    let roads = house.staff(ROADS).await;
    step(&roads, ticket.id, "accept", "").await;
    assert_eq!(water.get(&format!("/desk/{}", ticket.id)).await.status, 404);
    house.forget_jobs().await;
});

story!(confidential_ones_need_the_right_also_of_those_who_help, async |house: &House| {
    let wishes = intake::Wishes { is_confidential: true, ..about("air") };
    let ticket = report(house, with_a_picture(), wishes).await;
    let path = format!("/desk/{}", ticket.id);
    // A colleague at public works who may not read confidential tickets.
    let pupr = agency(house, "pupr").await.to_string();
    let administrator = house.staff(crate::support::city::ADMINISTRATOR).await;
    let id = crate::texts::staff(house, AGENT).await;
    let fields = [("name", "Ayu"), ("role", "agent"), ("language", "id"), ("agency", pupr.as_str())];
    assert_eq!(administrator.post(&format!("/admin/staff/{id}"), &fields).await.status, 200);
    ask(house, &house.staff(SUPERVISOR).await, &ticket, "pupr", "Periksa.").await;
    assert_eq!(house.staff(ROADS).await.get(&path).await.status, 200, "the officer may");
    let agent = house.staff(AGENT).await;
    assert_eq!(agent.get(&path).await.status, 404);
    assert!(!agent.get("/desk?view=supporting").await.text.contains("Air mati karena galian"));
    house.forget_jobs().await;
});

story!(the_list_of_what_one_supports_comes_in_pages, async |house: &House| {
    let water = house.staff(WATER).await;
    for n in 0..45 {
        let inbound =
            letter(&format!("w{n}@warga.test"), "Air", &format!("Air mati {n:02}."), Thread::default());
        let ticket = report(house, inbound, about("air")).await;
        let pupr = agency(house, "pupr").await;
        let by = crate::texts::staff(house, WATER).await;
        house
            .app
            .db
            .write(async |tx| {
                let to = sahut::agencies::agency(tx, pupr).await?;
                sahut::tickets::ask_support(tx, &ticket, &to, "Gali", by).await
            })
            .await
            .unwrap();
    }
    for who in [ROADS, SUPERVISOR] {
        let who = house.staff(who).await;
        let first = who.get("/desk?view=supporting").await.text;
        assert_eq!(first.matches("class=\"queue-row").count(), 40);
        let next = first
            .split("class=\"pager\"")
            .nth(1)
            .and_then(|pager| pager.split("href=\"").find(|part| part.contains("rel=\"next\"")));
        let next = next
            .expect("a second page")
            .split('"')
            .next()
            .unwrap()
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        let second = who.get(&next).await.text;
        assert_eq!(second.matches("class=\"queue-row").count(), 5, "{next}");
    }
    drop(water);
    house.forget_jobs().await;
});

story!(an_agency_without_accounts_is_asked_for_help_by_letter, into_a_folder, async |house: &House| {
    answers_by_mail(house, "damkar", OFFICE, false).await;
    let ticket = report(house, with_a_picture(), about("air")).await;
    let water = house.staff(WATER).await;
    house.work().await;
    ask(house, &water, &ticket, "damkar", "Tolong pinjamkan pompa.").await;
    house.work().await;
    let asked = letters_to(house, OFFICE).pop().expect("a letter");
    assert!(asked.text.contains("Tolong pinjamkan pompa.") && asked.text.contains("Air mati karena galian"));
    assert_eq!(asked.attachments.len(), 1, "the picture goes along");

    // Their answer takes no step, whatever its first word: whoever asked reads it.
    let thread = Thread { references: vec![asked.thread.message_id.expect("an id")], ..Thread::default() };
    let answer = letter(OFFICE, "Re: bantuan", "SELESAI: pompa sudah kami antar.", thread);
    intake::receive(&house.app, &Received::new(answer, b"raw".to_vec(), "message/rfc822")).await.unwrap();
    house.work().await;
    assert_eq!(letters_to(house, OFFICE).len(), 1, "and is not told that it is with somebody else");
    assert_ne!(again(house, ticket.id).await.stage, Stage::Answered);
    assert_eq!(noticed(house, WATER).await, ["agency_wrote"]);
    let page = water.get(&format!("/desk/{}", ticket.id)).await.text;
    assert!(page.contains("pompa sudah kami antar") && page.contains("Bagian mereka selesai"), "{page}");

    let damkar = agency(house, "damkar").await.to_string();
    let done = format!("/desk/{}/support/{damkar}/done", ticket.id);
    let page = water.post(&done, &[("words", "Pompa sudah diantar.")]).await.text;
    assert!(page.contains("Bagiannya selesai") && page.contains("Pompa sudah diantar."), "{page}");
    // Asked once more and let go before the letter leaves: it does not leave.
    ask(house, &water, &ticket, "damkar", "Ambil lagi pompanya.").await;
    water.post(&format!("/desk/{}/support/{damkar}/withdraw", ticket.id), &[]).await;
    house.work().await;
    assert_eq!(letters_to(house, OFFICE).len(), 1);
});
