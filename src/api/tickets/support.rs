//! `/tickets/{number}/support`: agencies that help with a ticket another one answers for.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::answers::{BadBody, Failure, Refusals};
use super::super::body::Json;
use super::super::caller::Caller;
use super::super::{agency, unknown};
use super::number;
use super::relations::{Relations, now, ours, told};
use super::visible;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AgencyId;
use crate::outbox::support;

/// Asking an agency to help.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSupport {
    /// Its code.
    #[schema(example = "pupr")]
    pub agency: String,
    /// What it is asked to do; at most 2,000 characters.
    #[schema(min_length = 1, max_length = 2_000)]
    pub note: String,
}

async fn named(tx: &mut Tx, code: &str) -> Result<AgencyId> {
    agency(tx, Some(code)).await?.ok_or_else(|| unknown("agency"))
}

/// Asks an agency to help; it sees the ticket from then on. Asked again, the words change and its part is open again.
#[utoipa::path(
    post, path = "/api/v1/tickets/{number}/support", tag = "tickets", operation_id = "askSupport",
    params(("number" = String, Path, description = "The ticket's number.")),
    request_body = NewSupport,
    responses(
        (status = 200, description = "The ticket's relations as they are now.", body = Relations),
        (status = 404, description = "There is no such ticket, or it is not yours to see.", body = Failure),
        BadBody,
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn ask(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Json<NewSupport>,
) -> Result<HttpResponse> {
    let by = caller.for_work()?;
    let number = number(&path)?;
    let note = body.value.note.replace('\0', "");
    let found = app
        .db
        .write(async |tx| {
            let ticket = ours(tx, by.id, &number).await?;
            let to = named(tx, &body.value.agency).await?;
            support::ask(tx, by.id, ticket.id, to, &note).await?;
            now(tx, &app.zone, by, ticket.id).await
        })
        .await?;
    Ok(told(&found))
}

/// An agency is not asked any more, and sees the ticket no longer.
#[utoipa::path(
    delete, path = "/api/v1/tickets/{number}/support/{agency}", tag = "tickets", operation_id = "withdrawSupport",
    params(
        ("number" = String, Path, description = "The ticket's number."),
        ("agency" = String, Path, description = "The agency's code."),
    ),
    responses(
        (status = 200, description = "The ticket's relations as they are now, also when it was not asked.",
            body = Relations),
        (status = 404, description = "There is no such ticket, or it is not yours to see.", body = Failure),
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn withdraw(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let by = caller.for_work()?;
    let number = number(&path.0)?;
    let found = app
        .db
        .write(async |tx| {
            let ticket = ours(tx, by.id, &number).await?;
            let to = named(tx, &path.1).await?;
            support::withdraw(tx, by.id, ticket.id, to).await?;
            now(tx, &app.zone, by, ticket.id).await
        })
        .await?;
    Ok(told(&found))
}

/// The part of an agency is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartDone {
    /// What was done; at most 2,000 characters.
    #[schema(min_length = 1, max_length = 2_000)]
    pub words: String,
}

/// Says that an agency's part is done; whoever works on the ticket hears of it. Only for those of that agency, or
/// above it.
#[utoipa::path(
    post, path = "/api/v1/tickets/{number}/support/{agency}/done", tag = "tickets", operation_id = "finishSupport",
    params(
        ("number" = String, Path, description = "The ticket's number."),
        ("agency" = String, Path, description = "The agency's code."),
    ),
    request_body = PartDone,
    responses(
        (status = 200, description = "The ticket's relations as they are now.", body = Relations),
        (status = 404, description = "There is no such ticket, or it is not yours to see.", body = Failure),
        BadBody,
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn finish(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: Json<PartDone>,
) -> Result<HttpResponse> {
    let by = caller.for_work()?;
    let number = number(&path.0)?;
    let words = body.value.words.replace('\0', "");
    let found = app
        .db
        .write(async |tx| {
            let ticket = visible(tx, by.id, &number).await?;
            let agency = named(tx, &path.1).await?;
            support::finish(tx, by.id, ticket.id, agency, &words).await?;
            now(tx, &app.zone, by, ticket.id).await
        })
        .await?;
    Ok(told(&found))
}
