//! Following a case of somebody else: nobody is subscribed by strangers, nobody sees the others, everybody can
//! stop.

use channels::{Channel, Identity, InboundKind};
use sahut::clock::MINUTE;
use sahut::intake::{Received, receive};

use super::public::make_public;
use super::{BURST, Letter, Report, between, into_a_folder, letters, report};
use crate::portal::{fill, send};
use crate::story;
use crate::support::city::AGENT;
use crate::support::{House, said};

const FOLLOWERS: &str = "SELECT COUNT(*) AS n FROM follower WHERE state = 'following'";

/// The path of the link in a letter.
fn link(house: &House, letter: &Letter) -> String {
    let start = format!("{}/follow/", house.url);
    let token =
        between(&letter.text, &start, "\r\n").split_whitespace().next().unwrap_or_default().to_owned();
    format!("/follow/{token}")
}

/// Changes settle for a moment before followers hear of them.
async fn settle(house: &House) {
    house.work().await;
    house.app.db.clock.advance(3 * MINUTE);
    house.work().await;
}

story!(a_case_is_followed_by_mail_after_a_yes_and_until_a_stop, into_a_folder, async |house: &House| {
    make_public(house, "air").await;
    let (case, _) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    house.work().await;
    letters(house);
    let visitor = house.visitor();
    let path = format!("/cases/{}/follow", case.number);
    let wrong = visitor.post(&path, &[("email", "budi@")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("value=\"budi@\""), "{}", wrong.text);
    let asked = visitor.post(&path, &[("email", "Budi@warga.test")]).await;
    assert!(asked.status == 200 && asked.text.contains("Periksa surel Anda"), "{}", asked.text);
    visitor.post(&path, &[("email", "ani@warga.test")]).await;
    house.work().await;
    let sent = letters(house);
    assert_eq!(sent.len(), 2);
    assert_eq!(house.number(FOLLOWERS).await, 0, "nobody is subscribed by a stranger");

    // Nothing is told before the yes, and looking at the link is no yes.
    let agent = house.staff(AGENT).await;
    agent.post(&format!("/desk/{}/step", case.id), &[("step", "start")]).await;
    settle(house).await;
    assert!(letters(house).is_empty());
    for letter in &sent {
        let link = link(house, letter);
        let opened = visitor.get(&link).await;
        assert!(opened.text.contains("Ya, ikuti"), "{}", opened.text);
        let last = if link.ends_with('0') { '1' } else { '0' };
        assert_eq!(visitor.get(&format!("{}{last}", &link[..link.len() - 1])).await.status, 404);
    }
    assert_eq!(house.number(FOLLOWERS).await, 0);
    for letter in &sent {
        let followed = visitor.post(&link(house, letter), &[]).await;
        assert!(followed.text.contains("Anda mengikuti kasus ini"), "{}", followed.text);
    }
    assert_eq!(house.number(FOLLOWERS).await, 2);
    assert!(visitor.get("/cases").await.text.contains("2 orang mengikuti"));
    // Asking once more says the same and sends nothing.
    let again = visitor.post(&path, &[("email", "budi@warga.test")]).await;
    assert!(again.text.contains("Periksa surel Anda"));
    house.work().await;
    assert!(letters(house).is_empty());

    // An answer to all: the citizen theirs, the followers theirs, nobody sees anybody.
    agent
        .post(&format!("/desk/{}/tell", case.id), &[("text", "Pipa diganti malam ini."), ("kind", "update")])
        .await;
    settle(house).await;
    let told = letters(house);
    let mut to: Vec<&str> = told.iter().map(|letter| letter.to.trim_matches(['<', '>'])).collect();
    to.sort_unstable();
    assert_eq!(to, ["ani@warga.test", "budi@warga.test", "siti@warga.test"], "{told:?}");
    for letter in &told {
        assert!(letter.text.contains("Pipa diganti malam ini."), "{letter:?}");
        let others = ["ani@", "budi@", "siti@"]
            .iter()
            .filter(|who| letter.text.contains(**who) || letter.head.contains(**who));
        assert_eq!(others.count(), 1, "{letter:?}");
    }
    // A stage: told once, without the words to the citizen; several steps in a moment are one message.
    for (step, reason) in [("await_other", "Bu Siti, pemasok"), ("resume", ""), ("answer", "Bu Siti, sudah.")]
    {
        agent.post(&format!("/desk/{}/step", case.id), &[("step", step), ("reason", reason)]).await;
    }
    settle(house).await;
    let told = letters(house);
    let news: Vec<&Letter> = told.iter().filter(|letter| !letter.to.contains("siti@")).collect();
    assert_eq!(news.len(), 2, "{told:?}");
    assert!(
        news.iter().all(
            |letter| letter.text.contains("Sudah selesai dikerjakan") && !letter.text.contains("Bu Siti")
        ),
        "{news:?}"
    );

    // Enough.
    let budi = news.iter().find(|letter| letter.to.contains("budi@")).expect("a letter");
    let stop = link(house, budi);
    assert!(visitor.get(&stop).await.text.contains("Berhenti mengikuti"));
    assert_eq!(house.number(FOLLOWERS).await, 2, "looking is not stopping");
    let stopped = visitor.post(&format!("{stop}/stop"), &[]).await;
    assert!(stopped.text.contains("Anda tidak lagi mengikuti"), "{}", stopped.text);
    agent.post(&format!("/desk/{}/step", case.id), &[("step", "reopen"), ("reason", "Bocor lagi")]).await;
    settle(house).await;
    let told = letters(house);
    // The citizen hears of their own report, and of the followers only who still follows.
    let news: Vec<&Letter> = told.iter().filter(|letter| !letter.to.contains("siti@")).collect();
    assert!(news.len() == 1 && news[0].to.contains("ani@"), "{told:?}");
    // Hidden: nobody hears of it any more.
    agent.post(&format!("/desk/{}/public", case.id), &[]).await;
    agent.post(&format!("/desk/{}/step", case.id), &[("step", "start")]).await;
    settle(house).await;
    assert!(letters(house).is_empty());
    // A mail program ends the news by itself: no cookie, no form.
    let end = format!("{}{}/end", house.url, link(house, news[0]));
    let head = news[0].head.replace("\r\n ", " ");
    assert!(head.contains(&format!("List-Unsubscribe: <{end}>")), "{head}");
    assert_eq!(house.number(FOLLOWERS).await, 1);
    let press = house.visitor().client.post(&end).body("List-Unsubscribe=One-Click");
    assert_eq!(press.send().await.expect("an answer").status(), 200);
    assert_eq!(house.number(FOLLOWERS).await, 0);
});

story!(strangers_cannot_fill_a_mailbox, into_a_folder, async |house: &House| {
    make_public(house, "air").await;
    let mut cases = Vec::new();
    for _ in 0..9 {
        cases.push(report(house, Report::default()).await.0);
    }
    let visitor = house.visitor();
    for case in &cases {
        let asked =
            visitor.post(&format!("/cases/{}/follow", case.number), &[("email", "korban@warga.test")]).await;
        assert!(asked.text.contains("Periksa surel Anda"), "the answer tells nothing: {}", asked.text);
    }
    house.work().await;
    assert_eq!(letters(house).len(), 5);
    for _ in 0..30 {
        visitor.post(&format!("/cases/{}/follow", cases[0].number), &[("email", "lain@warga.test")]).await;
    }
    let refused =
        visitor.post(&format!("/cases/{}/follow", cases[0].number), &[("email", "lagi@warga.test")]).await;
    assert!(refused.status == 429 && refused.text.contains("Terlalu banyak"), "{}", refused.text);
    house.work().await;
    letters(house);
});

story!(who_reports_the_same_is_offered_to_follow, into_a_folder, async |house: &House| {
    make_public(house, "lampu-jalan").await;
    let words = "Lampu jalan mati di depan SDN 3 Jalan Melati, gelap sekali";
    let known =
        Report { text: words, category: "lampu-jalan", name: Some("Siti Rahayu"), ..Report::default() };
    let (case, _) = report(house, known.clone()).await;
    let (copy, _) = report(house, known.clone()).await;
    let (secret, _) = report(house, Report { is_confidential: true, ..known }).await;
    let agent = house.staff(AGENT).await;
    let number = case.number.to_string();
    agent.post(&format!("/desk/{}/join", copy.id), &[("how", "child"), ("number", &number)]).await;
    let citizen = house.visitor();
    fill(
        &citizen,
        "Lampu jalan di depan SDN 3 mati sejak Senin, jalan gelap",
        &[("email", "ani@warga.test")],
    )
    .await;
    let check = citizen.get("/report/check").await.text;
    assert!(check.contains("2 orang melaporkan ini") && check.contains(&number), "{check}");
    assert_eq!(check.matches("Benar ini: ikuti").count(), 1, "one of them is enough: {check}");
    assert!(!check.contains(&secret.number.to_string()) && !check.contains("Rahayu"), "{check}");
    let asked = citizen.post(&format!("/cases/{number}/follow"), &[("email", "ani@warga.test")]).await;
    assert!(asked.text.contains("Periksa surel Anda"));
    // It is something else after all.
    send(&citizen).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 4);
    // Something quite different is offered nothing.
    let other = house.visitor();
    fill(&other, "Lampu taman di alun-alun dicuri orang semalam", &[]).await;
    assert!(!other.get("/report/check").await.text.contains("Benar ini: ikuti"));
    house.work().await;
    letters(house);
});

