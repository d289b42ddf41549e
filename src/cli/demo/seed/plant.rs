//! The tables that stories refer to: agencies, categories, areas, people, articles.

use crate::agencies::{self, Area, NewAgency, NewCategory};
use crate::articles;
use crate::auth::{self, PasswordHash};
use crate::cli::demo::city::City;
use crate::db::Tx;
use crate::error::Result;
use crate::sla::{self, Closure, ClosureKind};

/// Puts the city's tables in place. The search engine hears of the articles later.
pub async fn plant(tx: &mut Tx, city: &City, hash: &PasswordHash) -> Result<()> {
    for entry in &city.agencies {
        let agency = NewAgency {
            code: entry.code.clone(),
            parent: entry.parent.clone(),
            name_id: entry.name_id.clone(),
            name_en: entry.name_en.clone(),
            phone: entry.phone.clone(),
            email: entry.email.clone(),
        };
        agencies::save_agency(tx, &agency).await?;
    }
    for (position, entry) in city.categories.iter().enumerate() {
        let category = NewCategory {
            code: entry.code.clone(),
            parent: entry.parent.clone(),
            name_id: entry.name_id.clone(),
            name_en: entry.name_en.clone(),
            agency: entry.agency.clone(),
            class: entry.class,
            priority: entry.priority,
            due_minutes: entry.due_hours * 60,
            position: position as i64 + 1,
        };
        // The house began with a category of its own, for other things: nobody ever worked by what it granted.
        agencies::plant_category(tx, &category).await?;
    }
    for entry in &city.areas {
        let area = Area {
            code: entry.code.clone(),
            parent_code: entry.parent.clone(),
            name: entry.name.clone(),
            latitude: Some(entry.latitude),
            longitude: Some(entry.longitude),
            population: Some(entry.population),
        };
        agencies::save_area(tx, &area).await?;
    }
    for person in &city.people {
        let mut theirs = Vec::new();
        for code in &person.agencies {
            theirs.push(agencies::agency_by_code(tx, code).await?.id);
        }
        let id = auth::create(tx, &person.email, &person.name, person.role, &theirs).await?;
        auth::set_password(tx, id, hash).await?;
    }
    let root = agencies::root(tx).await?.id;
    let days = city.holidays.iter().map(|day| Closure {
        date: day.date,
        name: day.name.clone(),
        kind: if day.is_joint_leave { ClosureKind::JointLeave } else { ClosureKind::Holiday },
    });
    sla::hang_days(tx, root, &days.collect::<Vec<_>>(), 0).await?;
    for article in knowledge_base::starter_articles() {
        articles::save(tx, &article).await?;
    }
    Ok(())
}
