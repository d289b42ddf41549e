//! The citizen says that it is done: the ticket closes. That it is not done they say in words
//! ([`super::more`]), which dispute our answer.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{ask, pass};
use crate::app::App;
use crate::error::Result;
use crate::outbox;
use crate::tickets::Taken;
use crate::tickets::life::Step;
use crate::web::{Form, Nothing, Shell, see_other};

pub async fn confirm(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    number: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else {
        return Ok(ask(&number));
    };
    let confirm = Taken::by_citizen(Step::Confirm, "");
    app.db.write(async |tx| outbox::by_citizen(tx, &app.zone, ticket.id, &confirm).await).await?;
    Ok(see_other(&format!("/track/{}?done=confirmed", ticket.number)))
}