story!(a_chat_follows_by_its_link, async |house: &House| {
    make_public(house, "air").await;
    let (case, _) = report(house, Report { text: BURST, ..Report::default() }).await;
    let start = |payload: String, id: &str| pressed(id, InboundKind::Start { payload: Some(payload) }, "");
    let payload = format!("follow_{}", case.number.digits());
    receive(&house.app, &start(payload.clone(), "1")).await.unwrap();
    receive(&house.app, &start(payload, "2")).await.unwrap();
    assert_eq!(house.number(FOLLOWERS).await, 1);
    let said =
        "SELECT COUNT(*) AS n FROM message WHERE body LIKE 'Anda mengikuti kasus%' AND ticket_id IS NULL";
    assert_eq!(house.number(said).await, 2);
    receive(&house.app, &start("follow_26110000421".into(), "3")).await.unwrap();
    assert_eq!(house.number(FOLLOWERS).await, 1);
    house.forget_jobs().await;
});

/// Somebody says or presses something in a chat of theirs.
fn pressed(id: &str, kind: InboundKind, text: &str) -> Received {
    let mut received = said(Channel::Telegram, Identity::Telegram(77), id, text);
    received.inbound.from_name = Some("Budi".into());
    received.inbound.thread.key = Some("77".into());
    received.inbound.kind = kind;
    received
}

