//! Telegram asks for a pause: in one chat nothing leaves before it is over, and then in order; when two chats are asked,
//! the bot is.

use sahut::clock::{HOUR, MINUTE};

use super::*;

const QUEUED: &str = "SELECT COUNT(*) AS n FROM message WHERE state = 'queued'";

fn citizen(n: i64) -> Citizen {
    Citizen::new(7_100 + n, "Warga", "id")
}

/// A report of each of them; what the house said about it is long past.
async fn reports(house: &House, citizens: std::ops::Range<i64>) -> Vec<i64> {
    let mut ids = Vec::new();
    for n in citizens {
        house.app.db.clock.advance(SECOND);
        api().text(&citizen(n), &format!("Lampu jalan nomor {n} mati"));
        settled(house).await;
        ids.push(ticket(house).await);
    }
    house.app.db.clock.advance(HOUR);
    ids
}

/// How often the bot tried to say something.
fn tries() -> usize {
    api().calls().iter().filter(|call| call.as_str() == "sendmessage").count()
}

/// What the bot said in a chat.
fn heard(who: &Citizen) -> Vec<String> {
    api().chat(who.id).into_iter().filter(|line| line.by_bot).map(|line| line.text).collect()
}

story!(a_pause_holds_everything_of_its_chat_and_nothing_else, polling, async |house: &House| {
    listening(house, async || {
        let ids = reports(house, 0..2).await;
        api().refuse("sendMessage", Refusal::too_many(600));
        reply(house, ids[0], "Yang pertama").await;
        house.work().await;
        // Long after anything earlier would be waited for.
        house.app.db.clock.advance(5 * MINUTE);
        let before = tries();
        for text in ["Yang kedua", "Yang ketiga"] {
            reply(house, ids[0], text).await;
            house.work().await;
        }
        assert_eq!(tries(), before, "not even tried");
        let agent = house.staff(city::AGENT).await;
        let page = agent.get(&format!("/desk/{}", ids[0])).await.text;
        assert!(page.contains("Telegram meminta kami menulis lebih pelan"), "{page}");
        reply(house, ids[1], "Untuk yang lain").await;
        house.work().await;
        assert_eq!(last(), "Untuk yang lain", "others go on");
        assert_eq!(house.number(QUEUED).await, 3);
        house.app.db.clock.advance(4 * MINUTE);
        house.work().await;
        assert_eq!(house.number(QUEUED).await, 3, "as long as Telegram said");
        house.app.db.clock.advance(MINUTE + SECOND);
        for _ in 0..3 {
            house.work().await;
            house.app.db.clock.advance(3 * SECOND);
        }
        let said = heard(&citizen(0));
        assert_eq!(said[said.len() - 3..], ["Yang pertama", "Yang kedua", "Yang ketiga"]);
        assert_eq!(house.number(QUEUED).await, 0);
    })
    .await;
});

story!(two_chats_in_a_pause_are_a_pause_of_the_bot, polling, async |house: &House| {
    listening(house, async || {
        let ids = reports(house, 0..4).await;
        for (n, seconds) in [(0, 120), (1, 110)] {
            api().refuse("sendMessage", Refusal::too_many(seconds));
            reply(house, ids[n], "Sedang dikerjakan.").await;
            house.work().await;
            house.app.db.clock.advance(10 * SECOND);
        }
        let before = tries();
        for id in &ids[2..] {
            reply(house, *id, "Sedang dikerjakan.").await;
            house.work().await;
        }
        assert_eq!(tries(), before, "nobody else runs into it");
        assert_eq!(house.number(QUEUED).await, 4);
        house.app.db.clock.advance(102 * SECOND);
        for _ in 0..3 {
            house.work().await;
            house.app.db.clock.advance(3 * SECOND);
        }
        assert_eq!(house.number(QUEUED).await, 0);
        assert_eq!(tries(), before + 4, "each once");
    })
    .await;
});

story!(a_pause_of_one_chat_that_is_over_is_no_pause_of_the_bot, polling, async |house: &House| {
    listening(house, async || {
        let ids = reports(house, 0..3).await;
        for id in &ids[..2] {
            api().refuse("sendMessage", Refusal::too_many(60));
            reply(house, *id, "Sedang dikerjakan.").await;
            house.work().await;
            reply(house, ids[2], "Untuk yang ketiga").await;
            house.work().await;
            assert_eq!(last(), "Untuk yang ketiga");
            house.app.db.clock.advance(61 * SECOND);
            house.work().await;
            assert_eq!((house.number(QUEUED).await, last().as_str()), (0, "Sedang dikerjakan."));
        }
    })
    .await;
});
