//! Learning to route: staff file tickets, the house learns, suggests, and files what it is sure of.

use channels::{Channel, Identity};
use sahut::agencies;
use sahut::clock::{DAY, HOUR};
use sahut::db::Tx;
use sahut::ids::StaffId;
use sahut::intake::{Outcome, Received, Wishes, receive};
use sahut::queue::{self, Job};
use sahut::routing::learn;
use sahut::tickets::life::Step;
use sahut::tickets::{self, EventKind, Taken, Ticket};

use crate::story;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR, WATER};
use crate::support::house::{Engine, Visitor};
use crate::support::{House, said, until};

/// What people write about here, in words that no rule and no article knows.
const MATTERS: [(&str, [&str; 10]); 3] = [
    ("air", ["kucur", "sanyo", "pralon", "tandon", "stopkran", "rembes", "debit", "dop", "flotir", "sumur"]),
    (
        "jalan",
        [
            "kerikil",
            "hotmix",
            "paving",
            "gronjal",
            "kubangan",
            "bahu",
            "tanjakan",
            "cor",
            "ambrol",
            "geronggang",
        ],
    ),
    (
        "lampu-jalan",
        ["bohlam", "remang", "gulita", "fitting", "tiang", "mercuri", "sorot", "temaram", "kedip", "pijar"],
    ),
];
const FILLING: [&str; 14] = [
    "kulon",
    "wetan",
    "pojok",
    "perempatan",
    "pertigaan",
    "mushala",
    "posyandu",
    "lapak",
    "emperan",
    "pekarangan",
    "tetangga",
    "lurung",
    "pelataran",
    "gardu",
];

/// A text about a matter: four words of it among four that say nothing. Each is another.
fn text(matter: usize, seed: usize) -> String {
    let words = MATTERS[matter].1;
    let draw = |at: usize| (seed.wrapping_mul(2_654_435_761) >> (at * 3)).wrapping_add(seed * (at + 7));
    let pair = |at: usize| format!("{} {}", words[draw(at) % 10], FILLING[draw(at + 4) % 14]);
    (0..4).map(pair).collect::<Vec<_>>().join(" ")
}

async fn arrives(house: &House, text: &str, wishes: Wishes) -> Ticket {
    let id = sahut::secret::random_token();
    let received = Received { wishes, ..said(Channel::Form, Identity::Unknown, &id, text) };
    match receive(&house.app, &received).await.expect("taken in") {
        Outcome::Opened { ticket, .. } => *ticket,
        other => panic!("{other:?}"),
    }
}

fn chosen(category: &str) -> Wishes {
    Wishes { category: Some(category.into()), ..Wishes::default() }
}

async fn agent(tx: &mut Tx) -> StaffId {
    sahut::auth::by_email(tx, AGENT).await.expect("staff").expect("an agent").id
}

/// Staff file tickets about every matter.
async fn filed(house: &House, count: usize) {
    for seed in 0..count {
        let ticket = arrives(house, &text(seed % 3, seed), chosen(agencies::OTHER)).await;
        file(house, &ticket, MATTERS[seed % 3].0).await;
    }
    house.forget_jobs().await;
}

async fn file(house: &House, ticket: &Ticket, category: &str) {
    let write = house.app.db.write(async |tx| {
        let by = agent(tx).await;
        let to = agencies::category_by_code(tx, category).await?;
        tickets::reclassify(tx, ticket.id, &to, Some(by)).await
    });
    write.await.expect("filed");
}

async fn learned(house: &House) {
    house.app.db.write(async |tx| learn::ask(tx).await).await.expect("asked");
    house.work().await;
}

async fn category_of(house: &House, ticket: &Ticket) -> String {
    let read = house.app.db.read(async |tx| {
        let ticket = tickets::get(tx, ticket.id).await?;
        agencies::category(tx, ticket.category_id).await
    });
    read.await.expect("a category").code
}

async fn suggested(house: &House, ticket: &Ticket) -> Vec<tickets::Entry> {
    let mut history =
        house.app.db.read(async |tx| tickets::history(tx, ticket.id).await).await.expect("a history");
    history.retain(|entry| entry.kind == EventKind::Suggested);
    history
}

async fn press(who: &Visitor, ticket: &Ticket, category: &str, seen: &str) -> crate::support::house::Answer {
    who.post(&format!("/desk/{}/suggested", ticket.id), &[("category", category), ("seen", seen)]).await
}

