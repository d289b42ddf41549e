//! An emergency from the first word to the end: at night, to the fire service, before everything else, late
//! after an hour and not after a working day, and never put aside.

use channels::Identity;
use sahut::clock::{HOUR, MINUTE};
use sahut::escalation;
use sahut::notices::{self, Kind};
use sahut::sla::Rung;
use sahut::tickets::{self, Class, Ticket};

use super::{Report, report, rows, write};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR};

async fn now(house: &House, ticket: &Ticket) -> Ticket {
    house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket")
}

async fn kinds(house: &House, email: &str) -> Vec<Kind> {
    let told = house
        .app
        .db
        .read(async |tx| {
            let staff = sahut::auth::by_email(tx, email).await?.expect("somebody");
            notices::of(tx, staff.id, None).await
        })
        .await;
    told.expect("notices").iter().map(|notice| notice.kind).collect()
}

story!(a_fire_at_night, async |house: &House| {
    let clock = &house.app.db.clock;
    // Monday 09:00; the report comes on Tuesday at 02:00, when every office is closed.
    let road =
        report(house, Report { text: "Jalan berlubang", category: "jalan", ..Report::default() }).await;
    clock.advance(17 * HOUR);
    let water = report(house, Report::default()).await;
    let fire = report(
        house,
        Report {
            text: "Kebakaran! Rumah tetangga terbakar, api sudah ke atap",
            category: "kebakaran",
            from: Identity::Phone("+6281200001111".into()),
            name: Some("Pak Joko"),
            ..Report::default()
        },
    )
    .await;
    assert_eq!((fire.class, fire.rank, fire.priority), (Class::Emergency, 0, 1));
    assert_eq!(fire.due_at - fire.created_at, HOUR, "nights count");
    house.work().await;

    // First for everyone who may see it; others do not see it at all.
    let agent = house.staff(AGENT).await;
    let queue = agent.get("/desk?view=open").await;
    assert_eq!(rows(&queue), [fire.id, water.id, road.id].map(|id| id.to_string()));
    assert!(queue.text.contains("is-emergency"));
    assert_eq!(house.staff(ROADS).await.get(&format!("/desk/{}", fire.id)).await.status, 404);
    let taken = agent.post("/desk/next", &[]).await;
    assert_eq!(taken.path, format!("/desk/{}", fire.id), "before what has waited for seventeen hours");

    // It cannot be put aside.
    let aside =
        agent.post(&format!("/desk/{}/aside", fire.id), &[("rest", "tomorrow"), ("reason", "nanti")]).await;
    assert_ne!(aside.status, 200, "{}", aside.text);
    assert_eq!(rows(&agent.get("/desk?view=mine").await), [fire.id.to_string()]);

    // An hour later whoever leads hears of it, and it says so in the queue.
    clock.advance(HOUR + MINUTE);
    escalation::plan(&house.app.db).await.expect("a plan");
    house.work().await;
    assert!(now(house, &fire).await.escalated >= Some(Rung::Head));
    assert!(kinds(house, AGENT).await.contains(&Kind::Breached));
    clock.advance(24 * HOUR);
    escalation::plan(&house.app.db).await.expect("a plan");
    house.work().await;
    assert!(kinds(house, SUPERVISOR).await.contains(&Kind::Escalated));
    let agent = house.staff(AGENT).await;
    let late = agent.get("/desk?view=open&escalated=1").await;
    assert!(rows(&late).contains(&fire.id.to_string()), "{}", late.text);

    write(&agent, &fire, "reply", "Api sudah padam, tidak ada korban.", "resolved").await;
    let done = now(house, &fire).await;
    assert_eq!((done.is_open, done.escalated), (false, None));
    house.work().await;
});
