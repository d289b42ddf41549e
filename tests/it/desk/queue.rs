//! The queue: what stands where, and that no page skips or repeats anything.

use std::collections::BTreeSet;
use std::time::Duration;

use channels::Identity;
use sahut::clock::{HOUR, MINUTE};

use super::{Report, between, report, rows, write};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR, WATER};

story!(emergencies_first_then_due_then_age, async |house: &House| {
    let road =
        report(house, Report { text: "Jalan berlubang", category: "jalan", ..Report::default() }).await;
    house.app.db.clock.advance(MINUTE);
    let second =
        report(house, Report { text: "Lampu mati", category: "lampu-jalan", ..Report::default() }).await;
    house.app.db.clock.advance(MINUTE);
    let water = report(house, Report::default()).await;
    house.app.db.clock.advance(MINUTE);
    let fire =
        report(house, Report { text: "Rumah terbakar", category: "kebakaran", ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    let page = agent.get("/desk").await;
    let expected: Vec<String> = [&fire, &water, &road, &second].map(|ticket| ticket.id.to_string()).into();
    assert_eq!(rows(&page), expected, "{}", page.text);
    assert!(page.text.contains("is-emergency is") || page.text.contains("is-emergency\""));

    assert_eq!(rows(&agent.get("/desk?category=1&view=nonsense").await), Vec::<String>::new());
    assert_eq!(rows(&agent.get("/desk?class=emergency").await), vec![fire.id.to_string()]);
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await;
    assert_eq!(rows(&agent.get(&format!("/desk?agency={pdam}")).await), vec![water.id.to_string()]);
    assert_eq!(rows(&agent.get("/desk?channel=telegram").await), Vec::<String>::new());
    assert_eq!(rows(&agent.get("/desk?view=late").await), Vec::<String>::new());
    house.app.db.clock.advance(2 * HOUR);
    assert_eq!(rows(&agent.get("/desk?view=late").await), vec![fire.id.to_string()]);
    assert_eq!(rows(&house.staff(WATER).await.get("/desk").await), vec![water.id.to_string()]);
});

story!(a_search_by_number_or_address_leads_there, async |house: &House| {
    let siti =
        Report { from: Identity::Email("siti@example.test".into()), name: Some("Siti"), ..Report::default() };
    let ticket = report(house, siti).await;
    let agent = house.staff(AGENT).await;
    let number = ticket.number.to_string();
    assert_eq!(agent.get(&format!("/desk?q={number}")).await.path, format!("/desk/{}", ticket.id));
    assert_eq!(rows(&agent.get("/desk?q=siti@EXAMPLE.test").await), vec![ticket.id.to_string()]);
    let digits = ticket.number.digits();
    let wrong = format!("{}{}", &digits[..10], (digits.as_bytes()[10] - b'0' + 1) % 10);
    assert!(agent.get(&format!("/desk?q={wrong}")).await.text.contains("salah ketik"));
    assert!(agent.get("/desk?q=air+mati").await.text.contains("Kata-kata di dalam laporan belum"));
    // Others are not told that there is such a number.
    let roads = house.staff(ROADS).await;
    assert_eq!(roads.get(&format!("/desk?q={number}")).await.path, "/desk");
    assert_eq!(rows(&roads.get("/desk?q=siti@example.test").await), Vec::<String>::new());
    house.forget_jobs().await;
});

story!(pages_have_no_gaps_and_no_repeats, async |house: &House| {
    for n in 0..120 {
        // Many share a due time, so that only the last part of the key tells them apart.
        if n % 7 == 0 {
            house.app.db.clock.advance(MINUTE);
        }
        let category = if n % 31 == 0 { "kebakaran" } else { "jalan" };
        report(house, Report { text: "Jalan rusak", category, ..Report::default() }).await;
    }
    let agent = house.staff(SUPERVISOR).await;
    let mut seen = Vec::new();
    let mut path = "/desk".to_owned();
    for _ in 0..10 {
        let page = agent.get(&path).await;
        seen.extend(rows(&page));
        // New tickets meanwhile push nothing over a page's edge.
        report(house, Report { text: "Baru", category: "kebakaran", ..Report::default() }).await;
        let Some((before, _)) = page.text.split_once("\" rel=\"next\"") else { break };
        path = before.rsplit_once("href=\"").expect("an address").1.replace("&#38;", "&");
    }
    let unique: BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len()), (120, 120));
    let page = agent.get("/desk").await;
    let nav = between(&page.text, "class=\"nav-views\"", "</ul>");
    assert!(nav.contains(">124<") || nav.contains(">123<"), "{nav}");
});

story!(the_feed_says_look_again_only_to_those_concerned, async |house: &House| {
    let (water, roads) = (house.staff(WATER).await, house.staff(ROADS).await);
    let open = async |who: &crate::support::house::Visitor, path: &str| {
        let answer = who.client.get(format!("{}{path}", house.url)).send().await.expect("a feed");
        assert_eq!(answer.status(), 200);
        answer
    };
    let (mut of_water, mut of_roads) = (open(&water, "/desk/live").await, open(&roads, "/desk/live").await);
    let next = async |feed: &mut reqwest::Response| {
        let chunk = tokio::time::timeout(Duration::from_secs(5), feed.chunk()).await;
        chunk.map(|chunk| chunk.expect("a line").map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    };
    assert!(next(&mut of_water).await.expect("a greeting").expect("text").contains("retry:"));
    assert!(next(&mut of_roads).await.expect("a greeting").expect("text").contains("retry:"));
    let ticket = report(house, Report::default()).await;
    assert!(next(&mut of_water).await.expect("news").expect("text").contains("event: changed"));
    let quiet = tokio::time::timeout(Duration::from_millis(600), of_roads.chunk()).await;
    assert!(quiet.is_err(), "another agency's ticket: {quiet:?}");
    // Asking for the feed of a ticket out of reach tells nothing of what happens in it.
    let mut spy = open(&roads, &format!("/desk/live?ticket={}", ticket.id)).await;
    assert!(next(&mut spy).await.expect("a greeting").expect("text").contains("retry:"));
    let note = write(&water, &ticket, "note", "Pipa pecah", "stay").await;
    assert_eq!(note.status, 200, "{}", note.text);
    assert!(next(&mut of_water).await.expect("news").expect("text").contains("event: changed"));
    assert!(tokio::time::timeout(Duration::from_millis(600), spy.chunk()).await.is_err());
    // The session ends, and with it the feed: no more hints.
    water.post("/sign-out", &[]).await;
    report(house, Report::default()).await;
    assert_eq!(next(&mut of_water).await.expect("the end in time"), None);
    // Nobody needs more than twelve pages; whoever clicks on and on is not refused, the oldest feed ends.
    let mut more = Vec::new();
    for _ in 0..11 {
        more.push(open(&roads, "/desk/live").await);
    }
    assert_eq!(next(&mut of_roads).await.expect("the end in time"), None);
    let quiet = tokio::time::timeout(Duration::from_millis(600), spy.chunk()).await;
    assert!(quiet.is_err(), "the one after it stays: {quiet:?}");
});
