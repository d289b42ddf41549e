//! Which rule decides, and what follows.

use std::collections::HashMap;

use channels::Channel;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use knowledge_base::fold;

use super::Rule;
use crate::agencies::{Category, is_inside};
use crate::clock::Millis;
use crate::ids::{AgencyId, CategoryId, RuleId};
use crate::tickets::Class;

/// Each category's parent.
#[derive(Clone, Debug, Default)]
pub struct Tree(HashMap<CategoryId, CategoryId>);

impl Tree {
    pub fn of(categories: &[Category]) -> Self {
        let parents = categories.iter().filter_map(|category| Some((category.id, category.parent_id?)));
        Self(parents.collect())
    }

    /// Is it `above`, or below it?
    fn is_within(&self, category: CategoryId, above: CategoryId) -> bool {
        let mut at = category;
        // A tree that somebody knotted into a ring ends here.
        for _ in 0..8 {
            if at == above {
                return true;
            }
            let Some(parent) = self.0.get(&at) else { return false };
            at = *parent;
        }
        false
    }
}

/// What came in, as far as rules ask.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    pub category: CategoryId,
    /// A person chose the category: it stays.
    pub is_chosen: bool,
    pub area: Option<&'a str>,
    pub channel: Channel,
    pub class: Class,
    pub text: &'a str,
    pub at: Millis,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub rule: RuleId,
    pub name: String,
    pub category: Option<CategoryId>,
    pub agency: Option<AgencyId>,
    pub priority: Option<i64>,
}

/// The first active rule that holds. The rules stand in their order, without those that are passed over:
/// [`super::standing`].
pub fn decide(rules: &[Rule], tree: &Tree, zone: &TimeZone, matter: &Matter<'_>) -> Option<Decision> {
    // With a space at both ends, so that a phrase is found only between words.
    let text = format!(" {} ", fold(matter.text));
    let holds = |rule: &&Rule| rule.is_active && rule.holds(tree, zone, matter, &text);
    let rule = rules.iter().find(holds)?;
    Some(Decision {
        rule: rule.id,
        name: rule.name.clone(),
        category: rule.to_category.filter(|_| !matter.is_chosen),
        agency: rule.to_agency,
        priority: rule.to_priority,
    })
}

impl Rule {
    fn holds(&self, tree: &Tree, zone: &TimeZone, matter: &Matter<'_>, text: &str) -> bool {
        self.category_id.is_none_or(|above| tree.is_within(matter.category, above))
            && self.class.is_none_or(|class| class == matter.class)
            && self.channel.0.is_none_or(|channel| channel == matter.channel)
            && self
                .area_code
                .as_deref()
                .is_none_or(|outer| matter.area.is_some_and(|area| is_inside(area, outer)))
            && self.is_in_time(zone, matter.at)
            && self.says(text)
    }

    /// One of the phrases stands in the folded text, or none is asked for.
    fn says(&self, text: &str) -> bool {
        let mut phrases = self.words.lines().map(fold).filter(|phrase| !phrase.is_empty()).peekable();
        phrases.peek().is_none() || phrases.any(|phrase| text.contains(&format!(" {phrase} ")))
    }

