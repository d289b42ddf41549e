//! The switch that makes new tickets of a category public.

use actix_web::{HttpResponse, web};

use super::door::{Active, Administrator, id};
use crate::agencies;
use crate::app::App;
use crate::error::Result;
use crate::ids::CategoryId;
use crate::web::{Form, see_other};

pub async fn set(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Active>,
) -> Result<HttpResponse> {
    let id: CategoryId = id(&path, "category")?;
    let (by, is_public) = (admin.staff.id, form.0.is_on());
    app.db.write(async |tx| agencies::set_category_public(tx, id, is_public, by).await).await?;
    Ok(see_other(&format!("/admin/categories?kept={id}")))
}
