//! How much time there is, and for what, in words.

use super::parts;
use crate::ids::{AgencyId, CategoryId};
use crate::sla::{Allowance, Level, Unit};
use crate::texts::Lang;

/// `5 working days`, `4 hours`.
pub fn amount(t: Lang, allowance: Allowance) -> String {
    let (unit, n) = in_unit(allowance);
    t.with(&format!("sla-amount-{unit}"), "n", n).into_owned()
}

/// In the unit people say it in.
pub fn in_unit(allowance: Allowance) -> (&'static str, u32) {
    let n = allowance.amount();
    match allowance.unit() {
        Unit::WorkingMinutes if n.is_multiple_of(60) => ("working-hours", n / 60),
        Unit::Minutes if n.is_multiple_of(24 * 60) => ("full-days", n / (24 * 60)),
        Unit::Minutes if n.is_multiple_of(60) => ("hours", n / 60),
        unit => (unit.code(), n),
    }
}

/// What a service level is for, in words.
pub fn level_name(
    t: Lang,
    level: &Level,
    agency: impl Fn(AgencyId) -> String,
    category: impl Fn(CategoryId) -> String,
) -> String {
    let rule = &level.rule;
    let parts: Vec<String> = [
        rule.class.map(|class| parts::class_word(t, class)),
        rule.tier.as_ref().map(|tier| t.with("sla-tier-is", "tier", tier.code()).into_owned()),
        rule.category.map(category),
        rule.agency.map(agency),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { t.say("sla-level-rest").into_owned() } else { parts.join(" · ") }
}
