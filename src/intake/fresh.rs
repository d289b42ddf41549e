//! A new ticket: what it is filed under, where it lies, and whose duty the rules say it is.

use serde_json::{Value, json};

use super::matter::matter_of;
use super::{Received, line, office};
use crate::agencies::{self, Area, Category};
use crate::app::App;
use crate::conversations::{self, Conversation};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AgencyId, ContactId};
use crate::people;
use crate::routing::rules::{Decision, Matter, decide, standing};
use crate::routing::{self, Guess};
use crate::texts::Lang;
use crate::tickets::{self, EventKind, NewTicket, Pin, Ticket};

/// A matter of its own, whatever else is open in this conversation.
pub(super) async fn ticket(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    conversation: &Conversation,
    contact: ContactId,
    lang: Lang,
) -> Result<(Ticket, Pin)> {
    let inbound = &received.inbound;
    let words = &*matter_of(received);
    let text = format!("{}\n{words}", inbound.subject.as_deref().unwrap_or_default());
    let (category, guess) = category(app, tx, received, &text).await?;
    let place = received.wishes.place.as_deref().or_else(|| inbound.place.as_ref()?.label.as_deref());
    let coordinates = inbound.place.as_ref().map(|place| (place.latitude, place.longitude));
    let (area, is_read) = area(app, tx, received, &format!("{}\n{text}", place.unwrap_or_default())).await?;
    let area_code = area.as_ref().map(|area| area.code.as_str());
    let matter = Matter {
        category: category.id,
        is_chosen: received.wishes.category.is_some(),
        area: area_code,
        channel: inbound.channel,
        class: received.wishes.class.unwrap_or(category.class),
        text: &text,
        at: tx.now(),
    };
    let ruled = rule(app, tx, &matter).await?;
    let agency = match ruled.agency {
        Some(agency) => Some(agency),
        None => line::agency(app, tx, conversation).await?,
    };
    let category = ruled.filed_under(category);
    let by_area = office::of(app, tx, agency, &category, area.as_ref()).await?;
    let agency = agency.or(by_area.as_ref().map(|office| office.agency));
    let new = NewTicket {
        category: &category,
        agency,
        class: received.wishes.class,
        subject: inbound.subject.as_deref().unwrap_or_default(),
        body: words,
        channel: inbound.channel,
        language: lang,
        contact,
        area: area_code,
        place,
        coordinates,
        is_anonymous: received.wishes.is_anonymous,
        is_confidential: received.wishes.is_confidential,
    };
    let (ticket, pin) = people::open(app, tx, &new, inbound.from_name.as_deref()).await?;
    if let Some(data) = ruled.told {
        tickets::record(tx, ticket.id, None, EventKind::Routed, data).await?;
    }
    if let Some(office) = by_area {
        tickets::record(tx, ticket.id, None, EventKind::Routed, office.told()).await?;
    }
    // A rule that filed it elsewhere knew better.
    let guess = guess.filter(|guess| guess.category == category.code);
    let guess = guess.map(|guess| json!({ "to": category.id, "percent": guess.percent() }));
    let read = area.filter(|_| is_read).map(|area| json!({ "area": area.name }));
    for data in guess.into_iter().chain(read) {
        tickets::record(tx, ticket.id, None, EventKind::Suggested, data).await?;
    }
    conversations::assign_ticket(tx, conversation.id, ticket.id).await?;
    Ok((ticket, pin))
}

/// The area that the citizen chose or stood in; else the one that their words name (then: true).
async fn area(app: &App, tx: &mut Tx, received: &Received, words: &str) -> Result<(Option<Area>, bool)> {
    let place = received.inbound.place.as_ref().map(|place| (place.latitude, place.longitude));
    let chosen = received.wishes.area.clone().or_else(|| app.rules().area_near(place?));
    let is_read = chosen.is_none();
    Ok(match chosen.or_else(|| app.rules().area_named(words)) {
        // A code that we do not know must not cost the citizen their report.
        Some(code) => (agencies::area(tx, &code).await?, is_read),
        None => (None, is_read),
    })
}

/// What a rule of the administrators made of it.
#[derive(Default)]
pub(super) struct Ruled {
    category: Option<Category>,
    pub agency: Option<AgencyId>,
    priority: Option<i64>,
    /// For the history.
    pub told: Option<Value>,
}

impl Ruled {
    pub fn filed_under(&self, category: Category) -> Category {
        let category = self.category.clone().unwrap_or(category);
        Category { priority: self.priority.unwrap_or(category.priority), ..category }
    }
}

/// Asks the rules.
pub(super) async fn rule(app: &App, tx: &mut Tx, matter: &Matter<'_>) -> Result<Ruled> {
    let Some(said) = app.rules().decide(&app.zone, matter) else { return Ok(Ruled::default()) };
    if let Some(ruled) = follow(tx, &said).await? {
        return Ok(ruled);
    }
    // Closed a moment ago, and this node has not heard of it yet: the next rule has its turn.
    let (rules, tree) = standing(tx).await?;
    let Some(said) = decide(&rules, &tree, &app.zone, matter) else { return Ok(Ruled::default()) };
    Ok(follow(tx, &said).await?.unwrap_or_default())
}

/// What follows from a rule; none when it leads to something closed.
async fn follow(tx: &mut Tx, said: &Decision) -> Result<Option<Ruled>> {
    let category = match said.category {
        Some(id) => Some(agencies::category(tx, id).await?),
        None => None,
    };
    if category.as_ref().is_some_and(|category| !category.is_active) {
        return Ok(None);
    }
    if let Some(id) = said.agency
        && !agencies::agency(tx, id).await?.is_active
    {
        return Ok(None);
    }
    let told = json!({
        "rule": said.name, "category": said.category, "agency": said.agency, "priority": said.priority,
    });
    Ok(Some(Ruled { category, agency: said.agency, priority: said.priority, told: Some(told) }))
}

/// What the citizen chose; else what their words say, with the learned guess when it decided.
pub(super) async fn category(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    text: &str,
) -> Result<(Category, Option<Guess>)> {
    let (code, guess) = match &received.wishes.category {
        Some(code) => (Some(code.clone()), None),
        None => routing::file(&app.rules(), app.learned().as_deref(), text),
    };
    let category = routing::category_or_other(tx, code.as_deref()).await?;
    // A category that was closed since it was learned is nobody's any more.
    let guess = guess.filter(|guess| guess.category == category.code);
    Ok((category, guess))
}
