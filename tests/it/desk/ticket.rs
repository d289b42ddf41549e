//! Working on a ticket: take, write, refer, set back.

use channels::{Attachment, Channel, Content, Identity};
use sahut::clock::MINUTE;

use super::{Report, between, report, rows, write};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR, WATER};

const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

story!(an_agent_takes_answers_and_closes, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let path = format!("/desk/{}", ticket.id);
    let agent = house.staff(AGENT).await;
    assert_eq!(rows(&agent.get("/desk?view=unassigned").await), vec![ticket.id.to_string()]);
    let page = agent.get(&path).await;
    assert!(page.text.contains("Air mati sejak pagi") && page.text.contains(&ticket.number.to_string()));

    let taken = agent.post(&format!("{path}/assign"), &[("to", "me"), ("seen", "")]).await;
    assert!(taken.text.contains("Sekarang dipegang Ayu Agen"), "{}", taken.text);
    assert_eq!(rows(&agent.get("/desk?view=mine").await), vec![ticket.id.to_string()]);

    let empty = write(&agent, &ticket, "reply", "  ", "stay").await;
    assert_eq!(empty.status, 422);
    let answered = write(&agent, &ticket, "reply", "Petugas kami sedang ke sana.", "waiting").await;
    assert_eq!(answered.path, path);
    assert!(
        answered.text.contains("Petugas kami sedang ke sana.") && answered.text.contains("badge--waiting")
    );
    assert!(answered.text.contains("Menunggu sampai warga membuka"), "no address: it waits for the citizen");
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND state = 'held'").await,
        1
    );

    let note = write(&agent, &ticket, "note", "Jangan janji sebelum Senin", "resolved").await;
    assert!(note.text.contains("message--note") && note.text.contains("Jangan janji sebelum Senin"));
    assert!(note.text.contains("badge--waiting"), "a note moves nothing");
    let told = house.app.db.write(async |tx| {
        let ticket = sahut::tickets::get(tx, ticket.id).await?;
        sahut::track::spoken(&house.app, tx, &ticket, sahut::texts::Lang::Id).await
    });
    let told = told.await.expect("a status");
    assert!(told.contains("Petugas kami sedang ke sana.") && !told.contains("Jangan janji"), "{told}");

    // The citizen must read why; without words nothing changes, and what was typed is not lost.
    let silent = agent.post(&format!("{path}/step"), &[("step", "reject:unclear"), ("reason", " ")]).await;
    assert_eq!(silent.status, 422);
    let resolved =
        agent.post(&format!("{path}/step"), &[("step", "answer"), ("reason", "Pipa sudah diganti.")]).await;
    assert!(resolved.text.contains("badge--resolved") && resolved.text.contains("Pipa sudah diganti."));
    assert_eq!(rows(&agent.get("/desk").await), Vec::<String>::new());
    assert_eq!(rows(&agent.get("/desk?view=done").await), vec![ticket.id.to_string()]);
    // What the citizen was told cannot be taken back; what nobody was told can.
    assert!(!resolved.text.contains("value=\"take_back\""), "{}", resolved.text);
    assert_eq!(agent.post(&format!("{path}/step"), &[("step", "take_back")]).await.status, 409);
    agent.post(&format!("{path}/step"), &[("step", "reopen"), ("reason", "Masih bocor")]).await;
    let messages = "SELECT COUNT(*) AS n FROM message";
    let before = house.number(messages).await;
    // What was said in the same moment would count as told with the step.
    house.app.db.clock.advance(MINUTE);
    let begun = agent.post(&format!("{path}/step"), &[("step", "start")]).await;
    assert!(begun.text.contains("badge--progress") && begun.text.contains("value=\"take_back\""));
    let undone = agent.post(&format!("{path}/step"), &[("step", "take_back")]).await;
    assert!(undone.text.contains("badge--open"), "{}", undone.text);
    assert_eq!(house.number(messages).await, before);
    // A step that does not begin here is refused with the reason.
    let refused = agent.post(&format!("{path}/step"), &[("step", "verify")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("Langkah ini tidak bisa sekarang"), "{}", refused.text);
});

