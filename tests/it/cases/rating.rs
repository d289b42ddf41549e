//! The citizen's verdict: after an answer, once, and it can be changed without losing the word.

use sahut::tickets::life::Step;
use sahut::tickets::{self, Taken};

use crate::portal::{fill, send};
use crate::story;
use crate::support::House;

story!(a_verdict_is_given_once_and_changed_at_will, async |house: &House| {
    let siti = house.visitor();
    fill(&siti, "Lampu jalan mati di depan SDN 3.", &[]).await;
    let (number, pin) = send(&siti).await;
    let page = siti.post("/track", &[("number", &number), ("pin", &pin)]).await;
    assert!(!page.text.contains("name=\"score\""), "there is no result yet: {}", page.text);
    let path = format!("/track/{number}/rate");
    assert_eq!(siti.post(&path, &[("score", "5")]).await.status, 409);
    let id = sahut::ids::TicketId(house.number("SELECT MAX(id) AS n FROM ticket").await);
    let answered = Taken::by_system(Step::Answer, "Lampu sudah diganti.");
    let answer = async |tx: &mut _| tickets::take(tx, &house.app.zone, id, None, &answered).await;
    house.app.db.write(answer).await.unwrap();
    assert_eq!(siti.post(&path, &[("score", "6")]).await.status, 422);
    siti.post(&path, &[("score", "2"), ("comment", "Lama sekali menunggu")]).await;
    let page = siti.get(&format!("/track/{number}")).await.text;
    assert!(
        page.contains("value=\"Lama sekali menunggu\"") && page.contains("value=\"2\" checked"),
        "{page}"
    );
    siti.post(&format!("/track/{number}/confirm"), &[]).await;
    siti.post(&path, &[("score", "4"), ("comment", "Lama sekali menunggu")]).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_rating").await, 1);
    assert_eq!(house.number("SELECT score AS n FROM ticket_rating").await, 4);
    assert!(siti.get(&format!("/track/{number}")).await.text.contains("value=\"Lama sekali menunggu\""));
    house.forget_jobs().await;
});
