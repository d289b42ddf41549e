//! Service levels in the hands of administrators: checked as a whole, kept in versions, written down.

use serde_json::{Value, json};

use super::store::{self, LevelRow};
use super::{
    Allowance, Grants, Ladder, Policies, PolicyRef, Rule, Rung, Step, Tier, Unit, Warn, When, reckon_anew,
};
use crate::agencies;
use crate::audit;
use crate::auth;
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::{Result, internal, invalid, not_found};
use crate::ids::{AgencyId, CategoryId, LevelId, StaffId};
use crate::tickets::Class;

/// A version of a service level.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    pub rule: Rule,
    /// How long each step of the escalation waits for the one before.
    pub step: Allowance,
    pub from_at: Millis,
    /// None: it holds now.
    pub until_at: Option<Millis>,
}

/// What an administrator says about a service level. None in the first four: any.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLevel {
    pub tier: Option<Tier>,
    pub class: Option<Class>,
    pub category: Option<CategoryId>,
    pub agency: Option<AgencyId>,
    pub grants: Grants,
    pub step: Allowance,
}

/// Versions that ended longer ago are not looked at: what ended back then is not reckoned again.
pub(super) const REMEMBERED: Millis = 800 * DAY;

impl Level {
    pub const fn id(&self) -> LevelId {
        LevelId(self.rule.policy.rule)
    }

    /// It holds for everything that no other fits.
    pub const fn is_rest(&self) -> bool {
        let rule = &self.rule;
        rule.tier.is_none() && rule.class.is_none() && rule.category.is_none() && rule.agency.is_none()
    }

    /// Officers at the second warning, the head at the breach, then supervisor and coordinator.
    pub fn ladder(&self) -> Ladder {
        let step = |rung, when| Step { rung, when };
        Ladder::new(vec![
            step(Rung::Officer, When::Share(self.rule.grants.warn.second())),
            step(Rung::Head, When::Share(100)),
            step(Rung::Supervisor, When::After(self.step)),
            step(Rung::Coordinator, When::After(self.step)),
        ])
        .unwrap_or_default()
    }

    fn read(row: LevelRow) -> Result<Self> {
        let bad = || internal(format!("service level {} cannot be read", row.level_id));
        let some = |unit: &Option<String>, amount: Option<i64>| match (unit, amount) {
            (Some(unit), Some(amount)) => allowance(unit, amount).map(Some).ok_or_else(bad),
            _ => Ok(None),
        };
        let percent = |share: i64| u8::try_from(share).map_err(|_| bad());
        let grants = Grants {
            verify: some(&row.verify_unit, row.verify_amount)?,
            first_answer: some(&row.answer_unit, row.answer_amount)?,
            resolve: some(&row.resolve_unit, row.resolve_amount)?,
            warn: Warn::new(percent(row.warn_first)?, percent(row.warn_second)?).map_err(|_| bad())?,
        };
        let step = allowance(&row.step_unit, row.step_amount).ok_or_else(bad)?;
        let rule = Rule {
            policy: PolicyRef { rule: row.level_id.0, version: row.version },
            tier: row.tier.clone().map(Tier::new).transpose().map_err(|_| bad())?,
            class: row.class,
            category: row.category_id,
            agency: row.agency_id,
            grants,
        };
        Ok(Self { rule, step, from_at: row.from_at, until_at: row.until_at })
    }
}

fn allowance(unit: &str, amount: i64) -> Option<Allowance> {
    Allowance::new(Unit::parse(unit)?, u32::try_from(amount).ok()?).ok()
}

/// All versions that still matter.
pub(super) async fn versions(tx: &mut Tx) -> Result<Vec<Level>> {
    let since = tx.now() - REMEMBERED;
    store::levels(tx, since).await?.into_iter().map(Level::read).collect()
}

/// What holds now, in the order they were made.
pub async fn levels(tx: &mut Tx) -> Result<Vec<Level>> {
    let mut all = versions(tx).await?;
    all.retain(|level| level.until_at.is_none());
    Ok(all)
}

/// The service level as it holds now.
pub async fn level(tx: &mut Tx, id: LevelId) -> Result<Level> {
    let found = levels(tx).await?.into_iter().find(|level| level.id() == id);
    found.ok_or_else(|| not_found("service level"))
}

