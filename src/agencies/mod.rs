//! Who is responsible: agencies (a tree), what people write about (categories, a tree with defaults),
//! and where (areas with official codes).

pub mod areas;
mod change;
pub mod covers;
mod public;
mod rules;
mod store;

pub use change::{hold_tree, keep_agency, keep_category, set_agency_active, set_category_active};
pub use public::set_category_public;
pub use rules::{Fault, LONGEST_CODE, LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE, is_email, is_phone};

use crate::bus::Event;
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::{Error, Result, internal, invalid, not_found};
use crate::ids::{AgencyId, CategoryId};
use crate::texts::Lang;
use crate::tickets::Class;

/// Code of the root: the body that runs the hotline. Tickets nobody else answers stay there.
pub const ROOT: &str = "kota";
/// Code of the category for what fits nowhere else.
pub const OTHER: &str = "layanan";

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Agency {
    pub id: AgencyId,
    pub parent_id: Option<AgencyId>,
    pub code: String,
    /// Ids from the root down to this agency: `/1/5/9/`.
    pub path: String,
    pub name_id: String,
    pub name_en: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub is_active: bool,
}

/// What a ticket is about, with the defaults of tickets filed there.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Category {
    pub id: CategoryId,
    pub parent_id: Option<CategoryId>,
    pub code: String,
    pub name_id: String,
    pub name_en: String,
    pub agency_id: AgencyId,
    pub class: Class,
    /// 1 (highest) to 4.
    pub priority: i64,
    /// Calendar minutes until the ticket should be resolved.
    pub due_minutes: i64,
    pub position: i64,
    pub is_active: bool,
    /// New tickets are public from the start, unless confidential or anonymous.
    pub is_public: bool,
}

/// What a category granted until somebody changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PastTime {
    pub category_id: CategoryId,
    pub until_at: Millis,
    pub due_minutes: i64,
}

/// So long the citizen may disagree with an answer, or complete what was unclear (SP4N-LAPOR!): until then a ticket comes
/// back to its agency.
pub const COMES_BACK: Millis = 10 * DAY;

/// What keeps an agency from being closed, and who works there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Needs {
    pub open_tickets: i64,
    /// The citizen may still disagree with the answer: then they are open again, and here.
    pub answered_tickets: i64,
    /// What its staff closed, or anybody rejected as unclear, within [`COMES_BACK`]: its citizen may still say something
    /// that opens it again, and here.
    pub just_done: i64,
    /// Tickets of others that it was asked to help with and is not done with. What is closed needs no help.
    pub asked_to_help: i64,
    /// Active agencies right below.
    pub children: i64,
    /// Active categories whose tickets go there.
    pub categories: i64,
    /// Active members of staff who were given this very agency.
    pub staff: i64,
}

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Area {
    /// Official code, `32.73.01`.
    pub code: String,
    pub parent_code: Option<String>,
    pub name: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub population: Option<i64>,
}

/// What is needed to create or change an agency; the code is its key.
#[derive(Clone, Debug, Default)]
pub struct NewAgency {
    pub code: String,
    pub parent: Option<String>,
    pub name_id: String,
    pub name_en: String,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// What is needed to create or change a category; the code is its key.
#[derive(Clone, Debug)]
pub struct NewCategory {
    pub code: String,
    pub parent: Option<String>,
    pub name_id: String,
    pub name_en: String,
    pub agency: String,
    pub class: Class,
    pub priority: i64,
    pub due_minutes: i64,
    pub position: i64,
}

impl Agency {
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.name_id,
            Lang::En => &self.name_en,
        }
    }

    /// How deep in the tree: 0 for the root.
    pub fn depth(&self) -> usize {
        self.path.matches('/').count().saturating_sub(2)
    }
}

impl Area {
    /// `32.73.01 Sukasari`, as forms and lists write it.
    pub fn line(&self) -> String {
        format!("{} {}", self.code, self.name)
    }
}

/// Is this the area of the code `outer`, or one inside it? Codes are prefixes of those inside: `32.73` holds `32.73.01`.
pub fn is_inside(area: &str, outer: &str) -> bool {
    area.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl Category {
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.name_id,
            Lang::En => &self.name_en,
        }
    }
}

/// Creates the agency or changes the one with this code. The parent must be there.
pub async fn save_agency(tx: &mut Tx, new: &NewAgency) -> Result<AgencyId> {
    let parent = match &new.parent {
        Some(code) => Some(agency_by_code(tx, code).await?),
        None => None,
    };
    let known = store::agency_by_code(tx, &new.code).await?;
    let id = known.as_ref().map_or_else(|| AgencyId(tx.id()), |known| known.id);
    let path = format!("{}{id}/", parent.as_ref().map_or("/", |parent| parent.path.as_str()));
    if let (Some(known), Some(parent)) = (&known, &parent)
        && parent.path.starts_with(&known.path)
    {
        return Err(invalid("parent", "agency-below-itself"));
    }
    store::save_agency(tx, id, parent.map(|parent| parent.id), &path, new).await?;
    if let Some(known) = known.filter(|known| known.path != path) {
        store::move_subtree(tx, &known.path, &path).await?;
    }
    crate::auth::refresh_scopes(tx).await?;
    crate::sla::outdate(tx).await?;
    change::tell(tx);
    Ok(id)
}

