//! Who sees what: the ways around are tried.

use channels::{Attachment, Content, Identity};

use super::{Report, report, rows, write};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, OFFICIAL, ROADS, SUPERVISOR, WATER};

fn picture() -> Attachment {
    Attachment {
        name: "foto.png".into(),
        media_type: "image/png".into(),
        content: Content::Bytes(b"\x89PNG\r\n\x1a\n".to_vec()),
    }
}

/// Tries every door to a ticket; none may open or tell that there is one.
async fn is_shut(house: &House, email: &str, ticket: &sahut::tickets::Ticket, file: i64) {
    let who = house.staff(email).await;
    let path = format!("/desk/{}", ticket.id);
    let nowhere = who.get("/desk/12345").await;
    let shut = who.get(&path).await;
    assert_eq!(
        (shut.status, &shut.text),
        (404, &nowhere.text),
        "{email}: the same as a ticket that is not there"
    );
    for query in ["", "?view=unassigned", "?view=late", "?view=done", "?category=1", "?q=siti@example.test"] {
        let page = who.get(&format!("/desk{query}")).await;
        assert!(!rows(&page).contains(&ticket.id.to_string()), "{email} sees it at {query}");
        assert!(!page.text.contains(&ticket.number.to_string()), "{email} at {query}");
    }
    let agency = ticket.agency_id.to_string();
    assert!(rows(&who.get(&format!("/desk?agency={agency}")).await).is_empty(), "{email}");
    assert_eq!(who.get(&format!("/desk/file/{file}")).await.status, 404);
    assert_eq!(who.get(&format!("/desk/file/{file}?inline=1")).await.status, 404);
    let kota = house.number("SELECT id AS n FROM agency WHERE code = 'kota'").await.to_string();
    let message = house.number("SELECT MIN(id) AS n FROM message").await.to_string();
    let doors: [(&str, &[(&str, &str)]); 5] = [
        ("assign", &[("to", "me"), ("seen", "")]),
        ("status", &[("to", "resolved"), ("reason", "x")]),
        ("refer", &[("agency", &kota), ("reason", "x")]),
        ("category", &[("category", "1")]),
        ("resend", &[("message", &message)]),
    ];
    let events = "SELECT COUNT(*) AS n FROM ticket_event";
    let before = house.number(events).await;
    for (door, fields) in doors {
        assert_eq!(who.post(&format!("{path}/{door}"), fields).await.status, 404, "{email} at {door}");
    }
    assert_eq!(write(&who, ticket, "note", "x", "stay").await.status, 404);
    assert_eq!(house.number(events).await, before);
}

story!(one_agency_never_sees_anothers, async |house: &House| {
    let from = Identity::Email("siti@example.test".into());
    let ticket =
        report(house, Report { from, name: Some("Siti"), attachments: vec![picture()], ..Report::default() })
            .await;
    let file = house.number("SELECT id AS n FROM attachment").await;
    is_shut(house, ROADS, &ticket, file).await;
    let water = house.staff(WATER).await;
    assert_eq!(water.get(&format!("/desk/{}", ticket.id)).await.status, 200);
    assert_eq!(water.get(&format!("/desk/file/{file}")).await.status, 200);
    // A file or message of another ticket does not open through one's own.
    let own = report(house, Report { category: "jalan", ..Report::default() }).await;
    let message = house.number("SELECT MIN(id) AS n FROM message").await.to_string();
    let roads = house.staff(ROADS).await;
    assert_eq!(roads.post(&format!("/desk/{}/resend", own.id), &[("message", &message)]).await.status, 404);
    house.forget_jobs().await;
});

story!(confidential_tickets_stay_with_their_agency, async |house: &House| {
    let from = Identity::Email("siti@example.test".into());
    let secret = Report {
        text: "Pungli di loket",
        from,
        is_confidential: true,
        attachments: vec![picture()],
        ..Report::default()
    };
    let ticket = report(house, secret).await;
    let file = house.number("SELECT id AS n FROM attachment").await;
    is_shut(house, AGENT, &ticket, file).await;
    is_shut(house, ROADS, &ticket, file).await;
    let path = format!("/desk/{}", ticket.id);
    let seen = "SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-seen'";
    assert_eq!(house.number(seen).await, 0);
    for email in [WATER, SUPERVISOR, ADMINISTRATOR] {
        assert_eq!(house.staff(email).await.get(&path).await.status, 200, "{email}");
    }
    assert_eq!(house.number(seen).await, 3, "who looked is written down");
    // Given to an agent by name, it is theirs to see; taken back, it is not.
    let supervisor = house.staff(SUPERVISOR).await;
    let ayu = house.number("SELECT id AS n FROM staff WHERE email = 'agent@kota.test'").await.to_string();
    supervisor.post(&format!("{path}/assign"), &[("to", &ayu), ("seen", "")]).await;
    let agent = house.staff(AGENT).await;
    assert_eq!(agent.get(&path).await.status, 200);
    supervisor.post(&format!("{path}/assign"), &[("to", ""), ("seen", &ayu)]).await;
    assert_eq!(agent.get(&path).await.status, 404);
    house.forget_jobs().await;
});

story!(anonymous_citizens_are_masked, async |house: &House| {
    let siti = || Identity::Email("siti@example.test".into());
    let named = report(
        house,
        Report { text: "Got mampet", from: siti(), name: Some("Siti Rahma"), ..Report::default() },
    )
    .await;
    let ticket = report(
        house,
        Report {
            text: "Ada pungli",
            from: siti(),
            name: Some("Siti Rahma"),
            is_anonymous: true,
            ..Report::default()
        },
    )
    .await;
    let path = format!("/desk/{}", ticket.id);
    let agent = house.staff(AGENT).await;
    let page = agent.get(&path).await;
    assert!(page.text.contains("Disembunyikan atas permintaan warga"), "{}", page.text);
    let own = page.text.split_once("<main").expect("a page").1;
    for trace in ["Siti", "siti@example.test", "Got mampet"] {
        assert!(!own.contains(trace), "{trace}");
    }
    let list = agent.get("/desk").await;
    assert_eq!(list.text.matches("Siti Rahma").count(), 1, "the other ticket alone carries the name");
    let beside = agent.get(&format!("/desk/{}", named.id)).await;
    assert!(
        !beside.text.split_once("<main").expect("a page").1.contains("Ada pungli"),
        "its neighbour does not unmask it"
    );
    let supervisor = house.staff(SUPERVISOR).await.get(&path).await;
    assert!(
        supervisor.text.contains("siti@example.test")
            && supervisor.text.contains("minta namanya disembunyikan")
    );
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-seen'").await, 2);
    house.forget_jobs().await;
});

story!(officials_are_shown_their_own_door, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let official = house.staff(OFFICIAL).await;
    for path in
        ["/desk".to_owned(), format!("/desk/{}", ticket.id), "/desk/live".into(), "/desk/file/1".into()]
    {
        let refused = official.get(&path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.text.contains("href=\"/trends\"") && !refused.text.contains("Air mati"), "{path}");
    }
    assert_eq!(official.get("/admin").await.status, 403);
    assert_eq!(house.visitor().get("/desk").await.path, "/sign-in");
    assert_eq!(house.visitor().get("/desk/live").await.path, "/sign-in");
});
