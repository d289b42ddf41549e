//! A report that began without a word, as a picture alone does: the first words about it are its matter, as if they had
//! come with it. Whoever sends a picture and then writes that it burns waits no longer than whoever writes it at once.

use serde_json::json;

use super::fresh::{category, rule};
use super::{Received, line, office};
use crate::agencies;
use crate::app::App;
use crate::conversations::Conversation;
use crate::db::Tx;
use crate::error::Result;
use crate::people;
use crate::routing;
use crate::routing::rules::Matter;
use crate::tickets::life::Stage;
use crate::tickets::{self, EventKind, Ticket};

/// What the report is called, where it is filed, and whether it is an emergency. Nothing changes when it has words
/// already; where somebody has filed it meanwhile, it stays.
pub async fn first_words(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    ticket: Ticket,
    conversation: &Conversation,
    words: &str,
) -> Result<Ticket> {
    let is_wordless = ticket.subject.trim().is_empty() && ticket.body.trim().is_empty();
    if !is_wordless || words.trim().is_empty() {
        return Ok(ticket);
    }
    let id = ticket.id;
    let nowhere = routing::category_or_other(tx, None).await?.id;
    // Whoever referred it or took it in hand has decided whose it is.
    let is_unfiled = ticket.category_id == nowhere
        && ticket.stage == Stage::Submitted
        && ticket.referred_by.is_none()
        && ticket.assignee_id.is_none();
    let ticket = if is_unfiled {
        let (read, guess) = category(app, tx, received, words).await?;
        let matter = Matter {
            category: read.id,
            is_chosen: false,
            area: ticket.area_code.as_deref(),
            channel: received.inbound.channel,
            class: read.class,
            text: words,
            at: tx.now(),
        };
        let ruled = rule(app, tx, &matter).await?;
        let agency = match ruled.agency {
            Some(agency) => Some(agency),
            None => line::agency(app, tx, conversation).await?,
        };
        let filed = ruled.filed_under(read);
        let area = match &ticket.area_code {
            Some(code) => agencies::area(tx, code).await?,
            None => None,
        };
        let by_area = office::of(app, tx, agency, &filed, area.as_ref()).await?;
        let agency = agency.or(by_area.as_ref().map(|office| office.agency)).unwrap_or(filed.agency_id);
        let ticket = tickets::worded(tx, id, words, Some((&filed, agency))).await?;
        if let Some(data) = ruled.told {
            tickets::record(tx, id, None, EventKind::Routed, data).await?;
        }
        if let Some(office) = by_area {
            tickets::record(tx, id, None, EventKind::Routed, office.told()).await?;
        }
        if let Some(guess) = guess.filter(|guess| guess.category == filed.code) {
            let data = json!({ "to": filed.id, "percent": guess.percent() });
            tickets::record(tx, id, None, EventKind::Suggested, data).await?;
        }
        ticket
    } else {
        tickets::worded(tx, id, words, None).await?
    };
    people::cover_row(tx, ticket, received.inbound.from_name.as_deref()).await
}
