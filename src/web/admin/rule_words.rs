//! A rule in words: when it holds, and what follows.

use channels::Channel;
use fluent_bundle::FluentArgs;

use crate::agencies::{Agency, Category};
use crate::ids::{AgencyId, CategoryId};
use crate::routing::rules::{Decision, Rule, clock_words};
use crate::texts::Lang;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The names that rules speak of.
pub struct Book<'a> {
    pub t: Lang,
    pub agencies: &'a [Agency],
    pub categories: &'a [Category],
}

impl Book<'_> {
    fn agency(&self, id: AgencyId) -> String {
        let known = self.agencies.iter().find(|agency| agency.id == id);
        known.map_or_else(|| id.to_string(), |agency| agency.name(self.t).to_owned())
    }

    fn category(&self, id: CategoryId) -> String {
        let known = self.categories.iter().find(|category| category.id == id);
        known.map_or_else(|| id.to_string(), |category| category.name(self.t).to_owned())
    }

    fn with(&self, key: &str, value: String) -> String {
        self.t.with(key, "what", value).into_owned()
    }

    /// Each condition, a phrase.
    pub fn when(&self, rule: &Rule) -> Vec<String> {
        let t = self.t;
        let mut said = Vec::new();
        said.extend(rule.category_id.map(|id| self.with("rules-when-category", self.category(id))));
        said.extend(rule.area_code.clone().map(|area| self.with("rules-when-area", area)));
        said.extend(rule.channel.0.map(|channel: Channel| {
            self.with("rules-when-channel", t.say(&format!("channel-{}", channel.code())).into_owned())
        }));
        said.extend(rule.class.map(|class| {
            self.with("rules-when-class", t.say(&format!("class-{}", class.code())).into_owned())
        }));
        let words: Vec<String> = rule.words.lines().map(|word| format!("“{word}”")).collect();
        if !words.is_empty() {
            said.push(self.with("rules-when-words", words.join(", ")));
        }
        let days = DAYS.iter().enumerate().filter(|(n, _)| rule.weekdays & (1 << n) != 0);
        let days: Vec<_> = days.map(|(_, day)| t.say(&format!("rules-day-{day}")).into_owned()).collect();
        if !days.is_empty() {
            said.push(self.with("rules-when-days", days.join(", ")));
        }
        if let (Some(from), Some(until)) = (rule.from_minute, rule.until_minute) {
            said.push(self.with("rules-when-time", format!("{}–{}", clock_words(from), clock_words(until))));
        }
        said
    }

    /// Each thing that follows, a phrase.
    pub fn then(&self, rule: &Rule) -> Vec<String> {
        self.outcome(rule.to_agency, rule.to_category, rule.to_priority)
    }

    /// Why it is passed over, and what to do about it; nothing when it is not.
    pub fn shut(&self, rule: &Rule) -> Option<String> {
        let shut = rule.shut(self.agencies, self.categories)?;
        Some(self.t.say(&format!("rules-shut-{shut}")).into_owned())
    }

    fn outcome(
        &self,
        agency: Option<AgencyId>,
        category: Option<CategoryId>,
        priority: Option<i64>,
    ) -> Vec<String> {
        let mut said = Vec::new();
        said.extend(agency.map(|id| self.with("rules-then-agency", self.agency(id))));
        said.extend(category.map(|id| self.with("rules-then-category", self.category(id))));
        said.extend(priority.map(|priority| {
            let word = self.t.say(&format!("priority-{priority}")).into_owned();
            self.with("rules-then-priority", word)
        }));
        said
    }

    /// What becomes of a text that was filed under a category.
    pub fn verdict(&self, category: &Category, said: Option<&Decision>) -> String {
        let t = self.t;
        let filed = category.name(t).to_owned();
        let Some(said) = said else {
            let agency = self.agency(category.agency_id);
            return t.with2("rules-verdict-none", ("category", filed), ("agency", agency)).into_owned();
        };
        let outcome = self.outcome(said.agency, said.category, said.priority).join(", ");
        let mut args = FluentArgs::new();
        args.set("category", filed);
        args.set("rule", said.name.clone());
        args.set("outcome", outcome);
        t.with_args("rules-verdict", Some(&args)).into_owned()
    }
}
