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
///
/// # Errors
/// `areas-many`: more than one agency has; nothing of it is left out.
pub async fn read(tx: &mut Tx, text: &str) -> Result<(Vec<Area>, Vec<Odd>)> {
    let mut known: Vec<Area> = Vec::new();
    let mut odd = Vec::new();
    let parts = parts(tx, text).await?;
    if parts.len() > MOST || text.chars().count() > LONGEST {
        return Err(invalid("areas", "areas-many"));
    }
    for typed in parts {
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

/// Names may hold commas themselves: a line that is an area is not parted.
async fn parts<'a>(tx: &mut Tx, text: &'a str) -> Result<Vec<&'a str>> {
    let mut parts = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MOST + 1) {
        let is_one = line.contains([',', ';'])
            && matches!(areas::find(tx, line).await?, Found::One(area) if area.line() == line || area.name == line);
        if is_one {
            parts.push(line);
        } else {
            parts.extend(line.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()));
        }
    }
    Ok(parts)
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
