//! The table of rights, tried at the doors it speaks of.

use channels::Identity;
use sahut::auth::{self, Right, Role};

use super::{agency_id, staff_id};
use crate::desk::{Report, between, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};

story!(the_table_of_rights_is_true, async |house: &House| {
    let siti = || Identity::Email("siti@example.test".into());
    let plain = report(house, Report::default()).await;
    let secret = report(house, Report { is_confidential: true, ..Report::default() }).await;
    let hidden =
        report(house, Report { from: siti(), name: Some("Siti"), is_anonymous: true, ..Report::default() })
            .await;
    let known = Report {
        from: Identity::Email("budi@example.test".into()),
        name: Some("Budi Santoso"),
        category: "jalan",
        ..Report::default()
    };
    let known = report(house, known).await;
    let administrator = house.staff(ADMINISTRATOR).await;
    let fields = [("step", "answer"), ("reason", "Sudah.")];
    let answered = administrator.post(&format!("/desk/{}/step", plain.id), &fields).await;
    assert_eq!(answered.status, 200, "{}", answered.text);
    let table = house.staff(SUPERVISOR).await.get("/admin/rights").await.text;
    let says = |right: Right, role: Role| -> bool {
        let row = between(&table, &format!("data-right=\"{right}\""), "</tr>");
        between(row, &format!("data-role=\"{role}\" data-may=\""), "\"") == "true"
    };
    assert_eq!(house.staff(AGENT).await.get("/admin/rights").await.status, 403);
    // One person lives through all roles and tries every door.
    let id = staff_id(house, AGENT).await;
    let who = house.staff(AGENT).await;
    let kota = agency_id(house, "kota").await;
    for role in Role::ALL.iter().copied() {
        let fields = [("name", "Ayu"), ("role", role.code()), ("language", "id"), ("agency", kota.as_str())];
        assert_eq!(administrator.post(&format!("/admin/staff/{id}"), &fields).await.status, 200);
        let opens = async |path: &str| who.get(path).await.status == 200;
        let named = who.get(&format!("/desk/{}", known.id)).await;
        let done = who.get(&format!("/desk/{}", plain.id)).await;
        let may_post = async |path: &str, fields: &[(&str, &str)]| who.post(path, fields).await.status != 403;
        let label = format!("/desk/{}/person/label", plain.id);
        let merge = format!("/desk/{}/person/merge", known.id);
        let told = house
            .app
            .db
            .read(async |tx| {
                let kota = sahut::agencies::root(tx).await?;
                auth::those_who(tx, kota.id, Right::TakeEscalations).await
            })
            .await
            .expect("people");
        let answer = [("title", "Salam"), ("agency", kota.as_str()), ("body_id", "Halo"), ("body_en", "")];
        let masked = who.get(&format!("/desk/{}", hidden.id)).await;
        assert_eq!(opens("/trends").await, opens("/trends.csv").await, "{role}");
        for (right, may) in [
            (Right::ReadTickets, opens(&format!("/desk/{}", plain.id)).await),
            (Right::WorkTickets, may_post(&label, &[("kind", "accidental")]).await),
            (Right::SeeContact, named.text.contains("budi@example.test")),
            (Right::MergeContacts, may_post(&merge, &[("number", "x"), ("reason", "x")]).await),
            (Right::SettleTickets, done.text.contains("<option value=\"close\"")),
            (Right::LeadTeam, who.post("/desk/answers", &answer).await.status == 200),
            (Right::TakeEscalations, told.iter().any(|staff| staff.id.to_string() == id)),
            (Right::JudgeNuisance, opens("/admin/limits").await),
            (Right::ReadConfidential, opens(&format!("/desk/{}", secret.id)).await),
            (Right::SeeIdentity, masked.text.contains("siti@example.test")),
            (Right::ReadTrends, opens("/trends").await),
            (Right::TendQueues, opens("/admin/rejects").await),
            (Right::Administer, opens("/admin/agencies").await),
        ] {
            assert_eq!(says(right, role), may, "{role}: {right}");
        }
    }
    assert_eq!(table.matches("data-right=").count(), Right::ALL.len());
    house.forget_jobs().await;
});
