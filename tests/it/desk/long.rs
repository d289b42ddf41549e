//! A thread that is longer than a page: everything in it is reached from both sides, by staff and by its citizen, and
//! nobody sees more on an older page than on the newest.

use std::collections::BTreeSet;

use channels::Identity;
use sahut::clock::{HOUR, SECOND};
use sahut::conversations::{self, Direction, Line, State};
use sahut::tickets::{self, EventKind, Ticket};
use serde_json::json;

use super::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR};
use crate::support::house::Visitor;
use crate::support::people::{QA, hire_reader, number_and_pin};

const MESSAGES: usize = 700;
/// Things that happened besides, more than one look at the whole history takes.
const EVENTS: usize = 520;
/// Entries of a page.
const PAGE: usize = 300;

/// One of seven is a note, the others are said in turn.
fn direction(n: usize) -> (Direction, State) {
    match n {
        n if n.is_multiple_of(7) => (Direction::Note, State::Noted),
        n if n.is_multiple_of(2) => (Direction::Out, State::Sent),
        _ => (Direction::In, State::Received),
    }
}

fn message(n: usize) -> String {
    format!("kata-{n:04}")
}

/// A report of somebody who wants to be unknown, and whose name stands in their words.
async fn long_thread(house: &House) -> Ticket {
    let from = Identity::Email("siti@warga.test".into());
    let ticket =
        report(house, Report { from, name: Some("Siti Rahma"), is_anonymous: true, ..Report::default() })
            .await;
    house.forget_jobs().await;
    house.app.db.clock.advance(HOUR);
    house
        .app
        .db
        .write(async |tx| {
            let conversation = conversations::shown_through(tx, ticket.id).await?.expect("a conversation").id;
            let mut lines = Vec::new();
            for n in 1..=MESSAGES {
                tx.at(ticket.created_at + n as i64 * SECOND);
                let body = format!("{}: salam dari Siti Rahma", message(n));
                lines.push(Line::new(tx, (conversation, ticket.id), direction(n), None, &body));
                if n <= EVENTS {
                    let data = json!({ "reason": format!("serah-{n:04}") });
                    tickets::record(tx, ticket.id, None, EventKind::HandedOver, data).await?;
                }
            }
            conversations::tell(tx, &lines).await
        })
        .await
        .expect("a long thread");
    ticket
}

/// One more word, while somebody reads.
async fn says_more(house: &House, ticket: &Ticket, n: usize) {
    house
        .app
        .db
        .write(async |tx| {
            let conversation = conversations::shown_through(tx, ticket.id).await?.expect("a conversation").id;
            let line = Line::new(tx, (conversation, ticket.id), direction(n), None, &message(n));
            conversations::tell(tx, &[line]).await
        })
        .await
        .expect("one more");
}

/// Where a link leads that turns the page: address and words.
fn link(page: &str, rel: &str) -> Option<(String, String)> {
    let (before, behind) = page.split_once(&format!("\" rel=\"{rel}\">"))?;
    let href = before.rsplit_once("href=\"")?.1.replace("&#38;", "&").replace("&amp;", "&");
    let mut words = behind.split_once("</a>")?.0.to_owned();
    while let Some((before, rest)) = words.clone().split_once('<') {
        words = format!("{before}{}", rest.split_once('>')?.1);
    }
    Some((href, words))
}

/// All marks of a kind on a page, in its order.
fn marks(page: &str, kind: &str) -> Vec<usize> {
    let found = page.match_indices(kind).map(|(at, _)| &page[at + kind.len()..]);
    found.filter_map(|rest| rest.get(..4)?.parse().ok()).collect()
}

/// Turns pages from this one on until there are no more.
async fn turn(who: &Visitor, first: &str, rel: &str) -> Vec<String> {
    let mut pages = vec![first.to_owned()];
    while let Some((href, _)) = link(pages.last().expect("a page"), rel) {
        let page = who.get(href.split('#').next().expect("a path")).await;
        assert_eq!(page.status, 200, "{href}");
        pages.push(page.text);
        assert!(pages.len() < 10, "pages without end");
    }
    pages
}

/// Every mark once, each page in order, and the pages in the order in which they were turned.
fn all_once(pages: &[String], kind: &str, is_backwards: bool) -> BTreeSet<usize> {
    let mut all: Vec<Vec<usize>> = pages.iter().map(|page| marks(page, kind)).collect();
    if is_backwards {
        all.reverse();
    }
    let said: Vec<usize> = all.concat();
    assert!(said.is_sorted_by(|a, b| a < b), "{kind}: {said:?}");
    said.into_iter().collect()
}

