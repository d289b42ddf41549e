//! Stories of trends: the sums are right, everybody sees their own, and the page says what they mean.

mod page;
mod periods;
mod rights;
mod sums;

use std::collections::BTreeMap;

use channels::{Channel, Identity};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sahut::agencies::{self, Agency, Category};
use sahut::auth;
use sahut::clock::{DAY, HOUR, MINUTE, Millis};
use sahut::contacts;
use sahut::db::Tx;
use sahut::db::select::Select;
use sahut::error::Result;
use sahut::ids::{AgencyId, TicketId};
use sahut::reports::{self, ENOUGH, Period, Query, Sums, Times, Trends};
use sahut::texts::Lang;
use sahut::tickets::life::Step;
use sahut::tickets::rollup::Grain;
use sahut::tickets::times::bucket;
use sahut::tickets::{self, NewTicket, Taken, Ticket};
use sahut::when::{day_iso, parse_day};

use crate::story;
use crate::support::house::MORNING;
use crate::support::{House, browser, city};

/// Files a ticket at a time, by its category's code.
async fn file(
    tx: &mut Tx,
    house: &House,
    category: &Category,
    channel: Channel,
    at: Millis,
) -> Result<Ticket> {
    tx.at(at);
    let contact = contacts::identify(tx, &Identity::Telegram(7), Some("Siti"), Lang::Id).await?;
    let new = NewTicket {
        category,
        agency: None,
        class: None,
        subject: "Air mati",
        body: "Sejak pagi",
        channel,
        language: Lang::Id,
        contact,
        area: None,
        place: None,
        coordinates: None,
        is_anonymous: false,
        is_confidential: false,
    };
    Ok(tickets::open(tx, &house.app.secret, &house.app.zone, &new).await?.0)
}

async fn resolve(tx: &mut Tx, house: &House, ticket: TicketId, at: Millis) -> Result<Ticket> {
    tx.at(at);
    tickets::take(tx, &house.app.zone, ticket, None, &Taken::by_system(Step::Answer, "")).await
}

/// `resolved` of `count` tickets are resolved after `takes`.
async fn file_many(
    house: &House,
    category: &str,
    channel: Channel,
    at: Millis,
    count: usize,
    takes: &[Millis],
) {
    let story = async |tx: &mut Tx| {
        let category = agencies::category_by_code(tx, category).await?;
        for n in 0..count {
            let ticket = file(tx, house, &category, channel, at).await?;
            if let Some(took) = takes.get(n) {
                resolve(tx, house, ticket.id, at + took).await?;
            }
        }
        Ok(())
    };
    house.app.db.write(story).await.unwrap();
}

async fn trends(house: &House, email: &str, query: &Query) -> Trends {
    let read = async |tx: &mut Tx| {
        let viewer = auth::by_email(tx, email).await?.expect("staff");
        reports::everything(tx, viewer.id, query).await
    };
    house.app.db.read(read).await.unwrap()
}

fn days(from: &str, to: &str) -> Period {
    Period::between(parse_day(from).unwrap(), parse_day(to).unwrap())
}

story!(the_sums_leave_as_csv, async |house: &House| {
    file_many(house, "air", Channel::Telegram, MORNING - 20 * DAY, 3, &[HOUR, 90 * HOUR]).await;
    file_many(house, "kebakaran", Channel::Voice, MORNING - 3 * DAY, 1, &[20 * MINUTE]).await;
    file_many(house, "ktp", Channel::Form, MORNING, 2, &[]).await;
    let official = house.staff(city::OFFICIAL).await;
    let answer =
        official.client.get(format!("{}/trends.csv?period=last-30", house.url)).send().await.unwrap();
    let head = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(head("content-type"), "text/csv; charset=utf-8");
    assert_eq!(head("content-disposition"), "attachment; filename=\"sahut-tren-2026-10-25--2026-11-23.csv\"");
    let bytes = answer.bytes().await.unwrap();
    let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').expect("a byte order mark");
    insta::assert_snapshot!("trends_csv", text.replace("\r\n", "\n"));
    let one = official.get("/trends.csv?period=last-30&class=emergency").await.text;
    assert_eq!(one.lines().count(), 2, "{one}");
    assert_eq!(official.get("/trends.csv?period=own&from=kemarin").await.status, 400);
});
