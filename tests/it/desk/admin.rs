//! Looking after the house: rejected messages, buried jobs, the audit.

use channels::Channel;
use sahut::ids::MessageId;
use sahut::intake::{Outcome, Received, receive};
use sahut::queue::{self, Job};

use super::between;
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, OFFICIAL, ROADS, SUPERVISOR};

/// An update of a kind that the adapter does not know.
const STRANGE: &[u8] = br#"{"update_id":77,"moon_phase":{"full":true}}"#;

story!(a_rejected_message_is_looked_at_replayed_and_discarded, async |house: &House| {
    let parsed = channels::telegram::parse(STRANGE).inbound;
    assert_eq!(parsed.channel, Channel::Telegram);
    let outcome = receive(&house.app, &Received::new(parsed, STRANGE.to_vec(), "application/json")).await;
    assert!(matches!(outcome, Ok(Outcome::Rejected)), "{outcome:?}");

    let supervisor = house.staff(SUPERVISOR).await;
    assert!(supervisor.get("/admin").await.text.contains("/admin/rejects"));
    let page = supervisor.get("/admin/rejects").await;
    let id = between(&page.text, "href=\"/admin/rejects/", "/raw\"").to_owned();
    let raw = supervisor.get(&format!("/admin/rejects/{id}/raw")).await;
    assert_eq!(raw.text.as_bytes(), STRANGE);
    let again = supervisor.post(&format!("/admin/rejects/{id}/replay"), &[]).await;
    assert!(again.text.contains("masih belum dapat dibaca"), "{}", again.text);
    assert_eq!(
        supervisor.post(&format!("/admin/rejects/{id}/discard"), &[("reason", " ")]).await.status,
        422
    );
    let gone = supervisor.post(&format!("/admin/rejects/{id}/discard"), &[("reason", "Percobaan")]).await;
    assert!(gone.text.contains("Tidak ada pesan yang menunggu"), "{}", gone.text);
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM reject WHERE state = 'discarded' AND raw IS NOT NULL").await,
        1
    );
    // What is settled is settled: a page that lay open changes nothing any more.
    for (what, fields) in [("replay", vec![]), ("discard", vec![("reason", "Lagi")])] {
        assert_eq!(supervisor.post(&format!("/admin/rejects/{id}/{what}"), &fields).await.status, 404);
    }
    for email in [AGENT, ROADS, OFFICIAL] {
        let who = house.staff(email).await;
        for path in [
            "/admin",
            "/admin/rejects",
            "/admin/jobs",
            "/admin/staff",
            "/admin/audit",
            &format!("/admin/rejects/{id}/raw"),
        ] {
            assert_eq!(who.get(path).await.status, 403, "{email} at {path}");
        }
        assert_eq!(who.post(&format!("/admin/rejects/{id}/replay"), &[]).await.status, 403);
    }
    assert_eq!(supervisor.get("/admin/staff").await.status, 403);
    assert_eq!(supervisor.get("/admin/audit").await.status, 403);

    let administrator = house.staff(ADMINISTRATOR).await;
    let audit = administrator.get("/admin/audit").await;
    assert!(audit.text.contains("membuang pesan") && audit.text.contains("Surya Penyelia"), "{}", audit.text);
});

story!(a_buried_job_is_tried_again, async |house: &House| {
    house
        .app
        .db
        .write(async |tx| queue::enqueue(tx, &Job::Deliver { message: MessageId(1), pin: None }).await)
        .await
        .expect("a job");
    let claimed = queue::claim(&house.app.db, 1).await.expect("a claim");
    house
        .app
        .db
        .write(async |tx| queue::failed(tx, &claimed[0], "<smtp> is away", None, true).await)
        .await
        .expect("buried");
    let supervisor = house.staff(SUPERVISOR).await;
    let page = supervisor.get("/admin/jobs").await;
    assert!(
        page.text.contains("Mengirim pesan") && page.text.contains("&#60;smtp&#62; is away"),
        "{}",
        page.text
    );
    let id = between(&page.text, "action=\"/admin/jobs/", "/replay").to_owned();
    let again = supervisor.post(&format!("/admin/jobs/{id}/replay"), &[]).await;
    assert!(
        again.text.contains("dicoba lagi sekarang") && again.text.contains("Tidak ada pekerjaan yang gagal")
    );
    assert_eq!(supervisor.post(&format!("/admin/jobs/{id}/replay"), &[]).await.status, 404);
    house.forget_jobs().await;
});

story!(accounts_are_made_with_care, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await.to_string();
    for (email, name, role, agency) in [
        ("kein-at", "Budi", "agent", pdam.as_str()),
        (AGENT, "Budi", "agent", pdam.as_str()),
        ("budi@kota.test", " ", "agent", pdam.as_str()),
        ("budi@kota.test", "Budi", "king", pdam.as_str()),
        ("budi@kota.test", "Budi", "agent", "none"),
    ] {
        let fields = [("email", email), ("name", name), ("role", role), ("agency", agency)];
        let refused = administrator.post("/admin/staff", &fields).await;
        assert_eq!(refused.status, 422, "{fields:?}");
        assert!(refused.text.contains(&format!("value=\"{email}\"")), "what was typed is kept");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM staff WHERE email = 'budi@kota.test'").await, 0);
});
