//! Telling the plan to the house: every ticket lives through the same steps that live work takes, and a
//! batch of lives is written at once; so histories, sums and numbers are true. Only jobs are left out:
//! nobody is written to about the past.

mod alive;
mod gather;
mod plant;
mod play;
mod progress;
mod shelf;

use super::city::{self, City};
use super::plan::{self, Plan};
use crate::agencies::{self, Agency, Category};
use crate::app::App;
use crate::auth::{self, PasswordHash, Role, Staff};
use crate::error::{Result, conflict, internal};
use crate::queue::{self, Job};
use crate::routing;
use shelf::Shelf;

/// Tickets of a full city.
pub const TICKETS: usize = 3_400;
/// Tickets told in one transaction.
const AT_ONCE: usize = 150;

/// Fills the house with about so many tickets, once; a seeding that was cut off is taken up where it
/// stopped. `told` hears how many of how many are done. Gives how many there are.
pub async fn seed(app: &App, wanted: usize, mut told: impl FnMut(usize, usize)) -> Result<usize> {
    let known = app.db.read(async |tx| progress::read(tx).await).await?;
    let state = match known {
        Some(state) if state.is_done() => return Ok(state.done),
        Some(state) => state,
        None => begin(app, wanted).await?,
    };
    let city = City::read()?;
    let Plan { citizens, stories } = plan::plan(&city, state.now, &app.zone, state.wanted);
    let staging = Staging::load(app, &city).await?;
    let mut done = state.done;
    told(done, stories.len());
    for batch in stories.get(done..).unwrap_or_default().chunks(AT_ONCE) {
        app.db
            .write(async |tx| {
                let now = tx.now();
                play::play(app, tx, &staging, &citizens, batch).await?;
                tx.at(now);
                if done + batch.len() == stories.len() {
                    gather::gather(tx, staging.first(Role::Administrator)?, staging.first(Role::Supervisor)?)
                        .await?;
                    alive::enliven(app, tx, &staging, &city.desk).await?;
                    tx.at(now);
                }
                progress::advance(tx, done + batch.len(), stories.len()).await
            })
            .await?;
        done += batch.len();
        told(done, stories.len());
    }
    app.reload_rules().await?;
    // The city's staff have filed all this: there is something to learn from.
    app.db.write(async |tx| routing::learn::ask(tx).await).await?;
    Ok(done)
}

/// When the past that was told ends (milliseconds UTC), if this house was seeded.
pub async fn seeded_at(app: &App) -> Result<Option<i64>> {
    Ok(app.db.read(async |tx| progress::read(tx).await).await?.map(|state| state.now))
}

async fn begin(app: &App, wanted: usize) -> Result<progress::State> {
    let city = City::read()?;
    let hash = PasswordHash::of(city::PASSWORD.to_owned()).await?;
    app.db
        .write(async |tx| {
            if progress::tickets(tx).await? > 0 {
                return Err(conflict(
                    "this database has tickets that are not the demo's; give the demo one of its own",
                ));
            }
            let state = progress::State { now: tx.now(), wanted, done: 0, of: None };
            plant::plant(tx, &city, &hash).await?;
            queue::enqueue_at(tx, &Job::IndexAll {}, tx.now(), Some("index-all")).await?;
            progress::begin(tx, &state).await?;
            Ok(state)
        })
        .await
}

/// What stories refer to, looked up once.
pub struct Staging {
    pub staff: Vec<Staff>,
    categories: Vec<Category>,
    agencies: Vec<Agency>,
    /// Files that come along.
    shelf: Shelf,
}

impl Staging {
    async fn load(app: &App, city: &City) -> Result<Self> {
        let shelf = Shelf::fill(app).await?;
        let (staff, categories, agencies) = app
            .db
            .read(async |tx| {
                let mut staff = Vec::new();
                for person in &city.people {
                    let missing = || internal(format!("the demo's {} has no account any more", person.email));
                    staff.push(auth::by_email(tx, &person.email).await?.ok_or_else(missing)?);
                }
                Ok((staff, agencies::categories(tx).await?, agencies::agencies(tx).await?))
            })
            .await?;
        Ok(Self { staff, categories, agencies, shelf })
    }

    fn first(&self, role: Role) -> Result<&Staff> {
        let missing = || internal(format!("the demo has nobody as {role}"));
        self.staff.iter().find(|person| person.role == role).ok_or_else(missing)
    }

    pub fn category(&self, code: &str) -> Result<&Category> {
        self.categories
            .iter()
            .find(|category| category.code == code)
            .ok_or_else(|| internal(format!("the demo's category {code} is gone")))
    }

    pub fn agency_of(&self, category: &Category) -> Result<&Agency> {
        self.agencies
            .iter()
            .find(|agency| agency.id == category.agency_id)
            .ok_or_else(|| internal(format!("the agency of {} is gone", category.code)))
    }
}