story!(what_staff_filed_is_learned_measured_and_used, async |house: &House| {
    let supervisor = house.staff(SUPERVISOR).await;
    let page = supervisor.get("/admin/routing").await;
    assert!(page.text.contains("Belum ada yang dipelajari"), "{}", page.text);
    learned(house).await;
    let page = supervisor.get("/admin/routing").await;
    assert!(page.text.contains("Belum ada teks yang dipilah"), "{}", page.text);
    assert!(house.app.learned().expect("a row").model.is_none());

    // Before it has learned, words that no rule knows are nobody's.
    let early = arrives(house, &text(1, 9_001), Wishes::default()).await;
    assert_eq!(category_of(house, &early).await, agencies::OTHER);
    filed(house, 240).await;
    let asked = supervisor.post("/admin/routing", &[]).await;
    assert!(asked.path == "/admin/routing" && asked.text.contains("Sahut mulai belajar"), "{}", asked.text);
    supervisor.post("/admin/routing", &[]).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM job WHERE kind = 'learn_routing'").await, 1);
    house.work().await;

    let learned_now = house.app.learned().expect("learned");
    let told = &learned_now.measured;
    assert_eq!(told.tickets, 240);
    assert!(told.first > 0.9 && told.macro_f1 > 0.9 && told.rules < 0.1 && told.frequent < 0.5, "{told:?}");
    assert!(told.threshold.is_some() && told.sure_right * 10 >= told.sure * 9, "{told:?}");
    let page = supervisor.get("/admin/routing").await.text;
    for said in
        ["240 laporan", "Tebakan pertama benar", "<svg class=\"chart-svg\"", "Jalan rusak", "Lampu jalan"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("memulai belajar dari laporan"), "{audit}");
    assert_eq!(house.staff(AGENT).await.get("/admin/routing").await.status, 403);
    assert_eq!(house.staff(AGENT).await.post("/admin/routing", &[]).await.status, 403);

    // Nobody chose and the rules are silent: it files, and says so.
    let fresh = arrives(house, &text(1, 9_002), Wishes::default()).await;
    assert_eq!(category_of(house, &fresh).await, "jalan");
    let said = suggested(house, &fresh).await;
    assert!(
        said.len() == 1 && said[0].staff_id.is_none() && said[0].number("percent") > Some(50),
        "{said:?}"
    );
    let page = house.staff(AGENT).await.get(&format!("/desk/{}", fresh.id)).await.text;
    assert!(page.contains("menurut kata-katanya") && !page.contains("Sepertinya"), "{page}");

    // The citizen chose, the rules speak, or it is not sure: it keeps out.
    let own = arrives(house, &text(1, 9_003), chosen("ktp")).await;
    assert_eq!(category_of(house, &own).await, "ktp");
    let other = arrives(house, &text(1, 9_004), chosen(agencies::OTHER)).await;
    assert_eq!(category_of(house, &other).await, agencies::OTHER, "also who chose \"other\" has chosen");
    let ruled = arrives(house, &format!("Lampu jalan mati {}", text(1, 9_005)), Wishes::default()).await;
    assert_eq!(category_of(house, &ruled).await, "lampu-jalan");
    let doubtful = arrives(house, "bohlam kubangan sumur", Wishes::default()).await;
    assert_eq!(category_of(house, &doubtful).await, agencies::OTHER);
    for ticket in [&own, &other, &ruled, &doubtful] {
        assert!(suggested(house, ticket).await.is_empty());
    }
    house.forget_jobs().await;
});

