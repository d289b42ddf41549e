//! Who looks after a part of the house does not come into the rooms that show all of it.

use channels::Identity;
use sahut::auth::Role;
use sahut::intake::{Outcome, Received, receive};

use super::{agency_id, staff_id};
use crate::desk::leaving::hire;
use crate::desk::{Report, between, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR};

/// An update of a kind that the adapter does not know.
const STRANGE: &[u8] = br#"{"update_id":78,"moon_phase":{"full":true}}"#;
const PART: &str = "penyelia@pdam.test";

story!(a_supervisor_of_one_agency_stays_in_its_part, async |house: &House| {
    hire(house, PART, "Putra Penyelia", Role::Supervisor, "pdam").await;
    let parsed = channels::telegram::parse(STRANGE).inbound;
    let outcome = receive(&house.app, &Received::new(parsed, STRANGE.to_vec(), "application/json")).await;
    assert!(matches!(outcome, Ok(Outcome::Rejected)), "{outcome:?}");
    let (all, part) = (house.staff(SUPERVISOR).await, house.staff(PART).await);
    let rejects = all.get("/admin/rejects").await;
    let id = between(&rejects.text, "href=\"/admin/rejects/", "/raw\"").to_owned();
    let raw = format!("/admin/rejects/{id}/raw");
    for path in ["/admin/rejects", "/admin/jobs", "/admin/health", raw.as_str()] {
        assert_eq!(part.get(path).await.status, 403, "{path}");
        assert_eq!(all.get(path).await.status, 200, "{path}");
    }
    let (replay, discard) = (format!("/admin/rejects/{id}/replay"), format!("/admin/rejects/{id}/discard"));
    for path in [replay.as_str(), discard.as_str(), "/admin/jobs/1/replay"] {
        assert_eq!(part.post(path, &[("reason", "Percobaan")]).await.status, 403, "{path}");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject WHERE state = 'waiting'").await, 1);
    let rooms = part.get("/admin").await;
    assert_eq!(rooms.status, 200);
    for room in ["rejects", "jobs", "health"] {
        assert!(!rooms.text.contains(&format!("/admin/{room}")), "no door that is shut: {room}");
    }

    // Limits are each agency's own; that all of them rest is for the whole house to say.
    let from = Identity::Email("iseng@example.test".into());
    let road = report(house, Report { category: "jalan", text: "Lubang", from, ..Report::default() }).await;
    let label = format!("/desk/{}/person/label", road.id);
    let agent = house.staff(AGENT).await;
    assert_eq!(agent.post(&label, &[("kind", "prank"), ("note", "Tertawa")]).await.status, 200);
    assert!(all.get("/admin/limits").await.text.contains(&road.number.to_string()));
    let limits = part.get("/admin/limits").await;
    assert!(limits.status == 200 && !limits.text.contains(&road.number.to_string()), "{}", limits.text);
    assert!(!limits.text.contains("/admin/limits/rest"));
    assert_eq!(part.post("/admin/limits/rest", &[("rests", "1")]).await.status, 403);
    assert!(all.get("/admin/limits").await.text.contains("/admin/limits/rest"));
    // With the whole house in their hands they come in.
    let (kota, path) = (agency_id(house, "kota").await, staff_id(house, PART).await);
    let fields = [("name", "Putra"), ("role", "supervisor"), ("language", "id"), ("agency", kota.as_str())];
    let administrator = house.staff(crate::support::city::ADMINISTRATOR).await;
    assert_eq!(administrator.post(&format!("/admin/staff/{path}"), &fields).await.status, 200);
    assert_eq!(part.get("/admin/rejects").await.status, 200);
    house.forget_jobs().await;
});
