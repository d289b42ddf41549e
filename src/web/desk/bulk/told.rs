//! What became of each ticket, and the way back.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::super::chrome::Names;
use super::super::rows::Ask;
use super::super::{Agent, parts};
use crate::app::App;
use crate::auth;
use crate::bulk::{self, Bulk, Deed, Item, Outcome};
use crate::db::Tx;
use crate::error::{Error, Result, not_found};
use crate::ids::{BulkId, TicketId};
use crate::tickets::{self, TicketNumber};
use crate::web::{Form, Shell, page, see_other};

#[derive(Template)]
#[template(path = "web/desk/bulk/told.html")]
struct Told {
    shell: Shell,
    id: BulkId,
    /// What was asked for, in words.
    asked: String,
    reason: String,
    /// Counted: changed, so already, refused, taken back.
    done: usize,
    same: usize,
    refused: Vec<Line>,
    changed: Vec<Line>,
    back: usize,
    /// Tickets that could not be taken back.
    stays: usize,
    /// Until when it can be taken back, while it can.
    undo_until: Option<String>,
    tells_citizens: bool,
    too_late: bool,
    list: String,
}

#[derive(Debug)]
struct Line {
    /// None for a ticket that is out of reach now: then it is named by nothing but its place.
    ticket: Option<(String, String, String)>,
    note: String,
    is_back: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Extra {
    late: String,
}

fn bulk_id(text: &str) -> Result<BulkId> {
    text.parse().map_err(|_| not_found("list of changes"))
}

pub async fn show(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    ask: web::Query<Ask>,
    extra: web::Query<Extra>,
) -> Result<HttpResponse> {
    let id = bulk_id(&path)?;
    let Agent { staff, shell, .. } = agent;
    let (bulk, items, lines, asked, tells_citizens) = app
        .db
        .read(async |tx| {
            let (bulk, items) = bulk::told(tx, staff.id, id).await?;
            let ids: Vec<TicketId> = items.iter().map(|item| item.ticket_id).collect();
            let mut seen = tickets::visible_among(tx, staff.id, &ids).await?;
            let mut lines = Vec::with_capacity(items.len());
            for item in &items {
                let ticket = match seen.remove(&item.ticket_id) {
                    Some(ticket) => {
                        Some((format!("/desk/{}", ticket.id), ticket.number.to_string(), ticket.subject))
                    }
                    // What one did to it oneself a moment ago one may still find by its number.
                    None if item.outcome == Outcome::Done => {
                        let ticket = tickets::get(tx, item.ticket_id).await?;
                        Some((String::new(), ticket.number.to_string(), String::new()))
                    }
                    None => None,
                };
                lines.push(Line { ticket, note: note(&shell, item), is_back: item.is_back() });
            }
            let asked = asked(tx, &shell, &bulk.deed).await?;
            let tells_citizens = bulk.deed.tells_citizens(tx).await?;
            Ok((bulk, items, lines, asked, tells_citizens))
        })
        .await?;
    let count = |outcome| items.iter().filter(|item| item.outcome == outcome).count();
    let (done, same) = (count(Outcome::Done), count(Outcome::Same));
    let back = items.iter().filter(|item| item.is_back()).count();
    let tried = items.iter().filter(|item| item.undone.is_some()).count();
    let can_undo = done > tried && shell.now <= bulk.undo_until();
    let (mut changed, mut refused) = (Vec::new(), Vec::new());
    for (item, line) in items.iter().zip(lines) {
        if item.outcome == Outcome::Refused { refused.push(line) } else { changed.push(line) }
    }
    page(&Told {
        id,
        asked,
        reason: reason(&bulk),
        done,
        same,
        refused,
        changed,
        back,
        stays: tried - back,
        undo_until: can_undo.then(|| shell.moment(&bulk.undo_until())),
        tells_citizens,
        too_late: extra.late == "1",
        list: format!("/desk{}", ask.carry(ask.cursor())),
        shell,
    })
}

fn reason(bulk: &Bulk) -> String {
    match &bulk.deed.0 {
        Deed::Refer { reason, .. } | Deed::Step { reason, .. } => reason.clone(),
        Deed::HandOver { note, .. } => note.clone(),
        Deed::Assign { .. } | Deed::Category { .. } | Deed::Macro { .. } | Deed::Gather { .. } => {
            String::new()
        }
    }
}

/// What was asked for, as a sentence.
async fn asked(tx: &mut Tx, shell: &Shell, deed: &Deed) -> Result<String> {
    let t = shell.t;
    let names = Names::load(tx, t).await?;
    Ok(match deed {
        Deed::Macro { title, .. } => t.with("desk-bulk-asked-macro", "name", title.as_str()).into_owned(),
        Deed::Assign { to: None } | Deed::HandOver { to: None, .. } => {
            t.say("desk-bulk-asked-release").into_owned()
        }
        Deed::Assign { to: Some(to) } | Deed::HandOver { to: Some(to), .. } => {
            t.with("desk-bulk-asked-assign", "to", auth::get(tx, *to).await?.name).into_owned()
        }
        Deed::Refer { agency, .. } => {
            t.with("desk-bulk-asked-refer", "to", names.agency(*agency)).into_owned()
        }
        Deed::Gather { how, main } => {
            let main = TicketNumber::parse(main).map_or_else(|_| main.clone(), |number| number.to_string());
            t.with(&format!("desk-bulk-asked-{how}"), "to", main).into_owned()
        }
        Deed::Category { category } => {
            t.with("desk-bulk-asked-category", "to", names.category(*category)).into_owned()
        }
        Deed::Step { step, .. } => {
            t.with("desk-bulk-asked-status", "to", parts::stage_word(t, step.rule().to)).into_owned()
        }
    })
}

/// What became of it, in words; for a refusal why, and what one can do.
fn note(shell: &Shell, item: &Item) -> String {
    let t = shell.t;
    let why = |prefix: &str, code: &str| {
        let key = format!("{prefix}-{code}");
        if t.has(&key) {
            t.say(&key).into_owned()
        } else {
            t.with("desk-bulk-why-other", "code", code.to_owned()).into_owned()
        }
    };
    match (item.outcome, item.undone.as_deref(), item.problem.as_deref()) {
        (Outcome::Refused, _, problem) => why("desk-bulk-why", problem.unwrap_or("other")),
        (Outcome::Same, ..) => t.say("desk-bulk-same").into_owned(),
        (Outcome::Done, None, _) => t.say("desk-bulk-done").into_owned(),
        (Outcome::Done, Some(_), _) if item.is_back() => t.say("desk-bulk-back").into_owned(),
        (Outcome::Done, Some(code), _) => why("desk-bulk-stays", code),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Back {
    list: String,
}

pub async fn undo(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Back>,
) -> Result<HttpResponse> {
    let id = bulk_id(&path)?;
    let list = form.0.list.split_once('?').map(|(_, query)| Ask::of(query)).unwrap_or_default();
    let list = list.carry(list.cursor());
    match bulk::undo(&app, &agent.staff, id).await {
        Ok(()) => Ok(see_other(&format!("/desk/bulk/{id}{list}"))),
        Err(Error::Problem(problem)) if problem.status == 422 => {
            let mark = if list.is_empty() { '?' } else { '&' };
            Ok(see_other(&format!("/desk/bulk/{id}{list}{mark}late=1")))
        }
        Err(error) => Err(error),
    }
}
