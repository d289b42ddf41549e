//! All that deadlines are reckoned from, read once and shared until somebody changes any of it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::levels::{self, REMEMBERED};
use super::past::Times;
use super::{
    Allowance, Calendar, Cause, Grants, Ladder, Level, Matter, Policies, PolicyRef, Rule, Terms, Tier, Unit,
    store,
};
use crate::agencies::{self, Category};
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
    /// Working time, and who stands above whom.
    times: Times,
    categories: HashMap<CategoryId, Kind>,
    /// For a clock under a level that is no longer known.
    ladder: Ladder,
}

#[derive(Debug)]
struct Kind {
    /// The category and those above it, nearest first.
    line: Vec<CategoryId>,
    due_minutes: i64,
    /// What it granted before, and until when, oldest first.
    granted: Vec<(Millis, i64)>,
    class: Class,
}

impl Kind {
    fn due_minutes(&self, at: Millis) -> i64 {
        let before = self.granted.iter().find(|(until, _)| at < *until);
        before.map_or(self.due_minutes, |(_, minutes)| *minutes)
    }
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
        let agencies = agencies::every_agency(tx).await?;
        let since = tx.now() - REMEMBERED;
        let times = Times::read(tx, since, &agencies).await?;
        let categories = agencies::every_category(tx).await?;
        let mut granted: HashMap<CategoryId, Vec<(Millis, i64)>> = HashMap::new();
        for past in agencies::past_times(tx, since).await? {
            granted.entry(past.category_id).or_default().push((past.until_at, past.due_minutes));
        }
        Ok(Self {
            epochs: epochs(&levels),
            levels: levels
                .into_iter()
                .map(|level| (level.rule.policy, (level.clone(), level.ladder())))
                .collect(),
            times,
            categories: categories
                .iter()
                .map(|category| {
                    let granted = granted.remove(&category.id).unwrap_or_default();
                    (category.id, kind(category, &categories, granted))
                })
                .collect(),
            ladder: Ladder::default(),
        })
    }

    /// What held at a moment for such a case.
    pub fn terms(&self, at: Millis, case: &Case) -> Option<Terms> {
        let held = self.epochs.partition_point(|(from, _)| *from <= at).max(1);
        let (_, policies) = self.epochs.get(held - 1)?;
        let rule = self.pick(policies, case);
        let own = || {
            let minutes = self.categories.get(&case.category)?.due_minutes(at);
            Allowance::new(Unit::Minutes, u32::try_from(minutes).ok()?).ok()
        };
        let grants = Grants { resolve: rule.grants.resolve.or_else(own), ..rule.grants };
        Some(Terms { policy: rule.policy, grants, calendar: self.times.calendar(case.agency, at) })
    }

    fn pick<'a>(&self, policies: &'a Policies, case: &Case) -> &'a Rule {
        let alone = [case.agency];
        let agencies = self.times.line(case.agency).unwrap_or(&alone);
        let alone = [case.category];
        let categories = self.categories.get(&case.category);
        let categories = categories.map_or(alone.as_slice(), |kind| kind.line.as_slice());
        policies.pick(&Matter { tier: case.tier.as_ref(), class: case.class, categories, agencies })
    }

    /// The working time of an agency now.
    pub fn calendar(&self, agency: AgencyId) -> Arc<Calendar> {
        self.times.calendar(agency, Millis::MAX)
    }

    /// The next moment after `since` at which something else began to hold for such a case: a service level,
    /// its category's own time, or the working time of its agency.
    pub fn next_change(&self, since: Millis, case: &Case) -> Option<(Millis, Cause)> {
        let level = self.epochs.get(self.epochs.partition_point(|(from, _)| *from <= since));
        let granted = self.categories.get(&case.category).into_iter().flat_map(|kind| &kind.granted);
        let granted = granted.map(|(until, _)| *until).find(|until| *until > since);
        let policy = level.map(|(from, _)| *from).into_iter().chain(granted).min();
        let calendar = self.times.next(case.agency, since);
        match (policy, calendar) {
            (Some(policy), Some(calendar)) if calendar < policy => Some((calendar, Cause::Calendar)),
            (Some(policy), _) => Some((policy, Cause::Policy)),
            (None, calendar) => calendar.map(|at| (at, Cause::Calendar)),
        }
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

fn kind(category: &Category, all: &[Category], granted: Vec<(Millis, i64)>) -> Kind {
    let mut line = vec![category.id];
    let mut next = category.parent_id;
    while let Some(up) = next.filter(|up| !line.contains(up)) {
        line.push(up);
        next = all.iter().find(|other| other.id == up).and_then(|other| other.parent_id);
    }
    Kind { line, due_minutes: category.due_minutes, granted, class: category.class }
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
