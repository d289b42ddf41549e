//! Stories of trends: the sums are right, everybody sees their own, and the page says what they mean.

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

/// What the sums are made of, read from the tickets themselves.
#[derive(Debug, sqlx::FromRow)]
struct Row {
    agency_id: i64,
    category_id: i64,
    channel: String,
    class: String,
    status: String,
    is_open: bool,
    created_at: Millis,
    created_day: i64,
    paused_at: Option<Millis>,
    due_at: Millis,
    resolved_at: Option<Millis>,
    resolved_day: Option<i64>,
}

type Place = (Grain, i64, i64, i64, String, String);

#[derive(Debug, sqlx::FromRow)]
struct Sum {
    grain: Grain,
    day: i64,
    agency_id: i64,
    category_id: i64,
    channel: String,
    class: String,
    #[sqlx(flatten)]
    sums: Sums,
    #[sqlx(try_from = "String")]
    times: Times,
}

type Counted = BTreeMap<Place, ([i64; 4], Times)>;

/// The rows a ticket belongs in on a day, at every grain.
fn places(row: &Row, day: i64) -> [Place; 4] {
    let whole =
        |grain, day| (grain, day, row.agency_id, row.category_id, row.channel.clone(), row.class.clone());
    let coarse = (Grain::AgencyDay, day, row.agency_id, 0, String::new(), String::new());
    [whole(Grain::Ever, 0), whole(Grain::Week, reports::monday(day)), whole(Grain::Day, day), coarse]
}

fn count(rows: &[Row]) -> Counted {
    let mut counted = Counted::default();
    for row in rows {
        for place in places(row, row.created_day) {
            let (sums, _) = counted.entry(place).or_default();
            sums[0] += 1;
            sums[3] += i64::from(row.status == "rejected");
        }
        let (Some(at), Some(day)) = (row.resolved_at, row.resolved_day) else { continue };
        for place in places(row, day) {
            let has_times = matches!(place.0, Grain::Day | Grain::Week);
            let (sums, times) = counted.entry(place).or_default();
            sums[1] += 1;
            sums[2] += i64::from(at <= row.due_at);
            times.add(bucket(at - row.created_at), i64::from(has_times));
        }
    }
    counted
}

async fn kept(house: &House) -> Counted {
    let read = async |tx: &mut Tx| Select::new("SELECT * FROM ticket_sum", []).fetch::<Sum>(tx).await;
    let sums: Vec<Sum> = house.app.db.read(read).await.unwrap();
    // A place everything has left is kept with noughts.
    sums.into_iter()
        .map(|row| {
            let place = (row.grain, row.day, row.agency_id, row.category_id, row.channel, row.class);
            (place, ([row.sums.opened, row.sums.resolved, row.sums.in_time, row.sums.rejected], row.times))
        })
        .filter(|(_, (sums, times))| *sums != [0; 4] || !times.is_empty())
        .collect()
}

/// What happens most, most often.
const STEPS: [Step; 12] = [
    Step::Verify,
    Step::Start,
    Step::AskCitizen,
    Step::AwaitOther,
    Step::Resume,
    Step::Answer,
    Step::Answer,
    Step::Answer,
    Step::Lapse,
    Step::Reopen,
    Step::Undelivered,
    Step::Reject,
];

