//! What leaves: turns, pauses, chats that take nothing any more, and the verdict.

use channels::Identity;
use sahut::auth::Role;
use sahut::clock::HOUR;
use sahut::{contacts, queue};

use super::*;

fn by_mail_too(config: &mut Config) {
    polling(config);
    config.smtp_url = Some(format!("file://{}/mail", config.data_dir.display()).into());
}

fn citizen(n: i64) -> Citizen {
    Citizen::new(9_000 + n, "Warga", "id")
}

/// A ticket of each of them, without what the house said about it.
async fn tickets_of(house: &House, citizens: std::ops::Range<i64>) -> Vec<i64> {
    let mut ids = Vec::new();
    for n in citizens {
        // Ids of one moment are in no order when stories are told at once.
        house.app.db.clock.advance(SECOND);
        api().text(&citizen(n), &format!("Lampu jalan nomor {n} mati"));
        settled(house).await;
        ids.push(ticket(house).await);
    }
    house.app.db.clock.advance(HOUR);
    ids
}

story!(thirty_a_second_and_one_a_second_in_a_chat, polling, async |house: &House| {
    listening(house, async || {
        let ids = tickets_of(house, 0..20).await;
        let before = house.app.db.clock.now();
        for id in &ids {
            reply(house, *id, "Sedang dikerjakan.").await;
        }
        house.work().await;
        // Who waits turns the clock: the twentieth leaves nineteen turns after the first.
        assert_eq!(house.app.db.clock.now() - before, 634);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'queued'").await, 0);
        // In one chat it is one a second, whoever sends.
        house.app.db.clock.advance(HOUR);
        let before = house.app.db.clock.now();
        for n in 0..3 {
            reply(house, ids[0], &format!("Kabar ke-{n}")).await;
            house.work().await;
        }
        assert_eq!(house.app.db.clock.now() - before, 2_000);
        // A long text takes a turn for every piece.
        house.app.db.clock.advance(HOUR);
        let before = house.app.db.clock.now();
        reply(house, ids[0], &"Penjelasan panjang. ".repeat(500)).await;
        house.work().await;
        assert_eq!(house.app.db.clock.now() - before, 2_000, "three pieces");
        house.app.db.clock.advance(2 * HOUR);
        house.app.db.write(async |tx| queue::enqueue(tx, &queue::Job::Sweep {}).await).await.unwrap();
        house.work().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM pace").await, 0);
    })
    .await;
});

story!(two_nodes_take_turns, polling, async |house: &House| {
    listening(house, async || {
        let ids = tickets_of(house, 0..4).await;
        let node = house.another_node().await;
        let before = house.app.db.clock.now();
        for (n, id) in ids.iter().enumerate() {
            reply(house, *id, "Sedang dikerjakan.").await;
            let app = if n % 2 == 0 { &house.app } else { &node.app };
            sahut::worker::drain(app).await.unwrap();
        }
        assert_eq!(house.app.db.clock.now() - before, 101, "one row for both");
        node.close().await;
    })
    .await;
});

story!(a_pause_of_one_chat_holds_up_no_other, polling, async |house: &House| {
    listening(house, async || {
        let ids = tickets_of(house, 0..2).await;
        api().refuse("sendMessage", Refusal::too_many(30));
        reply(house, ids[0], "Untuk yang pertama").await;
        house.work().await;
        reply(house, ids[1], "Untuk yang kedua").await;
        house.work().await;
        assert_eq!(last(), "Untuk yang kedua");
        house.app.db.clock.advance(29 * SECOND);
        house.work().await;
        assert_eq!(last(), "Untuk yang kedua", "as long as Telegram said");
        house.app.db.clock.advance(2 * SECOND);
        house.work().await;
        assert_eq!(last(), "Untuk yang pertama");
    })
    .await;
});

story!(what_does_not_arrive_goes_by_mail, by_mail_too, async |house: &House| {
    listening(house, async || {
        let id = tickets_of(house, 0..1).await[0];
        let agent = house.staff(city::AGENT).await;
        api().block(&citizen(0));
        settled(house).await;
        reply(house, id, "Kami perlu foto tiangnya.").await;
        house.work().await;
        let page = agent.get(&format!("/desk/{id}")).await.text;
        assert!(page.contains("warga memblokir bot Telegram kami"), "{page}");
        assert!(!page.contains("Kirim lewat surel"), "there is no address");
        let row = house.app.db.read(async |tx| tickets::get(tx, TicketId(id)).await).await.unwrap();
        let address = Identity::Email("siti@warga.test".into());
        house
            .app
            .db
            .write(async |tx| contacts::also_known_as(tx, row.contact_id, &address).await)
            .await
            .unwrap();
        let page = agent.get(&format!("/desk/{id}")).await.text;
        assert!(page.contains("Kirim lewat surel"));
        let message = house.number("SELECT id AS n FROM message WHERE state = 'failed'").await.to_string();
        for status in [200, 409] {
            let answer = agent.post(&format!("/desk/{id}/elsewhere"), &[("message", &message)]).await;
            assert_eq!(answer.status, status, "{}", answer.text);
        }
        house.work().await;
        let letters: Vec<_> = std::fs::read_dir(house.folder.path().join("mail")).unwrap().collect();
        assert_eq!(letters.len(), 1, "pressed twice, sent once");
        let page = agent.get(&format!("/desk/{id}")).await.text;
        assert_eq!(page.matches("Kami perlu foto tiangnya.").count(), 2, "both stand in the thread");
        // Only what failed, and only for those who may.
        let other =
            house.number("SELECT MIN(id) AS n FROM message WHERE direction = 'out'").await.to_string();
        let answer = agent.post(&format!("/desk/{id}/elsewhere"), &[("message", &other)]).await;
        assert_eq!(answer.status, 404);
        let water = house.staff(city::WATER).await;
        let answer = water.post(&format!("/desk/{id}/elsewhere"), &[("message", &message)]).await;
        assert_eq!(answer.status, 404);
    })
    .await;
});

