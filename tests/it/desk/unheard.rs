//! Work that nobody would hear of: tickets that pass by full hands, deadlines of agencies without officers.

use sahut::auth::{self, Role};
use sahut::clock::{DAY, HOUR, MINUTE};
use sahut::db::select::Select;
use sahut::duty::{self, Abilities, Status};
use sahut::ids::StaffId;
use sahut::tickets::{self, Ticket};
use sahut::{agencies, escalation, notices};

use super::leaving::{hire, staff_id};
use super::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, SUPERVISOR, WATER};

/// More than one look for somebody reads at a time, so that the row is paged through, too.
const TEAM: usize = 60;

story!(full_hands_in_front_do_not_keep_a_ticket_from_free_ones, async |house: &House| {
    let mut held = Vec::new();
    for n in 1..TEAM {
        held.push(report(house, Report { text: &format!("Air mati {n}"), ..Report::default() }).await);
    }
    let by = staff_id(house, ADMINISTRATOR).await;
    let clock = &house.app.db.clock;
    let team: Vec<StaffId> = house
        .app
        .db
        .write(async |tx| {
            let pdam = agencies::agency_by_code(tx, "pdam").await?.id;
            let mut team = Vec::new();
            for n in 0..TEAM {
                let (email, name) = (format!("agen{n}@kota.test"), format!("Agen {n}"));
                let id = auth::create(tx, &email, &name, Role::Agent, &[pdam]).await?;
                let sql = "INSERT INTO staff_session (token_hash, staff_id, created_at, seen_at, expires_at)
                     SELECT email, id, $2, $2, $2 + 86400000 FROM staff WHERE id = $1 RETURNING staff_id AS n";
                Select::new(sql, [id.0.into(), tx.now().into()]).number(tx).await?;
                let most = Abilities { most: Some(1), ..Abilities::default() };
                duty::set_abilities(tx, id, &most, by).await?;
                duty::set_status(tx, id, Status::Available).await?;
                if let Some(ticket) = held.get(n) {
                    tickets::assign(tx, ticket.id, (id, &name), by, None).await?;
                }
                team.push(id);
            }
            Ok(team)
        })
        .await
        .expect("a team");
    clock.advance(MINUTE);
    let last = *team.last().expect("somebody");
    // They were given one last, and are done with it.
    house.app.db.write(async |tx| duty::given(tx, last).await).await.expect("given");
    clock.advance(MINUTE);
    let hand_out = async || {
        let ticket = report(house, Report { text: "Pipa bocor", ..Report::default() }).await;
        house.work().await;
        house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket").assignee_id
    };
    house
        .app
        .db
        .write(async |tx| {
            let pdam = agencies::agency_by_code(tx, "pdam").await?.id;
            duty::set_hands_out(tx, pdam, true, by).await
        })
        .await
        .expect("on");
    assert_eq!(hand_out().await, Some(last), "the only one with a free hand");
    assert_eq!(hand_out().await, None, "all are full now");
    // An emergency is for everybody: whoever was given nothing for longest.
    let ticket = report(house, Report { text: "Tabung klorin bocor", ..Report::default() }).await;
    house
        .app
        .db
        .write(async |tx| {
            let sql = "UPDATE ticket SET rank = 0, class = 'emergency' WHERE id = $1 RETURNING id AS n";
            Select::new(sql, [ticket.id.0.into()]).number(tx).await
        })
        .await
        .expect("an emergency");
    house.work().await;
    let given = house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.expect("a ticket");
    assert_eq!(given.assignee_id, team.first().copied());
    house.forget_jobs().await;
});

/// What somebody was told about a ticket, oldest first.
async fn told(house: &House, email: &str, ticket: &Ticket) -> Vec<&'static str> {
    let id = staff_id(house, email).await;
    let found = house.app.db.read(async |tx| notices::of(tx, id, None).await).await.expect("notices");
    let about = found.iter().rev().filter(|notice| notice.ticket_id == Some(ticket.id));
    about.map(|notice| notice.kind.code()).collect()
}

story!(where_nobody_answers_for_an_agency_others_hear_of_its_deadlines, async |house: &House| {
    let by = staff_id(house, ADMINISTRATOR).await;
    let wira = staff_id(house, WATER).await;
    house.app.db.write(async |tx| auth::set_active(tx, wira, false, by).await).await.expect("gone");
    hire(house, "bima@kota.test", "Bima", Role::Agent, "pdam").await;
    let ticket = report(house, Report::default()).await;
    let secret = report(house, Report { text: "Pungli", is_confidential: true, ..Report::default() }).await;
    let alarms = async || {
        escalation::plan(&house.app.db).await.expect("a plan");
        house.work().await;
    };
    let clock = &house.app.db.clock;
    clock.advance(12 * HOUR);
    alarms().await;
    assert_eq!(told(house, "bima@kota.test", &ticket).await, ["soon"], "half of the time");
    assert!(told(house, SUPERVISOR, &ticket).await.is_empty());
    // Somebody who leads a team stands nearer to it than the agents do.
    hire(house, "ketua@kota.test", "Keti", Role::TeamLeader, "kota").await;
    clock.advance(8 * HOUR);
    alarms().await;
    assert_eq!(told(house, "ketua@kota.test", &ticket).await, ["soon"], "80 %");
    clock.advance(DAY - 20 * HOUR + 1);
    alarms().await;
    assert_eq!(told(house, "ketua@kota.test", &ticket).await, ["soon", "breached"]);
    assert_eq!(told(house, SUPERVISOR, &ticket).await, ["breached"], "nobody heads it either");
    // Who does not see a ticket is not told of it.
    assert_eq!(told(house, SUPERVISOR, &secret).await, ["soon", "breached"]);
    for email in ["bima@kota.test", "ketua@kota.test"] {
        assert!(told(house, email, &secret).await.is_empty(), "{email}");
    }
    house.forget_jobs().await;
});
