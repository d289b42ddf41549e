//! The alarms and the reckoning of very many open tickets, and what people at the desk notice of it: how long
//! a page of the queue takes meanwhile, and how long a change of a ticket, beside the same in quiet.

use super::Bench;
use super::fill::{self, AGENT};
use super::measure::{Row, Sample, alone, beside};
use crate::app::App;
use crate::db::on;
use crate::error::{Result, internal};
use crate::escalation;
use crate::ids::{StaffId, TicketId};
use crate::tickets::{self, Filter, View};

/// Open tickets; fewer when fewer are asked for.
const OPEN: i64 = 200_000;
const PAGE: i64 = 51;
/// Statements that make all tickets ring.
const PARTS: i64 = 20;

pub async fn run(bench: &Bench) -> Result<Vec<Row>> {
    let app = &bench.app;
    let open = bench.tickets.min(OPEN);
    if fill::count(&app.db).await? > 0 {
        return Err(internal("there are tickets already: give --db an empty database"));
    }
    fill::up_to(&app.db, open).await?;
    let agent = fill::staff(&app.db, AGENT).await?;
    ring_all(app, agent).await?;
    let some = app
        .db
        .read(async |tx| tickets::list(tx, agent, View::Open, &Filter::default(), None, 1).await)
        .await?;
    let one = some.first().map(|row| row.id).ok_or_else(|| internal("no tickets were made"))?;

    let queue = async |_| page(app, agent).await;
    let change = async |_| touch(app, one).await;
    let (quiet, quiet_change) = (alone(bench.seconds, queue).await?, alone(bench.seconds, change).await?);
    let mut rows = vec![
        Row::bare("queue of an agent, in quiet", quiet.clone()),
        Row::bare("change of a ticket, in quiet", quiet_change.clone()),
    ];
    rows.extend(meanwhile(app, agent, "reckoning", reckon(app), (&quiet, open)).await?);
    ring_all(app, agent).await?;
    rows.extend(meanwhile(app, agent, "alarms", alarms(app), (&quiet, open)).await?);
    ring_all(app, agent).await?;
    let (told, took, changes) = beside(alarms(app), change).await?;
    eprintln!("alarms beside changes: {told} tickets in {took:.1} s");
    rows.push(Row::by_median("change of a ticket during the alarms", changes, &quiet_change));
    Ok(rows)
}

async fn meanwhile(
    app: &App,
    agent: StaffId,
    what: &str,
    work: impl Future<Output = Result<usize>>,
    (quiet, open): (&Sample, i64),
) -> Result<Option<Row>> {
    let (done, took, pages) = beside(work, async |_| page(app, agent).await).await?;
    // While it goes on, the next alarm of a ticket may fall due.
    if (done as i64) < open {
        return Err(internal(format!("{what}: {done} of {open} tickets")));
    }
    println!("{what}: {done} open tickets in one pass, {took:.1} s, {:.0} a second\n", done as f64 / took);
    Ok(Some(Row::by_median(&format!("queue of an agent during the {what}"), pages, quiet)))
}

async fn alarms(app: &App) -> Result<usize> {
    let mut told = 0;
    loop {
        match escalation::tell_some(&app.db).await? {
            0 => return Ok(told),
            some => told += some,
        }
    }
}

async fn reckon(app: &App) -> Result<usize> {
    let (mut behind, mut reckoned) = (TicketId(0), 0);
    loop {
        let (last, some) = escalation::reckon_some(&app.db, behind).await?;
        if some == 0 {
            return Ok(reckoned);
        }
        (behind, reckoned) = (last, reckoned + some);
    }
}

async fn page(app: &App, agent: StaffId) -> Result<()> {
    let filter = Filter::default();
    app.db.read(async |tx| tickets::list(tx, agent, View::Open, &filter, None, PAGE).await).await.map(|_| ())
}

async fn touch(app: &App, id: TicketId) -> Result<()> {
    app.db.write(async |tx| tickets::touch(tx, id).await).await.map(|_| ())
}

/// Every ticket is open, half of them are somebody's, and all must be told of now.
async fn ring_all(app: &App, agent: StaffId) -> Result<()> {
    // In parts: a statement may take thirty seconds.
    for part in 0..PARTS {
        app.db
            .write(async |tx| {
                on!(tx, c => sqlx::query(
                    "UPDATE ticket SET is_open = TRUE, status = 'in_progress', stage = 'in_work', resolved_at = NULL,
                         resolved_day = NULL, next_alarm_at = 0, alarms = NULL, escalated = NULL,
                         assignee_id = CASE WHEN id % 2 = 0 THEN CAST($1 AS bigint) END
                     WHERE (id / 2) % $2 = $3")
                    .bind(agent).bind(PARTS).bind(part).execute(c).await.map(|_| ()))?;
                Ok(())
            })
            .await?;
    }
    app.db
        .write(async |tx| {
            for sql in ["DELETE FROM notice", "DELETE FROM ticket_event WHERE kind = 'escalated'"] {
                on!(tx, c => sqlx::query(sql).execute(c).await.map(|_| ()))?;
            }
            Ok(())
        })
        .await?;
    fill::settle(&app.db).await
}