    /// The day is the one on which the span begins: Monday 22:00 to 06:00 ends on Tuesday.
    fn is_in_time(&self, zone: &TimeZone, at: Millis) -> bool {
        let Ok(instant) = Timestamp::from_millisecond(at) else { return false };
        let local = instant.to_zoned(zone.clone());
        let today = i64::from(local.weekday().to_monday_zero_offset());
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let is_day = |day: i64| self.weekdays == 0 || self.weekdays & (1 << day) != 0;
        match (self.from_minute, self.until_minute) {
            (Some(from), Some(until)) if from < until => is_day(today) && (from..until).contains(&minute),
            (Some(from), Some(until)) => {
                (is_day(today) && minute >= from) || (is_day((today + 6) % 7) && minute < until)
            }
            _ => is_day(today),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::rules::Way;

    const MONDAY_10: Millis = 1_772_420_400_000; // 2026-03-02 10:00 WIB

    fn matter(text: &str) -> Matter<'_> {
        Matter {
            category: CategoryId(7),
            is_chosen: false,
            area: Some("32.73.01"),
            channel: Channel::Email,
            class: Class::Complaint,
            text,
            at: MONDAY_10,
        }
    }

    fn rule() -> Rule {
        Rule { id: RuleId(1), name: "one".into(), to_agency: Some(AgencyId(3)), ..Rule::blank() }
    }

    fn holds(rule: &Rule, matter: &Matter<'_>) -> bool {
        let tree = Tree([(CategoryId(7), CategoryId(2))].into());
        let zone = TimeZone::get("Asia/Jakarta").expect("a zone");
        decide(std::slice::from_ref(rule), &tree, &zone, matter).is_some()
    }

    #[test]
    fn every_condition_must_hold() {
        let text = matter("Pipa PDAM pecah di depan pasar");
        assert!(holds(&rule(), &text), "a rule that asks nothing holds");
        assert!(!holds(&Rule { is_active: false, ..rule() }, &text));
        for (category, expected) in [(7, true), (2, true), (3, false)] {
            assert_eq!(holds(&Rule { category_id: Some(CategoryId(category)), ..rule() }, &text), expected);
        }
        for (area, expected) in [("32.73", true), ("32.73.01", true), ("32.7", false), ("32.73.02", false)] {
            assert_eq!(holds(&Rule { area_code: Some(area.into()), ..rule() }, &text), expected, "{area}");
        }
        for (words, expected) in
            [("pipa pecah", false), ("kebakaran\nPIPA PDAM", true), ("pip", false), ("\n \n", true)]
        {
            assert_eq!(holds(&Rule { words: words.into(), ..rule() }, &text), expected, "{words}");
        }
        assert!(!holds(&Rule { channel: Way(Some(Channel::Telegram)), ..rule() }, &text));
        assert!(!holds(&Rule { class: Some(Class::Emergency), ..rule() }, &text));
        assert!(!holds(&Rule { area_code: Some("32".into()), ..rule() }, &Matter { area: None, ..text }));
    }

    #[test]
    fn nights_belong_to_the_day_they_begin() {
        const HOUR: Millis = 3_600_000;
        let night =
            |weekdays| Rule { weekdays, from_minute: Some(22 * 60), until_minute: Some(6 * 60), ..rule() };
        let at = |hours: Millis| Matter { at: MONDAY_10 + hours * HOUR, ..matter("") };
        assert!(!holds(&night(0), &at(0)));
        assert!(holds(&night(0), &at(12)) && holds(&night(0), &at(19)) && !holds(&night(0), &at(20)));
        // Only the night that begins on Monday.
        assert!(holds(&night(1), &at(19)) && !holds(&night(1), &at(12 + 24)) && !holds(&night(1), &at(-5)));
        let day = Rule { from_minute: Some(8 * 60), until_minute: Some(10 * 60), ..rule() };
        assert!(!holds(&day, &at(0)) && holds(&day, &at(-1)));
        assert!(
            holds(&Rule { weekdays: 1, ..rule() }, &at(0))
                && !holds(&Rule { weekdays: 64, ..rule() }, &at(0))
        );
    }

    #[test]
    fn the_first_decides_and_a_chosen_category_stays() {
        let zone = TimeZone::UTC;
        let first = Rule { to_category: Some(CategoryId(9)), to_priority: Some(1), ..rule() };
        let second = Rule { id: RuleId(2), ..rule() };
        let said =
            decide(&[first.clone(), second], &Tree::default(), &zone, &matter("")).expect("a decision");
        assert_eq!((said.rule, said.category, said.priority), (RuleId(1), Some(CategoryId(9)), Some(1)));
        let chosen = Matter { is_chosen: true, ..matter("") };
        let said = decide(&[first], &Tree::default(), &zone, &chosen).expect("a decision");
        assert_eq!((said.category, said.agency), (None, Some(AgencyId(3))));
    }
}
