//! Agencies: the tree, and a form for each. Administrators see and change what lies within their reach.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::door::Administrator;
use super::fields::{Choice, Faults, Fields, Summary, Typed};
use super::kept::{Closed, Just, Kept, Visit};
use crate::agencies::covers::{self, Odd};
use crate::agencies::{
    self, Agency, Area, LONGEST_CODE, LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE, Needs, NewAgency,
};
use crate::app::App;
use crate::auth;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{AgencyId, StaffId};
use crate::texts::Lang;
use crate::web::{Shell, choice, html, page};

/// The tree as far as somebody reaches.
pub async fn reach(tx: &mut Tx, by: StaffId) -> Result<Vec<Agency>> {
    let reach = auth::agencies_in_scope(tx, by).await?;
    let mut all = agencies::every_agency(tx).await?;
    all.retain(|agency| reach.contains(&agency.id));
    Ok(all)
}

/// As options: children set in below their parents. Closed ones are left out, but for those in `keep`, which say so.
pub fn choices(t: Lang, tree: &[Agency], keep: &[AgencyId], value: fn(&Agency) -> String) -> Vec<Choice> {
    tree.iter()
        .filter(|agency| agency.is_active || keep.contains(&agency.id))
        .map(|agency| {
            let words = choice::words(t, agency.depth(), agency.name(t), agency.is_active);
            (value(agency), words)
        })
        .collect()
}

#[derive(Template)]
#[template(path = "web/admin/agencies.html")]
struct AgenciesPage {
    shell: Shell,
    rows: Vec<Agency>,
    /// What was just done.
    done: Option<String>,
}

impl AgenciesPage {
    fn name<'a>(&self, agency: &'a Agency) -> &'a str {
        agency.name(self.shell.t)
    }
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Just>) -> Result<HttpResponse> {
    let rows = app.db.read(async |tx| reach(tx, admin.staff.id).await).await?;
    let t = admin.shell.t;
    let done = ask.said(t, rows.iter().map(|agency| (agency.id, agency.name(t))));
    page(&AgenciesPage { shell: admin.shell, rows, done })
}

#[derive(Template)]
#[template(path = "web/admin/agency.html")]
struct AgencyPage {
    shell: Shell,
    /// None: a new one.
    agency: Option<(Agency, Needs)>,
    fields: Fields,
    /// Why it cannot be closed or opened.
    obstacle: Summary,
}

impl AgencyPage {
    fn title(&self) -> String {
        let t = self.shell.t;
        let new = || t.say("admin-new-agency").into_owned();
        self.agency.as_ref().map_or_else(new, |(agency, _)| agency.name(t).to_owned())
    }
}

/// Agencies as administrators keep them.
pub struct Agencies;

impl Kept for Agencies {
    type Id = AgencyId;
    const ROOM: &'static str = "agencies";
    const WHAT: &'static str = "agency";

    async fn form(app: &App, admin: Administrator, visit: Visit<AgencyId>) -> Result<HttpResponse> {
        let (by, t) = (admin.staff.id, admin.shell.t);
        let (tree, agency, areas, odd) = app
            .db
            .read(async |tx| {
                let tree = reach(tx, by).await?;
                let agency = match visit.id {
                    Some(id) => {
                        let known = tree.iter().find(|agency| agency.id == id).cloned();
                        let known = known.ok_or_else(|| not_found("agency"))?;
                        let needs = agencies::needs_of(tx, id).await?;
                        Some((known, needs))
                    }
                    None => None,
                };
                let areas = match visit.id {
                    Some(id) => covers::of(tx, id).await?,
                    None => Vec::new(),
                };
                // What is wrong with each, once more: a fault names its field only.
                let is_odd = visit.faults.iter().any(|(_, code)| *code == "areas-odd");
                let odd = match &visit.typed {
                    Some(typed) if is_odd => covers::read(tx, typed.text("areas")).await?.1,
                    _ => Vec::new(),
                };
                Ok((tree, agency, areas, odd))
            })
            .await?;
        let known = agency.as_ref().map(|(agency, _)| agency);
        let typed = visit.typed.unwrap_or_else(|| typed(known, &tree, &areas));
        let status = status(&visit.faults);
        let (at_switch, faults): (Faults, Faults) =
            visit.faults.into_iter().partition(|(field, _)| *field == "active");
        let mut fields = Fields::new(t, typed, faults);
        if known.is_none() {
            fields = fields.line("code", LONGEST_CODE);
        }
        fields = fields.line("name_id", LONGEST_NAME).line("name_en", LONGEST_NAME);
        // Whoever administers a part of the tree cannot hang its top elsewhere.
        let parent = known.and_then(|known| known.parent_id);
        let may_move = parent.is_none_or(|parent| tree.iter().any(|agency| agency.id == parent));
        if known.is_none_or(|known| known.parent_id.is_some()) && may_move {
            let below = |agency: &&Agency| known.is_none_or(|known| !agency.path.starts_with(&known.path));
            let others: Vec<Agency> = tree.iter().filter(below).cloned().collect();
            let keep: Vec<AgencyId> = parent.into_iter().collect();
            fields = fields.select("parent", choices(t, &others, &keep, |agency| agency.code.clone()));
        }
        let fields = fields.input("phone", "tel", LONGEST_PHONE).optional();
        let fields = fields.input("email", "email", LONGEST_EMAIL).optional();
        let fields = fields.area("areas", covers::LONGEST).optional().because(&odd_words(t, &odd));
        let obstacle = Summary::new(t, &at_switch);
        html(status, &AgencyPage { shell: admin.shell, agency, fields, obstacle })
    }

