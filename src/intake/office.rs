//! Where nobody decided otherwise: the unit whose area the matter lies in, of the agency that its category names.

use serde_json::{Value, json};

use crate::agencies::{self, Area, Category};
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AgencyId;

/// A unit that gets a matter because of its area.
pub(super) struct Office {
    pub agency: AgencyId,
    area: String,
}

impl Office {
    /// For the history.
    pub fn told(&self) -> Value {
        json!({ "reason": "area", "agency": self.agency, "area": self.area })
    }
}

/// Nothing when a rule or the line said whose it is (`decided`), or when it is the category's agency itself.
pub(super) async fn of(
    app: &App,
    tx: &mut Tx,
    decided: Option<AgencyId>,
    category: &Category,
    area: Option<&Area>,
) -> Result<Option<Office>> {
    let (None, Some(area)) = (decided, area) else { return Ok(None) };
    let nearest = app.rules().office(category.agency_id, &area.code);
    let Some(id) = nearest.filter(|id| *id != category.agency_id) else { return Ok(None) };
    // Closed or moved since the rules were read.
    let unit = agencies::agency(tx, id).await?;
    let is_there = unit.is_active && unit.path.contains(&format!("/{}/", category.agency_id));
    Ok(is_there.then(|| Office { agency: id, area: area.name.clone() }))
}
