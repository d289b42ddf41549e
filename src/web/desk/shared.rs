//! Rooms of what is one's own or shared ([`crate::shared`]): a list beside a form, saving, removing and having
//! back. Canned answers and macros say only what their page shows and how what was typed is kept.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Agent;
use crate::app::App;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Error, Result, not_found};
use crate::ids::AgencyId;
use crate::shared::{self, Shared};
use crate::texts::Lang;
use crate::web::{Form, Nothing, see_other};

/// A room of the desk for things of one kind.
pub trait Room: Shared + 'static {
    type Typed: DeserializeOwned + 'static;
    /// `/desk/<ROOM>`.
    const ROOM: &'static str;

    /// The page, as it stands or as it was sent.
    fn page(app: &App, agent: Agent, visit: Visit<Self>) -> impl Future<Output = Result<HttpResponse>>;

    /// Keeps what was typed and tells its id.
    fn save(
        tx: &mut Tx,
        by: &Staff,
        id: Option<i64>,
        typed: &Self::Typed,
    ) -> impl Future<Output = Result<i64>>;

    /// Is it only to be shown again, not kept?
    fn is_try(_typed: &Self::Typed) -> bool {
        false
    }

    /// What to do about a mistake.
    fn remedy(t: Lang, code: &str) -> String;
}

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    pub saved: String,
    pub removed: String,
}

/// One look at a room.
pub struct Visit<T: Room> {
    /// What is being changed; None: a new one is written.
    pub id: Option<i64>,
    pub typed: Option<T::Typed>,
    /// Field, and what to do about it.
    pub trouble: Option<(&'static str, String)>,
    pub done: Done,
}

/// What the tables know of a visit.
pub struct Found<T> {
    pub all: Vec<T>,
    pub current: Option<T>,
    /// What was just removed, to be had back.
    pub removed: Option<T>,
    /// Agencies the reader may share with.
    pub shares: Vec<AgencyId>,
    /// Only to be read: somebody else looks after it.
    pub is_read_only: bool,
}

impl<T: Room> Visit<T> {
    fn of(id: Option<i64>, done: Done) -> Self {
        Self { id, typed: None, trouble: None, done }
    }

    pub async fn load(&self, tx: &mut Tx, staff: &Staff) -> Result<Found<T>> {
        let all = shared::within_reach(tx, staff.id).await?;
        let current = one(tx, staff, self.id).await?;
        let removed: Option<T> = one(tx, staff, self.done.removed.parse().ok()).await?;
        let shares = shared::may_share_with(tx, staff).await?;
        Ok(Found {
            all,
            is_read_only: current
                .as_ref()
                .is_some_and(|current| !shared::may_change(staff.id, &shares, current)),
            current,
            removed: removed.filter(|removed| removed.removed_at().is_some()),
            shares,
        })
    }
}

async fn one<T: Room>(tx: &mut Tx, staff: &Staff, id: Option<i64>) -> Result<Option<T>> {
    Ok(match id {
        Some(id) => Some(shared::get(tx, staff.id, id).await?),
        None => None,
    })
}

/// The addresses of a room.
pub fn room<T: Room>(config: &mut web::ServiceConfig) {
    let path = |rest: &str| format!("/{}{rest}", T::ROOM);
    config
        .service(web::resource(path("")).get(show::<T>).post(write::<T>))
        .service(web::resource(path("/{id}")).get(edit::<T>).post(change::<T>))
        .route(&path("/{id}/remove"), web::post().to(remove::<T>))
        .route(&path("/{id}/restore"), web::post().to(restore::<T>));
}

async fn show<T: Room>(app: web::Data<App>, agent: Agent, done: web::Query<Done>) -> Result<HttpResponse> {
    T::page(&app, agent, Visit::of(None, done.into_inner())).await
}

async fn edit<T: Room>(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    done: web::Query<Done>,
) -> Result<HttpResponse> {
    T::page(&app, agent, Visit::of(Some(id::<T>(&path)?), done.into_inner())).await
}

async fn write<T: Room>(app: web::Data<App>, agent: Agent, form: Form<T::Typed>) -> Result<HttpResponse> {
    keep::<T>(&app, agent, None, form.0).await
}

async fn change<T: Room>(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<T::Typed>,
) -> Result<HttpResponse> {
    keep::<T>(&app, agent, Some(id::<T>(&path)?), form.0).await
}

async fn keep<T: Room>(app: &App, agent: Agent, id: Option<i64>, typed: T::Typed) -> Result<HttpResponse> {
    let mut trouble = None;
    if !T::is_try(&typed) {
        match app.db.write(async |tx| T::save(tx, &agent.staff, id, &typed).await).await {
            Ok(id) => return Ok(see_other(&format!("/desk/{}/{id}?saved=1", T::ROOM))),
            Err(Error::Problem(problem)) if problem.status == 422 => {
                let remedy = T::remedy(agent.shell.t, problem.code);
                trouble = Some((problem.field.unwrap_or("title"), remedy));
            }
            Err(error) => return Err(error),
        }
    }
    T::page(app, agent, Visit { id, typed: Some(typed), trouble, done: Done::default() }).await
}

async fn remove<T: Room>(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = id::<T>(&path)?;
    app.db.write(async |tx| shared::set_removed::<T>(tx, &agent.staff, id, true).await).await?;
    Ok(see_other(&format!("/desk/{}?removed={id}", T::ROOM)))
}

async fn restore<T: Room>(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = id::<T>(&path)?;
    app.db.write(async |tx| shared::set_removed::<T>(tx, &agent.staff, id, false).await).await?;
    Ok(see_other(&format!("/desk/{}/{id}?saved=1", T::ROOM)))
}

fn id<T: Room>(text: &str) -> Result<i64> {
    text.parse().map_err(|_| not_found(T::WHAT))
}
