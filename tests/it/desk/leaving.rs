//! Somebody leaves, moves or gets another role: nothing stays in hands that no longer work on it.

use sahut::auth::{self, PasswordHash, Role};
use sahut::clock::{DAY, HOUR};
use sahut::ids::{StaffId, TicketId};
use sahut::tickets::{self, Ticket};
use sahut::{agencies, leaving};

use super::{Report, between, report, rows};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, PASSWORD, ROADS, SUPERVISOR, WATER};
use crate::support::house::Answer;

const LEADER: &str = "ketua@kota.test";

pub async fn hire(house: &House, email: &str, name: &str, role: Role, agency: &str) -> StaffId {
    let hash = PasswordHash::of(PASSWORD.into()).await.expect("a hash");
    house
        .app
        .db
        .write(async |tx| {
            let agency = agencies::agency_by_code(tx, agency).await?;
            let id = auth::create(tx, email, name, role, &[agency.id]).await?;
            auth::set_password(tx, id, &hash).await?;
            Ok(id)
        })
        .await
        .expect("somebody new")
}

pub async fn staff_id(house: &House, email: &str) -> StaffId {
    let found = house.app.db.read(async |tx| auth::by_email(tx, email).await).await;
    found.expect("a database").expect("somebody").id
}

async fn holder(house: &House, id: TicketId) -> Option<StaffId> {
    house.app.db.read(async |tx| tickets::get(tx, id).await).await.expect("a ticket").assignee_id
}

async fn take(house: &House, email: &str, ticket: &Ticket) {
    let who = house.staff(email).await;
    let taken = who.post(&format!("/desk/{}/assign", ticket.id), &[("to", "me"), ("seen", "")]).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
}

async fn deactivate(house: &House, id: StaffId) -> Answer {
    let administrator = house.staff(ADMINISTRATOR).await;
    administrator.post(&format!("/admin/staff/{id}/active"), &[("active", "0")]).await
}

async fn agency(house: &House, code: &str) -> String {
    let found = house.app.db.read(async |tx| agencies::agency_by_code(tx, code).await).await;
    found.expect("an agency").id.to_string()
}

story!(what_somebody_held_who_leaves_waits_to_be_taken, async |house: &House| {
    hire(house, LEADER, "Keti Ketua", Role::TeamLeader, "kota").await;
    let one = report(house, Report::default()).await;
    let aside = report(house, Report { text: "Air keruh", ..Report::default() }).await;
    let road = report(house, Report { category: "jalan", text: "Lubang", ..Report::default() }).await;
    let done = report(house, Report { text: "Sudah beres", ..Report::default() }).await;
    for ticket in [&one, &aside, &road, &done] {
        take(house, AGENT, ticket).await;
    }
    let agent = house.staff(AGENT).await;
    let until = house.app.db.clock.now() + DAY;
    let ayu = staff_id(house, AGENT).await;
    house
        .app
        .db
        .write(async |tx| tickets::put_aside(tx, aside.id, until, ayu, "besok").await)
        .await
        .expect("put aside");
    agent.post(&format!("/desk/{}/step", done.id), &[("step", "answer"), ("reason", "Selesai.")]).await;

    let page = deactivate(house, ayu).await;
    assert!(page.text.contains("3 laporan yang dipegangnya kembali ke antrean"), "{}", page.text);
    for ticket in [&one, &aside, &road] {
        assert_eq!(holder(house, ticket.id).await, None);
    }
    assert_eq!(holder(house, done.id).await, Some(ayu), "what is done stays hers");
    let leader = house.staff(LEADER).await;
    assert_eq!(rows(&leader.get("/desk?view=unassigned").await).len(), 3, "awake, too");
    let page = leader.get(&format!("/desk/{}", one.id)).await.text;
    assert!(page.contains("Kembali ke antrean: Ayu Agen tidak lagi menanganinya"), "{page}");
    let told = async |email: &str| house.staff(email).await.get("/desk/notices").await.text;
    assert!(told(LEADER).await.contains("3 laporan kembali ke antrean: Ayu Agen"), "the team");
    assert!(told(WATER).await.contains("2 laporan kembali ke antrean: Ayu Agen"), "the agency");
    assert!(told(ROADS).await.contains("1 laporan kembali ke antrean: Ayu Agen"));
    assert!(!told(SUPERVISOR).await.contains("laporan kembali ke antrean"), "others lead nearer");
    let next = leader.post("/desk/next", &[]).await;
    assert!(next.path.starts_with("/desk/"), "it can be taken again: {}", next.path);
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("mengembalikan laporan ke antrean"), "{audit}");
    house.forget_jobs().await;
});

