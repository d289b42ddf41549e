//! The sums are what a count over all tickets says, whatever happened to them.

use sahut::tickets::life::Stage;

use super::*;

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

/// Closed while it waited for its citizen: no result of ours.
fn is_unanswered(row: &Row) -> bool {
    row.status == "closed" && row.paused_at.is_some()
}

fn count(rows: &[Row]) -> Counted {
    let mut counted = Counted::default();
    for row in rows {
        for place in places(row, row.created_day) {
            let (sums, _) = counted.entry(place).or_default();
            sums[0] += 1;
            sums[3] += i64::from(row.status == "rejected" || is_unanswered(row));
        }
        if is_unanswered(row) {
            continue;
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
const STEPS: [Step; 13] = [
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
    Step::Close,
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
                if let Some(at) = row.resolved_at.filter(|_| !is_unanswered(row)) {
                    done += 1;
                    expected.add(bucket(at - row.created_at), 1);
                }
            }
            assert_eq!((seen.all.now.opened, seen.all.now.resolved), (opened, done));
            assert_eq!(seen.all.median_time(), expected.median().filter(|_| expected.count() >= ENOUGH));
        }
    }
});

story!(what_was_closed_unanswered_is_no_result, async |house: &House| {
    let at = MORNING - 2 * DAY;
    let sums =
        async || trends(house, city::OFFICIAL, &Query::of(days("2026-11-01", "2026-11-30"))).await.all.now;
    let take = async |id: TicketId, at: Millis, step: Step| {
        let taken = Taken::by_system(step, "karena");
        let take = async |tx: &mut Tx| {
            tx.at(at);
            let staff = auth::by_email(tx, city::SUPERVISOR).await?.expect("a supervisor").id;
            tickets::take(tx, &house.app.zone, id, Some(staff), &taken).await
        };
        house.app.db.write(take).await.unwrap()
    };
    let two = async |tx: &mut Tx| {
        let category = agencies::category_by_code(tx, "air").await?;
        let silent = file(tx, house, &category, Channel::Form, at).await?;
        Ok((silent.id, file(tx, house, &category, Channel::Form, at).await?.id))
    };
    let (silent, answered) = house.app.db.write(two).await.unwrap();
    for id in [silent, answered] {
        take(id, at + HOUR, Step::AskCitizen).await;
    }
    take(answered, at + 2 * HOUR, Step::Answer).await;
    for id in [silent, answered] {
        let closed = take(id, at + 3 * HOUR, Step::Close).await;
        assert_eq!(closed.paused_at.is_some(), id == silent);
    }
    assert_eq!(sums().await, Sums { opened: 2, resolved: 1, in_time: 1, rejected: 1 });

    // Open again it is open; when that was a slip, it is as it was.
    take(silent, at + 4 * HOUR, Step::Reopen).await;
    assert_eq!(sums().await, Sums { opened: 2, resolved: 1, in_time: 1, rejected: 0 });
    let back = async |tx: &mut Tx| {
        tx.at(at + 4 * HOUR + MINUTE);
        let staff = auth::by_email(tx, city::SUPERVISOR).await?.expect("a supervisor").id;
        tickets::put_back_at(tx, &house.app.zone, silent, Stage::Closed, staff).await
    };
    house.app.db.write(back).await.unwrap();
    assert_eq!(sums().await, Sums { opened: 2, resolved: 1, in_time: 1, rejected: 1 });
    take(silent, at + 5 * HOUR, Step::Reopen).await;
    take(silent, at + 6 * HOUR, Step::Answer).await;
    assert_eq!(sums().await, Sums { opened: 2, resolved: 2, in_time: 2, rejected: 0 });
});
