//! `POST /tickets/{number}/reply`

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::answers::{BadBody, Failure, MessageOut, Refusals};
use super::super::body::{Json, idempotency_key, key_reused};
use super::super::caller::Caller;
use super::super::names::Names;
use super::super::once::{self, Earlier};
use super::{number, visible};
use crate::app::App;
use crate::conversations;
use crate::error::Result;
use crate::outbox;
use crate::secret::token_hash;
use crate::tickets;

/// An answer to the citizen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReply {
    /// At most 20,000 characters.
    #[schema(min_length = 1, max_length = 20_000)]
    pub text: String,
}

/// Answers the citizen on the channel they last spoke through, in the name of the token's owner.
#[utoipa::path(
    post, path = "/api/v1/tickets/{number}/reply", tag = "tickets", operation_id = "replyToTicket",
    params(
        ("number" = String, Path, description = "The ticket's number."),
        ("Idempotency-Key" = Option<String>, Header,
            description = "Names this request: repeating it within seven days sends nothing more and answers 200."),
    ),
    request_body = NewReply,
    responses(
        (status = 201, description = "The answer is on its way.", body = MessageOut),
        (status = 200, description = "It was sent by an earlier request with this key.", body = MessageOut),
        (status = 404, description = "There is no such ticket, or it is not yours to see.", body = Failure),
        BadBody,
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn reply(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    request: HttpRequest,
    body: Json<NewReply>,
) -> Result<HttpResponse> {
    let by = caller.for_work()?.id;
    let number = number(&path)?;
    let key = idempotency_key(request.headers())?;
    let text = body.value.text.replace('\0', "");
    let digest = token_hash(&format!("{}\n{text}", number.digits()));
    let (fresh, message) = app
        .db
        .write(async |tx| {
            let ticket = visible(tx, by, &number).await?;
            // Whoever only supports reads, and does not answer.
            tickets::visible(tx, by, ticket.id).await?;
            let earlier = match &key {
                Some(key) => once::earlier(tx, by, key).await?,
                None => None,
            };
            if earlier.as_ref().is_some_and(|earlier| earlier.digest != digest) {
                return Err(key_reused());
            }
            let fresh = earlier.is_none();
            let id = if let Some(earlier) = earlier {
                earlier.message_id
            } else {
                let id = outbox::reply(tx, &app.zone, ticket.id, by, &text, &[]).await?;
                if let Some(key) = &key {
                    let made = Earlier { digest: digest.clone(), message_id: id };
                    once::keep(tx, by, key, &made).await?;
                }
                id
            };
            let message = conversations::message(tx, id).await?;
            let mut names = Names::default();
            Ok((fresh, MessageOut::of(tx, &mut names, &app.zone, message, Vec::new()).await?))
        })
        .await?;
    let mut answer = if fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.insert_header(("Cache-Control", "no-store")).json(message))
}
