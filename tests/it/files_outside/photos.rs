//! What a photo says of its place, at the desk; and copies that say nothing.

use sahut::error::Result;
use sahut::tickets::{self, Ticket};

use super::photo::{DRAWN, PLACE, SERIAL, jpeg};
use super::{bytes, file, has, letter};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, OFFICIAL, ROADS, SUPERVISOR, WATER};

async fn now(house: &House, ticket: &Ticket) -> Ticket {
    let read: Result<Ticket> = house.app.db.read(async |tx| tickets::get(tx, ticket.id).await).await;
    read.expect("a ticket")
}

fn point(ticket: &Ticket) -> Option<(f64, f64)> {
    ticket.latitude.zip(ticket.longitude)
}

story!(a_photo_offers_its_place_and_nobody_takes_it_unasked, async |house: &House| {
    let photo = jpeg();
    let ticket = letter(
        house,
        false,
        &[
            ("rumah.jpg", "image/jpeg", &photo),
            ("sama.jpg", "image/jpeg", &photo),
            ("x.txt", "text/plain", b"x"),
        ],
    )
    .await;
    house.forget_jobs().await;
    assert_eq!(point(&now(house, &ticket).await), None);
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}", ticket.id);
    let page = agent.get(&path).await.text;
    assert!(page.contains("Menurut foto") && page.contains("-6.21010, 106.81700"), "{page}");
    assert!(
        page.contains("mlat=-6.21010&#38;mlon=106.81700") || page.contains("mlat=-6.21010&mlon"),
        "{page}"
    );
    assert_eq!(page.matches("Pakai sebagai tempat").count(), 1, "twice the same place is offered once");
    let english = house.staff(AGENT).await.get(&format!("{path}?language=en")).await.text;
    assert!(english.contains("The photo says") && english.contains("Use as place"), "{english}");

    let id = file(house, "rumah.jpg").await.to_string();
    let form = format!("{path}/photo-place");
    // Not theirs, or not to be changed by them.
    for (who, status) in [(ROADS, 404), (OFFICIAL, 403)] {
        assert_eq!(house.staff(who).await.post(&form, &[("file", &id)]).await.status, status, "{who}");
    }
    // No photo, none with a place, none of this ticket.
    let plain = file(house, "x.txt").await.to_string();
    let other = letter(house, false, &[("lain.jpg", "image/jpeg", &photo)]).await;
    house.forget_jobs().await;
    let foreign = file(house, "lain.jpg").await.to_string();
    for wrong in ["", "x", "12345", &plain, &foreign] {
        assert_eq!(agent.post(&form, &[("file", wrong)]).await.status, 404, "{wrong}");
    }
    assert_eq!(point(&now(house, &ticket).await), None);

    let taken = agent.post(&form, &[("file", &id)]).await;
    assert_eq!(point(&now(house, &ticket).await), Some(PLACE), "{}", taken.text);
    assert!(taken.text.contains("Tempat foto menjadi tempat laporan."), "{}", taken.text);
    assert!(taken.text.contains("mengambil tempat dari foto") && taken.text.contains("Tarik kembali"));
    assert!(!taken.text.contains("Pakai sebagai tempat"));
    assert_eq!(agent.post(&form, &[("file", &id)]).await.status, 409, "it has a place now");
    let audited = "SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-photo-place'";
    assert_eq!(house.number(audited).await, 1);

    let back = agent.post(&form, &[("back", "1")]).await;
    assert!(
        back.text.contains("ditarik kembali") && back.text.contains("Pakai sebagai tempat"),
        "{}",
        back.text
    );
    assert_eq!(point(&now(house, &ticket).await), None);
    assert_eq!(house.number(audited).await, 2);
    assert_eq!(agent.post(&form, &[("back", "1")]).await.status, 409, "once");
    // What was said otherwise meanwhile is not taken back.
    agent.post(&form, &[("file", &id)]).await;
    let elsewhere = async |tx: &mut _| tickets::locate(tx, ticket.id, (-6.3, 106.9), None).await;
    house.app.db.write(elsewhere).await.expect("moved");
    assert_eq!(agent.post(&form, &[("back", "1")]).await.status, 409);
    assert_eq!(point(&now(house, &ticket).await), Some((-6.3, 106.9)));
    assert_eq!(point(&now(house, &other).await), None);
    let admin = house.staff(crate::support::city::ADMINISTRATOR).await;
    let audit = admin.get("/admin/audit").await.text;
    assert!(
        audit.contains("mengambil tempat laporan dari foto") && audit.contains("-6.2101, 106.817"),
        "{audit}"
    );
});

story!(a_photo_of_somebody_who_hides_says_nothing, async |house: &House| {
    let photo = jpeg();
    let ticket = letter(house, true, &[("rumah Siti.jpg", "image/jpeg", &photo)]).await;
    house.forget_jobs().await;
    let id = file(house, "rumah Siti.jpg").await;
    let (path, form) = (format!("/desk/{}", ticket.id), format!("/desk/{}/photo-place", ticket.id));
    let officer = house.staff(WATER).await;
    let page = officer.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(
        !page.text.contains("Menurut foto") && !page.text.contains("106.817") && !page.text.contains("Siti")
    );
    assert_eq!(officer.post(&form, &[("file", &id.to_string())]).await.status, 403);
    assert_eq!(point(&now(house, &ticket).await), None);
    for query in ["", "?inline=1"] {
        let (status, copy) = bytes(&officer, &format!("/desk/file/{id}{query}")).await;
        assert_eq!(status, 200);
        assert!(!has(&copy, SERIAL) && !has(&copy, b"Oka") && has(&copy, DRAWN) && has(&copy, b"colours"));
        assert_eq!(sahut::people::position(&copy), None);
        assert!(has(&copy, &[0x01, 0x12, 0, 3]) || has(&copy, &[0x12, 0x01, 3, 0]), "it stays turned");
    }
    // Who may know sees the very file, and may say where it is.
    let supervisor = house.staff(SUPERVISOR).await;
    assert_eq!(bytes(&supervisor, &format!("/desk/file/{id}")).await, (200, photo));
    assert!(supervisor.get(&path).await.text.contains("Menurut foto"));
});
