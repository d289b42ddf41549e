//! Agencies that help with a ticket: asking them, taking it back, and saying that one's part is done.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::chrome::{Choice, Names};
use super::mend::mend;
use super::{Agent, ticket_id};
use crate::agency_mail;
use crate::app::App;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{AgencyId, TicketId};
use crate::outbox::support;
use crate::people::Veil;
use crate::tickets::{self, Support, Ticket};
use crate::web::{Form, Nothing, Shell, see_other};

/// What the ticket's page shows of it.
#[derive(Debug)]
pub struct Panel {
    /// The reader's agencies are responsible: they ask and take back.
    pub is_ours: bool,
    /// Who is responsible.
    pub responsible: String,
    pub rows: Vec<Row>,
    /// Names of those who are not done yet, for the warning before an answer.
    pub open: Vec<String>,
    /// Whom one may ask.
    pub choices: Vec<Choice>,
}

/// One supporting agency.
#[derive(Debug)]
pub struct Row {
    pub agency: AgencyId,
    pub name: String,
    pub asked: String,
    pub note: String,
    /// When it was done, and what they said.
    pub done: Option<(String, String)>,
    /// The reader may say that its part is done.
    pub may_finish: bool,
    /// It answers by e-mail: whoever reads the answer says it for them.
    pub is_by_mail: bool,
}

impl Panel {
    pub fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub fn open_words(&self, shell: &Shell) -> String {
        shell.t.with2("support-open", ("n", self.open.len()), ("who", self.open.join(", "))).into_owned()
    }
}

pub async fn load(
    tx: &mut Tx,
    shell: &Shell,
    names: &Names,
    staff: &Staff,
    ticket: &Ticket,
    chosen: Option<AgencyId>,
    veil: Option<&Veil>,
) -> Result<Panel> {
    let supports = tickets::supports(tx, ticket.id).await?;
    let is_ours = tickets::visible(tx, staff.id, ticket.id).await.is_ok();
    let open = supports.iter().filter(|one| one.done_at.is_none()).map(|one| names.agency(one.agency_id));
    let open = open.collect();
    let mut rows = Vec::with_capacity(supports.len());
    for one in &supports {
        rows.push(row(tx, shell, names, staff, one, veil).await?);
    }
    let mut choices =
        if is_ours && ticket.is_open { names.agency_choices(shell.t, None, chosen) } else { Vec::new() };
    choices.retain(|choice| choice.value != ticket.agency_id.to_string());
    Ok(Panel { is_ours, responsible: names.agency(ticket.agency_id), rows, open, choices })
}

async fn row(
    tx: &mut Tx,
    shell: &Shell,
    names: &Names,
    staff: &Staff,
    one: &Support,
    veil: Option<&Veil>,
) -> Result<Row> {
    let done = |at| (shell.short(&at), Veil::read(veil, one.done_note.clone().unwrap_or_default()));
    let is_open = one.done_at.is_none();
    Ok(Row {
        agency: one.agency_id,
        name: names.agency(one.agency_id),
        asked: shell.short(&one.asked_at),
        note: Veil::read(veil, one.note.clone()),
        done: one.done_at.map(done),
        may_finish: is_open && support::may_finish(tx, staff.id, one.ticket_id, one.agency_id).await?,
        is_by_mail: agency_mail::settings(tx, one.agency_id).await?.answers_by_mail,
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    agency: String,
    note: String,
}

/// Asks another agency to help; its officers hear of it.
pub async fn ask(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Asked>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let Form(Asked { agency, note }) = form;
    let me = agent.staff.id;
    let done = app
        .db
        .write(async |tx| {
            let to: AgencyId = agency.parse().map_err(|_| invalid("agency", "agency-needed"))?;
            support::ask(tx, me, id, to, &note).await
        })
        .await;
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/{id}#support"))),
        Err(error) => mend(&app, agent, id, error, ("support", note, agency)).await,
    }
}

/// They are not asked any more.
pub async fn withdraw(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<(String, String)>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let (id, agency) = both(&path)?;
    let me = agent.staff.id;
    app.db.write(async |tx| support::withdraw(tx, me, id, agency).await).await?;
    Ok(see_other(&format!("/desk/{id}#support")))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Finished {
    words: String,
}

/// Our part is done; whoever works on the ticket hears of it.
pub async fn finish(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<(String, String)>,
    form: Form<Finished>,
) -> Result<HttpResponse> {
    let (id, agency) = both(&path)?;
    let words = form.0.words;
    let me = agent.staff.id;
    let done = app.db.write(async |tx| support::finish(tx, me, id, agency, &words).await).await;
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/{id}#support"))),
        Err(error) => mend(&app, agent, id, error, ("support-done", words, agency.to_string())).await,
    }
}

fn both((id, agency): &(String, String)) -> Result<(TicketId, AgencyId)> {
    Ok((ticket_id(id)?, agency.parse().map_err(|_| not_found("agency"))?))
}
