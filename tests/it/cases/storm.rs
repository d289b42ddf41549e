//! A storm of 400 reports of one burst main, answered at once.

use std::collections::BTreeMap;

use sahut::clock::MINUTE;
use sahut::queue::{self, Claimed, Job};
use sahut::{cases, error::Error};

use super::{BURST, Report, into_a_folder, letters, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, WATER};

const STORM: usize = 400;
const ANSWER: &str = "Pipa sudah kami ganti, air mengalir lagi pukul dua siang.";

const TOLD: &str = "SELECT COUNT(*) AS n FROM told_to WHERE outcome = 'told'";
const ANSWERS: &str =
    "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE 'Pipa sudah kami ganti%'";

/// The job that tells the next of many.
async fn claim(house: &House) -> (Claimed, sahut::ids::ToldId) {
    loop {
        let claimed = queue::claim(&house.app.db, 8).await.expect("jobs");
        assert!(!claimed.is_empty(), "the job is there");
        for one in claimed {
            if let Job::TellMany { told } = one.job {
                return (one, told);
            }
        }
    }
}

story!(a_storm_of_400_duplicates_is_answered_at_once, into_a_folder, async |house: &House| {
    let (main, _) = report(house, Report { email: Some("pertama@warga.test"), ..Report::default() }).await;
    let mut children = Vec::with_capacity(STORM);
    for n in 0..STORM {
        let (email, text) = (format!("warga{n}@rumah.test"), format!("{BURST}. Rumah nomor {n}."));
        children
            .push(report(house, Report { email: Some(&email), text: &text, ..Report::default() }).await.0);
    }
    // That we have it, everybody was told; this story is about what comes after.
    house.forget_jobs().await;
    let agent = house.staff(AGENT).await;

    // What looks the same is found; and the queue's bar puts a hundred at a time below the first.
    let alike = agent.get(&format!("/desk/{}/alike", main.id)).await;
    assert!(alike.text.contains("100 laporan mirip"), "{}", alike.text);
    for hundred in children.chunks(100) {
        let boxes: Vec<String> = hundred.iter().map(|child| format!("{}:", child.id)).collect();
        let mut fields: Vec<(&str, &str)> = boxes.iter().map(|value| ("ticket", value.as_str())).collect();
        let number = main.number.to_string();
        fields.extend([("do", "gather"), ("how", "child"), ("main", number.as_str())]);
        let told = agent.post("/desk/bulk", &fields).await;
        assert!(told.text.contains("100 laporan berubah"), "{}", told.text);
    }
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM ticket_link WHERE kind = 'child'").await,
        STORM as i64
    );

    let path = format!("/desk/{}/tell", main.id);
    assert_eq!(agent.post(&path, &[("text", "  "), ("kind", "answer")]).await.status, 422);
    let page = agent.post(&path, &[("text", ANSWER), ("kind", "answer")]).await;
    assert!(page.text.contains("0 dari 400 sudah dikabari"), "{}", page.text);

    // The worker dies in the middle of the first batch.
    let (claimed, told) = claim(house).await;
    tokio::select! {
        done = cases::tell_many(&house.app, &claimed, told) => panic!("it was not cut off: {done:?}"),
        () = async { while house.number(TOLD).await < 10 { tokio::task::yield_now().await } } => {}
    }
    let before = house.number(TOLD).await;
    assert!((10..40).contains(&before), "{before}: the story is about the middle");
    assert_eq!(house.number(ANSWERS).await, before + 1, "who counts as told was told");
    // Its lease runs out, and two workers hold the same job.
    house.app.db.clock.advance(2 * MINUTE);
    queue::take_back(&house.app.db).await.unwrap();
    let (claimed, told) = claim(house).await;
    let (one, other) = futures_util::join!(
        cases::tell_many(&house.app, &claimed, told),
        cases::tell_many(&house.app, &claimed, told)
    );
    let lost = [one, other].into_iter().filter(|done| matches!(done, Err(Error::LeaseLost))).count();
    assert_eq!(lost, 1, "one of them finishes the job");
    house.app.db.clock.advance(2 * MINUTE);
    house.work().await;

    assert_eq!(house.number(TOLD).await, STORM as i64);
    assert_eq!(house.number(ANSWERS).await, STORM as i64 + 1);
    let conversations =
        "SELECT COUNT(DISTINCT conversation_id) AS n FROM message WHERE body LIKE 'Pipa sudah kami ganti%'";
    assert_eq!(house.number(conversations).await, STORM as i64 + 1);
    let answered = "SELECT COUNT(*) AS n FROM ticket WHERE stage = 'answered'";
    assert_eq!(house.number(answered).await, STORM as i64 + 1);

    // Running it all once more tells nobody anything.
    let again = async |tx: &mut _| queue::enqueue(tx, &Job::TellMany { told }).await;
    house.app.db.write(again).await.unwrap();
    house.work().await;
    let mut each: BTreeMap<String, usize> = BTreeMap::new();
    for letter in letters(house) {
        assert!(letter.text.contains("air mengalir lagi"), "{letter:?}");
        assert!(!letter.head.contains("\nCc:") && !letter.head.contains("\nBcc:"), "{letter:?}");
        *each.entry(letter.to).or_default() += 1;
    }
    assert_eq!(each.len(), STORM + 1);
    assert!(each.iter().all(|(to, times)| *times == 1 && to.matches('@').count() == 1), "{each:?}");
    let page = agent.get(&format!("/desk/{}", main.id)).await;
    assert!(page.text.contains("400 dari 400 sudah dikabari"), "{}", page.text);
    assert!(page.text.contains("400 laporan di bawah laporan ini"), "{}", page.text);
});

