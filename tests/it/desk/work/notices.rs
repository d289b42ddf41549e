//! Somebody is named or given a ticket, hears of it, and has read it once they looked.

use sahut::ids::TicketId;
use sahut::notices::{self, Kind};
use serde_json::json;

use super::staff;
use crate::desk::{Report, between, report, write};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, OFFICIAL, ROADS, SUPERVISOR, WATER};
use crate::support::house::{Answer, Visitor};

fn unread(page: &Answer) -> &str {
    match page.text.split_once("count--unread\">") {
        Some((_, rest)) => rest.split('<').next().expect("a number"),
        None => "",
    }
}

async fn give(who: &Visitor, house: &House, ticket: TicketId, to: &str, seen: &str) -> Answer {
    let to = staff(house, to).await.to_string();
    who.post(&format!("/desk/{ticket}/assign"), &[("to", &to), ("seen", seen)]).await
}

story!(whoever_is_named_or_given_a_ticket_is_told, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let other = report(house, Report::default()).await;
    let (agent, water, supervisor) =
        (house.staff(AGENT).await, house.staff(WATER).await, house.staff(SUPERVISOR).await);
    assert_eq!(unread(&water.get("/desk").await), "");
    // By name, by address, in any letters; an address, a stranger to the ticket and oneself are nobody.
    let note = "@wira air tolong cek, cc @SUPERVISOR. Surel: siti@pdam.test, @Rina Jalan, @Ayu Agen";
    assert_eq!(write(&agent, &ticket, "note", note, "").await.status, 200);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM notice WHERE kind = 'mentioned'").await, 2);
    let page = agent.get(&format!("/desk/{}", ticket.id)).await;
    assert!(page.text.contains("<mark class=\"mention\">@wira air</mark> tolong"), "{}", page.text);
    assert!(page.text.contains("<mark class=\"mention\">@SUPERVISOR</mark>"));
    assert!(!page.text.contains("<mark class=\"mention\">@Rina"), "she does not see it");
    // Named twice before they looked is one notice; in an answer nobody is named.
    write(&agent, &ticket, "note", "Lagi: @Wira", "").await;
    write(&agent, &other, "reply", "Halo @Wira", "stay").await;
    let told = water.get("/desk/notices").await;
    assert_eq!(unread(&told), "1");
    assert!(told.text.contains("Ayu Agen menyebut Anda dalam catatan"), "{}", told.text);
    assert!(told.text.contains(&ticket.number.to_string()));

    // Given a ticket by somebody else; taking one oneself is no news.
    assert_eq!(
        give(&supervisor, house, other.id, WATER, &staff(house, AGENT).await.to_string()).await.status,
        200
    );
    give(&water, house, ticket.id, WATER, "").await;
    let told = water.get("/desk/notices").await;
    assert_eq!(unread(&told), "1", "the page of the ticket came up, and with it the note");
    assert!(told.text.contains("Surya Penyelia memberi Anda laporan ini"), "{}", told.text);
    // Opening a ticket reads what was said of it; a glance of the live feed does not.
    let path = format!("/desk/{}", other.id);
    let glance = water.client.get(format!("{}{path}", house.url)).header("X-Sahut-Live", "1");
    assert_eq!(unread(&water.answer(glance).await), "1");
    assert_eq!(unread(&water.get(&path).await), "");
    write(&agent, &other, "note", "@Wira", "").await;
    assert_eq!(unread(&water.get("/desk").await), "1");
    assert_eq!(unread(&water.post("/desk/notices/read", &[]).await), "");
    assert_eq!(
        house
            .number(
                "SELECT COUNT(*) AS n FROM notice WHERE read_at IS NULL AND staff_id IN
        (SELECT id FROM staff WHERE email = 'pdam@kota.test')"
            )
            .await,
        0
    );
    assert_eq!(unread(&supervisor.get("/desk").await), "1", "others have read nothing");
    assert_eq!(house.staff(OFFICIAL).await.get("/desk/notices").await.status, 403);
    house.forget_jobs().await;
});

story!(a_notice_tells_nothing_of_a_ticket_out_of_reach, async |house: &House| {
    let ticket = report(house, Report { text: "Rahasia air", ..Report::default() }).await;
    let (agent, water) = (house.staff(AGENT).await, house.staff(WATER).await);
    write(&agent, &ticket, "note", "@pdam", "").await;
    // Every kind has its words, in both languages.
    let id = staff(house, WATER).await;
    house
        .app
        .db
        .write(async |tx| {
            for kind in Kind::ALL {
                notices::tell(tx, id, *kind, Some(ticket.id), None, json!({})).await?;
            }
            Ok(())
        })
        .await
        .expect("told");
    for language in ["id", "en"] {
        let page = water.get(&format!("/desk/notices?language={language}")).await;
        for kind in Kind::ALL {
            assert!(!page.text.contains(&format!("notice-{kind}")), "{kind}: {}", page.text);
        }
        assert_eq!(page.text.matches("class=\"notice-line").count(), Kind::ALL.len(), "{}", page.text);
        assert!(page.text.contains("Rahasia air"));
    }
    let pupr = house.number("SELECT id AS n FROM agency WHERE code = 'pupr'").await.to_string();
    agent.post(&format!("/desk/{}/refer", ticket.id), &[("agency", &pupr), ("reason", "Pipa jalan")]).await;
    let page = water.get("/desk/notices?language=id").await;
    assert!(!page.text.contains("Rahasia air") && !page.text.contains(&ticket.number.to_string()));
    // Two kinds lead elsewhere; they are about no ticket.
    let about_tickets = Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Rejected | Kind::Released));
    assert_eq!(
        page.text.matches("Laporan yang tidak lagi dapat Anda lihat").count(),
        about_tickets.count(),
        "{}",
        page.text
    );
    house.forget_jobs().await;
});

story!(names_are_offered_only_of_those_who_see_the_ticket, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let secret = report(house, Report { is_confidential: true, ..Report::default() }).await;
    let (agent, water) = (house.staff(AGENT).await, house.staff(WATER).await);
    let ask =
        async |who: &Visitor, id: TicketId, q: &str| who.get(&format!("/desk/{id}/colleagues?q={q}")).await;
    let all = ask(&agent, ticket.id, "").await.text;
    for name in ["@Wira Air", "@Surya Penyelia", "@Adi Admin"] {
        assert!(all.contains(&format!("\"{name}\"")), "{name}: {all}");
    }
    assert!(!all.contains("Rina") && !all.contains("Ona") && !all.contains("Ayu"), "{all}");
    assert_eq!(between(&ask(&agent, ticket.id, "peny").await.text, "words\":\"", "\""), "@Surya Penyelia");
    assert_eq!(between(&ask(&agent, ticket.id, "pdam").await.text, "words\":\"", "\""), "@Wira Air");
    // An agent does not see what is confidential, and is not offered there, nor told.
    assert!(!ask(&water, secret.id, "").await.text.contains("Ayu"));
    write(&water, &secret, "note", "@Ayu Agen @Surya Penyelia", "").await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM notice").await, 1);
    assert_eq!(ask(&agent, secret.id, "").await.status, 404);
    assert_eq!(ask(&house.staff(ROADS).await, ticket.id, "").await.status, 404);
    house.forget_jobs().await;
});
