//! Talking with the bot: a report question by question, status, answers, a person; and what becomes of it when
//! buttons are pressed twice, nobody comes back, or the house is restarted.

mod asides;
mod asking;
mod report;
mod unfinished;

use sahut::agencies;
use sahut::clock::HOUR;
use sahut::queue::{self, Job};
use sahut::talks;
use sahut::tickets::Class;

use super::*;

/// What the bot said to somebody last.
fn heard(who: &Citizen) -> String {
    let chat = api().chat(who.id);
    chat.iter().rev().find(|line| line.by_bot).map(|line| line.text.clone()).unwrap_or_default()
}

async fn sweep(house: &House) {
    house.app.db.write(async |tx| queue::enqueue(tx, &Job::Sweep {}).await).await.unwrap();
    house.work().await;
    // Ids of stories that are told at other times get in between: a message may wait for the one before it.
    house.app.db.clock.advance(3 * SECOND);
    house.work().await;
}

fn john() -> Citizen {
    Citizen::new(7002, "John Miller", "en")
}