story!(who_moves_keeps_what_they_still_see, async |house: &House| {
    let (water, road) = (
        report(house, Report::default()).await,
        report(house, Report { category: "jalan", ..Report::default() }).await,
    );
    take(house, WATER, &water).await;
    take(house, ROADS, &road).await;
    let id = staff_id(house, WATER).await;
    let path = format!("/admin/staff/{id}");
    let administrator = house.staff(ADMINISTRATOR).await;
    let (pdam, pupr) = (agency(house, "pdam").await, agency(house, "pupr").await);
    let form = |role: &'static str| [("name", "Wira"), ("role", role), ("language", "id")];
    let mut both = form("agency_officer").to_vec();
    both.extend([("agency", pdam.as_str()), ("agency", pupr.as_str())]);
    let page = administrator.post(&path, &both).await;
    assert!(!page.text.contains("yang dipegangnya kembali"), "{}", page.text);
    assert_eq!(holder(house, water.id).await, Some(id));
    let mut away = form("agency_officer").to_vec();
    away.push(("agency", &pupr));
    let page = administrator.post(&path, &away).await;
    assert!(page.text.contains("1 laporan yang dipegangnya"), "{}", page.text);
    assert_eq!(holder(house, water.id).await, None);
    // Nobody leads the waterworks now: whoever looks after the hotline hears.
    let told = house.staff(SUPERVISOR).await.get("/desk/notices").await.text;
    assert!(told.contains("1 laporan kembali ke antrean: Wira"), "{told}");

    // Who only reads trends works on nothing.
    let rina = staff_id(house, ROADS).await;
    let mut official = form("official").to_vec();
    official.push(("agency", &pupr));
    administrator.post(&format!("/admin/staff/{rina}"), &official).await;
    assert_eq!(holder(house, road.id).await, None);
    house.forget_jobs().await;
});

story!(very_many_are_let_go_bit_by_bit, async |house: &House| {
    for n in 0..230 {
        report(house, Report { text: &format!("Air mati {n}"), ..Report::default() }).await;
    }
    let ayu = staff_id(house, AGENT).await;
    let held = "SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NOT NULL";
    let give = async || {
        house
            .app
            .db
            .write(async |tx| {
                let sql = "UPDATE ticket SET assignee_id = $1 WHERE is_open RETURNING id AS n";
                sahut::db::select::Select::new(sql, [ayu.0.into()]).number(tx).await
            })
            .await
            .expect("given")
    };
    give().await;
    house.forget_jobs().await;
    let page = deactivate(house, ayu).await;
    assert!(page.text.contains("230 laporan yang dipegangnya"), "{}", page.text);
    assert_eq!(house.number(held).await, 30, "one transaction holds two hundred");
    house.work().await;
    assert_eq!(house.number(held).await, 0);
    let events = "SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'assigned'";
    assert_eq!(house.number(events).await, 230, "each once");
    // What was stuck before tickets were let go, the hourly round finds.
    give().await;
    house.app.db.write(leaving::sweep).await.expect("swept");
    house.work().await;
    assert_eq!(house.number(held).await, 0);
});

story!(a_list_shows_what_one_person_holds, async |house: &House| {
    let (mine, other) = (
        report(house, Report::default()).await,
        report(house, Report { text: "Bau", ..Report::default() }).await,
    );
    let road = report(house, Report { category: "jalan", text: "Lubang", ..Report::default() }).await;
    take(house, AGENT, &mine).await;
    take(house, AGENT, &road).await;
    take(house, WATER, &other).await;
    let (ayu, wira) = (staff_id(house, AGENT).await, staff_id(house, WATER).await);
    let supervisor = house.staff(SUPERVISOR).await;
    let page = supervisor.get(&format!("/desk?view=open&assignee={ayu}")).await;
    assert_eq!(rows(&page), [mine.id.to_string(), road.id.to_string()]);
    assert!(page.text.contains(&format!("<option value=\"{ayu}\" selected>Ayu Agen")), "{}", page.text);
    let pdam = agency(house, "pdam").await;
    let page = supervisor.get(&format!("/desk?view=open&assignee={ayu}&agency={pdam}")).await;
    assert_eq!(rows(&page), [mine.id.to_string()]);
    assert_eq!(rows(&supervisor.get(&format!("/desk?assignee={wira}")).await), [other.id.to_string()]);
    let query = format!("view=open&assignee={ayu}");
    let kept = supervisor.post("/desk/views", &[("name", "Ayu"), ("query", &query)]).await;
    assert_eq!(rows(&kept), [mine.id.to_string(), road.id.to_string()], "a view holds it");
    let nav = between(&kept.text, "data-live-region=\"saved\"", "</ul>");
    assert!(nav.contains("class=\"count\">2<"), "{nav}");
    assert!(supervisor.get("/desk/views").await.text.contains(" · Ayu Agen"), "and says it in words");
    house.app.db.clock.advance(HOUR);
    supervisor.post(&format!("/desk/{}/step", mine.id), &[("step", "answer"), ("reason", "Selesai.")]).await;
    assert_eq!(
        rows(&supervisor.get(&format!("/desk?view=done&assignee={ayu}")).await),
        [mine.id.to_string()]
    );
    // Nobody sees more by it.
    let water = house.staff(WATER).await;
    assert!(rows(&water.get(&format!("/desk?view=open&assignee={ayu}")).await).is_empty());
    house.forget_jobs().await;
});
