//! The citizen asks, from now on, that nobody sees who they are.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{ask, pass};
use crate::app::App;
use crate::error::Result;
use crate::people;
use crate::web::{Form, Nothing, Shell, see_other};

pub async fn hide(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    number: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else {
        return Ok(ask(&number));
    };
    app.db.write(async |tx| people::hide(tx, &ticket, None, None).await).await?;
    Ok(see_other(&format!("/track/{}?done=hidden", ticket.number)))
}
