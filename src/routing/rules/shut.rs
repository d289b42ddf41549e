//! What was closed since rules were written. A rule that leads there is passed over, and the next one is asked;
//! it comes back by itself when the agency or category does.

use super::{Rule, Tree, all};
use crate::agencies::{self, Agency, Category};
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{AgencyId, CategoryId, codes};

codes! {
    /// What a rule leads to that is closed.
    Shut {
        Agency = "agency",
        Category = "category",
    }
}

impl Rule {
    /// What it leads to is closed, so it decides nothing.
    pub fn shut(&self, agencies: &[Agency], categories: &[Category]) -> Option<Shut> {
        let is_open = |id: AgencyId| agencies.iter().any(|agency| agency.id == id && agency.is_active);
        let is_offered =
            |id: CategoryId| categories.iter().any(|category| category.id == id && category.is_active);
        if self.to_agency.is_some_and(|id| !is_open(id)) {
            Some(Shut::Agency)
        } else if self.to_category.is_some_and(|id| !is_offered(id)) {
            Some(Shut::Category)
        } else {
            None
        }
    }
}

/// The rules that can decide, in the order in which they are asked, and where categories stand.
pub async fn standing(tx: &mut Tx) -> Result<(Vec<Rule>, Tree)> {
    let agencies = agencies::every_agency(tx).await?;
    let categories = agencies::every_category(tx).await?;
    let mut rules = all(tx).await?;
    rules.retain(|rule| rule.shut(&agencies, &categories).is_none());
    Ok((rules, Tree::of(&categories)))
}

/// What is closed is not chosen anew. What the rule had before it may keep: whoever changes its name changes
/// nothing else.
pub(super) async fn check_chosen(tx: &mut Tx, known: Option<&Rule>, new: &Rule) -> Result<()> {
    if let Some(agency) = new.to_agency
        && known.and_then(|rule| rule.to_agency) != new.to_agency
        && !agencies::agency(tx, agency).await?.is_active
    {
        return Err(invalid("agency", "agency-inactive"));
    }
    let categories = [
        ("rule_category", known.and_then(|rule| rule.category_id), new.category_id),
        ("rule_to_category", known.and_then(|rule| rule.to_category), new.to_category),
    ];
    for (field, before, after) in categories {
        if let Some(category) = after
            && before != after
            && !agencies::category(tx, category).await?.is_active
        {
            return Err(invalid(field, "rule-gone"));
        }
    }
    Ok(())
}
