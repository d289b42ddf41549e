//! Pages of many reports: those that look like this one, and those that hang below it.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Near, Shown, near, show};
use crate::app::App;
use crate::bulk::MOST;
use crate::cases;
use crate::error::Result;
use crate::ids::LinkId;
use crate::people::Veil;
use crate::relations::{self, Kind};
use crate::tickets::{self, Ticket};
use crate::web::desk::{Agent, parts, ticket_id};
use crate::web::{Shell, page};

/// Reports of a page.
const PAGE: i64 = 100;

#[derive(Template)]
#[template(path = "web/desk/relations/alike.html")]
struct AlikePage {
    shell: Shell,
    ticket: Ticket,
    found: Vec<Near>,
    /// Nothing was ticked.
    none: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    none: String,
    after: String,
}

pub async fn alike(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    ask: web::Query<Ask>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let Agent { staff, shell, .. } = agent;
    let (ticket, like) = app
        .db
        .read(async |tx| {
            let ticket = tickets::visible(tx, staff.id, id).await?;
            let like = cases::alike::beside(tx, staff.id, &ticket, MOST).await?;
            Ok((Veil::row(tx, shell.t, &staff, ticket).await?, like))
        })
        .await?;
    let found = like.into_iter().map(|like| near(&shell, &staff, like)).collect();
    page(&AlikePage { shell, ticket, found, none: ask.none == "1" })
}

#[derive(Template)]
#[template(path = "web/desk/relations/children.html")]
struct ChildrenPage {
    shell: Shell,
    ticket: Ticket,
    rows: Vec<Shown>,
    /// How many there are, and how many of them are out of the reader's reach.
    all: i64,
    next: Option<LinkId>,
    kind: Kind,
}

/// `/children` and `/merged`: everything that hangs below, page by page.
pub async fn children(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<(String, String)>,
    ask: web::Query<Ask>,
) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let id = ticket_id(&id)?;
    let kind = if kind == "merged" { Kind::Merged } else { Kind::Child };
    let after = ask.after.parse().map_or(LinkId(0), LinkId);
    let Agent { staff, shell, .. } = agent;
    let (ticket, mut seen, below) = app
        .db
        .read(async |tx| {
            let ticket = tickets::visible(tx, staff.id, id).await?;
            let seen = relations::seen_below(tx, staff.id, id, kind, after, PAGE + 1).await?;
            let ticket = Veil::row(tx, shell.t, &staff, ticket).await?;
            Ok((ticket, seen, relations::below(tx, id).await?))
        })
        .await?;
    let is_more = seen.len() as i64 > PAGE;
    seen.truncate(PAGE as usize);
    let next = seen.last().filter(|_| is_more).map(|last| last.link_id);
    let rows = seen.into_iter().map(|seen| show(&shell, seen, false)).collect();
    let all = if kind == Kind::Merged { below.merged } else { below.children };
    page(&ChildrenPage { shell, ticket, rows, all, next, kind })
}
