//! Two nodes that both believe to be the one that asks.

use sahut::clock::MINUTE;

use super::*;

fn answered() -> usize {
    api().calls().iter().filter(|call| *call == "answercallbackquery").count()
}

story!(a_lease_that_ran_out_in_a_slow_call_is_noticed, polling, async |house: &House| {
    let node = house.another_node().await;
    let (stop, stopped) = watch::channel(false);
    let mut listeners = listen::start(house.app.clone(), stopped.clone());
    let siti = siti();
    api().text(&siti, "/lapor");
    settled(house).await;
    let under = api().sent().last().expect("a question").message_id;
    // The first node asks and waits for an answer; meanwhile its time is over, as after a machine has slept.
    tokio::time::sleep(Duration::from_millis(300)).await;
    house.app.db.clock.advance(3 * MINUTE);
    let holder = "SELECT COUNT(*) AS n FROM lease WHERE name = 'telegram-poll' AND until > 0";
    assert_eq!(house.number(holder).await, 1);
    let before = house.number("SELECT until AS n FROM lease WHERE name = 'telegram-poll'").await;
    listeners.extend(listen::start(node.app.clone(), stopped));
    until("the second node asks", async || {
        house.number("SELECT until AS n FROM lease WHERE name = 'telegram-poll'").await > before
    })
    .await;
    // It asks first whether it may: the clock of a button says when it is there.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(api().press_data(&siti, under, "menu"), "a button under a message");
    // Both get the update; one hands it on.
    settled(house).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(answered(), 1, "{:?}", api().calls());
    stop.send(true).expect("they listen");
    for listener in listeners {
        tokio::time::timeout(Duration::from_secs(10), listener).await.expect("it ends").expect("no panic");
    }
    house.forget_jobs().await;
    node.close().await;
});
