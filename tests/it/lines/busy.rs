//! A node on which much happens notices a line that changed unheard, as a quiet one does.

use std::sync::Arc;

use sahut::bus::Event;

use super::with;
use crate::story;
use crate::support::city::ADMINISTRATOR;
use crate::support::{House, until};

async fn change(house: &House, sql: &'static str) {
    match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        sahut::db::Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    }
    .expect("a statement");
}

story!(a_change_that_nobody_told_is_noticed, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    assert_eq!(admin.post("/admin/channels/mailboxes/new", &with(&[])).await.status, 200);
    change(house, "UPDATE mailbox SET name = 'Keran', version = version + 1").await;
    until("the line is loaded anew", async || {
        let told = house.app.db.write(async |tx| {
            tx.publish(Event::Learned);
            Ok(())
        });
        told.await.expect("an event");
        house.app.lines().mailboxes[0].mailbox.name == "Keran"
    })
    .await;
    // However many load it at once, there is one of it.
    change(house, "UPDATE mailbox SET name = 'Pipa', version = version + 1").await;
    let load = async || {
        house.app.reload_lines().await.expect("loaded");
        house.app.lines().mailboxes[0].clone()
    };
    let (one, other) = tokio::join!(load(), load());
    assert!(one.mailbox.name == "Pipa" && Arc::ptr_eq(&one, &other));
});
