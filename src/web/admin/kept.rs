//! What administrators keep: a form for a new one, a form for each, and what becomes of what was sent.
//! Rooms that do this do it alike; each says only what its form shows and how it is kept.

use std::fmt::Display;
use std::future::Future;
use std::str::FromStr;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::door::{Active, Administrator, id, mendable};
use super::fields::{Faults, Typed};
use crate::app::App;
use crate::error::Result;
use crate::ids::StaffId;
use crate::texts::Lang;
use crate::web::{Form, see_other};

/// One look at a form, as it stands or as it was sent.
pub struct Visit<I> {
    /// None: a new one.
    pub id: Option<I>,
    pub typed: Option<Typed>,
    pub faults: Faults,
}

/// Things of one kind.
pub trait Kept: 'static {
    type Id: FromStr + Display + Copy + 'static;
    /// The room's part of the address: `/admin/<room>`.
    const ROOM: &'static str;
    /// What an address that leads nowhere lacks.
    const WHAT: &'static str;

    /// The page with the form.
    fn form(
        app: &App,
        admin: Administrator,
        visit: Visit<Self::Id>,
    ) -> impl Future<Output = Result<HttpResponse>>;

    /// Keeps what was typed, or says what must be mended first.
    fn keep(
        app: &App,
        by: StaffId,
        id: Option<Self::Id>,
        typed: &Typed,
    ) -> impl Future<Output = Result<Result<Self::Id, Faults>>>;
}

/// Things that are closed and opened again.
pub trait Closed: Kept {
    fn set_active(app: &App, by: StaffId, id: Self::Id, is_active: bool) -> impl Future<Output = Result<()>>;
}

/// The addresses of the forms.
pub fn forms<K: Kept>(config: &mut web::ServiceConfig) {
    let path = |rest: &str| format!("/{}/{rest}", K::ROOM);
    config
        .service(web::resource(path("new")).get(blank::<K>).post(create::<K>))
        .service(web::resource(path("{id}")).get(open::<K>).post(change::<K>));
}

/// The addresses of the forms, and of the switch.
pub fn forms_and_switch<K: Closed>(config: &mut web::ServiceConfig) {
    forms::<K>(config);
    config.route(&format!("/{}/{{id}}/active", K::ROOM), web::post().to(set_active::<K>));
}

async fn blank<K: Kept>(app: web::Data<App>, admin: Administrator) -> Result<HttpResponse> {
    K::form(&app, admin, Visit { id: None, typed: None, faults: Faults::new() }).await
}

async fn open<K: Kept>(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let id = id(&path, K::WHAT)?;
    K::form(&app, admin, Visit { id: Some(id), typed: None, faults: Faults::new() }).await
}

async fn create<K: Kept>(
    app: web::Data<App>,
    admin: Administrator,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    sent::<K>(&app, admin, None, Typed::new(form.0)).await
}

async fn change<K: Kept>(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let id = id(&path, K::WHAT)?;
    sent::<K>(&app, admin, Some(id), Typed::new(form.0)).await
}

/// Back to the list when it was kept, back to the form when something must be mended.
async fn sent<K: Kept>(
    app: &App,
    admin: Administrator,
    id: Option<K::Id>,
    typed: Typed,
) -> Result<HttpResponse> {
    let faults = match K::keep(app, admin.staff.id, id, &typed).await {
        Ok(Ok(id)) => return Ok(kept::<K>(id)),
        Ok(Err(faults)) => faults,
        Err(error) => vec![mendable(error)?],
    };
    K::form(app, admin, Visit { id, typed: Some(typed), faults }).await
}

async fn set_active<K: Closed>(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Active>,
) -> Result<HttpResponse> {
    let id: K::Id = id(&path, K::WHAT)?;
    match K::set_active(&app, admin.staff.id, id, form.0.is_on()).await {
        Ok(()) => Ok(kept::<K>(id)),
        Err(error) => {
            let faults = vec![mendable(error)?];
            K::form(&app, admin, Visit { id: Some(id), typed: None, faults }).await
        }
    }
}

/// What an address says was kept a moment ago.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Just {
    pub kept: String,
}

impl Just {
    /// That it was kept, when it is one of these: ids with names.
    pub fn said<'n>(
        &self,
        t: Lang,
        all: impl IntoIterator<Item = (impl Display, &'n str)>,
    ) -> Option<String> {
        let (_, name) = all.into_iter().find(|(id, _)| id.to_string() == self.kept)?;
        Some(t.with("admin-kept", "name", name).into_owned())
    }
}

fn kept<K: Kept>(id: K::Id) -> HttpResponse {
    see_other(&format!("/admin/{}?kept={id}", K::ROOM))
}