story!(who_said_stop_between_a_merge_and_its_undo_hears_nothing, async |house: &House| {
    make_public(house, "air").await;
    let (case, _) = report(house, Report { text: BURST, ..Report::default() }).await;
    let payload = Some(format!("follow_{}", case.number.digits()));
    receive(&house.app, &pressed("1", InboundKind::Start { payload }, "")).await.unwrap();
    let own =
        receive(&house.app, &pressed("2", InboundKind::Message, "Air mati di rumah saya")).await.unwrap();
    let sahut::intake::Outcome::Opened { ticket: own, .. } = own else { panic!("{own:?}") };
    let agent = house.staff(AGENT).await;
    let number = case.number.to_string();
    let join = [("how", "merge"), ("number", number.as_str())];
    assert_eq!(agent.post(&format!("/desk/{}/join", own.id), &join).await.status, 200);
    assert_eq!(house.number(FOLLOWERS).await, 1);
    // A photo is more than the word below it: it is kept, and nothing ends.
    let mut photo = pressed("2b", InboundKind::Message, "stop");
    photo.inbound.attachments.push(channels::Attachment {
        name: "foto.txt".into(),
        media_type: "text/plain".into(),
        content: channels::Content::Bytes(b"air".to_vec()),
    });
    receive(&house.app, &photo).await.unwrap();
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment WHERE name = 'foto.txt'").await, 1);
    assert_eq!(house.number(FOLLOWERS).await, 1);
    receive(&house.app, &pressed("3", InboundKind::Message, "stop")).await.unwrap();
    assert_eq!(house.number(FOLLOWERS).await, 0);
    house.app.db.clock.advance(MINUTE);
    assert_eq!(agent.post(&format!("/desk/{}/unmerge", own.id), &[]).await.status, 200);
    assert_eq!(house.number(FOLLOWERS).await, 0);
    house.forget_jobs().await;
});
