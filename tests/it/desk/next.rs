//! "Take next": the most urgent first, nobody starves, and never one ticket for two.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use sahut::auth::{self, Role, Staff};
use sahut::clock::{HOUR, MINUTE};
use sahut::ids::TicketId;
use sahut::tickets;

use super::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, WATER};
use crate::support::house::Answer;

fn opened(page: &Answer) -> TicketId {
    assert_eq!(page.status, 200, "{}", page.text);
    page.path.trim_start_matches("/desk/").parse().unwrap_or_else(|_| panic!("no ticket: {}", page.path))
}

story!(the_most_urgent_comes_first_and_nothing_starves, async |house: &House| {
    let clock = &house.app.db.clock;
    // Priority 3, three days old; priority 2 gets one day for free, 3 a third of a day.
    let old = report(house, Report { category: "jalan", ..Report::default() }).await;
    clock.advance(20 * HOUR);
    let water = report(house, Report::default()).await;
    let mine = report(house, Report { category: "ktp", ..Report::default() }).await;
    clock.advance(MINUTE);
    let fire = report(house, Report { category: "kebakaran", ..Report::default() }).await;
    let secret = report(house, Report { is_confidential: true, ..Report::default() }).await;
    let waits = report(house, Report { category: "jalan", ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    let post = format!("/desk/{}/step", waits.id);
    agent.post(&post, &[("step", "ask_citizen"), ("reason", "Di mana tepatnya?")]).await;

    // Signed in anew each time: so much time passes that sessions end.
    let ask = async || house.staff(AGENT).await.post("/desk/next", &[]).await;
    let take = async || opened(&ask().await);
    assert_eq!(take().await, fire.id, "an emergency, however new");
    // 20 hours of waiting and 8 for free beat 24 for free.
    assert_eq!(take().await, old.id);
    // A flood of what is more urgent does not keep the others waiting beyond the gift.
    clock.advance(17 * HOUR);
    let flood = report(house, Report::default()).await;
    assert_eq!(take().await, water.id);
    assert_eq!(take().await, mine.id, "17 hours and 8 for free beat 24 for free");
    assert_eq!(take().await, flood.id);
    let none = ask().await;
    assert!(none.path == "/desk" && none.text.contains("Tidak ada yang dapat diambil"), "{}", none.text);
    let taken = house
        .number("SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NOT NULL AND status = 'open'")
        .await;
    assert_eq!(taken, 5, "taken is looked at");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'assigned'").await, 5);
    // Each takes only what they may see; officers of the agency see what is confidential.
    let roads = house.staff(ROADS).await.post("/desk/next", &[]).await;
    assert_eq!(roads.path, "/desk");
    assert_eq!(opened(&house.staff(WATER).await.post("/desk/next", &[]).await), secret.id);
    house.forget_jobs().await;
});

story!(fifty_at_once_never_get_the_same_ticket, async |house: &House| {
    const AGENTS: usize = 50;
    let (mut all, mut fires) = (BTreeSet::new(), BTreeSet::new());
    for n in 0..120 {
        let category = ["air", "jalan", "kebakaran", "ktp"][n % 4];
        let id = report(house, Report { category, ..Report::default() }).await.id;
        all.insert(id);
        if category == "kebakaran" {
            fires.insert(id);
        }
    }
    let people: Vec<Staff> = house
        .app
        .db
        .write(async |tx| {
            let root = sahut::agencies::agency_by_code(tx, sahut::agencies::ROOT).await?;
            let mut people = Vec::new();
            for n in 0..AGENTS {
                let email = format!("agen{n}@kota.test");
                let id = auth::create(tx, &email, &format!("Agen {n}"), Role::Agent, &[root.id]).await?;
                people.push(auth::get(tx, id).await?);
            }
            Ok(people)
        })
        .await
        .expect("people");
    // Half of them on another node.
    let other = house.another_node().await;
    let take = async |n: usize| {
        let app = if n.is_multiple_of(2) { &house.app } else { &other.app };
        let by = &people[n % AGENTS];
        app.db.write(async |tx| tickets::take_next(tx, by).await).await.expect("a turn")
    };
    let mut taken = Vec::new();
    for round in 0..3 {
        let got = join_all((0..AGENTS).map(&take)).await;
        let got: Vec<TicketId> = got.into_iter().flatten().map(|ticket| ticket.id).collect();
        if round == 0 {
            assert_eq!(got.len(), AGENTS, "there was enough for all");
            let first: BTreeSet<TicketId> = got.iter().copied().collect();
            assert!(fires.is_subset(&first), "emergencies strictly first");
        }
        taken.extend(got);
    }
    let unique: BTreeSet<TicketId> = taken.iter().copied().collect();
    assert_eq!((taken.len(), unique.len()), (120, 120), "all of them, each once");
    assert_eq!(unique, all);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'assigned'").await, 120);
    assert_eq!(take(0).await, None);
    other.close().await;
    house.forget_jobs().await;
});
