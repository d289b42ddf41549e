//! `GET /tickets/{number}` and `GET /tickets/{number}/messages`

#![expect(unused_qualifications, reason = "utoipa's macro writes them")]

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::answers::{
    Citizen, Failure, FileOut, KnownAs, MessageOut, Messages, Refusals, TicketFull, TicketLine, moment,
};
use super::super::caller::Caller;
use super::super::names::Names;
use super::super::wrong;
use super::{number, visible};
use crate::app::App;
use crate::auth::Staff;
use crate::contacts;
use crate::conversations;
use crate::copies;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::MessageId;
use crate::people::{self, Veil};
use crate::tickets::Ticket;

/// Messages in one answer.
const MESSAGES: i64 = 500;

/// Shows one ticket.
#[utoipa::path(
    get, path = "/api/v1/tickets/{number}", tag = "tickets", operation_id = "showTicket",
    params(("number" = String, Path, description = "The ticket's number; blanks and dashes do not matter.")),
    responses(
        (status = 200, description = "The ticket.", body = TicketFull),
        (status = 404, description = "There is no such ticket, or it is not yours to see.", body = Failure),
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn show(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<HttpResponse> {
    let staff = caller.for_tickets()?;
    let number = number(&path)?;
    let ticket = app.db.read(async |tx| visible(tx, staff.id, &number).await).await?;
    looked(&app, staff, &ticket).await?;
    let full = app.db.read(async |tx| full(&app, tx, staff, &ticket).await).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(full))
}

/// Whoever reads an anonymous or confidential ticket is written down.
async fn looked(app: &App, staff: &Staff, ticket: &Ticket) -> Result<()> {
    if !ticket.is_anonymous && !ticket.is_confidential {
        return Ok(());
    }
    app.db.write(async |tx| people::looked(tx, staff, ticket, "api").await).await
}

async fn full(app: &App, tx: &mut Tx, staff: &Staff, ticket: &Ticket) -> Result<TicketFull> {
    let contact = contacts::get(tx, ticket.contact_id).await?;
    let veil = Veil::over(tx, ticket.language, staff, ticket).await?;
    let citizen = if veil.is_some() {
        None
    } else {
        let known = contacts::identities(tx, contact.id).await?;
        let identities =
            known.into_iter().map(|known| KnownAs { kind: known.kind, value: known.value }).collect();
        Some(Citizen { name: contact.name.clone(), identities })
    };
    let shown = contact.name.filter(|_| !ticket.is_anonymous && veil.is_none());
    let mut ticket = ticket.clone();
    if let Some(veil) = &veil {
        veil.ticket(&mut ticket);
    }
    let mut names = Names::load(tx).await?;
    Ok(TicketFull {
        line: TicketLine::of_ticket(tx, &mut names, &app.zone, &ticket, shown).await?,
        language: ticket.language,
        text: ticket.body,
        area: ticket.area_code,
        place: ticket.place,
        latitude: ticket.latitude,
        longitude: ticket.longitude,
        first_response_at: moment(ticket.first_response_at, &app.zone),
        citizen,
    })
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    /// How many of the newest messages, 1 to 500; 500 unless given.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
}

/// Reads what was said about a ticket, internal notes included: every caller is staff.
#[utoipa::path(
    get, path = "/api/v1/tickets/{number}/messages", tag = "tickets", operation_id = "listMessages",
    params(("number" = String, Path, description = "The ticket's number."), Wanted),
    responses(
        (status = 200, description = "The messages, oldest first.", body = Messages),
        (status = 404, description = "There is no such ticket, or it is not yours to see.", body = Failure),
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn messages(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse> {
    let staff = caller.for_tickets()?;
    let number = number(&path)?;
    let limit = wanted.limit.unwrap_or(MESSAGES);
    if !(1..=MESSAGES).contains(&limit) {
        return Err(wrong("limit", "limit-range", "1 to 500 messages"));
    }
    let found = app
        .db
        .read(async |tx| {
            let ticket = visible(tx, staff.id, &number).await?;
            let veil = Veil::over(tx, ticket.language, staff, &ticket).await?;
            let mut found = conversations::of_ticket(tx, ticket.id, limit + 1).await?;
            let truncated = found.len() as i64 > limit;
            if truncated {
                found.remove(0);
            }
            let mut files: HashMap<MessageId, Vec<FileOut>> = HashMap::new();
            for file in conversations::attachments(tx, ticket.id).await? {
                files.entry(file.message_id).or_default().push(FileOut::from(&file));
            }
            let writers = copies::writers(tx, ticket.id).await?;
            let mut names = Names::load(tx).await?;
            let mut messages = Vec::with_capacity(found.len());
            for mut message in found {
                let mut files = files.remove(&message.id).unwrap_or_default();
                if let Some(veil) = &veil {
                    veil.message(&mut message);
                    files.iter_mut().for_each(FileOut::unnamed);
                }
                // Whoever may not know the citizen learns of nobody else either.
                let writer = writers.get(&message.id).map(|who| match &veil {
                    Some(veil) => veil.mask().to_owned(),
                    None => who.words(),
                });
                let message = MessageOut::of(tx, &mut names, &app.zone, message, files).await?;
                messages.push(MessageOut { writer, ..message });
            }
            Ok((ticket, Messages { messages, truncated }))
        })
        .await?;
    let (ticket, found) = found;
    looked(&app, staff, &ticket).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(found))
}
