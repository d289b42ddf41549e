//! What officials see, with few tickets and with very many; beside it one grouping of the same sums.

use super::Bench;
use super::fill::{self, AGENT};
use super::measure::{Row, both};
use super::queue::FEW;
use crate::db::on;
use crate::error::{Result, internal};
use crate::reports::{self, Period, Query};
use crate::tickets::local_day;

pub async fn run(bench: &Bench) -> Result<Vec<Row>> {
    let known = fill::count(&bench.app.db).await?;
    if known > FEW {
        return Err(internal(format!("there are {known} tickets already: give --db an empty database")));
    }
    let few = at(bench, FEW).await?;
    let middle = at(bench, (bench.tickets / 10).max(FEW)).await?;
    let many = at(bench, bench.tickets).await?;
    let compared = |rows: Vec<Row>| -> Vec<Row> {
        rows.into_iter().zip(&few).map(|(row, few)| row.against(few)).collect()
    };
    let (middle, many) = (compared(middle), compared(many));
    Ok(few.iter().cloned().chain(middle).chain(many).collect())
}

async fn at(bench: &Bench, tickets: i64) -> Result<Vec<Row>> {
    let app = &bench.app;
    fill::up_to(&app.db, tickets).await?;
    let viewer = fill::staff(&app.db, AGENT).await?;
    let today = local_day(app.db.clock.now(), &app.zone);
    let mut rows = Vec::new();
    for days in [30, 365] {
        let query = Query::of(Period::last(days, today));
        let (whole, bare) = both(
            bench.seconds,
            1,
            async |_| app.db.read(async |tx| reports::everything(tx, viewer, &query).await).await.map(|_| ()),
            async |_| {
                app.db
                    .read(async |tx| {
                        let sql =
                            "SELECT agency_id, CAST(SUM(opened) AS bigint), CAST(SUM(resolved) AS bigint),
                                CAST(SUM(in_time) AS bigint) FROM ticket_sum
                                WHERE grain = 'week' AND day BETWEEN $1 AND $2 GROUP BY agency_id";
                        let period = query.period;
                        on!(tx, c => sqlx::query(sql).bind(period.before().from_day).bind(period.to_day)
                            .fetch_all(c).await.map(|_| ()))?;
                        Ok(())
                    })
                    .await
            },
        )
        .await?;
        rows.push(Row::by_median(&format!("the page of {days} days, {tickets} tickets"), whole, &bare));
        rows.push(Row::bare(&format!("one grouping of {days} days, bare"), bare));
    }
    Ok(rows)
}
