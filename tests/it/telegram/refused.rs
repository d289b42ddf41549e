//! What Telegram refuses, and turns of a clock that runs ahead: one message, not a whole chat or a whole house.

use sahut::auth::Role;

use super::news::{CHATS, link, named, reported};
use super::*;

story!(one_message_that_is_refused_ends_no_news, named, async |house: &House| {
    listening(house, async || {
        let (citizen, number) = reported(house, &[]).await;
        let id = ticket(house).await;
        api().text(&siti(), &link(&citizen, &number).await);
        settled(house).await;
        api().refuse("sendMessage", Refusal::new(400, "Bad Request: message must be non-empty"));
        reply(house, id, "Teknisi datang besok.").await;
        house.work().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed'").await, 1);
        assert_eq!(house.number(CHATS).await, 1, "the chat is there still");
        house.app.db.clock.advance(2 * SECOND);
        reply(house, id, "Lampu sudah menyala.").await;
        house.work().await;
        assert_eq!(last(), "Lampu sudah menyala.");
        house.app.db.clock.advance(2 * SECOND);
        api().refuse("sendMessage", Refusal::new(400, "Bad Request: chat not found"));
        reply(house, id, "Masih menyala?").await;
        house.work().await;
        assert_eq!(house.number(CHATS).await, 0, "a chat that is gone hears nothing more");
    })
    .await;
});

story!(the_verdict_is_given_where_it_is_asked, named, async |house: &House| {
    listening(house, async || {
        let (citizen, number) = reported(house, &[]).await;
        let id = TicketId(ticket(house).await);
        let siti = siti();
        api().text(&siti, &link(&citizen, &number).await);
        settled(house).await;
        let app = &house.app;
        let by = app.db.read(async |tx| auth::by_email(tx, city::AGENT).await).await.unwrap().unwrap().id;
        let answer = Taken::by(Role::Agent, Step::Answer, "Lampunya sudah kami ganti.");
        app.db.write(async |tx| outbox::decide(tx, &app.zone, id, by, &answer).await).await.unwrap();
        house.work().await;
        house.app.db.clock.advance(5 * SECOND);
        house.work().await;
        assert!(last().contains("1 = buruk"), "{}", last());
        assert!(api().press(&siti, "5 ⭐"));
        settled(house).await;
        let rating = app.db.read(async |tx| tickets::rating(tx, id).await).await.unwrap();
        assert_eq!(rating, Some((5, None)), "{}", last());
    })
    .await;
});

story!(a_clock_that_runs_ahead_stops_nobody, polling, async |house: &House| {
    listening(house, async || {
        api().text(&siti(), "Lampu jalan mati");
        settled(house).await;
        let before = api().sent().len();
        // What a node left behind whose clock is an hour ahead.
        let ahead = "UPDATE pace SET next_at = next_at + 3600000000";
        match house.app.db.engine() {
            sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(ahead).execute(writer).await.map(|_| ()),
            sahut::db::Engine::Postgres(pool) => sqlx::query(ahead).execute(pool).await.map(|_| ()),
        }
        .expect("ahead");
        house.app.db.clock.advance(2 * SECOND);
        let asked = house.app.db.clock.now();
        reply(house, ticket(house).await, "Sedang diperiksa.").await;
        house.work().await;
        assert!(house.app.db.clock.now() - asked < 10 * SECOND, "nobody waits for an hour");
        assert_eq!(api().sent().len(), before + 1);
        assert_eq!(last(), "Sedang diperiksa.");
    })
    .await;
});
