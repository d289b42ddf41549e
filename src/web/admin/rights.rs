//! What each role may do, as the program itself decides it.

use actix_web::HttpResponse;
use askama::Template;

use super::door::Overseer;
use crate::auth::{Right, Role};
use crate::error::Result;
use crate::web::{Shell, page};

#[derive(Template)]
#[template(path = "web/admin/rights.html")]
struct RightsPage {
    shell: Shell,
    rows: Vec<(Right, Vec<(Role, bool)>)>,
}

pub async fn show(overseer: Overseer) -> Result<HttpResponse> {
    let may = |right: Right| Role::ALL.iter().map(|role| (*role, role.may(right))).collect();
    let rows = Right::ALL.iter().map(|right| (*right, may(*right))).collect();
    page(&RightsPage { shell: overseer.shell, rows })
}
