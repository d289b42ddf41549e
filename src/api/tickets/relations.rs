//! `/tickets/{number}/relations`: what a ticket has to do with others, and bringing together and apart.

#![expect(unused_qualifications, reason = "utoipa's macro writes them")]

use actix_web::{HttpResponse, web};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::answers::{BadBody, Failure, Refusals, moment};
use super::super::body::Json;
use super::super::caller::Caller;
use super::super::names::Names;
use super::super::wrong;
use super::{number, visible};
use crate::app::App;
use crate::auth::Staff;
use crate::cases;
use crate::db::Tx;
use crate::error::{Error, Result, not_found};
use crate::ids::{LinkId, StaffId, TicketId};
use crate::people::Veil;
use crate::relations::{self, Kind, Seen};
use crate::tickets::life::Stage;
use crate::tickets::{self, Support, Ticket, TicketNumber};
use crate::when;

/// Related tickets of each kind in one answer.
const MANY: i64 = 200;

/// What a ticket has to do with others, as far as the token's owner may see these.
#[derive(Debug, Serialize, ToSchema)]
pub struct Relations {
    /// What this ticket was merged into, hangs below, is a part of, or should be seen beside.
    above: Vec<Relation>,
    /// Tickets that stand in that relation to this one.
    below: Vec<Relation>,
    /// How many were merged into this one, seen or not.
    merged: i64,
    /// How many hang below it, seen or not.
    children: i64,
    /// Agencies that were asked to help, in the order they were asked.
    supporting: Vec<Supporting>,
    /// Give this as `after`, with the same `kind`, to get more of `below`; null when there are no more. Without a
    /// `kind` it is null: ask for one kind where `below` has as many of it as `limit` allows.
    next: Option<String>,
}

/// Another ticket. Its words are read from the ticket itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct Relation {
    /// Names the link when it is taken away.
    link: String,
    kind: Kind,
    #[schema(example = "2611-000042-7")]
    number: String,
    stage: Stage,
    /// Code of the agency that must answer.
    agency: String,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    due_at: String,
}

