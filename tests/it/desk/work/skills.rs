//! Who gets what: skills are preferred and starve nobody, limits hold except for emergencies, and a ticket stays
//! with whoever has it while they are there.

use std::collections::BTreeSet;

use channels::{Channel, Identity};
use futures_util::future::join_all;
use sahut::auth::{self, Role, Staff};
use sahut::clock::{DAY, HOUR};
use sahut::duty::{self, Abilities};
use sahut::ids::{CategoryId, TicketId};
use sahut::tickets;

use super::{opened, staff};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS, SUPERVISOR, WATER};

story!(skills_are_preferred_and_nothing_starves, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let ayu = staff(house, AGENT).await;
    let jalan = house.number("SELECT id AS n FROM category WHERE code = 'jalan'").await.to_string();
    let path = format!("/admin/staff/{ayu}/duty");
    for (name, value) in [("most", "0"), ("most_email", "x"), ("most", "1001")] {
        let wrong = administrator.post(&path, &[("topic", jalan.as_str()), (name, value)]).await;
        assert_eq!(wrong.status, 422, "{name}={value}");
        assert!(
            wrong.text.contains(&format!("id=\"{name}-error\""))
                && wrong.text.contains(&format!("value=\"{jalan}\" checked"))
        );
    }
    let kept = administrator.post(&path, &[("topic", &jalan), ("language", "id")]).await;
    assert!(
        kept.text.contains("Tersimpan") && kept.text.contains(&format!("value=\"{jalan}\" checked")),
        "{}",
        kept.text
    );
    assert_eq!(house.staff(AGENT).await.get(&path).await.status, 403);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'duty-changed'").await, 1);

    // Both of priority 3. What one has the skill for counts as four hours older.
    let old = report(house, Report { category: "ktp", ..Report::default() }).await;
    house.app.db.clock.advance(3 * HOUR);
    let fit = report(house, Report { category: "jalan", ..Report::default() }).await;
    let older = report(house, Report { category: "ktp", ..Report::default() }).await;
    let fire = report(house, Report { category: "kebakaran", ..Report::default() }).await;
    let take = async || opened(&house.staff(AGENT).await.post("/desk/next", &[]).await);
    assert_eq!(take().await, fire.id, "an emergency first, whatever the skill");
    assert_eq!(take().await, fit.id, "three hours younger and one's own topic");
    assert_eq!(take().await, old.id);
    house.app.db.clock.advance(5 * HOUR);
    report(house, Report { category: "jalan", ..Report::default() }).await;
    assert_eq!(take().await, older.id, "five hours are more than the gift");
    house.forget_jobs().await;
});

story!(who_is_known_is_preferred_and_nothing_starves, async |house: &House| {
    let siti = Identity::Email("siti@example.test".into());
    let of_siti = || Report { category: "ktp", from: siti.clone(), ..Report::default() };
    let first = report(house, of_siti()).await;
    let take = async |who: &str| opened(&house.staff(who).await.post("/desk/next", &[]).await);
    assert_eq!(take(AGENT).await, first.id);
    // What is said in secret is preferred by nobody: that would say who it is.
    let secret = report(house, Report { is_anonymous: true, ..of_siti() }).await;
    let old = report(house, Report { category: "ktp", ..Report::default() }).await;
    house.app.db.clock.advance(3 * HOUR);
    let known = report(house, of_siti()).await;
    let fire = report(house, Report { category: "kebakaran", ..Report::default() }).await;
    assert_eq!(take(AGENT).await, fire.id, "an emergency first, whoever it is");
    assert_eq!(take(AGENT).await, known.id, "three hours younger, of somebody they know");
    assert_eq!(take(AGENT).await, secret.id);
    assert_eq!(take(AGENT).await, old.id);
    let older = report(house, Report { category: "ktp", ..Report::default() }).await;
    house.app.db.clock.advance(5 * HOUR);
    let late = report(house, of_siti()).await;
    assert_eq!(take(AGENT).await, older.id, "five hours are more than the gift");
    assert_eq!(take(SUPERVISOR).await, late.id, "others may have it all the same");
    house.forget_jobs().await;
});

