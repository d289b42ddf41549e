//! What staff do with a ticket and others. The page comes back with what was typed where something must be
//! mended.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::bulk::{self, Deed, How, Pick};
use crate::cases::{self, Words};
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{LinkId, MessageId, TicketId};
use crate::tickets::{self, NotANumber, Ticket, TicketNumber};
use crate::web::desk::mend::mend;
use crate::web::desk::{Agent, ticket_id};
use crate::web::{Form, Nothing, see_other};

/// Characters of what is typed; longer ones are cut before they are complained about.
const TYPED: usize = 6_000;

fn back(id: TicketId) -> HttpResponse {
    see_other(&format!("/desk/{id}"))
}

/// The ticket that somebody named by its number; the answer to "not yours" is the same as to "not there".
async fn named(tx: &mut Tx, agent: &Agent, typed: &str) -> Result<Ticket> {
    let number = TicketNumber::parse(typed.trim()).map_err(|why| {
        invalid("main", if why == NotANumber::Mistyped { "relations-mistyped" } else { "relations-number" })
    })?;
    let found = tickets::visible_by_number(tx, agent.staff.id, &number).await?;
    found.ok_or_else(|| invalid("main", "relations-unknown"))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Joined {
    /// `merge`, `child` or `related`.
    how: String,
    number: String,
}

/// This ticket is merged into another, hangs below it, or stands beside it.
pub async fn join(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Joined>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let Form(Joined { how, number }) = form;
    let number: String = number.chars().take(40).collect();
    let done = app
        .db
        .write(async |tx| {
            tickets::visible(tx, agent.staff.id, id).await?;
            let other = named(tx, &agent, &number).await?.id;
            match how.as_str() {
                "merge" => cases::merge(tx, &app.zone, &agent.staff, id, other).await.map(|_| ()),
                "child" => cases::attach(tx, &agent.staff, id, other).await.map(|_| ()),
                "related" => cases::relate(tx, &agent.staff, id, other).await,
                _ => Err(invalid("main", "relations-how")),
            }
        })
        .await;
    match done {
        Ok(()) => Ok(back(id)),
        Err(error) => mend(&app, agent, id, error, ("join", number, how)).await,
    }
}

pub async fn unmerge(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let done = app.db.write(async |tx| cases::unmerge(tx, &app.zone, &agent.staff, id).await).await;
    match done {
        Ok(()) => Ok(back(id)),
        Err(error) => mend(&app, agent, id, error, ("unmerge", String::new(), String::new())).await,
    }
}

#[derive(Deserialize)]
pub struct Apart {
    link: String,
}

/// Takes a child from its parent, or two related tickets apart.
pub async fn apart(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Apart>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let link: LinkId = form.0.link.parse().map_err(|_| not_found("link"))?;
    app.db.write(async |tx| cases::take_apart(tx, &agent.staff, link).await).await?;
    Ok(back(id))
}

#[derive(Deserialize)]
pub struct Split {
    message: String,
}

/// A message becomes a ticket of its own; that one opens.
pub async fn split(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Split>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let message = form.0.message.parse().map(MessageId).map_err(|_| not_found("message"))?;
    let part = app.db.write(async |tx| cases::split(&app, tx, &agent.staff, id, message).await).await;
    match part {
        Ok(part) => Ok(back(part)),
        Err(error) => mend(&app, agent, id, error, ("split", String::new(), String::new())).await,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ToMany {
    text: String,
    /// `answer` or `update`.
    kind: String,
    public: String,
}

/// An answer for this ticket, its children and its followers.
pub async fn tell(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<ToMany>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let Form(ToMany { text, kind, public }) = form;
    let text: String = text.replace("\r\n", "\n").chars().take(TYPED).collect();
    let words = Words { text: &text, is_answer: kind != "update", is_public: public == "1" };
    match app.db.write(async |tx| cases::begin(&app, tx, &agent.staff, id, words).await).await {
        Ok(_) => Ok(back(id)),
        Err(error) => mend(&app, agent, id, error, ("tell", text, kind)).await,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Shown {
    public: String,
    summary: String,
}

/// What everybody may read.
pub async fn publish(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Shown>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let is_public = form.0.public == "1";
    let summary: String = form.0.summary.replace("\r\n", "\n").chars().take(TYPED).collect();
    let done = app.db.write(async |tx| cases::publish(tx, &agent.staff, id, is_public, &summary).await).await;
    match done {
        Ok(()) => Ok(back(id)),
        Err(error) => mend(&app, agent, id, error, ("public", summary, form.0.public)).await,
    }
}

/// What was ticked on the page of tickets that look the same comes to this one: each by itself, and it can be
/// taken back, as everything that is done to many.
pub async fn gather(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let merges = form.0.iter().any(|(name, value)| name == "do" && value == "merge");
    let how = if merges { How::Merge } else { How::Child };
    let main = app.db.read(async |tx| tickets::visible(tx, agent.staff.id, id).await).await?.number;
    let mut picks: Vec<Pick> = {
        let ticked = form.0.iter().filter(|(name, _)| name == "ticket");
        ticked.filter_map(|(_, value)| super::super::bulk::parse(value)).collect()
    };
    picks.dedup();
    if picks.is_empty() {
        return Ok(see_other(&format!("/desk/{id}/alike?none=1")));
    }
    let deed = Deed::Gather { how, main: main.digits().to_owned() };
    let done = bulk::run(&app, &agent.staff, &deed, &picks).await?;
    Ok(see_other(&format!("/desk/bulk/{done}")))
}
