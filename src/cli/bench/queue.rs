//! What a desk asks for all day, with few tickets and with very many; beside each page the barest SQL for
//! the same rows, fetched and not looked at.

use sqlx::AssertSqlSafe;

use super::fill::{self, AGENT, OFFICER};
use super::measure::{Row, both};
use super::{Bench, desk};
use crate::app::App;
use crate::contacts;
use crate::conversations;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::drafts::reply;
use crate::error::{Result, internal};
use crate::ids::{AgencyId, StaffId, TicketId};
use crate::macros::Macro;
use crate::tickets::{self, Filter, View};
use crate::{mentions, notices, shared};

/// Tickets of the small measurement.
pub const FEW: i64 = 10_000;
/// Rows of a page, and the one that tells whether there is a next.
const PAGE: i64 = 51;

pub async fn run(bench: &Bench) -> Result<Vec<Row>> {
    let app = &bench.app;
    let known = fill::count(&app.db).await?;
    if known > FEW {
        return Err(internal(format!("there are {known} tickets already: give --db an empty database")));
    }
    let few = at(bench, FEW).await?;
    let many = at(bench, bench.tickets).await?;
    let compared = many.into_iter().zip(&few).map(|(many, few)| many.against(few)).collect::<Vec<_>>();
    Ok(few.into_iter().chain(compared).collect())
}

async fn at(bench: &Bench, tickets: i64) -> Result<Vec<Row>> {
    let app = &bench.app;
    fill::up_to(&app.db, tickets).await?;
    let agent = fill::staff(&app.db, AGENT).await?;
    let officer = fill::staff(&app.db, OFFICER).await?;
    let agency =
        app.db.read(async |tx| Ok(crate::agencies::agency_by_code(tx, "bench-07").await?.id)).await?;
    let some = some_tickets(app, agent).await?;
    let some_of = |n: i64| some[n as usize % some.len()];
    let named = |what: &str| format!("{what}, {tickets} tickets");
    let mut rows = Vec::new();

    let page = async |viewer: StaffId, view: View, filter: &Filter| {
        app.db.read(async |tx| tickets::list(tx, viewer, view, filter, None, PAGE).await).await.map(|_| ())
    };
    let everything = Filter::default();
    let (whole, bare) = both(
        bench.seconds,
        1,
        async |_| page(agent, View::Open, &everything).await,
        async |_| bare_page(app, "t.is_open ORDER BY t.rank, t.due_at, t.id", None).await,
    )
    .await?;
    rows.push(Row::by_median(&named("queue of an agent"), whole, &bare));

    let (whole, bare) = both(
        bench.seconds,
        1,
        async |_| page(officer, View::Open, &everything).await,
        async |_| {
            let sql = "t.is_open AND t.agency_id = $1 ORDER BY t.rank, t.due_at, t.id";
            bare_page(app, sql, Some(agency)).await
        },
    )
    .await?;
    rows.push(Row::by_median(&named("queue of an officer"), whole, &bare));

    let filtered = Filter { agency: Some(agency), ..Filter::default() };
    let (whole, bare) = both(
        bench.seconds,
        1,
        async |_| page(agent, View::Done, &filtered).await,
        async |_| bare_page(app, "NOT t.is_open AND t.agency_id = $1 ORDER BY t.id DESC", Some(agency)).await,
    )
    .await?;
    rows.push(Row::by_median(&named("done tickets of an agency"), whole, &bare));

    let (whole, bare) = both(
        bench.seconds,
        1,
        async |n| app.db.read(async |tx| ticket_page(tx, agent, some_of(n)).await).await,
        async |n| app.db.read(async |tx| bare_ticket_page(tx, some_of(n)).await).await,
    )
    .await?;
    rows.push(Row::by_median(&named("ticket page"), whole, &bare));
    rows.extend(desk::rows(bench, tickets, (agent, officer), agency).await?);
    Ok(rows)
}

/// Tickets from all over, open and done.
async fn some_tickets(app: &App, viewer: StaffId) -> Result<Vec<TicketId>> {
    app.db
        .read(async |tx| {
            let mut some = Vec::new();
            for view in [View::Open, View::Done] {
                let rows = tickets::list(tx, viewer, view, &Filter::default(), None, 200).await?;
                some.extend(rows.into_iter().map(|row| row.id));
            }
            if some.is_empty() { Err(internal("no tickets were made")) } else { Ok(some) }
        })
        .await
}

/// The statement of a page without a predicate and without making rows of it.
async fn bare_page(app: &App, rest: &'static str, agency: Option<AgencyId>) -> Result<()> {
    let sql = format!(
        "SELECT t.id, t.number, t.subject, t.class, t.status, t.rank, t.priority, t.channel, t.agency_id,
            t.category_id, t.assignee_id, a.name, c.name, t.is_anonymous, t.is_confidential, t.created_at,
            t.updated_at, t.due_at, t.resolved_at
         FROM ticket t JOIN contact c ON c.id = t.contact_id LEFT JOIN staff a ON a.id = t.assignee_id
         WHERE {rest} LIMIT {PAGE}"
    );
    app.db
        .read(async |tx| {
            on!(tx, c => {
                let query = sqlx::query(AssertSqlSafe(sql.clone()));
                let query = match agency {
                    Some(agency) => query.bind(agency),
                    None => query,
                };
                query.fetch_all(c).await.map(|_| ())
            })?;
            Ok(())
        })
        .await
}

/// What the page of one ticket reads: the row, everything said, what happened, files, the citizen and
/// what else they brought.
async fn ticket_page(tx: &mut Tx, viewer: StaffId, id: TicketId) -> Result<()> {
    let ticket = tickets::visible(tx, viewer, id).await?;
    conversations::of_ticket(tx, id, 200).await?;
    tickets::history(tx, id).await?;
    conversations::attachments(tx, id).await?;
    contacts::get(tx, ticket.contact_id).await?;
    contacts::identities(tx, ticket.contact_id).await?;
    tickets::of_contact(tx, viewer, ticket.contact_id, 20).await?;
    // What stands around it: news, put aside, hand-over notes, names, macros, half-typed words.
    notices::is_news(tx, viewer, id).await?;
    tickets::asleep(tx, id).await?;
    tickets::unread(tx, id).await?;
    mentions::of_ticket(tx, id).await?;
    shared::for_ticket::<Macro>(tx, viewer, ticket.agency_id).await?;
    reply::of(tx, viewer, id).await?;
    Ok(())
}

async fn bare_ticket_page(tx: &mut Tx, id: TicketId) -> Result<()> {
    let contact =
        Select::new("SELECT contact_id AS n FROM ticket WHERE id = $1", [id.0.into()]).number(tx).await?;
    for sql in [
        "SELECT * FROM ticket WHERE id = $1",
        "SELECT * FROM message WHERE ticket_id = $1 ORDER BY id DESC LIMIT 200",
        "SELECT * FROM ticket_event WHERE ticket_id = $1 ORDER BY id LIMIT 500",
        "SELECT a.* FROM attachment a JOIN message m ON m.id = a.message_id WHERE m.ticket_id = $1 ORDER BY a.id",
    ] {
        on!(tx, c => sqlx::query(sql).bind(id).fetch_all(c).await.map(|_| ()))?;
    }
    for sql in [
        "SELECT * FROM contact WHERE id = $1",
        "SELECT * FROM identity WHERE contact_id = $1",
        "SELECT * FROM ticket WHERE contact_id = $1 ORDER BY id DESC LIMIT 20",
    ] {
        on!(tx, c => sqlx::query(sql).bind(contact).fetch_all(c).await.map(|_| ()))?;
    }
    Ok(())
}