/// Makes a service level (`id` is None) or changes one; open tickets are reckoned anew afterwards.
pub async fn keep_level(tx: &mut Tx, id: Option<LevelId>, new: &NewLevel, by: StaffId) -> Result<LevelId> {
    // One at a time: two equal rows at once would each look like the only one.
    agencies::hold_tree(tx).await?;
    let known = match id {
        Some(id) => Some(level(tx, id).await?),
        None => None,
    };
    if let Some(known) = &known {
        may_change(tx, by, known.rule.agency).await?;
    }
    may_change(tx, by, new.agency).await?;
    let id = known.as_ref().map_or_else(|| LevelId(tx.id()), Level::id);
    let version = known.as_ref().map_or(1, |known| known.rule.policy.version + 1);
    let NewLevel { tier, class, category, agency, grants, step } = new.clone();
    let rule = Rule { policy: PolicyRef { rule: id.0, version }, tier, class, category, agency, grants };
    let next = Level { rule, step, from_at: tx.now(), until_at: None };
    let mut rules: Vec<Rule> = levels(tx).await?.into_iter().map(|level| level.rule).collect();
    rules.retain(|rule| rule.policy.rule != id.0);
    rules.push(next.rule.clone());
    if let Err(mistakes) = Policies::new(rules) {
        let code = mistakes.first().map_or("rule-twice", super::Mistake::code);
        return Err(invalid("tier", code));
    }
    let before = match &known {
        Some(known) => snapshot(tx, known).await?,
        None => json!({}),
    };
    let after = snapshot(tx, &next).await?;
    let action = if known.is_some() { "level-changed" } else { "level-created" };
    if audit::changed(tx, by, action, ("level", id), &before, &after).await? {
        store::end_level(tx, id).await?;
        store::insert_level(tx, &next).await?;
        reckon_anew(tx).await?;
    }
    Ok(id)
}

/// Ends a service level; the next more general one holds then. The one for everything else stays.
pub async fn drop_level(tx: &mut Tx, id: LevelId, by: StaffId) -> Result<()> {
    agencies::hold_tree(tx).await?;
    let known = level(tx, id).await?;
    may_change(tx, by, known.rule.agency).await?;
    if known.is_rest() {
        return Err(invalid("remove", "rule-for-rest-missing"));
    }
    let before = snapshot(tx, &known).await?;
    audit::record(
        tx,
        Some(by),
        "level-removed",
        ("level", id),
        json!({ "before": before, "after": gone(&before) }),
    )
    .await?;
    store::end_level(tx, id).await?;
    reckon_anew(tx).await
}

/// A row for an agency belongs to whoever administers it; one for all agencies to the whole house.
async fn may_change(tx: &mut Tx, by: StaffId, agency: Option<AgencyId>) -> Result<()> {
    match agency {
        Some(agency) => auth::within(tx, by, &[agency]).await,
        None => auth::whole_house(tx, by).await,
    }
}

/// Every field, empty.
fn gone(before: &Value) -> Value {
    let fields = before.as_object().into_iter().flatten().map(|(name, _)| (name.clone(), Value::Null));
    Value::Object(fields.collect())
}

/// For the audit: codes instead of ids, they can be read.
async fn snapshot(tx: &mut Tx, of: &Level) -> Result<Value> {
    let agency = match of.rule.agency {
        Some(id) => Some(agencies::agency(tx, id).await?.code),
        None => None,
    };
    let category = match of.rule.category {
        Some(id) => Some(agencies::category(tx, id).await?.code),
        None => None,
    };
    let words = |allowance: Option<Allowance>| allowance.map(|some| some.to_string());
    let grants = of.rule.grants;
    Ok(json!({
        "tier": of.rule.tier.as_ref().map(Tier::code), "class": of.rule.class.map(Class::code),
        "category": category, "agency": agency, "verify": words(grants.verify),
        "answer": words(grants.first_answer), "resolve": words(grants.resolve),
        "warn_first": grants.warn.first(), "warn_second": grants.warn.second(), "step": of.step.to_string(),
    }))
}
