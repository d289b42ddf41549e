//! "Take next": the desk hands out the most urgent ticket.

use actix_web::{HttpResponse, web};

use super::Agent;
use crate::app::App;
use crate::auth::Staff;
use crate::error::Result;
use crate::outbox;
use crate::tickets::{self, Ticket};
use crate::web::{Form, Nothing, see_other};

/// Opens the ticket; the way back into the queue is offered there as after any assignment.
pub async fn take(app: web::Data<App>, agent: Agent, _form: Form<Nothing>) -> Result<HttpResponse> {
    let taken = taken(&app, &agent.staff).await?;
    given(&app, &agent.staff, taken).await
}

/// The most urgent free ticket, which this person has looked at now.
pub async fn taken(app: &App, staff: &Staff) -> Result<Option<Ticket>> {
    app.db
        .write(async |tx| match tickets::take_next(tx, staff).await? {
            Some(ticket) => outbox::looked_at(tx, &app.zone, ticket.id, staff.id).await.map(Some),
            None => Ok(None),
        })
        .await
}

/// To the ticket that was taken, or to the list with the reason why there is none.
pub async fn given(app: &App, staff: &Staff, taken: Option<Ticket>) -> Result<HttpResponse> {
    Ok(match taken {
        Some(ticket) => see_other(&format!("/desk/{}?view=mine&done=assign&was=", ticket.id)),
        None if app.db.read(async |tx| tickets::load_of(tx, staff.id).await).await?.stops() => {
            see_other("/desk?view=mine&next=full")
        }
        None => see_other("/desk?view=unassigned&next=none"),
    })
}
