//! Where a photo says that it was taken, offered as the place of a ticket that has no point of its own; and the way
//! back. Never taken by itself: a photo may show something far from where it is kept, and anybody can write anything
//! into it.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::person::Spot;
use super::{Agent, ticket_id};
use crate::app::App;
use crate::conversations::{self, Attachment, FileState};
use crate::error::{Result, forbidden, not_found};
use crate::ids::AttachmentId;
use crate::people::Veil;
use crate::tickets::{self, Entry, EventKind, Ticket};
use crate::web::{Form, see_other};

/// Places offered: of ten photos of one hole in the road the first is enough.
const OFFERED: usize = 3;
/// Degrees that make two places one: some twenty metres.
const SAME: f64 = 0.0002;

/// One photo's place.
#[derive(Debug)]
pub struct Offer {
    pub file: AttachmentId,
    pub name: String,
    pub spot: Spot,
}

/// What the photos of a ticket offer, for somebody who may know its citizen.
pub fn offers<'a>(ticket: &Ticket, files: impl Iterator<Item = &'a Attachment>) -> Vec<Offer> {
    let mut offers: Vec<(Offer, (f64, f64))> = Vec::new();
    if ticket.latitude.is_some() || !ticket.is_open {
        return Vec::new();
    }
    for file in files.filter(|file| file.state == FileState::Stored) {
        let Some(point) = file.point() else { continue };
        let is_same =
            |other: (f64, f64)| (other.0 - point.0).abs() < SAME && (other.1 - point.1).abs() < SAME;
        if offers.len() < OFFERED && !offers.iter().any(|(_, other)| is_same(*other)) {
            offers.push((Offer { file: file.id, name: file.name.clone(), spot: Spot::at(point) }, point));
        }
    }
    offers.into_iter().map(|(offer, _)| offer).collect()
}

/// Was the place that the ticket has now taken from a photo at the desk?
pub fn is_from_photo(ticket: &Ticket, history: &[Entry]) -> bool {
    // Who says that the area is right moves nothing.
    let moves = |event: &&Entry| event.kind == EventKind::Located && event.text("deed") != "area-right";
    let last = history.iter().rev().find(moves);
    ticket.latitude.is_some() && last.is_some_and(|event| tickets::is_photo_place(ticket, event))
}

#[derive(Deserialize)]
pub struct Said {
    /// The photo whose place it is.
    #[serde(default)]
    file: String,
    /// Takes it back instead.
    #[serde(default)]
    back: String,
}

/// `POST /desk/{id}/photo-place`.
pub async fn act(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let (me, said) = (agent.staff.id, form.0);
    let file: Option<AttachmentId> = said.file.parse().ok();
    app.db
        .write(async |tx| {
            let ticket = tickets::visible(tx, me, id).await?;
            if !said.back.is_empty() {
                return tickets::forget_photo_place(tx, id, me).await;
            }
            // Where somebody stood who wants to stay unknown is theirs to tell, or a supervisor's.
            if Veil::is_needed(&agent.staff, &ticket) {
                return Err(forbidden("this photo may name the citizen: ask a supervisor to look at it"));
            }
            let file = conversations::attachment(tx, file.ok_or_else(|| not_found("file"))?).await?;
            let message = conversations::message(tx, file.message_id).await?;
            let is_here = message.ticket_id == Some(id) && file.state == FileState::Stored;
            let point = file.point().filter(|_| is_here).ok_or_else(|| not_found("file"))?;
            tickets::place_by_photo(tx, id, point, file.id, me).await
        })
        .await?;
    let done = if said.back.is_empty() { "photo-place" } else { "photo-place-back" };
    Ok(see_other(&format!("/desk/{id}?done={done}")))
}
