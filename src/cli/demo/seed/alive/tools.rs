//! What staff have at hand: macros for all, and a rule of duty.

use super::Cast;
use crate::agencies;
use crate::cli::demo::city::DeskWords;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::RuleId;
use crate::macros::{self, Hand, NewMacro, Work};
use crate::routing::rules::{self, Rule, Way};
use crate::tickets::life::Step;

pub async fn provide(tx: &mut Tx, cast: &Cast<'_>, words: &DeskWords) -> Result<()> {
    let root = agencies::root(tx).await?.id;
    for one in &words.macros {
        let work = Work {
            hand: (one.step == Step::Start).then_some(Hand::Me),
            step: Some(one.step),
            refusal: one.refusal,
            words: one.words.clone(),
            note: one.note.clone(),
            ..Work::default()
        };
        let new = NewMacro { title: one.title.clone(), agency: Some(root), work };
        macros::save(tx, cast.supervisor, None, &new).await?;
    }
    let rule = Rule {
        id: RuleId(0),
        position: 10,
        name: words.rule.name.clone(),
        is_active: true,
        category_id: None,
        area_code: None,
        channel: Way(None),
        class: None,
        words: words.rule.words.join("\n"),
        weekdays: 0,
        from_minute: None,
        until_minute: None,
        to_category: Some(agencies::category_by_code(tx, &words.rule.category).await?.id),
        to_agency: Some(agencies::agency_by_code(tx, &words.rule.agency).await?.id),
        to_priority: Some(words.rule.priority),
    };
    rules::keep(tx, None, &rule, cast.administrator.id).await?;
    Ok(())
}
