//! Working through a list: one ticket after the other, in its order, whatever one does to each.

use super::opened;
use crate::desk::{Report, between, report, write};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, WATER};
use crate::support::house::{Answer, Visitor};
use sahut::ids::TicketId;

/// The composer with "send, and on to the next", as the page carries it.
async fn send_next(who: &Visitor, page: &Answer, ticket: TicketId, text: &str) -> Answer {
    let (_, composer) = page.text.split_once("<form class=\"composer\"").expect("a reply box");
    let field = |name: &str| {
        let (_, rest) = composer.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or(("", "\""));
        rest.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&")
    };
    let form = reqwest::multipart::Form::new()
        .text("kind", "reply")
        .text("csrf", who.csrf().await)
        .text("body", text.to_owned())
        .text("list", field("list"))
        .text("place", field("place"))
        .text("work", field("work"))
        .text("do", "next");
    who.answer(who.client.post(format!("{}/desk/{ticket}/message", who.url)).multipart(form)).await
}

fn plain(address: &str) -> String {
    address.replace("&#38;", "&").replace("&amp;", "&")
}

/// Where this form of the ticket's page is sent.
fn action(page: &Answer, ticket: TicketId, form: &str) -> String {
    let start = format!("action=\"/desk/{ticket}/{form}");
    plain(&format!("/desk/{ticket}/{form}{}", between(&page.text, &start, "\"")))
}

/// The first link that ends so.
fn link(page: &Answer, end: &str) -> String {
    let (before, _) = page.text.split_once(&format!("{end}\"")).expect("a link");
    plain(&format!("{}{end}", before.rsplit_once("href=\"").expect("an address").1))
}

story!(a_list_is_worked_through_to_its_end, async |house: &House| {
    let mut water = Vec::new();
    for n in 0..4 {
        house.app.db.clock.advance(1_000);
        water.push(report(house, Report { text: &format!("Air {n}"), ..Report::default() }).await.id);
    }
    report(house, Report { category: "jalan", ..Report::default() }).await;
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await;
    let agent = house.staff(AGENT).await;
    let id = agent.post("/desk/macros", &[("title", "Mulai"), ("step", "start")]).await.path;
    let id = id.rsplit('/').next().expect("an id");
    let list = format!("/desk?view=unassigned&agency={pdam}");
    assert!(agent.get(&list).await.text.contains("href=\"/desk/work?"));
    let first = agent.get(&format!("/desk/work?view=unassigned&agency={pdam}&work=1")).await;
    assert_eq!(opened(&first), water[0]);
    assert!(first.text.contains("Laporan ke-1, sisa 3"), "{}", first.text);
    let second = send_next(&agent, &first, water[0], "Kami cek").await;
    assert_eq!(opened(&second), water[1]);
    assert!(second.text.contains("Laporan ke-2, sisa 2"), "{}", second.text);
    assert_eq!(
        house
            .number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND staff_id IS NOT NULL")
            .await,
        1
    );
    // Whatever one does, one stays on the walk; the browser says where one comes from.
    let page = format!("{}/desk/{}?view=unassigned&agency={pdam}&work=2", agent.url, water[1]);
    let token = agent.csrf().await;
    let take = agent.client.post(format!("{}/desk/{}/assign", agent.url, water[1]));
    let take = take.header("Referer", page).form(&[("csrf", token.as_str()), ("to", "me"), ("seen", "")]);
    let stayed = agent.answer(take).await;
    assert!(
        stayed.text.contains("Laporan ke-2, sisa 2") && stayed.text.contains("Sekarang dipegang Ayu Agen"),
        "{}",
        stayed.text
    );
    // A form to be mended keeps the words and sends nothing; a skipped one stays where it is.
    let mended = send_next(&agent, &stayed, water[1], " ").await;
    assert!(mended.status == 422 && mended.text.contains("Laporan ke-2, sisa 2"), "{}", mended.text);
    let skip = stayed.text.split_once("data-hotkey=\"w\"").expect("a way on").0;
    let skip = skip.rsplit_once("href=\"").expect("a link").1.split('"').next().expect("an address");
    let third = agent.get(&skip.replace("&#38;", "&").replace("&amp;", "&")).await;
    assert_eq!(opened(&third), water[2]);
    // So it is with every other form that must be mended, and with a look at a macro.
    let long = "x".repeat(2_001);
    let to_me = [("to", "me"), ("seen", ""), ("handover", long.as_str())];
    let mended = agent.post(&action(&third, water[2], "assign"), &to_me).await;
    assert!(mended.status == 422 && mended.text.contains("Laporan ke-3, sisa 1"), "{}", mended.text);
    let preview = agent.get(&link(&mended, &format!("macro={id}"))).await;
    assert!(
        preview.text.contains("class=\"macro-preview\"") && preview.text.contains("Laporan ke-3, sisa 1"),
        "{}",
        preview.text
    );
    let not = between(&preview.text, "class=\"macro-preview\"", "</section>");
    assert!(not.contains("&#38;work=3\""), "{not}");
    let given = agent.post(&action(&mended, water[2], "assign"), &to_me[..2]).await;
    assert!(given.status == 200 && given.text.contains("Laporan ke-3, sisa 1"), "{}", given.text);
    let mended = send_next(&agent, &third, water[2], " ").await;
    assert_eq!(mended.status, 422);
    let fourth = send_next(&agent, &mended, water[2], "Kami cek").await;
    assert_eq!(opened(&fourth), water[3], "the next of the list, not the most urgent of all");
    assert!(fourth.text.contains("Laporan ke-4, sisa 0"), "{}", fourth.text);
    let end = send_next(&agent, &fourth, water[3], "Kami cek").await;
    assert_eq!(end.path, "/desk");
    assert!(end.text.contains("Daftar ini sudah habis: 4 laporan"), "{}", end.text);
    house.forget_jobs().await;
});