/// A thousand random steps: opening, answering, resolving, rejecting, reopening, referring, filing
/// elsewhere, over six weeks. Returns the end of it.
async fn wander(tx: &mut Tx, house: &House, seed: u64) -> Result<Millis> {
    let mut chance = StdRng::seed_from_u64(seed);
    let categories = agencies::categories(tx).await?;
    let agencies: Vec<Agency> = agencies::agencies(tx).await?;
    let staff = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
    let zone = house.app.zone.clone();
    let mut known: Vec<TicketId> = Vec::new();
    let mut now = MORNING - 42 * DAY;
    for _ in 0..1_000 {
        now += chance.random_range(0..2 * HOUR);
        tx.at(now);
        if known.len() < 200 && (known.is_empty() || chance.random_ratio(1, 4)) {
            let category = &categories[chance.random_range(0..categories.len())];
            let channel = Channel::ALL[chance.random_range(0..Channel::ALL.len())];
            known.push(file(tx, house, category, channel, now).await?.id);
            continue;
        }
        let id = known[chance.random_range(0..known.len())];
        match chance.random_range(0..10) {
            0..5 => {
                let step = STEPS[chance.random_range(0..STEPS.len())];
                let taken = Taken::by_system(step, "karena");
                tickets::take_if_possible(tx, &zone, id, Some(staff), &taken).await?;
            }
            5 => {
                let to = &agencies[chance.random_range(0..agencies.len())];
                // Refused where a ticket is over; then nothing may have moved either.
                let _ = tickets::refer(tx, &zone, id, to, None, &Taken::by_system(Step::Refer, "")).await;
            }
            6 => {
                let to = &categories[chance.random_range(0..categories.len())];
                tickets::reclassify(tx, id, to, Some(staff)).await?;
            }
            7 => {
                tickets::answered(tx, &zone, id, staff).await?;
            }
            8 => {
                tickets::join(tx, &zone, id, true).await?;
            }
            _ => {
                tickets::rate(tx, id, 4, None).await?;
            }
        }
    }
    Ok(now)
}

story!(the_sums_equal_a_count_over_all_tickets, async |house: &House| {
    for seed in [1, 2] {
        let end = house.app.db.write(async |tx| wander(tx, house, seed).await).await.unwrap();
        house.app.db.clock.advance((end - house.app.db.clock.now()).max(0));
        let read = async |tx: &mut Tx| Select::new("SELECT * FROM ticket", []).fetch::<Row>(tx).await;
        let rows: Vec<Row> = house.app.db.read(read).await.unwrap();
        let counted = count(&rows);
        let resolved = rows.iter().filter(|row| row.resolved_at.is_some()).count();
        assert!(rows.len() >= 150 && resolved >= 20, "{} tickets, {resolved} resolved", rows.len());
        assert_eq!(kept(house).await, counted, "seed {seed}");

        // The report adds up to the same.
        let query = Query::of(days("2026-10-01", "2026-12-31"));
        let seen = trends(house, city::OFFICIAL, &query).await;
        let days = || counted.iter().filter(|(place, _)| place.0 == Grain::Day).map(|(_, counts)| counts);
        let sum = |at: usize| days().map(|(sums, _)| sums[at]).sum::<i64>();
        let all = Sums { opened: sum(0), resolved: sum(1), in_time: sum(2), rejected: sum(3) };
        assert_eq!(seen.all.now, all);
        assert_eq!(seen.days_now().iter().map(|day| day.sums).sum::<Sums>(), all);
        assert_eq!(seen.by_category.iter().map(|group| group.now).sum::<Sums>(), all);
        assert_eq!(seen.by_channel.iter().map(|group| group.now).sum::<Sums>(), all);
        let mut told = Times::default();
        days().for_each(|(_, times)| told.merge(times));
        assert_eq!(seen.all.median_time(), told.median());
        assert_eq!(seen.open_at_end(), rows.iter().filter(|row| row.is_open).count() as i64);
        let now = house.app.db.clock.now();
        // What stands because others must act is not late.
        let late = |row: &&Row| row.is_open && row.due_at < row.paused_at.unwrap_or(now);
        assert_eq!(seen.late.count, rows.iter().filter(late).count() as i64);

        // And so does every filter.
        for channel in [Channel::Chat, Channel::Voice] {
            let query = Query { channel: Some(channel), ..query.clone() };
            let seen = trends(house, city::ADMINISTRATOR, &query).await;
            let rows = rows.iter().filter(|row| row.channel == channel.code());
            let mut expected = Times::default();
            let (mut opened, mut done) = (0, 0);
            for row in rows {
                opened += 1;
                if let Some(at) = row.resolved_at {
                    done += 1;
                    expected.add(bucket(at - row.created_at), 1);
                }
            }
            assert_eq!((seen.all.now.opened, seen.all.now.resolved), (opened, done));
            assert_eq!(seen.all.median_time(), expected.median().filter(|_| expected.count() >= ENOUGH));
        }
    }
});