story!(a_chat_that_moved_is_followed, polling, async |house: &House| {
    listening(house, async || {
        let id = tickets_of(house, 0..1).await[0];
        // The Bot API knows the new chat; the house does not.
        let moved = Citizen::new(-100_901, "Warga", "id");
        api().know(&moved);
        api().refuse("sendMessage", Refusal::moved(moved.id));
        reply(house, id, "Sudah diperbaiki.").await;
        house.work().await;
        house.app.db.clock.advance(SECOND);
        house.work().await;
        let line = api().sent().pop().unwrap();
        assert_eq!((line.chat, line.text.as_str()), (moved.id, "Sudah diperbaiki."));
    })
    .await;
});

story!(the_verdict_is_asked_for_by_buttons, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        api().text(&siti, "Lampu jalan mati");
        settled(house).await;
        let id = TicketId(ticket(house).await);
        let app = &house.app;
        let by = app.db.read(async |tx| auth::by_email(tx, city::AGENT).await).await.unwrap().unwrap().id;
        app.db
            .write(async |tx| {
                let answer = Taken::by(Role::Agent, Step::Answer, "Lampunya sudah kami ganti.");
                outbox::decide(tx, &app.zone, id, by, &answer).await
            })
            .await
            .unwrap();
        house.work().await;
        house.app.db.clock.advance(5 * SECOND);
        house.work().await;
        assert!(last().contains("1 = buruk"), "{}", last());
        assert_eq!(api().sent().last().unwrap().buttons[0].len(), 5);
        assert!(api().press(&siti, "4 ⭐"));
        settled(house).await;
        assert!(last().contains("Nilai 4"), "{}", last());
        let rating = app.db.read(async |tx| tickets::rating(tx, id).await).await.unwrap();
        assert_eq!(rating, Some((4, None)));
        // Disputed and answered anew: it is asked again, and the same star is a verdict on the new answer.
        house.app.db.clock.advance(HOUR);
        app.db
            .write(async |tx| {
                let dispute = Taken::by_citizen(Step::Dispute, "Masih mati.");
                outbox::by_citizen(tx, &app.zone, id, &dispute).await
            })
            .await
            .unwrap();
        house.work().await;
        house.app.db.clock.advance(HOUR);
        let rating = app.db.read(async |tx| tickets::rating(tx, id).await).await.unwrap();
        assert_eq!(rating, None, "there is no answer to judge");
        app.db
            .write(async |tx| {
                let answer = Taken::by(Role::Agent, Step::Answer, "Kabelnya sudah kami ganti.");
                outbox::decide(tx, &app.zone, id, by, &answer).await
            })
            .await
            .unwrap();
        house.work().await;
        house.app.db.clock.advance(5 * SECOND);
        house.work().await;
        assert!(last().contains("1 = buruk"), "{}", last());
        assert!(api().press(&siti, "4 ⭐"));
        settled(house).await;
        assert!(last().contains("Nilai 4"), "{}", last());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'rated'").await, 2);
        let rating = app.db.read(async |tx| tickets::rating(tx, id).await).await.unwrap();
        assert_eq!(rating, Some((4, None)));
        // Somebody else's case cannot be rated.
        let other = Citizen::new(7009, "Lain", "id");
        api().text(&other, "/start");
        settled(house).await;
        let under = api().chat(other.id).last().unwrap().message_id;
        api().press_data(&other, under, &format!("rate:{id}:1"));
        settled(house).await;
        let rating = app.db.read(async |tx| tickets::rating(tx, id).await).await.unwrap();
        assert_eq!(rating, Some((4, None)));
        // It closes by itself: rated already, so nobody asks again.
        house.app.db.clock.advance(11 * 24 * HOUR);
        let asked = api().sent().len();
        app.db.write(async |tx| queue::enqueue(tx, &queue::Job::Sweep {}).await).await.unwrap();
        house.work().await;
        assert_eq!(api().sent().iter().skip(asked).filter(|line| line.text.contains("1 = buruk")).count(), 0);
    })
    .await;
});
