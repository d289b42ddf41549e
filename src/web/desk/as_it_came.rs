//! A letter as it came: the bytes that we were handed, with every header and part of it.

use actix_web::body::SizedStream;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::{Agent, ticket_id};
use crate::app::App;
use crate::audit;
use crate::auth::Role;
use crate::conversations::checked::{self, Leave};
use crate::conversations::{self, Message};
use crate::error::{Result, file_infected, file_unchecked, forbidden, not_found};
use crate::ids::MessageId;
use crate::intake::{self, Raw};
use crate::outbox::PIN_MASK;
use crate::people::{self, Veil};
use crate::scan;
use crate::tickets;

/// Who answers a letter of ours often quotes the PIN in it. In the thread it is covered; in the bytes it stands, so
/// these are for those who answer for what was done with it.
pub fn may_have(role: Role, message: &Message) -> bool {
    let quotes = |text: &str| text.contains(PIN_MASK);
    let is_told = quotes(&message.body) || message.html.as_deref().is_some_and(quotes);
    !is_told || role.leads_team() || role.tends_queues()
}

/// `GET /desk/{id}/letter/{message}`: always as a download, and in pieces, because it may be large.
pub async fn send(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (ticket, message) = path.into_inner();
    let id = ticket_id(&ticket)?;
    let message: MessageId = message.parse().map_err(|_| not_found("message"))?;
    let (ticket, raw) = app
        .db
        .read(async |tx| {
            let ticket = tickets::readable(tx, agent.staff.id, id).await?;
            if Veil::is_needed(&agent.staff, &ticket) {
                return Err(forbidden("this letter may name the citizen: ask a supervisor to look at it"));
            }
            let message = conversations::message(tx, message).await?;
            if message.ticket_id != Some(id) {
                return Err(not_found("message"));
            }
            if !may_have(agent.staff.role, &message) {
                return Err(forbidden("this letter tells the PIN: ask a supervisor to look at it"));
            }
            // Its files are in it.
            match checked::may_leave(tx, message.id).await? {
                Leave::Yes => {}
                Leave::NotYet => return Err(file_unchecked()),
                Leave::Never => return Err(file_infected()),
            }
            let raw = intake::kept_letter(tx, message.id).await?.ok_or_else(|| not_found("letter"))?;
            Ok((ticket, raw))
        })
        .await?;
    // What was not kept as a file nobody has looked at.
    if app.config.scanner().is_some() {
        match &raw {
            Raw::Row(bytes) => scan::look_now(&app.config, bytes).await?,
            Raw::File(key) => scan::look_now(&app.config, &app.files.get(key).await?).await?,
        }
    }
    app.db
        .write(async |tx| {
            let detail = json!({ "message": message });
            audit::record(tx, Some(agent.staff.id), "letter-seen", ("ticket", id), detail).await?;
            if ticket.is_anonymous || ticket.is_confidential {
                people::looked(tx, &agent.staff, &ticket, "file").await?;
            }
            Ok(())
        })
        .await?;
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/octet-stream")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"letter-{message}.eml\""),
        ))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        // So that the browser can say how much is still to come.
        .insert_header(ContentEncoding::Identity);
    Ok(match raw {
        Raw::Row(bytes) => response.body(bytes),
        Raw::File(key) => {
            let file = app.files.open(&key).await?;
            response.body(SizedStream::new(file.meta.size, file.into_stream()))
        }
    })
}