story!(a_suggestion_is_accepted_by_a_person, async |house: &House| {
    filed(house, 180).await;
    learned(house).await;
    let ticket = arrives(house, &text(2, 9_100), chosen("air")).await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}", ticket.id);
    let page = agent.get(&path).await.text;
    assert!(
        page.contains("Sepertinya Lampu jalan (") && page.contains("Itu tugas Dinas Pekerjaan Umum"),
        "{page}"
    );
    let english = agent.get(&format!("{path}?language=en")).await.text;
    assert!(english.contains("Looks like Street light (") && english.contains("File under Street light"));
    agent.get(&format!("{path}?language=id")).await;
    assert_eq!(category_of(house, &ticket).await, "air", "showing changes nothing");

    let to = house.number("SELECT id AS n FROM category WHERE code = 'lampu-jalan'").await.to_string();
    let seen = ticket.category_id.to_string();
    // Who may not see the ticket may not accept anything; nobody overwrites what they have not seen.
    let roads = house.staff(crate::support::city::ROADS).await;
    assert_eq!(press(&roads, &ticket, &to, &seen).await.status, 404);
    assert_eq!(press(&agent, &ticket, &to, &to).await.status, 409);
    assert_eq!(press(&agent, &ticket, "x", &seen).await.status, 404);
    let forged = agent.client.post(format!("{}{path}/suggested", house.url));
    let forged = forged.form(&[("category", to.as_str()), ("seen", seen.as_str())]);
    assert_eq!(agent.answer(forged).await.status, 403);
    assert_eq!(category_of(house, &ticket).await, "air");

    let done = press(&agent, &ticket, &to, &seen).await;
    assert!(
        done.text.contains("Kategori sekarang: Lampu jalan") && done.text.contains("Urungkan"),
        "{}",
        done.text
    );
    assert!(done.text.contains("Ayu Agen menerima saran Lampu jalan ("), "{}", done.text);
    assert!(!done.text.contains("Sepertinya"), "it is where it belongs");
    assert_eq!(category_of(house, &ticket).await, "lampu-jalan");
    assert_eq!(press(&agent, &ticket, &to, &seen).await.status, 200, "clicked twice");
    assert_eq!(suggested(house, &ticket).await.len(), 1);
    let kept = "SELECT COUNT(*) AS n FROM audit WHERE action = 'suggestion-accepted' AND staff_id IS NOT NULL
        AND detail->>'before' = 'air' AND detail->>'after' = 'lampu-jalan'";
    assert_eq!(house.number(kept).await, 1);

    // A person filed it: no more advice. What was not suggested is no accepted suggestion.
    file(house, &ticket, "ktp").await;
    assert!(!agent.get(&path).await.text.contains("Sepertinya"));
    let made_up = arrives(house, &text(0, 9_101), chosen("jalan")).await;
    press(&agent, &made_up, &to, &made_up.category_id.to_string()).await;
    assert_eq!(category_of(house, &made_up).await, "lampu-jalan", "as the category form would");
    assert!(suggested(house, &made_up).await.is_empty());
    house.forget_jobs().await;
});

story!(only_what_people_decided_teaches, async |house: &House| {
    filed(house, 60).await;
    let teaches = async |house: &House| {
        learned(house).await;
        house.app.learned().expect("learned").measured.tickets
    };
    assert_eq!(teaches(house).await, 60);
    // Not looked at by anybody; confidential; turned away.
    arrives(house, &text(0, 1_000), chosen("air")).await;
    let secret = Wishes { is_confidential: true, ..chosen("air") };
    let secret = arrives(house, &format!("rahasiabanget {}", text(0, 1_001)), secret).await;
    file(house, &secret, "jalan").await;
    let prank = arrives(house, &text(0, 1_002), chosen("air")).await;
    file(house, &prank, "jalan").await;
    let zone = &house.app.zone;
    let turned_away = house.app.db.write(async |tx| {
        let by = Some(agent(tx).await);
        tickets::take(tx, zone, prank.id, by, &Taken::by_system(Step::Reject, "iseng")).await
    });
    turned_away.await.expect("turned away");
    assert_eq!(teaches(house).await, 60);
    // Answered under the category it had: a person agreed.
    let answered = arrives(house, &text(0, 1_003), chosen("air")).await;
    let answer = async |ticket: &Ticket| {
        let write = house.app.db.write(async |tx| {
            let by = agent(tx).await;
            tickets::answered(tx, zone, ticket.id, by).await
        });
        write.await.expect("answered");
    };
    answer(&answered).await;
    assert_eq!(teaches(house).await, 61);
    // Filed by the model: only a person's word makes it a lesson.
    let own = arrives(house, &text(0, 1_004), chosen("air")).await;
    let machine = house.app.db.write(async |tx| {
        let data = serde_json::json!({ "to": own.category_id, "percent": 97 });
        tickets::record(tx, own.id, None, EventKind::Suggested, data).await
    });
    machine.await.expect("noted");
    answer(&own).await;
    assert_eq!(teaches(house).await, 61);
    file(house, &own, "jalan").await;
    assert_eq!(teaches(house).await, 62);
    // The words of the confidential ticket are nowhere.
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM routing_model WHERE words LIKE '%rahasiabanget%'").await,
        0
    );
    // The same tickets teach the same.
    let words = async || {
        let model = house.app.learned().expect("learned");
        model.model.as_ref().and_then(sahut::routing::model::Model::write)
    };
    let before = words().await;
    learned(house).await;
    assert_eq!(words().await, before);
    house.forget_jobs().await;
});

