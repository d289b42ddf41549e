//! Colleagues of an agency that supports: they are named in notes and hear of what comes back. Those who only
//! read may be named, and are given no work.

use sahut::agencies;
use sahut::auth;
use sahut::duty::{self, Status};
use sahut::ids::StaffId;
use sahut::texts::Lang;
use sahut::tickets::{self, NewTicket, Ticket};

use super::{Report, report, write};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, OFFICIAL, ROADS, SUPERVISOR, WATER};
use crate::support::house::Visitor;
use crate::support::people::{QA, hire_reader};

async fn id_of(house: &House, email: &str) -> StaffId {
    let found = house.app.db.read(async |tx| auth::by_email(tx, email).await).await;
    found.expect("a database").expect("somebody").id
}

async fn support(who: &Visitor, house: &House, ticket: &Ticket) {
    let roads = house.app.db.read(async |tx| agencies::agency_by_code(tx, "pupr").await).await.expect("pupr");
    let asked = [("agency", roads.id.to_string()), ("note", "Tolong gali jalannya".to_owned())];
    let asked = asked.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = who.post(&format!("/desk/{}/support", ticket.id), &asked).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// How many notices of a kind somebody has.
async fn told(house: &House, email: &str, kind: &str) -> usize {
    let id = id_of(house, email).await;
    let found = house.app.db.read(async |tx| sahut::notices::of(tx, id, None).await).await.expect("notices");
    found.iter().filter(|notice| notice.kind.code() == kind).count()
}

async fn names(who: &Visitor, ticket: &Ticket, typed: &str) -> String {
    who.get(&format!("/desk/{}/colleagues?q={typed}", ticket.id)).await.text
}

story!(supporters_are_named_and_told, async |house: &House| {
    hire_reader(house).await;
    let (agent, water) = (house.staff(AGENT).await, house.staff(WATER).await);
    let ticket = report(house, Report::default()).await;
    let note = async |who: &Visitor, text: &str| {
        let answer = write(who, &ticket, "note", text, "").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    note(&agent, "@Rina bisa bantu?").await;
    assert_eq!(told(house, ROADS, "mentioned").await, 0, "who cannot read it is not named");
    assert!(!names(&agent, &ticket, "rin").await.contains("Rina Jalan"));
    support(&water, house, &ticket).await;
    assert!(names(&agent, &ticket, "rin").await.contains("@Rina Jalan"));
    note(&agent, "@Rina bisa bantu?").await;
    assert_eq!(told(house, ROADS, "mentioned").await, 1);
    // They name colleagues, too.
    let roads = house.staff(ROADS).await;
    assert!(names(&roads, &ticket, "wir").await.contains("@Wira Air"));
    note(&roads, "@Wira besok kami gali.").await;
    assert_eq!(told(house, WATER, "mentioned").await, 1);
    // Whoever reads for quality may be asked to look; whoever reads sums only may not.
    note(&agent, "@Mira mohon dinilai. @Ona juga").await;
    assert_eq!((told(house, QA, "mentioned").await, told(house, OFFICIAL, "mentioned").await), (1, 0));
    // Withdrawn, they read it no longer and are not named.
    let pupr =
        house.app.db.read(async |tx| agencies::agency_by_code(tx, "pupr").await).await.expect("pupr").id;
    let gone = water.post(&format!("/desk/{}/support/{pupr}/withdraw", ticket.id), &[]).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    assert!(!names(&agent, &ticket, "rin").await.contains("Rina Jalan"));
    house.forget_jobs().await;
});

story!(what_comes_back_is_told_to_supporters, async |house: &House| {
    // From another system: nobody ever wrote a word in it.
    let ticket = house
        .app
        .db
        .write(async |tx| {
            let category = agencies::category_by_code(tx, "air").await?;
            let identity = channels::Identity::Phone("+62811000111".into());
            let contact = sahut::contacts::identify(tx, &identity, None, Lang::Id).await?;
            let new = NewTicket {
                category: &category,
                agency: None,
                class: None,
                subject: "Pipa bocor",
                body: "Dari sistem lain",
                channel: channels::Channel::Api,
                language: Lang::Id,
                contact,
                area: None,
                place: None,
                coordinates: None,
                is_anonymous: false,
                is_confidential: false,
            };
            Ok(tickets::open(tx, &house.app.secret, &house.app.zone, &new).await?.0)
        })
        .await
        .expect("a ticket");
    let (water, supervisor) = (house.staff(WATER).await, house.staff(SUPERVISOR).await);
    support(&water, house, &ticket).await;
    assert_eq!(told(house, ROADS, "support_asked").await, 1);
    for step in ["reject:elsewhere", "reopen"] {
        let fields = [("step", step), ("reason", "Salah alamat")];
        let answer = supervisor.post(&format!("/desk/{}/step", ticket.id), &fields).await;
        assert_eq!(answer.status, 200, "{step}: {}", answer.text);
        house.app.db.clock.advance(sahut::clock::MINUTE);
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation").await, 0);
    assert_eq!((told(house, WATER, "reopened").await, told(house, ROADS, "reopened").await), (1, 1));
    house.forget_jobs().await;
});

story!(who_only_reads_is_given_no_work, async |house: &House| {
    let reader = hire_reader(house).await;
    let agent = id_of(house, AGENT).await;
    // Both sit before the desk and say that they are there.
    house.staff(QA).await;
    house.staff(AGENT).await;
    let (idle, on_path) = house
        .app
        .db
        .write(async |tx| {
            for staff in [reader, agent] {
                duty::set_status(tx, staff, Status::Available).await?;
            }
            let root = agencies::root(tx).await?.id;
            Ok((duty::idle(tx, root, true, None).await?, auth::on_path(tx, root).await?))
        })
        .await
        .expect("who is there");
    assert_eq!(idle.iter().map(|one| one.id).collect::<Vec<_>>(), [agent]);
    assert!(on_path.iter().any(|one| one.id == agent) && on_path.iter().all(|one| one.id != reader));
    house.forget_jobs().await;
});
