//! Who works here: new accounts, one-time links, and who no longer does.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::json;

use super::agencies::{choices, reach, status};
use super::categories::words;
use super::door::{Active, Administrator, id, mendable};
use super::fields::{Faults, Fields, Summary, Typed};
use super::kept::Just;
use crate::agencies::{self, LONGEST_EMAIL, LONGEST_NAME};
use crate::app::App;
use crate::audit;
use crate::auth::{self, Role, Staff};
use crate::error::{Result, invalid};
use crate::ids::{AgencyId, StaffId};
use crate::leaving;
use crate::texts::Lang;
use crate::web::{Form, Nothing, Shell, html, see_other};

#[derive(Template)]
#[template(path = "web/admin/staff.html")]
struct StaffPage {
    shell: Shell,
    me: StaffId,
    /// Everybody; whom one may change.
    everyone: Vec<(Staff, bool)>,
    /// The form for a new one.
    fields: Fields,
    /// What is wrong with the list's own buttons.
    trouble: Summary,
    /// Name and address: shown this once.
    link: Option<(String, String)>,
    /// Who was just let in or out, for the way back.
    changed: Option<Staff>,
    /// Who was just changed otherwise.
    kept: Option<Staff>,
    /// How many tickets of theirs went back into the queue.
    released: Option<u32>,
}

#[derive(Default)]
struct Visit {
    typed: Typed,
    faults: Faults,
    link: Option<(String, String)>,
    ask: Ask,
}

impl Visit {
    async fn answer(self, app: &App, admin: Administrator) -> Result<HttpResponse> {
        let (me, t) = (admin.staff.id, admin.shell.t);
        let (everyone, tree) = app
            .db
            .read(async |tx| {
                let reach_ids = auth::agencies_in_scope(tx, me).await?;
                let mut everyone = Vec::new();
                for staff in auth::all(tx).await? {
                    let theirs = auth::agencies_of(tx, staff.id).await?;
                    everyone.push((staff, theirs.iter().all(|agency| reach_ids.contains(agency))));
                }
                Ok((everyone, reach(tx, me).await?))
            })
            .await?;
        let status = status(&self.faults);
        let find = |id: &str| {
            let id: Option<StaffId> = id.parse().ok();
            everyone.iter().map(|(staff, _)| staff).find(|staff| Some(staff.id) == id).cloned()
        };
        let (changed, kept) = (find(&self.ask.changed), find(&self.ask.just.kept));
        let (of_list, faults): (Faults, Faults) =
            self.faults.into_iter().partition(|(field, _)| *field == "staff");
        let fields = Fields::new(t, self.typed, faults)
            .line("name", LONGEST_NAME)
            .input("email", "email", LONGEST_EMAIL)
            .select("role", roles(t))
            .ticks("agency", "agencies", choices(t, &tree, &[], |agency| agency.id.to_string()));
        let trouble = Summary::new(t, &of_list);
        let released = self.ask.released.parse().ok().filter(|n| *n > 0);
        let shell = admin.shell;
        let page =
            StaffPage { shell, me, everyone, fields, trouble, link: self.link, changed, kept, released };
        html(status, &page)
    }
}

fn roles(t: Lang) -> Vec<(String, String)> {
    words(t, "role", Role::ALL.iter().map(|role| role.code().to_owned()))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    changed: String,
    released: String,
    #[serde(flatten)]
    just: Just,
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Ask>) -> Result<HttpResponse> {
    Visit { ask: ask.into_inner(), ..Visit::default() }.answer(&app, admin).await
}

/// The answer is the page with the link, not a redirect: the link is nowhere else.
pub async fn create(
    app: web::Data<App>,
    admin: Administrator,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let typed = Typed::new(form.0);
    let by = admin.staff.id;
    let wanted = ticked(&typed);
    let created = app
        .db
        .write(async |tx| {
            agencies::hold_tree(tx).await?;
            let role = Role::parse(typed.text("role")).ok_or_else(|| invalid("role", "role-needed"))?;
            auth::check_agencies(tx, by, &wanted, &[]).await?;
            let who = (typed.text("email"), typed.text("name"));
            let id = auth::invite(tx, by, who, role, &wanted).await?;
            let token = auth::one_time_link(tx, id).await?;
            audit::record(tx, Some(by), "staff-invited", ("staff", id), json!({})).await?;
            Ok(token)
        })
        .await;
    let visit = match created {
        Ok(token) => {
            let link = Some((typed.text("name").to_owned(), app.link(&format!("/welcome/{token}"))));
            Visit { link, ..Visit::default() }
        }
        Err(error) => {
            let faults = vec![mendable(error)?];
            Visit { typed, faults, ..Visit::default() }
        }
    };
    visit.answer(&app, admin).await
}

fn ticked(typed: &Typed) -> Vec<AgencyId> {
    typed.all("agency").filter_map(|id| id.parse().ok()).collect()
}

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
            auth::within_reach(tx, by, id).await?;
            let token = auth::one_time_link(tx, id).await?;
            audit::record(tx, Some(by), "link-asked", ("staff", id), json!({})).await?;
            Ok((staff, token))
        })
        .await?;
    let link = Some((staff.name, app.link(&format!("/welcome/{token}"))));
    Visit { link, ..Visit::default() }.answer(&app, admin).await
}

pub async fn set_active(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Active>,
) -> Result<HttpResponse> {
    let id: StaffId = id(&path, "member of staff")?;
    let by = admin.staff.id;
    let is_active = form.0.is_on();
    let done = app
        .db
        .write(async |tx| {
            auth::within_reach(tx, by, id).await?;
            leaving::set_active(tx, id, is_active, by).await
        })
        .await;
    match done {
        Ok(released) => Ok(see_other(&format!("/admin/staff?changed={id}&released={released}"))),
        Err(error) => {
            let (_, code) = mendable(error)?;
            let faults = vec![("staff", code)];
            Visit { faults, ..Visit::default() }.answer(&app, admin).await
        }
    }
}
