//! Files that Telegram takes from us are larger than letters; what no way takes is refused with its limit.

use reqwest::multipart::{Form, Part};

use super::*;
use crate::support::house::{Answer, Visitor};
use crate::support::said;

const MB: usize = 1_000_000;

/// Answers a ticket in the form of its page, with files of these sizes.
async fn sends(agent: &Visitor, ticket: i64, kind: &str, sizes: &[usize]) -> Answer {
    let mut form = Form::new().text("csrf", agent.csrf().await).text("kind", kind.to_owned());
    form = form.text("body", "Filmnya terlampir.");
    for (n, size) in sizes.iter().enumerate() {
        form = form.part("files", Part::bytes(vec![7; *size]).file_name(format!("film-{n}.mp4")));
    }
    agent.answer(agent.client.post(format!("{}/desk/{ticket}/message", agent.url)).multipart(form)).await
}

story!(an_answer_by_telegram_carries_what_telegram_takes, polling, async |house: &House| {
    listening(house, async || {
        says(house, &siti(), "Lampu jalan mati").await;
        let id = ticket(house).await;
        let agent = house.staff(city::AGENT).await;
        assert!(agent.get(&format!("/desk/{id}")).await.text.contains("data-limit-bytes=\"50000000\""));
        assert_eq!(sends(&agent, id, "reply", &[30 * MB]).await.status, 200);
        house.work().await;
        let sent = api().sent();
        let file = sent.iter().rev().find_map(|line| line.file.as_ref()).expect("a file");
        assert_eq!(file.bytes.len(), 30 * MB);

        let before = api().sent().len();
        for (kind, sizes, words) in [
            ("reply", &[50 * MB + 1][..], "lebih besar dari 50 MB; Telegram tidak menerima lebih"),
            ("note", &[30 * MB][..], "lebih besar dari 20 MB"),
            ("reply", &[40 * MB, 40 * MB, 40 * MB][..], "bersama-sama lebih besar dari 100 MB"),
        ] {
            let answer = sends(&agent, id, kind, sizes).await;
            assert_eq!(answer.status, 422, "{words}");
            assert!(answer.text.contains(words) && answer.text.contains("Filmnya terlampir."), "{words}");
        }
        house.work().await;
        assert_eq!(api().sent().len(), before);
    })
    .await;
});

story!(a_letter_takes_what_letters_take, async |house: &House| {
    let from = channels::Identity::Email("siti@warga.test".into());
    let letter = said(channels::Channel::Email, from, "one@warga.test", "Lampu jalan mati");
    intake::receive(&house.app, &letter).await.expect("taken in");
    let agent = house.staff(city::AGENT).await;
    let answer = sends(&agent, ticket(house).await, "reply", &[30 * MB]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("lebih besar dari 18 MB"), "{}", answer.text);
    house.forget_jobs().await;
});
