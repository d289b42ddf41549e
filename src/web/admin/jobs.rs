//! Jobs that gave up. A person mends the cause and has them tried again.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::json;

use super::{Tender, id};
use crate::app::App;
use crate::audit;
use crate::error::{Result, not_found};
use crate::ids::JobId;
use crate::queue::{self, Buried};
use crate::web::{Form, Shell, page, see_other};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "web/admin/jobs.html")]
struct JobsPage {
    shell: Shell,
    rows: Vec<(String, Buried)>,
    next: Option<JobId>,
    is_first: bool,
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
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let shell = tender.shell;
    let rows =
        rows.into_iter().map(|row| (shell.t.say(&format!("admin-job-{}", row.kind)).into_owned(), row));
    let rows = rows.collect();
    page(&JobsPage { rows, next, is_first: before.is_none(), is_done: ask.done == "replayed", shell })
}

#[derive(Deserialize)]
pub struct Nothing {}

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
