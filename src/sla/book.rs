//! All that deadlines are reckoned from, read once and shared until somebody changes any of it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::{
    Allowance, Calendar, Grants, Ladder, Layer, Level, Matter, Policies, PolicyRef, Rule, Terms, Tier, Unit,
    levels, office, store,
};
use crate::agencies::{self, Agency, Category};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId};
use crate::tickets::Class;

/// Service levels in all their versions, the working time of every agency, and the two trees.
#[derive(Debug)]
pub struct Book {
    /// From when on which rows hold, oldest first.
    epochs: Vec<(Millis, Policies)>,
    levels: HashMap<PolicyRef, (Level, Ladder)>,
    /// An agency and those above it, nearest first.
    agencies: HashMap<AgencyId, Vec<AgencyId>>,
    categories: HashMap<CategoryId, Kind>,
    /// Of agencies that say something of their own.
    calendars: HashMap<AgencyId, Arc<Calendar>>,
    /// Of agencies with nobody above them who says anything.
    usual: Arc<Calendar>,
    /// For a clock under a level that is no longer known.
    ladder: Ladder,
}

#[derive(Debug)]
struct Kind {
    /// The category and those above it, nearest first.
    line: Vec<CategoryId>,
    due_minutes: i64,
    class: Class,
}

/// What terms are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub agency: AgencyId,
    pub category: CategoryId,
    pub class: Class,
    pub tier: Option<Tier>,
}

/// Books read lately, by their stamp. A stamp is an id drawn anew by every change, so it names one state of
/// one database, whichever a process works with.
static READ: Mutex<Vec<(String, Arc<Book>)>> = Mutex::new(Vec::new());
/// A process works with one database; tests with several.
const SHELF: usize = 16;

/// The book as it stands in this transaction.
pub async fn book(tx: &mut Tx) -> Result<Arc<Book>> {
    let stamp = store::stamp_now(tx).await?;
    if let Some(stamp) = &stamp
        && let Some((_, book)) = shelf().iter().find(|(known, _)| known == stamp)
    {
        return Ok(Arc::clone(book));
    }
    let book = Arc::new(Book::read(tx).await?);
    if let Some(stamp) = stamp {
        let mut shelf = shelf();
        if shelf.len() == SHELF {
            shelf.remove(0);
        }
        shelf.push((stamp, Arc::clone(&book)));
    }
    Ok(book)
}