story!(a_flood_of_copies_counts_once, async |house: &House| {
    filed(house, 60).await;
    let letter = text(1, 5_000);
    for copy in 0..40 {
        let ticket = arrives(house, &format!("{letter} nomor {copy}"), chosen(agencies::OTHER)).await;
        file(house, &ticket, "jalan").await;
    }
    house.forget_jobs().await;
    learned(house).await;
    let told = house.app.learned().expect("learned").measured.clone();
    assert_eq!(told.tickets, 100);
    assert!(told.texts <= 61, "{told:?}");
    house.forget_jobs().await;
});

story!(the_timetable_learns_at_night_and_after_much_filing, async |house: &House| {
    let due = async || {
        let zone = &house.app.zone;
        house.app.db.write(async |tx| learn::ask_if_due(tx, zone).await).await.expect("planned");
        let waiting = house.number("SELECT COUNT(*) AS n FROM job WHERE kind = 'learn_routing'").await;
        house.work().await;
        waiting == 1
    };
    assert!(due().await, "never trained");
    assert!(!due().await);
    house.app.db.clock.advance(HOUR);
    filed(house, 199).await;
    assert!(!due().await);
    filed(house, 3).await;
    assert!(due().await, "much was filed");
    assert!(!due().await);
    // 10:00 and 18 hours: four in the morning; a night later again.
    house.app.db.clock.advance(18 * HOUR);
    assert!(!due().await, "trained 18 hours ago");
    house.app.db.clock.advance(DAY);
    assert!(due().await);
    assert!(!due().await);
});

story!(areas_are_read_from_the_text_where_nothing_else_says, async |house: &House| {
    let area = async |text: &str, wishes: Wishes| {
        let ticket = arrives(house, text, wishes).await;
        let said = suggested(house, &ticket).await;
        (ticket.area_code.clone(), said.first().map(|entry| entry.text("area").to_owned()))
    };
    let read = area("Banjir di Tirta Utara sejak semalam", Wishes::default()).await;
    assert_eq!(read, (Some("99.71.01".into()), Some("Tirta Utara".into())));
    assert_eq!(area("Banjir di Jalan Tirta Utara", Wishes::default()).await, (None, None));
    let wishes = Wishes { area: Some("99.71".into()), ..Wishes::default() };
    assert_eq!(area("Banjir di Tirta Utara", wishes).await, (Some("99.71".into()), None), "chosen stays");
    house.forget_jobs().await;
});

story!(every_node_hears_what_was_learned, async |house: &House| {
    if house.engine == Engine::Sqlite {
        // One file, one process: there is no other node.
        return;
    }
    let node = house.another_node().await;
    filed(house, 60).await;
    learned(house).await;
    until("the other node knows", async || node.app.learned().is_some_and(|learned| learned.model.is_some()))
        .await;
    node.close().await;
    // A job that lost its lease keeps nothing.
    house.app.db.write(async |tx| queue::enqueue(tx, &Job::LearnRouting {}).await).await.expect("a job");
    let claimed = queue::claim(&house.app.db, 1).await.expect("a claim");
    house.forget_jobs().await;
    let at = house.app.learned().expect("learned").at;
    house.app.db.clock.advance(HOUR);
    assert!(learn::learn(&house.app, &claimed[0]).await.is_err());
    house.app.reload_learned().await.expect("loaded");
    assert_eq!(house.app.learned().expect("learned").at, at);
});

story!(a_model_of_another_version_is_left_alone, async |house: &House| {
    filed(house, 60).await;
    learned(house).await;
    for damage in [
        "UPDATE routing_model SET format = 99",
        "UPDATE routing_model SET format = 1, words = '{\"categories\":3}'",
    ] {
        match house.app.db.engine() {
            sahut::db::Engine::Sqlite { writer, .. } => {
                sqlx::query(damage).execute(writer).await.expect("damaged");
            }
            sahut::db::Engine::Postgres(pool) => {
                sqlx::query(damage).execute(pool).await.expect("damaged");
            }
        }
        house.app.reload_learned().await.expect("no reason to fail");
        assert!(house.app.learned().is_none_or(|learned| learned.model.is_none()));
        let page = house.staff(SUPERVISOR).await.get("/admin/routing").await;
        assert_eq!(page.status, 200);
        let ticket = arrives(house, &text(0, 77), Wishes::default()).await;
        assert_eq!(house.staff(WATER).await.get(&format!("/desk/{}", ticket.id)).await.status, 404);
        assert_eq!(house.staff(AGENT).await.get(&format!("/desk/{}", ticket.id)).await.status, 200);
    }
    house.forget_jobs().await;
});
