//! `POST /desk/{id}/asked`: the report is theirs at whose address its letter asks for answers.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Agent, ticket_id};
use crate::app::App;
use crate::cases;
use crate::error::{Result, forbidden};
use crate::people::Veil;
use crate::tickets;
use crate::web::{Form, see_other};

#[derive(Deserialize)]
pub struct Which {
    address: String,
}

pub async fn take(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Which>,
) -> Result<HttpResponse> {
    let (id, by) = (ticket_id(&path)?, agent.staff.id);
    let address = form.0.address.to_lowercase();
    app.db
        .write(async |tx| {
            let ticket = tickets::visible(tx, by, id).await?;
            if ticket.is_anonymous || Veil::is_needed(&agent.staff, &ticket) {
                return Err(forbidden("whose address it is may not be known here"));
            }
            cases::make_theirs(tx, &app.secret, &app.zone, &ticket, &address, by).await
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}")))
}
