//! Messages come in once, whatever the provider does.

use channels::{Channel, Identity, Thread};
use sahut::intake::{Outcome, Received, receive};

use crate::story;
use crate::support::{House, said};

fn words(id: &str, text: &str) -> Received {
    let mut received = said(Channel::Telegram, Identity::Telegram(42), id, text);
    received.inbound.from_name = Some("Siti".into());
    received.inbound.thread =
        Thread { key: Some("42".into()), message_id: Some(format!("m42.{id}")), ..Thread::default() };
    received
}

story!(a_redelivery_changes_nothing, async |house: &House| {
    let first = receive(&house.app, &words("u1", "Air mati sejak pagi di Tirta Utara")).await.unwrap();
    let Outcome::Opened { ticket, .. } = first else { panic!("{first:?}") };
    assert_eq!(ticket.number.to_string().split('-').next(), Some("2611"));
    let again = receive(&house.app, &words("u1", "Air mati sejak pagi di Tirta Utara")).await.unwrap();
    assert!(matches!(again, Outcome::Repeat), "{again:?}");
    let more = receive(&house.app, &words("u2", "Sampai sekarang belum nyala")).await.unwrap();
    assert!(matches!(more, Outcome::Joined { ticket: ref known, .. } if known.id == ticket.id), "{more:?}");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    // Without a bot the acknowledgement cannot leave; this story is about coming in.
    house.forget_jobs().await;
});

story!(numbers_have_no_gaps_under_load, async |house: &House| {
    let all = (0..60).map(|n| {
        let mut received = words(&format!("u{n}"), "Jalan berlubang");
        received.inbound.from = Identity::Telegram(n);
        received.inbound.thread.key = Some(n.to_string());
        let app = house.app.clone();
        async move { receive(&app, &received).await.unwrap() }
    });
    let outcomes = futures_util::future::join_all(all).await;
    let mut running: Vec<i64> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Opened { ticket, .. } => ticket.number.digits()[4..10].parse().unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    running.sort_unstable();
    assert_eq!(running, (1..=60).collect::<Vec<i64>>());
    house.forget_jobs().await;
});

story!(everyone_sees_their_part_of_the_queue, async |house: &House| {
    use crate::support::city;
    use sahut::tickets::{self, Filter, View};
    for (n, text) in
        ["Air mati", "Jalan berlubang", "Rumah terbakar, ada kebakaran!", "Air keruh"].iter().enumerate()
    {
        let mut received = words(&format!("u{n}"), text);
        received.inbound.from = Identity::Telegram(n as i64);
        received.inbound.thread.key = Some(n.to_string());
        receive(&house.app, &received).await.unwrap();
        house.app.db.clock.advance(1_000);
    }
    let queue = async |email: &'static str, filter: Filter| {
        house
            .app
            .db
            .read(async |tx| {
                let viewer = sahut::auth::by_email(tx, email).await?.unwrap().id;
                let rows = tickets::list(tx, viewer, View::Open, &filter, None, 50).await?;
                let reach = tickets::Reach::load(tx, viewer).await?;
                let count = tickets::count(tx, &reach, View::Open, &filter, 100).await?;
                assert_eq!((count.n, count.is_least), (rows.len() as i64, false));
                Ok(rows.into_iter().map(|row| row.subject).collect::<Vec<_>>())
            })
            .await
            .unwrap()
    };
    let all = ["Rumah terbakar, ada kebakaran!", "Air mati", "Air keruh", "Jalan berlubang"];
    assert_eq!(queue(city::AGENT, Filter::default()).await, all);
    assert_eq!(queue(city::WATER, Filter::default()).await, ["Air mati", "Air keruh"]);
    assert!(queue(city::OFFICIAL, Filter::default()).await.is_empty());
    let water =
        house.app.db.read(async |tx| sahut::agencies::agency_by_code(tx, "pdam").await).await.unwrap().id;
    let filter = Filter { agency: Some(water), ..Filter::default() };
    assert_eq!(queue(city::AGENT, filter.clone()).await, ["Air mati", "Air keruh"]);
    assert!(queue(city::ROADS, filter).await.is_empty());
    house.forget_jobs().await;
});
