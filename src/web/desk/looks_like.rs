//! What a ticket looks like, by its words: said beside its category when it differs, accepted with one
//! button. Where a member of staff chose the category, nothing is said: they have read the ticket.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::chrome::Names;
use super::{Agent, ticket_id};
use crate::agencies;
use crate::app::App;
use crate::audit;
use crate::error::{Result, conflict, not_found};
use crate::ids::{CategoryId, TicketId};
use crate::routing::Guess;
use crate::routing::measure::WORTH_SAYING;
use crate::texts::Lang;
use crate::tickets::{self, Entry, EventKind, Ticket};
use crate::web::number::percent;
use crate::web::{Form, see_other};

/// A suggestion, as the page shows it.
#[derive(Debug)]
pub struct LooksLike {
    pub category: CategoryId,
    pub word: String,
    /// "Looks like Street lights (82%)."
    pub says: String,
    /// Whose work that is, when the ticket lies with somebody else.
    pub agency: Option<String>,
}

/// What the words of a ticket look like.
fn guess(app: &App, ticket: &Ticket) -> Option<Guess> {
    app.learned()?.guess(&format!("{}\n{}", ticket.subject, ticket.body))
}

/// What to say beside the category, if anything.
pub fn beside(app: &App, t: Lang, names: &Names, ticket: &Ticket, history: &[Entry]) -> Option<LooksLike> {
    let by_person = |entry: &Entry| entry.kind == EventKind::Reclassified && entry.staff_id.is_some();
    if !ticket.is_open || history.iter().any(by_person) {
        return None;
    }
    let guess = guess(app, ticket).filter(|guess| guess.share >= WORTH_SAYING)?;
    let category = names.categories.iter().find(|category| category.code == guess.category)?;
    if category.id == ticket.category_id {
        return None;
    }
    let elsewhere = category.agency_id != ticket.agency_id;
    let share = percent(guess.percent() as f64 / 100.0, t);
    Some(LooksLike {
        category: category.id,
        word: category.name(t).to_owned(),
        says: t.with2("desk-looks-like", ("category", category.name(t)), ("share", share)).into_owned(),
        agency: elsewhere.then(|| names.agency(category.agency_id)).filter(|name| !name.is_empty()),
    })
}

#[derive(Deserialize)]
pub struct Accepted {
    /// What was suggested.
    category: String,
    /// What the page showed as the ticket's category.
    seen: String,
}

/// Somebody agrees: the ticket is filed there, by them. History and audit say that it was suggested.
pub async fn accept(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Accepted>,
) -> Result<HttpResponse> {
    let id: TicketId = ticket_id(&path)?;
    let to: CategoryId = form.0.category.parse().map_err(|_| not_found("category"))?;
    let seen: Option<CategoryId> = form.0.seen.parse().ok();
    let me = agent.staff.id;
    let was = app
        .db
        .write(async |tx| {
            let before = tickets::visible(tx, me, id).await?;
            let to = agencies::category(tx, to).await?;
            if !to.is_active {
                return Err(not_found("category"));
            }
            if before.category_id == to.id {
                // Clicked twice.
                return Ok(before.category_id);
            }
            if seen != Some(before.category_id) {
                return Err(conflict("somebody else chose a category a moment ago"));
            }
            let after = tickets::reclassify(tx, id, &to, Some(me)).await?;
            // A form can name any category; only what was really suggested counts as a suggestion.
            let guess = guess(&app, &after).filter(|guess| guess.category == to.code);
            if let Some(guess) = guess {
                let data = json!({ "to": to.id, "percent": guess.percent() });
                tickets::record(tx, id, Some(me), EventKind::Suggested, data).await?;
                let from = agencies::category(tx, before.category_id).await?;
                let detail = json!({ "before": from.code, "after": to.code, "percent": guess.percent() });
                audit::record(tx, Some(me), "suggestion-accepted", ("ticket", id), detail).await?;
            }
            Ok(before.category_id)
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}?done=category&was={was}")))
}
