//! "Take next": the desk hands out the most urgent ticket.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::Agent;
use crate::app::App;
use crate::error::Result;
use crate::tickets;
use crate::web::{Form, see_other};

#[derive(Deserialize)]
pub struct Nothing {}

/// Opens the ticket; the way back into the queue is offered there as after any assignment.
pub async fn take(app: web::Data<App>, agent: Agent, _form: Form<Nothing>) -> Result<HttpResponse> {
    let taken = app.db.write(async |tx| tickets::take_next(tx, &app.zone, &agent.staff).await).await?;
    Ok(match taken {
        Some(ticket) => see_other(&format!("/desk/{}?view=mine&done=assign&was=", ticket.id)),
        None => see_other("/desk?view=unassigned&next=none"),
    })
}