story!(an_official_sees_the_report_move, async |house: &House| {
    let official = house.staff(city::OFFICIAL).await;
    let page = official.get("/trends").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Belum ada laporan pada masa ini"), "{}", page.text);

    file_many(house, "air", Channel::Telegram, MORNING, 1, &[]).await;
    let page = official.get("/trends").await.text;
    assert!(page.contains("1 laporan masuk, 0 selesai"), "{page}");
    assert!(page.contains("terlalu sedikit"), "{page}");

    file_many(house, "air", Channel::Telegram, MORNING, 9, &[3 * HOUR; 8]).await;
    file_many(house, "jalan", Channel::Email, MORNING, 3, &[HOUR; 3]).await;
    let page = official.get("/trends?period=last-7").await.text;
    assert!(page.contains("Belum ada data lengkap dari masa sebelumnya"), "{page}");
    assert!(page.contains("13 laporan masuk, 11 selesai"), "{page}");
    assert!(page.contains("Air bersih paling banyak: 10 laporan"), "{page}");
    assert!(page.contains("Perumda Air Minum memegang paling banyak: 10 laporan, 77% dari semua"), "{page}");
    assert!(page.contains("100%"), "{page}");
    assert!(!page.contains("style="), "charts use attributes and classes");

    let english = official.get("/trends?period=last-7&language=en").await.text;
    assert!(english.contains("Water supply leads: 10 reports"), "{english}");
});

story!(everybody_sees_the_sums_of_their_own_agencies, async |house: &House| {
    file_many(house, "air", Channel::Telegram, MORNING - DAY, 7, &[2 * HOUR; 6]).await;
    file_many(house, "jalan", Channel::Chat, MORNING - DAY, 5, &[]).await;
    file_many(house, "kebakaran", Channel::Voice, MORNING - DAY, 2, &[]).await;
    let query = Query::of(Period::last(30, parse_day("2026-11-23").unwrap()));

    let whole = trends(house, city::OFFICIAL, &query).await;
    assert_eq!((whole.all.now.opened, whole.late.count, whole.late.emergencies), (14, 2, 2));
    let water = trends(house, city::WATER, &query).await;
    assert_eq!((water.all.now.opened, water.all.now.resolved, water.open_at_end()), (7, 6, 1));
    assert_eq!(water.agencies.len(), 1);
    // An agent sees none, even if an edge forgot to ask.
    let none = trends(house, city::AGENT, &query).await;
    assert_eq!((none.all.now.opened, none.late.count, none.open_at_end()), (0, 0, 0));

    // Asking for somebody else's agency shows nothing of it.
    let roads = whole.agencies.iter().find(|agency| agency.code == "pupr").unwrap().id;
    let foreign = trends(house, city::WATER, &Query { agency: Some(roads), ..query.clone() }).await;
    assert_eq!((foreign.all.now.opened, foreign.late.count), (0, 0));
    let officer = house.staff(city::WATER).await;
    assert_eq!(officer.get(&format!("/trends?agency={roads}")).await.status, 404);
    assert_eq!(officer.get(&format!("/trends.csv?agency={roads}")).await.status, 404);
    let page = officer.get("/trends").await.text;
    assert!(page.contains("Perumda Air Minum") && !page.contains("Dinas Pekerjaan Umum"), "{page}");
    let csv = officer.get("/trends.csv").await.text;
    assert!(csv.contains("pdam") && !csv.contains("pupr"), "{csv}");

    // An agency is meant with everything below it.
    let root: AgencyId = whole.agencies[0].id;
    let below = trends(house, city::OFFICIAL, &Query { agency: Some(root), ..query.clone() }).await;
    assert_eq!(below.all.now.opened, 14);
    let only = trends(house, city::OFFICIAL, &Query { agency: Some(roads), ..query }).await;
    assert_eq!((only.all.now.opened, only.by_agency.len()), (5, 1));
});