story!(an_answer_by_mail_is_queued_with_its_files, async |house: &House| {
    let from = Identity::Email("siti@example.test".into());
    let ticket = report(house, Report { from, name: Some("Siti"), ..Report::default() }).await;
    house.forget_jobs().await;
    let agent = house.staff(AGENT).await;
    let part =
        |name: &str, bytes: &[u8]| reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    let form = async |files: Vec<(&str, &[u8])>| {
        let mut form = reqwest::multipart::Form::new()
            .text("kind", "reply")
            .text("csrf", agent.csrf().await)
            .text("body", "Ini denahnya.")
            .text("then", "stay");
        for (name, bytes) in files {
            form = form.part("files", part(name, bytes));
        }
        agent
            .answer(agent.client.post(format!("{}/desk/{}/message", house.url, ticket.id)).multipart(form))
            .await
    };
    let many = form(vec![("a", PIXEL); 6]).await;
    assert_eq!(many.status, 422);
    assert!(many.text.contains("Ini denahnya."), "what was typed is kept");
    let sent = form(vec![("../../denah.png", PIXEL), ("surat.html", b"<script>alert(1)</script>")]).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    assert_eq!(
        house
            .number("SELECT COUNT(*) AS n FROM message WHERE state = 'queued' AND staff_id IS NOT NULL")
            .await,
        1
    );
    assert!(sent.text.contains("denah.png") && !sent.text.contains("../"));

    let file = house.number("SELECT id AS n FROM attachment WHERE name = 'denah.png'").await;
    let page = house.number("SELECT id AS n FROM attachment WHERE name = 'surat.html'").await;
    let look = async |path: String| {
        let answer = agent.client.get(format!("{}{path}", house.url)).send().await.expect("a file");
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        (header("content-type"), header("content-disposition"), header("content-security-policy"))
    };
    let (kind, disposition, _) = look(format!("/desk/file/{file}?inline=1")).await;
    assert!(kind == "image/png" && disposition.starts_with("inline"), "{kind} {disposition}");
    let (kind, disposition, policy) = look(format!("/desk/file/{page}?inline=1")).await;
    assert!(
        kind == "application/octet-stream" && disposition.starts_with("attachment"),
        "{kind} {disposition}"
    );
    assert!(policy.contains("sandbox"));
    let (_, disposition, _) = look(format!("/desk/file/{file}")).await;
    assert!(disposition.starts_with("attachment"));

    // A multipart form without the token stores nothing.
    let before = house.number("SELECT COUNT(*) AS n FROM message").await;
    let bare = reqwest::multipart::Form::new()
        .text("kind", "reply")
        .text("body", "palsu")
        .part("files", part("x", PIXEL));
    let forged = agent.client.post(format!("{}/desk/{}/message", house.url, ticket.id)).multipart(bare);
    assert_eq!(agent.answer(forged).await.status, 403);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, before);
    house.forget_jobs().await;
});

story!(of_two_who_take_at_once_the_second_is_told, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let (agent, supervisor) = (house.staff(AGENT).await, house.staff(SUPERVISOR).await);
    let path = format!("/desk/{}/assign", ticket.id);
    let take = [("to", "me"), ("seen", "")];
    let (one, other) =
        futures_util::future::join(agent.post(&path, &take), supervisor.post(&path, &take)).await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let told = if one.status == 409 { one } else { other };
    assert!(
        told.text.contains("Orang lain lebih dulu")
            && told.text.contains(&format!("href=\"/desk/{}\"", ticket.id))
    );
});

story!(a_referred_ticket_changes_hands, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let path = format!("/desk/{}", ticket.id);
    let (water, roads) = (house.staff(WATER).await, house.staff(ROADS).await);
    assert_eq!(roads.get(&path).await.status, 404);
    water.post(&format!("{path}/assign"), &[("to", "me"), ("seen", "")]).await;
    let pupr = house.number("SELECT id AS n FROM agency WHERE code = 'pupr'").await.to_string();
    assert_eq!(water.post(&format!("{path}/refer"), &[("agency", &pupr), ("reason", "")]).await.status, 422);
    let gone = water
        .post(&format!("{path}/refer"), &[("agency", &pupr), ("reason", "Galian jalan, bukan pipa")])
        .await;
    assert!(gone.path == "/desk" && gone.text.contains(&ticket.number.to_string()), "{}", gone.text);
    assert_eq!(water.get(&path).await.status, 404);
    assert_eq!(rows(&water.get("/desk").await), Vec::<String>::new());
    let seen = roads.get(&path).await;
    assert!(
        seen.text.contains("Galian jalan, bukan pipa")
            && seen.text.contains("Wira Air merujuk ke Dinas Pekerjaan Umum")
    );
    assert_eq!(rows(&roads.get("/desk?view=unassigned").await), vec![ticket.id.to_string()]);
    // A colleague who does not see it cannot be given it.
    let wira = house.number("SELECT id AS n FROM staff WHERE email = 'pdam@kota.test'").await.to_string();
    assert_eq!(roads.post(&format!("{path}/assign"), &[("to", &wira), ("seen", "")]).await.status, 422);
    let lamp = house.number("SELECT id AS n FROM category WHERE code = 'lampu-jalan'").await.to_string();
    let filed = roads.post(&format!("{path}/category"), &[("category", &lamp)]).await;
    assert!(filed.text.contains("Kategori sekarang: Lampu jalan"));
});