story!(limits_hold_except_for_emergencies, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let ayu = staff(house, AGENT).await;
    administrator.post(&format!("/admin/staff/{ayu}/duty"), &[("most", "2"), ("most_form", "1")]).await;
    for _ in 0..3 {
        report(house, Report::default()).await;
    }
    let mail = report(house, Report { channel: Channel::Email, category: "ktp", ..Report::default() }).await;
    report(house, Report { channel: Channel::Email, category: "ktp", ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    let form = opened(&agent.post("/desk/next", &[]).await);
    assert_eq!(opened(&agent.post("/desk/next", &[]).await), mail.id, "no second one by form");
    let full = agent.post("/desk/next", &[]).await;
    assert!(full.path == "/desk" && full.text.contains("sudah sebanyak batas Anda"), "{}", full.text);
    let fire = report(house, Report { category: "kebakaran", ..Report::default() }).await;
    assert_eq!(opened(&agent.post("/desk/next", &[]).await), fire.id);
    // What is put aside or waits makes room.
    agent.post(&format!("/desk/{form}/aside"), &[("rest", "week")]).await;
    assert_eq!(agent.post("/desk/next", &[]).await.status, 200);
    let held = house.number("SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NOT NULL").await;
    assert_eq!(held, 4);
    house.forget_jobs().await;
});

story!(fifty_with_skills_and_limits_never_get_the_same, async |house: &House| {
    const AGENTS: usize = 50;
    let mut all = BTreeSet::new();
    for n in 0..120 {
        let category = ["air", "jalan", "lampu-jalan", "ktp"][n % 4];
        all.insert(report(house, Report { category, ..Report::default() }).await.id);
    }
    let topics: Vec<CategoryId> = {
        let sql = "SELECT id AS n FROM category WHERE code = 'jalan'";
        vec![CategoryId(house.number(sql).await)]
    };
    let admin = staff(house, ADMINISTRATOR).await;
    let people: Vec<Staff> = house
        .app
        .db
        .write(async |tx| {
            let root = sahut::agencies::agency_by_code(tx, sahut::agencies::ROOT).await?;
            let mut people = Vec::new();
            for n in 0..AGENTS {
                let email = format!("agen{n}@kota.test");
                let id = auth::create(tx, &email, &format!("Agen {n}"), Role::Agent, &[root.id]).await?;
                let topics = if n % 2 == 0 { topics.clone() } else { Vec::new() };
                let able = Abilities { topics, most: Some(2), ..Abilities::default() };
                duty::set_abilities(tx, id, &able, admin).await?;
                people.push(auth::get(tx, id).await?);
            }
            Ok(people)
        })
        .await
        .expect("people");
    let other = house.another_node().await;
    // Each asks twice at once, on both nodes, three times over: the limit holds all the same.
    let take = async |n: usize| {
        let app = if n < AGENTS { &house.app } else { &other.app };
        let by = &people[n % AGENTS];
        app.db.write(async |tx| tickets::take_next(tx, by).await).await.expect("a turn")
    };
    let mut taken: Vec<TicketId> = Vec::new();
    for _ in 0..3 {
        let got = join_all((0..2 * AGENTS).map(&take)).await;
        taken.extend(got.into_iter().flatten().map(|ticket| ticket.id));
    }
    let unique: BTreeSet<TicketId> = taken.iter().copied().collect();
    assert_eq!(taken.len(), unique.len(), "none twice");
    assert_eq!(unique.len(), 2 * AGENTS, "each has as many as they may");
    let most = "SELECT MAX(n) AS n FROM (SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NOT NULL GROUP BY assignee_id) AS h";
    assert_eq!(house.number(most).await, 2);
    assert!(unique.is_subset(&all));
    other.close().await;
    house.forget_jobs().await;
});

story!(a_ticket_stays_with_its_holder_while_they_are_there, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let path = format!("/desk/{}", ticket.id);
    let again = async || {
        house
            .app
            .db
            .write(async |tx| tickets::join(tx, &house.app.zone, ticket.id, false).await)
            .await
            .expect("joined")
            .expect("open")
    };
    let water = house.staff(WATER).await;
    water.post(&format!("{path}/assign"), &[("to", "me"), ("seen", "")]).await;
    let wira = staff(house, WATER).await;
    assert_eq!(again().await.assignee_id, Some(wira));
    // Away, or gone for longer than a working day: back to the queue, and the history says so.
    water.post("/desk/duty", &[("to", "away"), ("back", "/desk")]).await;
    assert_eq!(again().await.assignee_id, None);
    assert!(water.get(&path).await.text.contains("pemegangnya tidak di tempat"));
    water.post("/desk/duty", &[("to", "available"), ("back", "https://evil.test/")]).await;
    water.post(&format!("{path}/assign"), &[("to", "me"), ("seen", "")]).await;
    assert_eq!(again().await.assignee_id, Some(wira));
    house.app.db.clock.advance(DAY);
    assert_eq!(again().await.assignee_id, None);
    assert_eq!(house.staff(ROADS).await.post("/desk/duty", &[("to", "asleep")]).await.status, 400);
    house.forget_jobs().await;
});
