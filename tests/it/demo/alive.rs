//! What the city's staff are in the middle of, looked at as they would: each signs in and finds it.

use sahut::auth::Role;
use sahut::cli::demo::city::{City, PASSWORD};
use sahut::cli::demo::seed;

use crate::story;
use crate::support::House;
use crate::support::house::Visitor;

/// Enough that there is something of everything.
const TICKETS: usize = 700;

async fn sign_in(house: &House, name: &str) -> Visitor {
    let visitor = house.visitor();
    let email = format!("{name}@tirtamaya.example");
    let fields = [("email", email.as_str()), ("password", PASSWORD), ("next", "/assets/favicon.svg")];
    let answer = visitor.post("/sign-in", &fields).await;
    assert!(answer.status < 400, "{name}: {}", answer.text);
    visitor
}

story!(the_city_is_alive, async |house: &House| {
    seed::seed(&house.app, TICKETS, |_, _| {}).await.expect("a past");
    // Somebody in each role.
    let people = City::read().expect("a city").people;
    for role in Role::ALL {
        let person = people.iter().find(|person| person.role == *role).unwrap_or_else(|| panic!("{role}"));
        sign_in(house, person.email.split('@').next().expect("a name")).await;
    }
    let some = async |what: &str, sql: &'static str, least: i64| {
        let n = house.number(sql).await;
        assert!(n >= least, "{what}: {n}");
    };
    for (what, sql, least) in [
        ("handed up", "SELECT COUNT(*) AS n FROM ticket WHERE is_open AND escalated IS NOT NULL", 2),
        (
            "to a supervisor",
            "SELECT COUNT(*) AS n FROM ticket WHERE escalated IN ('supervisor', 'coordinator')",
            1,
        ),
        ("supported", "SELECT COUNT(*) AS n FROM ticket_support WHERE done_at IS NULL", 1),
        ("children", "SELECT COUNT(*) AS n FROM ticket_link WHERE kind = 'child'", 1),
        ("merged", "SELECT COUNT(*) AS n FROM ticket_link WHERE kind = 'merged'", 1),
        (
            "followers",
            "SELECT COUNT(*) AS n FROM follower f JOIN ticket t ON t.id = f.ticket_id
             WHERE f.state = 'following' AND t.is_public AND f.report_id IS NULL",
            3,
        ),
        ("anonymous", "SELECT COUNT(*) AS n FROM ticket WHERE is_anonymous AND is_open", 1),
        ("aside", "SELECT COUNT(*) AS n FROM ticket WHERE asleep_until IS NOT NULL", 1),
        ("by mail", "SELECT COUNT(*) AS n FROM agency_mail WHERE answers_by_mail", 1),
        (
            "strikes decided",
            "SELECT COUNT(*) AS n FROM nuisance_mark WHERE state IN ('strike', 'dismissed')",
            3,
        ),
    ] {
        some(what, sql, least).await;
    }

    // The agent: named in a note, with notices, macros at hand, and something put aside.
    let ayu = sign_in(house, "ayu").await;
    let told = ayu.get("/desk/notices").await.text;
    assert!(told.contains("Hendro Pamungkas"), "{told}");
    let named = house
        .number("SELECT ticket_id AS n FROM mention m JOIN staff s ON s.id = m.staff_id WHERE s.email LIKE 'ayu@%'")
        .await;
    let page = ayu.get(&format!("/desk/{named}")).await.text;
    assert!(page.contains("tolong telepon warganya") && page.contains("Ambil dan mulai kerjakan"), "{page}");
    // The supervisor: one strike waits, and the months before have numbers.
    let hendro = sign_in(house, "hendro").await;
    let limits = hendro.get("/admin/limits").await.text;
    assert_eq!(limits.matches("/confirm\"").count(), 1, "{limits}");
    assert!(limits.contains("id=\"chart-months\""), "{limits}");
    let told = hendro.get("/desk/notices").await.text;
    assert!(told.contains("Ayu Larasati"), "{told}");
    // The coordinator finds what was handed up; the head of public works theirs.
    for name in ["dewi", "bambang"] {
        assert_eq!(sign_in(house, name).await.get("/desk?escalated=1").await.status, 200);
    }
    // Whoever reads for quality sees no names and no forms.
    let rizal = sign_in(house, "rizal").await.get(&format!("/desk/{named}")).await;
    assert!(rizal.status == 200 && !rizal.text.contains("class=\"composer\""), "{}", rizal.text);
    // The administrator: an agency by mail, and a rule that works.
    let ratna = sign_in(house, "ratna").await;
    assert!(ratna.get("/admin/rules").await.text.contains("Kabel putus dan tiang roboh"));
    // Nobody is written to: not by letters, not by messages.
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'queued'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM agency_letter WHERE state = 'queued'").await, 0);
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM job WHERE kind <> 'wake'").await, 0);
    house.forget_jobs().await;
});
