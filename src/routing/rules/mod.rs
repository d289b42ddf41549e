//! Rules that administrators write: where, when and by which way a matter comes decides whose duty it is,
//! where its category alone does not say. "Burst mains at night go to the standby crew."
//!
//! The first active rule whose conditions all hold decides, and no other is looked at: so it can be told in
//! one line of a ticket's history. A category that a person chose stays. A rule that leads to something closed
//! is passed over.

mod decide;
mod faults;
mod shut;
mod store;

pub use decide::{Decision, Matter, Tree, decide};
pub use faults::{Fault, LONGEST_NAME, LONGEST_WORDS, MOST};
pub use shut::{Shut, standing};

use channels::Channel;
use serde_json::{Value, json};

use crate::agencies;
use crate::audit;
use crate::auth;
use crate::bus::Event;
use crate::db::Tx;
use crate::error::{Result, forbidden, invalid, not_found};
use crate::ids::{AgencyId, CategoryId, RuleId, StaffId};
use crate::tickets::Class;

/// A rule as it stands in the table.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Rule {
    pub id: RuleId,
    /// Rules are asked in this order, from the lowest.
    pub position: i64,
    pub name: String,
    pub is_active: bool,
    /// This category or one below it.
    pub category_id: Option<CategoryId>,
    /// This area or one inside it.
    pub area_code: Option<String>,
    #[sqlx(try_from = "Option<String>")]
    pub channel: Way,
    pub class: Option<Class>,
    /// Words or phrases, one a line.
    pub words: String,
    /// Bits from Monday (1) to Sunday (64); 0: any day.
    pub weekdays: i64,
    /// Minutes of the local day.
    pub from_minute: Option<i64>,
    pub until_minute: Option<i64>,
    pub to_category: Option<CategoryId>,
    pub to_agency: Option<AgencyId>,
    /// 1 (highest) to 4.
    pub to_priority: Option<i64>,
}

/// By which channel; none: by any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way(pub Option<Channel>);

impl TryFrom<Option<String>> for Way {
    type Error = String;

    fn try_from(code: Option<String>) -> Result<Self, String> {
        let Some(code) = code else { return Ok(Self(None)) };
        Channel::parse(&code).map(|channel| Self(Some(channel))).ok_or(code)
    }
}

impl Rule {
    /// One that asks nothing and does nothing yet.
    pub fn blank() -> Self {
        Self {
            id: RuleId(0),
            position: 0,
            name: String::new(),
            is_active: true,
            category_id: None,
            area_code: None,
            channel: Way(None),
            class: None,
            words: String::new(),
            weekdays: 0,
            from_minute: None,
            until_minute: None,
            to_category: None,
            to_agency: None,
            to_priority: None,
        }
    }

    /// For the audit: fields by the names that forms know them by.
    fn told(&self) -> Value {
        json!({
            "name": self.name, "position": self.position, "is_active": self.is_active,
            "rule_category": self.category_id.map(|id| id.to_string()), "rule_area": self.area_code,
            "rule_channel": self.channel.0.map(Channel::code), "class": self.class, "rule_words": self.words,
            "rule_days": self.weekdays, "rule_from": self.from_minute.map(clock_words),
            "rule_until": self.until_minute.map(clock_words), "rule_to_category": self.to_category.map(|id| id.to_string()),
            "agency": self.to_agency.map(|id| id.to_string()), "rule_to_priority": self.to_priority,
        })
    }
}

/// `07:30` of minutes of a day.
pub fn clock_words(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// All rules in the order in which they are asked, closed ones and those that are passed over, too.
pub async fn all(tx: &mut Tx) -> Result<Vec<Rule>> {
    store::all(tx).await
}

pub async fn get(tx: &mut Tx, id: RuleId) -> Result<Rule> {
    store::get(tx, id).await?.ok_or_else(|| not_found("rule"))
}

/// May this person write rules? They decide over the tickets of all agencies, so one must administer all.
pub async fn may_write(tx: &mut Tx, by: StaffId) -> Result<bool> {
    let everything =
        agencies::every_agency(tx).await?.into_iter().find(|agency| agency.code == agencies::ROOT);
    let reach = auth::agencies_in_scope(tx, by).await?;
    Ok(everything.is_some_and(|root| reach.contains(&root.id)))
}

async fn check(tx: &mut Tx, by: StaffId) -> Result<()> {
    if may_write(tx, by).await? {
        Ok(())
    } else {
        Err(forbidden("rules are written by administrators of the whole house"))
    }
}

/// Creates a rule (`id` is None) or changes one.
pub async fn keep(tx: &mut Tx, id: Option<RuleId>, new: &Rule, by: StaffId) -> Result<RuleId> {
    check(tx, by).await?;
    agencies::hold_tree(tx).await?;
    if let Some((field, code)) = new.faults().first() {
        return Err(invalid(field, code));
    }
    if let Some(area) = &new.area_code
        && agencies::area(tx, area).await?.is_none()
    {
        return Err(invalid("rule_area", "rule-area"));
    }
    let known = match id {
        Some(id) => Some(get(tx, id).await?),
        None if store::all(tx).await?.len() >= MOST => return Err(invalid("name", "rules-many")),
        None => None,
    };
    shut::check_chosen(tx, known.as_ref(), new).await?;
    let before = known.as_ref().map_or_else(|| json!({}), Rule::told);
    let rule = Rule { id: id.unwrap_or_else(|| RuleId(tx.id())), ..new.clone() };
    store::save(tx, &rule, by).await?;
    let action = if id.is_some() { "rule-changed" } else { "rule-created" };
    audit::changed(tx, by, action, ("rule", rule.id), &before, &rule.told()).await?;
    tx.publish(Event::Rules);
    Ok(rule.id)
}

/// Opens or closes a rule.
pub async fn set_active(tx: &mut Tx, id: RuleId, is_active: bool, by: StaffId) -> Result<()> {
    check(tx, by).await?;
    let known = get(tx, id).await?;
    let rule = Rule { is_active, ..known.clone() };
    store::save(tx, &rule, by).await?;
    let action = if is_active { "rule-activated" } else { "rule-deactivated" };
    audit::changed(tx, by, action, ("rule", id), &known.told(), &rule.told()).await?;
    tx.publish(Event::Rules);
    Ok(())
}
