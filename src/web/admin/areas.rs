//! Areas: the list with search, and the import of official tables, looked at before anything changes.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::door::{Administrator, mendable};
use super::fields::{Faults, Summary};
use super::pager::Pager;
use super::table_file::{self, TableFile};
use crate::agencies::Area;
use crate::agencies::areas::{self, Fault, File, Plan, Sheet};
use crate::app::App;
use crate::auth;
use crate::error::{Result, bad_request, internal};
use crate::web::{Form, Shell, html, number, page, see_other};

const PAGE: usize = 100;
/// Faults that are shown; the count says how many there are.
const SHOWN: usize = 200;
/// Changed areas that are shown.
const EXAMPLES: usize = 20;

#[derive(Template)]
#[template(path = "web/admin/areas.html")]
struct AreasPage {
    shell: Shell,
    q: String,
    total: i64,
    rows: Vec<Area>,
    pager: Pager,
    /// What was just taken in.
    done: Option<String>,
    summary: Summary,
    fault: Option<String>,
    limits: String,
}

impl AreasPage {
    /// Empty when it is not known.
    fn people(&self, area: &Area) -> String {
        area.population.map(|people| number::whole(people, self.shell.t)).unwrap_or_default()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    q: String,
    after: String,
    new: String,
    changed: String,
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Ask>) -> Result<HttpResponse> {
    list(&app, admin, &ask, Faults::new()).await
}

async fn list(app: &App, admin: Administrator, ask: &Ask, faults: Faults) -> Result<HttpResponse> {
    let q: String = ask.q.trim().chars().take(100).collect();
    let after: String = ask.after.chars().take(20).collect();
    let by = admin.staff.id;
    let (total, mut rows) = app
        .db
        .read(async |tx| {
            auth::whole_house(tx, by).await?;
            Ok((areas::count(tx).await?, areas::search(tx, &q, &after, PAGE as i64 + 1).await?))
        })
        .await?;
    let query: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let first = format!("/admin/areas?q={query}");
    let next = format!("{first}&after=");
    let t = admin.shell.t;
    let pager = Pager::cut(t, (&first, &next), after.is_empty(), &mut rows, PAGE, |area| area.code.clone());
    let done = ask.new.parse::<u32>().ok().zip(ask.changed.parse::<u32>().ok());
    let done = done
        .map(|(new, changed)| t.with2("admin-areas-done", ("new", new), ("changed", changed)).into_owned());
    let megabytes = table_file::LARGEST / 1024 / 1024;
    let limits = t
        .with2("admin-areas-limits", ("mb", megabytes), ("rows", number::whole(areas::ROWS as i64, t)))
        .into_owned();
    let fault = faults.first().map(|(_, code)| super::fields::remedy(t, code));
    let status = super::agencies::status(&faults);
    let summary = Summary::new(t, &faults);
    let page = AreasPage { shell: admin.shell, q, total, rows, pager, done, summary, fault, limits };
    html(status, &page)
}

#[derive(Template)]
#[template(path = "web/admin/areas_check.html")]
struct CheckPage {
    shell: Shell,
    file: TableFile,
    plan: Plan,
    faults: Vec<FaultLine>,
    /// Faults beyond those shown.
    more: usize,
    ignored: String,
    summary: Summary,
}

/// A fault in words.
struct FaultLine {
    line: u64,
    column: String,
    value: String,
    reason: String,
    remedy: String,
}

impl FaultLine {
    fn new(shell: &Shell, fault: &Fault) -> Self {
        let hint = fault.hint.as_str();
        Self {
            line: fault.line,
            column: fault.column.clone(),
            value: fault.value.clone(),
            reason: shell.t.with(&format!("admin-area-fault-{}", fault.code), "hint", hint).into_owned(),
            remedy: shell.t.with(&format!("admin-area-remedy-{}", fault.code), "hint", hint).into_owned(),
        }
    }
}

impl CheckPage {
    fn new(shell: Shell, file: TableFile, sheet: &Sheet, plan: Plan, faults: Faults) -> Self {
        let lines = plan.faults.iter().take(SHOWN).map(|fault| FaultLine::new(&shell, fault)).collect();
        Self {
            more: plan.faults.len().saturating_sub(SHOWN),
            faults: lines,
            ignored: sheet.ignored.join(", "),
            summary: Summary::new(shell.t, &faults),
            file,
            plan,
            shell,
        }
    }

    fn examples(&self) -> impl Iterator<Item = &areas::Change> {
        self.plan.changed.iter().take(EXAMPLES)
    }
}

/// Looks at a table and changes nothing. The file is kept, so that taking it in needs no second upload.
pub async fn check(app: web::Data<App>, admin: Administrator, form: Multipart) -> Result<HttpResponse> {
    let by = admin.staff.id;
    app.db.read(async |tx| auth::whole_house(tx, by).await).await?;
    let read = async {
        let (name, bytes) = table_file::read(&app, &admin.shell, form).await?;
        let file = TableFile::keep(&app, name, bytes.clone(), by).await?;
        Ok((file, sheet(bytes).await?))
    };
    let (file, sheet) = match read.await {
        Ok(read) => read,
        Err(error) => {
            let faults = vec![mendable(error)?];
            return list(&app, admin, &Ask::default(), faults).await;
        }
    };
    let plan = app.db.read(async |tx| areas::plan(tx, &sheet).await).await?;
    page(&CheckPage::new(admin.shell, file, &sheet, plan, Faults::new()))
}

/// Large tables take their time: off the threads that serve others.
async fn sheet(bytes: Vec<u8>) -> Result<Sheet> {
    let read = tokio::task::spawn_blocking(move || Sheet::read(&bytes)).await;
    read.map_err(|_| internal("reading a table was cut off"))?
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TakeIn {
    name: String,
    key: String,
    seal: String,
    skip: String,
}

/// Takes a table in that was looked at before.
pub async fn import(app: web::Data<App>, admin: Administrator, form: Form<TakeIn>) -> Result<HttpResponse> {
    let by = admin.staff.id;
    let TakeIn { name, key, seal, skip } = form.0;
    let file = TableFile { name, key, seal };
    if !file.is_ours(&app, by) {
        return Err(bad_request("this table was not looked at before: choose the file again"));
    }
    let sheet = sheet(app.files.get(&file.key).await?).await?;
    let skip = skip == "1";
    let named = File { name: &file.name, key: &file.key };
    match app.db.write(async |tx| areas::import(tx, &sheet, skip, by, named).await).await {
        Ok(plan) => {
            Ok(see_other(&format!("/admin/areas?new={}&changed={}", plan.new.len(), plan.changed.len())))
        }
        Err(error) => {
            let faults = vec![mendable(error)?];
            let plan = app.db.read(async |tx| areas::plan(tx, &sheet).await).await?;
            let page = CheckPage::new(admin.shell, file, &sheet, plan, faults);
            html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