story!(children_that_are_over_or_out_of_reach_are_passed_over, async |house: &House| {
    let (main, _) = report(house, Report::default()).await;
    let (over, _) = report(house, Report::default()).await;
    let (away, _) = report(house, Report::default()).await;
    let (same, _) = report(house, Report::default()).await;
    let agent = house.staff(AGENT).await;
    let number = main.number.to_string();
    for child in [&over, &away, &same] {
        let joined =
            agent.post(&format!("/desk/{}/join", child.id), &[("how", "child"), ("number", &number)]).await;
        assert!(joined.text.contains("Bagian dari") && joined.text.contains(&number), "{}", joined.text);
    }
    agent
        .post(&format!("/desk/{}/step", over.id), &[("step", "reject:prank"), ("reason", "Salah sambung")])
        .await;
    let pupr = house.number("SELECT id AS n FROM agency WHERE code = 'pupr'").await.to_string();
    agent.post(&format!("/desk/{}/refer", away.id), &[("agency", &pupr), ("reason", "Jalannya")]).await;
    let before = house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out'").await;
    // The waterworks answer what is theirs: a child of another agency is not.
    let water = house.staff(WATER).await;
    let page = water.get(&format!("/desk/{}", main.id)).await;
    assert!(page.text.contains("3 laporan di bawah laporan ini"), "{}", page.text);
    assert!(!page.text.contains(&away.number.to_string()) && page.text.contains(&same.number.to_string()));
    water
        .post(&format!("/desk/{}/tell", main.id), &[("text", "Sudah kami perbaiki."), ("kind", "answer")])
        .await;
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out'").await, before + 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM told_to WHERE outcome = 'skipped'").await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE stage = 'answered'").await, 2);
    // A child is no parent, and whoever has children hangs below nobody.
    let (other, _) = report(house, Report::default()).await;
    let joined = agent
        .post(&format!("/desk/{}/join", other.id), &[("how", "child"), ("number", &same.number.to_string())])
        .await;
    assert!(joined.text.contains(&number), "below the parent: {}", joined.text);
    let (third, _) = report(house, Report::default()).await;
    let path = format!("/desk/{}/join", main.id);
    let refused = agent.post(&path, &[("how", "child"), ("number", &third.number.to_string())]).await;
    assert!(refused.status == 422 && refused.text.contains("Ada laporan di bawahnya"), "{}", refused.text);
    house.forget_jobs().await;
});
