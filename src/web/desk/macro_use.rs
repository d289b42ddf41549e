//! Using a macro on the ticket one looks at: a bulk change of one, so that it is one transaction, is written
//! down, and can be taken back for ten minutes.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::ticket::{Trouble, Visit};
use super::{Agent, ticket_id};
use crate::app::App;
use crate::auth::Staff;
use crate::bulk::{self, Deed, Outcome, Pick};
use crate::error::{Error, Result, invalid, not_found};
use crate::ids::{BulkId, MacroId, TicketId};
use crate::macros::Macro;
use crate::shared;
use crate::tickets;
use crate::web::{Form, see_other};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Chosen {
    #[serde(rename = "macro")]
    id: String,
}

/// What this macro would do, if the person may use it.
pub async fn deed(app: &App, by: &Staff, id: &str) -> Result<Deed> {
    let id: MacroId = id.parse().map_err(|_| invalid("macro", "bulk-macro"))?;
    let one = app.db.read(async |tx| shared::get::<Macro>(tx, by.id, id.0).await).await?;
    if one.removed_at.is_some() {
        return Err(not_found("macro"));
    }
    Ok(Deed::Macro { id, title: one.title, work: one.work.0 })
}

pub async fn run(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Chosen>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let me = &agent.staff;
    let seen = app.db.read(async |tx| tickets::visible(tx, me.id, id).await).await?.assignee_id;
    let deed = deed(&app, me, &form.0.id).await?;
    let bulk = bulk::run(&app, me, &deed, &[Pick { ticket: id, seen }]).await?;
    let (_, items) = app.db.read(async |tx| bulk::told(tx, me.id, bulk).await).await?;
    let refused = items.iter().find(|item| item.outcome == Outcome::Refused);
    let Some(refused) = refused else {
        return Ok(see_other(&format!("/desk/{id}?done=macro&was={bulk}")));
    };
    // Nothing of it was done: the page says why.
    let code = known(refused.problem.as_deref().unwrap_or_default());
    let trouble = Trouble { form: "macro", code, ..Trouble::default() };
    Visit { trouble, ..Visit::again(&agent.came, id) }.answer(&app, agent, id).await
}

/// Problems that have words for macros.
fn known(code: &str) -> &'static str {
    let all = [
        "macro-answer-gone",
        "macro-category",
        "answer-spoilt",
        "step-not-from-here",
        "forbidden",
        "sleep-emergency",
        "reason-needed",
        "assignee-cannot-see",
        "conflict",
    ];
    all.into_iter().find(|known| *known == code).unwrap_or("macro-refused")
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Back {
    bulk: String,
}

/// Takes it back where nobody did anything since.
pub async fn undo(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Back>,
) -> Result<HttpResponse> {
    let id: TicketId = ticket_id(&path)?;
    let bulk: BulkId = form.0.bulk.parse().map_err(|_| not_found("list of changes"))?;
    let me = &agent.staff;
    let done = match bulk::undo(&app, me, bulk).await {
        Ok(()) => {
            let (_, items) = app.db.read(async |tx| bulk::told(tx, me.id, bulk).await).await?;
            items.iter().all(bulk::Item::is_back)
        }
        Err(Error::Problem(problem)) if problem.status == 422 => false,
        Err(error) => return Err(error),
    };
    let what = if done { "macro-back" } else { "macro-stays" };
    Ok(see_other(&format!("/desk/{id}?done={what}")))
}