/// Creates the category or changes the one with this code. Its agency and parent must be there. What it granted until
/// now is remembered.
pub async fn save_category(tx: &mut Tx, new: &NewCategory) -> Result<CategoryId> {
    if let Some(known) = store::category_by_code(tx, &new.code).await?
        && known.due_minutes != new.due_minutes
    {
        store::keep_past_time(tx, known.id, known.due_minutes).await?;
    }
    plant_category(tx, new).await
}

/// The category as it has been from the beginning of the house: what a table said of it before never counted.
pub async fn plant_category(tx: &mut Tx, new: &NewCategory) -> Result<CategoryId> {
    let agency = agency_by_code(tx, &new.agency).await?;
    let parent = match &new.parent {
        Some(code) => Some(category_by_code(tx, code).await?.id),
        None => None,
    };
    let id = match store::category_by_code(tx, &new.code).await? {
        Some(known) => known.id,
        None => CategoryId(tx.id()),
    };
    store::save_category(tx, id, parent, agency.id, new).await?;
    crate::sla::outdate(tx).await?;
    tx.publish(Event::Rules);
    Ok(id)
}

/// What categories granted at `since` or later and grant no more, oldest first.
pub async fn past_times(tx: &mut Tx, since: Millis) -> Result<Vec<PastTime>> {
    store::past_times(tx, since).await
}

pub async fn save_area(tx: &mut Tx, area: &Area) -> Result<()> {
    tx.publish(Event::Rules);
    store::save_area(tx, area).await
}

/// Makes sure that there is a body to answer and a category to file under; does nothing when there is.
pub async fn ensure_root(tx: &mut Tx, name: &str) -> Result<()> {
    if store::agency_by_code(tx, ROOT).await?.is_none() {
        let root = NewAgency {
            code: ROOT.into(),
            name_id: name.into(),
            name_en: name.into(),
            ..NewAgency::default()
        };
        save_agency(tx, &root).await?;
    }
    if store::category_by_code(tx, OTHER).await?.is_none() {
        let other = NewCategory {
            code: OTHER.into(),
            parent: None,
            name_id: "Layanan lainnya".into(),
            name_en: "Other services".into(),
            agency: ROOT.into(),
            class: Class::Information,
            priority: 3,
            due_minutes: 5 * 24 * 60,
            position: 999,
        };
        save_category(tx, &other).await?;
    }
    Ok(())
}

pub async fn agency_by_code(tx: &mut Tx, code: &str) -> Result<Agency> {
    store::agency_by_code(tx, code).await?.ok_or_else(|| not_found("agency"))
}

pub async fn agency(tx: &mut Tx, id: AgencyId) -> Result<Agency> {
    store::agency(tx, id).await?.ok_or_else(|| not_found("agency"))
}

/// The body that runs the hotline.
pub async fn root(tx: &mut Tx) -> Result<Agency> {
    let missing = || -> Error { internal("no root agency: run `sahut migrate` first") };
    store::agency_by_code(tx, ROOT).await?.ok_or_else(missing)
}

/// All active agencies, parents before children.
pub async fn agencies(tx: &mut Tx) -> Result<Vec<Agency>> {
    store::agencies(tx).await
}

/// Also those that are closed: old tickets are still with them.
pub async fn every_agency(tx: &mut Tx) -> Result<Vec<Agency>> {
    store::every_agency(tx).await
}

/// What an agency is needed for.
pub async fn needs_of(tx: &mut Tx, id: AgencyId) -> Result<Needs> {
    store::needs_of(tx, id).await
}

pub async fn category_by_code(tx: &mut Tx, code: &str) -> Result<Category> {
    store::category_by_code(tx, code).await?.ok_or_else(|| not_found("category"))
}

/// The active category of this code, if there is one.
pub async fn find_category(tx: &mut Tx, code: &str) -> Result<Option<Category>> {
    Ok(store::category_by_code(tx, code).await?.filter(|category| category.is_active))
}

pub async fn category(tx: &mut Tx, id: CategoryId) -> Result<Category> {
    store::category(tx, id).await?.ok_or_else(|| not_found("category"))
}

/// All active categories in the order people see them.
pub async fn categories(tx: &mut Tx) -> Result<Vec<Category>> {
    store::categories(tx).await
}

/// Also those that are no longer offered: old tickets are still filed there.
pub async fn every_category(tx: &mut Tx) -> Result<Vec<Category>> {
    store::every_category(tx).await
}

/// All areas by code: parents before children.
pub async fn areas(tx: &mut Tx) -> Result<Vec<Area>> {
    store::areas(tx).await
}

pub async fn area(tx: &mut Tx, code: &str) -> Result<Option<Area>> {
    store::area(tx, code).await
}