/// An agency that helps.
#[derive(Debug, Serialize, ToSchema)]
pub struct Supporting {
    /// Its code.
    agency: String,
    /// What it was asked to do.
    note: String,
    #[schema(format = DateTime)]
    asked_at: String,
    /// When its part was done.
    #[schema(format = DateTime)]
    done_at: Option<String>,
    /// What it says about that.
    done_note: Option<String>,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    /// Only tickets of this kind in `below`.
    kind: Option<Kind>,
    /// The `next` of an earlier answer.
    after: Option<String>,
    /// How many of each kind in `below`, 1 to 200; 200 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Reads what a ticket has to do with others, and who helps with it.
#[utoipa::path(
    get, path = "/api/v1/tickets/{number}/relations", tag = "tickets", operation_id = "listRelations",
    params(("number" = String, Path, description = "The ticket's number."), Wanted),
    responses(
        (status = 200, description = "Its relations.", body = Relations),
        (status = 404, description = "There is no such ticket, or it is not yours to see.", body = Failure),
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn list(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse> {
    let viewer = caller.for_tickets()?;
    let number = number(&path)?;
    let limit = wanted.limit.unwrap_or(MANY);
    if !(1..=MANY).contains(&limit) {
        return Err(wrong("limit", "limit-range", "1 to 200 tickets of each kind"));
    }
    let after = match wanted.after.as_deref() {
        None => LinkId(0),
        Some(_) if wanted.kind.is_none() => {
            return Err(wrong("after", "kind-needed", "give the kind together with after"));
        }
        Some(text) => {
            text.parse().map_err(|_| wrong("after", "after-shape", "give the next of an answer"))?
        }
    };
    let kinds: Vec<Kind> = wanted.kind.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
    let found = app
        .db
        .read(async |tx| {
            let ticket = visible(tx, viewer.id, &number).await?;
            read(tx, &app.zone, viewer, &ticket, (&kinds, after, limit)).await
        })
        .await?;
    Ok(told(&found))
}

pub(super) fn told(relations: &Relations) -> HttpResponse {
    HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(relations)
}

/// The whole answer again, after something changed.
pub(super) async fn now(tx: &mut Tx, zone: &TimeZone, viewer: &Staff, ticket: TicketId) -> Result<Relations> {
    let ticket = tickets::get(tx, ticket).await?;
    read(tx, zone, viewer, &ticket, (Kind::ALL, LinkId(0), MANY)).await
}

async fn read(
    tx: &mut Tx,
    zone: &TimeZone,
    viewer: &Staff,
    ticket: &Ticket,
    (kinds, after, limit): (&[Kind], LinkId, i64),
) -> Result<Relations> {
    let mut names = Names::load(tx).await?;
    let mut above = Vec::new();
    for seen in relations::seen_above(tx, viewer.id, ticket.id, MANY).await? {
        above.push(relation(tx, &mut names, zone, seen).await?);
    }
    let (mut below, mut next) = (Vec::new(), None);
    for kind in kinds {
        let mut seen = relations::seen_below(tx, viewer.id, ticket.id, *kind, after, limit + 1).await?;
        let has_more = seen.len() as i64 > limit;
        seen.truncate(usize::try_from(limit).unwrap_or_default());
        if has_more && kinds.len() == 1 {
            next = seen.last().map(|last| last.link_id.to_string());
        }
        for one in seen {
            below.push(relation(tx, &mut names, zone, one).await?);
        }
    }
    // What colleagues ask of each other names people, as at the desk.
    let veil = Veil::over(tx, ticket.language, viewer, ticket).await?;
    let mut supporting = Vec::new();
    for mut one in tickets::supports(tx, ticket.id).await? {
        one.note = Veil::read(veil.as_ref(), one.note);
        one.done_note = one.done_note.map(|note| Veil::read(veil.as_ref(), note));
        supporting.push(support(tx, &mut names, zone, one).await?);
    }
    let counts = relations::below(tx, ticket.id).await?;
    Ok(Relations { above, below, merged: counts.merged, children: counts.children, supporting, next })
}

async fn relation(tx: &mut Tx, names: &mut Names, zone: &TimeZone, seen: Seen) -> Result<Relation> {
    Ok(Relation {
        link: seen.link_id.to_string(),
        kind: seen.kind,
        number: seen.number.to_string(),
        stage: seen.stage,
        agency: names.agency(tx, seen.agency_id).await?,
        created_at: when::machine(seen.created_at, zone),
        due_at: when::machine(seen.due_at, zone),
    })
}

async fn support(tx: &mut Tx, names: &mut Names, zone: &TimeZone, one: Support) -> Result<Supporting> {
    Ok(Supporting {
        agency: names.agency(tx, one.agency_id).await?,
        note: one.note,
        asked_at: when::machine(one.asked_at, zone),
        done_at: moment(one.done_at, zone),
        done_note: one.done_note,
    })
}

/// How two tickets are brought together.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The ticket ends in the main one, whose citizen's matter it is, too. Can be taken back for 30 days.
    Merge,
    /// It hangs below the main one and is answered with it.
    Child,
    /// They should be seen beside each other.
    Related,
}

/// Bringing a ticket to another one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRelation {
    pub how: How,
    /// The number of the other ticket.
    #[schema(example = "2611-000042-7")]
    pub main: String,
}

/// Merges a ticket into another, hangs it below another, or puts it beside another. Whoever does it sees both.
#[utoipa::path(
    post, path = "/api/v1/tickets/{number}/relations", tag = "tickets", operation_id = "relateTicket",
    params(("number" = String, Path, description = "The ticket's number.")),
    request_body = NewRelation,
    responses(
        (status = 200, description = "Its relations as they are now. Asking for the same link again changes nothing.",
            body = Relations),
        (status = 404, description = "There is no such ticket, or it is not yours to see.", body = Failure),
        (status = 409, description = "Somebody else moved one of them a moment ago.", body = Failure),
        BadBody,
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn relate(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Json<NewRelation>,
) -> Result<HttpResponse> {
    let by = caller.for_work()?;
    let (number, asked) = (number(&path)?, body.value);
    let main: String = asked.main.chars().take(40).collect();
    let main = self::number(&main).map_err(|_| unknown())?;
    let found = app
        .db
        .write(async |tx| {
            let ticket = ours(tx, by.id, &number).await?;
            // Not there and not yours look alike.
            let other = tickets::visible_by_number(tx, by.id, &main).await?.ok_or_else(unknown)?;
            match asked.how {
                How::Merge => cases::merge(tx, &app.zone, by, ticket.id, other.id).await.map(|_| ())?,
                How::Child => cases::attach(tx, by, ticket.id, other.id).await.map(|_| ())?,
                How::Related => cases::relate(tx, by, ticket.id, other.id).await?,
            }
            now(tx, &app.zone, by, ticket.id).await
        })
        .await?;
    Ok(told(&found))
}

/// The ticket, if the caller's agencies are responsible for it: whoever only supports reads.
pub(super) async fn ours(tx: &mut Tx, by: StaffId, number: &TicketNumber) -> Result<Ticket> {
    let ticket = visible(tx, by, number).await?;
    tickets::visible(tx, by, ticket.id).await
}

fn unknown() -> Error {
    wrong("main", "relations-unknown", "there is no such ticket, or it is not yours to see")
}

/// Takes a child from its parent, or two related tickets apart. A merge is taken back by its own path.
#[utoipa::path(
    delete, path = "/api/v1/tickets/{number}/relations/{link}", tag = "tickets", operation_id = "unrelateTicket",
    params(
        ("number" = String, Path, description = "The ticket's number."),
        ("link" = String, Path, description = "The link between it and another ticket."),
    ),
    responses(
        (status = 200, description = "Its relations as they are now.", body = Relations),
        (status = 404, description = "There is no such ticket or link, or it is not yours to see.", body = Failure),
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn unrelate(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let by = caller.for_work()?;
    let number = number(&path.0)?;
    let link: LinkId = path.1.parse().map_err(|_| not_found("link"))?;
    let found = app
        .db
        .write(async |tx| {
            let ticket = ours(tx, by.id, &number).await?;
            let known = relations::get(tx, link).await?;
            if known.ticket_id != ticket.id && known.other_id != ticket.id {
                return Err(not_found("link"));
            }
            cases::take_apart(tx, by, link).await?;
            now(tx, &app.zone, by, ticket.id).await
        })
        .await?;
    Ok(told(&found))
}

/// Takes a merge back, up to 30 days after it: the ticket stands where it stood.
#[utoipa::path(
    post, path = "/api/v1/tickets/{number}/unmerge", tag = "tickets", operation_id = "unmergeTicket",
    params(("number" = String, Path, description = "The number of the ticket that was merged into another.")),
    responses(
        (status = 200, description = "Its relations as they are now.", body = Relations),
        (status = 404, description = "There is no such ticket, it is not yours to see, or it was not merged.",
            body = Failure),
        (status = 409, description = "Somebody else took it back a moment ago.", body = Failure),
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn unmerge(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<HttpResponse> {
    let by = caller.for_work()?;
    let number = number(&path)?;
    let found = app
        .db
        .write(async |tx| {
            let ticket = ours(tx, by.id, &number).await?;
            cases::unmerge(tx, &app.zone, by, ticket.id).await?;
            now(tx, &app.zone, by, ticket.id).await
        })
        .await?;
    Ok(told(&found))
}
