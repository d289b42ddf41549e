//! Handing out by itself: off unless an agency wants it, to whoever has been idle for longest, never twice.

use std::collections::BTreeSet;

use futures_util::future::join;
use sahut::clock::{HOUR, MINUTE, SECOND};
use sahut::ids::TicketId;
use sahut::{tickets, worker};

use super::staff;
use crate::desk::{Report, report, rows};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS, SUPERVISOR, WATER};

async fn switch(house: &House, is_on: &str) -> String {
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await;
    let path = format!("/admin/agencies/{pdam}/hand-out");
    house.staff(ADMINISTRATOR).await.post(&path, &[("active", is_on)]).await.text
}

/// How many each has.
async fn held(house: &House) -> Vec<i64> {
    let mut held = Vec::new();
    for email in [AGENT, WATER, SUPERVISOR] {
        let who = staff(house, email).await;
        let count = house
            .app
            .db
            .read(async |tx| {
                let sql = "SELECT COUNT(*) AS n FROM ticket WHERE assignee_id = $1";
                sahut::db::select::Select::new(sql, [who.0.into()]).number(tx).await
            })
            .await;
        held.push(count.expect("a number"));
    }
    held
}

story!(tickets_go_to_whoever_was_idle_for_longest, async |house: &House| {
    let (agent, water, supervisor) =
        (house.staff(AGENT).await, house.staff(WATER).await, house.staff(SUPERVISOR).await);
    report(house, Report::default()).await;
    house.work().await;
    assert_eq!(held(house).await, [0, 0, 0], "off unless wanted");
    for who in [&agent, &water] {
        who.post("/desk/duty", &[("to", "available"), ("back", "/desk")]).await;
        house.app.db.clock.advance(SECOND);
    }
    let page = switch(house, "1").await;
    assert!(page.contains("dibagikan dengan sendirinya"), "{page}");
    house.work().await;
    assert_eq!(held(house).await, [1, 0, 0], "whoever came first has been idle for longest");
    house.app.db.clock.advance(MINUTE);
    let second = report(house, Report::default()).await;
    house.work().await;
    assert_eq!(held(house).await, [1, 1, 0]);
    house.app.db.clock.advance(MINUTE);
    report(house, Report::default()).await;
    // Done twice it gives nothing twice; other agencies' tickets are not touched.
    report(house, Report { category: "jalan", ..Report::default() }).await;
    house.work().await;
    house.work().await;
    assert_eq!(held(house).await, [2, 1, 0], "the supervisor never said that they are available");
    assert!(water.get("/desk/notices").await.text.contains("Laporan ini dibagikan kepada Anda"));
    assert!(water.get(&format!("/desk/{}", second.id)).await.text.contains("Dibagikan kepada Wira Air"));
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM ticket WHERE stage = 'submitted'").await,
        4,
        "nobody has looked yet"
    );

    // Away, or not at the desk: nothing. What waits goes out when somebody comes.
    agent.post("/desk/duty", &[("to", "away"), ("back", "/desk")]).await;
    house.app.db.clock.advance(HOUR);
    let late = report(house, Report::default()).await;
    house.work().await;
    assert_eq!(held(house).await, [2, 1, 0]);
    supervisor.post("/desk/duty", &[("to", "available"), ("back", "/desk")]).await;
    house.work().await;
    assert_eq!(held(house).await, [2, 1, 1]);
    assert_eq!(rows(&supervisor.get("/desk?view=mine").await), [late.id.to_string()]);
    // Released by hand it is handed out again, in the agency that wants it only.
    supervisor.post(&format!("/desk/{}/assign", late.id), &[("to", ""), ("seen", "")]).await;
    house.work().await;
    assert_eq!(held(house).await, [2, 1, 1]);
    switch(house, "0").await;
    house.app.db.clock.advance(2 * MINUTE);
    report(house, Report::default()).await;
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'hand-out-set'").await, 2);
    assert_eq!(held(house).await, [2, 1, 1]);
    assert_eq!(house.staff(ROADS).await.get("/admin/agencies/1/hand-out").await.status, 403);
    house.forget_jobs().await;
});

story!(handed_out_and_taken_at_once_each_goes_to_one, async |house: &House| {
    let (agent, water) = (house.staff(AGENT).await, house.staff(WATER).await);
    for who in [&agent, &water] {
        who.post("/desk/duty", &[("to", "available"), ("back", "/desk")]).await;
    }
    switch(house, "1").await;
    house.work().await;
    let mut all = BTreeSet::new();
    for _ in 0..20 {
        all.insert(report(house, Report::default()).await.id);
    }
    let other = house.another_node().await;
    let id = staff(house, SUPERVISOR).await;
    let by = house.app.db.read(async |tx| sahut::auth::get(tx, id).await).await.expect("somebody");
    let takes = async {
        let mut taken = Vec::new();
        for _ in 0..10 {
            let got = house.app.db.write(async |tx| tickets::take_next(tx, &by).await).await;
            taken.extend(got.expect("a turn").map(|ticket| ticket.id));
        }
        taken
    };
    let gives = async {
        worker::drain(&other.app).await.expect("jobs");
        worker::drain(&house.app).await.expect("jobs");
    };
    let (taken, ()) = join(takes, gives).await;
    worker::drain(&house.app).await.expect("jobs");
    let held = house.number("SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NOT NULL").await;
    assert_eq!(held, 20, "everything went to somebody");
    let once =
        house.number("SELECT COUNT(DISTINCT ticket_id) AS n FROM ticket_event WHERE kind = 'assigned'").await;
    let events = house.number("SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'assigned'").await;
    assert_eq!((once, events), (20, 20), "each to one");
    let unique: BTreeSet<TicketId> = taken.iter().copied().collect();
    assert_eq!(unique.len(), taken.len());
    assert!(unique.is_subset(&all));
    other.close().await;
    house.forget_jobs().await;
});
