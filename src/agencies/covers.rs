//! Where agencies work. An area stands for everything inside it; an agency without areas works wherever the agencies
//! above it do.

use serde_json::json;

use super::areas::{self, Found};
use super::{Area, change, store};
use crate::audit;
use crate::auth::within;
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{AgencyId, StaffId};

/// Areas of one agency: every district of a large city.
pub const MOST: usize = 60;
/// Characters of what is typed about them.
pub const LONGEST: usize = 4_000;

/// One area of one agency.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Cover {
    pub agency_id: AgencyId,
    pub area_code: String,
}

/// Something typed that is no area, or could be one of several.
#[derive(Clone, Debug, PartialEq)]
pub struct Odd {
    pub typed: String,
    /// Empty: nothing is called so.
    pub choices: Vec<Area>,
}

/// Areas of all agencies; there are few.
pub async fn all(tx: &mut Tx) -> Result<Vec<Cover>> {
    store::covers(tx).await
}

/// Areas of one agency, by code.
pub async fn of(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Area>> {
    store::areas_of(tx, agency).await
}

/// What somebody typed: codes or names, each on a line of its own or behind a comma. With what is no area of ours.
pub async fn read(tx: &mut Tx, text: &str) -> Result<(Vec<Area>, Vec<Odd>)> {
    let mut known: Vec<Area> = Vec::new();
    let mut odd = Vec::new();
    let parts = text.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
    // One more than are taken: that they are too many is said elsewhere.
    for typed in parts.take(MOST + 1) {
        match areas::find(tx, typed).await? {
            Found::One(area) if known.iter().any(|one| one.code == area.code) => {}
            Found::One(area) => known.push(area),
            Found::Several(choices) => odd.push(Odd { typed: typed.to_owned(), choices }),
            Found::None => odd.push(Odd { typed: typed.to_owned(), choices: Vec::new() }),
        }
    }
    known.sort_by(|a, b| a.code.cmp(&b.code));
    Ok((known, odd))
}

/// The agency works in these areas and in no others.
pub async fn keep(tx: &mut Tx, agency: AgencyId, areas: &[Area], by: StaffId) -> Result<()> {
    change::hold_tree(tx).await?;
    within(tx, by, &[agency]).await?;
    if areas.len() > MOST {
        return Err(invalid("areas", "areas-many"));
    }
    let before = of(tx, agency).await?;
    let told = |areas: &[Area]| json!({ "areas": areas.iter().map(Area::line).collect::<Vec<_>>() });
    if !audit::changed(tx, by, "agency-areas", ("agency", agency), &told(&before), &told(areas)).await? {
        return Ok(());
    }
    store::set_areas_of(tx, agency, areas).await?;
    change::tell(tx);
    Ok(())
}
