//! The citizen's verdict: after each answer, once, and it can be changed without losing the word, which staff read.

use sahut::clock::MINUTE;
use sahut::ids::TicketId;
use sahut::tickets::life::Step;
use sahut::tickets::{self, Taken};

use super::{Report, report};
use crate::portal::{fill, send};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;
use crate::support::people::{QA, hire_reader, number_and_pin};

story!(a_verdict_is_given_once_and_changed_at_will, async |house: &House| {
    let siti = house.visitor();
    fill(&siti, "Lampu jalan mati di depan SDN 3.", &[]).await;
    let (number, pin) = send(&siti).await;
    let page = siti.post("/track", &[("number", &number), ("pin", &pin)]).await;
    assert!(!page.text.contains("name=\"score\""), "there is no result yet: {}", page.text);
    let path = format!("/track/{number}/rate");
    assert_eq!(siti.post(&path, &[("score", "5")]).await.status, 409);
    let id = TicketId(house.number("SELECT MAX(id) AS n FROM ticket").await);
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

async fn take(house: &House, id: TicketId, taken: &Taken<'_>) {
    house.app.db.clock.advance(MINUTE);
    let zone = &house.app.zone;
    house.app.db.write(async |tx| tickets::take(tx, zone, id, None, taken).await).await.expect("a step");
}

story!(a_verdict_belongs_to_its_answer_and_its_word_is_read, async |house: &House| {
    hire_reader(house).await;
    let by = Report { name: Some("Siti Rahmawati"), email: Some("siti@warga.test"), ..Report::default() };
    let id = report(house, by).await.0.id;
    let (number, pin) = number_and_pin(house, id).await;
    let siti = house.visitor();
    siti.post("/track", &[("number", &number), ("pin", &pin)]).await;
    let path = format!("/track/{number}");
    take(house, id, &Taken::by_system(Step::Answer, "Pipa sudah disambung.")).await;
    let words = "Lama sekali, kata Rahmawati";
    siti.post(&format!("{path}/rate"), &[("score", "2"), ("comment", words)]).await;
    // Staff read the word, once, and whoever may not know the citizen reads it without the name.
    let desk = format!("/desk/{id}");
    let page = house.staff(AGENT).await.get(&desk).await.text;
    assert_eq!(page.matches(words).count(), 1, "{page}");
    let covered = house.staff(QA).await.get(&desk).await.text;
    assert!(covered.contains("Lama sekali, kata") && !covered.contains(words), "{covered}");
    // Another star, in the chat: the word stays.
    house.app.db.clock.advance(MINUTE);
    house.app.db.write(async |tx| tickets::rate(tx, id, 3, None).await).await.expect("a star");
    let said = "SELECT COUNT(*) AS n FROM ticket_rating WHERE comment IS NOT NULL";
    assert_eq!(house.number(said).await, 1);
    let page = siti.get(&path).await.text;
    assert!(page.contains(&format!("value=\"{words}\"")) && page.contains("value=\"3\" checked"), "{page}");
    // The answer was none: the next one is judged by itself, and what was said before is not lost.
    take(house, id, &Taken::by_citizen(Step::Dispute, "Masih bocor")).await;
    take(house, id, &Taken::by_system(Step::Answer, "Disambung lagi.")).await;
    let page = siti.get(&path).await.text;
    let is_ticked = (1..=5).any(|score| page.contains(&format!("value=\"{score}\" checked")));
    assert!(page.contains("name=\"score\"") && !is_ticked && !page.contains(words), "{page}");
    house.app.db.clock.advance(MINUTE);
    siti.post(&format!("{path}/rate"), &[("score", "5"), ("comment", "")]).await;
    assert!(siti.get(&path).await.text.contains("value=\"5\" checked"));
    assert_eq!(house.number(said).await, 1);
    let page = house.staff(AGENT).await.get(&desk).await.text;
    assert_eq!(page.matches(words).count(), 1, "{page}");
    // Who empties the box takes the word back.
    siti.post(&format!("{path}/rate"), &[("score", "5"), ("comment", "")]).await;
    assert_eq!(house.number(said).await, 0);
    let page = house.staff(AGENT).await.get(&desk).await.text;
    assert!(!page.contains(words), "{page}");
    house.forget_jobs().await;
});
