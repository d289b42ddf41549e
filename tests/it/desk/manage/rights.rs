//! The table of rights, tried at the doors it speaks of.

use channels::Identity;
use sahut::auth::{Right, Role};

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
    let administrator = house.staff(ADMINISTRATOR).await;
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
        let masked = who.get(&format!("/desk/{}", hidden.id)).await;
        assert_eq!(opens("/trends").await, opens("/trends.csv").await, "{role}");
        for (right, may) in [
            (Right::WorkTickets, opens(&format!("/desk/{}", plain.id)).await),
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
