//! Whether new tickets of a category are public from the start.

use serde_json::json;

use super::{category, store};
use crate::audit;
use crate::auth::within;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{CategoryId, StaffId};

/// Tickets that are there stay as they are.
pub async fn set_category_public(tx: &mut Tx, id: CategoryId, is_public: bool, by: StaffId) -> Result<()> {
    let known = category(tx, id).await?;
    within(tx, by, &[known.agency_id]).await?;
    store::set_category_public(tx, id, is_public).await?;
    let (was, is) = (json!({ "is_public": known.is_public }), json!({ "is_public": is_public }));
    audit::changed(tx, by, "category-public", ("category", id), &was, &is).await?;
    Ok(())
}
