//! Who works here: new accounts, one-time links, and who no longer does.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::json;

use super::{Administrator, id};
use crate::agencies::{self, Agency};
use crate::app::App;
use crate::audit;
use crate::auth::{self, Role, Staff};
use crate::error::{Error, Result, invalid};
use crate::ids::{AgencyId, StaffId};
use crate::web::{Form, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/admin/staff.html")]
struct StaffPage {
    shell: Shell,
    me: StaffId,
    everyone: Vec<Staff>,
    agencies: Vec<Agency>,
    typed: Typed,
    /// Field and `admin-problem-<code>`.
    trouble: Option<(&'static str, &'static str)>,
    /// Name and address: shown this once.
    link: Option<(String, String)>,
    /// Who was just let in or out, for the way back.
    changed: Option<Staff>,
}

impl StaffPage {
    fn problem(&self, field: &str) -> Option<&'static str> {
        self.trouble.filter(|(at, _)| *at == field).map(|(_, code)| code)
    }

    fn is_chosen(&self, role: Role) -> bool {
        self.typed.role == role.code()
    }

    fn agency_name<'a>(&self, agency: &'a Agency) -> &'a str {
        agency.name(self.shell.t)
    }

    fn is_ticked(&self, agency: &Agency) -> bool {
        self.typed.agencies.contains(&agency.id)
    }
}

#[derive(Clone, Debug, Default)]
struct Typed {
    email: String,
    name: String,
    role: String,
    agencies: Vec<AgencyId>,
}

#[derive(Default)]
struct Visit {
    typed: Typed,
    trouble: Option<(&'static str, &'static str)>,
    link: Option<(String, String)>,
    changed: Option<StaffId>,
}

impl Visit {
    async fn answer(self, app: &App, admin: Administrator) -> Result<HttpResponse> {
        let (everyone, agencies) =
            app.db.read(async |tx| Ok((auth::all(tx).await?, agencies::agencies(tx).await?))).await?;
        let status = if self.trouble.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let changed = self.changed.and_then(|id| everyone.iter().find(|staff| staff.id == id).cloned());
        let page = StaffPage {
            shell: admin.shell,
            me: admin.staff.id,
            everyone,
            agencies,
            typed: self.typed,
            trouble: self.trouble,
            link: self.link,
            changed,
        };
        html(status, &page)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    changed: String,
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Ask>) -> Result<HttpResponse> {
    Visit { changed: ask.changed.parse().ok(), ..Visit::default() }.answer(&app, admin).await
}

/// The answer is the page with the link, not a redirect: the link is nowhere else.
pub async fn create(
    app: web::Data<App>,
    admin: Administrator,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let typed = typed(form.0);
    let by = admin.staff.id;
    let created = app
        .db
        .write(async |tx| {
            let role = Role::parse(&typed.role).ok_or_else(|| invalid("role", "role-needed"))?;
            if typed.agencies.is_empty() {
                return Err(invalid("agencies", "agency-needed"));
            }
            for agency in &typed.agencies {
                agencies::agency(tx, *agency).await?;
            }
            let id = auth::create(tx, &typed.email, &typed.name, role, &typed.agencies).await?;
            let token = auth::one_time_link(tx, id).await?;
            audit::record(tx, Some(by), "staff-invited", ("staff", id), json!({})).await?;
            Ok(token)
        })
        .await;
    let visit = match created {
        Ok(token) => {
            let link = Some((typed.name.trim().to_owned(), app.link(&format!("/welcome/{token}"))));
            Visit { link, ..Visit::default() }
        }
        Err(Error::Problem(problem)) if problem.status == 422 => Visit {
            typed,
            trouble: Some((problem.field.unwrap_or("email"), problem.code)),
            ..Visit::default()
        },
        Err(error) => return Err(error),
    };
    visit.answer(&app, admin).await
}

fn typed(fields: Vec<(String, String)>) -> Typed {
    let mut typed = Typed::default();
    for (name, value) in fields {
        match name.as_str() {
            "email" => typed.email = value,
            "name" => typed.name = value,
            "role" => typed.role = value,
            "agency" => typed.agencies.extend(value.parse::<AgencyId>().ok()),
            _ => {}
        }
    }
    typed
}

#[derive(Deserialize)]
pub struct Nothing {}

/// For whoever forgot their password, or lost the first link.
pub async fn link(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id: StaffId = id(&path, "member of staff")?;
    let by = admin.staff.id;
    let (staff, token) = app
        .db
        .write(async |tx| {
            let staff = auth::get(tx, id).await?;
            let token = auth::one_time_link(tx, id).await?;
            audit::record(tx, Some(by), "link-asked", ("staff", id), json!({})).await?;
            Ok((staff, token))
        })
        .await?;
    let link = Some((staff.name, app.link(&format!("/welcome/{token}"))));
    Visit { link, ..Visit::default() }.answer(&app, admin).await
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Active {
    active: String,
}

pub async fn set_active(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Active>,
) -> Result<HttpResponse> {
    let id: StaffId = id(&path, "member of staff")?;
    let by = admin.staff.id;
    let is_active = form.0.active == "1";
    match app.db.write(async |tx| auth::set_active(tx, id, is_active, by).await).await {
        Ok(()) => Ok(see_other(&format!("/admin/staff?changed={id}"))),
        Err(Error::Problem(problem)) if problem.status == 422 => {
            Visit { trouble: Some(("staff", problem.code)), ..Visit::default() }.answer(&app, admin).await
        }
        Err(error) => Err(error),
    }
}