fn shelf() -> std::sync::MutexGuard<'static, Vec<(String, Arc<Book>)>> {
    READ.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Book {
    async fn read(tx: &mut Tx) -> Result<Self> {
        let levels = levels::versions(tx).await?;
        let layers = office::layers(tx).await?;
        let agencies = agencies::every_agency(tx).await?;
        let categories = agencies::every_category(tx).await?;
        let usual = Calendar::new(&[office::usual(None)])
            .map_err(|mistakes| crate::error::internal(format!("the usual office hours: {mistakes:?}")))?;
        let lines: HashMap<AgencyId, Vec<AgencyId>> =
            agencies.iter().map(|agency| (agency.id, line(agency))).collect();
        let mut calendars = HashMap::new();
        for agency in layers.keys() {
            match chain(&lines, &layers, *agency) {
                Ok(calendar) => {
                    calendars.insert(*agency, Arc::new(calendar));
                }
                // Saving checks; whatever slipped by must not stop every ticket.
                Err(mistakes) => tracing::error!(%agency, ?mistakes, "a calendar cannot be reckoned with"),
            }
        }
        Ok(Self {
            epochs: epochs(&levels),
            levels: levels
                .into_iter()
                .map(|level| (level.rule.policy, (level.clone(), level.ladder())))
                .collect(),
            agencies: lines,
            categories: categories
                .iter()
                .map(|category| (category.id, kind(category, &categories)))
                .collect(),
            calendars,
            usual: Arc::new(usual),
            ladder: Ladder::default(),
        })
    }

    /// What held at a moment for such a case.
    pub fn terms(&self, at: Millis, case: &Case) -> Option<Terms> {
        let held = self.epochs.partition_point(|(from, _)| *from <= at).max(1);
        let (_, policies) = self.epochs.get(held - 1)?;
        let rule = self.pick(policies, case);
        let own = || {
            let minutes = self.categories.get(&case.category)?.due_minutes;
            Allowance::new(Unit::Minutes, u32::try_from(minutes).ok()?).ok()
        };
        let grants = Grants { resolve: rule.grants.resolve.or_else(own), ..rule.grants };
        Some(Terms { policy: rule.policy, grants, calendar: self.calendar(case.agency) })
    }

    fn pick<'a>(&self, policies: &'a Policies, case: &Case) -> &'a Rule {
        let alone = [case.agency];
        let agencies = self.agencies.get(&case.agency).map_or(alone.as_slice(), Vec::as_slice);
        let alone = [case.category];
        let categories = self.categories.get(&case.category);
        let categories = categories.map_or(alone.as_slice(), |kind| kind.line.as_slice());
        policies.pick(&Matter { tier: case.tier.as_ref(), class: case.class, categories, agencies })
    }

    /// The working time of an agency.
    pub fn calendar(&self, agency: AgencyId) -> Arc<Calendar> {
        let line = self.agencies.get(&agency).into_iter().flatten();
        let near = line.into_iter().find_map(|id| self.calendars.get(id));
        Arc::clone(near.unwrap_or(&self.usual))
    }

    /// Moments after `since` at which other service levels began to hold.
    pub fn changes_after(&self, since: Millis) -> impl Iterator<Item = Millis> {
        self.epochs.iter().map(|(from, _)| *from).filter(move |from| *from > since)
    }

    /// The class that tickets of a category have by default.
    pub fn class_of(&self, category: CategoryId) -> Option<Class> {
        self.categories.get(&category).map(|kind| kind.class)
    }

    /// The level a clock is reckoned under.
    pub fn level(&self, policy: PolicyRef) -> Option<&Level> {
        self.levels.get(&policy).map(|(level, _)| level)
    }

    /// Who is told in which order under this level.
    pub fn ladder(&self, policy: PolicyRef) -> &Ladder {
        self.levels.get(&policy).map_or(&self.ladder, |(_, ladder)| ladder)
    }

    /// Weights that some service level knows, for whoever weighs a ticket.
    pub fn tiers(&self) -> BTreeSet<Tier> {
        let now = self.levels.values().map(|(level, _)| level).filter(|level| level.until_at.is_none());
        now.filter_map(|level| level.rule.tier.clone()).collect()
    }
}

/// An agency and those above it, nearest first, from its path `/1/5/9/`.
fn line(agency: &Agency) -> Vec<AgencyId> {
    agency.path.split('/').rev().filter_map(|id| id.parse().ok()).collect()
}

fn kind(category: &Category, all: &[Category]) -> Kind {
    let mut line = vec![category.id];
    let mut next = category.parent_id;
    while let Some(up) = next.filter(|up| !line.contains(up)) {
        line.push(up);
        next = all.iter().find(|other| other.id == up).and_then(|other| other.parent_id);
    }
    Kind { line, due_minutes: category.due_minutes, class: category.class }
}

/// The calendar of an agency: what the usual hours, those above it and it itself say.
pub(super) fn chain(
    lines: &HashMap<AgencyId, Vec<AgencyId>>,
    layers: &HashMap<AgencyId, Layer>,
    agency: AgencyId,
) -> Result<Calendar, Vec<super::Mistake>> {
    let line = lines.get(&agency).into_iter().flatten().rev();
    let said: Vec<Layer> =
        std::iter::once(office::usual(None)).chain(line.filter_map(|id| layers.get(id)).cloned()).collect();
    Calendar::new(&said)
}

/// Which rows held from when on. Moments at which no row for everything else held are passed over.
fn epochs(levels: &[Level]) -> Vec<(Millis, Policies)> {
    let moments: BTreeSet<Millis> =
        levels.iter().flat_map(|level| std::iter::once(level.from_at).chain(level.until_at)).collect();
    let at = |moment: Millis| {
        let holds =
            |level: &&Level| level.from_at <= moment && level.until_at.is_none_or(|until| moment < until);
        let rules = levels.iter().filter(holds).map(|level| level.rule.clone()).collect();
        Policies::new(rules).ok().map(|policies| (moment, policies))
    };
    moments.into_iter().filter_map(at).collect()
}

/// The line of an agency, for checks before saving.
pub(super) async fn lines(tx: &mut Tx) -> Result<HashMap<AgencyId, Vec<AgencyId>>> {
    Ok(agencies::every_agency(tx).await?.iter().map(|agency| (agency.id, line(agency))).collect())
}
