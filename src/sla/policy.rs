//! Which service level holds for a ticket.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Fault, Grants, Mistake, Place, PolicyRef};
use crate::ids::{AgencyId, CategoryId};
use crate::tickets::Class;

/// How heavy a matter is, by a code that the installation chooses (in SIPPN service sheets: light,
/// normative, without and with a check on the spot).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tier(String);

impl Tier {
    /// 1 to 32 small letters, digits and dashes.
    pub fn new(code: impl Into<String>) -> Result<Self, Mistake> {
        let code = code.into();
        let fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=32).contains(&code.len()) && code.bytes().all(fine) {
            return Ok(Self(code));
        }
        Err(Mistake::new(Fault::TierUnreadable, Place::Whole, code))
    }

    /// The code itself.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Tier {
    type Error = Mistake;
    fn try_from(code: String) -> Result<Self, Mistake> {
        Self::new(code)
    }
}

impl From<Tier> for String {
    fn from(tier: Tier) -> Self {
        tier.0
    }
}

/// A row of the service levels. None: any. An agency or category stands for all below it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its id and version, which a ticket page shows.
    pub policy: PolicyRef,
    pub tier: Option<Tier>,
    pub class: Option<Class>,
    pub category: Option<CategoryId>,
    pub agency: Option<AgencyId>,
    /// What it promises.
    pub grants: Grants,
}

/// What a service level is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// None: nobody has weighed it yet; only rows for any tier fit.
    pub tier: Option<&'a Tier>,
    /// Complaint, aspiration, question or emergency.
    pub class: Class,
    /// The category, then the ones above it, up to the root.
    pub categories: &'a [CategoryId],
    /// The agency, then the ones above it, up to the root.
    pub agencies: &'a [AgencyId],
}

/// All rows of the service levels; exactly one of them holds for any matter.
#[derive(Clone, Debug)]
pub struct Policies {
    rules: Vec<Rule>,
    rest: Rule,
}

/// How well a rule fits; the greater wins. Compared from the first field on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// How many of the four columns the rule names.
    named: u8,
    agency: bool,
    category: bool,
    tier: bool,
    class: bool,
    /// Steps up the tree, negative: the nearer agency, then the nearer category.
    agency_near: i64,
    category_near: i64,
}

impl Policies {
    /// Refuses two rows for the same, and rows without one for everything else.
    pub fn new(rules: Vec<Rule>) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut seen = HashSet::new();
        for (row, rule) in rules.iter().enumerate() {
            if !seen.insert((rule.tier.clone(), rule.class, rule.category, rule.agency)) {
                let found = rule.policy.rule.to_string();
                mistakes.push(Mistake::new(Fault::RuleTwice, Place::Row(row + 1), found));
            }
        }
        let Some(rest) = rules.iter().find(|rule| rule.is_for_all()).cloned() else {
            mistakes.push(Mistake::whole(Fault::RuleForRestMissing));
            return Err(mistakes);
        };
        if mistakes.is_empty() { Ok(Self { rules, rest }) } else { Err(mistakes) }
    }

    /// The most specific rule that fits. Specific is, in this order: the rule that names more columns;
    /// then the one that names the agency, the category, the tier, the class; then the one whose agency,
    /// and after it whose category, is nearer in the tree. Two rules that were equal in all of this would
    /// be the same row twice, so there is always exactly one, whatever the order of the rows.
    pub fn pick(&self, matter: &Matter<'_>) -> &Rule {
        let fitting = self.rules.iter().filter_map(|rule| Some((rule.fit(matter)?, rule)));
        fitting.max_by(|(one, _), (other, _)| one.cmp(other)).map_or(&self.rest, |(_, rule)| rule)
    }
}

impl Rule {
    const fn is_for_all(&self) -> bool {
        self.tier.is_none() && self.class.is_none() && self.category.is_none() && self.agency.is_none()
    }

    fn fit(&self, matter: &Matter<'_>) -> Option<Fit> {
        let tier_fits = self.tier.as_ref().is_none_or(|tier| Some(tier) == matter.tier);
        let class_fits = self.class.is_none_or(|class| class == matter.class);
        if !tier_fits || !class_fits {
            return None;
        }
        let (agency, category) = (self.agency.is_some(), self.category.is_some());
        let (tier, class) = (self.tier.is_some(), self.class.is_some());
        Some(Fit {
            named: [agency, category, tier, class].into_iter().map(u8::from).sum(),
            agency,
            category,
            tier,
            class,
            agency_near: near(self.agency, matter.agencies)?,
            category_near: near(self.category, matter.categories)?,
        })
    }
}

/// None when it does not fit at all.
fn near<Id: Copy + PartialEq>(wanted: Option<Id>, path: &[Id]) -> Option<i64> {
    let Some(wanted) = wanted else { return Some(0) };
    path.iter().position(|id| *id == wanted).map(|steps| -(steps as i64))
}
