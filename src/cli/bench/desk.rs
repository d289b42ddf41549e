//! What the desk's tools cost: the counts beside the views, and handing out the next ticket.

use super::Bench;
use super::measure::{Row, both};
use crate::agencies;
use crate::app::App;
use crate::auth::{self, Staff};
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::duty::{self, Abilities};
use crate::error::Result;
use crate::ids::{AgencyId, StaffId, TicketId};
use crate::texts::Lang;
use crate::tickets::{self, Class, Filter, Reach, Status, View};

/// Counts end here, as on the desk.
const COUNTED: i64 = 1_000;

/// Counts and "take next" for somebody who sees everything and for somebody who sees one agency.
pub async fn rows(
    bench: &Bench,
    tickets_: i64,
    (agent, officer): (StaffId, StaffId),
    agency: AgencyId,
) -> Result<Vec<Row>> {
    let app = &bench.app;
    let named = |what: &str| format!("{what}, {tickets_} tickets");
    let mut rows = Vec::new();
    for (who, viewer) in [("an agent", agent), ("an officer", officer)] {
        let (whole, bare) = both(
            bench.seconds,
            1,
            async |_| app.db.read(async |tx| counts(tx, viewer, agency).await).await,
            async |_| app.db.read(bare_counts).await,
        )
        .await?;
        rows.push(Row::by_median(&named(&format!("eleven view counts of {who}")), whole, &bare));
        let by = app.db.read(async |tx| auth::get(tx, viewer).await).await?;
        let (whole, bare) = both(
            bench.seconds,
            1,
            async |_| take_and_put_back(app, &by).await,
            async |_| app.db.write(async |tx| bare_take(tx, viewer).await).await,
        )
        .await?;
        rows.push(Row::by_median(&named(&format!("take next and put back, {who}")), whole, &bare));
    }
    rows.push(skilled(bench, tickets_, agent, agency).await?);
    Ok(rows)
}

/// An agent with skills and a limit takes the next: the ranges of their topics are looked at besides the most
/// urgent, and what they hold is counted.
async fn skilled(bench: &Bench, tickets_: i64, viewer: StaffId, agency: AgencyId) -> Result<Row> {
    let app = &bench.app;
    let topics = app
        .db
        .read(async |tx| {
            let all = agencies::categories(tx).await?;
            Ok(all.into_iter().filter(|one| one.agency_id == agency).map(|one| one.id).collect())
        })
        .await?;
    let able = Abilities { topics, languages: vec![Lang::Id], most: Some(900), ..Abilities::default() };
    app.db.write(async |tx| duty::set_abilities(tx, viewer, &able, viewer).await).await?;
    let by = app.db.read(async |tx| auth::get(tx, viewer).await).await?;
    let (whole, bare) = both(
        bench.seconds,
        1,
        async |_| take_and_put_back(app, &by).await,
        async |_| app.db.write(async |tx| bare_take(tx, viewer).await).await,
    )
    .await?;
    app.db.write(async |tx| duty::set_abilities(tx, viewer, &Abilities::default(), viewer).await).await?;
    Ok(Row::by_median(&format!("take next with skills and a limit, {tickets_} tickets"), whole, &bare))
}

/// Taken and put back, so that there is always one to take.
async fn take_and_put_back(app: &App, by: &Staff) -> Result<()> {
    app.db
        .write(async |tx| {
            if let Some(ticket) = tickets::take_next(tx, by).await? {
                tickets::release(tx, ticket.id, by.id).await?;
            }
            Ok(())
        })
        .await
}

/// The six views everyone has and five saved ones, rare things among them.
async fn counts(tx: &mut Tx, viewer: StaffId, agency: AgencyId) -> Result<()> {
    let reach = Reach::load(tx, viewer).await?;
    for view in View::ALL {
        tickets::count(tx, &reach, *view, &Filter::default(), COUNTED).await?;
    }
    let saved = [
        Filter { agency: Some(agency), ..Filter::default() },
        Filter { status: Some(Status::Waiting), ..Filter::default() },
        Filter { channel: channels::Channel::parse("api"), ..Filter::default() },
        Filter { class: Some(Class::Emergency), status: Some(Status::New), ..Filter::default() },
        Filter { agency: Some(agency), channel: channels::Channel::parse("api"), ..Filter::default() },
    ];
    for filter in &saved {
        tickets::count(tx, &reach, View::Open, filter, COUNTED).await?;
    }
    Ok(())
}

/// As many counts without a predicate and without a filter.
async fn bare_counts(tx: &mut Tx) -> Result<()> {
    for _ in 0..11 {
        let sql = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM ticket t WHERE t.is_open LIMIT 1000) AS part";
        Select::new(sql, []).number(tx).await?;
    }
    Ok(())
}

/// One row found by the index, given and put back, and the two entries of its history.
async fn bare_take(tx: &mut Tx, staff: StaffId) -> Result<()> {
    let found = Select::new(
        "SELECT id AS n FROM ticket WHERE is_open AND assignee_id IS NULL AND status <> 'waiting'
         ORDER BY rank, (created_at - CASE priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), id
         LIMIT 1",
        [],
    );
    let id = TicketId(found.number(tx).await?);
    for who in [Some(staff), None] {
        on!(tx, c => sqlx::query("UPDATE ticket SET assignee_id = $2, version = version + 1 WHERE id = $1")
            .bind(id).bind(who).execute(c).await.map(|_| ()))?;
        let (event, now) = (tx.id(), tx.now());
        on!(tx, c => sqlx::query("INSERT INTO ticket_event (id, ticket_id, at, staff_id, kind, data) VALUES ($1, $2, $3, $4, 'assigned', '{}')")
            .bind(event).bind(id).bind(now).bind(staff).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}
