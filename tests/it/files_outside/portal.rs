//! A photo's place on the citizen's form: asked, never taken.

use super::photo::{DRAWN, PLACE, SERIAL, jpeg};
use super::{bytes, file, has};
use crate::portal::{self, upload};
use crate::story;
use crate::support::House;
use crate::support::house::Visitor;

async fn begin(house: &House) -> Visitor {
    let citizen = house.visitor();
    citizen.post("/report", &[("class", "complaint"), ("text", portal::WORDS)]).await;
    citizen.post("/report/place", &[("place", ""), ("latitude", ""), ("longitude", "")]).await;
    citizen
}

/// Fills in the rest and sends.
async fn send(citizen: &Visitor) -> String {
    citizen.post("/report/about", &[]).await;
    portal::send(citizen).await.0
}

const TICKETS: &str = "SELECT COUNT(*) AS n FROM ticket WHERE latitude IS NOT NULL";

story!(a_citizen_is_asked_whether_a_photo_was_taken_there, async |house: &House| {
    let photo = jpeg();
    // Asked, and nothing said: nothing taken.
    let citizen = begin(house).await;
    let asked = upload(&citizen, "/report/files", &[], &[("lampu.jpg", &photo)]).await;
    assert_eq!(asked.path, "/report/files", "{}", asked.text);
    assert!(asked.text.contains("Apakah itu tempat yang Anda laporkan?"), "{}", asked.text);
    assert!(
        asked.text.contains("lampu.jpg: <a href=") && asked.text.contains("-6.2101, 106.817"),
        "{}",
        asked.text
    );
    assert_eq!(upload(&citizen, "/report/files", &[], &[]).await.path, "/report/about", "asked once");
    let number = send(&citizen).await;
    assert_eq!(house.number(TICKETS).await, 0);
    // What comes back to whoever holds the number says nothing either.
    let id = file(house, "lampu.jpg").await;
    let (status, copy) = bytes(&citizen, &format!("/track/{number}/file/{id}")).await;
    assert_eq!(status, 200);
    assert!(!has(&copy, SERIAL) && has(&copy, DRAWN));
    let payloads = "SELECT COUNT(*) AS n FROM inbox WHERE CAST(raw AS text) LIKE '%106.8%'";
    assert_eq!(house.number(payloads).await, 0);

    // Yes, and taken back, and yes.
    let citizen = begin(house).await;
    upload(&citizen, "/report/files", &[], &[("lampu.jpg", &photo)]).await;
    let yes = upload(&citizen, "/report/files", &[("then", "photo-place")], &[]).await;
    assert!(yes.text.contains("Tempat foto tercatat pada laporan Anda:"), "{}", yes.text);
    assert!(citizen.get("/report/check").await.text.contains("Titik di peta: -6.2101, 106.817"));
    let no = upload(&citizen, "/report/files", &[("then", "no-photo-place")], &[]).await;
    assert!(
        !no.text.contains("tercatat pada laporan") && !no.text.contains("Apakah itu tempat"),
        "{}",
        no.text
    );
    assert!(!citizen.get("/report/check").await.text.contains("Titik di peta"));
    send(&citizen).await;
    assert_eq!(house.number(TICKETS).await, 0);

    let citizen = begin(house).await;
    upload(&citizen, "/report/files", &[], &[("lampu.jpg", &photo)]).await;
    upload(&citizen, "/report/files", &[("then", "photo-place")], &[]).await;
    send(&citizen).await;
    assert_eq!(house.number(TICKETS).await, 1);
    let latitude = "SELECT CAST(ROUND(MAX(latitude) * 1000000) AS bigint) AS n FROM ticket";
    assert_eq!(house.number(latitude).await, (PLACE.0 * 1_000_000.0).round() as i64);

    // Who pointed at the map already is not asked.
    let citizen = begin(house).await;
    citizen.post("/report/place", &[("place", ""), ("latitude", "-6.3"), ("longitude", "106.9")]).await;
    assert_eq!(upload(&citizen, "/report/files", &[], &[("lampu.jpg", &photo)]).await.path, "/report/about");
    house.forget_jobs().await;
});
