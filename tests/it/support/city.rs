//! A small city: enough agencies, categories and people for stories.

use sahut::agencies::{self, Area, NewAgency, NewCategory};
use sahut::app::App;
use sahut::articles;
use sahut::auth::{self, PasswordHash, Role};
use sahut::tickets::Class;

pub const PASSWORD: &str = "rahasia-sekali-12";

/// An agent at the hotline: sees everything that is not confidential.
pub const AGENT: &str = "agent@kota.test";
/// An officer of the waterworks: sees only its tickets.
pub const WATER: &str = "pdam@kota.test";
/// An officer of public works.
pub const ROADS: &str = "pupr@kota.test";
pub const SUPERVISOR: &str = "supervisor@kota.test";
/// Reads trends only.
pub const OFFICIAL: &str = "official@kota.test";
pub const ADMINISTRATOR: &str = "admin@kota.test";

pub async fn build(app: &App) {
    let hash = PasswordHash::of(PASSWORD.into()).await.expect("a hash");
    app.db
        .write(async |tx| {
            for (code, id, en) in [
                ("pdam", "Perumda Air Minum", "Waterworks"),
                ("pupr", "Dinas Pekerjaan Umum", "Public Works"),
                ("damkar", "Pemadam Kebakaran", "Fire Service"),
            ] {
                let agency = NewAgency {
                    code: code.into(),
                    parent: Some(agencies::ROOT.into()),
                    name_id: id.into(),
                    name_en: en.into(),
                    ..NewAgency::default()
                };
                agencies::save_agency(tx, &agency).await?;
            }
            for (code, id, en, agency, class, priority, hours) in [
                ("air", "Air bersih", "Water supply", "pdam", Class::Complaint, 2, 24),
                ("jalan", "Jalan rusak", "Damaged road", "pupr", Class::Complaint, 3, 72),
                ("lampu-jalan", "Lampu jalan", "Street light", "pupr", Class::Complaint, 3, 72),
                ("kebakaran", "Kebakaran", "Fire", "damkar", Class::Emergency, 1, 1),
                ("ktp", "KTP-el", "Identity card", agencies::ROOT, Class::Information, 3, 120),
            ] {
                let category = NewCategory {
                    code: code.into(),
                    parent: None,
                    name_id: id.into(),
                    name_en: en.into(),
                    agency: agency.into(),
                    class,
                    priority,
                    due_minutes: hours * 60,
                    position: 1,
                };
                agencies::save_category(tx, &category).await?;
            }
            for (code, parent, name) in
                [("99.71", None, "Kota Tirtamaya"), ("99.71.01", Some("99.71"), "Tirta Utara")]
            {
                let area = Area {
                    code: code.into(),
                    parent_code: parent.map(str::to_owned),
                    name: name.into(),
                    latitude: Some(-6.2),
                    longitude: Some(106.8),
                    population: Some(10_000),
                };
                agencies::save_area(tx, &area).await?;
            }
            for (email, name, role, agency) in [
                (AGENT, "Ayu Agen", Role::Agent, agencies::ROOT),
                (WATER, "Wira Air", Role::AgencyOfficer, "pdam"),
                (ROADS, "Rina Jalan", Role::AgencyOfficer, "pupr"),
                (SUPERVISOR, "Surya Penyelia", Role::Supervisor, agencies::ROOT),
                (OFFICIAL, "Ona Pejabat", Role::Official, agencies::ROOT),
                (ADMINISTRATOR, "Adi Admin", Role::Administrator, agencies::ROOT),
            ] {
                let agency = agencies::agency_by_code(tx, agency).await?;
                let id = auth::create(tx, email, name, role, &[agency.id]).await?;
                auth::set_password(tx, id, &hash).await?;
            }
            for article in knowledge_base::starter_articles() {
                articles::save(tx, &article).await?;
            }
            sahut::queue::enqueue(tx, &sahut::queue::Job::IndexAll {}).await
        })
        .await
        .expect("a city");
    app.reload_rules().await.expect("rules");
}
