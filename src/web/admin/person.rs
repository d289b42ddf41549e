//! One member of staff: name, role, language and agencies.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::agencies::{choices, reach, status};
use super::categories::words;
use super::door::{Administrator, id, mendable};
use super::fields::{Faults, Fields, Typed};
use crate::agencies::LONGEST_NAME;
use crate::app::App;
use crate::auth::{self, Change, Role, Staff};
use crate::error::{Result, not_found};
use crate::ids::StaffId;
use crate::leaving;
use crate::texts::Lang;
use crate::web::{Form, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/admin/person.html")]
struct PersonPage {
    shell: Shell,
    person: Staff,
    fields: Fields,
}

pub async fn open(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let id = id(&path, "member of staff")?;
    answer(&app, admin, id, None, Faults::new()).await
}

async fn answer(
    app: &App,
    admin: Administrator,
    id: StaffId,
    typed: Option<Typed>,
    faults: Faults,
) -> Result<HttpResponse> {
    let (by, t) = (admin.staff.id, admin.shell.t);
    let (person, theirs, tree) = app
        .db
        .read(async |tx| {
            let person = auth::get(tx, id).await?;
            auth::within_reach(tx, by, id).await.map_err(|_| not_found("member of staff"))?;
            Ok((person, auth::agencies_of(tx, id).await?, reach(tx, by).await?))
        })
        .await?;
    let typed = typed.unwrap_or_else(|| {
        let mut typed = Typed::default();
        typed.set("name", &person.name);
        typed.set("role", person.role.code());
        typed.set("language", person.language.code());
        for agency in &theirs {
            typed.set("agency", agency.to_string());
        }
        typed
    });
    let status = status(&faults);
    let languages = words(t, "admin-language", Lang::ALL.iter().map(|lang| lang.code().to_owned()));
    let fields = Fields::new(t, typed, faults)
        .line("name", LONGEST_NAME)
        .select("role", words(t, "role", Role::ALL.iter().map(|role| role.code().to_owned())))
        .select("language", languages)
        .ticks("agency", "agencies", choices(t, &tree, &theirs, |agency| agency.id.to_string()));
    html(status, &PersonPage { shell: admin.shell, person, fields })
}

pub async fn change(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let id: StaffId = id(&path, "member of staff")?;
    let typed = Typed::new(form.0);
    let mut faults = Faults::new();
    let (role, language) = (Role::parse(typed.text("role")), Lang::parse(typed.text("language")));
    if typed.text("name").is_empty() {
        faults.push(("name", "name-needed"));
    }
    if role.is_none() {
        faults.push(("role", "role-needed"));
    }
    if language.is_none() {
        faults.push(("language", "language-needed"));
    }
    if typed.all("agency").next().is_none() {
        faults.push(("agency", "agency-needed"));
    }
    if let (Some(role), Some(language), true) = (role, language, faults.is_empty()) {
        let change = Change {
            name: typed.text("name").to_owned(),
            role,
            language,
            agencies: typed.all("agency").filter_map(|id| id.parse().ok()).collect(),
        };
        let by = admin.staff.id;
        match app.db.write(async |tx| leaving::change(tx, id, &change, by).await).await {
            Ok(released) => return Ok(see_other(&format!("/admin/staff?kept={id}&released={released}"))),
            Err(error) => faults.push(mendable(error)?),
        }
    }
    answer(&app, admin, id, Some(typed), faults).await
}