story!(trends_are_not_for_agents_and_not_for_strangers, async |house: &House| {
    let agent = house.staff(city::AGENT).await;
    let page = agent.get("/trends").await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("Tren bukan untuk peran Anda"), "{}", page.text);
    assert_eq!(agent.get("/trends.csv").await.status, 403);
    let stranger = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for path in ["/trends", "/trends.csv"] {
        let answer = stranger.get(format!("{}{path}", house.url)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303);
        assert!(answer.headers()["location"].to_str().unwrap().starts_with("/sign-in"), "{path}");
    }
});

story!(a_group_of_less_than_five_has_no_share, async |house: &House| {
    file_many(house, "air", Channel::Chat, MORNING - 2 * DAY, 4, &[HOUR; 4]).await;
    file_many(house, "jalan", Channel::Chat, MORNING - 2 * DAY, 5, &[HOUR, HOUR, HOUR, HOUR, 80 * HOUR])
        .await;
    house.app.db.clock.advance(3 * DAY);
    let query = Query::of(Period::last(7, parse_day("2026-11-26").unwrap()));
    let seen = trends(house, city::SUPERVISOR, &query).await;
    let told: Vec<_> = seen
        .by_category
        .iter()
        .map(|group| (group.now.resolved, group.share_in_time(), group.median_time().is_some()))
        .collect();
    assert_eq!(told, [(5, Some(0.8), true), (4, None, false)]);
    assert_eq!(seen.all.share_in_time(), Some(8.0 / 9.0));
    let page = house.staff(city::SUPERVISOR).await.get("/trends?period=last-7&sort=in-time").await.text;
    let (_, table) = page.split_once("id=\"agencies\"").unwrap();
    let (works, water) =
        (table.find("Dinas Pekerjaan Umum").unwrap(), table.find("Perumda Air Minum").unwrap());
    assert!(works < water, "who has no share comes last");
    assert!(table[water..].contains("terlalu sedikit"), "{table}");
});

