//! Official areas: finding them, and bringing them in from a table that a ministry or a statistics office
//! hands out. A table is read ([`Sheet`]), compared with what is known ([`Plan`]) and only then taken in;
//! the first two change nothing and may be looked at as often as one likes.

mod find;
mod plan;
mod sheet;

pub use find::{Found, above, find};
pub use plan::{Change, Plan};
pub use sheet::{Column, Fault, ROWS, Row, Sheet};

use serde_json::{Map, Value, json};

use super::{Area, store};
use crate::audit;
use crate::auth::whole_house;
use crate::bus::Event;
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::StaffId;

/// Changed areas of one line of the audit.
const TOLD_TOGETHER: usize = 200;

/// Areas behind a code, by code: whose name holds all words of the text, or whose code begins like it.
pub async fn search(tx: &mut Tx, text: &str, after: &str, limit: i64) -> Result<Vec<Area>> {
    store::search_areas(tx, text.trim(), after, limit).await
}

pub async fn count(tx: &mut Tx) -> Result<i64> {
    store::count_areas(tx).await
}

/// What taking this table in would do.
pub async fn plan(tx: &mut Tx, sheet: &Sheet) -> Result<Plan> {
    Ok(Plan::of(sheet, store::areas(tx).await?))
}

/// A file as the audit names it.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    pub name: &'a str,
    /// Where its bytes are kept.
    pub key: &'a str,
}

/// Takes a table in. A table with faults is taken in only when told to skip them. Nothing is removed:
/// tickets lie in areas.
pub async fn import(tx: &mut Tx, sheet: &Sheet, skip: bool, by: StaffId, file: File<'_>) -> Result<Plan> {
    whole_house(tx, by).await?;
    // Once more, on what is known now: the look beforehand may be hours old.
    let plan = plan(tx, sheet).await?;
    if plan.is_broken() {
        return Err(invalid("file", "areas-broken"));
    }
    if !plan.faults.is_empty() && !skip {
        return Err(invalid("file", "areas-have-faults"));
    }
    store::save_areas(tx, &plan.to_write()).await?;
    let counts = json!({
        "file": file.name, "file_key": file.key, "new": plan.new.len(), "changed": plan.changed.len(),
        "unchanged": plan.unchanged, "skipped": plan.skipped,
    });
    audit::record(tx, Some(by), "areas-imported", ("area", "import"), counts).await?;
    for changes in plan.changed.chunks(TOLD_TOGETHER) {
        let told = |pick: fn(&Change) -> &Area| -> Map<String, Value> {
            changes.iter().map(|change| (change.after.code.clone(), words(pick(change)).into())).collect()
        };
        let (before, after) = (told(|change| &change.before), told(|change| &change.after));
        let detail = json!({ "before": before, "after": after });
        audit::record(tx, Some(by), "areas-changed", ("area", "import"), detail).await?;
    }
    tx.publish(Event::Rules);
    Ok(plan)
}

/// An area in one line.
fn words(area: &Area) -> String {
    let parent = area.parent_code.as_ref().map(|parent| format!("< {parent}"));
    let point =
        area.latitude.zip(area.longitude).map(|(latitude, longitude)| format!("{latitude} {longitude}"));
    let people = area.population.map(|population| population.to_string());
    let parts = [Some(area.name.clone()), parent, point, people];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
