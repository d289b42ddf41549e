//! Who else is at a ticket, and what happens when two answer at once.

use std::time::Duration;

use sahut::clock::MINUTE;

use super::{Report, between, report, write};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, ROADS, SUPERVISOR, WATER};
use crate::support::house::{Answer, Visitor};

/// The reply box, sent by somebody who saw this answer last.
async fn send(who: &Visitor, path: &str, text: &str, seen: &str) -> Answer {
    let form = reqwest::multipart::Form::new()
        .text("kind", "reply")
        .text("csrf", who.csrf().await)
        .text("body", text.to_owned())
        .text("seen", seen.to_owned());
    who.answer(who.client.post(format!("{}{path}/message", who.url)).multipart(form)).await
}

/// The composer's field stands after those of the forms above it.
fn seen(page: &Answer) -> String {
    let (_, composer) = page.text.split_once("<form class=\"composer\"").expect("a reply box");
    between(composer, "name=\"seen\" value=\"", "\"").to_owned()
}

story!(colleagues_see_who_looks_and_who_writes, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let path = format!("/desk/{}", ticket.id);
    let here = format!("{path}/here");
    let (agent, water) = (house.staff(AGENT).await, house.staff(WATER).await);
    assert_eq!(agent.post(&here, &[("doing", "looking")]).await.text, "");
    assert_eq!(water.post(&here, &[("doing", "looking")]).await.text, "Ayu Agen sedang melihat laporan ini.");
    // The feed says at once when somebody begins to write.
    let open = water.client.get(format!("{}/desk/live?ticket={}", house.url, ticket.id)).send().await;
    let mut feed = open.expect("a feed");
    let next = async |feed: &mut reqwest::Response| {
        let chunk = tokio::time::timeout(Duration::from_secs(5), feed.chunk()).await.expect("in time");
        String::from_utf8_lossy(&chunk.expect("a line").expect("open")).into_owned()
    };
    assert!(next(&mut feed).await.contains("retry:"));
    agent.post(&here, &[("doing", "writing")]).await;
    assert!(next(&mut feed).await.contains("event: here"));
    assert_eq!(water.get(&here).await.text, "Ayu Agen sedang menulis jawaban.");
    let page = water.get(&path).await;
    assert!(page.text.contains("Ayu Agen sedang menulis jawaban."), "also without a script");
    // Said again is no news, and nobody is their own company.
    agent.post(&here, &[("doing", "writing")]).await;
    assert!(tokio::time::timeout(Duration::from_millis(400), feed.chunk()).await.is_err());
    assert_eq!(agent.get(&here).await.text, "Wira Air sedang melihat laporan ini.");

    // Another node sees the same; whoever leaves is gone at once, whoever vanishes a little later.
    let other = house.another_node().await;
    let there = Visitor { url: other.url.clone(), ..house.staff(AGENT).await };
    assert_eq!(there.get(&here).await.text, "Wira Air sedang melihat laporan ini.");
    other.close().await;
    water.post(&here, &[("doing", "gone")]).await;
    assert_eq!(agent.get(&here).await.text, "");
    house.app.db.clock.advance(MINUTE);
    assert_eq!(water.get(&here).await.text, "");

    // Nobody learns who is at a ticket they may not see, nor says to be there.
    agent.post(&here, &[("doing", "looking")]).await;
    let roads = house.staff(ROADS).await;
    assert_eq!(roads.get(&here).await.status, 404);
    assert_eq!(roads.post(&here, &[("doing", "looking")]).await.status, 404);
    let forged = agent.client.post(format!("{}{here}", house.url)).form(&[("doing", "looking")]);
    assert_eq!(agent.answer(forged).await.status, 403);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_here WHERE doing = 'writing'").await, 0);
});

story!(of_two_who_answer_the_second_reads_the_first_before_sending, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let path = format!("/desk/{}", ticket.id);
    let (agent, supervisor) = (house.staff(AGENT).await, house.staff(SUPERVISOR).await);
    let (mine, hers) = (seen(&agent.get(&path).await), seen(&supervisor.get(&path).await));
    assert_eq!((mine.as_str(), hers.as_str()), ("0", "0"));
    assert_eq!(send(&supervisor, &path, "Petugas berangkat.", &hers).await.status, 200);
    let answers = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND staff_id IS NOT NULL";
    let stopped = send(&agent, &path, "Sedang kami cek.", &mine).await;
    assert_eq!((stopped.status, house.number(answers).await), (422, 1));
    assert!(
        stopped.text.contains("Rekan Anda sudah menjawab")
            && stopped.text.contains("Sedang kami cek.</textarea>"),
        "{}",
        stopped.text
    );
    let quoted = between(&stopped.text, "<blockquote class=\"meanwhile\">", "</blockquote>");
    assert!(quoted.contains("Surya Penyelia") && quoted.contains("Petugas berangkat."), "{quoted}");
    // A note stops nobody, nor does one's own answer in another window.
    assert_eq!(write(&agent, &ticket, "note", "Dobel?", "stay").await.status, 200);
    let again = seen(&stopped);
    assert_ne!(again, "0");
    assert_eq!(send(&agent, &path, "Sedang kami cek.", &again).await.status, 200);
    assert_eq!(house.number(answers).await, 2);
    assert_eq!(send(&agent, &path, "Dan lagi.", &again).await.status, 200);

    // Time goes on, and with it the ids of messages.
    house.app.db.clock.advance(MINUTE);
    // Both press send in the same moment: one goes out, the other is asked.
    let now = seen(&agent.get(&path).await);
    let hers = seen(&supervisor.get(&path).await);
    let (one, other) =
        futures_util::future::join(send(&agent, &path, "Satu", &now), send(&supervisor, &path, "Dua", &hers))
            .await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    assert_eq!(house.number(answers).await, 4);
    house.forget_jobs().await;
});
