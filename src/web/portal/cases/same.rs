//! Before sending: is this known already? Shown are public cases, by category, area and stage.

use super::{badge, category};
use crate::agencies::Category;
use crate::app::App;
use crate::cases::alike::{self, Matter};
use crate::drafts::Draft;
use crate::error::Result;
use crate::follows;
use crate::web::Shell;

/// Cases offered.
const OFFERED: usize = 3;

/// A case that may be the same.
pub struct Same {
    pub number: String,
    pub category: String,
    pub area: String,
    pub badge: (&'static str, &'static str),
    pub status: String,
    pub summary: String,
    pub since: String,
    /// How many reported it.
    pub reports: i64,
    pub followers: i64,
}

/// `code`: what the citizen chose, or what we guess. A confidential report is compared with nothing: whoever
/// sends it would learn nothing that is of use to them.
pub async fn load(
    app: &App,
    shell: &Shell,
    draft: &Draft,
    categories: &[Category],
    code: &str,
) -> Result<Vec<Same>> {
    let Some(chosen) = categories.iter().find(|one| one.code == code) else { return Ok(Vec::new()) };
    if draft.is_confidential {
        return Ok(Vec::new());
    }
    let matter = Matter {
        text: &draft.text,
        place: Some(draft.place.as_str()).filter(|place| !place.is_empty()),
        category: chosen.id,
        area: Some(draft.area.as_str()).filter(|area| !area.is_empty()),
        point: draft.point(),
    };
    let (found, followers) = app
        .db
        .read(async |tx| {
            let found = alike::known(app, tx, &matter, OFFERED).await?;
            let ids: Vec<_> = found.iter().map(|(case, _)| case.id).collect();
            Ok((found, follows::counts(tx, &ids).await?))
        })
        .await?;
    let t = shell.t;
    let same = found.into_iter().map(|(case, below)| Same {
        number: case.number.to_string(),
        category: category(categories, case.category_id, t),
        area: case.area.unwrap_or_default(),
        badge: badge(case.status),
        status: t.say(&format!("cases-status-{}", case.status)).into_owned(),
        summary: case.summary.unwrap_or_default(),
        since: shell.ago(&case.created_at),
        reports: 1 + below,
        followers: followers.iter().find(|(id, _)| *id == case.id).map_or(0, |(_, n)| *n),
    });
    Ok(same.collect())
}