    async fn keep(
        app: &App,
        by: StaffId,
        id: Option<AgencyId>,
        typed: &Typed,
    ) -> Result<Result<AgencyId, Faults>> {
        let mut new = NewAgency {
            code: typed.text("code").to_owned(),
            parent: typed.some("parent"),
            name_id: typed.text("name_id").to_owned(),
            name_en: typed.text("name_en").to_owned(),
            phone: typed.some("phone"),
            email: typed.some("email"),
        };
        if let Some(id) = id {
            let (code, parent) = app
                .db
                .read(async |tx| {
                    let known = agencies::agency(tx, id).await?;
                    let parent = match known.parent_id {
                        Some(parent) => Some(agencies::agency(tx, parent).await?.code),
                        None => None,
                    };
                    Ok((known.code, parent))
                })
                .await?;
            new.code = code;
            // The form of one that cannot be moved does not ask where.
            new.parent = new.parent.or(parent);
        }
        let faults = new.faults();
        if !faults.is_empty() {
            return Ok(Err(faults));
        }
        let areas = typed.text("areas").to_owned();
        app.db
            .write(async |tx| {
                let (areas, odd) = covers::read(tx, &areas).await?;
                if !odd.is_empty() {
                    return Ok(Err(vec![("areas", "areas-odd")]));
                }
                let id = agencies::keep_agency(tx, id, &new, by).await?;
                covers::keep(tx, id, &areas, by).await?;
                Ok(Ok(id))
            })
            .await
    }
}

/// “Sukasari”: several, 32.73.01 Sukasari or 32.74.02 Sukasari.
fn odd_words(t: Lang, odd: &[Odd]) -> String {
    let words = |odd: &Odd| {
        let choices = odd.choices.iter().map(Area::line).collect::<Vec<_>>().join("; ");
        if choices.is_empty() {
            t.with("admin-area-unknown", "typed", odd.typed.as_str()).into_owned()
        } else {
            t.with2("admin-area-several", ("typed", odd.typed.as_str()), ("choices", choices)).into_owned()
        }
    };
    odd.iter().map(words).collect::<Vec<_>>().join(" ")
}

impl Closed for Agencies {
    async fn set_active(app: &App, by: StaffId, id: AgencyId, is_active: bool) -> Result<()> {
        app.db.write(async |tx| agencies::set_agency_active(tx, id, is_active, by).await).await
    }
}

/// 422 when a form must be mended.
pub fn status(faults: &Faults) -> StatusCode {
    if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

fn typed(known: Option<&Agency>, tree: &[Agency], areas: &[Area]) -> Typed {
    let mut typed = Typed::default();
    let Some(known) = known else { return typed };
    let parent = known.parent_id.and_then(|id| tree.iter().find(|agency| agency.id == id));
    typed.set("name_id", &known.name_id);
    typed.set("name_en", &known.name_en);
    typed.set("parent", parent.map_or("", |parent| &parent.code));
    typed.set("phone", known.phone.as_deref().unwrap_or_default());
    typed.set("email", known.email.as_deref().unwrap_or_default());
    typed.set("areas", areas.iter().map(Area::line).collect::<Vec<_>>().join("\n"));
    typed
}