story!(periods_are_compared_only_when_both_are_whole, async |house: &House| {
    file_many(house, "air", Channel::Chat, MORNING - 9 * DAY, 10, &[30 * HOUR; 10]).await;
    file_many(house, "air", Channel::Chat, MORNING - 2 * DAY, 15, &[2 * HOUR; 12]).await;
    let last_week = Query::of(Period::last(7, parse_day("2026-11-23").unwrap()));
    let seen = trends(house, city::OFFICIAL, &last_week).await;
    assert_eq!(
        (seen.is_comparable, seen.all.before.opened, seen.by_category[0].before.opened),
        (false, 0, 0)
    );
    // The hotline was there all of the week before.
    file_many(house, "air", Channel::Chat, MORNING - 13 * DAY, 1, &[]).await;
    let seen = trends(house, city::OFFICIAL, &last_week).await;
    assert_eq!((seen.is_comparable, seen.all.before.opened, seen.all.now.opened), (true, 11, 15));
    let page = house.staff(city::OFFICIAL).await.get("/trends?period=last-7").await.text;
    for words in [
        "Laporan naik 36%: 15 masuk, 12 selesai",
        "naik 100 poin",
        "lebih cepat dari sebelumnya",
        "bertambah 3 selama masa ini",
        "dibandingkan dengan 10–16 November 2026",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
});

story!(a_day_ends_at_midnight_in_jakarta, async |house: &House| {
    // 23 November begins at 17:00 UTC on the 22nd.
    let midnight = MORNING - 9 * HOUR;
    file_many(house, "air", Channel::Form, midnight - 1, 1, &[2]).await;
    file_many(house, "air", Channel::Form, midnight, 2, &[]).await;
    for (from, to, opened, resolved) in [
        ("2026-11-22", "2026-11-22", 1, 0),
        ("2026-11-23", "2026-11-23", 2, 1),
        ("2026-11-22", "2026-11-23", 3, 1),
    ] {
        let seen = trends(house, city::OFFICIAL, &Query::of(days(from, to))).await;
        assert_eq!((seen.all.now.opened, seen.all.now.resolved), (opened, resolved), "{from}..{to}");
    }
    let seen = trends(house, city::OFFICIAL, &Query::of(days("2026-11-23", "2026-11-23"))).await;
    assert_eq!((seen.all.before.opened, day_iso(seen.days[0].day).as_str()), (1, "2026-11-22"));
    let page = house.staff(city::OFFICIAL).await.get("/trends?from=2026-11-23&to=2026-11-23").await;
    assert!(
        page.text.contains("23 November 2026 (1 hari), dibandingkan dengan 22 November 2026"),
        "{}",
        page.text
    );
});

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

story!(a_date_that_cannot_be_read_is_kept_for_mending, async |house: &House| {
    let official = house.staff(city::OFFICIAL).await;
    let page = official.get("/trends?period=own&from=%3Ckemarin%3E&to=2026-11-23").await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("Tulis tanggal seperti 2026-11-23."), "{}", page.text);
    assert!(page.text.contains("kemarin") && !page.text.contains("<kemarin>"), "{}", page.text);
    for nonsense in
        ["agency=-1", "agency=99999999999999999999", "class=x&channel=%00", "period=own&from=9999-12-31"]
    {
        let status = official.get(&format!("/trends?{nonsense}")).await.status;
        assert!([200, 404, 422].contains(&status), "{nonsense}: {status}");
    }
});

story!(an_official_reads_trends_in_a_browser, async |house: &House| {
    for day in 0..40 {
        let at = MORNING - day * DAY;
        file_many(house, "air", Channel::Telegram, at, 3, &[5 * HOUR, 40 * HOUR]).await;
        file_many(house, "jalan", Channel::Chat, at, 1 + (day % 3) as usize, &[30 * HOUR]).await;
    }
    let Some(window) = browser::open(390, 844, "id").await else { return };
    let by = fantoccini::Locator::Css;
    window.goto(&format!("{}/sign-in?next=/trends", house.url)).await.unwrap();
    for (field, text) in [("#email", city::OFFICIAL), ("#password", city::PASSWORD)] {
        window.find(by(field)).await.unwrap().send_keys(text).await.unwrap();
    }
    window.find(by("main form button")).await.unwrap().click().await.unwrap();
    window.wait().for_element(by("#chart-volume")).await.unwrap();
    window.goto(&format!("{}/trends?period=last-30", house.url)).await.unwrap();
    let title = window.find(by("#chart-category .chart-title")).await.unwrap().text().await.unwrap();
    assert!(title.starts_with("Air bersih paling banyak: 90 laporan"), "{title}");
    let cell = window.find(by("#table-volume td")).await.unwrap();
    assert!(!cell.is_displayed().await.unwrap(), "the table is folded up at first");
    window.find(by("#table-volume summary")).await.unwrap().click().await.unwrap();
    assert!(cell.is_displayed().await.unwrap(), "a click unfolds the table");
    let wide =
        window.execute("return document.documentElement.scrollWidth - innerWidth", vec![]).await.unwrap();
    assert!(wide.as_i64().unwrap() <= 0, "nothing sticks out sideways: {wide}");
    window.find(by("#agencies tbody a")).await.unwrap().click().await.unwrap();
    let chosen = window.find(by("#agency option:checked")).await.unwrap().text().await.unwrap();
    assert_eq!(chosen.trim(), "Perumda Air Minum");
    assert!(window.screenshot().await.unwrap().len() > 20_000, "a picture of the page");
    window.close().await.unwrap();
});