story!(answered_and_on_to_the_most_urgent, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let fire = report(house, Report { category: "kebakaran", ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{}", ticket.id)).await;
    assert_eq!(opened(&send_next(&agent, &page, ticket.id, "Kami cek").await), fire.id);
    let page = agent.get(&format!("/desk/{}", fire.id)).await;
    let none = send_next(&agent, &page, fire.id, "Berangkat").await;
    assert!(none.path == "/desk" && none.text.contains("Tidak ada yang dapat diambil"), "{}", none.text);
    house.forget_jobs().await;
});

story!(half_typed_words_survive_another_machine, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let path = format!("/desk/{}", ticket.id);
    let (here, there) = (house.staff(AGENT).await, house.staff(AGENT).await);
    let kept = here.post(&format!("{path}/draft"), &[("body", "Yth. <Ibu>"), ("kind", "note")]).await;
    assert_eq!(kept.status, 204);
    let page = there.get(&path).await.text;
    assert!(
        page.contains(">Yth. &#60;Ibu&#62;</textarea>") && page.contains("id=\"composer-note\" checked"),
        "{page}"
    );
    assert!(
        !house.staff(WATER).await.get(&path).await.text.contains("Yth. &#60;Ibu"),
        "nobody else reads it"
    );
    // Sent, it is gone; so it is when everything is deleted.
    write(&here, &ticket, "note", "Yth. Ibu", "").await;
    assert!(!there.get(&path).await.text.contains(">Yth. &#60;Ibu&#62;</textarea>"));
    here.post(&format!("{path}/draft"), &[("body", "lagi"), ("kind", "reply")]).await;
    here.post(&format!("{path}/draft"), &[("body", " "), ("kind", "reply")]).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reply_draft").await, 0);
    let elsewhere = report(house, Report { category: "jalan", ..Report::default() }).await;
    let water = house.staff(WATER).await;
    assert_eq!(water.post(&format!("/desk/{}/draft", elsewhere.id), &[("body", "x")]).await.status, 404);
    house.forget_jobs().await;
});
