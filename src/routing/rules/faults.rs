//! What a rule must look like, before anything is looked up.

use super::Rule;

/// A field of the form and the code of its remedy.
pub type Fault = (&'static str, &'static str);

/// Most characters of a name.
pub const LONGEST_NAME: usize = 100;
/// Most characters of all words of a rule.
pub const LONGEST_WORDS: usize = 2_000;
/// Rules of a house: each is asked for every ticket.
pub const MOST: usize = 300;

impl Rule {
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut check = |is_good: bool, fault: Fault| {
            if !is_good {
                faults.push(fault);
            }
        };
        let name = self.name.trim();
        check(!name.is_empty() && name.chars().count() <= LONGEST_NAME, ("name", "rule-name"));
        check((0..=9_999).contains(&self.position), ("position", "position-range"));
        check(self.words.chars().count() <= LONGEST_WORDS, ("rule_words", "rule-words"));
        check((0..128).contains(&self.weekdays), ("rule_days", "rule-weekdays"));
        check(self.from_minute.is_some() || self.until_minute.is_none(), ("rule_from", "rule-time-both"));
        check(self.until_minute.is_some() || self.from_minute.is_none(), ("rule_until", "rule-time-both"));
        let times = [("rule_from", self.from_minute), ("rule_until", self.until_minute)];
        for (field, minute) in times {
            let is_good = minute.is_none_or(|minute| (0..24 * 60).contains(&minute));
            check(is_good, (field, "rule-time"));
        }
        let is_span = self.from_minute.is_none() || self.from_minute != self.until_minute;
        check(is_span, ("rule_until", "rule-time-empty"));
        let asks = self.category_id.is_some()
            || self.area_code.is_some()
            || self.channel.0.is_some()
            || self.class.is_some()
            || !self.words.trim().is_empty()
            || self.weekdays != 0
            || self.from_minute.is_some();
        check(asks, ("rule_category", "rule-asks-nothing"));
        let does = self.to_category.is_some() || self.to_agency.is_some() || self.to_priority.is_some();
        check(does, ("agency", "rule-does-nothing"));
        check(self.to_priority.is_none_or(|n| (1..=4).contains(&n)), ("rule_to_priority", "priority-needed"));
        faults
    }
}
