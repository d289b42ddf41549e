//! What a ticket looks like, by its words: said beside its category when it differs, accepted with one
//! button. Where a member of staff chose the category, nothing is said: they have read the ticket. And whose work it is
//! by its area, when it lies with another unit and nobody referred it.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::chrome::Names;
use super::{Agent, ticket_id};
use crate::agencies::{self, Category};
use crate::app::App;
use crate::audit;
use crate::error::{Result, conflict, not_found};
use crate::ids::{AgencyId, CategoryId, TicketId};
use crate::routing::Guess;
use crate::routing::measure::WORTH_SAYING;
use crate::texts::Lang;
use crate::tickets::{self, Entry, EventKind, Ticket};
use crate::web::number::percent;
use crate::web::{Form, see_other};

/// Suggestions, as the page shows them.
#[derive(Debug)]
pub struct LooksLike {
    /// Another category.
    pub filed: Option<Filed>,
    /// Another unit, by the area.
    pub led: Option<Led>,
}

#[derive(Debug)]
pub struct Filed {
    pub category: CategoryId,
    pub word: String,
    /// "Looks like Street lights (82%)."
    pub says: String,
    /// Whose work that is, when the ticket lies with somebody else.
    pub agency: Option<String>,
}

#[derive(Debug)]
pub struct Led {
    pub agency: AgencyId,
    pub word: String,
}

/// What the words of a ticket look like.
fn guess(app: &App, ticket: &Ticket) -> Option<Guess> {
    app.learned()?.guess(&format!("{}\n{}", ticket.subject, ticket.body))
}

/// What to say beside category and agency, if anything.
pub fn beside(app: &App, t: Lang, names: &Names, ticket: &Ticket, history: &[Entry]) -> Option<LooksLike> {
    if !ticket.is_open {
        return None;
    }
    let filed = filed(app, t, names, ticket, history);
    // Of another category the agency is said there.
    let led = if filed.is_none() { led(app, names, ticket, history) } else { None };
    (filed.is_some() || led.is_some()).then_some(LooksLike { filed, led })
}

/// Whose work a category is where the ticket lies.
fn responsible(app: &App, category: &Category, ticket: &Ticket) -> AgencyId {
    let by_area = ticket.area_code.as_deref().and_then(|area| app.rules().office(category.agency_id, area));
    by_area.unwrap_or(category.agency_id)
}

fn filed(app: &App, t: Lang, names: &Names, ticket: &Ticket, history: &[Entry]) -> Option<Filed> {
    let by_person = |entry: &Entry| entry.kind == EventKind::Reclassified && entry.staff_id.is_some();
    if history.iter().any(by_person) {
        return None;
    }
    let guess = guess(app, ticket).filter(|guess| guess.share >= WORTH_SAYING)?;
    let category = names.active_categories().find(|category| category.code == guess.category)?;
    if category.id == ticket.category_id {
        return None;
    }
    let agency = responsible(app, category, ticket);
    let share = percent(guess.percent() as f64 / 100.0, t);
    Some(Filed {
        category: category.id,
        word: category.name(t).to_owned(),
        says: t.with2("desk-looks-like", ("category", category.name(t)), ("share", share)).into_owned(),
        agency: (agency != ticket.agency_id).then(|| names.agency(agency)).filter(|name| !name.is_empty()),
    })
}

/// Where it lies is the work of another unit of the category's agency. Whoever referred it, or a rule that sent it where
/// it is, knew better.
fn led(app: &App, names: &Names, ticket: &Ticket, history: &[Entry]) -> Option<Led> {
    let is_decided = |entry: &Entry| match entry.kind {
        EventKind::Referred => true,
        EventKind::Routed => entry.text("reason") != "area" && entry.number("agency").is_some(),
        _ => false,
    };
    if history.iter().any(is_decided) {
        return None;
    }
    let category = names.active_categories().find(|category| category.id == ticket.category_id)?;
    // What came to another house altogether is there for a reason of its own.
    let mine = names.active_agencies().find(|agency| agency.id == ticket.agency_id)?;
    let area =
        ticket.area_code.as_deref().filter(|_| mine.path.contains(&format!("/{}/", category.agency_id)))?;
    let agency = app.rules().office(category.agency_id, area).filter(|agency| *agency != ticket.agency_id)?;
    Some(Led { agency, word: Some(names.agency(agency)).filter(|name| !name.is_empty())? })
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
