//! Sending again another way: nothing happens twice by a second press, and nothing happens without a word.

use channels::Identity;

use super::{about, answer, comes, into_a_folder, left, letter};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;

story!(what_failed_the_other_way_too_is_sent_again, into_a_folder, async |house: &House| {
    let mut first = letter("siti@kantor.test", "one@kantor.test");
    first.inbound.also_known_as = vec![Identity::Email("siti@rumah.test".into())];
    comes(house, &first).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami berangkat.")]).await, 200);
    let newest = "SELECT MAX(id) AS n FROM message WHERE direction = 'out' AND staff_id IS NOT NULL";
    let message = house.number(newest).await.to_string();
    // Refused, which blames neither address.
    assert_eq!(comes(house, &about(house, 1, "siti@kantor.test", "5.7.1", None).await).await, "noted");
    // A colleague keeps the words for themselves.
    let note = [("body", "Tim kami berangkat."), ("kind", "note")];
    let path = format!("/desk/{ticket}/elsewhere");
    let form = [("message", message.as_str()), ("way", "mail")];
    let home = || left(house).iter().filter(|one| one.contains("siti@rumah.test")).count();
    assert_eq!(agent.post(&path, &form).await.status, 200);
    house.work().await;
    assert_eq!(home(), 1);
    // It is on its way: a second press says so and sends nothing.
    assert_eq!(agent.post(&path, &form).await.status, 409);
    house.work().await;
    assert_eq!(home(), 1);
    // That one came back, too.
    assert_eq!(comes(house, &about(house, 2, "siti@rumah.test", "5.7.1", None).await).await, "noted");
    assert_eq!(answer_note(house, &agent, ticket, &note).await, 200);
    assert_eq!(agent.post(&path, &form).await.status, 200);
    house.work().await;
    assert_eq!(home(), 2, "neither the try that failed nor a note is a letter");
});

async fn answer_note(
    house: &House,
    agent: &crate::support::house::Visitor,
    ticket: i64,
    fields: &[(&str, &str)],
) -> u16 {
    let mut form = reqwest::multipart::Form::new().text("csrf", agent.csrf().await);
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let request = agent.client.post(format!("{}/desk/{ticket}/message", agent.url)).multipart(form);
    let status = agent.answer(request).await.status;
    house.work().await;
    status
}
