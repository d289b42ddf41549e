//! `GET /tickets`

#![expect(unused_qualifications, reason = "utoipa's macro writes them")]

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::answers::{Refusals, TicketLine, TicketPage};
use super::super::caller::Caller;
use super::super::codes::ChannelCode;
use super::super::names::Names;
use super::super::{agency, category, wrong};
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::tickets::{self, Class, Cursor, Filter, Status, View};

/// Rows of a page unless asked otherwise.
const PAGE: i64 = 50;
const LONGEST: i64 = 100;

/// What the list is narrowed to; everything given must hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    /// `open` unless given.
    view: Option<View>,
    status: Option<Status>,
    class: Option<Class>,
    channel: Option<ChannelCode>,
    /// Code of an agency: its tickets and those of everything below it.
    agency: Option<String>,
    /// Code of a category.
    category: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Tickets in a page, 1 to 100; 50 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// Lists the tickets the token's owner may see.
#[utoipa::path(
    get, path = "/api/v1/tickets", tag = "tickets", operation_id = "listTickets",
    params(Wanted),
    responses((status = 200, description = "One page of tickets.", body = TicketPage), Refusals),
    security(("token" = [])),
)]
pub async fn list(app: web::Data<App>, caller: Caller, wanted: web::Query<Wanted>) -> Result<HttpResponse> {
    let viewer = caller.for_tickets()?.id;
    let limit = wanted.limit.unwrap_or(PAGE);
    if !(1..=LONGEST).contains(&limit) {
        return Err(wrong("limit", "limit-range", "a page has 1 to 100 tickets"));
    }
    let after = match wanted.after.as_deref() {
        Some(text) => {
            let mangled = || wrong("after", "cursor-shape", "give `next` of the page before, as it was");
            Some(Cursor::parse(text).ok_or_else(mangled)?)
        }
        None => None,
    };
    let view = wanted.view.unwrap_or(View::Open);
    let page = app
        .db
        .read(async |tx| {
            let filter = filter(tx, &wanted).await?;
            // One more than asked tells whether there is a next page.
            let mut rows = tickets::list(tx, viewer, view, &filter, after, limit + 1).await?;
            let more = rows.len() as i64 > limit;
            rows.truncate(limit as usize);
            let next = rows.last().filter(|_| more).map(|row| row.cursor().to_string());
            let mut names = Names::load(tx).await?;
            let mut lines = Vec::with_capacity(rows.len());
            for row in rows {
                lines.push(TicketLine::of_row(tx, &mut names, &app.zone, row).await?);
            }
            Ok(TicketPage { tickets: lines, next })
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(page))
}

async fn filter(tx: &mut Tx, wanted: &Wanted) -> Result<Filter> {
    Ok(Filter {
        is_escalated: false,
        assignee: None,
        agency: agency(tx, wanted.agency.as_deref()).await?,
        category: category(tx, wanted.category.as_deref()).await?,
        channel: wanted.channel.map(|code| code.0),
        status: wanted.status,
        class: wanted.class,
    })
}
