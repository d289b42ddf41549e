//! Which row holds.

use super::*;
use crate::ids::{AgencyId, CategoryId};
use crate::tickets::Class;

fn rule(id: i64) -> Rule {
    let policy = PolicyRef { rule: id, version: 1 };
    Rule { policy, tier: None, class: None, category: None, agency: None, grants: Grants::default() }
}

fn rules() -> Vec<Rule> {
    let heavy = || Tier::new("berkadar-pengawasan").ok();
    vec![
        rule(0),
        Rule { class: Some(Class::Emergency), ..rule(1) },
        Rule { tier: heavy(), ..rule(2) },
        Rule { category: Some(CategoryId(10)), ..rule(3) },
        Rule { agency: Some(AgencyId(1)), ..rule(4) },
        Rule { agency: Some(AgencyId(5)), ..rule(5) },
        Rule { tier: heavy(), class: Some(Class::Complaint), ..rule(6) },
    ]
}

fn picked(rules: Vec<Rule>, class: Class, tier: Option<&Tier>, categories: &[i64], agencies: &[i64]) -> i64 {
    let categories: Vec<_> = categories.iter().copied().map(CategoryId).collect();
    let agencies: Vec<_> = agencies.iter().copied().map(AgencyId).collect();
    let matter = Matter { tier, class, categories: &categories, agencies: &agencies };
    Policies::new(rules).unwrap().pick(&matter).policy.rule
}

#[test]
fn the_most_specific_row_wins_whatever_the_order_of_the_rows() {
    let heavy = Tier::new("berkadar-pengawasan").unwrap();
    for turn in 0..rules().len() {
        let rules = || {
            let mut rules = rules();
            rules.rotate_left(turn);
            rules
        };
        let info = Class::Information;
        assert_eq!(picked(rules(), info, None, &[99], &[8]), 0, "for the rest");
        assert_eq!(picked(rules(), Class::Emergency, None, &[99], &[8]), 1);
        assert_eq!(picked(rules(), Class::Emergency, Some(&heavy), &[99], &[8]), 2, "tier before class");
        assert_eq!(picked(rules(), info, Some(&heavy), &[10], &[8]), 3, "category before tier");
        assert_eq!(picked(rules(), info, None, &[10], &[9, 1]), 4, "agency before category");
        assert_eq!(picked(rules(), info, None, &[10], &[7, 5, 1]), 5, "the nearer agency");
        assert_eq!(
            picked(rules(), Class::Complaint, Some(&heavy), &[10], &[5, 1]),
            6,
            "two columns before one"
        );
    }
}

#[test]
fn a_category_stands_for_those_below_it_and_the_nearer_one_wins() {
    let rules = vec![
        rule(0),
        Rule { category: Some(CategoryId(1)), ..rule(1) },
        Rule { category: Some(CategoryId(2)), ..rule(2) },
    ];
    let pick = |categories: &[i64]| picked(rules.clone(), Class::Complaint, None, categories, &[1]);
    assert_eq!((pick(&[3, 2, 1]), pick(&[4, 1]), pick(&[5])), (2, 1, 0));
}

#[test]
fn two_rows_for_the_same_and_none_for_the_rest_are_refused() {
    let twice = vec![
        rule(0),
        Rule { agency: Some(AgencyId(1)), ..rule(1) },
        Rule { agency: Some(AgencyId(1)), ..rule(2) },
    ];
    let mistakes = Policies::new(twice).unwrap_err();
    assert_eq!((mistakes[0].code(), &mistakes[0].place), ("rule-twice", &Place::Row(3)));
    let mistakes = Policies::new(vec![Rule { class: Some(Class::Complaint), ..rule(1) }]).unwrap_err();
    assert_eq!(mistakes[0].code(), "rule-for-rest-missing");
}

#[test]
fn a_tier_is_a_short_code_and_warnings_rise() {
    for wrong in ["", "Berat", "a b", &"x".repeat(33)] {
        assert_eq!(Tier::new(wrong).unwrap_err().code(), "tier-unreadable");
    }
    for (first, second) in [(0, 80), (80, 80), (80, 50), (50, 100)] {
        assert_eq!(Warn::new(first, second).unwrap_err().code(), "warn-out-of-order");
    }
    let grants: Grants = serde_json::from_str(r#"{"verify":{"unit":"working-days","amount":3}}"#).unwrap();
    assert_eq!(
        (grants.verify, grants.resolve, grants.warn),
        (Some(grant(Unit::WorkingDays, 3)), None, Warn::default())
    );
    assert!(serde_json::from_str::<Grants>(r#"{"warn":[80,50]}"#).is_err());
}