story!(staff_turn_the_pages_of_a_long_thread, async |house: &House| {
    let ticket = long_thread(house).await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}", ticket.id);
    let newest = agent.get(&format!("{path}?view=open&language=en")).await;
    assert!(newest.text.contains("class=\"composer\""), "{}", newest.text);
    assert!(link(&newest.text, "next").is_none());
    let entries = house
        .number("SELECT (SELECT COUNT(*) FROM message) + (SELECT COUNT(*) FROM ticket_event) AS n")
        .await;
    let (href, words) = link(&newest.text, "prev").expect("older entries");
    assert_eq!(words, format!("{} older entries", entries - PAGE as i64));
    assert!(href.contains("view=open"), "the list beside it stays: {href}");
    // Somebody writes while the pages are turned.
    says_more(house, &ticket, MESSAGES + 1).await;
    let back = turn(&agent, &newest.text, "prev").await;
    let expected: BTreeSet<usize> = (1..=MESSAGES).collect();
    assert_eq!(all_once(&back, "kata-", true), expected);
    assert_eq!(all_once(&back, "serah-", true), (1..=EVENTS).collect(), "happenings as well");
    for page in &back[1..] {
        assert!(!page.contains("class=\"composer\""), "whoever answers has seen what was said last");
        assert!(page.contains("To the newest entries"), "{page}");
        let shown = ["m", "e"].map(|kind| page.matches(&format!("data-live-key=\"{kind}")).count());
        assert!(shown.iter().sum::<usize>() <= PAGE, "{shown:?}");
    }
    let oldest = back.last().expect("a page");
    assert!(oldest.contains("Air mati sejak pagi"), "the first words");
    let forth = turn(&agent, oldest, "next").await;
    let expected: BTreeSet<usize> = (1..=MESSAGES + 1).collect();
    assert_eq!(all_once(&forth, "kata-", false), expected);
    assert!(forth.last().expect("a page").contains("class=\"composer\""));
    // The first words of all stay where they are, whichever page is shown; all others can become a report of their own.
    assert_eq!(oldest.matches("class=\"split\"").count(), oldest.matches("message--in\"").count() - 1);
    assert_eq!(newest.text.matches("class=\"split\"").count(), newest.text.matches("message--in\"").count());
    // An address from nowhere shows the newest.
    for query in ["until=0", "since=9223372036854775807", "until=x", "since=-5"] {
        let page = agent.get(&format!("{path}?{query}")).await;
        assert!(
            page.text.contains(&message(MESSAGES + 1)) && page.text.contains("class=\"composer\""),
            "{query}"
        );
    }
});

story!(an_older_page_shows_nobody_more, async |house: &House| {
    let ticket = long_thread(house).await;
    hire_reader(house).await;
    let (knows, other) = (house.staff(SUPERVISOR).await, house.staff(ROADS).await);
    let path = format!("/desk/{}", ticket.id);
    let known = knows.get(&path).await.text;
    assert!(known.contains("Siti Rahma"), "{known}");
    for email in [AGENT, QA] {
        let reader = house.staff(email).await;
        let first = reader.get(&path).await.text;
        let pages = turn(&reader, &first, "prev").await;
        assert_eq!(all_once(&pages, "kata-", true).len(), MESSAGES, "{email}");
        assert!(pages.iter().all(|page| !page.contains("Rahma")), "{email}");
    }
    let (href, _) = link(&known, "prev").expect("older entries");
    let (nowhere, shut) = (other.get("/desk/12345").await, other.get(&href).await);
    assert_eq!((shut.status, shut.text), (404, nowhere.text));
});

story!(the_citizen_reads_all_of_a_long_talk, async |house: &House| {
    let ticket = long_thread(house).await;
    let (number, pin) = number_and_pin(house, ticket.id).await;
    let siti = house.visitor();
    siti.post("/track", &[("number", &number), ("pin", &pin)]).await;
    let newest = siti.get(&format!("/track/{number}?language=en")).await.text;
    let theirs: BTreeSet<usize> = (1..=MESSAGES).filter(|n| !n.is_multiple_of(7)).collect();
    let shown = newest.matches("<article class=\"letter").count();
    assert_eq!(shown, PAGE, "notes take nobody's place");
    // The first words of all are one more.
    let (href, words) = link(&newest, "prev").expect("older messages");
    assert_eq!(words, format!("{} older messages", theirs.len() + 1 - PAGE));
    assert!(href.ends_with("#talk"), "{href}");
    says_more(house, &ticket, MESSAGES + 1).await;
    let back = turn(&siti, &newest, "prev").await;
    assert_eq!(all_once(&back, "kata-", true), theirs, "no note, and nothing left out");
    assert!(back.iter().all(|page| !page.contains("serah-")));
    let forth = turn(&siti, back.last().expect("a page"), "next").await;
    assert_eq!(all_once(&forth, "kata-", false), theirs.into_iter().chain([MESSAGES + 1]).collect());
    // Without number and PIN an older page is as shut as the newest.
    let stranger = house.visitor().get(href.split('#').next().expect("a path")).await;
    assert_eq!((stranger.path.as_str(), stranger.text.contains("kata-")), ("/track", false));
});