story!(a_failed_answer_is_seen_and_sent_again, async |house: &House| {
    let from = Identity::Email("siti@example.test".into());
    let ticket = report(house, Report { from, ..Report::default() }).await;
    house.forget_jobs().await;
    let agent = house.staff(AGENT).await;
    write(&agent, &ticket, "reply", "Sudah kami perbaiki.", "resolved").await;
    house.forget_jobs().await;
    let id = house.number("SELECT id AS n FROM message WHERE staff_id IS NOT NULL").await;
    let failed = house.app.db.write(async |tx| {
        let message = sahut::conversations::message(tx, sahut::ids::MessageId(id)).await?;
        sahut::conversations::failed(tx, &message, "550 no such <user>").await
    });
    failed.await.expect("noted");
    let page = agent.get(&format!("/desk/{}", ticket.id)).await;
    assert!(page.text.contains("Tidak terkirim: 550 no such &#60;user&#62;"), "{}", page.text);
    let again = agent.post(&format!("/desk/{}/resend", ticket.id), &[("message", &id.to_string())]).await;
    assert!(again.text.contains("Sedang dikirim") && !again.text.contains("is-failed"));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM job WHERE kind = 'deliver'").await, 1);
    house.forget_jobs().await;
});

story!(what_citizens_write_stays_text, async |house: &House| {
    let attack = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";
    let attachments = vec![Attachment {
        name: "<b>a\".png".into(),
        media_type: "text/html".into(),
        content: Content::Bytes(b"<script>1</script>".to_vec()),
    }];
    let report_ = Report {
        text: attack,
        name: Some(attack),
        from: Identity::Email("x@example.test".into()),
        channel: Channel::Email,
        html: Some("<p onclick=\"a()\">Halo</p><script>b()</script><img src=\"https://spy.example/\">"),
        attachments,
        ..Report::default()
    };
    let ticket = report(house, report_).await;
    let agent = house.staff(AGENT).await;
    write(&agent, &ticket, "note", attack, "stay").await;
    for path in ["/desk".to_owned(), format!("/desk/{}", ticket.id), format!("/desk?q={}", "<script>")] {
        let page = agent.get(&path).await;
        assert_eq!(page.status, 200);
        let scripts = page.text.matches("<script").count();
        assert_eq!(
            scripts,
            page.text.matches("<script src=\"/assets/").count()
                + page.text.matches("<script type=\"module\" src=\"/assets/").count(),
            "{path}"
        );
        for bad in ["<img src=x", "onclick", "spy.example", "<b>a", "onerror=alert(1)>"] {
            assert!(!page.text.contains(bad), "{bad} on {path}");
        }
    }
    let page = agent.get(&format!("/desk/{}", ticket.id)).await;
    assert!(between(&page.text, "<details class=\"small\"", "</details>").contains("<p>Halo</p>"));
    house.forget_jobs().await;
});

story!(articles_are_offered_and_fill_the_reply, async |house: &House| {
    let ticket = report(
        house,
        Report { text: "Lampu jalan mati di depan SD", category: "lampu-jalan", ..Report::default() },
    )
    .await;
    let agent = house.staff(AGENT).await;
    let mut page = agent.get(&format!("/desk/{}", ticket.id)).await;
    for _ in 0..20 {
        // On a busy machine the first question may outlast the page's patience; the page says so.
        if !page.text.contains("Pencarian artikel sedang terganggu") {
            break;
        }
        page = agent.get(&format!("/desk/{}", ticket.id)).await;
    }
    assert!(page.text.contains("insert=lampu-jalan-mati"), "{}", between(&page.text, "<aside", "</aside>"));
    let filled = agent.get(&format!("/desk/{}?insert=lampu-jalan-mati", ticket.id)).await;
    let reply = between(&filled.text, "<textarea id=\"body\"", "</textarea>");
    assert!(reply.contains("/help/lampu-jalan-mati"), "{reply}");
    assert_eq!(agent.get(&format!("/desk/{}?insert=../../x", ticket.id)).await.status, 200);
});
