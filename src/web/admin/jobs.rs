//! Jobs that gave up. A person mends the cause and has them tried again.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::json;

use super::door::{Tender, id};
use super::pager::Pager;
use crate::app::App;
use crate::audit;
use crate::error::{Result, not_found};
use crate::ids::JobId;
use crate::queue::{self, Buried};
use crate::web::{Form, Nothing, Shell, page, see_other};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "web/admin/jobs.html")]
struct JobsPage {
    shell: Shell,
    rows: Vec<(String, Buried)>,
    pager: Pager,
    is_done: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    before: String,
    done: String,
}

pub async fn show(app: web::Data<App>, tender: Tender, ask: web::Query<Ask>) -> Result<HttpResponse> {
    let before: Option<JobId> = ask.before.parse().ok();
    let mut rows = app.db.read(async |tx| queue::buried(tx, before, PAGE as i64 + 1).await).await?;
    let t = tender.shell.t;
    let ways = ("/admin/jobs", "/admin/jobs?before=");
    let pager = Pager::cut(t, ways, before.is_none(), &mut rows, PAGE, |row| row.id);
    let shell = tender.shell;
    let rows =
        rows.into_iter().map(|row| (shell.t.say(&format!("admin-job-{}", row.kind)).into_owned(), row));
    let rows = rows.collect();
    page(&JobsPage { rows, pager, is_done: ask.done == "replayed", shell })
}

pub async fn replay(
    app: web::Data<App>,
    tender: Tender,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id: JobId = id(&path, "job")?;
    app.db
        .write(async |tx| {
            if !queue::replay(tx, id).await? {
                return Err(not_found("job"));
            }
            audit::record(tx, Some(tender.staff.id), "job-replayed", ("job", id), json!({})).await
        })
        .await?;
    Ok(see_other("/admin/jobs?done=replayed"))
}
