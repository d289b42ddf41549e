//! The forms of the citizen's card. Each is reached through a ticket that one sees; what is about who somebody
//! is needs the right to know them.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::mend::mend;
use super::{Agent, card, spoken, ticket_id};
use crate::app::App;
use crate::auth::{Right, Staff};
use crate::contacts::{self, ConsentKind};
use crate::conversations;
use crate::db::Tx;
use crate::erasure;
use crate::error::{Result, bad_request, forbidden, invalid, not_found};
use crate::ids::{ContactId, MergeId};
use crate::nuisance::Kind;
use crate::people::{self, Veil};
use crate::texts::Lang;
use crate::tickets::{self, Ticket, owner};
use crate::web::{Form, see_other};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Said {
    note: String,
    language: String,
    kind: String,
    given: String,
    how: String,
    /// Number of a ticket of the other contact.
    number: String,
    /// A contact that was suggested.
    other: String,
    reason: String,
    merge: String,
    /// The limit that a caller disagrees with.
    limit: String,
    /// They know that there is no way back.
    sure: String,
}

/// The form's name, as the page knows it.
fn form_of(what: &str) -> Result<&'static str> {
    Ok(match what {
        "note" => "person-note",
        "language" => "person-language",
        "consent" => "person-consent",
        "merge" => "person-merge",
        "unmerge" => "person-unmerge",
        "hide" => "person-hide",
        "label" => "person-label",
        "erase" => "person-erase",
        "told" => "person-told",
        "object" => "person-object",
        _ => return Err(not_found("form")),
    })
}

pub async fn act(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<(String, String)>,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let (id, what) = path.into_inner();
    let (id, said) = (ticket_id(&id)?, form.0);
    let name = form_of(&what)?;
    let done = app
        .db
        .write(async |tx| {
            let ticket = tickets::visible(tx, agent.staff.id, id).await?;
            match name {
                "person-label" => label(tx, &agent.staff, &ticket, &said).await,
                "person-hide" => people::hide(tx, &ticket, None, Some(agent.staff.id)).await.map(|_| ()),
                _ => care(&app, tx, &agent, &ticket, name, &said).await,
            }
        })
        .await;
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/{id}#person"))),
        Err(error) => {
            let reason = if said.reason.is_empty() { said.note } else { said.reason };
            let chosen = if said.number.is_empty() { said.kind } else { said.number };
            mend(&app, agent, id, error, (name, reason, chosen)).await
        }
    }
}

/// Everything that is about who the citizen is.
async fn care(app: &App, tx: &mut Tx, agent: &Agent, ticket: &Ticket, name: &str, said: &Said) -> Result<()> {
    let (staff, contact) = (&agent.staff, ticket.contact_id);
    if Veil::is_needed(staff, ticket) {
        return Err(forbidden("this citizen asked to stay hidden"));
    }
    match name {
        "person-note" => contacts::set_note(tx, contact, &said.note, staff.id).await,
        "person-language" => {
            let language = Lang::parse(&said.language).ok_or_else(|| bad_request("no such language"))?;
            contacts::set_language(tx, contact, language, staff.id).await?;
            conversations::owner::speak(tx, contact, language).await?;
            owner::speak(tx, ticket.id, language).await
        }
        "person-consent" => {
            let kind = ConsentKind::parse(&said.kind).ok_or_else(|| bad_request("no such consent"))?;
            contacts::consent(tx, contact, kind, said.given == "1", &said.how, staff.id).await
        }
        "person-told" => spoken::told(tx, agent, ticket).await,
        "person-object" => spoken::object(app, tx, agent, ticket, (&said.limit, &said.note)).await,
        "person-erase" if said.sure != "1" => Err(invalid("sure", "erase-sure")),
        "person-erase" => erasure::erase(tx, contact, &said.reason, staff).await,
        "person-merge" => {
            // Asked first, so that nobody learns from a refusal which numbers there are.
            if !staff.role.may(Right::MergeContacts) {
                return Err(forbidden("merging tells who somebody is: ask a supervisor"));
            }
            let other = other(tx, staff, contact, said).await?;
            people::merge(tx, contact, other, &said.reason, staff).await.map(|_| ())
        }
        _ => {
            let id: MergeId = said.merge.parse().map_err(|_| not_found("merge"))?;
            let last = contacts::last_merge(tx, contact).await?.filter(|merge| merge.id == id);
            last.ok_or_else(|| not_found("merge"))?;
            people::unmerge(tx, id, staff).await
        }
    }
}

/// The other contact: one that was suggested, or the one behind a ticket that the reader sees.
async fn other(tx: &mut Tx, staff: &Staff, contact: ContactId, said: &Said) -> Result<ContactId> {
    if said.number.trim().is_empty() && !said.other.is_empty() {
        let id: ContactId = said.other.parse().map_err(|_| not_found("contact"))?;
        let suggested = contacts::alike_of(tx, contact).await?;
        return suggested
            .iter()
            .find(|alike| alike.other_id == id)
            .map(|alike| alike.other_id)
            .ok_or_else(|| not_found("contact"));
    }
    card::contact_of(tx, staff, &said.number).await?.ok_or_else(|| invalid("number", "people-merge-number"))
}

async fn label(tx: &mut Tx, staff: &Staff, ticket: &Ticket, said: &Said) -> Result<()> {
    let kind = Kind::parse(&said.kind).ok_or_else(|| bad_request("no such label"))?;
    people::label(tx, ticket, kind, &said.note, staff.id).await
}
