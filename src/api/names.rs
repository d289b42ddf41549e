//! Ids as the stable codes and names that other systems know.

use std::collections::HashMap;

use crate::agencies;
use crate::auth;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, StaffId};

/// Looked up once a request.
#[derive(Debug, Default)]
pub struct Names {
    agencies: HashMap<AgencyId, String>,
    categories: HashMap<CategoryId, String>,
    staff: HashMap<StaffId, String>,
}

impl Names {
    pub async fn load(tx: &mut Tx) -> Result<Self> {
        let mut names = Self::default();
        names
            .agencies
            .extend(agencies::agencies(tx).await?.into_iter().map(|agency| (agency.id, agency.code)));
        let categories = agencies::categories(tx).await?;
        names.categories.extend(categories.into_iter().map(|category| (category.id, category.code)));
        Ok(names)
    }

    /// Old tickets may be with an agency that is no longer active.
    pub async fn agency(&mut self, tx: &mut Tx, id: AgencyId) -> Result<String> {
        if let Some(code) = self.agencies.get(&id) {
            return Ok(code.clone());
        }
        let code = agencies::agency(tx, id).await?.code;
        self.agencies.insert(id, code.clone());
        Ok(code)
    }

    pub async fn category(&mut self, tx: &mut Tx, id: CategoryId) -> Result<String> {
        if let Some(code) = self.categories.get(&id) {
            return Ok(code.clone());
        }
        let code = agencies::category(tx, id).await?.code;
        self.categories.insert(id, code.clone());
        Ok(code)
    }

    pub async fn staff(&mut self, tx: &mut Tx, id: StaffId) -> Result<String> {
        if let Some(name) = self.staff.get(&id) {
            return Ok(name.clone());
        }
        let name = auth::get(tx, id).await?.name;
        self.staff.insert(id, name.clone());
        Ok(name)
    }
}
